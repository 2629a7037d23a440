import type { Ledger } from '../../../src/ledger/ledger';

export function watchContract(ledger: Ledger): void {
  describe('watch reports', () => {
    test('what a monitor sees replaces what it said before, and each part has its own', async () => {
      const report = {
        shard: '1/2',
        at: '2026-03-02T15:00:00.000Z',
        drifts: [10, 5, 1, 0, 2],
        unjudged: 1,
        waiting: 3,
        heldBack: 'market-closed',
        running: 4,
        endedPerMinute: 120,
        pricedAt: '2026-03-02T14:59:59.000Z',
      };
      await ledger.reportWatch({ ...report, shard: '2/2', pricedAt: null, heldBack: null });
      await ledger.reportWatch(report);
      const later = { ...report, at: '2026-03-02T15:00:05.000Z', drifts: [9, 6, 1, 0, 2], heldBack: null };
      await ledger.reportWatch(later);
      expect(await ledger.watchReports()).toEqual([later, { ...report, shard: '2/2', pricedAt: null, heldBack: null }]);
    });
  });
}
