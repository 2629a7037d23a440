// `GET /v2/events/trades` and `GET /v2beta1/events/activities`: what becomes of orders, and what else happens in accounts, as server-sent
// events of all accounts.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { iso, type SimulatorState } from '../engine/state';
import type { OrderFeed, ToldEvent } from './order-feed';
import { type Reply, refuse, textOf, unauthorized } from './reply';

export const ORDER_EVENTS_PATH = '/v2/events/trades';
export const ACTIVITY_EVENTS_PATH = '/v2beta1/events/activities';

/** Alpaca does not say how often it sends one. */
const HEARTBEAT_MS = 5_000;
const ENDLESS_EVERY_MS = 5;
const ENDLESS_PART = 'x'.repeat(64 * 1_024);

/** Answers until the client goes away, the stream is cut, or all that was asked for is told. `user` is whom the request names. */
export function serveOrderEvents(
  { settings, clock }: SimulatorState,
  feed: OrderFeed,
  request: IncomingMessage,
  response: ServerResponse,
  user: { authenticated: boolean; keyId?: string },
): void {
  const wanted = wantedBy(request);
  const { acceptedKeys } = settings;
  if (!user.authenticated || (acceptedKeys !== null && !acceptedKeys.includes(user.keyId ?? '')))
    return refused(response, unauthorized());
  if (wanted === undefined) return refused(response, refuse(400, 40010000, 'invalid since, until or id'));
  const fault = feed.faultOfListening(undefined, Date.now() + clock.offsetMs);
  if (fault?.kind === 'refuse-stream') return refused(response, refuse(403, 40310000, 'forbidden.'));
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  response.flushHeaders();
  if (fault?.kind === 'mute-stream') return;
  for (const event of feed.remembered().filter(wanted.isMissed)) response.write(textOfEvent(event));
  if (wanted.isOver(Date.now() + clock.offsetMs)) return void response.end();
  stream(feed, response, wanted);
}

function stream(feed: OrderFeed, response: ServerResponse, { isOver }: Wanted): void {
  let endless: NodeJS.Timeout | undefined;
  const beat = () => {
    if (endless === undefined) response.write(':heartbeat\n\n');
  };
  beat();
  const heartbeat = setInterval(beat, HEARTBEAT_MS);
  const leave = feed.join({
    tell: (event) => {
      if (endless !== undefined) return;
      if (isOver(event.at, event.id)) response.end();
      else response.write(textOfEvent(event));
    },
    cut: () => response.destroy(),
    tellHalf: (event) => {
      const text = textOfEvent(event);
      if (endless === undefined) response.write(`${text.slice(0, text.length / 2)}\n\n`);
    },
    tellEndlessly: () => {
      response.write('data: ');
      endless ??= setInterval(() => response.write(ENDLESS_PART), ENDLESS_EVERY_MS);
    },
  });
  response.once('close', () => {
    clearInterval(heartbeat);
    clearInterval(endless);
    leave();
  });
}

function textOfEvent({ id, accountId, at, body }: ToldEvent): string {
  const data = { account_id: accountId, at: iso(at), event_id: id, ...body };
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

interface Wanted {
  /** It was told before, and is asked for. */
  isMissed(event: ToldEvent): boolean;
  /** Nothing from this time and this event on is asked for. */
  isOver(at: number, id?: string): boolean;
}

/** Alpaca's rules: `until` goes with `since` and `until_id` with `since_id`, and not both; `Last-Event-ID` counts before `since_id`. */
function wantedBy(request: IncomingMessage): Wanted | undefined {
  const query = new URL(request.url ?? '/', 'http://simulator').searchParams;
  const header = request.headers['last-event-id'];
  const sinceId = typeof header === 'string' ? header : query.get('since_id');
  const [since, until, untilId] = [timeOf(query.get('since')), timeOf(query.get('until')), query.get('until_id')];
  if (Number.isNaN(since) || Number.isNaN(until)) return undefined;
  if (
    (since !== null && sinceId !== null) ||
    (until !== null && since === null) ||
    (untilId !== null && sinceId === null)
  )
    return undefined;
  const isOver = (at: number, id?: string) =>
    (until !== null && at > until) || (untilId !== null && (id ?? '') > untilId);
  return {
    isMissed: ({ at, id }) => {
      const isBehind = (sinceId !== null && id > sinceId) || (since !== null && at >= since);
      return isBehind && !isOver(at, id);
    },
    isOver,
  };
}

function timeOf(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

function refused(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'Content-Type': 'application/json' });
  response.end(textOf(reply));
}
