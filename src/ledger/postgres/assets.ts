import type { KnownAsset } from '../../domain/known-asset';
import type { Ledger } from '../ledger';
import type { Database } from './connection';

export function assetMethods(db: Database): Pick<Ledger, 'keepAssets' | 'doubtAsset'> {
  return {
    keepAssets: async (assets) => {
      await db.query(
        `INSERT INTO assets AS a (symbol, tradable, fractionable, ptp, read_at)
           SELECT symbol, tradable, fractionable, ptp, "readAt" FROM jsonb_to_recordset($1) AS g(symbol text, tradable boolean,
             fractionable boolean, ptp boolean, "readAt" timestamptz) ORDER BY symbol
         ON CONFLICT (symbol) DO UPDATE SET tradable = excluded.tradable, fractionable = excluded.fractionable,
             ptp = excluded.ptp, read_at = excluded.read_at WHERE a.read_at < excluded.read_at`,
        [JSON.stringify(assets)],
      );
    },
    doubtAsset: async (symbol, at) => {
      await db.query('UPDATE assets SET refused_at = greatest(read_at, refused_at, $2) WHERE symbol = $1', [
        symbol,
        at,
      ]);
    },
  };
}

/** SQL for the assets that a list of symbols is known to be, as one JSON array. */
export function assetsOf(symbols: string): string {
  return `(SELECT coalesce(jsonb_agg(jsonb_build_object('symbol', a.symbol, 'tradable', a.tradable, 'fractionable', a.fractionable,
     'ptp', a.ptp, 'readAt', a.read_at)), '[]') FROM assets a WHERE a.symbol IN (${symbols})
       AND (a.refused_at IS NULL OR a.refused_at < a.read_at))`;
}

/** A time in JSON has the database's form. */
export function toAssets(rows: readonly KnownAsset[]): Map<string, KnownAsset> {
  return new Map(rows.map((row) => [row.symbol, { ...row, readAt: new Date(row.readAt).toISOString() }]));
}
