import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import type { Broker } from '../../src/broker/broker';
import { decimal } from '../../src/domain/money';
import { openBatch, type StepsAtHand, startSteps } from '../support/steps';
import { brokerSettings } from '../support/system';

let hand: StepsAtHand;
beforeAll(async () => {
  hand = await startSteps();
});
afterAll(() => hand.close());

test('amounts are shown as the ledger writes them, so that different trailing zeros do not look like a difference', async () => {
  const { ledger, portfolioId, accountId } = await openBatch(hand);
  await hand.simulator.changeAccount(accountId, { cash: '100000.00' });
  const broker: Broker = {
    ...hand.broker,
    account: async (id) => {
      const account = await hand.broker.account(id);
      const positions = account.positions.map(({ symbol, quantity }) => ({
        symbol,
        quantity: decimal(quantity).toFixed(9),
      }));
      return { ...account, cash: '100000', positions };
    },
  };
  const market = createAlpacaMarket(brokerSettings(hand.server.url));
  const evidence = await createReadEvidence({ ledger, broker, market })({ portfolioId });
  expect(evidence.cash?.broker).toBe('100000.00');
  expect(evidence.positions?.length).toBeGreaterThan(0);
  for (const { broker: shown } of evidence.positions ?? []) expect(shown).not.toMatch(/\.[0-9]*0$/);
});
