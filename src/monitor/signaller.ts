import type { RunningRebalance } from '../client';
import type { TickerSymbol } from '../domain/portfolio';
import { confirm, type Drifted } from './drifted';
import type { MonitorDeps } from './monitor';
import type { Turns } from './turns';
import type { Watchlist } from './watchlist';

export interface Signalled {
  drifted: Drifted;
  started: RunningRebalance;
}

/** The rules are those of monitor.ts. */
export interface Signaller {
  /** N2 and N3: measures these, the first of them first, and signals those past their threshold. */
  signal(waiting: string[]): Promise<Signalled[]>;
  readonly counters: SignalCounters;
}

export interface SignalCounters {
  /** Candidates that were measured exactly, and how many of them were past their threshold. */
  measured: number;
  confirmed: number;
  signals: number;
  /** Portfolios that were not signalled because they are cooling down. */
  cooling: number;
  /** Portfolios past their threshold whose turn did not come in the last look. */
  backlog: number;
}

/** N3: how many portfolios one look signals, and for how long, so that prices and ledger are read again soon. */
const SIGNALS_PER_LOOK = 200;
const SIGNALLING_MS = 200;
/** Signals sent at the same time, and rows read at once. */
const SIGNALS_AT_ONCE = 50;

export function createSignaller(
  deps: Pick<MonitorDeps, 'client' | 'ledger' | 'crowd' | 'monotonicMs' | 'now' | 'onSignal'>,
  watchlist: Watchlist,
  turns: Turns,
  prices: ReadonlyMap<TickerSymbol, string>,
): Signaller {
  const counters: SignalCounters = { measured: 0, confirmed: 0, signals: 0, cooling: 0, backlog: 0 };
  const signalOne = async (drifted: Drifted): Promise<Signalled> => {
    const { portfolio } = drifted;
    const started = await deps.client.priceChanged(
      { id: portfolio.id, lockTtlMs: portfolio.policy.lockTtlMs },
      { symbols: portfolio.targets.map(({ symbol }) => symbol) },
    );
    counters.signals += 1;
    deps.crowd?.add(started);
    deps.onSignal(drifted, started, turns.signalled(portfolio, prices));
    return { drifted, started };
  };
  /** Those of `ids` that are past their threshold, not cooling down, and not sure to be refused as before. */
  const readyOf = async (ids: string[]): Promise<Drifted[]> => {
    const rows = await watchlist.read(deps.ledger, ids);
    const at = new Date(deps.now()).toISOString();
    const drifted = rows.flatMap((portfolio) => confirm(portfolio, prices, at) ?? []);
    const warm = drifted.filter(({ portfolio }) => !turns.coolsDown(portfolio));
    counters.measured += rows.length;
    counters.confirmed += drifted.length;
    counters.cooling += drifted.length - warm.length;
    return warm.filter(({ portfolio }) => !turns.standsStill(portfolio, prices));
  };
  return {
    counters,
    // A signal that fails does not stop the others. When all of them fail, the rest would fail too.
    signal: async (waiting) => {
      const all: Signalled[] = [];
      let failure: PromiseRejectedResult | undefined;
      const untilMs = deps.monotonicMs() + SIGNALLING_MS;
      while (waiting.length > 0 && all.length < SIGNALS_PER_LOOK) {
        const room = Math.min(deps.crowd?.room() ?? SIGNALS_AT_ONCE, SIGNALS_AT_ONCE);
        if (room === 0) break;
        const ready = await readyOf(waiting.splice(0, room));
        const outcomes = await Promise.allSettled(ready.map(signalOne));
        const sent = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        all.push(...sent.map(({ value }) => value));
        failure ??= outcomes.find((outcome) => outcome.status === 'rejected');
        if ((failure !== undefined && sent.length === 0) || deps.monotonicMs() >= untilMs) break;
      }
      counters.backlog = waiting.length;
      if (failure !== undefined) throw failure.reason;
      return all;
    },
  };
}
