import type { DriftPolicy } from '../../src/domain/drift';
import type { Policy } from '../../src/domain/policy';

const FIELDS = {
  driftMode: true,
  driftThreshold: true,
  driftFloor: true,
  driftCeiling: true,
  cashReserve: true,
  halfSumThreshold: true,
  assetClasses: true,
  cashAbove: true,
  cashBelow: true,
} as const satisfies Record<keyof DriftPolicy, true>;

/** What of a policy decides the drift of its portfolio, and no more. */
export function driftPolicyOf(policy: Policy): DriftPolicy {
  const names = Object.keys(FIELDS) as (keyof DriftPolicy)[];
  return Object.fromEntries(names.map((name) => [name, policy[name]])) as unknown as DriftPolicy;
}
