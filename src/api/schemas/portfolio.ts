import { z } from '@hono/zod-openapi';
import { PORTFOLIO_ID_PATTERN } from '../../domain/ids';
import { PORTFOLIO_STATUSES } from '../../domain/portfolio';
import { RESTRICTIONS, type RestrictionKind } from '../../domain/restriction';
import { SYMBOL_PATTERN } from '../../domain/targets';
import { percent, price, shares, time, usd } from './amounts';
import { Policy } from './policy';

export const portfolioId = () =>
  z
    .string()
    .regex(PORTFOLIO_ID_PATTERN, 'must be 1 to 64 letters, digits, "-" or "_"')
    .openapi({ example: 'growth-4711' });
export const symbol = () =>
  z.string().regex(SYMBOL_PATTERN, 'must look like "META" or "BRK.B"').openapi({ example: 'META' });
/** Why portfolios are STALE that are looked for. */
export const staleReason = () => z.string().optional().openapi({ example: 'BOOKS_DIFFER', pattern: '^[A-Z_]+$' });

export const InPath = z.object({ portfolioId: portfolioId().openapi({ param: { name: 'portfolioId', in: 'path' } }) });

export const Target = z.object({ symbol: symbol(), percent: percent() }).openapi('Target');
/** A target as a person sends it. */
export const TargetInput = z.strictObject({ symbol: symbol(), percent: percent() }).openapi('TargetInput');
export const Holding = z.object({ symbol: symbol(), quantity: shares() }).openapi('Holding');

export const restrictionKind = () => z.enum(Object.keys(RESTRICTIONS) as RestrictionKind[]);
export const Restriction = z
  .object({
    symbol: symbol(),
    kind: restrictionKind(),
    reason: z.string(),
    until: time().nullable(),
    by: z.string(),
    at: time(),
  })
  .openapi('Restriction', {
    description: 'what the portfolio must not buy or sell, or is no part of what is rebalanced',
  });

const Withdrawal = z
  .object({
    id: z.string(),
    amount: usd(),
    reason: z.string(),
    until: time().nullable(),
    by: z.string(),
    at: time(),
  })
  .openapi('OpenWithdrawal', { description: 'what is set aside to be taken out' });

export const Portfolio = z
  .object({
    id: portfolioId(),
    accountId: z.string(),
    status: z.enum(PORTFOLIO_STATUSES),
    statusReason: z.string().nullable(),
    frozen: z.boolean(),
    version: z.int(),
    settingsRevision: z.int(),
    policyVersion: z.int(),
    policy: Policy,
    targets: z.array(Target),
    holdings: z.array(Holding),
    restrictions: z.array(Restriction),
    cash: usd(),
    withdrawals: z.array(Withdrawal).openapi({ description: 'the open ones, oldest first' }),
    coolUntil: time().nullable(),
    refusal: z.object({ code: z.string(), detail: z.string() }).nullable(),
    refusedSince: time().nullable(),
  })
  .openapi('Portfolio');

const Position = z
  .object({ symbol: symbol(), price: price(), weight: percent(), target: percent(), drift: percent() })
  .openapi('Position');

export const Measured = z
  .object({ value: usd(), drift: percent(), exceeds: z.boolean(), positions: z.array(Position) })
  .openapi('Measured', { description: 'at latest prices' });
