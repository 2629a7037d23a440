import { request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import type { OrderRequest } from '../../src/broker/broker';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import type { FaultInput } from '../../src/simulator/engine/faults';
import { type Simulator, startSimulator } from '../../src/simulator/server';
import { brokerSettings } from '../support/system';

const ACCOUNT = 'anna';

let simulator: Simulator;
let admin: SimulatorAdmin;
const closers: (() => void)[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ port: 0 });
  admin = createSimulatorAdmin(simulator.url);
  await admin.createAccount({ id: ACCOUNT, cash: '100000.00', margin: false });
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await simulator.close();
});

function buy(clientOrderId: string, more: Partial<OrderRequest> = {}) {
  const order = { clientOrderId, symbol: 'META', side: 'BUY' as const, quantity: '1', notional: null, ...more };
  return createAlpacaBroker(brokerSettings(simulator.url)).submitOrder(ACCOUNT, order, { leaveWithinMs: 5_000 });
}

const fault = (effect: FaultInput['effect'], operation: 'event' | 'listen' = 'event', times = 1) =>
  admin.addFault({ match: { operation }, effect, times });

interface Heard {
  texts: string[];
  bytes: number;
  ended?: string;
  until(enough: () => boolean): Promise<void>;
}

function collector(): Heard & { changed(): void } {
  let check = () => undefined as void;
  return {
    texts: [],
    bytes: 0,
    changed: () => check(),
    until: (enough) =>
      new Promise((resolve) => {
        check = () => {
          if (enough()) resolve();
        };
        check();
      }),
  };
}

interface OrderEventSeen {
  event: string;
  event_id: string;
  account_id: string;
  execution_id?: string;
  price?: string;
  qty?: string;
  position_qty?: string;
  order: { client_order_id: string; status: string; filled_qty: string };
}

/** Listens to `/v2/events/trades`, whose lines are in `texts`. */
function listenByEvents(query = '', headers: Record<string, string> = {}) {
  const heard = collector();
  const authorization = `Basic ${Buffer.from('key:secret').toString('base64')}`;
  const request = httpRequest(`${simulator.url}/v2/events/trades${query}`, { headers: { authorization, ...headers } });
  const answered = new Promise<number>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      resolve(response.statusCode ?? 0);
      let rest = '';
      response.on('data', (data: Buffer) => {
        heard.bytes += data.length;
        const lines = (rest + data.toString('utf8')).split('\n');
        rest = lines.pop() ?? '';
        heard.texts.push(...lines.filter((line) => line !== ''));
        heard.changed();
      });
      response.once('close', () => {
        heard.ended = response.complete ? 'ended' : 'cut';
        heard.changed();
      });
      response.on('error', () => undefined);
    });
  });
  request.end();
  closers.push(() => request.destroy());
  const events = () =>
    heard.texts.filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)) as OrderEventSeen);
  const names = () => events().map(({ event, order }) => `${event} ${order.client_order_id}`);
  return { heard, answered, events, names };
}

/** Listens to `/stream`; the frames are in `texts`. */
function listenBySocket(say: object[]) {
  const heard = collector();
  const kinds: boolean[] = [];
  const socket = new WebSocket(`${simulator.url.replace('http', 'ws')}/stream`);
  socket.on('open', () => {
    for (const message of say) socket.send(JSON.stringify(message));
  });
  socket.on('message', (data: Buffer, isBinary) => {
    kinds.push(isBinary);
    heard.texts.push(data.toString('utf8'));
    heard.changed();
  });
  socket.on('error', () => undefined);
  socket.once('close', () => {
    heard.ended = 'cut';
    heard.changed();
  });
  closers.push(() => socket.terminate());
  const frames = () =>
    heard.texts.map((text) => JSON.parse(text) as { stream: string; data: OrderEventSeen & { streams?: string[] } });
  return { heard, kinds, frames };
}

const AUTH = { action: 'auth', key: ACCOUNT, secret: 'any' };
const LISTEN = { action: 'listen', data: { streams: ['trade_updates'] } };

test('trade_updates tells what becomes of an order, in binary frames, without a request that would fill it', async () => {
  const { heard, kinds, frames } = listenBySocket([AUTH, LISTEN]);
  await heard.until(() => heard.texts.length === 2);
  await buy('one');
  await heard.until(() => heard.texts.length === 4);
  const [authorized, listening, taken, filled] = frames();
  expect(authorized).toEqual({ stream: 'authorization', data: { status: 'authorized', action: 'auth' } });
  expect(listening).toEqual({ stream: 'listening', data: { streams: ['trade_updates'] } });
  expect(taken).toMatchObject({
    stream: 'trade_updates',
    data: { event: 'pending_new', order: { status: 'pending_new' } },
  });
  expect(filled?.data).toMatchObject({
    event: 'fill',
    price: '400.04',
    qty: '1',
    position_qty: '1',
    order: { client_order_id: 'one', status: 'filled', filled_qty: '1' },
  });
  expect(filled?.data.execution_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(kinds)).toEqual(new Set([true]));
});

test("Alpaca's own way to say who one is works as well, and each key hears of its own account only", async () => {
  const authenticate = (id: string) => ({ action: 'authenticate', data: { key_id: id, secret_key: 'any' } });
  const [mine, other] = [
    listenBySocket([authenticate(ACCOUNT), LISTEN]),
    listenBySocket([authenticate('bob'), LISTEN]),
  ];
  await Promise.all([mine, other].map(({ heard }) => heard.until(() => heard.texts.length === 2)));
  await buy('one');
  await mine.heard.until(() => mine.heard.texts.length === 4);
  expect(other.heard.texts).toHaveLength(2);
});

test('who has not said who it is, or shows a key that is not accepted, hears nothing', async () => {
  await admin.setSettings({ acceptedKeys: ['good'] });
  const { heard, frames } = listenBySocket([LISTEN, AUTH, LISTEN]);
  await heard.until(() => heard.texts.length === 3);
  expect(frames().map(({ data }) => data)).toEqual([
    { status: 'unauthorized', action: 'listen' },
    { status: 'unauthorized', action: 'auth' },
    { status: 'unauthorized', action: 'listen' },
  ]);
  expect(await listenByEvents().answered).toBe(401);
});

test.each([
  ['canceled', { fraction: '0.5', afterwards: 'cancel' }, ['pending_new', 'partial_fill', 'canceled']],
  ['expired', { fraction: '0', afterwards: 'expire' }, ['pending_new', 'expired']],
  ['rejected', { fraction: '0', afterwards: 'reject' }, ['pending_new', 'rejected']],
] as const)('an order that ends as %s is told of as that', async (_, effect, expected) => {
  await admin.addFault({ match: { operation: 'submit' }, effect: { kind: 'partial-fill', ...effect } });
  const { heard, answered, events } = listenByEvents();
  expect(await answered).toBe(200);
  await buy('one');
  await heard.until(() => events().length === expected.length);
  expect(events().map(({ event }) => event)).toEqual(expected);
});

test('a replaced order and a bust are told of', async () => {
  await admin.addFault({ match: { operation: 'submit' }, effect: { kind: 'replace', ms: 5 } });
  await admin.addFault({ match: { operation: 'submit' }, effect: { kind: 'bust', ms: 5 } });
  const { heard, answered, events } = listenByEvents();
  await answered;
  await buy('one');
  await heard.until(() => events().length === 4);
  await buy('two');
  await heard.until(() => events().length === 7);
  expect(events().map(({ event }) => event)).toEqual([
    ...['pending_new', 'replaced', 'new', 'fill'],
    ...['pending_new', 'fill', 'trade_bust'],
  ]);
});

test('events have ULIDs, and those behind one of them are told again to who asks', async () => {
  const live = listenByEvents();
  await live.answered;
  await buy('one');
  await live.heard.until(() => live.events().length === 2);
  const [first, second] = live.events();
  expect(first?.event_id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect((second?.event_id ?? '') > (first?.event_id ?? '')).toBe(true);
  expect(second?.account_id).toBe(ACCOUNT);

  const since = (query: string, headers = {}) => listenByEvents(query, headers);
  const byId = since(`?since_id=${first?.event_id}`);
  const byHeader = since(`?since_id=${second?.event_id}`, { 'Last-Event-ID': first?.event_id });
  const byTime = since('?since=2020-01-01');
  await byId.heard.until(() => byId.events().length === 1);
  await byHeader.heard.until(() => byHeader.events().length === 1);
  await byTime.heard.until(() => byTime.events().length === 2);
  expect(byId.events()).toEqual([second]);

  const bounded = since('?since=2020-01-01&until=2020-01-02');
  await bounded.heard.until(() => bounded.heard.ended === 'ended');
  expect(bounded.events()).toEqual([]);
  for (const query of ['?until=2020-01-01', '?since=2020-01-01&since_id=0', '?since=yesterday'])
    expect(await since(query).answered).toBe(400);
});

describe('a fault of the stream', () => {
  test('loses, repeats or delays an event', async () => {
    const { heard, answered, names } = listenByEvents();
    await answered;
    await fault({ kind: 'lose-event' });
    await fault({ kind: 'repeat-event' });
    await buy('one');
    await heard.until(() => names().length === 2);
    await fault({ kind: 'delay-event', ms: 100 });
    await buy('two');
    await heard.until(() => names().length === 4);
    expect(names()).toEqual(['fill one', 'fill one', 'fill two', 'pending_new two']);
    expect(simulator.journal().flatMap(({ kind, fault: hit }) => (kind === 'event' ? [hit] : []))).toEqual([
      'lose-event',
      'repeat-event',
      'delay-event',
    ]);
  });

  test('cuts the connections', async () => {
    const [events, socket] = [listenByEvents(), listenBySocket([AUTH, LISTEN])];
    await events.answered;
    await socket.heard.until(() => socket.heard.texts.length === 2);
    await fault({ kind: 'cut-stream' });
    await buy('one');
    await events.heard.until(() => events.heard.ended === 'cut');
    await socket.heard.until(() => socket.heard.ended === 'cut');
  });

  test('makes all that are open silent, and one that is opened afterwards is not', async () => {
    const before = listenByEvents();
    await before.answered;
    await fault({ kind: 'silence-stream' });
    await buy('one');
    const afterwards = listenByEvents();
    await afterwards.answered;
    await buy('two');
    await afterwards.heard.until(() => afterwards.names().includes('fill two'));
    expect(before.names()).toEqual([]);
  });

  test('begins a line that never ends', async () => {
    const { heard, answered } = listenByEvents();
    await answered;
    await fault({ kind: 'endless-line' });
    await buy('one');
    await heard.until(() => heard.bytes > 1_000_000);
    await buy('two');
    expect(heard.texts).toEqual([':heartbeat']);
  });

  test('refuses a key that has no permission', async () => {
    await fault({ kind: 'refuse-stream' }, 'listen', 2);
    expect(await listenByEvents().answered).toBe(403);
    const { heard, frames } = listenBySocket([AUTH, LISTEN]);
    await heard.until(() => heard.texts.length === 2);
    expect(frames()[1]).toEqual({ stream: 'listening', data: { streams: [] } });
  });

  test('accepts a key, and then says nothing', async () => {
    await fault({ kind: 'mute-stream' }, 'listen', 2);
    const [events, socket] = [listenByEvents(), listenBySocket([AUTH, LISTEN])];
    expect(await events.answered).toBe(200);
    await socket.heard.until(() => socket.heard.texts.length === 1);
    const other = listenByEvents();
    await other.answered;
    await buy('one');
    await other.heard.until(() => other.events().length === 2);
    expect([events.heard.texts, socket.heard.texts.length]).toEqual([[], 1]);
  });

  test('is refused where it cannot happen, and "any call" is none of a stream', async () => {
    const wrong = { match: { operation: 'submit' as const }, effect: { kind: 'lose-event' as const } };
    await expect(admin.addFault(wrong)).rejects.toThrow('lose-event needs the operation "event"');
    const other = { match: { operation: 'event' as const }, effect: { kind: 'drop-before' as const } };
    await expect(admin.addFault(other)).rejects.toThrow('drop-before happens to no event of a stream');
    const { heard, answered, names } = listenByEvents();
    await answered;
    await admin.addFault({ match: { operation: 'any' }, effect: { kind: 'status', status: 503 } });
    expect((await buy('one')).kind).toBe('unknown');
    await buy('two');
    await heard.until(() => names().length === 2);
  });
});
