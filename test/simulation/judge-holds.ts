// I46: a person's decision for a STALE portfolio is carried out once, or answered and audited; and for one that is held nothing is sent
// that nobody decided.

import type { Records } from '../../src/check/records';
import type { AuditRow } from '../../src/ledger/ledger';
import type { Sent } from './people';

/** I46 of one portfolio. `sent` is what people sent to it, in any order. */
export function judgeHolds({ audit }: Records, sent: readonly Sent[]): string[] {
  return [
    ...sent.flatMap((one) => [...unanswered(one), ...unexplained(one, audit), ...doneTwice(one, audit)]),
    ...sentUndecided(audit, sent),
    ...endedFrozen(audit),
  ];
}

/** Everyone who waits gets exactly one verdict. */
function unanswered({ resolve, door, takenAt, verdicts, lost }: Sent): string[] {
  if (takenAt === undefined || lost || door === 'signal' || verdicts.length === 1) return [];
  return [`${resolve.action} (${resolve.note}) was answered ${verdicts.length} times`];
}

/** Its result is in the audit, whether it did something or not. */
function unexplained({ resolve, takenAt, strayed, lost }: Sent, audit: readonly AuditRow[]): string[] {
  if (lost || (takenAt === undefined && strayed === undefined)) return [];
  if (audit.some((row) => tells(row, resolve.note))) return [];
  return [`${resolve.action} (${resolve.note}) was taken, and no audit row says what it came to`];
}

function doneTwice({ resolve }: Sent, audit: readonly AuditRow[]): string[] {
  const ends = audit.filter((row) => isEnd(row) && row.detail.note === resolve.note);
  return ends.length > 1 ? [`${resolve.action} (${resolve.note}) ended the hold ${ends.length} times`] : [];
}

function tells(row: AuditRow, note: string): boolean {
  let text = TEXTS.get(row);
  if (text === undefined) {
    text = JSON.stringify(row.detail);
    TEXTS.set(row, text);
  }
  return text.includes(note);
}

/** A row never changes, and every decision of its portfolio looks for its note in it, after every decision. */
const TEXTS = new WeakMap<AuditRow, string>();

/** A release, or an end that left it held because it was frozen. */
function isEnd({ event, detail }: AuditRow): boolean {
  return event === 'STALE_ENDED' || (event === 'PORTFOLIO_STALE' && detail.action !== undefined);
}

/** From a decision's arrival until it is answered its orders may leave; a step takes a moment to be recorded. */
const MOMENT_MS = 50;

function sentUndecided(audit: readonly AuditRow[], sent: readonly Sent[]): string[] {
  return heldParts(audit).flatMap((rows) =>
    rows.flatMap(({ event, at, detail }) => {
      if (event !== 'ORDER_SENT' && event !== 'REVERSAL_SENT') return [];
      const action = event === 'ORDER_SENT' ? 'complete' : 'retry-reversal';
      const time = Date.parse(at);
      const isDecided = sent.some(
        ({ resolve, takenAt = Number.POSITIVE_INFINITY, heardAt = Number.POSITIVE_INFINITY }) =>
          resolve.action === action && takenAt - MOMENT_MS <= time && time <= heardAt + MOMENT_MS,
      );
      // What a hold tries by itself when the market opens is within the limits: I44.
      if (isDecided || (event === 'REVERSAL_SENT' && detail.decision !== true)) return [];
      return [`${String(detail.clientOrderId)} was sent at ${at}, while it was held and nobody had decided it`];
    }),
  );
}

/** A freeze counts until a person releases. */
function endedFrozen(audit: readonly AuditRow[]): string[] {
  let isFrozen = false;
  return audit.flatMap((row) => {
    if (row.event === 'PORTFOLIO_FROZEN') isFrozen = true;
    if (row.event !== 'STALE_ENDED') return [];
    const wasFrozen = isFrozen;
    isFrozen = false;
    if (!wasFrozen || row.detail.action === 'release') return [];
    return [`it was frozen, and ${String(row.detail.action)} ended the hold`];
  });
}

/** The audit rows of each time that it was STALE. */
function heldParts(audit: readonly AuditRow[]): AuditRow[][] {
  const parts: AuditRow[][] = [];
  let part: AuditRow[] | undefined;
  for (const row of audit) {
    if (row.event === 'PORTFOLIO_STALE' && part === undefined) {
      part = [];
      parts.push(part);
    }
    if (row.event === 'STALE_ENDED') part = undefined;
    part?.push(row);
  }
  return parts;
}
