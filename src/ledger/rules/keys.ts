import type { ApiKey } from '../../domain/api-key';
import { parsePrincipal } from '../../domain/principal';
import type { NewKey } from '../ledger';
import type { AuditEntry } from './closing';

// The audit rows of a key, with the same words in every ledger. None contains its secret.

export function keyCreatedEntry({ id, role, name, owner, expiresAt }: NewKey): AuditEntry {
  return {
    event: 'KEY_CREATED',
    batchId: null,
    detail: { id, role, name, ...(owner !== null && { owner }), expiresAt },
  };
}

export function keyRevokedEntry({ id, role, name }: Pick<ApiKey, 'id' | 'role' | 'name'>): AuditEntry {
  return { event: 'KEY_REVOKED', batchId: null, detail: { id, role, name } };
}

/** Returns the ids of those of `principals` that are keys. */
export function keyIds(principals: readonly string[]): string[] {
  return principals.flatMap((principal) => {
    const parts = parsePrincipal(principal);
    return parts?.kind === 'key' ? [parts.id] : [];
  });
}
