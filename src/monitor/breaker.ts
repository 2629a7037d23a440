// Halts trading when all portfolios together do more than any normal day explains, and calls a person. Only a person ends the
// halt.
//
// K1. Only what began after the kill switch was last set counts, so that resuming does not trip it again for the same events.
// K2. The ledger trips the switch only if it is still as it was read, so that a person who sets it meanwhile is not
//     overruled.
// K3. While it is tripped, each look calls a person under the same event id. So the call arrives once, even after a restart
//     and with several monitors.

import type { RebalanceClient } from '../client';
import { BREAKER, type BreakerLimits, breakerProblem, MINUTE_MS, ROLLBACKS_OVER_MS } from '../domain/breaker';
import { later } from '../domain/time';
import { type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';

interface BreakerDeps {
  ledger: Pick<Ledger, 'trading' | 'readPace' | 'tripBreaker'>;
  client: Pick<RebalanceClient, 'callPerson'>;
  limits: BreakerLimits;
  /** ISO */
  now(): string;
  onTrip(problem: string): void;
}

export interface Breaker {
  /** Measures, and trips when a limit is passed. @throws LedgerFault */
  look(): Promise<void>;
  isTripped(): boolean;
}

export function createBreaker({ ledger, client, limits, now, onTrip }: BreakerDeps): Breaker {
  let [isTripped, told] = [false, ''];
  const trip = async () => {
    const trading = await ledger.trading();
    if (trading.position === 'halted') return;
    const at = now();
    const after = (ms: number) => latest(later(at, -ms), trading.since);
    const pace = await ledger.readPace({ minute: after(MINUTE_MS), rollbacks: after(ROLLBACKS_OVER_MS) });
    const problem = breakerProblem(pace, limits);
    if (problem === undefined) return;
    const reason = `the breaker tripped: ${problem}`;
    if (await ledger.tripBreaker(reason, trading.since, { name: BREAKER, at })) onTrip(problem);
  };
  const tell = async () => {
    const { position, actor, reason, since } = await ledger.trading();
    isTripped = position === 'halted' && actor === BREAKER;
    if (!isTripped || told === since) return;
    const text = `Trading is halted for all portfolios: ${reason}. Find out why, then "autobalancer trading set active", which a second person approves.`;
    await client.callPerson({ eventId: `${BREAKER}-${since}`, portfolioId: SYSTEM_AUDIT, text });
    told = since;
  };
  return {
    look: async () => {
      await trip();
      await tell();
    },
    isTripped: () => isTripped,
  };
}

/** K1. Of ISO times in UTC. */
function latest(one: string, other: string): string {
  return one > other ? one : other;
}
