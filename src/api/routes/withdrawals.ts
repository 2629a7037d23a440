import { z } from '@hono/zod-openapi';
import { WITHDRAWAL_STATES } from '../../domain/withdrawal';
import {
  cancelWithdrawal,
  listWithdrawals,
  markWithdrawalPaid,
  requestWithdrawal,
  SHOWN_STATES,
} from '../../operations/withdrawals';
import { type Api, register } from '../endpoint';
import { time, timeInput, usd, usdInput } from '../schemas/amounts';
import { cursor, limit, page, pageOrNo } from '../schemas/page';
import { InPath, portfolioId } from '../schemas/portfolio';
import { reason } from '../schemas/text';

const Withdrawal = z
  .object({
    id: z.string().openapi({ example: 'k2v7pq3d' }),
    portfolioId: portfolioId(),
    amount: usd(),
    reason: z.string(),
    until: time().nullable().openapi({ description: 'when it is cancelled by itself' }),
    by: z.string(),
    at: time(),
    state: z.enum(SHOWN_STATES).openapi({
      description:
        'the cash does not cover it yet, and shares are sold for it; the cash covers it; it has left; it stays',
    }),
    endedBy: z.string().nullable(),
    endedAt: time().nullable(),
  })
  .openapi('Withdrawal', { description: 'money that is set aside to be taken out: it is never spent' });
const WithdrawalPage = page(Withdrawal).openapi('WithdrawalPage');
const ListQuery = z.strictObject({
  state: z.enum(WITHDRAWAL_STATES).optional().openapi({ description: 'OPEN: those that are REQUESTED or READY' }),
  limit: limit(),
  cursor: cursor(),
});
const RequestWithdrawal = z
  .strictObject({
    amount: usdInput(),
    reason: reason(),
    until: timeInput()
      .nullable()
      .optional()
      .openapi({ description: 'when it is cancelled by itself', example: '2099-12-31T21:00:00.000Z' }),
  })
  .openapi('RequestWithdrawal');
const InWithdrawalPath = InPath.extend({
  withdrawalId: z
    .string()
    .regex(/^[a-z2-7]{8}$/, 'must be the id of a withdrawal')
    .openapi({ param: { name: 'withdrawalId', in: 'path' }, example: 'k2v7pq3d' }),
});
const PATH = '/v1/portfolios/{portfolioId}/withdrawals';

export function addWithdrawals(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: PATH,
      operationId: 'listWithdrawals',
      tag: 'portfolios',
      summary: 'List what is to be taken out of the portfolio, and what was',
      role: 'viewer',
      params: InPath,
      query: ListQuery,
      success: { schema: WithdrawalPage, description: 'a page, the last asked for first' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ params, query: { cursor: after, ...which } }) => {
      const listed = await listWithdrawals(api.deps, { ...params, ...which, after });
      return pageOrNo(listed, ({ withdrawals }) => withdrawals);
    },
  );
  register(
    api,
    {
      method: 'post',
      path: PATH,
      operationId: 'requestWithdrawal',
      tag: 'portfolios',
      summary: 'Set money aside to be taken out: what the cash lacks is raised by selling',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: RequestWithdrawal,
      success: { status: 201, schema: Withdrawal, description: 'it is set aside' },
      refusals: [
        'PORTFOLIO_NOT_FOUND',
        'PORTFOLIO_CLOSED',
        'PORTFOLIO_STALE',
        'PRICE_MISSING',
        'MARKET_UNREADABLE',
        'WITHDRAWAL_TOO_LARGE',
        'INVALID_WITHDRAWAL',
      ],
    },
    async ({ principal, params, body }, own) => {
      const asked = await requestWithdrawal(own, principal, { ...params, ...body });
      if (!asked.ok) return asked;
      return { body: asked.withdrawal, location: `/v1/portfolios/${params.portfolioId}/withdrawals` };
    },
  );
  addEnd(api, 'cancel', 'cancelWithdrawal', 'Cancel a withdrawal: its money may be spent again', cancelWithdrawal);
  addEnd(api, 'paid', 'markWithdrawalPaid', 'Say that the money of a withdrawal has left', markWithdrawalPaid);
}

function addEnd(api: Api, verb: string, operationId: string, summary: string, end: typeof cancelWithdrawal): void {
  register(
    api,
    {
      method: 'post',
      path: `${PATH}/{withdrawalId}/${verb}`,
      operationId,
      tag: 'portfolios',
      summary,
      role: 'operator',
      idempotent: true,
      params: InWithdrawalPath,
      success: { schema: Withdrawal, description: 'the withdrawal as it is now' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'WITHDRAWAL_NOT_FOUND', 'WITHDRAWAL_ENDED'],
    },
    async ({ principal, params }, own) => {
      const ended = await end(own, principal, params);
      return ended.ok ? { body: ended.withdrawal } : ended;
    },
  );
}
