import { z } from '@hono/zod-openapi';
import { TRIGGERS, type Trigger } from '../../domain/drift';
import { EXPLAINED, type ReasonCode } from '../../domain/explain';
import { percent } from './amounts';
import { side } from './batch';
import { symbol } from './portfolio';

export const trigger = () => z.enum(Object.keys(TRIGGERS) as Trigger[]);

export const Reason = z
  .object({
    symbol: symbol(),
    weight: percent(),
    target: percent(),
    band: percent().openapi({ description: 'percentage points on each side of the target' }),
    isPast: z.boolean(),
    side: side().nullable(),
    because: z.enum(Object.keys(EXPLAINED) as ReasonCode[]),
  })
  .openapi('Reason', { description: 'why a symbol is traded, left alone or blocked' });

export const ClassReason = z
  .object({
    name: z.string(),
    weight: percent(),
    target: percent(),
    band: percent().openapi({ description: 'percentage points on each side of the target' }),
    isPast: z.boolean(),
  })
  .openapi('ClassReason', { description: 'how far an asset class is from the sum of its targets' });
