import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlpacaBroker } from '../../../src/broker/alpaca/client';
import { LiveBrokerError } from '../../../src/broker/alpaca/hosts';
import { type OpenOrderNews, openOrderNews } from '../../../src/broker/alpaca/order-news';
import { orderSocketUrl } from '../../../src/broker/alpaca/order-socket';
import type { AlpacaSettings, Key } from '../../../src/broker/alpaca/transport';
import { until } from '../../../src/local/process/until';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../../src/simulator/admin/client';
import type { FaultInput } from '../../../src/simulator/engine/faults';
import { type Simulator, startSimulator } from '../../../src/simulator/server';

const ACCOUNT = 'anna';
const BOTH = ['trading', 'broker'] as const;
type Api = AlpacaSettings['api'];

let simulator: Simulator;
let admin: SimulatorAdmin;
const opened: OpenOrderNews[] = [];
const servers: Server[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ port: 0 });
  admin = createSimulatorAdmin(simulator.url);
  await admin.createAccount({ id: ACCOUNT, cash: '100000.00', margin: false });
});
afterEach(async () => {
  for (const news of opened.splice(0)) news.close();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  await simulator.close();
});

const settingsOf = (api: Api) =>
  ({ baseUrl: simulator.url, dataUrl: simulator.url, api, keyId: ACCOUNT, secretKey: 'any' }) as const;

/** A stream of orders, and what it reported. `until` waits for a report. */
function open(api: Api, some: { baseUrl?: string; quietMs?: number; keys?: () => Key[] } = {}) {
  const counts = { events: 0, wakes: 0, vain: 0, missed: 0, live: 0 };
  const losses: string[] = [];
  let check = () => undefined as void;
  const count = (name: keyof typeof counts) => () => {
    counts[name] += 1;
    check();
  };
  const news = openOrderNews(
    { ...settingsOf(api), ...some },
    {
      onEvent: count('events'),
      onWake: count('wakes'),
      onVain: count('vain'),
      onMissed: count('missed'),
      onLive: count('live'),
      onLoss: (reason) => {
        losses.push(reason);
        check();
      },
    },
  );
  opened.push(news);
  const until = (enough: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (enough()) resolve();
      };
      check();
    });
  return { news, counts, losses, until };
}

function buy(api: Api, clientOrderId: string) {
  const order = { clientOrderId, symbol: 'META', side: 'BUY' as const, quantity: '1', notional: null };
  return createAlpacaBroker(settingsOf(api)).submitOrder(ACCOUNT, order, { leaveWithinMs: 5_000 });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

/** The stream is live once it says so; nothing is told of that, because nothing was lost before. */
async function live({ news }: { news: OpenOrderNews }): Promise<void> {
  while (!news.isLive()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const fault = (effect: FaultInput['effect'], operation: 'event' | 'listen' = 'event', times = 1) =>
  admin.addFault({ match: { operation }, effect, times });

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A live stream of events of which the test says each word. */
async function spoken() {
  let say = (_text: string) => undefined as void;
  const baseUrl = await serve((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(':heartbeat\n\n');
    say = (text) => void response.write(text);
  });
  const stream = open('broker', { baseUrl });
  await live(stream);
  return { stream, say };
}

describe.each(BOTH)('the stream of orders of the %s API', (api) => {
  test('tells of an order that fills, and not that it was taken', async () => {
    const stream = open(api);
    await live(stream);
    const watch = stream.news.watch('one');
    const told = aborted(watch.next());
    await buy(api, 'one');
    await told;
    expect(watch.heard()).toBeGreaterThanOrEqual(0);
    expect(watch.heard()).toBeUndefined();
    expect(stream.counts).toMatchObject({ events: 2, wakes: 1 });
  });

  test('is told whole to each of two workers with one key, and each wakes its own steps', async () => {
    const workers = [open(api), open(api)] as const;
    for (const worker of workers) await live(worker);
    const [first, second] = workers;
    const woken = [aborted(first.news.watch('one').next()), aborted(second.news.watch('two').next())];
    await buy(api, 'one');
    await buy(api, 'two');
    await Promise.all(woken);
    for (const { until, counts } of workers) await until(() => counts.events === 4);
    for (const { counts, losses, news } of workers) {
      expect(counts).toMatchObject({ events: 4, missed: 0 });
      expect(losses).toEqual([]);
      expect(news.isLive()).toBe(true);
    }
  });

  test('keeps what it told before anyone waited for it', async () => {
    const stream = open(api);
    await live(stream);
    const watch = stream.news.watch('one');
    await buy(api, 'one');
    await stream.until(() => stream.counts.events === 2);
    expect(watch.next().aborted).toBe(true);
    expect(watch.heard()).toBeDefined();
    expect(watch.next().aborted).toBe(false);
  });

  test('is lost with its connection, which ends every wait, and is made again', async () => {
    const stream = open(api);
    await live(stream);
    const waiting = aborted(stream.news.watch('one').next());
    simulator.cutStreams();
    await waiting;
    expect(stream.news.isLive()).toBe(false);
    await stream.until(() => stream.counts.live === 1);
    expect(stream.losses).toHaveLength(1);
    expect(stream.news.isLive()).toBe(true);
  });

  test('is doubted when orders end of which it tells nothing, until it tells something', async () => {
    const stream = open(api);
    await live(stream);
    await fault({ kind: 'silence-stream' });
    await buy(api, 'any');
    const waiting = aborted(stream.news.watch('other').next());
    for (const id of ['one', 'two', 'three']) {
      expect(stream.news.isLive()).toBe(true);
      const watch = stream.news.watch(id);
      watch.next();
      watch.looked(true);
      watch.close();
    }
    await waiting;
    expect(stream.news.isLive()).toBe(false);
    expect(stream.losses).toEqual(['orders ended of which it told nothing']);
    let nth = 0;
    // With a pause between them: a key has a budget of requests.
    await until(async () => {
      await buy(api, `again-${(nth += 1)}`);
      return stream.news.isLive();
    }, 60_000);
    expect(stream.losses).toHaveLength(1);
  });

  test('does not stay with a line that never ends', async () => {
    const stream = open(api);
    await live(stream);
    await fault({ kind: 'endless-line' });
    await buy(api, 'one');
    await stream.until(() => stream.losses.length === 1);
    await stream.until(() => stream.counts.live === 1);
  });

  test('that a key has no permission for leaves everyone polling, and is asked for again', async () => {
    await fault({ kind: 'refuse-stream' }, 'listen');
    const stream = open(api);
    await stream.until(() => stream.losses.length === 1);
    expect(stream.losses[0]).toBe(api === 'trading' ? 'the key may not listen to orders' : 'HTTP 403');
    await stream.until(() => stream.counts.live === 1);
  });

  test('that accepts a key and then says nothing is not live', async () => {
    await fault({ kind: 'mute-stream' }, 'listen');
    const stream = open(api, { quietMs: 300 });
    await stream.until(() => stream.losses.length === 1);
    expect(stream.losses[0]).toContain('it says nothing');
    expect(stream.counts.live).toBe(0);
  });

  test('takes the other key when one is not accepted', async () => {
    await admin.setSettings({ acceptedKeys: [ACCOUNT] });
    const keys = ['old', ACCOUNT].map((keyId) => ({ keyId, secretKey: 'any' }));
    const stream = open(api, { keys: () => keys });
    await stream.until(() => stream.counts.live === 1);
    expect(stream.losses).toEqual([api === 'trading' ? 'the key is not accepted' : 'HTTP 401']);
  });

  test('of a host that trades real money is refused', () => {
    const baseUrl = api === 'trading' ? 'https://api.alpaca.markets' : 'https://broker-api.alpaca.markets';
    expect(() => open(api, { baseUrl })).toThrow(LiveBrokerError);
  });
});

test('two workers with one key both hear', async () => {
  const [one, other] = [open('trading'), open('trading')];
  await Promise.all([live(one), live(other)]);
  await buy('trading', 'one');
  await Promise.all([one, other].map(({ until, counts }) => until(() => counts.events === 2)));
});

test('a server that was too slow for a reader and says so makes everyone look', async () => {
  const { stream, say } = await spoken();
  const waiting = aborted(stream.news.watch('one').next());
  say(': you are reading too slowly, dropped 12 messages\n\n');
  await waiting;
  expect(stream.news.isLive()).toBe(true);
});

test('what is no event, or one of a kind that is not known, is passed over or wakes: nothing ends the stream', async () => {
  const { stream, say } = await spoken();
  const waiting = aborted(stream.news.watch('one').next());
  say('data: {\ndata: 7\nevent: trade\ndata: {"event":"fill"}\n\n');
  say('data: {"event":"brand_new","order":{"client_order_id":"one"}}\n\n');
  await waiting;
  expect(stream.counts.events).toBe(1);
});

test('trade_updates are beside the Trading API', () => {
  expect(orderSocketUrl('https://paper-api.alpaca.markets')).toBe('wss://paper-api.alpaca.markets/stream');
  expect(orderSocketUrl('http://127.0.0.1:7400')).toBe('ws://127.0.0.1:7400/stream');
});

/** A broker that takes one connection to its stream: the next one is refused, or takes the place of the one before. */
async function oneAtATime(isReplaced: boolean) {
  let current: ServerResponse | undefined;
  const baseUrl = await serve((_request, response) => {
    if (current !== undefined && !isReplaced) return void response.writeHead(406).end('connection limit exceeded');
    current?.destroy();
    current = response;
    response.once('close', () => {
      if (current === response) current = undefined;
    });
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(':heartbeat\n\n');
  });
  return { baseUrl, heard: () => current };
}

test('where a broker takes one connection only, the second worker polls and does not disturb the first, and takes its place when it ends', async () => {
  const { baseUrl } = await oneAtATime(false);
  const first = open('broker', { baseUrl });
  await live(first);
  const second = open('broker', { baseUrl });
  await second.until(() => second.losses.length === 1);
  expect(second.losses).toEqual(['HTTP 406']);
  expect([first.news.isLive(), second.news.isLive()]).toEqual([true, false]);
  expect(first.losses).toEqual([]);
  first.news.close();
  await live(second);
});

test('where the second connection takes the place of the first, one of the two hears and the other polls, and each comes back', async () => {
  const { baseUrl } = await oneAtATime(true);
  const [first, second] = [open('broker', { baseUrl }), open('broker', { baseUrl })];
  await first.until(() => first.counts.live >= 1);
  await second.until(() => second.counts.live >= 1);
  first.news.close();
  await live(second);
});
