import { randomUUID } from 'node:crypto';
import type { Broker } from '../../src/broker/broker';
import { closing, newPortfolio } from '../support/portfolios';
import { type OpenedBatch, openBatch, type StepsAtHand, startSteps } from '../support/steps';

// What all plans of a moment, and of a day, need of the broker is asked for once.

const PRICES = { META: '440.00', AAPL: '225.00', MSFT: '415.00' };
const GIVE_UP_AT = '2026-03-02T15:10:00.000Z';

let hand: StepsAtHand;
let marketCalls: string[];
let assetCalls: string[];

beforeEach(async () => {
  hand = await startSteps();
  [marketCalls, assetCalls] = [[], []];
  await hand.simulator.setClock({ now: '2026-03-02T15:00:00.000Z' });
  await hand.simulator.setPrices(PRICES);
});
afterEach(() => hand.close());

/** A portfolio past its threshold with no batch open. */
async function drifted(): Promise<OpenedBatch> {
  const asset: Broker['asset'] = (symbol) => {
    assetCalls.push(symbol);
    return hand.broker.asset(symbol);
  };
  const watched = { ...hand, broker: { ...hand.broker, asset } };
  const batch = await openBatch(watched, { onMarketRequest: ({ call }) => marketCalls.push(call) });
  const { steps, ledger, ref, by } = batch;
  for (const symbol of ['META', 'AAPL']) await steps.reconcileOrder({ ...ref, symbol, giveUpAt: GIVE_UP_AT });
  await ledger.closeBatch(closing({ batchId: ref.batchId, state: 'ROLLED_BACK' }), by);
  marketCalls.length = 0;
  return batch;
}

/** Another one in the same ledger, with steps of the same worker. */
async function another({ ledger, by }: OpenedBatch): Promise<string> {
  const portfolio = newPortfolio();
  const positions = Object.fromEntries(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  await hand.simulator.createAccount({ id: portfolio.accountId, cash: portfolio.cash, margin: false, positions });
  await ledger.createPortfolio(portfolio, by);
  return portfolio.id;
}

const prepare = ({ steps }: OpenedBatch, portfolioId: string) =>
  steps.prepareBatch({ portfolioId, batchId: randomUUID(), settleOnly: false });
const timesAsked = () => marketCalls.filter((call) => call === 'GET snapshots').length;

test('twenty plans of one moment read each price once', async () => {
  const batch = await drifted();
  const ids = [batch.portfolioId];
  while (ids.length < 20) ids.push(await another(batch));
  const prepared = await Promise.all(ids.map((id) => prepare(batch, id)));
  expect(prepared.map(({ kind }) => kind)).toEqual(ids.map(() => 'trade'));
  expect(timesAsked()).toBe(1);
});

test('prices are shared for half a second', async () => {
  const batch = await drifted();
  const ids = [await another(batch), await another(batch), await another(batch)];
  await prepare(batch, batch.portfolioId);
  batch.clock.nowMs += 500;
  await prepare(batch, ids[0] ?? '');
  expect(timesAsked()).toBe(1);
  batch.clock.nowMs += 1;
  await prepare(batch, ids[1] ?? '');
  expect(timesAsked()).toBe(2);
});

test('nobody is sent away by prices that are older than the signal', async () => {
  const batch = await drifted();
  const other = await another(batch);
  const atTargets = { META: '400.00', AAPL: '222.20', MSFT: '416.00' };
  await hand.simulator.setPrices(atTargets);
  expect(await prepare(batch, other)).toMatchObject({ kind: 'not-needed' });
  await hand.simulator.setPrices(PRICES);
  batch.clock.nowMs += 100;
  expect(await prepare(batch, batch.portfolioId)).toMatchObject({ kind: 'trade' });
  expect(timesAsked()).toBe(2);
});

test('an asset is asked for once a day, by all plans of all workers', async () => {
  const batch = await drifted();
  await prepare(batch, batch.portfolioId);
  expect(assetCalls.sort()).toEqual(['AAPL', 'META', 'MSFT']);
  batch.clock.nowMs += 5 * 60 * 60_000;
  await prepare(batch, await another(batch));
  expect(assetCalls).toHaveLength(3);
  batch.clock.nowMs += 24 * 60 * 60_000;
  await hand.simulator.setPrices(PRICES);
  await prepare(batch, await another(batch));
  expect(assetCalls).toHaveLength(6);
});

test('a symbol that the broker refuses as not tradable is asked for again by the next plan', async () => {
  const batch = await drifted();
  const prepared = await prepare(batch, batch.portfolioId);
  if (prepared.kind !== 'trade') throw new Error(prepared.kind);
  await hand.simulator.setAsset('META', { tradable: false });
  const { batchId, epoch } = prepared.batch;
  const placed = await batch.steps.placeOrder({ batchId, epoch, symbol: 'META' });
  expect(placed).toMatchObject({ state: 'ERROR', code: 'NOT_TRADABLE' });
  assetCalls.length = 0;
  batch.clock.nowMs += 1_000;
  await prepare(batch, await another(batch));
  expect(assetCalls).toEqual(['META']);
  // What is not traded is asked for again a minute later: nothing else tells when that ends.
  await prepare(batch, await another(batch));
  expect(assetCalls).toEqual(['META']);
  batch.clock.nowMs += 60_000;
  await prepare(batch, await another(batch));
  expect(assetCalls).toEqual(['META', 'META']);
});
