// What a roll-out does by itself: E2 of ../rollouts.ts.

import type { BatchState } from '../../domain/batch';
import type { Rest, Rollout } from '../../domain/rollout';
import type { Actor } from '../ledger';
import type { RolloutLedger } from '../rollouts';
import { canonicalTime } from '../rules/canonical';
import { cohortJudged } from '../rules/rollouts';
import type { Database, Query } from './connection';
import { findVersion, lockModel } from './models';
import { auditSystem, countCohorts, FOLLOWERS, findRollout, lockRollout, storeState } from './rollouts';
import { NOT_REFUSED_COLUMNS, OPEN, PORTFOLIO_COLUMNS, type PortfolioRow, toPortfolio } from './rows';
import { applyModel, locked } from './subscriptions';

type Steps = Pick<RolloutLedger, 'applyRollout' | 'membersAtWork' | 'settleMembers' | 'judgeRollout'>;

export function rolloutSteps(db: Database): Steps {
  return {
    applyRollout: async (id, limit, at) => {
      const waiting = await db.query<{ portfolioId: string }>(
        `SELECT m.portfolio_id AS "portfolioId" FROM rollouts r JOIN rollout_portfolios m ON m.rollout_id = r.id
          WHERE r.id = $1 AND r.state = 'RUNNING' AND m.cohort = r.cohort AND m.state = 'WAITING'
          ORDER BY m.portfolio_id LIMIT least($2::bigint, (${LEFT_OF_MINUTE}))`,
        [id, limit, canonicalTime(at)],
      );
      for (const { portfolioId } of waiting)
        await db.transaction((query) => applyTo(query, id, portfolioId, canonicalTime(at)));
      return waiting.length;
    },
    membersAtWork: async (id, { after, limit }) => {
      const rows = await db.query<PortfolioRow & AtWorkRow>(
        `SELECT ${PORTFOLIO_COLUMNS}, EXISTS (SELECT FROM batches WHERE portfolio_id = p.id AND ${OPEN}) AS is_trading,
                last.id AS last_batch, last.state AS last_state
           FROM rollouts r JOIN rollout_portfolios m ON m.rollout_id = r.id JOIN portfolios p ON p.id = m.portfolio_id
           LEFT JOIN LATERAL (
             SELECT id, state FROM batches b WHERE portfolio_id = p.id AND opened_at >= m.applied_at AND NOT (${PLANNED_AGAIN})
              ORDER BY number DESC LIMIT 1
           ) last ON true
          WHERE r.id = $1 AND m.cohort = r.cohort AND m.state = 'APPLIED' AND m.portfolio_id > $2
          ORDER BY m.portfolio_id LIMIT $3`,
        [id, after, limit],
      );
      return rows.map((row) => ({
        portfolio: toPortfolio(row),
        isTrading: row.is_trading,
        batch: row.last_batch === null ? null : { id: row.last_batch, state: row.last_state },
      }));
    },
    settleMembers: async (id, settled, at) => {
      await db.query(
        `UPDATE rollout_portfolios m SET state = s.state, code = s.code, batch_id = s.batch, settled_at = $3
           FROM jsonb_to_recordset($2) AS s(portfolio text, state text, code text, batch uuid)
          WHERE m.rollout_id = $1 AND m.portfolio_id = s.portfolio AND m.state = 'APPLIED'`,
        [
          id,
          JSON.stringify(
            settled.map(({ portfolioId, state, code, batchId }) => ({
              portfolio: portfolioId,
              state,
              code,
              batch: batchId,
            })),
          ),
          canonicalTime(at),
        ],
      );
    },
    judgeRollout: (id, by) => db.transaction((query) => judge(query, id, by)),
  };
}

/** How many more portfolios of the roll-out `$1` may get the version within the minute before `$3`. */
const LEFT_OF_MINUTE = `
  SELECT greatest(0, per_minute - (
    SELECT count(*) FROM rollout_portfolios WHERE rollout_id = $1 AND applied_at > $3::timestamptz - interval '1 minute'
  )) FROM rollouts WHERE id = $1`;

/** Its turn came too late, so nothing was sent, and another plan is made at once. */
const PLANNED_AGAIN = `b.state = 'ROLLED_BACK' AND b.cause->>'code' = 'PLAN_EXPIRED'
  AND NOT EXISTS (SELECT FROM orders WHERE batch_id = b.id AND filled_quantity > 0)`;

interface AtWorkRow {
  is_trading: boolean;
  last_batch: string | null;
  last_state: BatchState;
}

async function applyTo(query: Query, id: string, portfolioId: string, at: string): Promise<void> {
  // Who pauses or aborts it waits for this, and the other way round.
  const text = `SELECT actor, via FROM rollouts WHERE id = $1 AND state = 'RUNNING' FOR SHARE`;
  const [row] = await query<{ actor: string; via: Actor['via'] | null }>(text, [id]);
  const rollout = row && (await findRollout(query, id));
  if (row === undefined || rollout === undefined) return;
  const subscription = await locked(query, portfolioId);
  const ends = (rest: Pick<Rest, 'state' | 'code'>) => settle(query, id, portfolioId, rest, at);
  const { modelId, version: number, cohort } = rollout;
  if (subscription?.modelId !== modelId) return ends({ state: 'DONE', code: 'NOT_SUBSCRIBED' });
  if (subscription.pinned !== null) return ends({ state: 'DONE', code: 'PINNED' });
  const version = await findVersion(query, modelId, number);
  if (version === undefined) throw new Error('the version of a roll-out is there');
  // It is in the name of the person who started it, not of the program that works on it.
  const by: Actor = { name: row.actor, at, ...(row.via !== null && row.via !== undefined && { via: row.via }) };
  const followed = { version, overrides: subscription.overrides, rollout: { id, cohort } };
  const applied = await applyModel(query, portfolioId, followed, by);
  if (applied !== 'applied') return ends({ state: 'FAILED', code: applied.refusal });
  // A refusal that was there before says nothing about what it has now.
  const [after] = await query<{ works: boolean }>(
    `UPDATE portfolios SET ${NOT_REFUSED_COLUMNS} WHERE id = $1 RETURNING status = 'ACTIVE' AND NOT frozen AS works`,
    [portfolioId],
  );
  await query('UPDATE subscriptions SET version = $2, rollout_id = $3, applied_at = $4 WHERE portfolio_id = $1', [
    portfolioId,
    number,
    id,
    at,
  ]);
  if (after?.works !== true) return ends({ state: 'DONE', code: 'NOT_ACTIVE' });
  await query(
    `UPDATE rollout_portfolios SET state = 'APPLIED', applied_at = $3 WHERE rollout_id = $1 AND portfolio_id = $2 AND state = 'WAITING'`,
    [id, portfolioId, at],
  );
}

async function settle(
  query: Query,
  id: string,
  portfolioId: string,
  { state, code }: Pick<Rest, 'state' | 'code'>,
  at: string,
): Promise<void> {
  await query(
    `UPDATE rollout_portfolios SET state = $3, code = $4, settled_at = $5
      WHERE rollout_id = $1 AND portfolio_id = $2 AND state = 'WAITING'`,
    [id, portfolioId, state, code, at],
  );
}

async function judge(query: Query, id: string, by: Actor): Promise<Rollout | undefined> {
  const rollout = await lockRollout(query, id);
  if (rollout?.state !== 'RUNNING') return rollout;
  const { cohort } = rollout;
  const nobody = { cohort, waiting: 0, applied: 0, done: 0, failed: 0 };
  const count = (await countCohorts(query, id)).find((one) => one.cohort === cohort) ?? nobody;
  const judged = cohortJudged(rollout, count, by.at);
  if (judged.kind === 'wait') return rollout;
  // Who begins to follow the model meanwhile is added, or waits for this and begins with the version.
  if (judged.kind === 'last') await lockModel(query, rollout.modelId, 'FOR UPDATE');
  if (judged.kind === 'last' && (await addLate(query, rollout)) > 0) return rollout;
  await auditSystem(query, judged.entry, by);
  switch (judged.kind) {
    case 'abort':
      return storeState(query, id, 'ABORTED', judged.reason, by);
    case 'pause':
      return storeState(query, id, 'PAUSED', judged.reason, by);
    case 'cohort':
      await query('UPDATE rollouts SET cohort = cohort + 1, cohort_since = $2 WHERE id = $1', [
        id,
        canonicalTime(by.at),
      ]);
      return findRollout(query, id);
    case 'last':
      await query('UPDATE models SET current = $2 WHERE id = $1', [rollout.modelId, rollout.version]);
      return storeState(query, id, 'DONE', null, by);
  }
}

/**
 * Who began to follow the model meanwhile, or follows it again after its turn had come, has another version and joins the last cohort. What
 * FAILED stays so. Returns how many.
 */
async function addLate(query: Query, { id, modelId, version, cohort }: Rollout): Promise<number> {
  const added = await query(
    `INSERT INTO rollout_portfolios (rollout_id, portfolio_id, cohort) SELECT $1::uuid, portfolio_id, $4::integer FROM (${FOLLOWERS}) follower
     ON CONFLICT (rollout_id, portfolio_id) DO UPDATE
       SET cohort = excluded.cohort, state = 'WAITING', code = NULL, batch_id = NULL, applied_at = NULL, settled_at = NULL
       WHERE rollout_portfolios.state = 'DONE'
     RETURNING 1`,
    [id, modelId, version, cohort],
  );
  return added.length;
}
