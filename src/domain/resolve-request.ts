// What somebody asked of a STALE portfolio by a door of ours, as the audit keeps it. A message to Temporal is compared with it.

import { declaredText } from './declaration';
import type { Resolve } from './stale';
import { isBefore, later } from './time';

export const RESOLVE_REQUESTED = 'RESOLVE_REQUESTED';

/** A hold may be away for a while: what was asked yesterday was asked about what was known yesterday. */
const ASKED_FOR_MS = 24 * 3_600_000;

/** The audit row's detail. */
export function requestDetail(resolve: Omit<Resolve, 'actor'>): Record<string, unknown> {
  return { ...matched(resolve), note: resolve.note };
}

/** True when `row` says that the sender of `resolve` asked for the same within a day before `now` (ISO). */
export function isRequestFor(
  row: { event: string; actor: string; at: string; detail: Record<string, unknown> },
  resolve: Resolve,
  now: string,
): boolean {
  if (row.event !== RESOLVE_REQUESTED || row.actor !== resolve.actor || isBefore(row.at, later(now, -ASKED_FOR_MS)))
    return false;
  return Object.entries(matched(resolve)).every(([field, value]) => row.detail[field] === value);
}

function matched({ action, evidence, declaration }: Pick<Resolve, 'action' | 'evidence' | 'declaration'>) {
  return {
    action,
    evidence: evidence ?? null,
    clientOrderId: declaration?.clientOrderId ?? null,
    declared: declaration === undefined ? null : declaredText(declaration),
  };
}
