// Whether signals go out at all: while the market is closed or has just opened, trading is halted or the broker is in doubt, every run they
// start would be refused at once.
//
// G1. What counts is what market and ledger said last, never what was expected: each is asked again after a bounded time, and the market
//     at the opening it announced, so that neither an early opening nor a late one is missed.

import type { Market, MarketClock } from '../broker/market';
import { closureOf, openingOf } from '../domain/market-hours';
import { later, msBetween } from '../domain/time';
import type { Ledger } from '../ledger/ledger';

export type Closure = 'market-closed' | 'market-just-opened' | 'trading-halted' | 'broker-in-doubt';

export interface Gate {
  /** Asks whom it is time to ask. Returns why nobody is to be signalled now. @throws BrokerFault, LedgerFault */
  look(): Promise<Closure | undefined>;
}

interface GateDeps {
  market: Pick<Market, 'clock'>;
  ledger: Pick<Ledger, 'trading' | 'doubt'>;
  /** Minutes after the opening in which nobody is signalled; none unless given. */
  openingMinutes?: number | undefined;
  /** Milliseconds that only rise. */
  monotonicMs(): number;
}

const ASK_MARKET_MS = 10_000;
/** A market that is late with its opening is not asked any more often than this. */
const ASK_MARKET_MIN_MS = 1_000;
const ASK_LEDGER_MS = 1_000;

export function createGate({ market, ledger, openingMinutes = 0, monotonicMs }: GateDeps): Gate {
  const clock = kept(() => market.clock(), untilAsked, monotonicMs);
  const trading = kept(
    () => ledger.trading(),
    () => ASK_LEDGER_MS,
    monotonicMs,
  );
  const doubt = kept(
    () => ledger.doubt(),
    () => ASK_LEDGER_MS,
    monotonicMs,
  );
  return {
    look: async () => {
      const [hours, { value }, doubted] = await Promise.all([clock(), trading(), doubt()]);
      if (value.position === 'halted') return 'trading-halted';
      if (doubted.value !== null) return 'broker-in-doubt';
      const now = later(hours.value.now, hours.ageMs);
      const market = { ...hours.value, now };
      if (closureOf(market) !== undefined) return 'market-closed';
      return openingOf(market, openingMinutes) === undefined ? undefined : 'market-just-opened';
    },
  };
}

function untilAsked({ now, isOpen, nextOpen }: MarketClock): number {
  const opensInMs = msBetween(now, nextOpen);
  return isOpen ? ASK_MARKET_MS : Math.min(ASK_MARKET_MS, Math.max(ASK_MARKET_MIN_MS, opensInMs));
}

/** Answers what was last said and how old that is; asks anew when it is older than `maxAgeMs` of it. */
function kept<Value>(ask: () => Promise<Value>, maxAgeMs: (value: Value) => number, monotonicMs: () => number) {
  let last: { value: Value; atMs: number } | undefined;
  return async () => {
    // Before: what is said is at least as new.
    const atMs = monotonicMs();
    if (last === undefined || atMs - last.atMs >= maxAgeMs(last.value)) last = { value: await ask(), atMs };
    return { value: last.value, ageMs: monotonicMs() - last.atMs };
  };
}
