// What validation accepts of a policy, field by field: the smallest and the largest value, or every word. test/input/policy-edges.test.ts
// proves that these are the edges.

import {
  CALENDARS,
  type Calendar,
  DESTINATIONS,
  type Destination,
  ON_FAILURE,
  type OnFailure,
  type Policy,
  policyContradiction,
  SHARES,
  type Shares,
} from '../../src/domain/policy';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Of an order's step, less the second that the other part of it needs. */
const STEP_MS = 599_000;

type Edges = { readonly [Field in keyof Policy]: readonly Policy[Field][] };

export const POLICY_EDGES: Edges = {
  driftThreshold: ['0.0001', '1000.0000'],
  driftMode: ['relative', 'absolute'],
  driftFloor: ['0.0000', '100.0000'],
  driftCeiling: [null, '0.0001', '100.0000'],
  halfSumThreshold: [null, '0.0001', '100.0000'],
  assetClasses: [
    [],
    [{ name: 'A', band: '0.0001', symbols: ['S00'] }],
    [
      { name: 'EQUITY', band: '3.0000', symbols: ['S00', 'S02', 'S04'] },
      { name: 'BONDS', band: '1000.0000', symbols: ['S01', 'S03'] },
    ],
  ],
  cashAbove: [null, '0.0001', '100.0000'],
  cashBelow: [null, '0.0000', '99.9998'],
  calendar: Object.keys(CALENDARS) as Calendar[],
  calendarDay: [1, 253],
  destination: Object.keys(DESTINATIONS) as Destination[],
  bandReturn: ['1.0000', '100.0000'],
  shares: Object.keys(SHARES) as Shares[],
  cashReserve: ['0.0000', '99.9999'],
  execution: ['auto', 'parallel', 'sells-first'],
  untargeted: ['refuse', 'sell'],
  minOrder: ['1.00', '1000000000.00'],
  minOrderPercent: ['0.0000', '100.0000'],
  minOrderPositionPercent: ['0.0000', '100.0000'],
  maxTurnover: [null, '0.0001', '1000.0000'],
  maxTurnover30Days: [null, '0.0001', '1000.0000'],
  minImprovement: ['0.0000', '100.0000'],
  maxRunsPerDay: [null, 1, 1_000],
  externalCashLimit: [null, '0.0000', '1000.0000'],
  lockTtlMs: [1_000, 30 * DAY],
  reversalRetries: [0, 100],
  reversalDelayMs: [0, HOUR],
  orderDeadlineMs: [1_000, STEP_MS],
  planTtlMs: [1_000, STEP_MS],
  priceMaxAgeMs: [1_000, 7 * DAY],
  onFailure: Object.keys(ON_FAILURE) as OnFailure[],
  rollbackLimits: [
    { priceMovePercent: '0.0001', residualPercent: '0.0001', sameSession: true },
    { priceMovePercent: '1000.0000', residualPercent: '100.0000', sameSession: false },
  ],
  residualAlertPercent: ['0.0001', '100.0000'],
  cooldownAfterRollbackMs: [0, DAY],
  cooldownAfterSuccessMs: [0, 30 * DAY],
  cooldownAfterSuccessTradingDays: [0, 260],
};

export const POLICY_FIELDS = Object.keys(POLICY_EDGES) as (keyof Policy)[];

/** False for fields that are each accepted, and not together. */
export function isAccepted(policy: Policy): boolean {
  return policyContradiction(policy) === undefined;
}
