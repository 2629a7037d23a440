import { type Announced, type Doubt, NOTHING_ANNOUNCED } from '../../domain/agreement';
import type { Pace } from '../../domain/breaker';
import { invariant } from '../../domain/invariant';
import type { Trading } from '../../domain/kill-switch';
import type { KnownAsset } from '../../domain/known-asset';
import type { Known } from '../../domain/price-jump';
import { NO_RULES, type RuleSet } from '../../domain/rules';
import { type Actor, type Ledger, type SetTrading, SYSTEM_AUDIT } from '../ledger';
import { canonicalCash, canonicalPrice } from '../rules/canonical';
import { tradingSet } from '../rules/kill-switch';
import { assetsOf, toAssets } from './assets';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { actionOf, withAction } from './known-prices';

// eslint-disable-next-line max-lines-per-function -- one short method for each call of the interface
export function tradingMethods(
  db: Database,
): Pick<Ledger, 'trading' | 'setTrading' | 'readGuards' | 'readTurnover' | 'readPace' | 'tripBreaker'> {
  return {
    trading: () => readTrading(db.query),
    readGuards: async (portfolioId, since) => {
      const [row] = await db.query<
        Trading & {
          traded: string;
          runs: number;
          known: Record<string, Known>;
          doubt: Doubt | null;
          announced: Announced | null;
          last_fill: string | null;
          assets: KnownAsset[];
          rule_set: RuleSet | null;
        }
      >(
        `SELECT position, undo, reason, actor, since, (
           SELECT coalesce(sum(abs(f.cash)), 0)::text
             FROM portfolios one JOIN portfolios p USING (account_id) ${BATCHES_SINCE}
             JOIN orders o ON o.batch_id = b.id AND o.kind = 'order' JOIN fills f USING (client_order_id)
            WHERE one.id = $1 AND f.at >= $2
         ) AS traded, (
           SELECT count(*)::int FROM batches WHERE portfolio_id = $1 AND market_time >= $2
         ) AS runs, (
           SELECT coalesce(jsonb_object_agg(symbol, jsonb_build_object('price', price::text, 'lately', lately,
             'action', ${actionOf('known_prices.symbol')})), '{}') FROM known_prices WHERE symbol IN (${ITS_SYMBOLS})
         ) AS known, ${assetsOf(ITS_SYMBOLS)} AS assets, (
           SELECT jsonb_build_object('leaving', leaving::text, 'arriving', arriving::text) FROM account_reads WHERE portfolio_id = $1
         ) AS announced, (
           SELECT max(f.at)
             FROM portfolios one JOIN portfolios p USING (account_id) ${BATCHES_SINCE}
             JOIN orders o ON o.batch_id = b.id JOIN fills f USING (client_order_id)
            WHERE one.id = $1
         ) AS last_fill, (
           SELECT jsonb_build_object('since', d.since, 'differing', d.differing, 'read', d.read)
             FROM broker_doubt d WHERE d.since IS NOT NULL
         ) AS doubt, (
           SELECT jsonb_build_object('version', version, 'rules', rules) FROM rule_sets ORDER BY version DESC LIMIT 1
         ) AS rule_set FROM trading`,
        [portfolioId, since],
      );
      invariant(row !== undefined, 'the table of the kill switch has exactly one row');
      const {
        traded,
        runs,
        known,
        doubt,
        announced,
        last_fill: lastFillAt,
        assets,
        rule_set: ruleSet,
        ...trading
      } = row;
      const prices = Object.entries(known).map(
        ([symbol, { price, lately, action = null }]) =>
          [symbol, { price: canonicalPrice(price), lately, ...withAction(action) }] as const,
      );
      return {
        trading,
        tradedTodayUsd: canonicalCash(traded),
        runsToday: runs,
        knownPrices: new Map(prices),
        doubt: doubt && { ...doubt, since: new Date(doubt.since).toISOString() },
        announced: announced ?? NOTHING_ANNOUNCED,
        lastFillAt,
        assets: toAssets(assets),
        ruleSet: ruleSet ?? NO_RULES,
      };
    },
    readTurnover: async (portfolioId, since) => {
      const [row] = await db.query<{ bought: string; sold: string }>(
        `SELECT coalesce(-sum(f.cash) FILTER (WHERE f.cash < 0), 0)::text AS bought,
                coalesce(sum(f.cash) FILTER (WHERE f.cash > 0), 0)::text AS sold
           FROM portfolios p ${BATCHES_SINCE}
           JOIN orders o ON o.batch_id = b.id AND o.kind = 'order' JOIN fills f USING (client_order_id)
          WHERE p.id = $1 AND b.state <> 'ROLLED_BACK' AND f.at >= $2`,
        [portfolioId, since],
      );
      invariant(row !== undefined, 'a sum has a row');
      return { boughtUsd: canonicalCash(row.bought), soldUsd: canonicalCash(row.sold) };
    },
    setTrading: (change, by) =>
      changeOnce(
        db,
        by,
        'setTrading',
        async (query) => setTrading(query, await lockTrading(query), change, by),
        // Otherwise somebody else was faster.
        ({ position }) => position === change.position,
      ),
    readPace: async ({ minute, rollbacks }) => {
      const [row] = await db.query<Pace>(
        `SELECT count(*) FILTER (WHERE priced_at >= $1)::int AS batches, (
           SELECT round(coalesce(sum(coalesce(o.notional, o.quantity * k.price)), 0), 2)::text
             FROM batches b JOIN orders o ON o.batch_id = b.id AND o.kind = 'order' LEFT JOIN known_prices k USING (symbol)
            WHERE b.priced_at >= $1
         ) AS usd,
         count(*) FILTER (WHERE state <> 'PENDING')::int AS ended,
         count(*) FILTER (WHERE state IN ('ROLLED_BACK', 'STALE'))::int AS "rolledBack"
           FROM batches WHERE priced_at >= least($1::timestamptz, $2::timestamptz)`,
        [minute, rollbacks],
      );
      invariant(row !== undefined, 'a count has a row');
      return row;
    },
    tripBreaker: (reason, seen, by) =>
      db.transaction(async (query) => {
        const before = await lockTrading(query);
        if (before.position === 'halted' || before.since !== seen) return false;
        await setTrading(query, before, { position: 'halted', reason }, by);
        return true;
      }),
  };
}

/**
 * SQL for the batches `b` of a portfolio `p` that may have filled from a day before `$2` on: those that were opened since, and the last one
 * before, because a person may have held it for days. Written so that the index on their times finds them among all.
 */
const BATCHES_SINCE = `JOIN batches b ON b.portfolio_id = p.id AND b.market_time >= coalesce((
    SELECT max(earlier.market_time) FROM batches earlier
     WHERE earlier.portfolio_id = p.id AND earlier.market_time < $2::timestamptz - interval '1 day'
  ), $2::timestamptz - interval '1 day')`;

const ITS_SYMBOLS =
  'SELECT symbol FROM targets WHERE portfolio_id = $1 UNION SELECT symbol FROM holdings WHERE portfolio_id = $1';

/** Returns the switch, and locks it: nobody else can set it before this transaction ends. */
export async function lockTrading(query: Query): Promise<Trading> {
  await query('SELECT FROM trading FOR UPDATE');
  return readTrading(query);
}

export async function setTrading(query: Query, before: Trading, change: SetTrading, by: Actor): Promise<Trading> {
  const set = tradingSet(before, change, by);
  if (set === undefined) return before;
  const { position, undo, reason, actor, since } = set.after;
  await query(
    `WITH trading AS (UPDATE trading SET position = $1, reason = $2, actor = $3, since = $4, undo = $6) ${insertAudit('$5')}`,
    [position, reason, actor, since, auditRows(SYSTEM_AUDIT, [set.entry], by), undo],
  );
  return set.after;
}

async function readTrading(query: Query): Promise<Trading> {
  const [row] = await query<Trading>('SELECT position, undo, reason, actor, since FROM trading');
  invariant(row !== undefined, 'the table of the kill switch has exactly one row');
  return row;
}
