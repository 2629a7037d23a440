// How a refusal changes its portfolio's row.

import type { Portfolio } from '../../domain/portfolio';
import type { Refusal } from '../../domain/refusal';
import type { Actor } from '../ledger';
import { canonicalTime, storableText } from './canonical';
import type { AuditEntry } from './closing';

type Refused = Pick<Portfolio, 'refusal' | 'refusedSince'>;

export const NOT_REFUSED: Refused = { refusal: null, refusedSince: null };

/** Cut short because it may quote a broker, which may answer with a whole page. */
const DETAIL_MAX = 500;

/**
 * Returns the new row and its audit row: neither if nothing changes, and undefined if the decision is out of date. A detail that
 * keeps changing, such as the age of a price, does not count as a change, because it would fill the audit.
 */
export function refusalNoted(
  portfolio: Pick<Portfolio, 'status' | 'frozen' | 'version'> & Refused,
  refusal: Refusal | null,
  expectedVersion: number,
  hasOpenBatch: boolean,
  by: Actor,
  seen?: Refusal | null,
): { after: Refused | undefined; entries: AuditEntry[] } | undefined {
  const { status, frozen, version, refusal: before, refusedSince } = portfolio;
  if (status !== 'ACTIVE' || frozen || version !== expectedVersion || hasOpenBatch) return undefined;
  if (seen !== undefined && !isSame(seen, before)) return undefined;
  const after = refusal && { code: refusal.code, detail: storableText(refusal.detail.slice(0, DETAIL_MAX)) };
  if (isSame(after, before)) return { after: undefined, entries: [] };
  if (after === null) {
    const detail = { code: before?.code, since: refusedSince };
    return { after: NOT_REFUSED, entries: [{ event: 'REFUSAL_ENDED', batchId: null, detail }] };
  }
  if (after.code === before?.code) return { after: { refusal: after, refusedSince }, entries: [] };
  return {
    after: { refusal: after, refusedSince: canonicalTime(by.at) },
    entries: [{ event: 'PORTFOLIO_REFUSED', batchId: null, detail: { ...after } }],
  };
}

function isSame(one: Refusal | null, other: Refusal | null): boolean {
  return one?.code === other?.code && one?.detail === other?.detail;
}

/** The audit row of a look that found nothing to trade. */
export function calendarEntry(day: string): AuditEntry {
  return { event: 'CALENDAR_DONE', batchId: null, detail: { day } };
}
