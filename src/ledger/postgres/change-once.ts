import { type Actor, LedgerFault, type RequestedChange } from '../ledger';
import { isMade } from '../rules/keyed-requests';
import type { Database, Query } from './connection';

/**
 * Runs `change` in a transaction. If a request with a key asked for it, the answer is stored with the request in the same
 * transaction, and a repeat of the request gets that answer. So even if the process is killed, the change is made once or not at
 * all.
 */
export function changeOnce<Answer>(
  db: Database,
  { request }: Actor,
  what: RequestedChange,
  change: (query: Query) => Promise<Answer>,
  made: (answer: Answer) => boolean = isMade,
): Promise<Answer> {
  if (request === undefined) return db.transaction(change);
  const whose = [request.principal, request.key, request.attempt];
  return db.transaction(async (query) => {
    const [row] = await query<{ before: { answer: Answer } | null }>(
      `SELECT done -> $4 AS before FROM keyed_requests
        WHERE principal = $1 AND key = $2 AND attempt = $3 AND status IS NULL FOR UPDATE`,
      [...whose, what],
    );
    // A process that was only slow changes nothing any more: the one that has taken over makes the change.
    if (row === undefined) throw new LedgerFault('CONFLICT', 'another process has taken over this request');
    if (row.before !== null) return row.before.answer;
    const answer = await change(query);
    if (made(answer))
      await query(
        `UPDATE keyed_requests SET done = done || jsonb_build_object($4::text, $5::jsonb)
          WHERE principal = $1 AND key = $2 AND attempt = $3`,
        [...whose, what, JSON.stringify({ answer })],
      );
    return answer;
  });
}
