import type { Ledger } from '../../../src/ledger/ledger';
import { closing, newBatch } from '../../support/portfolios';
import { BY, expectFault, situationsOf } from './situations';

export function vitalsContract(ledger: Ledger): void {
  const { created, paused, stale, openedBatch, sent, record } = situationsOf(ledger);

  test('the vitals count portfolios, open batches and unknown orders, and know the oldest batch under way', async () => {
    const before = await ledger.vitals();
    await paused();
    await stale();
    const { id } = await created();
    const pricedAt = '2026-01-02T15:00:00.000Z';
    const batch = await openedBatch(newBatch({ portfolioId: id, pricedAt }));
    await sent(batch, 'META');
    await record(batch, 'META', { event: 'UNANSWERED', errorCode: 'DEADLINE', errorMessage: 'late' });
    expect(await ledger.vitals()).toEqual({
      portfolios: {
        ...before.portfolios,
        PAUSED: before.portfolios.PAUSED + 1,
        STALE: before.portfolios.STALE + 1,
      },
      openBatches: { ...before.openBatches, PENDING: before.openBatches.PENDING + 1 },
      unknownOrders: before.unknownOrders + 1,
      oldestPending: pricedAt,
      refused: before.refused,
      rollouts: before.rollouts,
      oldestCohort: before.oldestCohort,
    });
    await ledger.markStale(id, { reason: 'OUTCOME_UNKNOWN', cause: null, fills: [] }, BY);
    const after = await ledger.vitals();
    expect(after.openBatches).toEqual({ ...before.openBatches, STALE: before.openBatches.STALE + 1 });
    expect(after).toMatchObject({ unknownOrders: before.unknownOrders + 1, oldestPending: before.oldestPending });
  });

  test('what does not exist is not found', async () => {
    expect(await ledger.findPortfolio('nobody')).toBeUndefined();
    expect(await ledger.findBatch('not-a-batch')).toBeUndefined();
    expect(await ledger.findOpenBatch('nobody')).toBeUndefined();
    expect(await ledger.listBatches('nobody')).toEqual([]);
    expect(await ledger.listFills('not-a-batch')).toEqual([]);
    expect(await ledger.listAudit('nobody')).toEqual([]);
    expect(await ledger.closeBatch(closing({ batchId: 'not-a-batch' }), BY)).toBe(false);
    await expectFault(ledger.raiseEpoch('not-a-batch', BY), 'ROW_LOST');
    await expectFault(ledger.bookExternalCash('nobody', '1.00', 1, BY), 'REFUSED_BY_SCHEMA');
  });
}
