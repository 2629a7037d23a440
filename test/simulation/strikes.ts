import type { StopReason } from '../../src/domain/causes';
import type { Crash, PlannedFault, When } from './schedule';

/** What happens to one call of a step: it dies there, gets stuck there, the ledger fails under it, or its run is stopped meanwhile. */
export type Strike =
  | { kind: 'crash'; what: Crash; when: When; forMs: number }
  | { kind: 'ledger-fault'; when: When }
  /** `then` strikes as well. */
  | { kind: 'stop'; reason: StopReason; then: Strike }
  | undefined;

export interface Strikes {
  /** Counts a call of `portfolio` at `point` ("markSent", "submitOrder") and says what strikes it. */
  at(portfolio: string, point: string, now: number): Strike;
  /** From here on nothing is struck. */
  heal(): void;
}

/** `start` is the time from which the faults' times count; `hit` hears of each strike. */
export function createStrikes(
  faults: readonly PlannedFault[],
  start: number,
  hit: (kind: string) => void,
  movePrice: (symbol: string, percent: number) => void = () => undefined,
): Strikes {
  const counts = new Map<string, number>();
  const aimed = faults.filter(
    (fault) =>
      fault.kind === 'crash' || fault.kind === 'ledger' || fault.kind === 'stop-at' || fault.kind === 'price-at',
  );
  const targets = new Set(aimed.map((fault) => `${fault.portfolio} ${fault.point}`));
  const outages = faults.filter((fault) => fault.kind === 'ledger-down');
  let healed = false;
  const strikeOf = (portfolio: string, point: string, count: number): Strike => {
    for (const fault of aimed) {
      if (fault.portfolio !== portfolio || fault.point !== point) continue;
      if (fault.kind === 'crash' && fault.nth === count) {
        hit(`crash ${fault.what}`);
        return { kind: 'crash', what: fault.what, when: fault.when, forMs: fault.forMs };
      }
      if (fault.kind === 'ledger' && count >= fault.nth && count < fault.nth + fault.times) {
        hit(`ledger fails ${fault.when} commit`);
        return { kind: 'ledger-fault', when: fault.when };
      }
    }
    return undefined;
  };
  return {
    at: (portfolio, point, now) => {
      if (healed) return undefined;
      const isLedger = !OF_BROKER.has(point);
      if (isLedger && outages.some(({ at, forMs }) => now >= start + at && now < start + at + forMs)) {
        hit('ledger down');
        return { kind: 'ledger-fault', when: 'before' };
      }
      const target = `${portfolio} ${point}`;
      if (!targets.has(target)) return undefined;
      const count = (counts.get(target) ?? 0) + 1;
      counts.set(target, count);
      for (const fault of aimed) {
        const isHere = fault.portfolio === portfolio && fault.point === point;
        if (fault.kind !== 'price-at' || !isHere || fault.nth !== count) continue;
        hit(`price at ${point}`);
        movePrice(fault.symbol, fault.percent);
      }
      const strike = strikeOf(portfolio, point, count);
      const stop = aimed.find(
        (fault) =>
          fault.kind === 'stop-at' && fault.portfolio === portfolio && fault.point === point && fault.nth === count,
      );
      if (stop?.kind !== 'stop-at') return strike;
      hit(`stop at ${point}`);
      return { kind: 'stop', reason: stop.reason, then: strike };
    },
    heal: () => {
      healed = true;
    },
  };
}

/** These calls are no transactions of the ledger. */
export const OF_BROKER = new Set([
  'reserve',
  'submitOrder',
  'findOrder',
  'listOrders',
  'listFills',
  'cancelOrder',
  'account',
  'asset',
  'latestPrices',
  'clock',
]);
