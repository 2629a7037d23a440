import { z } from '@hono/zod-openapi';
import { ACTIVITY_KINDS, ACTIVITY_STATES } from '../../domain/activity';
import { listActivities } from '../../operations/list-activities';
import { type Api, register } from '../endpoint';
import { shares, time, usd } from '../schemas/amounts';
import { cursor, limit, page, pageOrNo } from '../schemas/page';
import { InPath, portfolioId } from '../schemas/portfolio';

const Activity = z
  .object({
    portfolioId: portfolioId(),
    id: z.string().openapi({ description: "the broker's: it names the same activity for ever" }),
    kind: z.enum(ACTIVITY_KINDS).openapi({ description: '`UNKNOWN` is never booked' }),
    type: z.string().openapi({ description: "the broker's own word", example: 'CSD' }),
    at: time().openapi({ description: "on the broker's clock" }),
    cash: usd().openapi({ description: 'what the account got, or paid if negative' }),
    symbol: z.string().nullable(),
    quantity: shares().nullable().openapi({ description: 'what the account got, or lost if negative' }),
    description: z.string(),
    isVoid: z.boolean().openapi({ description: 'the broker took it back' }),
    state: z.enum(ACTIVITY_STATES).openapi({
      description: 'waits until the account shows it; is booked; was in the books already; books nothing',
    }),
    seenAt: time(),
    settledAt: time().nullable(),
  })
  .openapi('Activity', { description: 'what moves cash or shares without an order of ours' });
const ActivityPage = page(Activity).openapi('ActivityPage');
const ListQuery = z.strictObject({ state: z.enum(ACTIVITY_STATES).optional(), limit: limit(), cursor: cursor() });
const PAGE = {
  schema: ActivityPage,
  description: 'a page, the last seen first; `nextCursor` is null at the end',
} as const;

export function addActivities(api: Api): void {
  const list = async (portfolioId: string | undefined, { cursor: after, ...which }: z.output<typeof ListQuery>) => {
    const listed = await listActivities(api.deps, { ...which, portfolioId, after });
    return pageOrNo(listed, ({ activities }) => activities);
  };
  register(
    api,
    {
      method: 'get',
      path: '/v1/activities',
      operationId: 'listAllActivities',
      tag: 'activities',
      summary: "List the broker's activities of all portfolios",
      role: 'viewer',
      query: ListQuery,
      success: PAGE,
      refusals: ['INVALID_PAGE'],
    },
    async ({ query }) => list(undefined, query),
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/activities',
      operationId: 'listActivities',
      tag: 'activities',
      summary: "List the broker's activities of a portfolio",
      role: 'viewer',
      params: InPath,
      query: ListQuery,
      success: PAGE,
      refusals: ['PORTFOLIO_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ params, query }) => list(params.portfolioId, query),
  );
}
