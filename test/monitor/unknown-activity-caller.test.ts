import type { AlertInput } from '../../src/domain/steps';
import { createUnknownActivityCaller } from '../../src/monitor/unknown-activity-caller';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { activity, actor, newPortfolio } from '../support/portfolios';

const NOW = Date.parse('2026-03-02T15:00:10.000Z');

test('a person hears of each unknown type once, and of nothing that is known, taken back or old', async () => {
  const ledger = createMemoryLedger();
  const heard: AlertInput[] = [];
  const callerAt = (nowMs: number) =>
    createUnknownActivityCaller({
      ledger,
      client: { callPerson: async (alert) => void heard.push(alert) },
      now: () => nowMs,
    });
  const { look } = callerAt(NOW);
  for (let n = 0; n < 3; n += 1) {
    const portfolio = newPortfolio();
    await ledger.createPortfolio(portfolio, actor());
    const unknown = activity({ kind: 'UNKNOWN', type: 'VOF' });
    const activities = [unknown, activity(), activity({ isVoid: true })];
    await ledger.takeActivities(portfolio.id, { activities, through: actor().at }, actor());
    await look();
  }
  expect(heard).toMatchObject([{ eventId: 'unknown-activity-VOF', portfolioId: '_system' }]);
  expect(heard[0]?.text).toContain('"VOF"');
  await callerAt(NOW + 25 * 3_600_000).look();
  expect(heard).toHaveLength(1);
});
