// Whose turn it is among the portfolios past their threshold.
//
// T1. A portfolio that was signalled is left alone until its ledger row changes, the prices have moved it, a jump of one of them is over, or a time
//     has passed that grows and is bounded: in a herd it may wait for a worker, and signals beyond the first only cost; and who was refused would be again.
// T2. A portfolio that cools down is left alone until that is over or its row changes: a run would only be refused.
// T3. Those that were signalled less often come first, the furthest past its threshold before the others, so that nobody waits
//     for somebody's second turn. An account has one portfolio: that is fair between accounts as well.

import type { Portfolio } from '../domain/portfolio';

/** How long a signalled portfolio with an unchanged row is left alone, the first time and at most: each time is twice as long. */
const SIGNAL_AGAIN_MS = 30_000;
const SIGNAL_AGAIN_MAX_MS = 600_000;
/** Prices have moved whose excess is another by more than this part of it; it is left alone for the first time all the same. */
const MOVED = 0.01;

/** A portfolio past its threshold: `excess` says how far. */
export interface Waiting {
  id: string;
  version: number;
  excess: number;
}

export interface Turns {
  /** `excess` measures it now: asked for only where that decides. */
  isLeftAlone(one: Pick<Waiting, 'id' | 'version'>, excess: () => number): boolean;
  /** Returns the ids in the order of their turns, and forgets of all others since when they wait. `sinceMs` is for new ones. */
  inOrder(waiting: Waiting[], sinceMs: number): string[];
  /** T2: true for one that cools down, which then is left alone. */
  coolsDown(portfolio: Portfolio): boolean;
  /** T1. Returns for how many milliseconds it waited. */
  signalled(portfolio: Pick<Portfolio, 'id' | 'version'>): number;
  /** From here on these were not signalled before. */
  forget(ids: Iterable<string>): void;
  /** Nor was anybody. */
  forgetAll(): void;
}

interface LeftAlone {
  version: number;
  untilMs: number;
  turns: number;
  /** The price that mattered: moved from this excess it has its turn, but not before `movedFromMs`. */
  excess: number;
  movedFromMs: number;
}

/** `monotonicMs` only rises; `now` is milliseconds since 1970. */
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
