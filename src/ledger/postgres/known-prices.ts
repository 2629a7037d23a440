import type { Approval } from '../../domain/approval';
import type { CorporateAction } from '../../domain/corporate-action';
import { decimal } from '../../domain/money';
import type { Known } from '../../domain/price-jump';
import { forgottenBefore, type PricePoint, quarterOf } from '../../domain/price-point';
import { type AcceptPrice, type Actor, type KnownPrice, type Ledger, SYSTEM_AUDIT } from '../ledger';
import { canonicalPrice } from '../rules/canonical';
import { type Accepting, acceptedByOne, acceptedByTwo, type KnownRow, keptPrices } from '../rules/known-prices';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { insertProposal } from './proposals';

export function knownPriceMethods(
  db: Database,
): Pick<Ledger, 'knownPrices' | 'listPricePoints' | 'keepPrices' | 'acceptPrice'> {
  return {
    knownPrices: async () => {
      const rows = await db.query<KnownPrice & { action: CorporateAction | null }>(
        `SELECT symbol, price::text, at, lately, ${actionOf('k.symbol')} AS action FROM known_prices k ORDER BY symbol`,
      );
      return rows.map(({ action, ...row }) => ({ ...row, price: canonicalPrice(row.price), ...withAction(action) }));
    },
    listPricePoints: async (symbol) => {
      const points = await db.query<PricePoint>(
        'SELECT price::text, at FROM price_points WHERE symbol = $1 ORDER BY quarter',
        [symbol],
      );
      return points.map(({ price, at }) => ({ price: canonicalPrice(price), at }));
    },
    keepPrices: async (prices, at) => {
      await db.query(
        `WITH given AS (
           SELECT * FROM jsonb_to_recordset($1) AS p(symbol text, price numeric, known numeric, lately jsonb)
         ), kept AS (
           INSERT INTO known_prices AS k (symbol, price, at, lately) SELECT symbol, price, $2, lately FROM given ORDER BY symbol
           ON CONFLICT (symbol) DO UPDATE SET price = excluded.price, at = excluded.at, lately = excluded.lately, confirmed = NULL
             WHERE k.price = (SELECT known FROM given g WHERE g.symbol = k.symbol)
           RETURNING symbol, price, at
         ), old AS (
           DELETE FROM price_points p USING kept k WHERE p.symbol = k.symbol AND p.quarter < $4
         )
         INSERT INTO price_points (symbol, quarter, at, price) SELECT symbol, $3, at, price FROM kept ORDER BY symbol
         ON CONFLICT DO NOTHING`,
        [JSON.stringify(keptPrices(prices)), at, quarterOf(at), forgottenBefore(at)],
      );
    },
    acceptPrice: (accept, by) =>
      changeOnce(db, by, `acceptPrice ${accept.symbol}`, (query) => acceptPrice(query, accept, by)),
  };
}

/** SQL for the corporate action of a symbol as JSON, or null. */
export function actionOf(symbol: string): string {
  return `(SELECT jsonb_build_object('symbol', a.symbol, 'since', a.since, 'priceBefore', a.price_before::text,
     'low', a.low::text, 'high', a.high::text) FROM corporate_actions a WHERE a.symbol = ${symbol})`;
}

/** The action as it was stored; a symbol without one has no such field. */
export function withAction(action: CorporateAction | null): Pick<Known, 'action'> {
  if (action === null) return {};
  const plain = (text: string) => decimal(text).toFixed();
  const { symbol, since, priceBefore, low, high } = action;
  return {
    action: {
      symbol,
      since: new Date(since).toISOString(),
      priceBefore: plain(priceBefore),
      low: plain(low),
      high: plain(high),
    },
  };
}

async function acceptPrice(query: Query, accept: AcceptPrice, by: Actor): Promise<Approval | undefined> {
  const { symbol } = accept;
  const first = acceptedByOne(undefined, accept);
  // If two people give the first price of a symbol, the second waits here, and is compared with the first.
  const made = 'after' in first ? await query(INSERT_FIRST, [symbol, first.after.price, by.at]) : [];
  const accepting = made.length === 1 ? first : acceptedByOne(await lockKnown(query, symbol), accept);
  if ('proposal' in accepting) return insertProposal(query, accepting.proposal, by);
  await storeAccepted(query, symbol, accepting, by);
  return undefined;
}

const INSERT_FIRST =
  'INSERT INTO known_prices (symbol, price, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING symbol';

/** Returns the known price of a symbol, and locks it: nobody else can change it before this transaction ends. */
export async function lockKnown(query: Query, symbol: string): Promise<KnownRow | undefined> {
  const [row] = await query<KnownRow>(
    'SELECT price::text, confirmed::text FROM known_prices WHERE symbol = $1 FOR UPDATE',
    [symbol],
  );
  return row && { price: canonicalPrice(row.price), confirmed: row.confirmed && canonicalPrice(row.confirmed) };
}

export async function acceptByTwo(query: Query, approval: Approval, by: Actor): Promise<void> {
  const { subject } = approval;
  await storeAccepted(query, subject, acceptedByTwo(await lockKnown(query, subject), approval), by);
}

async function storeAccepted(
  query: Query,
  symbol: string,
  { after, entry }: Extract<Accepting, { after: KnownRow }>,
  by: Actor,
): Promise<void> {
  await query(
    `WITH over AS (
       DELETE FROM corporate_actions WHERE symbol = $1
     ), accepted AS (
       INSERT INTO known_prices (symbol, price, at, confirmed) VALUES ($1, $2, $3, $4)
       ON CONFLICT (symbol) DO UPDATE SET price = excluded.price, at = excluded.at, lately = NULL, confirmed = excluded.confirmed
     ) ${insertAudit('$5')}`,
    [symbol, after.price, by.at, after.confirmed, auditRows(SYSTEM_AUDIT, [entry], by)],
  );
}
