import fc from 'fast-check';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { isAccepted, POLICY_EDGES } from './policy-edges';

/** A decimal between two, in units of `10^-decimals`; `low` and `high` are amounts in the same form. */
function amountBetween([low, high]: readonly string[], decimals: number): fc.Arbitrary<string> {
  const units = (text = '0') => BigInt(text.replace('.', ''));
  const shown = (n: bigint) => {
    const digits = n.toString().padStart(decimals + 1, '0');
    return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  };
  return fc.bigInt(units(low), units(high)).map(shown);
}

const wholeBetween = ([min, max]: readonly number[]) => fc.integer({ min: min as number, max: max as number });
const percent = (edges: readonly string[]) => amountBetween(edges, 4);
const isText = (value: string | null): value is string => value !== null;
const isNumber = (value: number | null): value is number => value !== null;

const CLASSED = ['S00', 'S01', 'S02', 'S03', 'S04', 'S05', 'S06', 'S07'];

/** Each of some symbols is in one of three classes, or in none. */
const classes = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: CLASSED.length, maxLength: CLASSED.length }),
    fc.array(fc.constantFrom('0.5000', '2.0000', '5.0000', '10.0000'), { minLength: 3, maxLength: 3 }),
  )
  .map(([of, bands]) =>
    bands
      .map((band, n) => ({ name: `C${n}`, band, symbols: CLASSED.filter((_symbol, index) => of[index] === n) }))
      .filter(({ symbols }) => symbols.length > 0),
  );

/** What lies between the edges; a field that has only words has nothing there. */
const BETWEEN: { readonly [Field in keyof Policy]?: fc.Arbitrary<Policy[Field]> } = {
  driftThreshold: percent(POLICY_EDGES.driftThreshold),
  driftFloor: percent(POLICY_EDGES.driftFloor),
  driftCeiling: percent(POLICY_EDGES.driftCeiling.filter(isText)),
  halfSumThreshold: percent(POLICY_EDGES.halfSumThreshold.filter(isText)),
  assetClasses: classes,
  cashAbove: percent(POLICY_EDGES.cashAbove.filter(isText)),
  cashBelow: percent(POLICY_EDGES.cashBelow.filter(isText)),
  calendarDay: wholeBetween(POLICY_EDGES.calendarDay),
  bandReturn: percent(POLICY_EDGES.bandReturn),
  cashReserve: percent(POLICY_EDGES.cashReserve),
  minOrder: amountBetween(POLICY_EDGES.minOrder, 2),
  minOrderPercent: percent(POLICY_EDGES.minOrderPercent),
  minOrderPositionPercent: percent(POLICY_EDGES.minOrderPositionPercent),
  maxTurnover: percent(POLICY_EDGES.maxTurnover.filter(isText)),
  maxTurnover30Days: percent(POLICY_EDGES.maxTurnover30Days.filter(isText)),
  minImprovement: percent(POLICY_EDGES.minImprovement),
  maxRunsPerDay: wholeBetween(POLICY_EDGES.maxRunsPerDay.filter(isNumber)),
  externalCashLimit: percent(POLICY_EDGES.externalCashLimit.filter(isText)),
  lockTtlMs: wholeBetween(POLICY_EDGES.lockTtlMs),
  reversalRetries: wholeBetween(POLICY_EDGES.reversalRetries),
  reversalDelayMs: wholeBetween(POLICY_EDGES.reversalDelayMs),
  orderDeadlineMs: wholeBetween(POLICY_EDGES.orderDeadlineMs),
  planTtlMs: wholeBetween(POLICY_EDGES.planTtlMs),
  priceMaxAgeMs: wholeBetween(POLICY_EDGES.priceMaxAgeMs),
  residualAlertPercent: percent(POLICY_EDGES.residualAlertPercent),
  cooldownAfterRollbackMs: wholeBetween(POLICY_EDGES.cooldownAfterRollbackMs),
  cooldownAfterSuccessMs: wholeBetween(POLICY_EDGES.cooldownAfterSuccessMs),
  cooldownAfterSuccessTradingDays: wholeBetween(POLICY_EDGES.cooldownAfterSuccessTradingDays),
  rollbackLimits: fc.record({
    priceMovePercent: percent(POLICY_EDGES.rollbackLimits.map(({ priceMovePercent }) => priceMovePercent)),
    residualPercent: percent(POLICY_EDGES.rollbackLimits.map(({ residualPercent }) => residualPercent)),
    sameSession: fc.boolean(),
  }),
};

function anyOf<Field extends keyof Policy>(field: Field): fc.Arbitrary<Policy[Field]> {
  const between = BETWEEN[field];
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(DEFAULT_POLICY[field]) },
    { weight: 2, arbitrary: fc.constantFrom(...POLICY_EDGES[field]) },
    ...(between === undefined ? [] : [{ weight: 1, arbitrary: between }]),
  );
}

/** Every policy that validation accepts, most fields at their default or at an edge. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    driftThreshold: anyOf('driftThreshold'),
    driftMode: anyOf('driftMode'),
    driftFloor: anyOf('driftFloor'),
    driftCeiling: anyOf('driftCeiling'),
    halfSumThreshold: anyOf('halfSumThreshold'),
    assetClasses: anyOf('assetClasses'),
    cashAbove: anyOf('cashAbove'),
    cashBelow: anyOf('cashBelow'),
    calendar: anyOf('calendar'),
    calendarDay: anyOf('calendarDay'),
    destination: anyOf('destination'),
    bandReturn: anyOf('bandReturn'),
    shares: anyOf('shares'),
    cashReserve: anyOf('cashReserve'),
    execution: anyOf('execution'),
    untargeted: anyOf('untargeted'),
    minOrder: anyOf('minOrder'),
    minOrderPercent: anyOf('minOrderPercent'),
    minOrderPositionPercent: anyOf('minOrderPositionPercent'),
    maxTurnover: anyOf('maxTurnover'),
    maxTurnover30Days: anyOf('maxTurnover30Days'),
    minImprovement: anyOf('minImprovement'),
    maxRunsPerDay: anyOf('maxRunsPerDay'),
    externalCashLimit: anyOf('externalCashLimit'),
    lockTtlMs: anyOf('lockTtlMs'),
    reversalRetries: anyOf('reversalRetries'),
    reversalDelayMs: anyOf('reversalDelayMs'),
    orderDeadlineMs: anyOf('orderDeadlineMs'),
    planTtlMs: anyOf('planTtlMs'),
    priceMaxAgeMs: anyOf('priceMaxAgeMs'),
    onFailure: anyOf('onFailure'),
    rollbackLimits: anyOf('rollbackLimits'),
    residualAlertPercent: anyOf('residualAlertPercent'),
    cooldownAfterRollbackMs: anyOf('cooldownAfterRollbackMs'),
    cooldownAfterSuccessMs: anyOf('cooldownAfterSuccessMs'),
    cooldownAfterSuccessTradingDays: anyOf('cooldownAfterSuccessTradingDays'),
  })
  .filter(isAccepted);
