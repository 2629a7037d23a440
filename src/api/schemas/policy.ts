import { z } from '@hono/zod-openapi';
import { CALENDARS, type Calendar, type Policy as DomainPolicy, ON_FAILURE, type OnFailure } from '../../domain/policy';
import { SYMBOL_PATTERN } from '../../domain/targets';
import { POLICY_BOUNDS } from '../../input/policy';
import { percent, usd } from './amounts';

const milliseconds = () => z.int().min(0).openapi({ description: 'milliseconds' });

const LIMITS = { priceMovePercent: percent(), residualPercent: percent(), sameSession: z.boolean() };

const CLASS = {
  name: z.string().openapi({ example: 'EQUITY' }),
  band: percent(),
  symbols: z.array(z.string().openapi({ example: 'META', pattern: SYMBOL_PATTERN.source })),
};
const AssetClass = z
  .object(CLASS)
  .openapi('AssetClass', { description: 'symbols that are looked at together, with a band of their own' });

const FIELDS = {
  driftThreshold: percent(),
  driftMode: z.enum(['relative', 'absolute']),
  driftFloor: percent(),
  driftCeiling: percent().nullable(),
  halfSumThreshold: percent().nullable(),
  assetClasses: z.array(AssetClass),
  cashAbove: percent().nullable(),
  cashBelow: percent().nullable(),
  calendar: z.enum(Object.keys(CALENDARS) as Calendar[]),
  calendarDay: z.int(),
  destination: z.enum(['target', 'band-edge']),
  bandReturn: percent(),
  shares: z.enum(['fractional', 'whole']),
  cashReserve: percent(),
  execution: z.enum(['auto', 'parallel', 'sells-first']),
  untargeted: z.enum(['refuse', 'sell']),
  minOrder: usd(),
  minOrderPercent: percent(),
  minOrderPositionPercent: percent(),
  maxTurnover: percent().nullable(),
  maxTurnover30Days: percent().nullable(),
  minImprovement: percent(),
  maxRunsPerDay: z.int().nullable(),
  externalCashLimit: percent().nullable(),
  lockTtlMs: milliseconds(),
  reversalRetries: z.int().min(0),
  reversalDelayMs: milliseconds(),
  orderDeadlineMs: milliseconds(),
  planTtlMs: milliseconds(),
  priceMaxAgeMs: milliseconds(),
  onFailure: z.enum(Object.keys(ON_FAILURE) as OnFailure[]),
  rollbackLimits: z.object(LIMITS),
  residualAlertPercent: percent(),
  cooldownAfterRollbackMs: milliseconds(),
  cooldownAfterSuccessMs: milliseconds(),
  cooldownAfterSuccessTradingDays: z.int().min(0),
} as const satisfies Record<keyof DomainPolicy, z.ZodType>;

export const Policy = z.object(FIELDS).openapi('Policy', { description: 'docs/policies.md explains each field' });

/** The rules of src/input/policy.ts refuse what is beyond them, in their own words. */
const BOUNDED = Object.fromEntries(
  Object.entries(POLICY_BOUNDS).map(([name, [minimum, maximum]]) => [
    name,
    FIELDS[name as keyof typeof POLICY_BOUNDS].openapi({ minimum, maximum }),
  ]),
) as Pick<typeof FIELDS, keyof typeof POLICY_BOUNDS>;

/** What a person sends of a policy: any of its fields. */
export const PolicyFields = z
  .strictObject({ ...FIELDS, ...BOUNDED, rollbackLimits: z.strictObject(LIMITS).partial() })
  .partial()
  .openapi('PolicyFields');
