import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { NO_CAPS } from '../../src/domain/caps';
import type { Target } from '../../src/domain/portfolio';
import type { Ledger } from '../../src/ledger/ledger';
import { previewPlan } from '../../src/operations/preview-plan';
import { openBatch, START, type StepsAtHand, startSteps } from '../support/steps';
import { brokerSettings } from '../support/system';

let hand: StepsAtHand;

beforeEach(async () => {
  hand = await startSteps();
});
afterEach(() => hand.close());

const preview = (ledger: Ledger, portfolioId: string) =>
  previewPlan(
    {
      broker: hand.broker,
      market: createAlpacaMarket(brokerSettings(hand.server.url)),
      caps: NO_CAPS,
      now: () => new Date(START).toISOString(),
      ledger,
    },
    portfolioId,
  );

const onlyIn = (wanted: string) =>
  ['AAPL', 'META', 'MSFT'].map((symbol) => ({ symbol, percent: symbol === wanted ? '100.0000' : '0.0000' }));
const ONLY_AAPL = onlyIn('AAPL');
const ONLY_META = onlyIn('META');

/** What is seen of a portfolio that gets the targets of `change` during its `nth` read, and how often it was read. */
async function previewWhile(change: (nth: number) => Target[] | undefined) {
  const { ledger, portfolioId, by } = await openBatch(hand);
  let reads = 0;
  const changing: Ledger = {
    ...ledger,
    findOpenBatch: async (id) => {
      reads += 1;
      const targets = change(reads);
      if (targets !== undefined) await ledger.setTargets(id, targets, by);
      return ledger.findOpenBatch(id);
    },
  };
  const seen = await preview(changing, portfolioId);
  return { seen, reads };
}

test('a portfolio that changes while it is read is read again', async () => {
  const { seen, reads } = await previewWhile((nth) => (nth === 1 ? ONLY_AAPL : undefined));
  expect(seen).toMatchObject({ situation: { portfolio: { targets: ONLY_AAPL } } });
  expect(reads).toBe(2);
});

test('one that changes at every read is shown as it was read last', async () => {
  const { seen, reads } = await previewWhile((nth) => (nth % 2 === 0 ? ONLY_AAPL : ONLY_META));
  expect(seen).toMatchObject({ situation: { portfolio: { targets: ONLY_AAPL } } });
  expect(reads).toBe(5);
});
