import { previewBatch } from '../../src/activities/preview-batch';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { NO_CAPS } from '../../src/domain/caps';
import type { Ledger } from '../../src/ledger/ledger';
import { openBatch, START, type StepsAtHand, startSteps } from '../fixtures/steps';
import { brokerSettings } from '../fixtures/system';

let hand: StepsAtHand;

beforeEach(async () => {
  hand = await startSteps();
});
afterEach(() => hand.close());

const preview = (ledger: Ledger, portfolioId: string) =>
  previewBatch(
    {
      broker: hand.broker,
      market: createAlpacaMarket(brokerSettings(hand.server.url)),
      caps: NO_CAPS,
      now: () => new Date(START).toISOString(),
      ledger,
    },
    portfolioId,
  );

const ONLY_AAPL = [{ symbol: 'AAPL', percent: '100.0000' }];
const ONLY_META = [{ symbol: 'META', percent: '100.0000' }];

test('a portfolio that changes while it is read is read again', async () => {
  const { ledger, portfolioId, by } = await openBatch(hand);
  let changes = 0;
  const changing: Ledger = {
    ...ledger,
    findOpenBatch: async (id) => {
      changes += 1;
      if (changes === 1) await ledger.setTargets(id, ONLY_AAPL, by);
      return ledger.findOpenBatch(id);
    },
  };
  const seen = await preview(changing, portfolioId);
  expect(seen?.situation.portfolio.targets).toEqual(ONLY_AAPL);
  expect(changes).toBe(2);
});

test('one that changes at every read is shown as it was read last', async () => {
  const { ledger, portfolioId, by } = await openBatch(hand);
  let changes = 0;
  const changing: Ledger = {
    ...ledger,
    findOpenBatch: async (id) => {
      changes += 1;
      await ledger.setTargets(id, changes % 2 === 0 ? ONLY_AAPL : ONLY_META, by);
      return ledger.findOpenBatch(id);
    },
  };
  expect(await preview(changing, portfolioId)).toMatchObject({ situation: { portfolio: { targets: ONLY_AAPL } } });
  expect(changes).toBe(5);
});
