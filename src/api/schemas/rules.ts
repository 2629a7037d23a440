import { z } from '@hono/zod-openapi';
import { RULE_KINDS, type RuleKind, SEVERITIES, type Severity } from '../../domain/rules';
import { RULE_SYMBOLS_MAX, RULES_MAX } from '../../input/rules';
import { time } from './amounts';
import { symbol } from './portfolio';
import { reason } from './text';

const kind = () => z.enum(Object.keys(RULE_KINDS) as RuleKind[]);
const severity = () => z.enum(Object.keys(SEVERITIES) as Severity[]);
/** Percent or USD, by the kind. */
const limit = () =>
  z.string().nullable().openapi({
    description: 'percent with at most 4 decimals, or USD with at most 2 for `max-order`; null for `restricted`',
    example: '25.0000',
  });

const Rule = z
  .object({ kind: kind(), severity: severity(), limit: limit(), symbols: z.array(symbol()) })
  .openapi('Rule');
const RuleInput = z
  .strictObject({
    kind: kind(),
    severity: severity(),
    limit: limit().optional(),
    symbols: z
      .array(symbol())
      .max(RULE_SYMBOLS_MAX)
      .optional()
      .openapi({ description: 'for `restricted`, and for a `max-weight` that is not about all symbols' }),
  })
  .openapi('RuleInput');

export const RuleSet = z
  .object({
    version: z.int().openapi({ description: '0 before anybody set one' }),
    rules: z.array(Rule),
    reason: z.string().nullable(),
    by: z.string().nullable(),
    at: time().nullable(),
  })
  .openapi('RuleSet', { description: 'what the plans of all portfolios are held to' });

export const SetRules = z
  .strictObject({
    rules: z.array(RuleInput).max(RULES_MAX).openapi({ description: 'all of them: those before are replaced' }),
    reason: reason(),
    ifVersion: z
      .int()
      .min(0)
      .max(2_147_483_647)
      .optional()
      .openapi({ description: 'only while this is their version' }),
  })
  .openapi('SetRules');

export const Finding = z
  .object({
    rule: kind(),
    severity: severity(),
    symbol: symbol().nullable(),
    value: z.string().openapi({ description: 'what the plan has: percent, or USD' }),
    limit: z.string().nullable(),
  })
  .openapi('Finding', { description: 'a rule that a plan breaks' });
