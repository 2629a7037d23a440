import { z } from '@hono/zod-openapi';
import { DECLARATION_SENTENCES, type DeclarationRefusalCode } from '../../domain/causes';
import { declareOutcome } from '../../operations/declare-outcome';
import { type Api, register } from '../endpoint';
import { isTemporalAway } from '../faults';
import { price, shares } from '../schemas/amounts';
import { InPath } from '../schemas/portfolio';
import { reason } from '../schemas/text';

const clientOrderId = () =>
  z
    .string()
    .min(1)
    .max(128)
    .openapi({ description: 'as the evidence names it', example: 'ab-0b7c2f0e-5f0e-4d0a-9c53-1f6f2b7f3c11-META-o-1' });
const Declaration = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('never-arrived'), clientOrderId: clientOrderId() }),
  z.strictObject({
    outcome: z.literal('filled'),
    clientOrderId: clientOrderId(),
    quantity: shares().openapi({ description: 'what it filled, in all' }),
    price: price().openapi({ description: 'what a share of it cost on average' }),
  }),
]);
const DeclareOutcome = z
  .strictObject({
    declaration: Declaration,
    note: reason(),
    evidence: z.string().min(1).max(100).openapi({ description: 'the `hash` of the evidence that was looked at' }),
  })
  .openapi('DeclareOutcome');
const DeclaredOutcome = z
  .object({
    state: z.enum(['proposed', 'declared', 'unknown']).openapi({
      description:
        'proposed: it counts once a second person says the same. unknown: Temporal did not answer in time. Look at the evidence, then ask again',
    }),
    message: z.string(),
  })
  .openapi('DeclaredOutcome');

export function addDeclareOutcome(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/portfolios/{portfolioId}/declare-outcome',
      operationId: 'declareOutcome',
      tag: 'stale',
      summary: 'Say what became of an order of which the broker says nothing: it counts once two people say the same',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: DeclareOutcome,
      success: { schema: DeclaredOutcome, description: 'it is recorded' },
      refusals: [
        'PORTFOLIO_NOT_FOUND',
        'INVALID_RESOLVE',
        'STAYS_STALE',
        ...(Object.keys(DECLARATION_SENTENCES) as DeclarationRefusalCode[]),
      ],
    },
    async ({ principal, params, body }, deps) => {
      try {
        const declared = await declareOutcome(deps, principal, { ...params, ...body });
        return declared.ok ? { body: { state: declared.state, message: declared.message } } : declared;
      } catch (error) {
        if (!isTemporalAway(error)) throw error;
        const message = 'Temporal did not answer in time: nobody knows yet what came of it';
        return {
          body: { state: 'unknown' as const, message },
          location: `/v1/portfolios/${params.portfolioId}/stale`,
          isUnknown: true as const,
        };
      }
    },
  );
}
