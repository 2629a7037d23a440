import { connect, type Socket } from 'node:net';
import { type ApiServer, startServer } from '../../src/api/server';
import type { AuditEvent } from '../../src/domain/audit-events';
import { until } from '../../src/local/process/until';
import { listEvents } from '../../src/operations/list-events';
import { startTestApi, type TestApi } from '../support/api';
import { actor, newPortfolio } from '../support/portfolios';
import { startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
let api: TestApi;
let server: ApiServer;
beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system);
  server = await startServer(api.fetch, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await api.close();
  await server.close();
  await system.close();
});

interface Heard {
  event: string;
  id: string;
  data: { event?: string; portfolioId?: string; sequence?: number };
}

interface Stream {
  status: number;
  headers: Headers;
  heard: Heard[];
  /** Resolves when the server has ended it. */
  ended: Promise<void>;
  leave(): void;
}

async function listen({ from, key = api.keys.viewer }: { from?: string; key?: string } = {}): Promise<Stream> {
  const gone = new AbortController();
  const response = await fetch(`${server.url}/v1/events`, {
    signal: gone.signal,
    headers: {
      Authorization: `Bearer ${key}`,
      Accept: 'text/event-stream',
      ...(from !== undefined && { 'Last-Event-ID': from }),
    },
  });
  const heard: Heard[] = [];
  const ended = (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes as Uint8Array, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      heard.push(...frames.filter((one) => one.startsWith('event:')).map(parse));
    }
  })().catch(() => undefined);
  return { status: response.status, headers: response.headers, heard, ended, leave: () => gone.abort() };
}

function parse(text: string): Heard {
  const [, event = '', id = '', data = ''] = /^event: (.*)\nid: (.*)\ndata: (.*)$/.exec(text) ?? [];
  return { event, id, data: JSON.parse(data) as Heard['data'] };
}

const say = async (portfolioId: string, ...events: AuditEvent[]) => {
  for (const event of events) await system.ledger.audit(portfolioId, null, event, {}, actor());
};
/** A portfolio whose creation is an event already: events wait for every older transaction of the server, those of other suites as well. */
const opened = async (id: string) => {
  const { next: before } = await listEvents(system, { limit: 1 });
  await system.ledger.createPortfolio(newPortfolio({ id, accountId: id }), actor());
  await until(async () => {
    const page = await listEvents(system, { after: before, limit: 500 });
    return page.kind === 'events' && page.events.some(({ portfolioId }) => portfolioId === id);
  }, 60_000);
  return id;
};
const names = ({ heard }: Stream, portfolioId: string) =>
  heard.filter(({ data }) => data.portfolioId === portfolioId).map(({ data }) => data.event);

/** "E_BCD", as a later build might call one: events have no digits in their names. */
const nameOf = (number: number) =>
  `E_${[...`${number}`].map((digit) => 'ABCDEFGHIJ'[Number.parseInt(digit, 10)]).join('')}` as AuditEvent;

test('a stream tells what happens from now on, and comes back to where it was without a gap or a repeat', async () => {
  const id = await opened('followed');
  const stream = await listen();
  expect(stream.status).toBe(200);
  expect(stream.headers.get('Content-Type')).toBe('text/event-stream');
  expect(stream.headers.get('Cache-Control')).toBe('no-cache, no-transform');
  await say(id, 'SESSION_OPENED', 'SESSION_ENDED');
  await until(async () => names(stream, id).includes('SESSION_ENDED'), 60_000);
  stream.leave();
  await say(id, 'ALERT');
  const last = stream.heard.find(({ data }) => data.event === 'SESSION_OPENED');
  const again = await listen({ from: last?.id ?? '' });
  await say(id, 'POLICY_SET');
  await until(async () => names(again, id).includes('POLICY_SET'), 60_000);
  expect(names(again, id)).toEqual(['SESSION_ENDED', 'ALERT', 'POLICY_SET']);
  expect(again.heard[0]?.data).toMatchObject({ portfolioId: id, batchId: null, sequence: 3, via: null });
  again.leave();
});

test('a client hears all that happens after its answer, however late it begins to read', async () => {
  const id = await opened('late');
  const gone = new AbortController();
  const headers = { Authorization: `Bearer ${api.keys.viewer}`, Accept: 'text/event-stream' };
  const response = await api.fetch(new Request(`${server.url}/v1/events`, { headers, signal: gone.signal }));
  await say(id, 'ALERT');
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.includes(`"event":"ALERT","portfolioId":"${id}"`)) break;
  }
  gone.abort();
  expect(text).toContain(`"event":"ALERT","portfolioId":"${id}"`);
});

test('pages and the stream share their cursors', async () => {
  const id = await opened('paged');
  const start = await api.ask('GET /v1/events', { as: 'viewer' });
  expect(start).toMatchObject({ status: 200, body: { data: [], reset: false } });
  await say(id, 'SESSION_OPENED', 'SESSION_ENDED');
  const from = start.body.nextCursor as string;
  let data: { event: string; cursor: string }[] = [];
  await until(async () => {
    const page = await api.ask(`GET /v1/events?cursor=${from}`, { as: 'viewer' });
    data = page.body.data as typeof data;
    return data.length === 2;
  }, 60_000);
  expect(data.map(({ event }) => event)).toEqual(['SESSION_OPENED', 'SESSION_ENDED']);
  const stream = await listen({ from: data[0]?.cursor ?? '' });
  await until(async () => names(stream, id).length > 0, 60_000);
  expect(names(stream, id)).toEqual(['SESSION_ENDED']);
  stream.leave();
});

test('somebody far behind gets all of it, in order', async () => {
  const id = await opened('behind');
  const { body } = await api.ask('GET /v1/events', { as: 'viewer' });
  const all = Array.from({ length: 300 }, (_, index) => nameOf(index));
  await say(id, ...all);
  const stream = await listen({ from: body.nextCursor as string });
  await until(async () => names(stream, id).length >= all.length, 60_000);
  expect(names(stream, id)).toEqual(all);
  stream.leave();
});

test('a cursor that this database never reached is answered with a reset', async () => {
  const future = Buffer.from('999999999999.1').toString('base64url');
  const stream = await listen({ from: future });
  const id = await opened('after-reset');
  await until(async () => names(stream, id).length > 0, 60_000);
  expect(stream.heard[0]).toMatchObject({ event: 'reset', data: {} });
  stream.leave();
  expect(await api.ask(`GET /v1/events?cursor=${future}`, { as: 'viewer' })).toMatchObject({ body: { reset: true } });
});

test('what is no cursor, and a sixth stream of a key, are refused before there is a stream', async () => {
  expect(await listen({ from: 'nonsense' })).toMatchObject({ status: 422 });
  const five = await Promise.all(Array.from({ length: 5 }, () => listen({ key: api.keys.approver })));
  expect(five.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(await listen({ key: api.keys.approver })).toMatchObject({ status: 429 });
  five[0]?.leave();
  await until(async () => (await attempt(api.keys.approver)) === 200, 60_000);
  for (const stream of five) stream.leave();
});

async function attempt(key: string): Promise<number> {
  const stream = await listen({ key });
  stream.leave();
  return stream.status;
}

test('a HEAD takes no stream', async () => {
  const headers = { Authorization: `Bearer ${api.keys.admin}`, Accept: 'text/event-stream' };
  for (let count = 0; count < 6; count += 1)
    expect((await fetch(`${server.url}/v1/events`, { method: 'HEAD', headers })).status).toBe(200);
  const stream = await listen({ key: api.keys.admin });
  expect(stream.status).toBe(200);
  stream.leave();
});

test('clients that vanish without a word leave nothing behind', async () => {
  await until(async () => api.listeners() === 0, 60_000);
  const sockets = await Promise.all(Array.from({ length: 5 }, () => raw(api.keys.operator)));
  await until(async () => api.listeners() === 5, 60_000);
  for (const socket of sockets) socket.resetAndDestroy();
  await until(async () => api.listeners() === 0, 60_000);
});

function raw(key: string): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number.parseInt(port, 10), hostname);
  socket.write(
    `GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nAccept: text/event-stream\r\n\r\n`,
  );
  return new Promise((resolve) => socket.once('data', () => resolve(socket)));
}

test('a program that stops ends its streams', async () => {
  const other = await startTestApi(system);
  const its = await startServer(other.fetch, { host: '127.0.0.1', port: 0 });
  const response = await fetch(`${its.url}/v1/events`, {
    headers: { Authorization: `Bearer ${other.keys.viewer}`, Accept: 'text/event-stream' },
  });
  await other.close();
  await expect(response.text()).resolves.toContain('retry: 3000');
  await its.close();
});
