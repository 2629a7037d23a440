import type { ApiKey } from '../../domain/api-key';
import type { NewKey } from '../ledger';
import type { AuditEntry } from './closing';

// The audit rows of a key, worded alike by every ledger. Its secret is in none of them.

export function keyCreatedEntry({ id, role, name, expiresAt }: NewKey): AuditEntry {
  return { event: 'KEY_CREATED', batchId: null, detail: { id, role, name, expiresAt } };
}

export function keyRevokedEntry({ id, role, name }: Pick<ApiKey, 'id' | 'role' | 'name'>): AuditEntry {
  return { event: 'KEY_REVOKED', batchId: null, detail: { id, role, name } };
}
