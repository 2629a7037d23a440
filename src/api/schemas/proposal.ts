import { z } from '@hono/zod-openapi';
import { VOID_SENTENCES, type VoidCode } from '../../domain/causes';
import { PROPOSAL_STATES } from '../../domain/proposal';
import { percent, shares, time } from './amounts';
import { Reason, trigger } from './explanation';
import { afterPlan, execution, leftOut, plannedOrders } from './plan';
import { portfolioId, symbol } from './portfolio';
import { Finding } from './rules';

const FrozenPlan = z
  .object({
    execution: execution(),
    drift: percent(),
    driftPlanned: percent().openapi({ description: 'what is left once the orders have filled at their prices' }),
    orders: plannedOrders(),
    leftOut: z.array(z.object(leftOut())),
    after: afterPlan(),
    findings: z.array(Finding),
    triggers: z.array(trigger()),
    reasons: z.array(Reason),
  })
  .openapi('FrozenPlan', { description: 'what is traded when the proposal is released: exactly these orders' });

const voidCode = () => z.enum(Object.keys(VOID_SENTENCES) as VoidCode[]);

export const proposalId = () =>
  z
    .string()
    .regex(/^[a-z2-7]{8}$/, 'must be the id of a proposal')
    .openapi({ example: 'k2v7pq3d' });

export const Proposal = z
  .object({
    id: proposalId(),
    portfolioId: portfolioId(),
    state: z.enum(PROPOSAL_STATES),
    plan: FrozenPlan,
    basis: z
      .object({
        settingsRevision: z.int(),
        rulesVersion: z.int(),
        cash: z.string().openapi({ description: 'USD that are its own, as the broker shows them' }),
        positions: z.array(z.object({ symbol: symbol(), quantity: shares() })),
        prices: z.record(z.string(), z.string()).openapi({ description: 'USD per share' }),
      })
      .openapi({ description: 'what the plan was made of: the proposal is void once that has moved' }),
    priceTolerance: percent().openapi({ description: 'by how much each price may move' }),
    proposedBy: z.string(),
    proposedAt: time(),
    expiresAt: time(),
    decidedBy: z.string().nullable(),
    decidedAt: time().nullable(),
    note: z.string().nullable(),
    voidCode: voidCode().nullable(),
    voidDetail: z.string().nullable(),
    batchId: z.string().nullable().openapi({ description: 'the batch that released it' }),
  })
  .openapi('Proposal');

export const ShownProposal = Proposal.extend({
  whyVoid: z
    .object({ code: voidCode(), detail: z.string() })
    .nullable()
    .openapi({ description: 'why an open one would be found void now; null when nothing has moved' }),
}).openapi('ShownProposal');
