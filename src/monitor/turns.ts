// Whose turn it is among the portfolios past their threshold.
//
// T1. Whoever was signalled is left alone until its ledger row changes or a bounded time passes: in a herd it may wait for a worker,
//     and signals beyond the first only cost.
// T2. Whoever cools down is left alone until that is over or its row changes: a run would only be refused.
// T3. Those that were signalled less often come first, the furthest past its threshold before the others, so that nobody waits
//     for somebody's second turn. An account has one portfolio: that is fair between accounts as well.

import type { Portfolio } from '../domain/portfolio';

/** How long a signalled portfolio with an unchanged row is left alone, the first time and at most: each time is twice as long. */
const SIGNAL_AGAIN_MS = 30_000;
const SIGNAL_AGAIN_MAX_MS = 240_000;

/** A portfolio past its threshold: `excess` says how far. */
export interface Waiting {
  id: string;
  version: number;
  excess: number;
}

export interface Turns {
  isLeftAlone(one: Pick<Waiting, 'id' | 'version'>): boolean;
  /** Returns the ids in the order of their turns, and forgets of all others since when they wait. `sinceMs` is for new ones. */
  inOrder(waiting: Waiting[], sinceMs: number): string[];
  /** T2: true for one that cools down, which then is left alone. */
  coolsDown(portfolio: Portfolio): boolean;
  /** T1. Returns for how many milliseconds it waited. */
  signalled(portfolio: Pick<Portfolio, 'id' | 'version'>): number;
}

/** `monotonicMs` only rises; `now` is milliseconds since 1970. */
export function createTurns(monotonicMs: () => number, now: () => number): Turns {
  const leftAlone = new Map<string, { version: number; untilMs: number; turns: number }>();
  let waitsSince = new Map<string, number>();
  const turnsOf = ({ id, version }: Pick<Waiting, 'id' | 'version'>) => {
    const last = leftAlone.get(id);
    return last?.version === version ? last.turns : 0;
  };
  return {
    isLeftAlone: ({ id, version }) => {
      const last = leftAlone.get(id);
      return last !== undefined && last.version === version && monotonicMs() < last.untilMs;
    },
    inOrder: (waiting, sinceMs) => {
      waitsSince = new Map(waiting.map(({ id }) => [id, waitsSince.get(id) ?? sinceMs]));
      return [...waiting].sort((a, b) => turnsOf(a) - turnsOf(b) || furthestFirst(a, b)).map(({ id }) => id);
    },
    coolsDown: ({ id, version, coolUntil }) => {
      const leftMs = coolUntil === null ? 0 : Date.parse(coolUntil) - now();
      if (leftMs <= 0) return false;
      leftAlone.set(id, { version, untilMs: monotonicMs() + leftMs, turns: 0 });
      return true;
    },
    signalled: ({ id, version }) => {
      const turns = turnsOf({ id, version });
      const againMs = Math.min(SIGNAL_AGAIN_MS * 2 ** turns, SIGNAL_AGAIN_MAX_MS);
      leftAlone.set(id, { version, untilMs: monotonicMs() + againMs, turns: turns + 1 });
      const waitedMs = monotonicMs() - (waitsSince.get(id) ?? monotonicMs());
      waitsSince.delete(id);
      return waitedMs;
    },
  };
}

/** An exit is infinitely far. */
function furthestFirst(a: Waiting, b: Waiting): number {
  return a.excess === b.excess ? 0 : b.excess > a.excess ? 1 : -1;
}
