// Decides whether signals are sent at all. While the market is closed or has just opened, trading is halted or the broker is in
// doubt, every run would be refused at once.
//
// G1. Only the latest answers of market and ledger count, never an expectation. Each is asked again after a bounded time, and
//     the market also at the opening that it announced, so neither an early nor a late opening is missed.

import type { Market, MarketClock } from '../broker/market';
import { closureOf, openingOf } from '../domain/market-hours';
import { later, msBetween } from '../domain/time';
import type { Ledger } from '../ledger/ledger';

export type Closure = 'market-closed' | 'market-just-opened' | 'trading-halted' | 'broker-in-doubt';

export interface Gate {
  /** Asks market and ledger again where that is due. Returns why nobody may be signalled now. @throws BrokerFault, LedgerFault */
  look(): Promise<Closure | undefined>;
}

interface GateDeps {
  market: Pick<Market, 'clock'>;
  ledger: Pick<Ledger, 'trading' | 'doubt'>;
  /** Minutes after the opening in which nobody is signalled; none unless given. */
  openingMinutes?: number | undefined;
  /** Milliseconds on a clock that only goes forward. */
  monotonicMs(): number;
}

const ASK_MARKET_MS = 10_000;
/** If the market opens late, it is asked again this often. */
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

/** Returns the last answer and its age; asks again when the answer is older than its `maxAgeMs`. */
function kept<Value>(ask: () => Promise<Value>, maxAgeMs: (value: Value) => number, monotonicMs: () => number) {
  let last: { value: Value; atMs: number } | undefined;
  return async () => {
    // Noted before asking, so that the answer is at least this new.
    const atMs = monotonicMs();
    if (last === undefined || atMs - last.atMs >= maxAgeMs(last.value)) last = { value: await ask(), atMs };
    return { value: last.value, ageMs: monotonicMs() - last.atMs };
  };
}
