// A ledger that can lose the last that it committed, as a database does that fails over to a standby that lagged.

import type { Ledger } from '../../src/ledger/ledger';
import { createMemoryLedger } from '../ledger/memory-ledger';

type Method = keyof Ledger;

export interface ForgetfulLedger {
  ledger: Ledger;
  /** From here on it is what it was before `time`; what anyone was told since is wrong. It does so once. */
  loseSince(time: number): void;
}

/** The memory ledger's answers follow from the calls before alone: to lose some, the others are made again on a new one. */
export function createForgetfulLedger(now: () => number): ForgetfulLedger {
  const calls: { at: number; method: Method; given: unknown[] }[] = [];
  let kept = createMemoryLedger();
  let isLost = false;
  const call = (method: Method, given: unknown[]) =>
    (kept[method] as (...args: unknown[]) => Promise<unknown>)(...given);
  const ledger = new Proxy(kept, {
    get:
      (_target, method: Method) =>
      (...given: unknown[]) => {
        if (!isLost) calls.push({ at: now(), method, given });
        return call(method, given);
      },
  });
  return {
    ledger,
    loseSince: (time) => {
      isLost = true;
      kept = createMemoryLedger();
      // What was refused then is refused again.
      for (const { at, method, given } of calls) if (at < time) void call(method, given).catch(() => undefined);
    },
  };
}
