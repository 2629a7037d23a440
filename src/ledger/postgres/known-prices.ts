import { type KnownPrice, type Ledger, SYSTEM_AUDIT } from '../ledger';
import { canonicalPrice } from '../rules/canonical';
import { acceptedEntry, keptPrices } from '../rules/known-prices';
import { auditRows, insertAudit } from './audit';
import type { Database } from './connection';

export function knownPriceMethods(db: Database): Pick<Ledger, 'knownPrices' | 'keepPrices' | 'acceptPrice'> {
  return {
    knownPrices: async () => {
      const rows = await db.query<KnownPrice>(
        'SELECT symbol, price::text, at, lately FROM known_prices ORDER BY symbol',
      );
      return rows.map((row) => ({ ...row, price: canonicalPrice(row.price) }));
    },
    keepPrices: async (prices, at) => {
      await db.query(
        `WITH given AS (SELECT * FROM jsonb_to_recordset($1) AS p(symbol text, price numeric, known numeric, lately jsonb))
         INSERT INTO known_prices AS k (symbol, price, at, lately) SELECT symbol, price, $2, lately FROM given ORDER BY symbol
         ON CONFLICT (symbol) DO UPDATE SET price = excluded.price, at = excluded.at, lately = excluded.lately
           WHERE k.price = (SELECT known FROM given g WHERE g.symbol = k.symbol)`,
        [JSON.stringify(keptPrices(prices)), at],
      );
    },
    acceptPrice: ({ symbol, price, reason }, by) =>
      db.transaction(async (query) => {
        const [row] = await query<{ price: string }>(
          'SELECT price::text FROM known_prices WHERE symbol = $1 FOR UPDATE',
          [symbol],
        );
        const entry = acceptedEntry({ symbol, price, reason }, row && canonicalPrice(row.price));
        await query(
          `WITH accepted AS (
             INSERT INTO known_prices (symbol, price, at) VALUES ($1, $2, $3)
             ON CONFLICT (symbol) DO UPDATE SET price = excluded.price, at = excluded.at, lately = NULL
           ) ${insertAudit('$4')}`,
          [symbol, canonicalPrice(price), by.at, auditRows(SYSTEM_AUDIT, [entry], by)],
        );
      }),
  };
}
