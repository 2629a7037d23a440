import type { ApiKey } from '../../domain/api-key';
import { type KeyPeople, type Keys, peopleBehind } from '../../domain/same-person';
import { type Ledger, type StoredKey, SYSTEM_AUDIT } from '../ledger';
import { canonicalTime, storableText } from '../rules/canonical';
import { keyCreatedEntry, keyIds, keyRevokedEntry } from '../rules/keys';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';

type KeyMethods = Pick<Ledger, 'createKey' | 'findKey' | 'listKeys' | 'revokeKey' | 'keyPeople' | 'noteKeyUse'>;

export const KEY_COLUMNS = `id, role, name, owner, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", revoked_at AS "revokedAt", revoked_by AS "revokedBy"`;

export function keyMethods(db: Database): KeyMethods {
  return {
    createKey: async (key, by) => {
      const { id, secretHash, role, name, owner, expiresAt } = key;
      const makers = peopleBehind(by.name, await readKeys(db.query, [by.name]));
      const text = `WITH key AS (
          INSERT INTO api_keys (id, secret_hash, role, name, owner, makers, created_by, created_at, expires_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id
        ), audited AS (${insertAudit('$10')} WHERE EXISTS (SELECT FROM key))
        SELECT id FROM key`;
      const created = await changeOnce(db, by, `createKey ${id}`, async (query) => {
        const rows = await query(text, [
          id,
          secretHash,
          role,
          storableText(name),
          owner,
          makers.map(storableText),
          storableText(by.name),
          canonicalTime(by.at),
          canonicalTime(expiresAt),
          auditRows(SYSTEM_AUDIT, [keyCreatedEntry(key)], by),
        ]);
        return rows.length === 1;
      });
      if (created) return true;
      const same = await db.query('SELECT FROM api_keys WHERE id = $1 AND secret_hash = $2', [id, secretHash]);
      return same.length === 1;
    },
    findKey: async (id) => {
      const [key] = await db.query<StoredKey>(
        `SELECT ${KEY_COLUMNS}, secret_hash AS "secretHash" FROM api_keys WHERE id = $1`,
        [id],
      );
      return key;
    },
    listKeys: ({ after = '', limit }) =>
      db.query<ApiKey>(`SELECT ${KEY_COLUMNS} FROM api_keys WHERE id > $1 ORDER BY id LIMIT $2`, [after, limit]),
    revokeKey: (id, by) =>
      changeOnce(db, by, 'revokeKey', async (query) => {
        const [key] = await query<ApiKey>(`SELECT ${KEY_COLUMNS} FROM api_keys WHERE id = $1 FOR UPDATE`, [id]);
        if (key === undefined || key.revokedAt !== null) return key;
        const revoked = { ...key, revokedAt: canonicalTime(by.at), revokedBy: storableText(by.name) };
        await query(
          `WITH key AS (UPDATE api_keys SET revoked_at = $2, revoked_by = $3 WHERE id = $1) ${insertAudit('$4')}`,
          [id, revoked.revokedAt, revoked.revokedBy, auditRows(SYSTEM_AUDIT, [keyRevokedEntry(key)], by)],
        );
        return revoked;
      }),
    keyPeople: (principals) => readKeys(db.query, principals),
    noteKeyUse: async (id, at) => {
      await db.query('UPDATE api_keys SET last_used_at = $2 WHERE id = $1', [id, canonicalTime(at)]);
    },
  };
}

/** Returns who may be behind those of `principals` that are keys. A key's people never change. */
export async function readKeys(query: Query, principals: readonly string[]): Promise<Keys> {
  const ids = keyIds(principals);
  if (ids.length === 0) return new Map();
  const rows = await query<KeyPeople & { id: string }>('SELECT id, owner, makers FROM api_keys WHERE id = ANY($1)', [
    ids,
  ]);
  return new Map(rows.map(({ id, ...people }) => [id, people]));
}
