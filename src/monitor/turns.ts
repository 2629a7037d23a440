// Decides whose turn it is among the portfolios past their threshold.
//
// T1. A portfolio that was signalled is left alone until its ledger row changes, prices move it, a jump of one of its prices
//     ends, or a time has passed that grows up to a limit. It may be waiting for a worker, and further signals would only cost;
//     and if it was refused, it would be refused again.
// T2. A portfolio that is cooling down is left alone until that is over or its row changes, because a run would be refused.
// T3. Portfolios that were signalled less often come first, and among those the ones furthest past their threshold. So nobody
//     waits for somebody else's second turn. An account has one portfolio, so this is fair between accounts too.

import type { Portfolio } from '../domain/portfolio';

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
  /** T1. Returns how many milliseconds it had waited. */
  signalled(portfolio: Pick<Portfolio, 'id' | 'version'>): number;
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
    coolsDown: ({ id, version, coolUntil }) => {
      const leftMs = coolUntil === null ? 0 : Date.parse(coolUntil) - now();
      if (leftMs <= 0) return false;
      const untilMs = monotonicMs() + leftMs;
      leftAlone.set(id, { version, untilMs, turns: 0, excess: 0, movedFromMs: untilMs });
      return true;
    },
    signalled: ({ id, version }) => {
      const turns = turnsOf({ id, version });
      const againMs = Math.min(SIGNAL_AGAIN_MS * 2 ** turns, SIGNAL_AGAIN_MAX_MS);
      const nowMs = monotonicMs();
      const { sinceMs, excess } = waits.get(id) ?? { sinceMs: nowMs, excess: 0 };
      waits.delete(id);
      const [untilMs, movedFromMs] = [nowMs + againMs, nowMs + SIGNAL_AGAIN_MS];
      leftAlone.set(id, { version, untilMs, turns: turns + 1, excess, movedFromMs });
      return nowMs - sinceMs;
    },
    forget: (ids) => {
      for (const id of ids) leftAlone.delete(id);
    },
    forgetAll: () => {
      leftAlone.clear();
      waits.clear();
    },
  };
}

/** An exit is infinitely far. */
function furthestFirst(a: Waiting, b: Waiting): number {
  return a.excess === b.excess ? 0 : b.excess > a.excess ? 1 : -1;
}
