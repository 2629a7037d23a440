import { DEFAULT_POLICY } from '../../../src/domain/policy';
import type { Ledger } from '../../../src/ledger/ledger';
import { BY, FREEZE, OTHER_TARGETS, situationsOf } from './situations';

export function settingsContract(ledger: Ledger): void {
  const { created, closed, eventsOf } = situationsOf(ledger);

  describe('the revision of the settings', () => {
    const SETTINGS: [string, (id: string, ifRevision?: number) => Promise<unknown>][] = [
      ['targets', (id, ifRevision) => ledger.setTargets(id, OTHER_TARGETS, BY, ifRevision)],
      [
        'a policy',
        (id, ifRevision) => {
          const policy = { ...DEFAULT_POLICY, driftThreshold: '7.0000' };
          return ledger.setPolicy(id, { policy, ifVersion: null, ...(ifRevision && { ifRevision }), reason: 'r' }, BY);
        },
      ],
      [
        'a status',
        (id, ifRevision) =>
          ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'r', ...(ifRevision && { ifRevision }) }, BY),
      ],
    ];

    test.each(SETTINGS)('%s: raises it, once', async (_what, set) => {
      const { id } = await created();
      for (const _run of [1, 2]) {
        expect(await set(id, 1)).toMatchObject({ ok: true });
        expect(await ledger.findPortfolio(id)).toMatchObject({ settingsRevision: 2, version: 2 });
      }
    });

    test.each(SETTINGS)('%s: who has seen another revision than there is changes nothing', async (_what, set) => {
      const { id } = await created();
      await ledger.freeze(id, FREEZE, BY);
      const before = await ledger.findPortfolio(id);
      expect(await set(id, 1)).toEqual({
        ...{ ok: false, refusal: 'SETTINGS_CHANGED', revision: 2 },
        message: `the settings of ${id} have revision 2 by now`,
      });
      expect(await ledger.findPortfolio(id)).toEqual(before);
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'PORTFOLIO_FROZEN']);
    });

    test('of 10 that have seen the same revision exactly one changes the settings', async () => {
      const { id } = await created();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => {
          const targets = [
            { symbol: 'META', percent: `${n}` },
            { symbol: 'AAPL', percent: `${100 - n}` },
          ];
          return ledger.setTargets(id, [...targets, { symbol: 'MSFT', percent: '0' }], BY, 1);
        }),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(await ledger.findPortfolio(id)).toMatchObject({ settingsRevision: 2 });
    });

    test('what trades, is booked or is refused leaves it; what the system makes of the status does not', async () => {
      const batch = await closed();
      const { portfolioId: id } = batch;
      await ledger.bookExternalCash(id, '1.00', 2, BY);
      await ledger.noteRefusal(id, { code: 'CAP_EXCEEDED', detail: '' }, 3, BY);
      expect(await ledger.findPortfolio(id)).toMatchObject({ settingsRevision: 1, version: 3 });
      await ledger.markStale(id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY);
      expect(await ledger.findPortfolio(id)).toMatchObject({ settingsRevision: 2, version: 4 });
    });
  });
}
