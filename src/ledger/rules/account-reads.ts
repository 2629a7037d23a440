// What is recorded about a reading of an account, with the same words in every ledger.

import type { Doubt } from '../../domain/agreement';
import type { AuditEntry } from './closing';

/** Characters of a difference that are kept: a wrong answer can name every symbol there is. */
const DIFFERENCE_MAX = 2_000;

export function shortened(difference: string): string {
  return difference.slice(0, DIFFERENCE_MAX);
}

/** `read` is which read of its run it was, or null for one beside any run. */
export function differedEntry(difference: string, read: number | null): AuditEntry {
  return {
    event: 'BOOKS_DIFFERED',
    batchId: null,
    detail: { difference: shortened(difference), ...(read !== null && { read }) },
  };
}

export function doubtedEntry({ differing, read }: Doubt): AuditEntry {
  return { event: 'BROKER_DOUBTED', batchId: null, detail: { differing, read } };
}

/** `reason` is given by a person who trusts the broker anyway; null when the accounts agree again. */
export function trustedEntry(reason: string | null): AuditEntry {
  return { event: 'BROKER_TRUSTED', batchId: null, detail: reason === null ? {} : { reason } };
}
