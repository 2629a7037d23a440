import { randomBytes } from 'node:crypto';
import type { Activity } from '../../../src/domain/activity';
import type { Ledger } from '../../../src/ledger/ledger';
import { activity, newBatch, newPortfolio } from '../../support/portfolios';
import { BY, expectFault, situationsOf } from './situations';

export function activitiesContract(ledger: Ledger): void {
  const { created, openedBatch, eventsOf } = situationsOf(ledger);

  describe('activities', () => {
    const deposit = activity({ id: 'a-1', cash: '100.00' });
    const split = activity({ id: 'a-2', kind: 'SPLIT', type: 'SPLIT', symbol: 'META', quantity: '10' });
    const take = (id: string, ...activities: Activity[]) =>
      ledger.takeActivities(id, { activities, through: BY.at }, BY);
    const book = (id: string, expectedVersion: number, booked: string[], included: string[] = []) =>
      ledger.bookActivities(id, { booked, included, expectedVersion }, BY);
    const statesOf = async (portfolioId: string) =>
      (await ledger.listActivities({ portfolioId, limit: 10 })).map(({ id, state }) => `${id} ${state}`);

    test('what is listed twice is kept once, and waits with its amounts in one text form', async () => {
      const { id } = await created();
      expect(await ledger.activitiesThrough(id)).toBeNull();
      await take(id, { ...split, quantity: '10.000' }, deposit);
      const waiting = await take(id, deposit, split);
      expect(waiting).toEqual([
        {
          ...deposit,
          portfolioId: id,
          number: expect.any(Number) as number,
          state: 'WAITING',
          seenAt: BY.at,
          settledAt: null,
        },
        {
          ...split,
          portfolioId: id,
          number: expect.any(Number) as number,
          state: 'WAITING',
          seenAt: BY.at,
          settledAt: null,
        },
      ]);
      expect(await ledger.activitiesThrough(id)).toBe(BY.at);
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED']);
    });

    test('it is booked once, with its audit row, however often it is asked for and listed', async () => {
      const { id } = await created();
      await take(id, deposit, split);
      const after = await book(id, 1, ['a-1', 'a-2']);
      expect(after).toMatchObject({ cash: '350.00', version: 2 });
      expect(after?.holdings.find(({ symbol }) => symbol === 'META')?.quantity).toBe('93.325');
      expect(await book(id, 1, ['a-1', 'a-2'])).toEqual(after);
      expect(await take(id, deposit, split)).toEqual([]);
      expect(await book(id, 2, ['a-1'])).toEqual(after);
      expect(await statesOf(id)).toEqual(['a-2 BOOKED', 'a-1 BOOKED']);
      const rows = (await ledger.listAudit(id)).filter(({ event }) => event === 'ACTIVITY_BOOKED');
      expect(rows.map(({ detail }) => [detail.activityId, detail.cashBefore, detail.cashAfter])).toEqual([
        ['a-1', '250.00', '350.00'],
        ['a-2', '350.00', '350.00'],
      ]);
    });

    test('two bookings at once book it once', async () => {
      const { id } = await created();
      await take(id, deposit);
      const both = await Promise.all([book(id, 1, ['a-1']), book(id, 1, ['a-1'])]);
      expect(both.map((one) => one?.cash)).toEqual(['350.00', '350.00']);
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'ACTIVITY_BOOKED']);
    });

    test('nothing is booked on a row that changed, or while a batch trades', async () => {
      const { id } = await created();
      await take(id, deposit);
      expect(await book(id, 2, ['a-1'])).toBeUndefined();
      await openedBatch(newBatch({ portfolioId: id }));
      expect(await book(id, 1, ['a-1'])).toBeUndefined();
      expect(await statesOf(id)).toEqual(['a-1 WAITING']);
      expect(await ledger.findPortfolio(id)).toMatchObject({ cash: '250.00' });
    });

    test('what the books had already is noted and changes nothing', async () => {
      const { id } = await created();
      await take(id, deposit);
      expect(await book(id, 1, [], ['a-1'])).toMatchObject({ cash: '250.00', version: 1 });
      expect(await statesOf(id)).toEqual(['a-1 INCLUDED']);
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'ACTIVITY_INCLUDED']);
    });

    test('an unknown kind is kept, audited and never booked', async () => {
      const { id } = await created();
      const unknown = activity({ id: 'a-3', kind: 'UNKNOWN', type: 'VOF', cash: '7.00' });
      expect(await take(id, unknown)).toEqual([]);
      await take(id, unknown);
      expect(await book(id, 1, ['a-3'])).toMatchObject({ cash: '250.00', version: 1 });
      expect(await statesOf(id)).toEqual(['a-3 IGNORED']);
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'ACTIVITY_IGNORED']);
    });

    test('what the broker takes back is not booked, and undone when it was', async () => {
      const { id } = await created();
      await take(id, deposit, split);
      await book(id, 1, ['a-1']);
      const back = await take(id, { ...deposit, isVoid: true }, { ...split, isVoid: true });
      expect(back.map(({ id, cash }) => [id, cash])).toEqual([['a-1/undone', '-100.00']]);
      await take(id, { ...deposit, isVoid: true });
      expect(await book(id, 2, ['a-1/undone'])).toMatchObject({ cash: '250.00', version: 3 });
      expect(await statesOf(id)).toEqual(['a-1/undone BOOKED', 'a-2 IGNORED', 'a-1 BOOKED']);
    });

    test('a symbol with another name takes its target along', async () => {
      const { id } = await created();
      const name = (id: string, symbol: string, quantity: string) =>
        activity({ id, kind: 'NAME_CHANGE', type: 'NC', symbol, quantity });
      await take(id, name('a-4', 'META', '-83.325'), name('a-5', 'FB', '83.325'));
      const renamed = await book(id, 1, ['a-4', 'a-5']);
      expect(renamed?.targets.map(({ symbol }) => symbol)).toEqual(['AAPL', 'FB', 'MSFT']);
      expect(renamed?.holdings.map(({ symbol }) => symbol)).toEqual(['AAPL', 'FB', 'MSFT']);
      expect(renamed).toMatchObject({ version: 2, settingsRevision: 2 });
    });

    test('what a person keeps from being traded stays so under its new name', async () => {
      const { id } = await created();
      const until = '2026-06-01T00:00:00.000Z';
      const kept = { symbol: 'META', kind: 'legacy', reason: 'a gift', until } as const;
      for (const one of [kept, { ...kept, kind: 'no-buy' } as const, { ...kept, symbol: 'MSFT' }])
        await ledger.addRestriction(id, one, BY);
      await ledger.addRestriction(id, { symbol: 'FB', kind: 'no-buy', reason: 'its own', until: null }, BY);
      const { version = 0, settingsRevision = 0 } = (await ledger.findPortfolio(id)) ?? {};
      const name = (id: string, symbol: string, quantity: string) =>
        activity({ id, kind: 'NAME_CHANGE', type: 'NC', symbol, quantity });
      await take(id, name('a-4', 'META', '-83.325'), name('a-5', 'FB', '83.325'));
      const renamed = await book(id, version, ['a-4', 'a-5']);
      expect(renamed?.restrictions.map(({ symbol, kind, reason }) => [symbol, kind, reason])).toEqual([
        ['FB', 'legacy', 'a gift'],
        ['FB', 'no-buy', 'its own'],
        ['META', 'no-buy', 'a gift'],
        ['MSFT', 'legacy', 'a gift'],
      ]);
      expect(renamed).toMatchObject({ version: version + 1, settingsRevision: settingsRevision + 1 });
      const events = (await ledger.listAudit(id)).slice(-2);
      expect(events.map(({ event, detail }) => [event, detail.symbol])).toEqual([
        ['RESTRICTION_REMOVED', 'META'],
        ['RESTRICTION_ADDED', 'FB'],
      ]);
    });

    test('more shares than there are cannot go', async () => {
      const { id } = await created();
      await take(id, { ...split, quantity: '-83.326' });
      await expectFault(book(id, 1, ['a-2']), 'REFUSED_BY_SCHEMA');
      expect(await statesOf(id)).toEqual(['a-2 WAITING']);
    });

    test('a split says by how much the price of the symbol has to follow, until a person accepts one', async () => {
      const symbol = `S${randomBytes(3).toString('hex').toUpperCase()}`;
      const portfolio = newPortfolio({ targets: [{ symbol, percent: '100' }], holdings: [{ symbol, quantity: '10' }] });
      await ledger.createPortfolio(portfolio, BY);
      await ledger.keepPrices([{ symbol, price: '500', known: null }], BY.at);
      await take(portfolio.id, { ...split, symbol, quantity: '90' });
      await book(portfolio.id, 1, ['a-2']);
      const action = { symbol, since: BY.at, priceBefore: '500', low: '10', high: '10' };
      expect((await ledger.readGuards(portfolio.id, BY.at)).knownPrices.get(symbol)).toMatchObject({ action });
      expect((await ledger.knownPrices()).find((one) => one.symbol === symbol)).toMatchObject({ action });
      await ledger.acceptPrice({ symbol, price: '490', reason: 'it is right' }, BY);
      expect((await ledger.readGuards(portfolio.id, BY.at)).knownPrices.get(symbol)).not.toHaveProperty('action');
    });

    test('pages are of one portfolio or of all, by what became of it, the last seen first', async () => {
      const [one, other] = [await created(), await created()];
      await take(one.id, deposit, activity({ id: 'a-9', kind: 'UNKNOWN', type: 'X' }));
      await take(other.id, deposit);
      const idsOf = async (which: Parameters<Ledger['listActivities']>[0]) =>
        (await ledger.listActivities(which)).map(({ portfolioId, id }) => `${portfolioId} ${id}`);
      expect(await idsOf({ limit: 1 })).toEqual([`${other.id} a-1`]);
      expect(await idsOf({ portfolioId: one.id, state: 'IGNORED', limit: 9 })).toEqual([`${one.id} a-9`]);
      const [last] = await ledger.listActivities({ limit: 1 });
      expect(await idsOf({ after: last?.number ?? 0, limit: 2 })).toEqual([`${one.id} a-9`, `${one.id} a-1`]);
    });
  });
}
