// What a hold does by itself as time passes. The rule numbers (H4, H6, H7) are explained in hold.ts.

import {
  type Evidence,
  HEALS_BY_ITSELF,
  REBALANCE_ACTOR,
  type Resolve,
  type Verdict,
  waitsForOpen,
} from '../domain/stale';
import type { Held } from './hold';
import { alertText } from './stale-texts';
import type { HoldSteps } from './steps';

const ALERT_EVERY_MS = 60 * 60_000;
/** H7: each after the one before it. */
const COMPARISONS_MS = [5, 10, 15, 30].map((minutes) => minutes * 60_000);
const COMPARE_EVERY_MS = 24 * 60 * 60_000;
const RESTLESS_EVERY_MS = 60 * 60_000;
/** The first seconds of a session are its wildest. */
const AFTER_OPEN_MS = 60_000;

/**
 * H4: calls a person at once. A hold that rests calls only once; any other calls again every hour, with what `look` reads then.
 */
export function alert(steps: HoldSteps, held: Held, first: Evidence, look: () => Promise<Evidence>): void {
  const { portfolioId, since, status } = held;
  steps.beside(async () => {
    if (held.alerts > 0 && steps.rests()) return;
    if (held.alerts > 0) await steps.sleep(ALERT_EVERY_MS, UNTIL_ALERT);
    for (; ; await steps.sleep(ALERT_EVERY_MS, UNTIL_ALERT)) {
      const { reason } = status;
      const text = alertText({ portfolioId, since, evidence: held.alerts === 0 ? first : await look() });
      const call = { eventId: `${portfolioId}-stale-${since}-${held.alerts}`, portfolioId, text };
      // An alert that can never be delivered does not end the reminders.
      await steps.sendAlert(held.alerts === 0 ? { ...call, mayJoin: true } : call, reason);
      held.alerts += 1;
      if (steps.rests()) return;
    }
  });
}

const UNTIL_ALERT = 'until a person is called again';

/** H7: has books and broker compared from time to time. */
export function compareBooks(steps: HoldSteps, held: Held, first: Evidence): void {
  steps.beside(async () => {
    if (!HEALS_BY_ITSELF.has(first.reason) || !steps.comparesBooks()) return;
    for (let nth = 0; ; nth += 1) {
      const ms = COMPARISONS_MS[nth] ?? (steps.rests() ? COMPARE_EVERY_MS : RESTLESS_EVERY_MS);
      await steps.sleep(ms, 'until the account is compared again');
      held.inbox.push({ kind: 'compare' });
    }
  });
}

/** H6: once the market has opened, retries a reversal that the market's close had stopped. */
export function retryAtOpening(steps: HoldSteps, held: Held, seen: Evidence): void {
  const { portfolioId, since } = held;
  if (held.waitsForOpening || !waitsForOpen(seen)) return;
  held.waitsForOpening = true;
  void steps.sleepThrough(seen.reopensInMs + AFTER_OPEN_MS, 'until the market is open').then(() => {
    held.waitsForOpening = false;
    if (held.status.reason !== 'REVERSAL_EXHAUSTED') return;
    const resolve: Resolve = { action: 'retry-reversal', actor: REBALANCE_ACTOR, note: 'the market is open again' };
    held.openings += 1;
    const eventId = `${portfolioId}-opening-${since}-${held.openings}`;
    const answer = (verdict: Verdict) => {
      if (verdict.status === 'ACTIVE') return;
      const text = `Portfolio ${portfolioId} stays STALE: the market is open, and nothing was sent. ${verdict.message}`;
      steps.callPerson({ eventId, portfolioId, text });
    };
    held.inbox.push({ kind: 'resolve', resolve, answer });
  });
}
