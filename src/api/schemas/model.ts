import { z } from '@hono/zod-openapi';
import { PORTFOLIO_ID_PATTERN } from '../../domain/ids';
import { MODEL_STATUSES } from '../../domain/model';
import { SYMBOL_PATTERN } from '../../domain/targets';
import { percent, time } from './amounts';
import { Policy, PolicyFields } from './policy';
import { portfolioId, symbol, Target, TargetInput } from './portfolio';
import { reason } from './text';

export const modelId = () =>
  z.string().regex(PORTFOLIO_ID_PATTERN, 'must be 1 to 64 letters, digits, "-" or "_"').openapi({ example: 'growth' });
export const version = () => z.int().min(1).max(2_147_483_647).openapi({ example: 3 });
export const InModelPath = z.object({ modelId: modelId().openapi({ param: { name: 'modelId', in: 'path' } }) });

const MODEL = {
  id: modelId(),
  name: z.string(),
  status: z.enum(MODEL_STATUSES),
  latest: version().openapi({ description: 'its newest version' }),
  current: version().openapi({ description: 'what a new subscription begins with: the last one that was rolled out' }),
  createdBy: z.string(),
  createdAt: time(),
};
export const Model = z.object(MODEL).openapi('Model');
export const ModelDetail = z
  .object({
    ...MODEL,
    subscribers: z.array(z.object({ version: version(), subscribers: z.int(), pinned: z.int() })),
  })
  .openapi('ModelDetail', { description: '`subscribers` says how many portfolios have each version' });
export const ModelVersion = z
  .object({
    modelId: modelId(),
    version: version(),
    targets: z.array(Target),
    // A reference that may be null: `nullable` of one would say that it is both at once.
    policy: z.union([Policy, z.null()]).openapi({ description: 'null when each portfolio keeps its own' }),
    reason: z.string(),
    by: z.string(),
    at: time(),
  })
  .openapi('ModelVersion');

const VERSION = {
  targets: z.array(TargetInput).min(1).max(1_000),
  policy: PolicyFields.nullable()
    .optional()
    .openapi({ description: 'what differs from the default policy; without it each portfolio keeps its own' }),
};
export const CreateModel = z
  .strictObject({
    id: modelId(),
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[^\r\n]*\S[^\r\n]*$/, 'must be one line that is not blank')
      .openapi({ example: 'Growth', pattern: '^[^\\r\\n]*[A-Za-z0-9][^\\r\\n]*$' }),
    ...VERSION,
  })
  .openapi('CreateModel');
export const AddModelVersion = z.strictObject({ ...VERSION, reason: reason() }).openapi('AddModelVersion');

/** The generator leaves out what the keys of a record must be. */
const BY_SYMBOL = { propertyNames: { pattern: SYMBOL_PATTERN.source } };
const OVERRIDES = {
  exclude: z.array(symbol()).max(1_000).openapi({ description: 'symbols that it does not have' }),
  substitute: z
    .record(symbol(), symbol())
    .openapi({ ...BY_SYMBOL, description: 'a symbol of the model, and what takes its place' }),
  cashReserve: percent()
    .nullable()
    .openapi({ description: 'percent of the value that stays in cash; null as the policy has it' }),
};
const Overrides = z.object(OVERRIDES).openapi('Overrides');
const OverridesInput = z.strictObject(OVERRIDES).partial().openapi('OverridesInput');

export const Subscription = z
  .object({
    portfolioId: portfolioId(),
    modelId: modelId(),
    pinned: version().nullable().openapi({ description: 'the version that it stays with, whatever is rolled out' }),
    version: version().openapi({ description: 'the version that its targets are from' }),
    overrides: Overrides,
    rolloutId: z.string().nullable().openapi({ description: 'the roll-out that brought this version' }),
    since: time(),
    appliedAt: time(),
  })
  .openapi('Subscription');
export const Subscribe = z
  .strictObject({ modelId: modelId(), pinned: version().nullable().optional(), overrides: OverridesInput.optional() })
  .openapi('Subscribe');
export const ChangeSubscription = z
  .strictObject({ pinned: version().nullable().optional(), overrides: OverridesInput.optional() })
  .openapi('ChangeSubscription');
