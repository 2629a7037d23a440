import type { ApiKey } from '../../domain/api-key';
import type { Session } from '../../domain/session';
import { type Ledger, SYSTEM_AUDIT } from '../ledger';
import { canonicalTime } from '../rules/canonical';
import { sessionEndedEntry, sessionOpenedEntry } from '../rules/sessions';
import { auditRows, insertAudit } from './audit';
import type { Database } from './connection';
import { KEY_COLUMNS } from './keys';

type SessionMethods = Pick<Ledger, 'openSession' | 'findSession' | 'noteSessionSeen' | 'endSession'>;

export function sessionMethods(db: Database): SessionMethods {
  return {
    openSession: async ({ tokenHash, keyId }, forgetBefore, by) => {
      await db.query(
        `WITH forgotten AS (DELETE FROM sessions WHERE opened_at < $3),
         opened AS (INSERT INTO sessions (token_hash, key_id, opened_at, seen_at) VALUES ($1, $2, $4, $4)
                     ON CONFLICT (token_hash) DO NOTHING RETURNING token_hash)
         ${insertAudit('$5')} WHERE EXISTS (SELECT FROM opened)`,
        [
          tokenHash,
          keyId,
          canonicalTime(forgetBefore),
          canonicalTime(by.at),
          auditRows(SYSTEM_AUDIT, [sessionOpenedEntry(keyId)], by),
        ],
      );
    },
    findSession: async (tokenHash) => {
      const [row] = await db.query<ApiKey & Pick<Session, 'openedAt' | 'seenAt'>>(
        `SELECT ${KEY_COLUMNS}, opened_at AS "openedAt", seen_at AS "seenAt"
           FROM sessions JOIN api_keys ON id = key_id WHERE token_hash = $1`,
        [tokenHash],
      );
      if (row === undefined) return undefined;
      const { openedAt, seenAt, ...key } = row;
      return { session: { keyId: key.id, openedAt, seenAt }, key };
    },
    noteSessionSeen: async (tokenHash, at) => {
      await db.query('UPDATE sessions SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2', [
        tokenHash,
        canonicalTime(at),
      ]);
    },
    endSession: async (tokenHash, by) => {
      await db.query(
        `WITH ended AS (DELETE FROM sessions WHERE token_hash = $1 RETURNING key_id)
         ${insertAudit('$2')} WHERE EXISTS (SELECT FROM ended)`,
        [tokenHash, auditRows(SYSTEM_AUDIT, [sessionEndedEntry()], by)],
      );
    },
  };
}
