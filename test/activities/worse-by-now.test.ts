// A person decides on what a way out would cost; when it has become much worse by the time it is carried out, nothing is sent.

import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { openBatch, type StepsAtHand, startSteps } from '../support/steps';
import { brokerSettings } from '../support/system';

let hand: StepsAtHand;

beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());
afterEach(() => hand.simulator.setPrices({ META: '400.00', AAPL: '190.00' }));

/** 5 META are sold at about $400 and AAPL is not bought, in a portfolio of about $95,000: costs may worsen by about $240. */
async function held() {
  const batch = await openBatch(hand);
  const { steps, ref, ledger, portfolioId, by } = batch;
  await hand.simulator.addFault({
    match: { symbol: 'AAPL', operation: 'submit' },
    effect: { kind: 'refuse', status: 403, code: 40310000, message: 'no' },
  });
  expect(await steps.placeOrder({ ...ref, symbol: 'META' })).toMatchObject({ state: 'SUCCESS' });
  expect(await steps.placeOrder({ ...ref, symbol: 'AAPL' })).toMatchObject({ state: 'ERROR' });
  await ledger.markStale(portfolioId, { reason: 'HELD', cause: null, fills: [] }, by);
  const market = createAlpacaMarket(brokerSettings(hand.server.url));
  const { hash } = await createReadEvidence({ ledger, broker: hand.broker, market })({ portfolioId });
  const take = (action: 'retry-reversal' | 'complete' | 'adopt-positions', evidence = hash ?? '') =>
    steps.takeOverStale({ portfolioId, action, evidence });
  return { take, hash };
}

test('a decision holds while its cost is about what was seen, or better', async () => {
  const { take, hash } = await held();
  expect(hash).toMatch(/^[0-9a-f]{16}:-?\d+\.\d\d:-\d+\.\d\d$/);
  for (const META of ['400.00', '430.00', '300.00']) {
    await hand.simulator.setPrices({ META });
    expect((await take('retry-reversal')).refused).toBeUndefined();
  }
});

test('a rollback that costs much more by now is refused, and so is a completion', async () => {
  const { take, hash } = await held();
  await hand.simulator.setPrices({ META: '470.00' });
  expect(await take('retry-reversal')).toMatchObject({
    refused: {
      reason: 'EVIDENCE_CHANGED',
      message: expect.stringContaining('rolling back would come to $-3') as string,
    },
    batch: null,
  });
  // What it costs to complete has not changed, and adopting trades nothing.
  for (const action of ['complete', 'adopt-positions'] as const) expect((await take(action)).refused).toBeUndefined();
  expect((await take('retry-reversal', hash?.slice(0, 16))).refused).toBeUndefined();
  await hand.simulator.setPrices({ META: '400.00', AAPL: '250.00' });
  expect(await take('complete')).toMatchObject({ refused: { reason: 'EVIDENCE_CHANGED' } });
});

test('while the market does not answer nobody can tell, and nothing is sent', async () => {
  const { take } = await held();
  await hand.simulator.addFault({
    match: { operation: 'read' },
    effect: { kind: 'status', status: 503 },
    times: 50,
  });
  expect((await take('retry-reversal')).refused).toMatchObject({ status: 'STALE' });
  await hand.simulator.clearFaults();
});
