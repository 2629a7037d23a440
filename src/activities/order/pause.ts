// Waiting costs no slot: after a few seconds an attempt ends, and Temporal begins the next one when the wait is over. Orders of a broker
// that is sick for one account in twenty would otherwise hold all slots of a worker within minutes, and nobody else's order would leave.

import type { Deps } from '../deps';
import { sleepAlive } from './sleep-alive';

/** An attempt ends because it would only wait. It is no failure, and it says nothing of what it waits for. */
export class Waiting extends Error {
  override readonly name = 'Waiting';
  constructor(
    message: string,
    readonly retryAfterMs: number,
    /** What the next attempt has to know of this one. */
    readonly remember?: string,
  ) {
    super(message);
  }
}

export interface Pause {
  /** Waits this long, here when that is short. @throws Waiting otherwise */
  (ms: number, what: string, remember?: string): Promise<void>;
}

/** A wait of up to this long keeps its slot: a healthy broker fills within it. */
const HERE_MS = 1_000;
/** And all waits of one attempt together. */
const ALL_HERE_MS = 5_000;

/** Counts the waits of one attempt, from now on. */
export function createPause(deps: Pick<Deps, 'monotonicMs' | 'current' | 'sleep'>): Pause {
  const beganAt = deps.monotonicMs();
  return async (ms, what, remember) => {
    if (ms > HERE_MS || deps.monotonicMs() - beganAt + ms > ALL_HERE_MS) throw new Waiting(what, ms, remember);
    await sleepAlive(deps, ms);
  };
}
