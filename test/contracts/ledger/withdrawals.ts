import { randomBytes } from 'node:crypto';
import type { Ledger } from '../../../src/ledger/ledger';
import { activity, newBatch } from '../../support/portfolios';
import { BY, FREEZE, situationsOf } from './situations';

export function withdrawalsContract(ledger: Ledger): void {
  const { created, eventsOf } = situationsOf(ledger);

  describe('withdrawals', () => {
    const LATER = '2026-04-01T00:00:00.000Z';
    const withdrawal = (some: { amount?: string; until?: string | null; most?: string } = {}) => {
      const id = randomBytes(4).toString('hex');
      return { id, amount: '100.00', reason: 'a house', until: null, most: '10000.00', ...some };
    };
    const request = async (portfolioId: string, some: Parameters<typeof withdrawal>[0] = {}) => {
      const given = withdrawal(some);
      expect(await ledger.requestWithdrawal(portfolioId, given, BY)).toMatchObject({ ok: true });
      return given.id;
    };
    const openOf = async (id: string) => (await ledger.findPortfolio(id))?.withdrawals;
    const stateOf = async (id: string) => (await ledger.listWithdrawals({ id, limit: 1 }))[0]?.state;
    const end = (portfolioId: string, withdrawalId: string, state: 'PAID' | 'CANCELLED' = 'CANCELLED') =>
      ledger.endWithdrawal(portfolioId, { withdrawalId, state }, BY);

    test('each is kept with who asked for it and when, oldest first, and makes a new version', async () => {
      const { id } = await created();
      const [first, second] = [withdrawal({ amount: '100' }), withdrawal({ amount: '0.01', until: LATER })];
      const set = { by: BY.name, at: BY.at };
      const kept = ({ most: _, ...given }: typeof first, amount: string) => ({ ...given, amount, ...set });
      expect(await ledger.requestWithdrawal(id, first, BY)).toEqual({ ok: true, withdrawal: kept(first, '100.00') });
      await ledger.requestWithdrawal(id, second, BY);
      expect(await openOf(id)).toEqual([kept(first, '100.00'), kept(second, '0.01')]);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 3, settingsRevision: 1 });
      expect((await ledger.findWatched([id]))[0]?.withdrawals).toEqual(await openOf(id));
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'WITHDRAWAL_REQUESTED', 'WITHDRAWAL_REQUESTED']);
    });

    test('together they take at most what they may, and a refusal stores nothing', async () => {
      const { id } = await created();
      await request(id, { amount: '60.00', most: '100.00' });
      const more = (amount: string) => ledger.requestWithdrawal(id, withdrawal({ amount, most: '100.00' }), BY);
      expect(await more('40.01')).toMatchObject({ ok: false, refusal: 'WITHDRAWAL_TOO_LARGE' });
      expect(await openOf(id)).toHaveLength(1);
      expect(await more('40.00')).toMatchObject({ ok: true });
    });

    test('none is asked of a portfolio that is CLOSED, STALE, frozen or not there', async () => {
      const refusalOf = async (id: string) => {
        const answer = await ledger.requestWithdrawal(id, withdrawal(), BY);
        return answer.ok ? undefined : answer.refusal;
      };
      const [closed, stale, frozen] = [await created(), await created(), await created()];
      await ledger.setStatus(closed.id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      await ledger.markStale(stale.id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY);
      await ledger.freeze(frozen.id, FREEZE, BY);
      expect(await refusalOf(closed.id)).toBe('PORTFOLIO_CLOSED');
      expect(await refusalOf(stale.id)).toBe('PORTFOLIO_STALE');
      expect(await refusalOf(frozen.id)).toBe('PORTFOLIO_STALE');
      expect(await refusalOf('nobody')).toBe('PORTFOLIO_NOT_FOUND');
    });

    test('one ends once: the same end again changes nothing, and another is refused', async () => {
      const { id } = await created();
      const which = await request(id);
      expect(await end(id, which)).toEqual({ ok: true });
      expect(await end(id, which)).toEqual({ ok: true });
      expect(await end(id, which, 'PAID')).toMatchObject({ refusal: 'WITHDRAWAL_ENDED' });
      expect(await end(id, 'nothing')).toMatchObject({ refusal: 'WITHDRAWAL_NOT_FOUND' });
      expect(await end((await created()).id, which)).toMatchObject({ refusal: 'WITHDRAWAL_NOT_FOUND' });
      expect(await openOf(id)).toEqual([]);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 3 });
      expect((await eventsOf(id)).slice(1)).toEqual(['WITHDRAWAL_REQUESTED', 'WITHDRAWAL_CANCELLED']);
      const [row] = await ledger.listWithdrawals({ portfolioId: id, limit: 10 });
      expect(row).toMatchObject({ id: which, state: 'CANCELLED', endedBy: BY.name, endedAt: BY.at, amount: '100.00' });
    });

    test('one of a STALE portfolio may end', async () => {
      const { id } = await created();
      const which = await request(id);
      await ledger.markStale(id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY);
      expect(await end(id, which, 'PAID')).toEqual({ ok: true });
      expect(await stateOf(which)).toBe('PAID');
    });

    test('what is over is cancelled, once, and makes a new version', async () => {
      const { id } = await created();
      const [over, stays] = [await request(id, { until: LATER }), await request(id)];
      await ledger.endWithdrawals({ name: 'monitor', at: '2026-03-31T23:59:59.999Z' });
      expect(await openOf(id)).toHaveLength(2);
      expect(await ledger.endWithdrawals({ name: 'monitor', at: LATER })).toBeGreaterThan(0);
      expect(await openOf(id)).toMatchObject([{ id: stays }]);
      expect(await stateOf(over)).toBe('CANCELLED');
      await ledger.endWithdrawals({ name: 'monitor', at: LATER });
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 4 });
    });

    test('an activity of exactly its amount ends it as PAID, whether it is booked or was in the books', async () => {
      for (const how of ['booked', 'included'] as const) {
        const { id, cash } = await created();
        const [first, same] = [await request(id, { amount: '100.00' }), await request(id, { amount: '100.00' })];
        const left = activity({ id: `csw-${id}`, cash: '-100.00', type: 'CSW', at: LATER });
        const other = activity({ id: `fee-${id}`, cash: '-100.00', kind: 'FEE', type: 'FEE', at: LATER });
        await ledger.takeActivities(id, { activities: [left, other], through: LATER }, BY);
        const settled = { booked: [], included: [], [how]: [left.id], expectedVersion: 3 };
        const after = await ledger.bookActivities(id, settled, BY);
        expect(after).toMatchObject({ version: 4, withdrawals: [{ id: same }] });
        expect(after?.cash).toBe(how === 'booked' ? (Number(cash) - 100).toFixed(2) : cash);
        expect([await stateOf(first), await stateOf(same)]).toEqual(['PAID', 'OPEN']);
        const paid = (await ledger.listAudit(id)).find(({ event }) => event === 'WITHDRAWAL_PAID');
        expect(paid?.detail).toEqual({ withdrawalId: first, amount: '100.00', activityId: left.id });
        // A fee takes out nothing that somebody asked for.
        await ledger.bookActivities(id, { booked: [other.id], included: [], expectedVersion: 4 }, BY);
        expect(await stateOf(same)).toBe('OPEN');
      }
    });

    test('an activity from before it was asked for does not end it', async () => {
      const { id } = await created();
      const which = await request(id, { amount: '100.00' });
      const before = activity({ id: `csw-${id}`, cash: '-100.00', type: 'CSW', at: '2020-01-01T00:00:00.000Z' });
      await ledger.takeActivities(id, { activities: [before], through: LATER }, BY);
      await ledger.bookActivities(id, { booked: [before.id], included: [], expectedVersion: 2 }, BY);
      expect(await stateOf(which)).toBe('OPEN');
    });

    test('cash that left without an activity ends the one of exactly its amount as PAID', async () => {
      const { id } = await created();
      const [other, which] = [await request(id, { amount: '99.99' }), await request(id, { amount: '100.00' })];
      expect(await ledger.bookExternalCash(id, '150.00', 3, BY)).toMatchObject({ withdrawals: [{ id: other }] });
      expect(await stateOf(which)).toBe('PAID');
      expect((await eventsOf(id)).slice(-2)).toEqual(['EXTERNAL_CASH_BOOKED', 'WITHDRAWAL_PAID']);
    });

    test('an activity that lists what the cash showed before ends no other one of the same amount', async () => {
      const { id } = await created();
      const [first, same] = [await request(id, { amount: '100.00' }), await request(id, { amount: '100.00' })];
      // The account showed it before the broker listed it.
      await ledger.bookExternalCash(id, '150.00', 3, BY);
      expect([await stateOf(first), await stateOf(same)]).toEqual(['PAID', 'OPEN']);
      const listed = async (name: string, expectedVersion: number) => {
        const left = activity({ id: `${name}-${id}`, cash: '-100.00', type: 'CSW', at: BY.at });
        await ledger.takeActivities(id, { activities: [left], through: BY.at }, BY);
        return ledger.bookActivities(id, { booked: [], included: [left.id], expectedVersion }, BY);
      };
      await listed('first', 4);
      expect([await stateOf(first), await stateOf(same)]).toEqual(['PAID', 'OPEN']);
      // The next one is of other money.
      expect(await listed('second', 4)).toMatchObject({ withdrawals: [] });
      expect(await stateOf(same)).toBe('PAID');
    });

    test('a batch that was planned without it does not open', async () => {
      const { id } = await created();
      await request(id);
      const batch = newBatch({ portfolioId: id, expectedVersion: 1 });
      expect(await ledger.openBatch(batch, BY)).toMatchObject({ refusal: 'VERSION_CHANGED' });
    });

    test('a page has the last asked for first, and goes on behind a number', async () => {
      const { id } = await created();
      const ids = [await request(id), await request(id), await request(id)];
      await end(id, ids[1] ?? '');
      const [last, middle] = await ledger.listWithdrawals({ portfolioId: id, limit: 2 });
      expect([last?.id, middle?.id]).toEqual([ids[2], ids[1]]);
      const rest = await ledger.listWithdrawals({ portfolioId: id, after: middle?.number ?? 0, limit: 2 });
      expect(rest.map((one) => one.id)).toEqual([ids[0]]);
      const open = await ledger.listWithdrawals({ portfolioId: id, state: 'OPEN', limit: 10 });
      expect(open.map((one) => one.id)).toEqual([ids[2], ids[0]]);
    });
  });
}
