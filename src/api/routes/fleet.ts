import { z } from '@hono/zod-openapi';
import { isKept, REFUSAL_ORDER } from '../../domain/refusal';
import { DRIFT_BUCKETS } from '../../domain/watch-report';
import { listRefused } from '../../operations/list-refused';
import { type Api, register } from '../endpoint';
import { time } from '../schemas/amounts';
import { cursor, limit, page } from '../schemas/page';
import { portfolioId } from '../schemas/portfolio';
import { Trading } from '../schemas/trading';

const count = z.int();
const Fleet = z
  .object({
    ageMs: count.openapi({ description: 'how long ago it was read: at most about a second' }),
    trading: Trading,
    isBreakerTripped: z.boolean().openapi({ description: 'the breaker halted trading, and only a person ends that' }),
    vitals: z.object({
      portfolios: z.object({ PAUSED: count, STALE: count }),
      openBatches: z.object({ PENDING: count, STALE: count }),
      unknownOrders: count,
      oldestPending: time().nullable(),
      refused: z.array(z.object({ code: z.string(), count, oldest: time() })),
    }),
    refusalToMend: z.string().nullable().openapi({ description: 'the first refusal that a person can end' }),
    books: z.object({
      progress: z.object({ portfolios: count, read: count, differing: count, oldest: time().nullable() }),
      doubt: z.object({ since: time(), differing: count, read: count }).nullable(),
    }),
    watching: z
      .object({
        at: time().openapi({ description: 'how old the oldest of its figures is' }),
        monitors: count,
        drifts: z
          .array(count)
          .length(DRIFT_BUCKETS.length)
          .openapi({
            description: `portfolios by drift, in multiples of their own threshold from ${DRIFT_BUCKETS.join(', ')}: above 1 they have drifted`,
          }),
        unjudged: count.openapi({ description: 'a price is missing' }),
        waiting: count.openapi({ description: 'past their threshold, and their turn has not come' }),
        heldBack: z.string().nullable().openapi({ description: 'why nobody is asked for now' }),
        running: count,
        endedPerMinute: count,
        secondsLeft: count.nullable().openapi({ description: 'until none waits, at this pace' }),
        pricedAt: time().nullable().openapi({ description: 'when the newest price was made' }),
      })
      .nullable()
      .openapi({ description: 'what the monitors see; null when none has ever reported' }),
    booksNeed: z.enum(['trust', 'resolve', 'monitor']).nullable(),
  })
  .openapi('Fleet');
const RefusedPortfolio = z
  .object({
    id: portfolioId(),
    accountId: z.string(),
    version: z.int(),
    code: z.string(),
    detail: z.string(),
    since: time(),
  })
  .openapi('RefusedPortfolio');
const RefusedPage = page(RefusedPortfolio).openapi('RefusedPage');

export function addFleet(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/fleet',
      operationId: 'showFleet',
      tag: 'fleet',
      summary: 'Show what the ledger says of all portfolios together',
      role: 'viewer',
      success: { schema: Fleet, description: 'counts, and what a person has to do' },
    },
    async () => {
      const { value, ageMs } = await deps.fleet.read();
      return { body: { ...value, ageMs } };
    },
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/refused',
      operationId: 'listRefused',
      tag: 'fleet',
      summary: 'List portfolios whose rebalance is refused, starting with the oldest refusal',
      role: 'viewer',
      query: z.strictObject({
        code: z.enum(REFUSAL_ORDER.filter(isKept)).optional(),
        limit: limit(),
        cursor: cursor(),
      }),
      success: { schema: RefusedPage, description: 'a page; `nextCursor` is null at the end' },
      refusals: ['INVALID_PAGE'],
    },
    async ({ query: { cursor: after, ...which } }) => {
      const { portfolios, next } = await listRefused(deps, { ...which, after });
      return { body: { data: portfolios, nextCursor: next } };
    },
  );
}
