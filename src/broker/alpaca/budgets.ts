import { type Budget, createBudget } from './budget';
import type { Wire } from './transport';

/** By the wire: it is a process's only way out. */
const OF_PROCESS = new WeakMap<Wire, Map<string, Map<string, Budget>>>();

/**
 * Returns the budget of a key at a host: one for everything that this process asks there. Orders and reads share it, and market data on a
 * host of its own does not, because the broker counts each host's requests separately.
 */
export function budgetOf(wire: Wire, keyId: string, origin: string): Budget {
  const ofKeys = kept(OF_PROCESS, wire, () => new Map<string, Map<string, Budget>>());
  const ofOrigins = kept(ofKeys, keyId, () => new Map<string, Budget>());
  return kept(ofOrigins, origin, () => createBudget(wire.now));
}

interface Known<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

function kept<Key, Value>(known: Known<Key, Value>, key: Key, make: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}
