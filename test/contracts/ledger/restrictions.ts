import type { Ledger } from '../../../src/ledger/ledger';
import { BY, situationsOf } from './situations';

export function restrictionsContract(ledger: Ledger): void {
  const { created, eventsOf } = situationsOf(ledger);

  describe('restrictions', () => {
    const LATER = '2026-04-01T00:00:00.000Z';
    const noBuy = { symbol: 'META', kind: 'no-buy', reason: 'sold at a loss', until: LATER } as const;
    const legacy = { symbol: 'IBM', kind: 'legacy', reason: 'inherited', until: null } as const;
    const restrictionsOf = async (id: string) => (await ledger.findPortfolio(id))?.restrictions;

    test('each is kept with who set it and when, in the order of the symbols, and makes a new version', async () => {
      const { id } = await created();
      expect(await ledger.addRestriction(id, noBuy, BY)).toEqual({ ok: true });
      expect(await ledger.addRestriction(id, legacy, BY)).toEqual({ ok: true });
      const set = { by: BY.name, at: BY.at };
      expect(await restrictionsOf(id)).toEqual([
        { ...legacy, ...set },
        { ...noBuy, ...set },
      ]);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 3, settingsRevision: 3 });
      expect((await ledger.findWatched([id]))[0]?.restrictions).toEqual(await restrictionsOf(id));
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'RESTRICTION_ADDED', 'RESTRICTION_ADDED']);
    });

    test('one of the same kind for the symbol takes the place of the one before; the same again changes nothing', async () => {
      const { id } = await created();
      await ledger.addRestriction(id, noBuy, BY);
      await ledger.addRestriction(id, noBuy, BY);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 2 });
      await ledger.addRestriction(id, { ...noBuy, until: null }, BY);
      expect(await restrictionsOf(id)).toMatchObject([{ symbol: 'META', until: null }]);
    });

    test('one is removed, and one that is not there is not', async () => {
      const { id } = await created();
      await ledger.addRestriction(id, noBuy, BY);
      const other = { symbol: 'META', kind: 'no-sell' } as const;
      expect(await ledger.removeRestriction(id, other, BY)).toMatchObject({ refusal: 'RESTRICTION_NOT_FOUND' });
      expect(await ledger.removeRestriction(id, noBuy, BY)).toEqual({ ok: true });
      expect(await restrictionsOf(id)).toEqual([]);
      expect((await eventsOf(id)).at(-1)).toBe('RESTRICTION_REMOVED');
      expect(await ledger.removeRestriction('nobody', noBuy, BY)).toMatchObject({ refusal: 'PORTFOLIO_NOT_FOUND' });
    });

    test('what is over is taken out of the row, once, and makes a new version', async () => {
      const { id } = await created();
      await ledger.addRestriction(id, noBuy, BY);
      await ledger.addRestriction(id, { ...noBuy, kind: 'no-sell' }, BY);
      await ledger.addRestriction(id, legacy, BY);
      await ledger.endRestrictions({ name: 'monitor', at: '2026-03-31T23:59:59.999Z' });
      expect(await restrictionsOf(id)).toHaveLength(3);
      expect(await ledger.endRestrictions({ name: 'monitor', at: LATER })).toBeGreaterThan(0);
      expect(await restrictionsOf(id)).toMatchObject([legacy]);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 5 });
      expect((await eventsOf(id)).slice(-2)).toEqual(['RESTRICTION_ENDED', 'RESTRICTION_ENDED']);
      await ledger.endRestrictions({ name: 'monitor', at: LATER });
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 5 });
    });

    test('a CLOSED portfolio has no new ones', async () => {
      const { id } = await created();
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      expect(await ledger.addRestriction(id, noBuy, BY)).toMatchObject({ refusal: 'PORTFOLIO_CLOSED' });
    });
  });
}
