import type { AuditEntry } from './closing';

// The audit rows of a session, with the same words in every ledger. The actor says whose session it is; no row contains its
// token.

export function sessionOpenedEntry(keyId: string): AuditEntry {
  return { event: 'SESSION_OPENED', batchId: null, detail: { key: keyId } };
}

export function sessionEndedEntry(): AuditEntry {
  return { event: 'SESSION_ENDED', batchId: null, detail: {} };
}
