// Decides whose turn it is among the portfolios past their threshold.
//
// T1. A portfolio that was signalled is left alone until its ledger row changes, prices move it, a jump of one of its prices
//     ends, or a time has passed that grows up to a limit. It may be waiting for a worker, and further signals would only cost;
//     and if it was refused, it would be refused again.
// T2. A portfolio that is cooling down is left alone until that is over or its row changes, because a run would be refused.
// T3. Portfolios that were signalled less often come first, and among those the ones furthest past their threshold. So nobody
//     waits for somebody else's second turn. An account has one portfolio, so this is fair between accounts too.
// T4. A portfolio whose row says that no plan can fix its drift is not signalled again while its row and its prices are those of
//     its last signal (domain/standing.ts). When the market opens it is forgotten with the others, so everybody is asked once a
//     session.

import { symbolsOf } from '../domain/drift';
import type { Portfolio, TickerSymbol } from '../domain/portfolio';
import { standsStill } from '../domain/standing';
import { uncoveredUsd } from '../domain/withdrawal';

/**
 * How long a signalled portfolio with an unchanged row is left alone: the first time, and at most. Each time is twice as long as
 * the one before.
 */
const SIGNAL_AGAIN_MS = 30_000;
const SIGNAL_AGAIN_MAX_MS = 600_000;
/** Prices count as moved when the excess changed by more than this fraction. The first wait is always served in full. */
const MOVED = 0.01;

/** A portfolio past its threshold: `excess` says how far. */
export interface Waiting {
  id: string;
  version: number;
  excess: number;
}

export interface Turns {
  /** `excess` measures it now, and is called only when that matters. */
  isLeftAlone(one: Pick<Waiting, 'id' | 'version'>, excess: () => number): boolean;
  /** Returns the ids in the order of their turns, and forgets how long all others have waited. New ones wait since `sinceMs`. */
  inOrder(waiting: Waiting[], sinceMs: number): string[];
  /** T2: true for a portfolio that is cooling down, which is then left alone. */
  coolsDown(portfolio: Portfolio): boolean;
  /** T4: true for a portfolio that would be refused as before, which then is left alone. */
  standsStill(portfolio: Portfolio, prices: ReadonlyMap<TickerSymbol, string>): boolean;
  /** T1. Returns how many milliseconds it had waited. */
  signalled(portfolio: Portfolio, prices: ReadonlyMap<TickerSymbol, string>): number;
  /** Treats these as never signalled. */
  forget(ids: Iterable<string>): void;
  /** Treats all portfolios as never signalled. */
  forgetAll(): void;
}

interface LeftAlone {
  version: number;
  untilMs: number;
  turns: number;
  /** The excess when it was signalled. Once prices have moved it from there it gets a turn, but not before `movedFromMs`. */
  excess: number;
  movedFromMs: number;
}

/** `monotonicMs` only goes forward; `now` is milliseconds since 1970. */
export function createTurns(monotonicMs: () => number, now: () => number): Turns {
  const leftAlone = new Map<string, LeftAlone>();
  const asked = new Map<string, { version: number; prices: string[]; atMs: number }>();
  let waits = new Map<string, { sinceMs: number; excess: number }>();
  const turnsOf = ({ id, version }: Pick<Waiting, 'id' | 'version'>) => {
    const last = leftAlone.get(id);
    return last?.version === version ? last.turns : 0;
  };
  return {
    isLeftAlone: ({ id, version }, excess) => {
      const last = leftAlone.get(id);
      if (last === undefined || last.version !== version || monotonicMs() >= last.untilMs) return false;
      return monotonicMs() < last.movedFromMs || !(Math.abs(excess() / last.excess - 1) > MOVED);
    },
    inOrder: (waiting, sinceMs) => {
      waits = new Map(waiting.map(({ id, excess }) => [id, { sinceMs: waits.get(id)?.sinceMs ?? sinceMs, excess }]));
      return [...waiting].sort((a, b) => turnsOf(a) - turnsOf(b) || furthestFirst(a, b)).map(({ id }) => id);
    },
    coolsDown: (portfolio) => {
      const { id, version, coolUntil, rollbacksInARow } = portfolio;
      const leftMs = coolUntil === null ? 0 : Date.parse(coolUntil) - now();
      // Money for a withdrawal is raised in a cool-down too, but not right after a rollback.
      if (leftMs <= 0 || (rollbacksInARow === 0 && !uncoveredUsd(portfolio).isZero())) return false;
      const untilMs = monotonicMs() + leftMs;
      leftAlone.set(id, { version, untilMs, turns: 0, excess: 0, movedFromMs: untilMs });
      return true;
    },
    standsStill: (portfolio, prices) => {
      const { id, version, refusal } = portfolio;
      const last = asked.get(id);
      if (refusal === null || last?.version !== version) return false;
      const nowMs = monotonicMs();
      const before = { prices: last.prices, agoMs: nowMs - last.atMs };
      if (!standsStill(refusal.code, before, pricesOf(portfolio, prices))) return false;
      const [turns, { excess }] = [turnsOf({ id, version }), waits.get(id) ?? { excess: 0 }];
      const [untilMs, movedFromMs] = [nowMs + SIGNAL_AGAIN_MAX_MS, nowMs + SIGNAL_AGAIN_MS];
      leftAlone.set(id, { version, untilMs, turns, excess, movedFromMs });
      waits.delete(id);
      return true;
    },
    signalled: (portfolio, prices) => {
      const { id, version } = portfolio;
      const turns = turnsOf({ id, version });
      const againMs = Math.min(SIGNAL_AGAIN_MS * 2 ** turns, SIGNAL_AGAIN_MAX_MS);
      const nowMs = monotonicMs();
      const { sinceMs, excess } = waits.get(id) ?? { sinceMs: nowMs, excess: 0 };
      waits.delete(id);
      const [untilMs, movedFromMs] = [nowMs + againMs, nowMs + SIGNAL_AGAIN_MS];
      leftAlone.set(id, { version, untilMs, turns: turns + 1, excess, movedFromMs });
      asked.set(id, { version, prices: pricesOf(portfolio, prices), atMs: nowMs });
      return nowMs - sinceMs;
    },
    forget: (ids) => {
      for (const id of ids) {
        leftAlone.delete(id);
        asked.delete(id);
      }
    },
    forgetAll: () => {
      leftAlone.clear();
      asked.clear();
      waits.clear();
    },
  };
}

/** In the order of its symbols. */
function pricesOf(portfolio: Portfolio, prices: ReadonlyMap<TickerSymbol, string>): string[] {
  return symbolsOf(portfolio).map((symbol) => prices.get(symbol) ?? '');
}

/** An exit is infinitely far. */
function furthestFirst(a: Waiting, b: Waiting): number {
  return a.excess === b.excess ? 0 : b.excess > a.excess ? 1 : -1;
}
