import { z } from '@hono/zod-openapi';
import { DOORS } from '../../domain/principal';
import { listEvents } from '../../operations/list-events';
import { type Api, register } from '../endpoint';
import type { Streams } from '../events/response';
import { thin } from '../events/stream';
import type { EventTail } from '../events/tail';
import { time } from '../schemas/amounts';
import { limit } from '../schemas/page';

const cursor = () => z.string().max(64).openapi({ description: 'an `id` of the stream, or a `nextCursor`' });

const EventsQuery = z.strictObject({ limit: limit(), cursor: cursor().optional() });
const Event = z
  .object({
    cursor: cursor(),
    event: z.string().openapi({ example: 'BATCH_OPENED' }),
    portfolioId: z.string(),
    batchId: z.string().nullable(),
    sequence: z.int().openapi({ description: 'its number in the audit of the portfolio' }),
    actor: z.string(),
    via: z.enum(DOORS).nullable(),
    at: time(),
  })
  .openapi('Event');
const EventPage = z
  .object({
    data: z.array(Event),
    nextCursor: z.string(),
    reset: z.boolean().openapi({ description: 'what was read before may no longer be so: read everything again' }),
  })
  .openapi('EventPage');

export interface EventFeed {
  tail: EventTail;
  streams: Streams;
}

export function addEvents(api: Api, { tail, streams }: EventFeed, monotonicMs: () => number): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/events',
      operationId: 'listEvents',
      tag: 'events',
      summary: 'Follow what happens, as a stream or by pages',
      role: 'viewer',
      query: EventsQuery,
      success: {
        schema: EventPage,
        description:
          'what happened behind the cursor, oldest first; without a cursor nothing, and where events are now. With `Accept: text/event-stream` a stream of server-sent events whose `id` is a cursor: `Last-Event-ID` goes on from there',
      },
      refusals: ['TOO_MANY_STREAMS', 'INVALID_PAGE'],
      stream: async (c, { principal, query }) => {
        const given = c.req.header('Last-Event-ID') ?? query.cursor;
        // Before there is a stream, what is no cursor is refused, and where a new client begins is fixed: it hears all that comes after.
        const { next } = await tail.read(given);
        const after = given ?? next;
        const isAllowed = c.get('isAllowed') ?? (async () => false);
        return streams(c, principal, { tail, after, isAllowed, monotonicMs });
      },
    },
    async ({ query }) => {
      const page = await listEvents(api.deps, { after: query.cursor, limit: query.limit });
      const events = page.kind === 'events' ? page.events : [];
      const data = events.map((event) => ({ cursor: event.cursor, ...thin(event) }));
      return { body: { data, nextCursor: page.next, reset: page.kind === 'reset' } };
    },
  );
}
