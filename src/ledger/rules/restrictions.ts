// What adding, removing and ending a restriction makes of its portfolio's row.

import type { Portfolio } from '../../domain/portfolio';
import { type Refused, refusedAs } from '../../domain/refused';
import { isInForce, isSame, type Restriction } from '../../domain/restriction';
import type { Actor, NewRestriction, RestrictionResult, WhichRestriction } from '../ledger';
import { canonicalTime, storableText } from './canonical';
import type { AuditEntry } from './closing';

type Row = Pick<Portfolio, 'id' | 'status' | 'restrictions'>;

interface Changed {
  restrictions: Restriction[];
  entries: AuditEntry[];
}

/** Returns what is stored, or the answer when nothing is. */
export function restrictionAdded(row: Row, given: NewRestriction, by: Actor): Changed | RestrictionResult {
  if (row.status === 'CLOSED') return refusedAs('PORTFOLIO_CLOSED', row.id);
  const { symbol, kind } = given;
  const reason = storableText(given.reason);
  const until = given.until === null ? null : canonicalTime(given.until);
  const before = row.restrictions.find((one) => isSame(one, given));
  // The second run of a change finds it made (L2).
  if (before?.reason === reason && before.until === until) return { ok: true };
  const added: Restriction = { symbol, kind, reason, until, by: storableText(by.name), at: canonicalTime(by.at) };
  return {
    restrictions: inOrder([...row.restrictions.filter((one) => !isSame(one, given)), added]),
    entries: [{ event: 'RESTRICTION_ADDED', batchId: null, detail: { symbol, kind, reason, until } }],
  };
}

export function restrictionRemoved(
  row: Row,
  which: WhichRestriction,
): Changed | Refused<'PORTFOLIO_CLOSED' | 'RESTRICTION_NOT_FOUND'> {
  if (row.status === 'CLOSED') return refusedAs('PORTFOLIO_CLOSED', row.id);
  if (!row.restrictions.some((one) => isSame(one, which)))
    return refusedAs('RESTRICTION_NOT_FOUND', `${row.id}: ${which.kind} of ${which.symbol}`);
  return {
    restrictions: row.restrictions.filter((one) => !isSame(one, which)),
    entries: [{ event: 'RESTRICTION_REMOVED', batchId: null, detail: { symbol: which.symbol, kind: which.kind } }],
  };
}

/** Undefined when none is over at `now`. */
export function restrictionsEnded({ restrictions }: Row, now: string): Changed | undefined {
  const over = restrictions.filter((one) => !isInForce(one, now));
  if (over.length === 0) return undefined;
  return {
    restrictions: restrictions.filter((one) => isInForce(one, now)),
    entries: over.map(({ symbol, kind, until }) => ({
      event: 'RESTRICTION_ENDED',
      batchId: null,
      detail: { symbol, kind, until },
    })),
  };
}

/**
 * What a person keeps from being traded stays so under its new name. One that the new name has of the same kind is a person's as well, and
 * stays. Undefined when none is moved.
 */
export function restrictionsRenamed(
  { restrictions }: Pick<Row, 'restrictions'>,
  { from, to }: { from: string; to: string },
): Changed | undefined {
  const isMoved = (one: Restriction) =>
    one.symbol === from && !restrictions.some((other) => isSame(other, { ...one, symbol: to }));
  const moved = restrictions.filter(isMoved);
  if (moved.length === 0) return undefined;
  return {
    restrictions: inOrder(restrictions.map((one) => (isMoved(one) ? { ...one, symbol: to } : one))),
    entries: moved.flatMap(({ symbol, kind, reason, until }): AuditEntry[] => [
      { event: 'RESTRICTION_REMOVED', batchId: null, detail: { symbol, kind } },
      { event: 'RESTRICTION_ADDED', batchId: null, detail: { symbol: to, kind, reason, until } },
    ]),
  };
}

/** When the first of them ends by itself, or null. */
export function firstEndOf(restrictions: readonly Restriction[]): string | null {
  const ends = restrictions.flatMap(({ until }) => until ?? []).sort();
  return ends[0] ?? null;
}

function inOrder(restrictions: Restriction[]): Restriction[] {
  return restrictions.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ symbol, kind }: WhichRestriction): string {
  return `${symbol} ${kind}`;
}
