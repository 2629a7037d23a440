import { type Budget, createBudget } from './budget';
import type { Wire } from './transport';

/** By the wire: it is a process's only way out. */
const OF_PROCESS = new WeakMap<Wire, Map<string, Budget>>();

/**
 * Returns the budget of a key at a host: one for everything that this process asks there. Orders and reads share it, and market data on a
 * host of its own does not, because the broker counts each host's requests separately.
 */
export function budgetOf(wire: Wire, keyId: string, origin: string): Budget {
  const budgets = OF_PROCESS.get(wire) ?? new Map<string, Budget>();
  OF_PROCESS.set(wire, budgets);
  const name = `${keyId} ${origin}`;
  const budget = budgets.get(name) ?? createBudget(wire.now);
  budgets.set(name, budget);
  return budget;
}
