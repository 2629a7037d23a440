import { refusedAs } from '../../domain/refused';
import type { CohortCount, Member, Rollout } from '../../domain/rollout';
import { type Actor, SYSTEM_AUDIT } from '../ledger';
import type { RolloutLedger } from '../rollouts';
import { canonicalPercent, canonicalTime, storableText } from '../rules/canonical';
import type { AuditEntry } from '../rules/closing';
import { startedEntry, stateChanged } from '../rules/rollouts';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { findVersion, lockModel } from './models';

type Methods = Pick<
  RolloutLedger,
  'startRollout' | 'findRollout' | 'listRollouts' | 'countCohorts' | 'listMembers' | 'setRolloutState'
>;

const COLUMNS = `id, model_id AS "modelId", version, cohorts, abort_percent::text AS "abortPercent", per_minute AS "perMinute",
  state, state_reason AS "stateReason", state_by AS "stateBy", cohort, cohort_since AS "cohortSince", actor AS "startedBy",
  started_at AS "startedAt", ended_at AS "endedAt"`;

/** E1 to E3 are explained in ../rollouts.ts. */
export function rolloutMethods(db: Database): Methods {
  return {
    startRollout: (rollout, by) => changeOnce(db, by, 'startRollout', (query) => start(query, rollout, by)),
    findRollout: (id) => findRollout(db.query, id),
    listRollouts: async ({ modelId, isOpen = false, after, limit }) => {
      const rows = await db.query<Rollout>(
        `SELECT ${COLUMNS} FROM rollouts
          WHERE ($1::text IS NULL OR model_id = $1) AND (NOT $2::boolean OR state IN ('RUNNING', 'PAUSED'))
            AND ($3::timestamptz IS NULL OR (started_at, id) < ($3, $4::uuid))
          ORDER BY started_at DESC, id DESC LIMIT $5`,
        [modelId, isOpen, after?.startedAt, after?.id, limit],
      );
      return rows.map(toRollout);
    },
    countCohorts: (id) => countCohorts(db.query, id),
    listMembers: (id, { state, after = '', limit }) =>
      db.query<Member>(
        `SELECT portfolio_id AS "portfolioId", cohort, state, code, batch_id AS "batchId", applied_at AS "appliedAt"
           FROM rollout_portfolios
          WHERE rollout_id = $1 AND ($2::text IS NULL OR state = $2) AND portfolio_id > $3 ORDER BY portfolio_id LIMIT $4`,
        [id, state, after, limit],
      ),
    setRolloutState: (id, change, by) =>
      changeOnce(db, by, 'setRolloutState', async (query) => {
        const rollout = await lockRollout(query, id);
        if (rollout === undefined) return refusedAs('ROLLOUT_NOT_FOUND', id);
        const changed = stateChanged(rollout, { ...change, reason: storableText(change.reason) });
        if (changed === 'ended') return refusedAs('ROLLOUT_ENDED', `${id} is ${rollout.state}`);
        if (changed === 'unchanged') return { ok: true, rollout };
        const after = await storeState(query, id, change.to, change.to === 'RUNNING' ? null : change.reason, by);
        await auditSystem(query, changed.entry, by);
        return { ok: true, rollout: after };
      }),
  };
}

async function start(
  query: Query,
  ...[rollout, by]: Parameters<RolloutLedger['startRollout']>
): ReturnType<RolloutLedger['startRollout']> {
  const { id, modelId, version, cohorts, abortPercent, perMinute } = rollout;
  const before = await findRollout(query, id);
  if (before !== undefined) return { ok: true, rollout: before };
  const model = await lockModel(query, modelId, 'FOR UPDATE');
  if (model === undefined) return refusedAs('MODEL_NOT_FOUND', modelId);
  if (model.status === 'ARCHIVED') return refusedAs('MODEL_ARCHIVED', modelId);
  if ((await findVersion(query, modelId, version)) === undefined)
    return refusedAs('MODEL_VERSION_NOT_FOUND', `${modelId} ${version}`);
  const text = `SELECT id FROM rollouts WHERE model_id = $1 AND state IN ('RUNNING', 'PAUSED')`;
  const [running] = await query<{ id: string }>(text, [modelId]);
  if (running !== undefined) return refusedAs('ROLLOUT_RUNNING', running.id);
  await query(
    `INSERT INTO rollouts (id, model_id, version, cohorts, abort_percent, per_minute, cohort_since, actor, via, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7)`,
    [id, modelId, version, cohorts, abortPercent, perMinute, canonicalTime(by.at), storableText(by.name), by.via],
  );
  // Drawn by a hash: a cohort is like the whole, however the ids were given.
  const members = await query(
    `INSERT INTO rollout_portfolios (rollout_id, portfolio_id, cohort)
       SELECT $1::uuid, portfolio_id, (
         SELECT min(cohort) FROM unnest($4::integer[]) WITH ORDINALITY AS plan(percent, cohort)
          WHERE rank <= ceil(percent * total / 100.0))
         FROM (SELECT portfolio_id, row_number() OVER (ORDER BY md5($1::uuid::text || portfolio_id)) AS rank, count(*) OVER () AS total
                 FROM (${FOLLOWERS}) follower) ranked
     RETURNING 1`,
    [id, modelId, version, cohorts],
  );
  await auditSystem(query, startedEntry(rollout, members.length), by);
  const made = await findRollout(query, id);
  if (made === undefined) throw new Error('a roll-out was stored before it is there');
  return { ok: true, rollout: made };
}

/** Those that follow the model `$2` and have another version than `$3`. */
export const FOLLOWERS = `
  SELECT s.portfolio_id FROM subscriptions s JOIN portfolios p ON p.id = s.portfolio_id
   WHERE s.model_id = $2 AND s.pinned IS NULL AND s.version <> $3 AND p.status <> 'CLOSED'`;

export async function storeState(
  query: Query,
  id: string,
  to: Rollout['state'],
  reason: string | null,
  { name, at }: Pick<Actor, 'name' | 'at'>,
): Promise<Rollout> {
  const [after] = await query<Rollout>(
    `UPDATE rollouts SET state = $2, state_reason = $3, state_by = CASE WHEN $2 IN ('PAUSED', 'ABORTED') THEN $5 END,
            cohort_since = CASE $2 WHEN 'RUNNING' THEN $4::timestamptz ELSE cohort_since END,
            ended_at = CASE WHEN $2 IN ('ABORTED', 'DONE') THEN $4::timestamptz END
      WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, to, reason, canonicalTime(at), storableText(name)],
  );
  if (after === undefined) throw new Error('a roll-out is locked and not there');
  return toRollout(after);
}

export function countCohorts(query: Query, id: string): Promise<CohortCount[]> {
  return query<CohortCount>(
    `SELECT cohort, count(*) FILTER (WHERE state = 'WAITING')::int AS waiting, count(*) FILTER (WHERE state = 'APPLIED')::int AS applied,
            count(*) FILTER (WHERE state = 'DONE')::int AS done, count(*) FILTER (WHERE state = 'FAILED')::int AS failed
       FROM rollout_portfolios WHERE rollout_id = $1 GROUP BY cohort ORDER BY cohort`,
    [id],
  );
}

export async function findRollout(query: Query, id: string): Promise<Rollout | undefined> {
  const [row] = await query<Rollout>(`SELECT ${COLUMNS} FROM rollouts WHERE id = $1`, [id]);
  return row && toRollout(row);
}

export async function lockRollout(query: Query, id: string): Promise<Rollout | undefined> {
  await query('SELECT FROM rollouts WHERE id = $1 FOR UPDATE', [id]);
  return findRollout(query, id);
}

export async function auditSystem(query: Query, entry: AuditEntry, by: Actor): Promise<void> {
  await query(insertAudit('$1'), [auditRows(SYSTEM_AUDIT, [entry], by)]);
}

function toRollout(row: Rollout): Rollout {
  return { ...row, abortPercent: canonicalPercent(row.abortPercent) };
}
