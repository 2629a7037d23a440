// A hold keeps the lock of a STALE portfolio, calls a person, and carries out what that person decides. Nothing here knows Temporal.
//
// H1. It ends only when the ledger says ACTIVE again; a cancel request ends nothing.
// H2. Messages only add to the inbox, or are refused; the main path acts, one request after the other.
// H3. Every message is answered or audited, and no message stops the hold.
// H4. An alert that cannot be delivered does not delay a `resolve`.
// H5. A step that fails permanently becomes a verdict or is retried; it does not end the hold.
// H6. A reversal that the market's close stopped is retried when the market opens, within the limits, and only if nobody has
//     frozen the portfolio or halted trading. Otherwise the portfolio stays held, and a person is told.
// H7. A hold whose only reason is that books and broker differ ends once they agree. They are compared a few times in the
//     first hour, then once a day, and whenever the page is refreshed, which the monitor asks for after it has read the account.
//     The comparison is one of the requests of H2, so it never runs at the same time as a person's `resolve`.
// H8. A request for a rebalance means that somebody saw the portfolio as ACTIVE. If the ledger lost the STALE row, it is
//     recorded again.

import {
  type Evidence,
  type Freeze,
  frozenBy,
  HEALS_BY_ITSELF,
  REBALANCE_ACTOR,
  type Resolve,
  type Verdict,
} from '../domain/stale';
import type { StaleHold } from '../domain/steps';
import { alert, compareBooks, retryAtOpening } from './hold-timers';
import { type Status, textOf } from './messages';
import { resolveStale } from './resolve';
import { detailsText, type LastMessage, sentence } from './stale-texts';
import type { HoldSteps } from './steps';

/** One request in the inbox. `answer` sends the verdict to the person who waits for it. */
export type Request =
  | { kind: 'resolve'; resolve: Resolve; answer: (verdict: Verdict) => void }
  | { kind: 'freeze'; freeze: Freeze }
  /** Read account and prices again, for the page. */
  | { kind: 'show' }
  /** H8 */
  | { kind: 'asked' }
  /** H7 */
  | { kind: 'compare' }
  /** A message that is only recorded. */
  | { kind: 'note'; message: string; problem: string; given: string; last: LastMessage };

/** A hold as it is now. Messages add to `inbox`; `status` is what the query shows. */
export interface Held {
  readonly portfolioId: string;
  readonly hold: StaleHold;
  /** ISO time at which the hold began. */
  readonly since: string;
  readonly inbox: Request[];
  readonly status: Status;
  /** Alerts sent so far, over all runs of this hold. */
  alerts: number;
  last: LastMessage | undefined;
  evidence: Evidence | undefined;
  /** When the evidence was read: an ISO time. */
  readAt: string;
  /** What ended it, once the ledger says so. */
  released: { verdict: Verdict; resolve: Resolve } | undefined;
  /** H6: it waits for the market to open. */
  waitsForOpening: boolean;
  /**
   * How often a reversal was retried because the market opened. There is seldom a second time: when a retry is not sent, the
   * reason for the hold changes.
   */
  openings: number;
}

type HeldInput = Pick<Held, 'portfolioId' | 'hold' | 'since' | 'alerts'>;

export function beginHold({ portfolioId, hold, since, alerts }: HeldInput): Held {
  const { reason, batchId } = hold;
  return {
    portfolioId,
    hold,
    since,
    alerts,
    inbox: [],
    status: { phase: 'STALE', batchId, drift: null, expiresAt: null, reason, orders: [] },
    last: undefined,
    evidence: undefined,
    readAt: since,
    released: undefined,
    waitsForOpening: false,
    openings: 0,
  };
}

const AFTERWARDS = 'If it is past its threshold, it is rebalanced in a new run: open it from the list of workflows.';

/** Attends to the inbox until the portfolio is released, and returns what released it; undefined when it has to go on in another run. */
export async function holdStale(steps: HoldSteps, held: Held): Promise<Resolve | undefined> {
  const first = await look(steps, held);
  steps.remember(first);
  alert(steps, held, first, () => look(steps, held));
  compareBooks(steps, held, first);
  for (;;) {
    await steps.until(() => held.inbox.length > 0 || steps.isLong());
    const request = held.inbox.shift();
    if (request !== undefined) {
      await attend(steps, held, request);
      if (held.released === undefined || held.inbox.length > 0) continue;
    }
    // H3: no answer is lost with this run, and a request that arrives while the last answer is sent is handled too.
    if (!steps.allAnswered()) await steps.until(steps.allAnswered);
    if (held.inbox.length > 0) continue;
    if (held.released === undefined) break;
    steps.endBeside();
    const { resolve, verdict } = held.released;
    steps.show(`**RESOLVED** by ${resolve.actor}: ${resolve.action}: ${sentence(verdict.message)} ${AFTERWARDS}`);
    return resolve;
  }
  steps.endBeside();
  return undefined;
}

/** Reads what a person decides on, and shows it. */
async function look(steps: HoldSteps, held: Held): Promise<Evidence> {
  const { portfolioId, hold, status } = held;
  const read = await steps.readEvidence({ portfolioId });
  held.readAt = steps.now();
  // Without a batch, the ledger's row has only the reason; the cause came with the hand-over.
  const evidence = { ...read, cause: read.cause ?? (read.reason === hold.reason ? hold.cause : null) };
  held.evidence = evidence;
  status.reason = evidence.reason;
  status.batchId = evidence.batch?.id ?? null;
  status.orders = (evidence.batch?.orders ?? []).map(({ symbol, side, quantity, filled, state }) => ({
    symbol,
    side,
    quantity,
    filled,
    state,
  }));
  show(steps, held);
  retryAtOpening(steps, held, evidence);
  return evidence;
}

function show(steps: HoldSteps, { portfolioId, since, evidence, last, readAt }: Held): void {
  if (evidence !== undefined) steps.show(detailsText({ portfolioId, since, evidence, last, readAt }));
}

/** Carries out one request, and answers or audits it. */
async function attend(steps: HoldSteps, held: Held, request: Request): Promise<void> {
  const { portfolioId } = held;
  switch (request.kind) {
    case 'freeze':
      return freeze(steps, held, request.freeze);
    case 'compare':
      return releaseIfAgreed(steps, held);
    case 'show':
      if (held.released !== undefined) return;
      await look(steps, held);
      if (HEALS_BY_ITSELF.has(held.status.reason ?? '') && steps.rests()) await releaseIfAgreed(steps, held);
      return;
    case 'asked':
      return holdAgainIfLost(steps, held);
    case 'note': {
      const { message, problem, given } = request;
      await steps.recordIgnored({ portfolioId, message, problem, given });
      held.last = request.last;
      return show(steps, held);
    }
    case 'resolve':
      return resolve(steps, held, request);
  }
}

/** A freeze that arrives after the release holds the portfolio again. */
async function freeze(steps: HoldSteps, held: Held, given: Freeze): Promise<void> {
  const { portfolioId } = held;
  await steps.recordFreeze({ portfolioId, freeze: given });
  const cause = frozenBy(given);
  if (held.released !== undefined) await steps.holdAgain({ portfolioId, reason: 'FROZEN', cause });
  held.released = undefined;
  held.last = { heading: 'Frozen: it needs a release of its own', message: cause.message };
  await look(steps, held);
}

/** H8 */
async function holdAgainIfLost(steps: HoldSteps, held: Held): Promise<void> {
  const { portfolioId, hold } = held;
  if (held.released !== undefined || !steps.rests()) return;
  const { reason } = held.evidence ?? hold;
  const { status } = await look(steps, held);
  if (status === undefined || status === 'STALE') return;
  await steps.holdAgain({ portfolioId, reason, cause: hold.cause });
  await look(steps, held);
}

/** H7 */
async function releaseIfAgreed(steps: HoldSteps, held: Held): Promise<void> {
  const { portfolioId, status } = held;
  if (held.released !== undefined || !HEALS_BY_ITSELF.has(status.reason ?? '')) return;
  const verdict = await steps.releaseAgreed({ portfolioId });
  if (verdict.status === 'STALE') {
    if (verdict.reason !== status.reason) await look(steps, held);
    return;
  }
  held.released = { verdict, resolve: { action: 'release', actor: REBALANCE_ACTOR, note: verdict.message } };
}

async function resolve(
  steps: HoldSteps,
  held: Held,
  { resolve, answer }: Extract<Request, { kind: 'resolve' }>,
): Promise<void> {
  const { portfolioId } = held;
  if (held.released !== undefined) {
    const problem = 'it was released already';
    await steps.recordIgnored({ portfolioId, message: 'resolve', problem, given: textOf(resolve) });
    return answer(held.released.verdict);
  }
  const { action, actor } = resolve;
  held.last = { heading: `${action} by ${actor} is being carried out`, message: 'Press R for news.' };
  show(steps, held);
  const verdict = await carryOut(steps, held, resolve);
  if (verdict.status === 'ACTIVE') held.released = { verdict, resolve };
  else {
    held.last = { heading: `${action} by ${actor} ${cameTo(verdict)}: ${verdict.reason}`, message: verdict.message };
    await look(steps, held);
  }
  answer(verdict);
}

async function carryOut(steps: HoldSteps, { portfolioId }: Held, resolve: Resolve): Promise<Verdict> {
  const verdict = await resolveStale(steps, { portfolioId, ...resolve });
  if (verdict.status === 'STALE' && verdict.done === undefined) {
    const problem = `${verdict.reason}: ${verdict.message}`;
    await steps.recordIgnored({ portfolioId, message: 'resolve', problem, given: textOf(resolve) });
  }
  return verdict;
}

function cameTo({ done, reason }: Extract<Verdict, { status: 'STALE' }>): string {
  if (reason === 'SECOND_PERSON_NEEDED') return 'is recorded';
  return done === undefined ? 'did not release it' : 'is done';
}
