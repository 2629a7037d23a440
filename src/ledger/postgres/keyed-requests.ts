import type { Begun, BegunRequest, KeyedAnswer, KeyedRequest, Ledger } from '../ledger';
import { beginTimes, begunRequest } from '../rules/keyed-requests';
import type { Database } from './connection';

export function keyedRequestMethods(
  db: Database,
): Pick<Ledger, 'beginRequest' | 'finishRequest' | 'dropRequest' | 'sweepRequests'> {
  return {
    beginRequest: (asked, at) => beginRequest(db, asked, at),
    finishRequest: async ({ principal, key, attempt }, { status, location, etag = null, body }) => {
      const finished = await db.query(
        `UPDATE keyed_requests SET status = $4, location = $5, body = $6, etag = $7
          WHERE principal = $1 AND key = $2 AND attempt = $3 AND (status IS NULL OR (status, body) IS NOT DISTINCT FROM ($4, $6))
          RETURNING key`,
        [principal, key, attempt, status, location, body, etag],
      );
      return finished.length === 1;
    },
    dropRequest: async ({ principal, key, attempt }) => {
      const which = 'principal = $1 AND key = $2 AND attempt = $3 AND status IS NULL';
      await db.query(`DELETE FROM keyed_requests WHERE ${which} AND done = '{}'`, [principal, key, attempt]);
      await db.query(`UPDATE keyed_requests SET begun_at = 'epoch' WHERE ${which}`, [principal, key, attempt]);
    },
    sweepRequests: async (at, limit) => {
      const gone = await db.query(
        `DELETE FROM keyed_requests WHERE (principal, key) IN (
           SELECT principal, key FROM keyed_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
         ) RETURNING key`,
        [at, limit],
      );
      return gone.length;
    },
  };
}

async function beginRequest(db: Database, asked: KeyedRequest, at: string): Promise<Begun> {
  const { principal, key, request } = asked;
  const { expiresAt, abandonedBefore } = beginTimes(at);
  for (;;) {
    // If two come at the same moment, the second waits here for the first one's row and then finds it.
    const [begun] = await db.query<Pick<BegunRequest, 'attempt' | 'done'> & { expiresAt: string }>(
      `INSERT INTO keyed_requests AS before (principal, key, request, attempt, begun_at, expires_at) VALUES ($1, $2, $3, 1, $4, $5)
       ON CONFLICT (principal, key) DO UPDATE
          SET request = excluded.request, attempt = before.attempt + 1, begun_at = excluded.begun_at,
              status = NULL, location = NULL, etag = NULL, body = NULL,
              -- Who takes over knows what was done; a key whose week is over is a new one.
              expires_at = CASE WHEN before.expires_at <= $4 THEN excluded.expires_at ELSE before.expires_at END,
              done = CASE WHEN before.expires_at <= $4 THEN excluded.done ELSE before.done END
        WHERE before.expires_at <= $4
           OR (before.request = excluded.request AND before.status IS NULL AND before.begun_at <= $6)
       RETURNING attempt, expires_at AS "expiresAt", done`,
      [principal, key, request, at, expiresAt, abandonedBefore],
    );
    if (begun !== undefined) return { kind: 'begun', claim: begunRequest(asked, begun) };
    const [row] = await db.query<{ request: string; status: number | null } & Omit<KeyedAnswer, 'status'>>(
      'SELECT request, status, location, etag, body FROM keyed_requests WHERE principal = $1 AND key = $2',
      [principal, key],
    );
    // It was deleted in between, so it can be begun now.
    if (row === undefined) continue;
    if (row.request !== request) return { kind: 'other-request' };
    const { status, location, etag, body } = row;
    if (status === null) return { kind: 'running' };
    return { kind: 'answered', answer: { status, location, body, ...(etag != null && { etag }) } };
  }
}
