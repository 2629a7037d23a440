import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { NO_VITALS } from '../../src/ledger/rules/vitals';
import { ledgerMetrics } from '../../src/telemetry/ledger-metrics';
import { createRegistry, lookMetrics } from '../../src/telemetry/metrics';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newBatch, newPortfolio } from '../support/portfolios';

function registryOf(ledger: Pick<Ledger, 'vitals'>) {
  const registry = createRegistry();
  lookMetrics(registry);
  ledgerMetrics(registry, ledger, () => Date.parse('2026-03-02T15:00:30.000Z'));
  return async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('autobalancer_'));
}

test('each scrape shows the ledger as it is, from one look at it', async () => {
  const ledger = createMemoryLedger();
  let looks = 0;
  const scrape = registryOf({ vitals: () => ((looks += 1), ledger.vitals()) });
  expect(await scrape()).toContain('autobalancer_portfolios{status="PAUSED"} 0');
  const portfolio = newPortfolio();
  await ledger.createPortfolio(portfolio, actor());
  await ledger.openBatch(newBatch({ portfolioId: portfolio.id }), actor());
  const paused = newPortfolio();
  await ledger.createPortfolio(paused, actor());
  await ledger.setStatus(paused.id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'a test' }, actor());
  const refused = newPortfolio();
  await ledger.createPortfolio(refused, actor());
  await ledger.noteRefusal(refused.id, { code: 'PRICE_MISSING', detail: 'META' }, 1, actor());
  expect(await scrape()).toEqual(
    expect.arrayContaining([
      'autobalancer_refused_portfolios{code="PRICE_MISSING"} 1',
      'autobalancer_refused_oldest_seconds{code="PRICE_MISSING"} 28',
      'autobalancer_portfolios{status="PAUSED"} 1',
      'autobalancer_open_batches{state="PENDING"} 1',
      'autobalancer_unknown_orders 0',
      'autobalancer_oldest_open_batch_seconds 30',
      'autobalancer_rollouts{state="ABORTED"} 0',
      'autobalancer_oldest_cohort_seconds 0',
    ]),
  );
  await ledger.noteRefusal(refused.id, null, 1, actor());
  expect((await scrape()).filter((line) => line.includes('PRICE_MISSING'))).toEqual([]);
  expect(looks).toBe(3);
});

test('a roll-out is shown by its state, and by how long it has been at its cohort', async () => {
  const rollouts = { RUNNING: 2, PAUSED: 1, ABORTED: 3 };
  const scrape = registryOf({
    vitals: async () => ({ ...NO_VITALS, rollouts, oldestCohort: '2026-03-02T14:59:30.000Z' }),
  });
  expect(await scrape()).toEqual(
    expect.arrayContaining([
      'autobalancer_rollouts{state="RUNNING"} 2',
      'autobalancer_rollouts{state="PAUSED"} 1',
      'autobalancer_rollouts{state="ABORTED"} 3',
      'autobalancer_oldest_cohort_seconds 60',
    ]),
  );
});

test('a ledger that is away leaves out what it knows, and nothing else', async () => {
  const ledger = createPostgresLedger('postgres://app:secret@127.0.0.1:1/ledger');
  const lines = await registryOf(ledger)();
  expect(lines).toContain('autobalancer_look_failures_total 0');
  expect(lines.filter((line) => /portfolios|batch|orders|rollouts|cohort/.test(line))).toEqual([]);
  await ledger.close();
});
