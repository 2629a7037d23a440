import type { RebalanceClient } from '../../src/client';
import { freezePortfolio } from '../../src/operations/freeze-portfolio';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { AT_TERMINAL, person } from '../support/person';
import { actor, newPortfolio } from '../support/portfolios';

test('a freeze is in the ledger before anybody is told, so nothing begins when the signal is lost', async () => {
  const ledger = createMemoryLedger();
  const portfolio = newPortfolio();
  await ledger.createPortfolio(portfolio, actor());
  const client = { freeze: () => Promise.reject(new Error('Temporal is away')) } as unknown as RebalanceClient;
  const deps = { ledger, client, ...AT_TERMINAL };
  const frozen = await freezePortfolio(deps, person('anna'), { portfolioId: portfolio.id, reason: 'fraud desk' });
  expect(frozen).toEqual({ ok: true, told: false, fault: new Error('Temporal is away') });
  expect(await ledger.findPortfolio(portfolio.id)).toMatchObject({ frozen: true });
});
