import type { Ledger } from '../../../src/ledger/ledger';
import { actor, newBatch } from '../../support/portfolios';
import { BY, FREEZE, situationsOf } from './situations';

export function refusalsContract(ledger: Ledger): void {
  const { created, paused, stale, openedBatch, closeFilled } = situationsOf(ledger);

  describe('refusals', () => {
    const AT = '2026-03-02T16:00:00.000Z';
    const BEFORE = '2026-03-02T15:00:02.000Z';
    const OLD = { code: 'PRICE_TOO_OLD', detail: 'META traded last at 15:00' } as const;
    const OLDER = { code: 'PRICE_TOO_OLD', detail: 'META traded last at 14:00' } as const;
    const CAP = { code: 'CAP_EXCEEDED', detail: 'an order of $2' } as const;

    test('the row keeps why and since when; the first time stays while the code does, and the version always', async () => {
      const { id } = await created();
      expect(await ledger.noteRefusal(id, OLD, 1, BY)).toBe(true);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 1, refusal: OLD, refusedSince: BEFORE });
      expect(await ledger.noteRefusal(id, OLDER, 1, actor({ at: AT }))).toBe(true);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 1, refusal: OLDER, refusedSince: BEFORE });
      expect(await ledger.noteRefusal(id, CAP, 1, actor({ at: AT }))).toBe(true);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 1, refusal: CAP, refusedSince: AT });
      for (const _run of [1, 2]) expect(await ledger.noteRefusal(id, null, 1, BY)).toBe(true);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 1, refusal: null, refusedSince: null });
      expect((await ledger.listAudit(id)).slice(1)).toMatchObject([
        { event: 'PORTFOLIO_REFUSED', detail: OLD },
        { event: 'PORTFOLIO_REFUSED', detail: CAP },
        { event: 'REFUSAL_ENDED', detail: { code: 'CAP_EXCEEDED', since: AT } },
      ]);
    });

    test('what was decided about another version, or of a portfolio that is not traded, is not kept', async () => {
      const { id } = await created();
      expect(await ledger.noteRefusal(id, OLD, 2, BY)).toBe(false);
      expect(await ledger.noteRefusal('nobody', OLD, 1, BY)).toBe(false);
      const frozen = await created();
      await ledger.freeze(frozen.id, FREEZE, BY);
      for (const held of [await paused(), await stale(), frozen.id])
        expect(await ledger.noteRefusal(held, OLD, 2, BY)).toBe(false);
      expect(await ledger.findPortfolio(id)).toMatchObject({ refusal: null });
    });

    test('a step that wakes up late does not put its refusal in the place of a newer one', async () => {
      const { id } = await created();
      expect(await ledger.noteRefusal(id, CAP, 1, BY, null)).toBe(true);
      expect(await ledger.noteRefusal(id, OLD, 1, BY, null)).toBe(false);
      expect(await ledger.noteRefusal(id, null, 1, BY, OLD)).toBe(false);
      expect(await ledger.findPortfolio(id)).toMatchObject({ refusal: CAP });
      expect(await ledger.noteRefusal(id, OLD, 1, BY, CAP)).toBe(true);
      expect(await ledger.noteRefusal(id, OLDER, 1, BY, { ...OLD, detail: '' })).toBe(false);
    });

    test('a batch ends it, and while one is open nothing is kept', async () => {
      const { id } = await created();
      await ledger.noteRefusal(id, OLD, 1, BY);
      const batch = await openedBatch(newBatch({ portfolioId: id }));
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 1, refusal: null, refusedSince: null });
      expect(await ledger.noteRefusal(id, OLD, 1, BY)).toBe(false);
      await closeFilled(batch.id);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 2, refusal: null });
    });

    test('a refusal and a batch at the same moment never leave a refused portfolio that trades', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { id } = await created();
        await Promise.all([ledger.noteRefusal(id, OLD, 1, BY), ledger.openBatch(newBatch({ portfolioId: id }), BY)]);
        expect(await ledger.findOpenBatch(id)).toBeDefined();
        expect(await ledger.findPortfolio(id)).toMatchObject({ refusal: null });
      }
    });

    test.each([
      ['a pause', (id: string) => ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY)],
      ['a freeze', (id: string) => ledger.freeze(id, FREEZE, BY)],
      ['STALE', (id: string) => ledger.markStale(id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY)],
    ])('%s ends it: the status says more', async (_what, end) => {
      const { id } = await created();
      await ledger.noteRefusal(id, OLD, 1, BY);
      await end(id);
      expect(await ledger.findPortfolio(id)).toMatchObject({ refusal: null, refusedSince: null });
    });

    test('who is refused is listed, the longest first, page by page and by code, and counted by code', async () => {
      const counted = async () => new Map((await ledger.vitals()).refused.map((one) => [one.code, one]));
      const before = await counted();
      const [first, second, third] = [await created(), await created(), await created()];
      const at = (year: number) => actor({ at: `${year}-01-02T15:00:00.000Z` });
      await ledger.noteRefusal(second.id, CAP, 1, at(1998));
      await ledger.noteRefusal(first.id, OLD, 1, at(1997));
      await ledger.noteRefusal(third.id, CAP, 1, at(1999));
      const entry = ({ id, accountId }: typeof first, refusal: object, year: number) => {
        return { id, accountId, version: 1, ...refusal, since: at(year).at };
      };
      const all = [entry(first, OLD, 1997), entry(second, CAP, 1998), entry(third, CAP, 1999)];
      expect(await ledger.listRefused({ limit: 3 })).toEqual(all);
      expect(await ledger.listRefused({ limit: 2, after: { id: first.id, since: at(1997).at } })).toEqual(all.slice(1));
      expect(await ledger.listRefused({ limit: 2, code: 'CAP_EXCEEDED' })).toEqual(all.slice(1));
      const after = await counted();
      expect(after.get('CAP_EXCEEDED')).toEqual({
        code: 'CAP_EXCEEDED',
        count: (before.get('CAP_EXCEEDED')?.count ?? 0) + 2,
        oldest: at(1998).at,
      });
      expect([...after.keys()]).toEqual([...after.keys()].sort());
      for (const { id } of [first, second, third]) await ledger.noteRefusal(id, null, 1, BY);
    });

    test('what no database can store is stored as far as it can be, and no more than a few lines', async () => {
      const { id } = await created();
      await ledger.noteRefusal(id, { code: 'ACCOUNT_UNREADABLE', detail: `a\u0000${'b'.repeat(10_000)}` }, 1, BY);
      const { refusal } = (await ledger.findPortfolio(id)) ?? {};
      expect(refusal?.detail).toMatch(/^a.*b{400}/);
      expect(refusal?.detail.length).toBeLessThanOrEqual(500);
    });
  });
}
