import { createActivities } from '../../src/activities';
import type { Deps } from '../../src/activities/deps';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import type { Broker } from '../../src/broker/broker';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/broker/simulator/admin';
import { type Simulator, startSimulator } from '../../src/broker/simulator/http-server';
import { NO_CAPS } from '../../src/domain/caps';
import type { Order } from '../../src/domain/order';
import type { Ledger } from '../../src/ledger/ledger';
import { createMemoryLedger } from '../../src/ledger/memory';
import { until } from '../../src/local/until';
import { newBatch, newPortfolio } from '../fixtures/portfolios';
import { brokerSettings } from '../fixtures/system';

// An order that is marked sent and that nobody knows: its process died before the POST, or the POST is still on its way.
// Waiting is instant here, and only the clock of the steps moves; broker and wire are real.

const START = Date.parse('2026-03-02T15:00:00.000Z');
const GIVE_UP_AT = '2026-03-02T15:10:00.000Z';

let server: Simulator;
let simulator: SimulatorAdmin;
let broker: Broker;
let ledger: Ledger;
let nowMs: number;
let onSleep: () => Promise<void>;

beforeAll(async () => {
  server = await startSimulator({ port: 0 });
  simulator = createSimulatorAdmin(server.url);
  broker = createAlpacaBroker(brokerSettings(server.url));
});
afterAll(() => server.close());
beforeEach(() => {
  ledger = createMemoryLedger();
  nowMs = START;
  onSleep = async () => undefined;
});

/** A batch of which nothing was sent. */
async function opened() {
  const portfolio = newPortfolio();
  const by = { name: 'test', at: new Date(START).toISOString() };
  const positions = Object.fromEntries(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  await simulator.createAccount({ id: portfolio.accountId, cash: portfolio.cash, margin: false, positions });
  await ledger.createPortfolio(portfolio, by);
  const opened = await ledger.openBatch(newBatch({ portfolioId: portfolio.id }), by);
  const order = opened.ok ? opened.batch.orders.find(({ symbol }) => symbol === 'META') : undefined;
  if (order === undefined) throw new Error('an order of META');
  const deps: Deps = {
    ledger,
    broker,
    market: createAlpacaMarket(brokerSettings(server.url)),
    alerts: { send: () => Promise.reject(new Error('nobody is called')) },
    caps: NO_CAPS,
    signalStale: () => Promise.reject(new Error('nobody is signalled')),
    now: () => new Date(nowMs).toISOString(),
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      await onSleep();
    },
    current: () => ({ signal: new AbortController().signal, heartbeat: () => undefined }),
  };
  const { placeOrder, reconcileOrder } = createActivities(deps);
  const ref = { batchId: order.batchId, epoch: 1, symbol: 'META' };
  return {
    accountId: portfolio.accountId,
    order,
    by,
    place: () => placeOrder(ref),
    reconcile: () => reconcileOrder({ ...ref, giveUpAt: GIVE_UP_AT }),
  };
}

/** Its META is marked sent; nothing was posted. */
async function lost() {
  const batch = await opened();
  await ledger.markSent(batch.order.clientOrderId, 1, null, batch.by);
  return batch;
}

const post = (accountId: string, order: Order) => broker.submitOrder(accountId, order, { leaveWithinMs: 5_000 });

test('it is definite once its id is taken by an order that cannot fill, and the lost one can only be refused', async () => {
  const { accountId, order, reconcile } = await lost();
  const before = await broker.account(accountId);
  expect(await reconcile()).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED', filledQuantity: '0' });
  expect(nowMs - START).toBeGreaterThanOrEqual(30_000);
  expect(await broker.findOrder(accountId, order.clientOrderId)).toMatchObject({ type: 'limit', state: 'ended' });
  expect(await post(accountId, order)).toEqual({ kind: 'duplicate' });
  expect(await broker.account(accountId)).toEqual(before);
});

test('one that had arrived after all is what it is', async () => {
  const { accountId, order, reconcile } = await lost();
  await post(accountId, order);
  await until(async () => (await broker.findOrder(accountId, order.clientOrderId))?.state === 'filled', 10_000);
  expect(await reconcile()).toMatchObject({ state: 'SUCCESS', filledQuantity: '5' });
});

test('a claim whose answer is lost is found, and its id is taken all the same', async () => {
  const { accountId, reconcile } = await lost();
  await simulator.addFault({ match: { accountId, operation: 'submit' }, effect: { kind: 'lose-answer' } });
  expect(await reconcile()).toMatchObject({ state: 'ERROR', code: 'NEVER_ARRIVED' });
});

test('a broker that refuses the claim, or does not answer, leaves it unknown', async () => {
  const { accountId, reconcile } = await lost();
  const refuse = { kind: 'refuse', status: 403, code: 40310000, message: 'account is restricted' } as const;
  await simulator.addFault({ match: { accountId, operation: 'submit' }, effect: refuse, times: 1_000 });
  expect(await reconcile()).toMatchObject({ state: 'UNKNOWN', code: 'OUTCOME_UNKNOWN' });
  await simulator.clearFaults();
});

test('an attempt that slept while another one sent the order does not call it unsent', async () => {
  const { accountId, order, by, place } = await opened();
  const effect = { kind: 'rate-limit', retryAfterSeconds: 15 } as const;
  await simulator.addFault({ match: { accountId, operation: 'submit' }, effect });
  onSleep = async () => {
    onSleep = async () => undefined;
    const mine = (await ledger.findBatch(order.batchId))?.orders.find(({ symbol }) => symbol === 'META');
    expect(
      await ledger.markSent(order.clientOrderId, 1, mine?.sentAt ?? null, { ...by, at: new Date(nowMs).toISOString() }),
    ).toBe('may-send');
    await post(accountId, order);
    // By now the plan is too old to be sent.
    nowMs += 120_000;
  };
  expect(await place()).toMatchObject({ state: 'UNKNOWN' });
});
