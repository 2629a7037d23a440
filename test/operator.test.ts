import type { RebalanceClient } from '../src/client';
import { freezePortfolio } from '../src/operator';
import { createMemoryLedger } from './ledger/memory-ledger';
import { actor, newPortfolio } from './support/portfolios';

test('a freeze is in the ledger before anybody is told, so nothing begins when the signal is lost', async () => {
  const ledger = createMemoryLedger();
  const portfolio = newPortfolio();
  await ledger.createPortfolio(portfolio, actor());
  const client = { freeze: () => Promise.reject(new Error('Temporal is away')) } as unknown as RebalanceClient;
  const freeze = { actor: 'anna', reason: 'fraud desk' };
  const now = () => actor().at;
  await expect(freezePortfolio({ ledger, client, now }, portfolio.id, freeze)).rejects.toThrow('Temporal is away');
  expect(await ledger.findPortfolio(portfolio.id)).toMatchObject({ frozen: true });
});
