import { randomBytes } from 'node:crypto';
import { principalOf } from '../domain/principal';
import { createPostgresLedger } from '../ledger/postgres/ledger';
import { createKey } from '../operations/create-key';
import { listKeys } from '../operations/list-keys';
import { revokeKey } from '../operations/revoke-key';

const DEV = principalOf({ kind: 'program', name: 'dev' });
const DAYS = 30;

/** Makes an admin's key for the API of a `dev`, and revokes those that earlier ones have printed. */
export async function makeDevKey(databaseUrl: string): Promise<string> {
  const ledger = createPostgresLedger(databaseUrl);
  const deps = { ledger, door: 'program', now: () => new Date().toISOString(), randomBytes } as const;
  try {
    for (const { id, createdBy, revokedAt } of await listKeys(deps, { limit: 1_000 }))
      if (createdBy === DEV && revokedAt === null) await revokeKey(deps, DEV, id);
    return (await createKey(deps, DEV, { role: 'admin', name: 'dev', days: DAYS })).secret;
  } finally {
    await ledger.close();
  }
}
