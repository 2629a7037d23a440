import { z } from '@hono/zod-openapi';
import { MEMBER_STATES, ROLLOUT_STATES } from '../../domain/rollout';
import { PER_MINUTE_BOUNDS } from '../../input/rollout';
import { percent, time, usd } from './amounts';
import { modelId, version } from './model';
import { portfolioId } from './portfolio';
import { reason } from './text';

const rolloutId = () =>
  z.uuid('must be the id of a roll-out').openapi({ example: '6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10' });
export const InRolloutPath = z.object({ rolloutId: rolloutId().openapi({ param: { name: 'rolloutId', in: 'path' } }) });

const ROLLOUT = {
  id: rolloutId(),
  modelId: modelId(),
  version: version(),
  cohorts: z
    .array(z.int())
    .openapi({ description: 'percent of the portfolios that have the version once each cohort is through' }),
  abortPercent: percent().openapi({ description: 'of a cohort, how many portfolios may end badly' }),
  perMinute: z.int().openapi({ description: 'how many portfolios get the version within a minute' }),
  state: z.enum(ROLLOUT_STATES),
  stateReason: z.string().nullable().openapi({ description: 'why it is PAUSED or ABORTED' }),
  stateBy: z
    .string()
    .nullable()
    .openapi({ description: 'who paused or aborted it; "rollout" if it did so by its rule' }),
  cohort: z.int().openapi({ description: 'the one that it is at, from 1' }),
  cohortSince: time(),
  startedBy: z.string(),
  startedAt: time(),
  endedAt: time().nullable(),
};
export const Rollout = z.object(ROLLOUT).openapi('Rollout');
export const RolloutDetail = z
  .object({
    ...ROLLOUT,
    counts: z.array(z.object({ cohort: z.int(), waiting: z.int(), applied: z.int(), done: z.int(), failed: z.int() })),
  })
  .openapi('RolloutDetail', { description: '`counts` says how many portfolios of each cohort are where' });
export const memberState = () => z.enum(MEMBER_STATES);
export const RolloutPortfolio = z
  .object({
    portfolioId: portfolioId(),
    cohort: z.int(),
    state: memberState(),
    code: z.string().nullable().openapi({ description: 'why, as a refusal says it, or how its batch ended' }),
    batchId: z.string().nullable(),
    appliedAt: time().nullable(),
  })
  .openapi('RolloutPortfolio');

const [LEAST, MOST] = PER_MINUTE_BOUNDS;
export const StartRollout = z
  .strictObject({
    version: version(),
    cohorts: z
      .array(z.int().min(1).max(100))
      .min(1)
      .max(20)
      .optional()
      .openapi({ description: 'rising percents with 100 at the end', example: [1, 10, 100] }),
    abortPercent: percent().optional(),
    perMinute: z.int().min(LEAST).max(MOST).optional(),
  })
  .openapi('StartRollout');
export const ChangeRollout = z.strictObject({ reason: reason() }).openapi('ChangeRollout');

export const RolloutPreview = z
  .object({
    subscribers: z.int(),
    pinned: z.int(),
    unchanged: z.int().openapi({ description: 'they have the version already' }),
    accounts: z.int().openapi({ description: 'portfolios that would trade' }),
    orders: z.int(),
    withinThreshold: z.int().openapi({ description: 'they get the targets and trade nothing' }),
    bought: usd(),
    sold: usd(),
    turnover: usd(),
    cost: usd(),
    requests: z.int().openapi({ description: 'of the broker' }),
    minutes: z.int().openapi({ description: 'for these requests, at the budget that was given' }),
    refused: z.array(z.object({ code: z.string(), count: z.int(), example: portfolioId() })),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'goes on with the portfolios that are not in these sums; null when all are' }),
  })
  .openapi('RolloutPreview');
