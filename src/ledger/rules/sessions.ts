import type { AuditEntry } from './closing';

// The audit rows of a session, worded alike by every ledger. The actor says whose it is; its token is in none of them.

export function sessionOpenedEntry(keyId: string): AuditEntry {
  return { event: 'SESSION_OPENED', batchId: null, detail: { key: keyId } };
}

export function sessionEndedEntry(): AuditEntry {
  return { event: 'SESSION_ENDED', batchId: null, detail: {} };
}
