import { DEFAULT_POLICY } from '../../../src/domain/policy';
import { refusedAs } from '../../../src/domain/refused';
import type { Ledger } from '../../../src/ledger/ledger';
import { driftPolicyOf } from '../../support/drift-policy';
import { closing, newBatch, newPortfolio } from '../../support/portfolios';
import { BY, expectFault, FAILED, fillsOf, situationsOf } from './situations';

export function portfoliosContract(ledger: Ledger): void {
  const { created, openedAndFilled, openedAndFailed, batchOf, eventsOf } = situationsOf(ledger);

  describe('portfolios', () => {
    test('a new portfolio is ACTIVE with version 1, and its amounts have one text form', async () => {
      const portfolio = newPortfolio({
        targets: [
          { symbol: 'MSFT', percent: '50' },
          { symbol: 'AAPL', percent: '50.0' },
        ],
        holdings: [
          { symbol: 'MSFT', quantity: '1.500000000' },
          { symbol: 'AAPL', quantity: '0.000000001' },
          { symbol: 'META', quantity: '0.0' },
        ],
        cash: '7',
      });
      expect(await ledger.createPortfolio(portfolio, BY)).toEqual({ ok: true });
      expect(await ledger.findPortfolio(portfolio.id)).toEqual({
        id: portfolio.id,
        accountId: portfolio.accountId,
        status: 'ACTIVE',
        statusReason: null,
        statusBefore: null,
        frozen: false,
        freezeUndoes: false,
        version: 1,
        settingsRevision: 1,
        policy: portfolio.policy,
        policyVersion: 1,
        targets: [
          { symbol: 'AAPL', percent: '50.0000' },
          { symbol: 'MSFT', percent: '50.0000' },
        ],
        holdings: [
          { symbol: 'AAPL', quantity: '0.000000001' },
          { symbol: 'MSFT', quantity: '1.5' },
        ],
        restrictions: [],
        withdrawals: [],
        cash: '7.00',
        coolUntil: null,
        calendarDoneOn: null,
        rollbacksInARow: 0,
        refusal: null,
        refusedSince: null,
      });
    });

    test('creating the same portfolio again is ok even after it changed, and stores nothing', async () => {
      const portfolio = await created();
      await ledger.bookExternalCash(portfolio.id, '300.00', 1, BY);
      expect(await ledger.createPortfolio(portfolio, BY)).toEqual({ ok: true });
      expect(await eventsOf(portfolio.id)).toEqual(['PORTFOLIO_CREATED', 'EXTERNAL_CASH_BOOKED']);
      expect(await ledger.findPortfolio(portfolio.id)).toMatchObject({ version: 2, cash: '300.00' });
    });

    test('a second portfolio of the same id, or on the same account, is refused', async () => {
      const portfolio = await created();
      const other = { ...portfolio, cash: '1.00' };
      expect(await ledger.createPortfolio(other, BY)).toMatchObject({ refusal: 'PORTFOLIO_EXISTS' });
      const neighbour = newPortfolio({ accountId: portfolio.accountId });
      expect(await ledger.createPortfolio(neighbour, BY)).toMatchObject({ refusal: 'ACCOUNT_TAKEN' });
      expect(await ledger.findPortfolio(neighbour.id)).toBeUndefined();
      expect(await ledger.listAudit(neighbour.id)).toEqual([]);
    });

    test('targets that leave out what is held are refused: 0 says that it is to be sold', async () => {
      const { id, targets } = await created();
      const message = `portfolio ${id} holds AAPL, MSFT`;
      const without = { ok: false, refusal: 'HELD_WITHOUT_TARGET', message, symbols: ['AAPL', 'MSFT'] };
      expect(await ledger.setTargets(id, [{ symbol: 'META', percent: '100' }], BY)).toEqual(without);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 1, targets });
      const exits = ['AAPL', 'MSFT'].map((symbol) => ({ symbol, percent: '0' }));
      expect(await ledger.setTargets(id, [{ symbol: 'META', percent: '100' }, ...exits], BY)).toEqual({ ok: true });
    });

    test('an account is used again once its portfolio is CLOSED, and what it traded on that day still counts', async () => {
      const batch = await openedAndFilled();
      const { accountId, portfolioId } = batch;
      const next = newPortfolio({ accountId });
      const taken = { ok: false, refusal: 'ACCOUNT_TAKEN' };
      await ledger.setStatus(portfolioId, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      expect(await ledger.createPortfolio(next, BY)).toMatchObject(taken);
      await ledger.closeBatch(closing({ batchId: batch.id, fills: fillsOf(batch) }), BY);
      expect(await ledger.createPortfolio(next, BY)).toEqual({ ok: true });
      expect(await ledger.createPortfolio(newPortfolio({ accountId }), BY)).toMatchObject(taken);
      expect(await ledger.findPortfolioOfAccount(accountId)).toMatchObject({ id: next.id });
      expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ status: 'CLOSED' });
      const { tradedTodayUsd, runsToday } = await ledger.readGuards(next.id, '2026-03-02T00:00:00.000Z');
      expect({ tradedTodayUsd, runsToday }).toEqual({ tradedTodayUsd: '1500.00', runsToday: 0 });
      // A late run of the old one finds the books of the new one.
      await ledger.markStale(portfolioId, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY);
      expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ status: 'CLOSED' });
      expect(await ledger.openBatch(newBatch({ portfolioId, expectedVersion: 3 }), BY)).toMatchObject({ ok: false });
    });

    test('a batch that a CLOSED portfolio cannot settle keeps its account until a person has ended it', async () => {
      const { id: batchId, accountId, portfolioId } = await openedAndFailed();
      await ledger.setStatus(portfolioId, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      await ledger.markStale(portfolioId, { reason: 'REVERSAL_EXHAUSTED', cause: null, fills: [] }, BY);
      expect(await ledger.findPortfolio(portfolioId)).toMatchObject({ status: 'STALE', statusBefore: 'CLOSED' });
      const next = newPortfolio({ accountId });
      expect(await ledger.createPortfolio(next, BY)).toMatchObject({ refusal: 'ACCOUNT_TAKEN' });
      const adopt = { holdings: [], cash: '0.00' };
      const end = { batchState: 'ADOPTED' as const, fills: [], adopt, residual: null, releases: true, detail: {} };
      expect(await ledger.endStale(portfolioId, end, BY)).toBe(true);
      expect(await batchOf(batchId)).toMatchObject({ state: 'ADOPTED' });
      expect(await ledger.createPortfolio(next, BY)).toEqual({ ok: true });
    });

    test('of 10 portfolios created at once on an account exactly one is', async () => {
      const { id, accountId } = await created();
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => ledger.createPortfolio(newPortfolio({ accountId }), BY)),
      );
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    });

    test('a portfolio is found by its account until it is CLOSED', async () => {
      const { id, accountId } = await created();
      expect(await ledger.findPortfolioOfAccount(accountId)).toMatchObject({ id, status: 'ACTIVE' });
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      expect(await ledger.findPortfolioOfAccount(accountId)).toBeUndefined();
      expect(await ledger.findPortfolioOfAccount(id)).toBeUndefined();
    });

    test.each([
      ['a quantity with 10 decimals', { holdings: [{ symbol: 'META', quantity: '0.0000000001' }] }],
      ['a negative holding', { holdings: [{ symbol: 'META', quantity: '-1' }] }],
      ['cash with 3 decimals', { cash: '0.001' }],
      ['targets that do not sum to 100', { targets: [{ symbol: 'META', percent: '99.9999' }] }],
    ])('%s is refused instead of rounded', async (_what, some) => {
      const portfolio = newPortfolio(some);
      await expectFault(ledger.createPortfolio(portfolio, BY), 'REFUSED_BY_SCHEMA');
      expect(await ledger.findPortfolio(portfolio.id)).toBeUndefined();
    });

    test('each change raises the version by one, and the same change again does not', async () => {
      const { id } = await created();
      const pause = { from: ['ACTIVE'], to: 'PAUSED', reason: 'audit' } as const;
      const targets = [
        { symbol: 'AAPL', percent: '0.0000' },
        { symbol: 'META', percent: '100.0000' },
        { symbol: 'MSFT', percent: '0.0000' },
      ];
      for (const _run of [1, 2]) {
        expect(await ledger.setTargets(id, targets, BY)).toEqual({ ok: true });
        expect(await ledger.setStatus(id, pause, BY)).toEqual({ ok: true });
        expect(await ledger.bookExternalCash(id, '251.25', 3, BY)).toMatchObject({ cash: '251.25', version: 4 });
        expect(await ledger.findPortfolio(id)).toMatchObject({
          version: 4,
          targets,
          status: 'PAUSED',
          statusReason: 'audit',
          cash: '251.25',
        });
      }
      expect(await eventsOf(id)).toEqual([
        'PORTFOLIO_CREATED',
        'TARGETS_SET',
        'PORTFOLIO_PAUSED',
        'EXTERNAL_CASH_BOOKED',
      ]);
    });

    test('a status changes only from where the caller thinks it is, and ACTIVE has no reason', async () => {
      const { id } = await created();
      expect(await ledger.setStatus(id, { from: ['PAUSED'], to: 'CLOSED', reason: null }, BY)).toEqual(
        refusedAs('OTHER_STATUS', `${id} is ACTIVE`),
      );
      expect(await ledger.setStatus('nobody', { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY)).toEqual(
        refusedAs('OTHER_STATUS', 'nobody'),
      );
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'audit' }, BY);
      expect(await ledger.setStatus(id, { from: ['PAUSED'], to: 'ACTIVE', reason: 'done' }, BY)).toEqual({ ok: true });
      expect(await ledger.findPortfolio(id)).toMatchObject({ status: 'ACTIVE', statusReason: null, version: 3 });
    });

    test('targets are set of a portfolio that exists and is not CLOSED', async () => {
      const { id, targets } = await created();
      const other = [{ symbol: 'META', percent: '100' }];
      expect(await ledger.setTargets('nobody', other, BY)).toEqual(refusedAs('PORTFOLIO_NOT_FOUND', 'nobody'));
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      expect(await ledger.setTargets(id, other, BY)).toEqual(refusedAs('PORTFOLIO_CLOSED', id));
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 2, targets });
    });

    test('portfolios are listed by id, page by page, and by status', async () => {
      // They sort behind what other tests have made.
      for (const id of ['z-3', 'z-1', 'z-2']) await ledger.createPortfolio(newPortfolio({ id }), BY);
      await ledger.setStatus('z-2', { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY);
      const listed = async (which: Parameters<Ledger['listPortfolios']>[0]) =>
        (await ledger.listPortfolios(which)).map(({ id }) => id);
      expect(await listed({ after: 'z', limit: 9 })).toEqual(['z-1', 'z-2', 'z-3']);
      expect(await listed({ after: 'z-1', limit: 1 })).toEqual(['z-2']);
      expect(await listed({ after: 'z', limit: 9, status: 'PAUSED' })).toEqual(['z-2']);
      expect(await listed({ status: 'STALE', after: 'z', limit: 9 })).toEqual([]);
      expect(await ledger.listPortfolios({ after: 'z-2', limit: 1 })).toEqual([await ledger.findPortfolio('z-3')]);
    });

    test('a page has those to which everything applies that is asked for', async () => {
      const policy = DEFAULT_POLICY;
      const all = [{ symbol: 'PAGE', percent: '100' }];
      const some = { policy, targets: all, holdings: [] };
      const held = [{ symbol: 'PAGE', quantity: '1' }];
      for (const id of ['y-1', 'y-2', 'y-3', 'ya-4']) await ledger.createPortfolio(newPortfolio({ id, ...some }), BY);
      const exits = [{ symbol: 'META', percent: '100' }];
      await ledger.createPortfolio(newPortfolio({ id: 'y-5', targets: exits, holdings: held }), BY);
      await ledger.createPortfolio(newPortfolio({ id: 'y-6', targets: all, holdings: held }), BY);
      await ledger.setStatus('y-2', { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      await ledger.createPortfolio(newPortfolio({ id: 'y-7', accountId: 'account-y-2' }), BY);
      await ledger.markStale('y-3', { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY);
      await ledger.noteRefusal('y-1', { code: 'CAP_EXCEEDED', detail: '' }, 1, BY);
      await ledger.setStatus('y-6', { from: ['ACTIVE'], to: 'PAUSED', reason: 'BOOKS_DIFFER' }, BY);
      const listed = async (which: Omit<Parameters<Ledger['listPortfolios']>[0], 'limit'>) =>
        (await ledger.listPortfolios({ ...which, limit: 9 })).map(({ id }) => id);
      expect(await listed({ idPrefix: 'y-' })).toEqual(['y-1', 'y-2', 'y-3', 'y-5', 'y-6', 'y-7']);
      expect(await listed({ idPrefix: 'y-', after: 'y-3' })).toEqual(['y-5', 'y-6', 'y-7']);
      expect(await listed({ idPrefix: 'y-', after: 'z' })).toEqual([]);
      expect(await listed({ idPrefix: 'y-', status: 'ACTIVE' })).toEqual(['y-1', 'y-5', 'y-7']);
      expect(await listed({ accountId: 'account-y-2' })).toEqual(['y-2', 'y-7']);
      expect(await listed({ accountId: 'account-y-2', status: 'CLOSED', symbol: 'PAGE' })).toEqual(['y-2']);
      expect(await listed({ accountId: 'account-y-2', symbol: 'TSLA' })).toEqual([]);
      expect(await listed({ symbol: 'PAGE' })).toEqual(['y-1', 'y-2', 'y-3', 'y-5', 'y-6', 'ya-4']);
      expect(await listed({ symbol: 'PAGE', after: 'y-3' })).toEqual(['y-5', 'y-6', 'ya-4']);
      expect(await listed({ symbol: 'PAGE', status: 'ACTIVE', idPrefix: 'y-' })).toEqual(['y-1', 'y-5']);
      expect(await listed({ refusedCode: 'CAP_EXCEEDED', idPrefix: 'y-' })).toEqual(['y-1']);
      expect(await listed({ refusedCode: 'CAP_EXCEEDED', idPrefix: 'y-', symbol: 'PAGE' })).toEqual(['y-1']);
      expect(await listed({ staleReason: 'BOOKS_DIFFER', idPrefix: 'y-' })).toEqual(['y-3']);
      const two = await ledger.listPortfolios({ symbol: 'PAGE', after: 'y-3', limit: 2 });
      expect(two).toEqual([await ledger.findPortfolio('y-5'), await ledger.findPortfolio('y-6')]);
    });

    test('cash is booked as external only where nothing of ours can explain the difference', async () => {
      const { id, cash } = await created();
      expect(await ledger.bookExternalCash(id, '1.00', 2, BY)).toBeUndefined();
      const batch = newBatch({ portfolioId: id });
      await ledger.openBatch(batch, BY);
      expect(await ledger.bookExternalCash(id, '1.00', 1, BY)).toBeUndefined();
      for (const order of batch.orders) await ledger.recordOrder(`ab-${batch.id}-${order.symbol}-o-1`, FAILED, BY);
      await ledger.closeBatch(closing({ batchId: batch.id, state: 'ROLLED_BACK', residual: '0.00' }), BY);
      expect(await ledger.bookExternalCash(id, '1.00', 1, BY)).toBeUndefined();
      expect(await ledger.findPortfolio(id)).toMatchObject({ cash, version: 2 });
      expect(await ledger.bookExternalCash(id, '1.00', 2, BY)).toMatchObject({ cash: '1.00', version: 3 });
    });

    test('the versions of all portfolios are listed by id, the CLOSED ones left out', async () => {
      const [first, second, closed] = [await created(), await created(), await created()];
      await ledger.setStatus(closed.id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      await ledger.bookExternalCash(second.id, '0.00', 1, BY);
      const versions = await ledger.portfolioVersions();
      const ids = versions.map((version) => version.id);
      expect(ids).toEqual([...ids].sort());
      expect(ids).not.toContain(closed.id);
      expect(versions).toContainEqual({ id: first.id, version: 1 });
      expect(versions).toContainEqual({ id: second.id, version: 2 });
      const at = ids.indexOf(second.id);
      expect(await ledger.portfolioVersions({ after: second.id, limit: 1 })).toEqual(versions.slice(at + 1, at + 2));
      expect(await ledger.portfolioVersions({ after: ids.at(-1) ?? '', limit: 1 })).toEqual([]);
    });

    test('several are found at once, by id, each as it is found alone', async () => {
      const ids = [(await created()).id, (await created()).id].sort();
      const found = await ledger.findPortfolios([...ids, 'nobody', ids[0] ?? ''].reverse());
      expect(found).toEqual(await Promise.all(ids.map((id) => ledger.findPortfolio(id))));
      expect(await ledger.findPortfolios([])).toEqual([]);
    });

    test('what decides the drift of several is what each has', async () => {
      const empty = newPortfolio({ holdings: [], cash: '-0.50' });
      await ledger.createPortfolio(empty, BY);
      const assetClasses = [{ name: 'EQUITY', band: '3.0000', symbols: ['META'] }];
      const policy = { ...DEFAULT_POLICY, assetClasses };
      const whole = newPortfolio({ policy, holdings: [{ symbol: 'META', quantity: '100' }] });
      await ledger.createPortfolio(whole, BY);
      const ids = [(await created()).id, empty.id, whole.id];
      await ledger.setStatus(empty.id, { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY);
      const expected = (await ledger.findPortfolios(ids)).map(
        ({ id, status, version, policy, targets, holdings, restrictions, withdrawals, cash, calendarDoneOn }) => {
          const held = { targets, holdings, restrictions, withdrawals, cash, calendarDoneOn };
          const { calendar, calendarDay } = policy;
          return { id, status, version, policy: { ...driftPolicyOf(policy), calendar, calendarDay }, ...held };
        },
      );
      expect(await ledger.findWatched([...ids, 'nobody'])).toEqual(expected);
    });
  });
}
