import { WebSocket } from 'ws';
import { openTradeStream, streamUrlOf, type TradeStream } from '../../../src/broker/alpaca/stream';
import type { Key } from '../../../src/broker/alpaca/transport';
import type { Tick } from '../../../src/broker/market';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../../src/simulator/admin/client';
import { type Simulator, startSimulator } from '../../../src/simulator/server';

let simulator: Simulator;
let admin: SimulatorAdmin;
const streams: TradeStream[] = [];

beforeEach(async () => {
  simulator = await startSimulator({ port: 0 });
  admin = createSimulatorAdmin(simulator.url);
  await admin.setPrices({ META: '400.00', AAPL: '190.00' });
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await simulator.close();
});

/** A stream of some symbols, and all that it told. `until` waits until it told enough. */
function open(symbols: string[], keyId = 'test', keys?: () => Key[]) {
  const told: { ticks: Tick[]; revised: string[]; gaps: number; losses: string[] } = {
    ticks: [],
    revised: [],
    gaps: 0,
    losses: [],
  };
  let check = () => undefined as void;
  const stream = openTradeStream(
    { dataUrl: simulator.url, keyId, secretKey: 'test', ...(keys && { keys }) },
    {
      onTick: (tick) => {
        told.ticks.push(tick);
        check();
      },
      onRevised: (symbol) => {
        told.revised.push(symbol);
        check();
      },
      onGap: () => {
        told.gaps += 1;
        check();
      },
      onLoss: (reason) => {
        told.losses.push(reason);
        check();
      },
    },
  );
  streams.push(stream);
  stream.subscribe(new Set(symbols));
  const until = (enough: () => boolean) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (enough()) resolve();
      };
      check();
    });
  return { stream, told, until };
}

test('every price that changes is a tick of who subscribed to it, with all its digits', async () => {
  const { stream, told, until } = open(['META']);
  await until(() => told.gaps === 1);
  expect(stream.isLive()).toBe(true);
  await admin.setPrices({ AAPL: '191.00' });
  await admin.setPrices({ META: '400.1234' });
  await until(() => told.ticks.length === 1);
  expect(told.ticks[0]).toMatchObject({ symbol: 'META', price: '400.1234' });
  expect(Date.parse(told.ticks[0]?.at ?? '')).not.toBeNaN();
});

test('a trade that is cancelled or corrected is told to who heard it, and is no trade', async () => {
  const { told, until } = open(['META']);
  await until(() => told.gaps === 1);
  await admin.setPrices({ AAPL: '900.00', META: '900.00' });
  await until(() => told.ticks.length === 1);
  await admin.reviseTrade({ symbol: 'AAPL' });
  await admin.reviseTrade({ symbol: 'META' });
  await until(() => told.revised.length === 1);
  expect(await admin.prices()).toMatchObject({ AAPL: '190', META: '400' });
  await admin.setPrices({ META: '4020.00' });
  await admin.reviseTrade({ symbol: 'META', price: '402.00' });
  await until(() => told.revised.length === 2 && told.ticks.length === 2);
  expect(await admin.prices()).toMatchObject({ META: '402' });
  expect(told.revised).toEqual(['META', 'META']);
  expect(told.ticks.map(({ price }) => price)).toEqual(['900', '4020']);
  await expect(admin.reviseTrade({ symbol: 'META' })).rejects.toThrow('has no trade that could be taken back');
});

test('a connection that is lost is made again, its symbols are subscribed again, and that is a gap', async () => {
  const { stream, told, until } = open(['META']);
  await until(() => told.gaps === 1);
  simulator.cutStreams();
  await until(() => told.losses.length === 1);
  expect(stream.isLive()).toBe(false);
  await admin.setPrices({ META: '440.00' });
  await until(() => told.gaps === 2);
  expect(stream.isLive()).toBe(true);
  await admin.setPrices({ META: '441.00' });
  await until(() => told.ticks.length > 0);
  expect(told.ticks.map(({ price }) => price)).toEqual(['441']);
});

test('a further symbol is a gap, and one that is given up is heard of no more', async () => {
  const { stream, told, until } = open(['META']);
  await until(() => told.gaps === 1);
  stream.subscribe(new Set(['AAPL']));
  expect(stream.isLive()).toBe(false);
  await until(() => told.gaps === 2 && stream.isLive());
  await admin.setPrices({ META: '401.00', AAPL: '191.00' });
  await until(() => told.ticks.length > 0);
  expect(told.ticks.map(({ symbol }) => symbol)).toEqual(['AAPL']);
});

test('a second connection of one key is refused, and goes on trying until the first is gone', async () => {
  const first = open(['META'], 'key');
  await first.until(() => first.told.gaps === 1);
  const second = open(['META'], 'key');
  await second.until(() => second.told.losses.length === 1);
  expect(second.told.losses[0]).toBe('406 connection limit exceeded');
  expect(second.stream.isLive()).toBe(false);
  first.stream.close();
  await second.until(() => second.told.gaps === 1);
});

test('a key that is not accepted gives way to the second one', async () => {
  await admin.setSettings({ acceptedKeys: ['new'] });
  const keys = ['old', 'new'].map((keyId) => ({ keyId, secretKey: 'test' }));
  const { told, until } = open(['META'], 'old', () => keys);
  await until(() => told.gaps === 1);
  expect(told.losses).toEqual(['402 auth failed']);
});

test('who has not said who it is hears nothing', async () => {
  const socket = new WebSocket(streamUrlOf({ dataUrl: simulator.url }));
  const frames: string[] = [];
  const refused = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (frames.push(data.toString('utf8')) === 3) resolve();
    });
  });
  socket.on('open', () => {
    socket.send(JSON.stringify({ action: 'subscribe', trades: ['META'] }));
    socket.send('{');
  });
  await refused;
  socket.terminate();
  expect(frames).toEqual([
    '[{"T":"success","msg":"connected"}]',
    '[{"T":"error","code":401,"msg":"not authenticated"}]',
    '[{"T":"error","code":400,"msg":"invalid syntax"}]',
  ]);
});

test('the stream is beside the market data', () => {
  expect(streamUrlOf({ dataUrl: 'https://data.alpaca.markets' })).toBe('wss://stream.data.alpaca.markets/v2/iex');
  expect(streamUrlOf({ dataUrl: 'https://data.alpaca.markets', feed: 'sip' })).toBe(
    'wss://stream.data.alpaca.markets/v2/sip',
  );
  expect(streamUrlOf({ dataUrl: 'http://127.0.0.1:7400' })).toBe('ws://127.0.0.1:7400/v2/iex');
});
