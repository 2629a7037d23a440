import { randomBytes, randomUUID } from 'node:crypto';
import type { Approval, Proposal } from '../../src/domain/approval';
import type { AuditEvent } from '../../src/domain/audit-events';
import type { Batch, Fill } from '../../src/domain/batch';
import type { LedgerFaultCode, OutOfDateCode, StaleReason } from '../../src/domain/causes';
import { InvariantError } from '../../src/domain/invariant';
import type { TradingPosition } from '../../src/domain/kill-switch';
import type { Order, OrderState } from '../../src/domain/order';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { DOORS } from '../../src/domain/principal';
import { refusedAs } from '../../src/domain/refused';
import { ALERTED, IN_DIGEST } from '../../src/domain/stale-digest';
import {
  type Actor,
  type AuditRow,
  type BegunRequest,
  type BuySize,
  type EndStale,
  type EventCursor,
  type EventRow,
  type KeyedRequest,
  type Ledger,
  type NewBatch,
  NO_EVENT,
  type OrderNews,
  type PolicyChange,
  SYSTEM_AUDIT,
} from '../../src/ledger/ledger';
import { chainProblem } from '../../src/ledger/rules/audit-chain';
import { until } from '../../src/local/process/until';
import { driftPolicyOf } from '../support/drift-policy';
import { actor, closing, fill, newBatch, newPortfolio } from '../support/portfolios';

const FREEZE = { actor: 'anna', reason: 'complaint' };
const BY = actor();
const OTHER_TARGETS = ['AAPL', 'META', 'MSFT'].map((symbol, n) => ({ symbol, percent: ['50', '30', '20'][n] ?? '' }));
const FILLED: OrderNews = { event: 'FILLED', filledPrice: '100' };
const FAILED: OrderNews = { event: 'FAILED', errorCode: 'OTHER', errorMessage: 'no' };

/** What every ledger keeps, whatever it is made of. `current` gives the one under test. */
export function ledgerContract(current: () => Ledger): void {
  const ledger = new Proxy({} as Ledger, { get: (_target, name: keyof Ledger) => current()[name] });

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

  describe('what a portfolio was worth', () => {
    test('the last value of a day stays, days come oldest first, and those of more than a year ago are forgotten', async () => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const note = (day: string, value: string) => ledger.noteValue(portfolio.id, { day, value, cash: '10.00' });
      expect(await ledger.listValues(portfolio.id)).toEqual([]);
      await note('2025-02-10', '900.00');
      await note('2025-02-11', '901.00');
      await note('2026-03-17', '1000.00');
      await note('2026-03-16', '-1.50');
      await note('2026-03-17', '1002.50');
      expect(await ledger.listValues(portfolio.id)).toEqual([
        { day: '2025-02-11', value: '901.00', cash: '10.00' },
        { day: '2026-03-16', value: '-1.50', cash: '10.00' },
        { day: '2026-03-17', value: '1002.50', cash: '10.00' },
      ]);
    });
  });

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
        cash: '7.00',
        coolUntil: null,
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
      const whole = newPortfolio({ holdings: [{ symbol: 'META', quantity: '100' }] });
      await ledger.createPortfolio(whole, BY);
      const ids = [(await created()).id, empty.id, whole.id];
      await ledger.setStatus(empty.id, { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY);
      const expected = (await ledger.findPortfolios(ids)).map(
        ({ id, status, version, policy, targets, holdings, cash }) => {
          return { id, status, version, policy: driftPolicyOf(policy), targets, holdings, cash };
        },
      );
      expect(await ledger.findWatched([...ids, 'nobody'])).toEqual(expected);
    });
  });

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

  describe('policies', () => {
    const calmer: PolicyChange = {
      policy: { ...DEFAULT_POLICY, driftThreshold: '7.5000' },
      ifVersion: 1,
      reason: 'it traded too often',
    };

    test('a policy is replaced under a new version, once, with who set it, when and why', async () => {
      const portfolio = await created();
      const { id } = portfolio;
      expect(await ledger.findPortfolio(id)).toMatchObject({ policyVersion: 1 });
      const by = actor({ name: 'anna', at: '2026-03-03T15:00:00.000Z' });
      for (const _run of [1, 2]) expect(await ledger.setPolicy(id, calmer, by)).toEqual({ ok: true, version: 2 });
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 2, policyVersion: 2, policy: calmer.policy });
      expect(await ledger.listPolicies(id)).toEqual([
        { version: 1, policy: portfolio.policy, actor: BY.name, reason: null, at: BY.at },
        { version: 2, policy: calmer.policy, actor: 'anna', reason: calmer.reason, at: by.at },
      ]);
      const changed = { driftThreshold: { before: '5.0000', after: '7.5000' } };
      expect((await ledger.listAudit(id)).slice(1)).toMatchObject([
        { event: 'POLICY_SET', actor: 'anna', detail: { version: 2, reason: calmer.reason, changed } },
      ]);
      const back = { policy: portfolio.policy, ifVersion: null, reason: 'as it was' };
      expect(await ledger.setPolicy(id, back, by)).toEqual({ ok: true, version: 3 });
      expect((await ledger.listPolicies(id)).map(({ version }) => version)).toEqual([1, 2, 3]);
    });

    test('a policy that never changed is one version, and a portfolio that does not exist has none', async () => {
      const { id, policy } = await created();
      expect(await ledger.listPolicies(id)).toEqual([{ version: 1, policy, actor: BY.name, reason: null, at: BY.at }]);
      expect(await ledger.listPolicies('nobody')).toEqual([]);
    });

    test('who saw another version than the one that is there changes nothing', async () => {
      const { id } = await created();
      await ledger.setPolicy(id, calmer, BY);
      const stricter = { ...calmer, policy: { ...DEFAULT_POLICY, minOrder: '5.00' } };
      expect(await ledger.setPolicy(id, stricter, BY)).toEqual({
        ...{ ok: false, refusal: 'POLICY_CHANGED', version: 2 },
        message: `the policy of ${id} has version 2 by now`,
      });
      expect(await ledger.findPortfolio(id)).toMatchObject({ policyVersion: 2, policy: calmer.policy });
    });

    test('of 10 changes at once each has a version of its own', async () => {
      const { id } = await created();
      const changes = Array.from({ length: 10 }, (_, n) =>
        ledger.setPolicy(
          id,
          { ...calmer, ifVersion: null, policy: { ...DEFAULT_POLICY, reversalRetries: n + 10 } },
          BY,
        ),
      );
      const versions = (await Promise.all(changes)).map((answer) => answer.ok && answer.version);
      expect(new Set(versions).size).toBe(10);
      expect(await ledger.findPortfolio(id)).toMatchObject({ version: 11, policyVersion: 11 });
    });

    test('it is set of a portfolio that is PAUSED or STALE, and not of one that is CLOSED or does not exist', async () => {
      for (const id of [await paused(), await stale()])
        expect(await ledger.setPolicy(id, calmer, BY)).toEqual({ ok: true, version: 2 });
      const { id } = await created();
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      expect(await ledger.setPolicy(id, calmer, BY)).toEqual(refusedAs('PORTFOLIO_CLOSED', id));
      expect(await ledger.setPolicy('nobody', calmer, BY)).toEqual(refusedAs('PORTFOLIO_NOT_FOUND', 'nobody'));
    });

    test('a batch records the version it was planned with, and keeps it', async () => {
      const batch = await opened();
      expect(batch.policyVersion).toBe(1);
      expect(await ledger.setPolicy(batch.portfolioId, calmer, BY)).toEqual({ ok: true, version: 2 });
      expect(await batchOf(batch.id)).toMatchObject({ policyVersion: 1 });
      await closeFilled(batch.id);
      const next = newBatch({ portfolioId: batch.portfolioId, expectedVersion: 3 });
      expect(await openedBatch(next)).toMatchObject({ policyVersion: 2 });
      const rows = (await ledger.listAudit(batch.portfolioId)).filter(({ event }) => event === 'BATCH_OPENED');
      expect(rows.map(({ detail }) => detail.policyVersion)).toEqual([1, 2]);
    });
  });

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

  describe('openBatch', () => {
    test('stores the batch and its orders as intent, the sells before the buys', async () => {
      const { id, accountId } = await created();
      const batch = newBatch({
        portfolioId: id,
        driftBefore: '6.45',
        orders: [
          { symbol: 'AAPL', side: 'BUY', quantity: null, notional: '12.5' },
          { symbol: 'META', side: 'SELL', quantity: '5.10', notional: null },
        ],
      });
      const opened = await ledger.openBatch(batch, BY);
      const unsent = {
        batchId: batch.id,
        kind: 'order',
        attempt: 1,
        state: 'PENDING',
        sentAt: null,
        brokerOrderId: null,
        filledQuantity: '0',
        filledPrice: null,
        errorCode: null,
        errorMessage: null,
      };
      const stored = {
        id: batch.id,
        portfolioId: id,
        accountId,
        state: 'PENDING',
        epoch: 1,
        execution: 'parallel',
        policyVersion: 1,
        pricedAt: batch.pricedAt,
        marketTime: batch.marketTime,
        driftBefore: '6.4500',
        driftPlanned: '0.0100',
        driftAfter: null,
        cause: null,
        residual: null,
        buysSizedAt: null,
        orders: [
          {
            ...unsent,
            clientOrderId: `ab-${batch.id}-META-o-1`,
            symbol: 'META',
            side: 'SELL',
            quantity: '5.1',
            notional: null,
          },
          {
            ...unsent,
            clientOrderId: `ab-${batch.id}-AAPL-o-1`,
            symbol: 'AAPL',
            side: 'BUY',
            quantity: null,
            notional: '12.50',
          },
        ],
      };
      expect(opened).toEqual({ ok: true, batch: stored });
      expect(await ledger.findBatch(batch.id)).toEqual(stored);
      expect(await ledger.findOpenBatch(id)).toEqual(stored);
      expect(await ledger.listUnsettled()).toContain(id);
      expect((await ledger.findPortfolio(id))?.version).toBe(1);
    });

    test.each<[string, OutOfDateCode, () => Promise<string>, number]>([
      ['of a portfolio that does not exist', 'NOT_ACTIVE', async () => 'nobody', 1],
      ['of a PAUSED portfolio', 'NOT_ACTIVE', () => paused(), 2],
      ['of a STALE portfolio', 'NOT_ACTIVE', () => stale(), 2],
      ['planned from an older version', 'VERSION_CHANGED', () => touched(), 1],
      ['while another is open', 'BATCH_OPEN', async () => (await opened()).portfolioId, 1],
    ])('a batch %s is refused: %s', async (_what, code, portfolio, expectedVersion) => {
      const batch = newBatch({ portfolioId: await portfolio(), expectedVersion });
      expect(await ledger.openBatch(batch, BY)).toEqual(refusedAs(code, batch.portfolioId));
      expect(await ledger.findBatch(batch.id)).toBeUndefined();
    });

    test('the same id again answers what that id stored, whatever happened since', async () => {
      const { id } = await created();
      const batch = newBatch({ portfolioId: id });
      const first = await ledger.openBatch(batch, BY);
      expect(await ledger.openBatch({ ...batch, orders: [] }, BY)).toEqual(first);
      await closeFilled(batch.id);
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY);
      const again = await ledger.openBatch(batch, BY);
      expect(again).toEqual({ ok: true, batch: await ledger.findBatch(batch.id) });
      expect(await eventsOf(id)).toHaveLength(8);
    });

    test('of 50 batches opened at once for one portfolio exactly one is', async () => {
      const { id } = await created();
      const results = await Promise.all(
        Array.from({ length: 50 }, () => ledger.openBatch(newBatch({ portfolioId: id }), BY)),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      expect(results.filter((result) => !result.ok && result.refusal === 'BATCH_OPEN')).toHaveLength(49);
      expect(await ledger.listBatches(id)).toHaveLength(1);
    });

    test('the same batch opened 20 times at once is stored once and answered 20 times', async () => {
      const { id } = await created();
      const batch = newBatch({ portfolioId: id });
      const results = await Promise.all(Array.from({ length: 20 }, () => ledger.openBatch(batch, BY)));
      expect(results.every((result) => result.ok)).toBe(true);
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'BATCH_OPENED']);
    });
  });

  describe('pages of batches', () => {
    const openedAt = (minute: number) => `2031-01-01T00:0${minute}:00.000Z`;
    /** Batches of the minutes given, each of a portfolio of its own. */
    async function openedAtMinutes(...minutes: number[]): Promise<Batch[]> {
      const batches: Batch[] = [];
      for (const minute of minutes) {
        const { id } = await created();
        await ledger.openBatch(newBatch({ portfolioId: id }), actor({ at: openedAt(minute) }));
        batches.push((await ledger.findOpenBatch(id)) as Batch);
      }
      return batches;
    }

    test('go from the latest to the first, whose ever they are, and each batch is on one of them', async () => {
      const batches = await openedAtMinutes(1, 3, 2, 2, 4);
      const range = { openedFrom: openedAt(1), openedBefore: openedAt(4) };
      const pages: string[][] = [];
      for (let after: Parameters<Ledger['pageBatches']>[0]['after'] | null; after !== null; ) {
        const page = await ledger.pageBatches({ ...range, ...(after && { after }), limit: 2 });
        pages.push(page.map(({ id }) => id));
        after = page.at(-1) ?? null;
      }
      const [one, three, two, other] = batches.map(({ id }) => id);
      expect(pages).toEqual([[three, other], [two, one], []]);
      const [listed] = await ledger.pageBatches({ openedFrom: openedAt(4), limit: 1 });
      expect(listed).toEqual({ ...batches[4], openedAt: openedAt(4), number: expect.any(Number) as number });
    });

    test('are of one state, or of one portfolio in the order in which it had them', async () => {
      const [first] = (await openedAtMinutes(5)) as [Batch];
      const { portfolioId } = first;
      await ledger.markStale(portfolioId, { reason: 'HELD', cause: null, fills: [] }, BY);
      const ids = async (which: Omit<Parameters<Ledger['pageBatches']>[0], 'limit'>) =>
        (await ledger.pageBatches({ ...which, limit: 9 })).map(({ id }) => id);
      expect(await ids({ state: 'STALE', openedFrom: openedAt(5) })).toEqual([first.id]);
      expect(await ids({ state: 'PENDING', openedFrom: openedAt(5) })).toEqual([]);
      for (const { symbol } of first.orders) await record(first, symbol, FAILED);
      const end = { batchState: 'ROLLED_BACK' as const, fills: [], adopt: null, residual: '0.00' };
      await ledger.endStale(portfolioId, { ...end, releases: false, detail: {} }, BY);
      const second = newBatch({ portfolioId, expectedVersion: 3 });
      // The clock of another worker is behind.
      expect(await ledger.openBatch(second, actor({ at: openedAt(4) }))).toMatchObject({ ok: true });
      expect(await ids({ portfolioId })).toEqual([second.id, first.id]);
      const [last] = await ledger.pageBatches({ portfolioId, limit: 1 });
      expect(await ids({ portfolioId, after: last as { openedAt: string; number: number } })).toEqual([first.id]);
      expect(await ids({ portfolioId, state: 'PENDING' })).toEqual([second.id]);
      expect(await ids({ portfolioId: 'nobody' })).toEqual([]);
    });
  });

  describe('markSent', () => {
    const OTHER = '2026-03-02T15:00:08.500Z';

    test.each([
      { before: 'an unsent order', knows: 'none', sends: true },
      { before: 'an unsent order', knows: 'another', sends: false },
      { before: 'a sent order', knows: 'none', sends: false },
      { before: 'a sent order', knows: 'the last', sends: true },
      { before: 'a sent order', knows: 'another', sends: false },
      { before: 'an UNKNOWN order', knows: 'none', sends: false },
      { before: 'an UNKNOWN order', knows: 'the last', sends: true },
      { before: 'a filled order', knows: 'the last', sends: false },
      { before: 'a failed order', knows: 'the last', sends: false },
      { before: 'an order that failed unsent', knows: 'none', sends: false },
      { before: 'an order of a batch whose epoch was raised', knows: 'none', sends: false },
      { before: 'an order of a closed batch', knows: 'none', sends: false },
    ] as const)('$before, a sender that knows of $knows send: sends $sends', async ({ before, knows, sends }) => {
      const batch = await opened();
      const { clientOrderId } = orderOf(batch, 'META');
      await BEFORE[before](batch);
      const sentAt = async (): Promise<string | null> => orderOf(await batchOf(batch.id), 'META').sentAt;
      const earlier = await sentAt();
      const rows = (await eventsOf(batch.portfolioId)).length;
      const previous = { none: null, another: OTHER, 'the last': earlier }[knows];
      const by = actor({ at: '2026-03-02T15:00:09.000Z' });
      expect(await ledger.markSent(clientOrderId, 1, previous, by)).toBe(sends ? 'may-send' : 'overtaken');
      expect(await sentAt()).toBe(sends ? '2026-03-02T15:00:09.000Z' : earlier);
      expect(await eventsOf(batch.portfolioId)).toHaveLength(rows + (sends ? 1 : 0));
    });

    const BEFORE = {
      'an unsent order': async () => undefined,
      'a sent order': (batch: Batch) => sent(batch, 'META'),
      'an UNKNOWN order': async (batch: Batch) => {
        await sent(batch, 'META');
        await record(batch, 'META', { event: 'UNANSWERED' });
      },
      'a filled order': (batch: Batch) => filled(batch, 'META'),
      'a failed order': async (batch: Batch) => {
        await sent(batch, 'META');
        await record(batch, 'META', FAILED);
      },
      'an order that failed unsent': (batch: Batch) => record(batch, 'META', FAILED),
      'an order of a batch whose epoch was raised': (batch: Batch) => ledger.raiseEpoch(batch.id, BY),
      'an order of a closed batch': async (batch: Batch) => {
        await record(batch, 'META', FAILED);
        await record(batch, 'AAPL', FAILED);
        await ledger.closeBatch(closing({ batchId: batch.id, state: 'ROLLED_BACK' }), BY);
      },
    };

    test('of 20 first senders at once exactly one may send', async () => {
      const { clientOrderId } = orderOf(await opened(), 'META');
      const answers = await Promise.all(Array.from({ length: 20 }, () => ledger.markSent(clientOrderId, 1, null, BY)));
      expect(answers.filter((answer) => answer === 'may-send')).toHaveLength(1);
    });

    test('once a recovery has raised the epoch, no order of the old one is sent any more', async () => {
      for (let round = 0; round < 10; round += 1) {
        const batch = await opened();
        const answers = await Promise.all([
          ledger.markSent(orderOf(batch, 'META').clientOrderId, 1, null, BY),
          ledger.raiseEpoch(batch.id, BY),
          ledger.markSent(orderOf(batch, 'AAPL').clientOrderId, 1, null, BY),
        ]);
        const sentSeen = answers[1].orders.map((order) => order.sentAt !== null);
        // Whoever may send did so before the epoch rose, so the recovery sees it.
        expect(sentSeen).toEqual([answers[0], answers[2]].map((answer) => answer === 'may-send'));
      }
    });

    test('while trading is halted nothing is sent, whatever was known of it; with `undo` reversals are', async () => {
      const { batch, reversal } = await withReversal();
      const { clientOrderId, sentAt } = orderOf(batch, 'AAPL');
      try {
        await setTrading('halted');
        expect(await ledger.markSent(clientOrderId, 1, sentAt, BY)).toBe('halted');
        expect(await ledger.markSent(clientOrderId, 7, sentAt, BY)).toBe('halted');
        expect(await ledger.markSent(reversal, 1, null, BY)).toBe('halted');
        expect(await ledger.markSent(reversal, 1, null, BY, true)).toBe('halted');
        await ledger.setTrading({ position: 'halted', reason: 'undo what has begun', undo: true }, BY);
        expect(await ledger.markSent(clientOrderId, 1, sentAt, BY)).toBe('halted');
        expect(await ledger.markSent(reversal, 1, null, BY)).toBe('may-send');
        await setTrading('reduce-only');
        expect(await ledger.markSent(clientOrderId, 1, sentAt, BY)).toBe('may-send');
      } finally {
        await setTrading('active');
      }
    });

    test('no batch begins while trading is halted, and none with a buy while it may only be reduced; one that began answers again', async () => {
      const portfolio = await created();
      const batch = newBatch({ portfolioId: portfolio.id });
      const sells = newBatch({ portfolioId: portfolio.id, orders: batch.orders.filter(({ side }) => side === 'SELL') });
      const no = (refusal: string) => ({
        ok: false,
        refusal,
        detail: expect.any(String) as string,
        message: expect.any(String) as string,
      });
      try {
        await setTrading('halted');
        expect(await ledger.openBatch(batch, BY)).toEqual(no('TRADING_HALTED'));
        expect(await ledger.openBatch(sells, BY)).toEqual(no('TRADING_HALTED'));
        await setTrading('reduce-only');
        expect(await ledger.openBatch(batch, BY)).toEqual(no('TRADING_REDUCE_ONLY'));
        expect(await ledger.listBatches(portfolio.id)).toEqual([]);
        expect(await ledger.openBatch(sells, BY)).toMatchObject({ ok: true });
        await setTrading('halted');
        expect(await ledger.openBatch(sells, BY)).toMatchObject({ ok: true });
      } finally {
        await setTrading('active');
      }
    });

    test('of a frozen portfolio nothing is sent but what a person decided, and the reversals that the freeze asks for', async () => {
      const { batch, reversal } = await withReversal();
      const { clientOrderId } = orderOf(batch, 'AAPL');
      await ledger.freeze(batch.portfolioId, { actor: 'ann', reason: 'complaint' }, BY);
      expect(await ledger.markSent(clientOrderId, 1, null, BY)).toBe('frozen');
      expect(await ledger.markSent(reversal, 1, null, BY)).toBe('frozen');
      expect(await ledger.markSent(reversal, 1, null, actor({ name: 'ann' }), true)).toBe('may-send');
      await ledger.freeze(batch.portfolioId, { actor: 'ann', reason: 'undo it', undo: true }, BY);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ frozen: true, freezeUndoes: true });
      const { sentAt } = (await batchOf(batch.id)).orders.find((one) => one.clientOrderId === reversal) as Order;
      expect(await ledger.markSent(reversal, 1, sentAt, BY)).toBe('may-send');
      expect(await ledger.markSent(clientOrderId, 1, null, BY)).toBe('frozen');
      // Of two freezes the last one counts.
      await ledger.freeze(batch.portfolioId, { actor: 'ann', reason: 'no more' }, BY);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ frozen: true, freezeUndoes: false });
    });

    test('a freeze comes wholly before a send or wholly after it', async () => {
      for (let round = 0; round < 10; round += 1) {
        const batch = await opened();
        const [answer] = await Promise.all([
          ledger.markSent(orderOf(batch, 'META').clientOrderId, 1, null, BY),
          ledger.freeze(batch.portfolioId, { actor: 'ann', reason: 'now' }, BY),
        ]);
        const events = await eventsOf(batch.portfolioId);
        const sentFirst = ['ORDER_SENT', 'PORTFOLIO_FROZEN'];
        expect(events.slice(2)).toEqual(answer === 'may-send' ? sentFirst : ['PORTFOLIO_FROZEN']);
      }
    });

    test('once an order of a batch failed, the others that were not sent are not', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      await record(batch, 'META', FAILED);
      expect(await ledger.markSent(orderOf(batch, 'AAPL').clientOrderId, 1, null, BY)).toBe('batch-failed');
      expect(orderOf(await batchOf(batch.id), 'AAPL')).toMatchObject({ state: 'PENDING', sentAt: null });
    });

    test('an unknown order is not sent', async () => {
      expect(await ledger.markSent('ab-nothing-META-o-1', 1, null, BY)).toBe('overtaken');
    });
  });

  describe('markClaimed', () => {
    const AT = '2026-03-02T15:00:39.000Z';
    const claimed = (batch: Batch, previous: string, epoch = 1) =>
      ledger.markClaimed(orderOf(batch, 'META').clientOrderId, epoch, previous, actor({ at: AT }));

    test('it is a send of its own: the one before it changes nothing of the order any more, halted or not', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      await setTrading('halted');
      expect(await claimed(batch, BY.at)).toBe('may-send');
      await setTrading('active');
      expect(orderOf(await batchOf(batch.id), 'META')).toMatchObject({ state: 'PENDING', sentAt: AT });
      expect((await ledger.listAudit(batch.portfolioId)).at(-1)).toMatchObject({
        event: 'ORDER_CLAIMED',
        batchId: batch.id,
        detail: { clientOrderId: orderOf(batch, 'META').clientOrderId, epoch: 1, first: false },
      });
      expect(await record(batch, 'META', { ...FAILED, ofSend: BY.at })).toMatchObject({ state: 'PENDING' });
      expect(await record(batch, 'META', FAILED)).toMatchObject({ state: 'ERROR' });
    });

    test('an order that was sent again, has ended, or is of another epoch is not claimed', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      const rows = (await eventsOf(batch.portfolioId)).length;
      expect(await claimed(batch, '2026-03-02T15:00:08.500Z')).toBe('overtaken');
      expect(await claimed(batch, BY.at, 2)).toBe('overtaken');
      expect(await eventsOf(batch.portfolioId)).toHaveLength(rows);
      await record(batch, 'META', FAILED);
      expect(await claimed(batch, BY.at)).toBe('overtaken');
    });
  });

  describe('trading', () => {
    test('the switch says who set it, when and why; the same again is no change, and each change is audited', async () => {
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).length;
      const halted = { position: 'halted', reason: 'drill', undo: false } as const;
      for (const _run of [1, 2])
        expect(await ledger.setTrading(halted, BY)).toEqual({ ...halted, actor: BY.name, since: BY.at });
      expect(await ledger.trading()).toEqual({ ...halted, actor: BY.name, since: BY.at });
      await setTrading('active');
      const audit = await ledger.listAudit(SYSTEM_AUDIT);
      expect(audit.slice(rows)).toMatchObject([
        { event: 'TRADING_SET', detail: { from: 'active', to: 'halted', reason: 'drill' } },
        { event: 'TRADING_SET', detail: { from: 'halted', to: 'active' } },
      ]);
      expect(chainProblem(audit, await ledger.auditHead(SYSTEM_AUDIT))).toBeUndefined();
    });

    test('nobody sets it without a reason', async () => {
      await expectFault(ledger.setTrading({ position: 'halted', reason: ' ' }, BY), 'REFUSED_BY_SCHEMA');
      expect((await ledger.trading()).position).toBe('active');
    });
  });

  describe('the breaker', () => {
    test('the pace is what all portfolios began since then, in batches and dollars, and what of it was rolled back', async () => {
      await ledger.keepPrices([{ symbol: 'PACED', price: '12.5000', known: null }], BY.at);
      const pacedAt = async (pricedAt: string) => {
        const { id } = await created();
        const orders = [
          { symbol: 'META', side: 'SELL' as const, quantity: '5', notional: null },
          { symbol: 'PACED', side: 'SELL' as const, quantity: '3', notional: null },
          { symbol: 'AAPL', side: 'BUY' as const, quantity: null, notional: '60.10' },
        ];
        const batch = newBatch({ portfolioId: id, pricedAt, execution: 'sells-first', orders });
        return openedBatch(batch);
      };
      const early = await pacedAt('2031-03-03T15:00:00.000Z');
      for (const symbol of ['META', 'PACED', 'AAPL']) await record(early, symbol, FAILED);
      expect(await ledger.closeBatch(closing({ batchId: early.id, state: 'ROLLED_BACK' }), BY)).toBe(true);
      await pacedAt('2031-03-03T15:05:00.000Z');
      const [minute, rollbacks] = ['2031-03-03T15:05:00.000Z', '2031-03-03T15:00:00.000Z'];
      // META has no known price here: it counts with nothing.
      expect(await ledger.readPace({ minute, rollbacks })).toEqual({
        batches: 1,
        usd: '97.60',
        ended: 1,
        rolledBack: 1,
      });
      const nothing = { batches: 0, usd: '0.00', ended: 0, rolledBack: 0 };
      const later = '2031-03-03T15:05:00.001Z';
      expect(await ledger.readPace({ minute: later, rollbacks: later })).toEqual(nothing);
    });

    test('it trips the switch that was looked at, once, and never one that somebody has set since', async () => {
      await setTrading('active');
      const { since } = await ledger.trading();
      const by = actor({ name: 'breaker', at: '2026-03-02T15:00:30.000Z' });
      expect(await ledger.tripBreaker('too fast', '2026-03-02T11:00:00.000Z', by)).toBe(false);
      expect((await ledger.trading()).position).toBe('active');
      expect(await ledger.tripBreaker('too fast', since, by)).toBe(true);
      expect(await ledger.trading()).toMatchObject({
        position: 'halted',
        reason: 'too fast',
        actor: 'breaker',
        since: by.at,
      });
      expect(await ledger.tripBreaker('too fast again', by.at, by)).toBe(false);
      expect((await ledger.listAudit(SYSTEM_AUDIT)).at(-1)).toMatchObject({
        event: 'TRADING_SET',
        actor: 'breaker',
        detail: { to: 'halted', reason: 'too fast' },
      });
      await setTrading('active');
    });
  });

  describe('readGuards', () => {
    const DAY = '2026-03-02T00:00:00.000Z';

    test('what was traded counts what orders filled that day, both ways, and no reversal', async () => {
      const { id } = await created();
      expect(await ledger.readGuards(id, DAY)).toMatchObject({
        trading: { position: 'active' },
        tradedTodayUsd: '0.00',
        runsToday: 0,
      });
      expect((await ledger.readGuards(id, DAY)).lastFillAt).toBeNull();
      await closeFilled((await openedBatch(newBatch({ portfolioId: id }))).id);
      expect(await ledger.readGuards(id, DAY)).toMatchObject({
        tradedTodayUsd: '1500.00',
        runsToday: 1,
        lastFillAt: '2026-03-02T15:00:01.000Z',
      });
      expect(await ledger.readGuards(id, '2026-03-03T00:00:00.000Z')).toMatchObject({
        tradedTodayUsd: '0.00',
        runsToday: 0,
      });

      const batch = await openedBatch(newBatch({ portfolioId: id, expectedVersion: 2 }));
      await filled(batch, 'META');
      await record(batch, 'AAPL', FAILED);
      const reversal = (await ledger.planReversal(batch.id, 1, 'META', BY))?.clientOrderId ?? '';
      await recordReversal(batch, 1, FILLED);
      const fills = [
        fill({ ...idsOf(batch, 'META'), quantity: '5', cash: '500.00' }),
        fill({ clientOrderId: reversal, quantity: '5', price: '100.2', cash: '-501.00' }),
      ];
      expect(await ledger.closeBatch(closing({ batchId: batch.id, state: 'ROLLED_BACK', fills }), BY)).toBe(true);
      expect(await ledger.readGuards(id, DAY)).toMatchObject({ tradedTodayUsd: '2000.00', runsToday: 2 });
    });
  });

  describe('reads of accounts', () => {
    const at = (minute: number) => ({
      name: 'monitor',
      at: new Date(Date.parse('2031-03-03T15:00:00.000Z') + minute * 60_000).toISOString(),
    });
    const differs = { difference: 'META: ledger 1, broker 2', read: 1 };
    const many = (count: number) => Promise.all(Array.from({ length: count }, created));

    test('a read that agreed is noted with what was announced, which one that differs does not change', async () => {
      const { id } = await created();
      expect(await ledger.readGuards(id, BY.at)).toMatchObject({ announced: { leaving: '0.00', arriving: '0.00' } });
      const announced = { leaving: '12.50', arriving: '1000.00' };
      await ledger.noteAgreement(id, announced, BY);
      await ledger.noteDifference(id, differs, BY);
      expect(await ledger.readGuards(id, BY.at)).toMatchObject({ announced, doubt: null });
      expect((await ledger.listAudit(id)).at(-1)).toMatchObject({ event: 'BOOKS_DIFFERED', detail: differs });
      const batch = await openedBatch(newBatch({ portfolioId: id, announced: { leaving: '1.00', arriving: '0.00' } }));
      expect(batch.state).toBe('PENDING');
      expect(await ledger.readGuards(id, BY.at)).toMatchObject({ announced: { leaving: '1.00', arriving: '0.00' } });
    });

    test('those that are due come back: the ones that differed first, then the longest ago', async () => {
      const [early, late, odd] = await many(3);
      await ledger.noteAgreement(early?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(1));
      await ledger.noteAgreement(late?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(2));
      await ledger.noteDifference(odd?.id ?? '', differs, at(3));
      const due = async (before: number, differingBefore: number) => {
        const ids = [early?.id, late?.id, odd?.id];
        const which = { before: at(before).at, differingBefore: at(differingBefore).at, limit: 100_000 };
        return (await ledger.dueReads(which)).filter((id) => ids.includes(id));
      };
      expect(await due(3, 4)).toEqual([odd?.id, early?.id, late?.id]);
      expect(await due(2, 3)).toEqual([early?.id]);
      const before = await ledger.readProgress(at(2).at);
      await ledger.noteAgreement(early?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(4));
      const after = await ledger.readProgress(at(2).at);
      expect(after).toMatchObject({ portfolios: before.portfolios, read: before.read + 1 });
    });

    test('twenty that differ within ten minutes put the broker in doubt, until they agree again', async () => {
      const portfolios = await many(20);
      const note = (minute: number, from = 0, to = 20) =>
        portfolios.slice(from, to).reduce<Promise<unknown>>(async (before, { id }) => {
          await before;
          return ledger.noteDifference(id, differs, at(minute));
        }, Promise.resolve());
      await note(100, 0, 1);
      expect(await note(111, 1)).toBeNull();
      const doubt = { since: at(112).at, differing: 20, read: 20 };
      expect(await note(112, 0, 1)).toEqual(doubt);
      expect(await ledger.doubt()).toEqual(doubt);
      expect(await ledger.readGuards(portfolios[0]?.id ?? '', BY.at)).toMatchObject({ doubt });
      expect(await ledger.reviewDoubt(at(113))).toEqual(doubt);
      await ledger.noteAgreement(portfolios[0]?.id ?? '', { leaving: '0.00', arriving: '0.00' }, at(114));
      expect(await ledger.reviewDoubt(at(115))).toBeNull();
      expect(await ledger.doubt()).toBeNull();
      expect((await eventsOf(SYSTEM_AUDIT)).slice(-2)).toEqual(['BROKER_DOUBTED', 'BROKER_TRUSTED']);
    });

    test('a person may trust the broker all the same, for a day', async () => {
      const portfolios = await many(20);
      const note = async (minute: number) => {
        for (const { id } of portfolios) await ledger.noteDifference(id, differs, at(minute));
        return ledger.doubt();
      };
      expect(await note(1_000)).not.toBeNull();
      await expectFault(ledger.trustBroker(' ', at(1_001)), 'REFUSED_BY_SCHEMA');
      expect(await ledger.trustBroker('a split', at(1_001))).toBe(true);
      expect(await ledger.trustBroker('a split', at(1_001))).toBe(false);
      expect(await note(1_100)).toBeNull();
      expect(await note(1_001 + 24 * 60 + 1)).not.toBeNull();
      expect(await ledger.trustBroker('the end of this test', at(3_000))).toBe(true);
    });
  });

  describe('executions that are listed late', () => {
    const derived = async () => {
      const batch = await openedAndFilled();
      const fills = ['META', 'AAPL'].map((symbol) => {
        const { clientOrderId, filledQuantity: quantity } = orderOf(batch, symbol);
        const some = symbol === 'META' ? { price: '400', cash: '2000.00' } : { price: '190', cash: '-1900.00' };
        return fill({ executionId: `derived-${clientOrderId}`, clientOrderId, quantity, ...some });
      });
      await ledger.closeBatch(closing({ batchId: batch.id, fills }), BY);
      return batch;
    };
    const SINCE = '2026-03-01T00:00:00.000Z';
    const noted = ({ id: batchId, orders }: Batch, symbol: string) => {
      const { clientOrderId } = orders.find((one) => one.symbol === symbol) as Order;
      const executions = ['1', '4'].map((quantity) =>
        fill({ executionId: `late-${clientOrderId}-${quantity}`, clientOrderId, quantity, cash: '1.00' }),
      );
      return { batchId, clientOrderId, executions, quantityDifference: '0', cashDifference: '0.01' };
    };

    test('are asked for by their orders, noted once, and change neither fills nor books', async () => {
      const batch = await derived();
      const before = [await ledger.findPortfolio(batch.portfolioId), await ledger.listFills(batch.id)];
      expect((await ledger.derivedOrders(batch.portfolioId, SINCE)).map(({ clientOrderId }) => clientOrderId)).toEqual(
        ['AAPL', 'META'].map((symbol) => orderOf(batch, symbol).clientOrderId),
      );
      expect(await ledger.derivedOrders(batch.portfolioId, '2026-03-02T15:00:00.000Z')).toEqual([]);
      const meta = noted(batch, 'META');
      expect(await ledger.noteExecutions(batch.portfolioId, meta, BY)).toBe(true);
      expect(await ledger.noteExecutions(batch.portfolioId, meta, BY)).toBe(false);
      expect(await ledger.derivedOrders(batch.portfolioId, SINCE)).toMatchObject([
        { batchId: batch.id, side: 'BUY', fills: [{ quantity: '10', cash: '-1900.00' }] },
      ]);
      expect([await ledger.findPortfolio(batch.portfolioId), await ledger.listFills(batch.id)]).toEqual(before);
      const rows = (await ledger.listAudit(batch.portfolioId)).filter(({ event }) => event === 'EXECUTIONS_LISTED');
      expect(rows).toMatchObject([
        {
          batchId: batch.id,
          detail: {
            clientOrderId: meta.clientOrderId,
            derived: { quantity: '5', cash: '2000.00' },
            executions: meta.executions.map(({ executionId, quantity }) => ({ executionId, quantity })),
            cashDifference: '0.01',
          },
        },
      ]);
    });

    test('of an order that was booked by its executions nothing is noted', async () => {
      const batch = await openedAndFilled();
      await expectFault(ledger.noteExecutions(batch.portfolioId, noted(batch, 'META'), BY), 'REFUSED_BY_SCHEMA');
    });
  });

  describe('known prices', () => {
    const known = async (symbol: string) => (await ledger.knownPrices()).find((one) => one.symbol === symbol);

    test('a good price replaces the one that it was judged by, and no other', async () => {
      await ledger.keepPrices([{ symbol: 'K.A', price: '400.50', known: null }], BY.at);
      expect(await known('K.A')).toEqual({ symbol: 'K.A', price: '400.5', at: BY.at, lately: null });
      await ledger.keepPrices([{ symbol: 'K.A', price: '300', known: null }], BY.at);
      await ledger.keepPrices([{ symbol: 'K.A', price: '300', known: '399' }], BY.at);
      expect(await known('K.A')).toMatchObject({ price: '400.5' });
      const later = '2026-03-02T16:00:00.000Z';
      await ledger.keepPrices([{ symbol: 'K.A', price: '410', known: '400.5' }], later);
      expect(await known('K.A')).toEqual({ symbol: 'K.A', price: '410', at: later, lately: null });
    });

    test('what a person accepts is good whatever was known, with a reason and an audit row', async () => {
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).length;
      await ledger.acceptPrice({ symbol: 'K.B', price: '10', reason: 'listed' }, BY);
      await ledger.acceptPrice({ symbol: 'K.B', price: '5.00', reason: 'split' }, BY);
      expect(await known('K.B')).toEqual({ symbol: 'K.B', price: '5', at: BY.at, lately: null });
      expect((await ledger.listAudit(SYSTEM_AUDIT)).slice(rows)).toMatchObject([
        { event: 'PRICE_ACCEPTED', detail: { symbol: 'K.B', from: null, price: '10', reason: 'listed' } },
        { event: 'PRICE_ACCEPTED', detail: { symbol: 'K.B', from: '10', price: '5', reason: 'split' } },
      ]);
      for (const wrong of [{ price: '0' }, { price: '-1' }, { reason: ' ' }])
        await expectFault(
          ledger.acceptPrice({ symbol: 'K.B', price: '5', reason: 'x', ...wrong }, BY),
          'REFUSED_BY_SCHEMA',
        );
    });

    test('what one person may not accept alone is proposed, measured by what the market or two people confirmed', async () => {
      const symbol = `S${randomUUID()}`;
      const accept = (price: string) => ledger.acceptPrice({ symbol, price, reason: 'news' }, BY);
      await ledger.keepPrices([{ symbol, price: '100', known: null }], BY.at);
      expect(await accept('390')).toBeUndefined();
      const about = { action: 'accept-price', subject: symbol, proposedBy: BY.name, evidence: '390' };
      expect(await accept('401.00')).toMatchObject({ ...about, parameters: { price: '401.00', reason: 'news' } });
      expect(await known(symbol)).toMatchObject({ price: '390' });
      await ledger.keepPrices([{ symbol, price: '391', known: '390' }], BY.at);
      expect(await accept('1500')).toBeUndefined();
    });

    test('of 20 who accept at once each is measured by the same price, also by the first one that there is', async () => {
      const symbol = `S${randomUUID()}`;
      const prices = ['1', '5', '25', '125'];
      const accepted = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          ledger.acceptPrice({ symbol, price: prices[n % 4] ?? '', reason: `${n}` }, actor({ name: `cli:p${n}@desk` })),
        ),
      );
      const done = prices.filter((_price, n) => accepted.some((one, at) => at % 4 === n && one === undefined));
      expect(done).toHaveLength(1);
      expect(await known(symbol)).toMatchObject({ price: done[0] });
    });

    test('of 20 who accept at once each changes what the one before has left', async () => {
      const symbol = `S${randomUUID()}`;
      await ledger.keepPrices([{ symbol, price: '100', known: null }], BY.at);
      const prices = Array.from({ length: 20 }, (_, n) => `${101 + n}`);
      await Promise.all(prices.map((price) => ledger.acceptPrice({ symbol, price, reason: 'news' }, BY)));
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.symbol === symbol);
      expect(rows.map(({ detail }) => detail.from)).toEqual(
        ['100', ...rows.map(({ detail }) => detail.price)].slice(0, -1),
      );
      expect(rows.map(({ detail }) => detail.price).sort()).toEqual(prices);
    });

    test('how far prices went lately is kept with them, and forgotten when a person accepts one', async () => {
      const { id } = await created();
      const lately = {
        since: '2026-03-02T15:00:00.000Z',
        low: '400.00',
        high: '410',
        before: { low: '390', high: '405.10' },
      };
      await ledger.acceptPrice({ symbol: 'META', price: '400', reason: 'x' }, BY);
      await ledger.keepPrices([{ symbol: 'META', price: '410', known: '400', lately }], BY.at);
      const stored = { ...lately, low: '400', before: { low: '390', high: '405.1' } };
      expect(await known('META')).toMatchObject({ price: '410', lately: stored });
      expect((await ledger.readGuards(id, BY.at)).knownPrices.get('META')).toEqual({ price: '410', lately: stored });
      await ledger.acceptPrice({ symbol: 'META', price: '200', reason: 'x' }, BY);
      expect(await known('META')).toMatchObject({ price: '200', lately: null });
    });

    test('a portfolio is guarded by the known prices of what it holds or targets', async () => {
      const { id } = await created();
      await ledger.acceptPrice({ symbol: 'META', price: '440', reason: 'x' }, BY);
      expect((await ledger.readGuards(id, BY.at)).knownPrices).toEqual(
        new Map([['META', { price: '440', lately: null }]]),
      );
    });
  });

  describe('keys of the API', () => {
    const KEY = { role: 'operator', name: 'nightly', owner: null, expiresAt: '2026-06-01T00:00:00.000Z' } as const;
    const hash = (letter: string) => letter.repeat(64);
    const newId = () =>
      [...randomBytes(8)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(byte % 32)).join('');
    const at = '2026-03-02T15:00:00.000Z';
    const by = { ...BY, at };

    test('a key is stored once, found with its hash, and listed without it', async () => {
      const key = { ...KEY, id: newId(), secretHash: hash('a') };
      for (const _run of [1, 2]) expect(await ledger.createKey(key, by)).toBe(true);
      expect(await ledger.createKey({ ...key, secretHash: hash('b') }, by)).toBe(false);
      const stored = {
        ...key,
        ...{ createdBy: BY.name, createdAt: at, lastUsedAt: null, revokedAt: null, revokedBy: null },
      };
      expect(await ledger.findKey(key.id)).toEqual(stored);
      const { secretHash: _, ...shown } = stored;
      expect((await ledger.listKeys({ limit: 1_000 })).find(({ id }) => id === key.id)).toEqual(shown);
      expect(await ledger.findKey('aaaaaaaa')).toBeUndefined();
      const created = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.id === key.id);
      const { owner: _nobody, ...audited } = KEY;
      expect(created.map(({ event, detail }) => [event, detail])).toEqual([
        ['KEY_CREATED', { ...audited, id: key.id }],
      ]);
    });

    test('keys are listed by id, a page at a time', async () => {
      const ids = [newId(), newId(), newId()].sort();
      for (const id of ids) await ledger.createKey({ ...KEY, id, secretHash: hash('c') }, by);
      const listed: string[] = [];
      for (let after = ''; ; after = listed.at(-1) ?? '') {
        const page = await ledger.listKeys({ limit: 1, ...(after !== '' && { after }) });
        if (page.length === 0) break;
        listed.push(...page.map(({ id }) => id));
      }
      expect(listed).toEqual([...listed].sort());
      expect(listed.filter((id) => ids.includes(id))).toEqual(ids);
    });

    test('a key has an owner, and everybody who may have seen its secret, back to the first key', async () => {
      const [first, second, nobody] = [newId(), newId(), newId()];
      const make = (id: string, owner: string | null, name: string) =>
        ledger.createKey({ ...KEY, id, owner, secretHash: hash('e') }, { ...by, name });
      await make(first, 'bob', 'cli:anna@desk');
      await make(second, 'cyn', `key:${first}#bob`);
      await make(nobody, 'dan', `key:${first}`);
      expect(await ledger.findKey(second)).toMatchObject({ owner: 'cyn', createdBy: `key:${first}#bob` });
      const people = await ledger.keyPeople([
        `key:${first}#bob`,
        `key:${second}#cyn`,
        `key:${nobody}`,
        'key:none',
        'bob',
      ]);
      expect([first, second, nobody].map((id) => people.get(id))).toEqual([
        { owner: 'bob', makers: ['cli:anna@desk'] },
        { owner: 'cyn', makers: ['bob', 'cli:anna@desk'] },
        { owner: 'dan', makers: [`key:${first}`] },
      ]);
      expect(people.has('none')).toBe(false);
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.id === second);
      expect(rows).toMatchObject([{ event: 'KEY_CREATED', detail: { owner: 'cyn' } }]);
    });

    test('a key is revoked once, and when it was used is noted', async () => {
      const id = newId();
      await ledger.createKey({ ...KEY, id, secretHash: hash('d') }, by);
      await ledger.noteKeyUse(id, '2026-03-03T00:01:00.000Z');
      const anna = { name: 'anna', at: '2026-03-04T00:00:00.000Z' };
      const revoked = await ledger.revokeKey(id, anna);
      expect(revoked).toMatchObject({
        lastUsedAt: '2026-03-03T00:01:00.000Z',
        revokedAt: anna.at,
        revokedBy: 'anna',
      });
      expect(await ledger.revokeKey(id, { ...BY, at })).toEqual(revoked);
      expect(await ledger.findKey(id)).toMatchObject({ revokedBy: 'anna' });
      expect(await ledger.revokeKey('aaaaaaaa', BY)).toBeUndefined();
      const audited = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.id === id);
      expect(audited.map(({ event, actor: who }) => [event, who])).toEqual([
        ['KEY_CREATED', BY.name],
        ['KEY_REVOKED', 'anna'],
      ]);
    });
  });

  describe('sessions of the console', () => {
    const at = '2026-03-02T15:00:00.000Z';
    const by = { ...BY, at };
    const newHash = () => randomBytes(32).toString('hex');
    const newKey = async () => {
      const id = [...randomBytes(8)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(byte % 32)).join('');
      const key = { id, role: 'viewer', name: 'desk', owner: null, expiresAt: '2026-06-01T00:00:00.000Z' } as const;
      await ledger.createKey({ ...key, secretHash: newHash() }, by);
      return id;
    };
    const audited = async (keyId: string) =>
      (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.key === keyId).map(({ event }) => event);

    test('a session is stored once, and found with its key as that is now', async () => {
      const [keyId, tokenHash] = [await newKey(), newHash()];
      for (const _run of [1, 2]) await ledger.openSession({ tokenHash, keyId }, '2026-03-02T03:00:00.000Z', by);
      expect(await audited(keyId)).toEqual(['SESSION_OPENED']);
      expect(await ledger.findSession(tokenHash)).toEqual({
        session: { keyId, openedAt: at, seenAt: at },
        key: expect.objectContaining({ id: keyId, role: 'viewer', revokedAt: null }) as unknown,
      });
      expect(await ledger.findSession(newHash())).toBeUndefined();
      await ledger.revokeKey(keyId, by);
      expect((await ledger.findSession(tokenHash))?.key).toMatchObject({ revokedAt: at });
    });

    test('when a person was last seen only ever goes on', async () => {
      const [keyId, tokenHash] = [await newKey(), newHash()];
      await ledger.openSession({ tokenHash, keyId }, '2026-03-02T03:00:00.000Z', by);
      for (const seen of ['2026-03-02T15:07:00.000Z', '2026-03-02T15:05:00.000Z'])
        await ledger.noteSessionSeen(tokenHash, seen);
      expect((await ledger.findSession(tokenHash))?.session.seenAt).toBe('2026-03-02T15:07:00.000Z');
      await ledger.noteSessionSeen(newHash(), at);
    });

    test('a session that has ended is forgotten, and one that is long over when the next one opens', async () => {
      const keyId = await newKey();
      const [ended, old, next] = [newHash(), newHash(), newHash()];
      await ledger.openSession({ tokenHash: ended, keyId }, '2026-03-02T03:00:00.000Z', by);
      for (const _run of [1, 2]) await ledger.endSession(ended, by);
      expect(await ledger.findSession(ended)).toBeUndefined();
      expect((await ledger.listAudit(SYSTEM_AUDIT)).at(-1)).toMatchObject({ event: 'SESSION_ENDED', actor: BY.name });
      expect((await ledger.listAudit(SYSTEM_AUDIT)).at(-2)).toMatchObject({ event: 'SESSION_OPENED' });
      await ledger.openSession({ tokenHash: old, keyId }, '2026-03-02T03:00:00.000Z', by);
      const later = { ...BY, at: '2026-03-03T15:00:00.000Z' };
      await ledger.openSession({ tokenHash: next, keyId }, '2026-03-03T03:00:00.000Z', later);
      expect(await ledger.findSession(old)).toBeUndefined();
      expect(await ledger.findSession(next)).toBeDefined();
    });
  });

  describe('recordOrder', () => {
    test('news of one send change nothing once there is another', async () => {
      const batch = await opened();
      const { clientOrderId } = orderOf(batch, 'META');
      await sent(batch, 'META');
      for (const ofSend of [null, '2026-03-02T14:00:00.000Z'])
        expect(await record(batch, 'META', { ...FAILED, ofSend })).toMatchObject({ state: 'PENDING' });
      const { sentAt } = orderOf(await batchOf(batch.id), 'META');
      expect(await ledger.recordOrder(clientOrderId, { ...FAILED, ofSend: sentAt }, BY)).toMatchObject({
        state: 'ERROR',
      });
    });

    const SENT = { sent: true, earlier: [] as OrderNews[] };
    const PART: OrderNews = { filledQuantity: '2', filledPrice: '100.50', brokerOrderId: 'b-1' };
    const SHOWN: OrderNews = { ...FILLED, brokerOrderId: 'b-1' };
    const UNANSWERED: OrderNews = { event: 'UNANSWERED', errorCode: 'DEADLINE' };
    test.each<{ sent: boolean; earlier: OrderNews[]; news: OrderNews; state: OrderState; filledQuantity: string }>([
      { ...SENT, news: FILLED, state: 'SUCCESS', filledQuantity: '5' },
      { ...SENT, news: { event: 'FILLED', filledQuantity: '5.000' }, state: 'SUCCESS', filledQuantity: '5' },
      { ...SENT, news: PART, state: 'PENDING', filledQuantity: '2' },
      { ...SENT, news: FAILED, state: 'ERROR', filledQuantity: '0' },
      { ...SENT, news: UNANSWERED, state: 'UNKNOWN', filledQuantity: '0' },
      { sent: false, earlier: [], news: FAILED, state: 'ERROR', filledQuantity: '0' },
      { sent: false, earlier: [], news: UNANSWERED, state: 'PENDING', filledQuantity: '0' },
      { ...SENT, earlier: [PART], news: FAILED, state: 'ERROR', filledQuantity: '2' },
      { ...SENT, earlier: [PART], news: { ...FAILED, filledQuantity: '3' }, state: 'ERROR', filledQuantity: '3' },
      { ...SENT, earlier: [PART], news: { filledQuantity: '1' }, state: 'PENDING', filledQuantity: '2' },
      { ...SENT, earlier: [PART], news: { ...FAILED, filledQuantity: '0' }, state: 'PENDING', filledQuantity: '2' },
      { ...SENT, earlier: [UNANSWERED], news: SHOWN, state: 'SUCCESS', filledQuantity: '5' },
      { ...SENT, earlier: [UNANSWERED], news: FAILED, state: 'ERROR', filledQuantity: '0' },
      { ...SENT, earlier: [UNANSWERED], news: UNANSWERED, state: 'UNKNOWN', filledQuantity: '0' },
      { ...SENT, earlier: [FILLED], news: FAILED, state: 'SUCCESS', filledQuantity: '5' },
      { ...SENT, earlier: [FILLED], news: UNANSWERED, state: 'SUCCESS', filledQuantity: '5' },
      { ...SENT, earlier: [FILLED], news: { filledQuantity: '6' }, state: 'SUCCESS', filledQuantity: '5' },
      { ...SENT, earlier: [FAILED], news: FILLED, state: 'ERROR', filledQuantity: '0' },
    ])(
      '$earlier then $news: $state with $filledQuantity',
      async ({ sent: isSent, earlier, news, state, filledQuantity }) => {
        const batch = await opened();
        if (isSent) await sent(batch, 'META');
        for (const one of earlier) await record(batch, 'META', one);
        const rows = await record(batch, 'META', news);
        expect(rows).toEqual({ state, filledQuantity });
        const stored = orderOf(await batchOf(batch.id), 'META');
        expect(stored).toMatchObject({ state, filledQuantity });
        const audited = await eventsOf(batch.portfolioId);
        expect(await record(batch, 'META', news)).toEqual({ state, filledQuantity });
        expect(await eventsOf(batch.portfolioId)).toEqual(audited);
      },
    );

    test('a filled order forgets the error of the time it was UNKNOWN, and keeps the id it has at the broker', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      await record(batch, 'META', { brokerOrderId: 'b-1' });
      await record(batch, 'META', { event: 'UNANSWERED', errorCode: 'DEADLINE', errorMessage: 'no answer' });
      expect(orderOf(await batchOf(batch.id), 'META')).toMatchObject({
        errorCode: 'DEADLINE',
        errorMessage: 'no answer',
      });
      await record(batch, 'META', { event: 'FILLED', filledPrice: '100.123456' });
      expect(orderOf(await batchOf(batch.id), 'META')).toMatchObject({
        errorCode: null,
        errorMessage: null,
        brokerOrderId: 'b-1',
        filledPrice: '100.123456',
      });
    });

    test.each<[string, OrderNews]>([
      ['a fill without an order of the broker', FILLED],
      ['a failure with such a fill', { ...FAILED, filledQuantity: '2' }],
      ['what two people have to declare', { ...FAILED, errorCode: 'DECLARED' }],
    ])('an UNKNOWN order is not ended by %s', async (_what, news) => {
      const batch = await opened();
      await sent(batch, 'META');
      await record(batch, 'META', { event: 'UNANSWERED', errorCode: 'DEADLINE' });
      await expectFault(record(batch, 'META', news), 'REFUSED_BY_SCHEMA');
      expect(orderOf(await batchOf(batch.id), 'META').state).toBe('UNKNOWN');
    });

    test('a part of an order is never called the whole', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      const part = record(batch, 'META', { event: 'FILLED', filledQuantity: '4.999999999' });
      await expectFault(part, 'REFUSED_BY_SCHEMA');
      expect(orderOf(await batchOf(batch.id), 'META').state).toBe('PENDING');
    });

    test('an order in dollars is whole when it spent them, as far as the collar lets it', async () => {
      const batch = await opened({ execution: 'sells-first' });
      await ledger.sizeBuys(batch.id, 1, { AAPL: { notional: '998.50' } }, BY);
      await sent(batch, 'AAPL');
      const filled = { event: 'FILLED', filledPrice: '100' } as const;
      await expectFault(record(batch, 'AAPL', { ...filled, filledQuantity: '9.4' }), 'REFUSED_BY_SCHEMA');
      expect(orderOf(await batchOf(batch.id), 'AAPL').state).toBe('PENDING');
      await record(batch, 'AAPL', { ...filled, filledQuantity: '9.9' });
      expect(orderOf(await batchOf(batch.id), 'AAPL').state).toBe('SUCCESS');
    });

    test('a message that no database can store is stored as far as it can be', async () => {
      const batch = await opened();
      await record(batch, 'META', { ...FAILED, errorMessage: 'zero \0 and half \ud800' });
      expect(orderOf(await batchOf(batch.id), 'META').errorMessage).toBe('zero \uFFFD and half \uFFFD');
    });

    test('of contradicting news at once one counts, and all are answered what then stands', async () => {
      for (let round = 0; round < 10; round += 1) {
        const batch = await opened();
        await sent(batch, 'META');
        const answers = await Promise.all([FILLED, FAILED, PART, FILLED].map((news) => record(batch, 'META', news)));
        const { state } = orderOf(await batchOf(batch.id), 'META');
        expect(['SUCCESS', 'ERROR']).toContain(state);
        expect([answers[0]?.state, answers[1]?.state, answers[3]?.state]).toEqual([state, state, state]);
      }
    });

    test('news about an order that the ledger has lost is a fault with a name', async () => {
      await expectFault(ledger.recordOrder('ab-nothing-META-o-1', FILLED, BY), 'ROW_LOST');
      await expectFault(ledger.planReversal(randomUUID(), 1, 'META', BY), 'ROW_LOST');
      await expectFault(ledger.raiseEpoch(randomUUID(), BY), 'ROW_LOST');
    });

    test('what the broker shows was sent, also when the ledger does not know of it', async () => {
      const batch = await opened();
      const [order] = batch.orders;
      const news = { ...FILLED, submittedAt: '2026-03-02T15:00:05.000Z', brokerOrderId: 'b-1' };
      await ledger.recordOrder(order?.clientOrderId ?? '', news, BY);
      const found = orderOf(await batchOf(batch.id), order?.symbol ?? '');
      expect(found).toMatchObject({ state: 'SUCCESS', sentAt: '2026-03-02T15:00:05.000Z' });
      const events = (await ledger.listAudit(batch.portfolioId)).map(({ event }) => event);
      expect(events.slice(-2)).toEqual(['ORDER_FOUND', 'ORDER_SUCCESS']);
    });
  });

  describe('sizeBuys', () => {
    test('gives the buys their size once, and only for the current epoch', async () => {
      const batch = await opened({ execution: 'sells-first' });
      expect(await ledger.sizeBuys(batch.id, 2, { AAPL: { notional: '1.00' } }, BY)).toEqual(batch);
      const sized = await ledger.sizeBuys(batch.id, 1, { AAPL: { notional: '998.5' } }, BY);
      expect(sized.buysSizedAt).toBe(BY.at);
      expect(orderOf(sized, 'AAPL')).toMatchObject({ quantity: null, notional: '998.50' });
      expect(orderOf(sized, 'META')).toMatchObject({ quantity: '5', notional: null });
      expect(await ledger.sizeBuys(batch.id, 1, { AAPL: { notional: '1.00' } }, BY)).toEqual(sized);
      expect(await batchOf(batch.id)).toEqual(sized);
      expect((await eventsOf(batch.portfolioId)).filter((event) => event === 'BUYS_SIZED')).toHaveLength(1);
    });

    test('a buy of whole shares may become one of fewer, and the audit says so', async () => {
      const orders = [
        { symbol: 'AAPL', side: 'BUY', quantity: '5', notional: null },
        { symbol: 'MSFT', side: 'BUY', quantity: null, notional: '50.00' },
      ] as const;
      const batch = await opened({ execution: 'sells-first', orders: [...orders] });
      const sizes = { AAPL: { quantity: '4' }, MSFT: { notional: '49.00' } };
      await expect(ledger.sizeBuys(batch.id, 1, { AAPL: { quantity: '6' } }, BY)).rejects.toThrow(InvariantError);
      const sized = await ledger.sizeBuys(batch.id, 1, sizes, BY);
      expect(orderOf(sized, 'AAPL')).toMatchObject({ quantity: '4', notional: null });
      expect(orderOf(sized, 'MSFT')).toMatchObject({ quantity: null, notional: '49.00' });
      expect(await batchOf(batch.id)).toEqual(sized);
      const row = (await ledger.listAudit(batch.portfolioId)).find(({ event }) => event === 'BUYS_SIZED');
      expect(row?.detail).toEqual({ notionals: { MSFT: '49.00' }, quantities: { AAPL: '4' } });
    });

    test('a buy costs no more than was planned', async () => {
      const orders = [{ symbol: 'AAPL', side: 'BUY', quantity: null, notional: '998.50' }] as const;
      const batch = await opened({ execution: 'sells-first', orders: [...orders] });
      await expect(ledger.sizeBuys(batch.id, 1, { AAPL: { notional: '998.51' } }, BY)).rejects.toThrow(InvariantError);
      expect(await batchOf(batch.id)).toEqual(batch);
      expect((await ledger.sizeBuys(batch.id, 1, { AAPL: { notional: '998.50' } }, BY)).buysSizedAt).toBe(BY.at);
    });

    test.each([
      { META: { notional: '1.00' } },
      { TSLA: { notional: '1.00' } },
      { AAPL: { notional: '0.00' } },
      { AAPL: { notional: '1.001' } },
      { AAPL: { quantity: '0' } },
    ])('refuses %j', async (given) => {
      const batch = await opened({ execution: 'sells-first' });
      const sizes = given as unknown as Record<string, BuySize>;
      await expectFault(ledger.sizeBuys(batch.id, 1, sizes, BY), 'REFUSED_BY_SCHEMA');
      expect(await batchOf(batch.id)).toEqual(batch);
    });
  });

  describe('planAttempts', () => {
    const again = (symbol: string, side: 'BUY' | 'SELL', quantity: string) => ({
      symbol,
      side,
      quantity,
      notional: null,
    });

    test('an order that fell short gets a next attempt, once, and what both filled is reversed together', async () => {
      const batch = await opened();
      await filled(batch, 'META');
      await sent(batch, 'AAPL');
      await record(batch, 'AAPL', { ...FAILED, filledQuantity: '4', filledPrice: '100' });
      const orders = [again('AAPL', 'BUY', '6')];
      const planned = await ledger.planAttempts(batch.id, 1, orders, BY);
      expect(await ledger.planAttempts(batch.id, 1, orders, BY)).toEqual(planned);
      expect(await batchOf(batch.id)).toEqual(planned);
      const second = planned.orders.find(({ attempt }) => attempt === 2);
      expect(second).toMatchObject({
        clientOrderId: `ab-${batch.id}-AAPL-o-2`,
        kind: 'order',
        side: 'BUY',
        quantity: '6',
        state: 'PENDING',
        sentAt: null,
      });
      // The failure of a first attempt keeps no further one.
      expect(await ledger.markSent(second?.clientOrderId ?? '', 1, null, BY)).toBe('may-send');
      await expectFault(ledger.planReversal(batch.id, 1, 'AAPL', BY), 'REFUSED_BY_SCHEMA');
      await ledger.recordOrder(second?.clientOrderId ?? '', { ...FAILED, filledQuantity: '1', filledPrice: '100' }, BY);
      expect(await ledger.planReversal(batch.id, 1, 'AAPL', BY)).toMatchObject({ side: 'SELL', quantity: '5' });
      await ledger.markSent(`ab-${batch.id}-AAPL-r-1`, 1, null, BY);
      await ledger.recordOrder(`ab-${batch.id}-AAPL-r-1`, FILLED, BY);
      const ended = (await batchOf(batch.id)).orders.filter(
        ({ symbol, kind }) => symbol === 'AAPL' && kind === 'order',
      );
      expect(ended.map(({ state }) => state)).toEqual(['ROLLED_BACK', 'ROLLED_BACK']);
      await expectFault(ledger.planAttempts(batch.id, 1, orders, BY), 'REFUSED_BY_SCHEMA');
      expect((await eventsOf(batch.portfolioId)).filter((event) => event === 'ORDER_PLANNED')).toHaveLength(1);
    });

    test.each([
      ['on the other side', { orders: [again('AAPL', 'SELL', '6')] }, 'REFUSED_BY_SCHEMA'],
      ['of a symbol that is not in the batch', { orders: [again('TSLA', 'BUY', '6')] }, 'REFUSED_BY_SCHEMA'],
      [
        'in dollars',
        { orders: [{ symbol: 'AAPL', side: 'BUY', quantity: null, notional: '6.00' }] },
        'REFUSED_BY_SCHEMA',
      ],
      ['of nothing', { orders: [again('AAPL', 'BUY', '0')] }, 'REFUSED_BY_SCHEMA'],
      ['with an epoch that is not current', { epoch: 2, orders: [again('AAPL', 'BUY', '6')] }, 'OVERTAKEN'],
    ] as const)('an attempt %s is refused', async (_what, { orders, ...some }, code) => {
      const batch = await openedAndFailed();
      const epoch = 'epoch' in some ? some.epoch : 1;
      await expectFault(ledger.planAttempts(batch.id, epoch, orders, BY), code);
      expect(await batchOf(batch.id)).toEqual(batch);
    });

    test('of 10 planners at once all get the same attempt', async () => {
      const batch = await openedAndFailed();
      const orders = [again('AAPL', 'BUY', '10')];
      await Promise.all(Array.from({ length: 10 }, () => ledger.planAttempts(batch.id, 1, orders, BY)));
      expect((await batchOf(batch.id)).orders.filter(({ symbol }) => symbol === 'AAPL')).toHaveLength(2);
    });
  });

  describe('a batch that fell short and is kept', () => {
    const deviation = { before: '3.0000', after: '1.0000' };

    test('is ADJUSTED, and its audit row names what fell short and what it came to', async () => {
      const batch = await openedAndFailed();
      const [sold] = fillsOf(batch);
      const close = closing({ batchId: batch.id, state: 'ADJUSTED', fills: [sold as Fill], deviation });
      expect(await ledger.closeBatch(close, BY)).toBe(true);
      expect(await ledger.closeBatch(close, BY)).toBe(true);
      expect(await batchOf(batch.id)).toMatchObject({ state: 'ADJUSTED', residual: null });
      const rows = (await ledger.listAudit(batch.portfolioId)).filter(({ event }) => event === 'BATCH_ADJUSTED');
      expect(rows).toMatchObject([
        { detail: { deviation, shortfalls: [{ symbol: 'AAPL', side: 'BUY', quantity: '10', attempts: 1 }] } },
      ]);
    });

    test.each([
      ['is no nearer to its targets', { before: '3.0000', after: '3.0000' }, 'META', '500.00'],
      ['is on credit', deviation, 'AAPL', '-1000.00'],
    ])('is refused when it %s', async (_what, came, symbol, cash) => {
      const opened = await openedBatch(newBatch({ portfolioId: (await created()).id }));
      await filled(opened, symbol);
      await record(opened, symbol === 'META' ? 'AAPL' : 'META', FAILED);
      const batch = await batchOf(opened.id);
      const { filledQuantity: quantity = '' } = batch.orders.find((order) => order.symbol === symbol) ?? {};
      const fills = [fill({ ...idsOf(batch, symbol), quantity, cash })];
      const close = closing({ batchId: batch.id, state: 'ADJUSTED', fills, deviation: came });
      await expectFault(ledger.closeBatch(close, BY), 'REFUSED_BY_SCHEMA');
      expect(await batchOf(batch.id)).toEqual(batch);
    });

    test('is refused once something of it was reversed', async () => {
      const batch = await openedAndFailed();
      await ledger.planReversal(batch.id, 1, 'META', BY);
      await recordReversal(batch, 1, { ...FAILED, filledQuantity: '1' });
      const close = closing({ batchId: batch.id, state: 'ADJUSTED', fills: [], deviation });
      await expectFault(ledger.closeBatch(close, BY), 'REFUSED_BY_SCHEMA');
    });

    test('ends a STALE as well', async () => {
      const batch = await openedAndFailed();
      await ledger.markStale(batch.portfolioId, { reason: 'HELD', cause: null, fills: [] }, BY);
      const [sold] = fillsOf(batch);
      const end = {
        batchState: 'ADJUSTED' as const,
        fills: [sold as Fill],
        adopt: null,
        residual: null,
        releases: false,
        deviation,
        detail: {},
      } satisfies EndStale;
      expect(await ledger.endStale(batch.portfolioId, end, BY)).toBe(true);
      expect(await batchOf(batch.id)).toMatchObject({ state: 'ADJUSTED' });
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status: 'ACTIVE' });
    });
  });

  describe('planReversal', () => {
    test('reverses exactly what filled, attempt by attempt, until nothing is left', async () => {
      const batch = await opened();
      await filled(batch, 'META');
      const first = await ledger.planReversal(batch.id, 1, 'META', BY);
      expect(first).toEqual({
        clientOrderId: `ab-${batch.id}-META-r-1`,
        attempt: 1,
        side: 'BUY',
        quantity: '5',
      });
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toEqual(first);
      await recordReversal(batch, 1, { ...FAILED, filledQuantity: '1.5' });
      const second = await ledger.planReversal(batch.id, 1, 'META', BY);
      expect(second).toMatchObject({ attempt: 2, quantity: '3.5' });
      expect(orderOf(await batchOf(batch.id), 'META').state).toBe('SUCCESS');
      await recordReversal(batch, 2, FILLED);
      expect(orderOf(await batchOf(batch.id), 'META').state).toBe('ROLLED_BACK');
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toBeUndefined();
      expect((await eventsOf(batch.portfolioId)).slice(2)).toEqual([
        'ORDER_SENT',
        'ORDER_SUCCESS',
        'REVERSAL_PLANNED',
        'REVERSAL_SENT',
        'REVERSAL_ERROR',
        'REVERSAL_PLANNED',
        'REVERSAL_SENT',
        'REVERSAL_SUCCESS',
        'ORDER_ROLLED_BACK',
      ]);
    });

    test('an order that failed without fills has nothing to reverse and stays ERROR', async () => {
      const batch = await opened();
      await record(batch, 'META', FAILED);
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toBeUndefined();
      expect(orderOf(await batchOf(batch.id), 'META').state).toBe('ERROR');
    });

    test('only the part that filled of a failed order is reversed', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      await record(batch, 'META', { ...FAILED, filledQuantity: '0.000000001' });
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toMatchObject({ quantity: '0.000000001' });
    });

    test('what is worth too little to be bought back alone is bought with a surplus, which is sold', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      await record(batch, 'META', { ...FAILED, filledQuantity: '0.001', filledPrice: '400' });
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toMatchObject({ side: 'BUY', quantity: '0.005' });
      await recordReversal(batch, 1, FILLED);
      expect(orderOf(await batchOf(batch.id), 'META').state).toBe('ERROR');
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toMatchObject({ side: 'SELL', quantity: '0.004' });
      await recordReversal(batch, 2, FILLED);
      expect(orderOf(await batchOf(batch.id), 'META').state).toBe('ROLLED_BACK');
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toBeUndefined();
    });

    test.each([
      ['of an order that is not definite', async () => opened(), 1, 'REFUSED_BY_SCHEMA'],
      ['with an epoch that is not current', () => openedAndFilled(), 2, 'OVERTAKEN'],
      ['of a closed batch', () => closed(), 1, 'REFUSED_BY_SCHEMA'],
    ] as const)('a reversal %s is refused', async (_what, prepared, epoch, code) => {
      const batch = await prepared();
      await expectFault(ledger.planReversal(batch.id, epoch, 'META', BY), code);
      expect(await batchOf(batch.id)).toEqual(batch);
    });

    test('of 10 planners at once all get the same attempt', async () => {
      const batch = await openedAndFilled();
      const plans = await Promise.all(Array.from({ length: 10 }, () => ledger.planReversal(batch.id, 1, 'META', BY)));
      expect(new Set(plans.map((plan) => plan?.clientOrderId))).toEqual(new Set([`ab-${batch.id}-META-r-1`]));
    });
  });

  describe('closeBatch', () => {
    test('books fills, cash, states, cool-down and audit at once', async () => {
      const batch = await openedAndFilled();
      const close = closing({ batchId: batch.id, fills: fillsOf(batch), coolUntil: '2026-03-02T16:00:00Z' });
      expect(await ledger.closeBatch(close, BY)).toBe(true);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({
        status: 'ACTIVE',
        version: 2,
        cash: '-250.00',
        coolUntil: '2026-03-02T16:00:00.000Z',
        holdings: [
          { symbol: 'AAPL', quantity: '160' },
          { symbol: 'META', quantity: '78.325' },
          { symbol: 'MSFT', quantity: '80.123456789' },
        ],
      });
      expect(await batchOf(batch.id)).toMatchObject({ state: 'SUCCESS', driftAfter: '0.0001', residual: null });
      expect(await ledger.findOpenBatch(batch.portfolioId)).toBeUndefined();
      expect(await ledger.listFills(batch.id)).toEqual(close.fills);
      expect((await ledger.listAudit(batch.portfolioId)).at(-1)).toMatchObject({
        event: 'BATCH_SUCCESS',
        batchId: batch.id,
        actor: 'rebalance',
        at: BY.at,
        detail: { cashBefore: '250.00', cashAfter: '-250.00', fills: ['x-1', 'x-2'].map((id) => `${batch.id}-${id}`) },
      });
    });

    test('a rollback is audited with its cause, its residual and the drift it left', async () => {
      const batch = await opened();
      for (const symbol of ['META', 'AAPL']) await record(batch, symbol, FAILED);
      const cause = { code: 'NOT_TRADABLE', message: 'AAPL: not tradable', symbol: 'AAPL' } as const;
      const end = { cause, residual: '0.00', driftAfter: '6.4708' };
      expect(await ledger.closeBatch(closing({ batchId: batch.id, state: 'ROLLED_BACK', ...end }), BY)).toBe(true);
      const last = (await ledger.listAudit(batch.portfolioId)).at(-1);
      expect(last).toMatchObject({ event: 'BATCH_ROLLED_BACK', detail: end });
    });

    test('the residual of a rollback is the cash that its fills moved', async () => {
      const batch = await opened();
      for (const symbol of ['META', 'AAPL']) await record(batch, symbol, FAILED);
      const close = closing({ batchId: batch.id, state: 'ROLLED_BACK', residual: '0.01' });
      await expect(ledger.closeBatch(close, BY)).rejects.toThrow('the residual of a rollback is what its fills moved');
      expect(await batchOf(batch.id)).toMatchObject({ state: 'PENDING' });
    });

    test('closing twice, or twice at once, books once', async () => {
      const batch = await openedAndFilled();
      const close = closing({ batchId: batch.id, fills: fillsOf(batch) });
      const answers = await Promise.all([1, 2, 3].map(() => ledger.closeBatch(close, BY)));
      expect(answers).toEqual([true, true, true]);
      expect(await ledger.closeBatch(close, BY)).toBe(true);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ version: 2, cash: '-250.00' });
      expect(await ledger.closeBatch({ ...close, state: 'ROLLED_BACK' }, BY)).toBe(false);
    });

    test('a fill that comes twice, in one closing or in two, is booked once', async () => {
      const batch = await openedAndFilled();
      const [sell, buy] = fillsOf(batch);
      if (sell === undefined || buy === undefined) throw new Error('two fills');
      await ledger.markStale(batch.portfolioId, { reason: 'BOOKS_DIFFER', cause: null, fills: [sell, sell] }, BY);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ cash: '750.00' });
      const adoptNothing = { batchState: 'ADOPTED', releases: false, adopt: null, residual: null, detail: {} } as const;
      expect(await ledger.endStale(batch.portfolioId, { ...adoptNothing, fills: [sell, buy] }, BY)).toBe(true);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ cash: '-250.00', status: 'ACTIVE' });
      expect(await ledger.listFills(batch.id)).toEqual([sell, buy]);
    });

    test('a holding that was sold whole is gone', async () => {
      const { id } = await created();
      const orders = [{ symbol: 'MSFT', side: 'SELL', quantity: '80.123456789', notional: null } as const];
      const batch = await openedBatch(newBatch({ portfolioId: id, orders }));
      await filled(batch, 'MSFT');
      const fills = [
        fill({ ...idsOf(batch, 'MSFT'), quantity: '80', cash: '8000.00' }),
        fill({ ...idsOf(batch, 'MSFT'), quantity: '0.123456789', cash: '12.35' }),
      ];
      await ledger.closeBatch(closing({ batchId: batch.id, fills }), BY);
      const holdings = (await ledger.findPortfolio(id))?.holdings ?? [];
      expect(holdings.map((holding) => holding.symbol)).toEqual(['AAPL', 'META']);
    });

    test('a rollback restores the holdings exactly, and says what it cost', async () => {
      const batch = await opened();
      await filled(batch, 'META');
      await record(batch, 'AAPL', FAILED);
      await ledger.planReversal(batch.id, 1, 'META', BY);
      await recordReversal(batch, 1, FILLED);
      const before = await ledger.findPortfolio(batch.portfolioId);
      const close = closing({
        batchId: batch.id,
        state: 'ROLLED_BACK',
        driftAfter: null,
        cause: { code: 'OTHER', message: 'no', symbol: 'AAPL' },
        residual: '-0.03',
        status: { to: 'PAUSED', reason: 'ROLLED_BACK_TOO_OFTEN' },
        rollbacksInARow: 3,
        fills: [
          fill({ ...idsOf(batch, 'META'), quantity: '5', cash: '500.00' }),
          fill({
            clientOrderId: `ab-${batch.id}-META-r-1`,
            quantity: '3.000000001',
            price: '100.0033',
            cash: '-300.01',
          }),
          fill({ clientOrderId: `ab-${batch.id}-META-r-1`, quantity: '1.999999999', price: '100.01', cash: '-200.02' }),
        ],
      });
      expect(await ledger.closeBatch(close, BY)).toBe(true);
      expect(await ledger.findPortfolio(batch.portfolioId)).toEqual({
        ...before,
        version: 2,
        settingsRevision: 2,
        cash: '249.97',
        status: 'PAUSED',
        statusReason: 'ROLLED_BACK_TOO_OFTEN',
        rollbacksInARow: 3,
      });
      const { state, cause, residual } = close;
      expect(await batchOf(batch.id)).toMatchObject({ state, cause, residual, driftAfter: null });
    });

    test.each([
      ['SUCCESS', 'while an order is PENDING', () => opened()],
      ['ROLLED_BACK', 'while an order is PENDING', () => opened()],
      ['ROLLED_BACK', 'while what filled is not reversed', () => openedAndFilled()],
      ['SUCCESS', 'when an order failed', () => openedAndFailed()],
    ] as const)('a batch does not become %s %s', async (state, _when, prepared) => {
      const batch = await prepared();
      const close = closing({ batchId: batch.id, state, fills: [] });
      await expectFault(ledger.closeBatch(close, BY), 'REFUSED_BY_SCHEMA');
      expect(await batchOf(batch.id)).toEqual(batch);
    });

    test('an older epoch closes nothing', async () => {
      const batch = await openedAndFilled();
      await ledger.raiseEpoch(batch.id, BY);
      expect(await ledger.closeBatch(closing({ batchId: batch.id, fills: fillsOf(batch) }), BY)).toBe(false);
      expect(await ledger.listFills(batch.id)).toEqual([]);
      const current = closing({ batchId: batch.id, epoch: 2, fills: fillsOf(batch) });
      expect(await ledger.closeBatch(current, BY)).toBe(true);
    });

    test('the fills of an order sum to its filled quantity, and each moves the cash that its shares are worth', async () => {
      const batch = await openedAndFilled();
      const [sell, buy] = fillsOf(batch);
      if (sell === undefined || buy === undefined) throw new Error('two fills');
      const { clientOrderId } = sell;
      const wrong: [string, Fill[]][] = [
        ['one is missing', [sell]],
        ['one is a part', [{ ...sell, quantity: '4', cash: '400.00' }, buy]],
        ['one is too much', [sell, buy, fill({ clientOrderId, quantity: '0.000000001', cash: '0.00' })]],
        ['one is paid a cent less', [{ ...sell, cash: '499.99' }, buy]],
        ['a buy brings money', [sell, { ...buy, cash: buy.cash.replace('-', '') }]],
        ['a derived one is two cents off', [{ ...sell, executionId: `derived-${clientOrderId}`, cash: '500.02' }, buy]],
      ];
      for (const [_what, fills] of wrong) {
        const closed = ledger.closeBatch(closing({ batchId: batch.id, fills }), BY);
        await expect(closed).rejects.toThrow(InvariantError);
        expect(await ledger.listFills(batch.id)).toEqual([]);
        expect(await batchOf(batch.id)).toEqual(batch);
      }
      const derived = { ...sell, executionId: `derived-${clientOrderId}`, cash: '500.01' };
      expect(await ledger.closeBatch(closing({ batchId: batch.id, fills: [derived, buy] }), BY)).toBe(true);
    });

    test('a fill of another portfolio, or one that would leave less than nothing, is refused whole', async () => {
      const [batch, other] = [await openedAndFilled(), await openedAndFilled()];
      const foreign = closing({ batchId: batch.id, fills: fillsOf(other) });
      await expectFault(ledger.closeBatch(foreign, BY), 'REFUSED_BY_SCHEMA');
      const tooMuch = [fill({ ...idsOf(batch, 'META'), quantity: '83.325000001', cash: '8332.50' })];
      await expectFault(ledger.closeBatch(closing({ batchId: batch.id, fills: tooMuch }), BY), 'REFUSED_BY_SCHEMA');
      expect(await ledger.listFills(batch.id)).toEqual([]);
      expect(await batchOf(batch.id)).toEqual(batch);
    });

    test('nothing that happens to the portfolio at the same moment is lost', async () => {
      for (let round = 0; round < 10; round += 1) {
        const batch = await openedAndFilled();
        const pause = { from: ['ACTIVE'], to: 'PAUSED', reason: 'FROZEN' } as const;
        const [isClosed, isPaused] = await Promise.all([
          ledger.closeBatch(closing({ batchId: batch.id, fills: fillsOf(batch) }), BY),
          ledger.setStatus(batch.portfolioId, pause, BY),
        ]);
        expect([isClosed, isPaused]).toEqual([true, { ok: true }]);
        expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({
          version: 3,
          status: 'PAUSED',
          cash: '-250.00',
        });
      }
    });

    test('a recovery that raises the epoch at the same moment finds the batch closed, or closes it itself', async () => {
      for (let round = 0; round < 10; round += 1) {
        const batch = await openedAndFilled();
        const close = closing({ batchId: batch.id, fills: fillsOf(batch) });
        const [isClosed, recovered] = await Promise.all([
          ledger.closeBatch(close, BY),
          ledger.raiseEpoch(batch.id, BY),
        ]);
        const { state, epoch } = recovered;
        expect({ state, epoch }).toEqual(isClosed ? { state: 'SUCCESS', epoch: 1 } : { state: 'PENDING', epoch: 2 });
        expect(await ledger.closeBatch({ ...close, epoch: 2 }, BY)).toBe(true);
      }
    });

    test('a pause that came while the batch ran outlives it', async () => {
      const batch = await openedAndFilled();
      await ledger.setStatus(batch.portfolioId, { from: ['ACTIVE'], to: 'PAUSED', reason: 'FROZEN' }, BY);
      await ledger.closeBatch(closing({ batchId: batch.id, fills: fillsOf(batch) }), BY);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status: 'PAUSED', statusReason: 'FROZEN' });
    });
  });

  describe('STALE', () => {
    const cause = { code: 'REVERSAL_EXHAUSTED', message: 'refused 4 times', symbol: 'META' } as const;
    const adopt = { holdings: [{ symbol: 'META', quantity: '78.325' }], cash: '750.00' };
    const end = { fills: [], adopt: null, residual: null, releases: false, detail: { action: 'release', note: 'ok' } };

    test('portfolio and batch become STALE together, once, and refuse whatever comes', async () => {
      const batch = await openedAndFailed();
      const fills = fillsOf(batch).slice(0, 1);
      for (const _run of [1, 2]) await ledger.markStale(batch.portfolioId, { reason: cause.code, cause, fills }, BY);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({
        status: 'STALE',
        statusReason: cause.code,
        version: 2,
        cash: '750.00',
      });
      expect(await batchOf(batch.id)).toMatchObject({ state: 'STALE', cause });
      expect((await eventsOf(batch.portfolioId)).slice(-2)).toEqual(['BATCH_STALE', 'PORTFOLIO_STALE']);
      expect(await ledger.listUnsettled()).toContain(batch.portfolioId);
      const next = newBatch({ portfolioId: batch.portfolioId, expectedVersion: 2 });
      expect(await ledger.openBatch(next, BY)).toEqual(refusedAs('NOT_ACTIVE', next.portfolioId));
    });

    test('a new reason replaces the old one', async () => {
      const id = await stale();
      await ledger.markStale(id, { reason: 'STEP_FAILED', cause: null, fills: [] }, BY);
      expect(await ledger.findPortfolio(id)).toMatchObject({ statusReason: 'STEP_FAILED', version: 3 });
    });

    test('adopting makes the broker’s positions the truth, and ends it once', async () => {
      const batch = await openedAndFailed();
      await ledger.markStale(batch.portfolioId, { reason: cause.code, cause, fills: [] }, BY);
      const adoption = { ...end, batchState: 'ADOPTED', adopt, fills: fillsOf(batch).slice(0, 1) } as const;
      for (const _run of [1, 2]) expect(await ledger.endStale(batch.portfolioId, adoption, BY)).toBe(true);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({
        ...adopt,
        status: 'ACTIVE',
        statusReason: null,
        version: 3,
      });
      expect(await batchOf(batch.id)).toMatchObject({ state: 'ADOPTED', cause });
      expect((await eventsOf(batch.portfolioId)).slice(-2)).toEqual(['BATCH_ADOPTED', 'STALE_ENDED']);
      const other = { ...end, batchState: 'ROLLED_BACK' } as const;
      expect(await ledger.endStale(batch.portfolioId, other, BY)).toBe(false);
    });

    test('nothing is adopted while an order is not definite', async () => {
      const batch = await opened();
      await ledger.markStale(batch.portfolioId, { reason: 'OUTCOME_UNKNOWN', cause: null, fills: [] }, BY);
      const adoption = ledger.endStale(batch.portfolioId, { ...end, batchState: 'ADOPTED', adopt }, BY);
      await expectFault(adoption, 'REFUSED_BY_SCHEMA');
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status: 'STALE', cash: '250.00' });
    });

    test('a reversal that succeeds at last ends it ROLLED_BACK', async () => {
      const batch = await openedAndFailed();
      const [sell] = fillsOf(batch);
      if (sell === undefined) throw new Error('a fill');
      await ledger.markStale(batch.portfolioId, { reason: cause.code, cause, fills: [sell] }, BY);
      const rolledBack = { ...end, batchState: 'ROLLED_BACK' } as const;
      await expectFault(ledger.endStale(batch.portfolioId, rolledBack, BY), 'REFUSED_BY_SCHEMA');
      const reversal = await ledger.planReversal(batch.id, 1, 'META', BY);
      await recordReversal(batch, 1, FILLED);
      const back = fill({ clientOrderId: reversal?.clientOrderId ?? '', quantity: '5', price: '102', cash: '-510.00' });
      const last = { ...rolledBack, fills: [sell, back], residual: '-10.00' };
      expect(await ledger.endStale(batch.portfolioId, last, BY)).toBe(true);
      expect(await batchOf(batch.id)).toMatchObject({ state: 'ROLLED_BACK', residual: '-10.00', cause });
      const { holdings } = newPortfolio();
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({
        holdings,
        cash: '240.00',
        status: 'ACTIVE',
      });
    });

    test('a STALE without a batch ends, and one that never was does not', async () => {
      const id = await stale();
      const release = { ...end, batchState: 'ADOPTED' } as const;
      expect(await ledger.endStale(id, release, BY)).toBe(true);
      expect(await ledger.endStale((await created()).id, release, BY)).toBe(false);
    });

    test.each(['PAUSED', 'CLOSED'] as const)('it ends in the status that it began in: %s', async (status) => {
      const batch = await openedAndFailed();
      await ledger.setStatus(batch.portfolioId, { from: ['ACTIVE'], to: status, reason: 'why' }, BY);
      await ledger.markStale(batch.portfolioId, { reason: cause.code, cause, fills: [] }, BY);
      await ledger.markStale(batch.portfolioId, { reason: 'STEP_FAILED', cause, fills: [] }, BY);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status: 'STALE', statusBefore: status });
      await ledger.endStale(batch.portfolioId, { ...end, batchState: 'ADOPTED', adopt }, BY);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status, statusBefore: null });
    });

    test('a frozen portfolio begins nothing, and is cared for', async () => {
      const { id } = await created();
      for (const _run of [1, 2]) expect(await ledger.freeze(id, FREEZE, BY)).toBe(true);
      expect(await ledger.findPortfolio(id)).toMatchObject({ status: 'ACTIVE', frozen: true, version: 2 });
      expect((await eventsOf(id)).filter((event) => event === 'PORTFOLIO_FROZEN')).toHaveLength(1);
      const batch = newBatch({ portfolioId: id, expectedVersion: 2 });
      expect(await ledger.openBatch(batch, BY)).toEqual(refusedAs('NOT_ACTIVE', batch.portfolioId));
      expect(await ledger.listUnsettled()).toContain(id);
      expect(await ledger.freeze('p-nobody', FREEZE, BY)).toBe(false);
    });

    test('what is mended of a frozen one leaves it held, until it is released', async () => {
      const batch = await openedAndFailed();
      await ledger.markStale(batch.portfolioId, { reason: cause.code, cause, fills: [] }, BY);
      await ledger.freeze(batch.portfolioId, FREEZE, BY);
      expect(await ledger.endStale(batch.portfolioId, { ...end, batchState: 'ADOPTED', adopt }, BY)).toBe(true);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status: 'STALE', statusReason: 'FROZEN' });
      expect(await batchOf(batch.id)).toMatchObject({ state: 'ADOPTED' });
      expect((await eventsOf(batch.portfolioId)).slice(-2)).toEqual(['BATCH_ADOPTED', 'PORTFOLIO_STALE']);
      const release = { ...end, batchState: 'ROLLED_BACK', releases: true } as const;
      for (const _run of [1, 2]) expect(await ledger.endStale(batch.portfolioId, release, BY)).toBe(true);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ status: 'ACTIVE', frozen: false });
    });

    test('what one decision did to a frozen one is done once, also by an attempt that read an older account', async () => {
      const { id } = await created();
      await ledger.freeze(id, FREEZE, BY);
      await ledger.markStale(id, { reason: 'FROZEN', cause: null, fills: [] }, BY);
      const adoption = { ...end, batchState: 'ADOPTED', adopt, requestId: 'r1' } as const;
      expect(await ledger.endStale(id, adoption, BY)).toBe(true);
      const older = { ...adoption, adopt: { ...adopt, cash: '1.00' } };
      expect(await ledger.endStale(id, older, BY)).toBe(true);
      expect(await ledger.findPortfolio(id)).toMatchObject({ status: 'STALE', cash: adopt.cash });
      expect((await eventsOf(id)).filter((event) => event === 'PORTFOLIO_STALE')).toHaveLength(2);
      const next = { ...older, requestId: 'r2' };
      expect(await ledger.endStale(id, next, BY)).toBe(true);
      expect(await ledger.findPortfolio(id)).toMatchObject({ cash: '1.00' });
    });

    test('a portfolio that was closed before it was held is not frozen', async () => {
      const { id } = await created();
      await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
      expect(await ledger.freeze(id, FREEZE, BY)).toBe(false);
    });

    test('an order of a STALE batch may still be found filled', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      await record(batch, 'META', { event: 'UNANSWERED' });
      await ledger.markStale(batch.portfolioId, { reason: 'OUTCOME_UNKNOWN', cause: null, fills: [] }, BY);
      expect(await record(batch, 'META', { ...FILLED, brokerOrderId: 'b-1' })).toMatchObject({ state: 'SUCCESS' });
    });
  });

  describe('declareOutcome', () => {
    const [AT, HOUR_LATER] = ['2026-03-02T15:59:59.000Z', '2026-03-02T16:00:02.000Z'];
    const never = { outcome: 'never-arrived' } as const;
    const filledAt = (quantity: string, price = '100.00') => ({ outcome: 'filled', quantity, price }) as const;
    type Said = typeof never | ReturnType<typeof filledAt>;

    /** META was sent, nobody knows what became of it, and its portfolio is STALE for that. */
    async function unknown(given?: Batch): Promise<Batch> {
      const batch = given ?? (await opened());
      await sent(batch, 'META');
      await record(batch, 'META', { event: 'UNANSWERED', errorCode: 'OUTCOME_UNKNOWN' });
      await record(batch, 'AAPL', FAILED);
      await ledger.markStale(batch.portfolioId, { reason: 'OUTCOME_UNKNOWN', cause: null, fills: [] }, BY);
      return batchOf(batch.id);
    }

    function say(batch: Batch, said: Said, name: string, some: { evidence?: string; at?: string; id?: string } = {}) {
      const { evidence = '0123456789abcdef', at = HOUR_LATER, id = `ab-${batch.id}-META-o-1` } = some;
      const { portfolioId } = batch;
      const declaration = { clientOrderId: id, ...said };
      const request = { portfolioId, declaration, evidence, note: 'statement of the broker' };
      return ledger.declareOutcome({ ...request, requestId: `${name} ${JSON.stringify(said)} ${at}` }, { name, at });
    }

    test('two people say that it never arrived: it is ERROR, and its batch can be ended', async () => {
      const batch = await unknown();
      expect(await say(batch, never, 'ann')).toEqual({ ok: true, state: 'proposed' });
      expect(orderOf(await batchOf(batch.id), 'META')).toMatchObject({ state: 'UNKNOWN' });
      expect(await say(batch, never, 'bob')).toEqual({ ok: true, state: 'declared' });
      expect(orderOf(await batchOf(batch.id), 'META')).toMatchObject({
        state: 'ERROR',
        errorCode: 'DECLARED',
        filledQuantity: '0',
      });
      expect(await ledger.listFills(batch.id)).toEqual([]);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({
        status: 'STALE',
        statusReason: 'OUTCOME_DECLARED',
        cash: '250.00',
      });
      const end = { fills: [], adopt: null, residual: '0.00', releases: false, detail: {} };
      expect(await ledger.endStale(batch.portfolioId, { ...end, batchState: 'ROLLED_BACK' }, BY)).toBe(true);
    });

    test('two people say that it filled: what they say is booked as a declared fill, and can be reversed', async () => {
      const batch = await unknown();
      for (const name of ['ann', 'bob']) await say(batch, filledAt('5'), name);
      const order = orderOf(await batchOf(batch.id), 'META');
      expect(order).toMatchObject({ state: 'SUCCESS', filledQuantity: '5', filledPrice: '100', errorCode: 'DECLARED' });
      const [booked, ...more] = await ledger.listFills(batch.id);
      expect(more).toEqual([]);
      expect(booked).toEqual({
        executionId: `declared-${order.clientOrderId}`,
        clientOrderId: order.clientOrderId,
        quantity: '5',
        price: '100',
        cash: '500.00',
        at: HOUR_LATER,
        declared: true,
      });
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ cash: '750.00' });
      // Whoever books the batch brings the declared fill again.
      await ledger.markStale(
        batch.portfolioId,
        { reason: 'STEP_FAILED', cause: null, fills: booked ? [booked] : [] },
        BY,
      );
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ cash: '750.00' });
      expect(await ledger.planReversal(batch.id, 1, 'META', BY)).toMatchObject({ side: 'BUY', quantity: '5' });
    });

    test('a part of it is an ERROR with fills, and everything said is in the audit', async () => {
      const batch = await unknown();
      await say(batch, filledAt('2.5', '100.1234'), 'ann');
      await say(batch, filledAt('2.5', '100.1234'), 'bob');
      expect(orderOf(await batchOf(batch.id), 'META')).toMatchObject({ state: 'ERROR', filledQuantity: '2.5' });
      const rows = (await ledger.listAudit(batch.portfolioId)).slice(-4);
      expect(rows.map(({ event, actor: who }) => [event, who])).toEqual([
        ['OUTCOME_PROPOSED', 'ann'],
        ['OUTCOME_DECLARED', 'bob'],
        ['ORDER_ERROR', 'bob'],
        ['PORTFOLIO_STALE', 'bob'],
      ]);
      expect(rows[1]?.detail).toMatchObject({
        clientOrderId: `ab-${batch.id}-META-o-1`,
        symbol: 'META',
        side: 'SELL',
        declared: 'filled 2.5 at 100.1234',
        evidence: '0123456789abcdef',
        note: 'statement of the broker',
        firstPerson: 'ann',
        firstPersonAt: HOUR_LATER,
        firstPersonNote: 'statement of the broker',
        cashBefore: '250.00',
        cashAfter: '500.31',
        fills: [`declared-ab-${batch.id}-META-o-1`],
      });
    });

    test('what the broker has shown of it stays, and only the rest is declared', async () => {
      const batch = await opened();
      await sent(batch, 'META');
      await record(batch, 'META', {
        event: 'UNANSWERED',
        brokerOrderId: 'b-1',
        filledQuantity: '2',
        filledPrice: '90',
      });
      const shown = fill({ ...idsOf(batch, 'META'), quantity: '2', cash: '180.00', price: '90' });
      await ledger.markStale(batch.portfolioId, { reason: 'OUTCOME_UNKNOWN', cause: null, fills: [shown] }, BY);
      expect(await say(batch, never, 'ann')).toMatchObject({ refusal: 'QUANTITY_BELOW_FILLED' });
      expect(await say(batch, filledAt('1'), 'ann')).toMatchObject({ refusal: 'QUANTITY_BELOW_FILLED' });
      for (const name of ['ann', 'bob']) await say(batch, filledAt('5'), name);
      const fills = await ledger.listFills(batch.id);
      expect(fills.map(({ quantity, cash }) => [quantity, cash])).toEqual([
        ['2', '180.00'],
        ['3', '320.00'],
      ]);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ statusReason: 'OUTCOME_UNKNOWN' });
    });

    test('a reversal that is declared filled has undone its order', async () => {
      const { batch, reversal } = await withReversal();
      await record(batch, 'AAPL', FAILED);
      await ledger.markSent(reversal, 1, null, BY);
      await ledger.recordOrder(reversal, { event: 'UNANSWERED', errorCode: 'OUTCOME_UNKNOWN' }, BY);
      await ledger.markStale(
        batch.portfolioId,
        { reason: 'OUTCOME_UNKNOWN', cause: null, fills: fillsOf(batch).slice(0, 1) },
        BY,
      );
      for (const name of ['ann', 'bob']) await say(batch, filledAt('5'), name, { id: reversal });
      const { orders } = await batchOf(batch.id);
      expect(orders.map(({ kind, symbol, state }) => `${kind} ${symbol} ${state}`)).toEqual([
        'order META ROLLED_BACK',
        'order AAPL ERROR',
        'reversal META SUCCESS',
      ]);
    });

    test('the second half of a retried request is answered as the first was', async () => {
      const batch = await unknown();
      for (const _attempt of [1, 2])
        expect(await say(batch, filledAt('5'), 'ann')).toEqual({ ok: true, state: 'proposed' });
      for (const _attempt of [1, 2])
        expect(await say(batch, filledAt('5'), 'bob')).toEqual({ ok: true, state: 'declared' });
      expect(await ledger.listFills(batch.id)).toHaveLength(1);
      expect((await eventsOf(batch.portfolioId)).filter((event) => event.startsWith('OUTCOME_'))).toHaveLength(2);
    });

    test.each(['ann', ' Ann', 'A N N', 'ANN\t', '\uFF41nn'])(
      'one person is not two, whatever the spelling: %j',
      async (name) => {
        const batch = await unknown();
        await say(batch, never, 'ann');
        await refusedWhole(batch, 'SAME_PERSON', () => say(batch, never, name, { at: '2026-03-02T16:00:03.000Z' }));
      },
    );

    test.each<[string, Said, { evidence?: string; at?: string }]>([
      ['another outcome', filledAt('5'), {}],
      ['another evidence', never, { evidence: 'fedcba9876543210' }],
      ['the same, more than a day later', never, { at: '2026-03-03T16:00:03.000Z' }],
    ])('a second person who says %s has said it as the first one', async (_what, said, some) => {
      const batch = await unknown();
      await say(batch, never, 'ann');
      expect(await say(batch, said, 'bob', some)).toEqual({ ok: true, state: 'proposed' });
    });

    test.each<[code: string, said: Said, some: { at?: string; id?: string }]>([
      ['TOO_EARLY', never, { at: AT }],
      ['ORDER_NOT_FOUND', never, { id: 'ab-x-META-o-1' }],
      ['QUANTITY_ABOVE_ORDER', filledAt('5.000000001'), {}],
      ['INVALID_QUANTITY', filledAt('1.0000000001'), {}],
      ['INVALID_QUANTITY', filledAt('0'), {}],
      ['INVALID_QUANTITY', filledAt('-1'), {}],
      ['INVALID_QUANTITY', filledAt('1e3'), {}],
      ['INVALID_PRICE', filledAt('5', '0'), {}],
      ['INVALID_PRICE', filledAt('5', '-0.01'), {}],
      ['INVALID_PRICE', filledAt('5', '100.1234567891'), {}],
    ])('%s stores nothing: %j', async (code, said, some) => {
      const batch = await unknown();
      await refusedWhole(batch, code, () => say(batch, said, 'ann', some));
    });

    test('what is definite, was never asked for, or is of another portfolio is not declared', async () => {
      const [batch, other] = [await unknown(), await unknown()];
      const aapl = idsOf(batch, 'AAPL').clientOrderId;
      await refusedWhole(batch, 'ORDER_DEFINITE', () => say(batch, never, 'ann', { id: aapl }));
      const theirs = idsOf(other, 'META').clientOrderId;
      await refusedWhole(batch, 'ORDER_OF_ANOTHER_PORTFOLIO', () => say(batch, never, 'ann', { id: theirs }));
      const pending = await opened();
      await refusedWhole(pending, 'NOT_STALE', () => say(pending, never, 'ann'));
      await ledger.markStale(pending.portfolioId, { reason: 'STEP_FAILED', cause: null, fills: [] }, BY);
      await refusedWhole(pending, 'OUTCOME_NOT_ASKED', () => say(pending, never, 'ann'));
    });

    test('an hour counts from the last send; taking the id is none', async () => {
      // With its other order failed it would not be sent again.
      const given = await opened();
      await filled(given, 'AAPL');
      const batch = await unknown(given);
      const { clientOrderId } = orderOf(batch, 'META');
      const by = (at: string) => ({ name: 'rebalance', at });
      await ledger.markClaimed(clientOrderId, 1, BY.at, by('2026-03-02T15:30:00.000Z'));
      expect(await say(batch, never, 'ann')).toEqual({ ok: true, state: 'proposed' });
      await ledger.markSent(clientOrderId, 1, '2026-03-02T15:30:00.000Z', by('2026-03-02T15:40:00.000Z'));
      await refusedWhole(batch, 'TOO_EARLY', () => say(batch, never, 'bob'));
      expect(await say(batch, never, 'bob', { at: '2026-03-02T16:40:00.000Z' })).toEqual({
        ok: true,
        state: 'declared',
      });
    });

    test('a sell of more than is held is not declared', async () => {
      const portfolio = newPortfolio({ holdings: [{ symbol: 'META', quantity: '3' }] });
      await ledger.createPortfolio(portfolio, BY);
      const batch = await unknown(await openedBatch(newBatch({ portfolioId: portfolio.id })));
      await say(batch, filledAt('5'), 'ann');
      await refusedWhole(batch, 'NOT_HELD', () => say(batch, filledAt('5'), 'bob'));
    });

    test('of two second persons at once one declares it', async () => {
      const batch = await unknown();
      await say(batch, filledAt('5'), 'ann');
      const answers = await Promise.all(['bob', 'cyn', 'dan'].map((name) => say(batch, filledAt('5'), name)));
      expect(answers.map((answer) => (answer.ok ? answer.state : answer.refusal)).sort()).toEqual([
        'ORDER_DEFINITE',
        'ORDER_DEFINITE',
        'declared',
      ]);
      expect(await ledger.findPortfolio(batch.portfolioId)).toMatchObject({ cash: '750.00' });
    });

    async function refusedWhole(batch: Batch, code: string, ask: () => Promise<unknown>): Promise<void> {
      const rows = async () => ({
        portfolio: await ledger.findPortfolio(batch.portfolioId),
        batch: await batchOf(batch.id),
        audit: await ledger.listAudit(batch.portfolioId),
      });
      const before = await rows();
      expect(await ask()).toMatchObject({ ok: false, refusal: code });
      expect(await rows()).toEqual(before);
    }
  });

  describe('epochs', () => {
    test('a recovery raises the epoch of an open batch, and leaves a closed one alone', async () => {
      const batch = await openedAndFilled();
      expect(await ledger.raiseEpoch(batch.id, BY)).toEqual({ ...batch, epoch: 2 });
      await ledger.closeBatch(closing({ batchId: batch.id, epoch: 2, fills: fillsOf(batch) }), BY);
      expect((await ledger.raiseEpoch(batch.id, BY)).epoch).toBe(2);
    });

    test('each of 10 recoveries at once gets an epoch of its own', async () => {
      const batch = await opened();
      const raised = await Promise.all(Array.from({ length: 10 }, () => ledger.raiseEpoch(batch.id, BY)));
      expect(raised.map(({ epoch }) => epoch).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });
  });

  describe('requests with a key', () => {
    const AT = '2026-03-02T15:00:00.000Z';
    const after = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();
    const ANSWER = { status: 202, location: '/v1/x', body: '{"a":1}' };
    const asked = (some: Partial<KeyedRequest> = {}): KeyedRequest => {
      return { principal: 'key:1', key: `k-${randomUUID()}`, request: 'a'.repeat(64), ...some };
    };
    async function begun(request: KeyedRequest, at = AT): Promise<BegunRequest> {
      const answer = await ledger.beginRequest(request, at);
      if (answer.kind !== 'begun') throw new Error(`it begins, and is not ${answer.kind}`);
      return answer.claim;
    }

    test('is begun once, and what was answered is answered again, to whom it was and to no other', async () => {
      const request = asked();
      const claim = await begun(request);
      expect(await ledger.beginRequest(request, AT)).toEqual({ kind: 'running' });
      for (const _run of [1, 2]) expect(await ledger.finishRequest(claim, ANSWER)).toBe(true);
      expect(await ledger.beginRequest(request, after(61_000))).toEqual({ kind: 'answered', answer: ANSWER });
      expect(await ledger.finishRequest(claim, { ...ANSWER, status: 409 })).toBe(false);
      await ledger.dropRequest(claim);
      expect(await ledger.beginRequest(request, AT)).toEqual({ kind: 'answered', answer: ANSWER });
      expect(await ledger.beginRequest({ ...request, principal: 'key:2' }, AT)).toMatchObject({ kind: 'begun' });
    });

    test('another request with the key is refused, whether the first one has ended or not', async () => {
      const request = asked();
      const other = { ...request, request: 'b'.repeat(64) };
      const claim = await begun(request);
      expect(await ledger.beginRequest(other, after(61_000))).toEqual({ kind: 'other-request' });
      await ledger.finishRequest(claim, ANSWER);
      expect(await ledger.beginRequest(other, AT)).toEqual({ kind: 'other-request' });
    });

    test('what was begun by a process that was killed before it answered is taken over after a minute', async () => {
      const request = asked();
      const lost = await begun(request);
      expect(await ledger.beginRequest(request, after(59_999))).toEqual({ kind: 'running' });
      const claim = await begun(request, after(60_000));
      expect(await ledger.beginRequest(request, after(60_001))).toEqual({ kind: 'running' });
      // The first one was only slow: it ends nothing any more.
      await ledger.dropRequest(lost);
      expect(await ledger.finishRequest(lost, ANSWER)).toBe(false);
      expect(await ledger.finishRequest(claim, { ...ANSWER, status: 200 })).toBe(true);
      expect(await ledger.beginRequest(request, AT)).toMatchObject({ kind: 'answered', answer: { status: 200 } });
    });

    test('one that was dropped can be begun at once', async () => {
      const request = asked();
      await ledger.dropRequest(await begun(request));
      await begun({ ...request, request: 'b'.repeat(64) });
    });

    test('of 20 at the same moment exactly one begins', async () => {
      const request = asked();
      const kinds = await Promise.all(Array.from({ length: 20 }, () => ledger.beginRequest(request, AT)));
      expect(kinds.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
      expect(kinds.filter(({ kind }) => kind === 'running')).toHaveLength(19);
      // So it is when an abandoned one is taken over.
      const again = await Promise.all(Array.from({ length: 20 }, () => ledger.beginRequest(request, after(60_000))));
      expect(again.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
    });

    const forRequest = (request: BegunRequest | undefined, name = 'key:1') => actor({ name, request });
    const CHANGES: [what: string, change: (by: Actor, id: string) => Promise<unknown>][] = [
      ['targets', (by, id) => ledger.setTargets(id, OTHER_TARGETS, by)],
      [
        'policy',
        (by, id) =>
          ledger.setPolicy(id, { policy: { ...DEFAULT_POLICY, lockTtlMs: 77_000 }, ifVersion: 1, reason: 'less' }, by),
      ],
      ['status', (by, id) => ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'moving' }, by)],
      ['freeze', (by, id) => ledger.freeze(id, FREEZE, by)],
      ['row', (by, id) => ledger.audit(id, null, 'REBALANCE_REQUESTED', {}, by)],
    ];
    test.each(CHANGES)('a change of the %s is made once for it, whatever others did since', async (_what, change) => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const { id } = portfolio;
      const rows = async () => (await ledger.listAudit(id)).length;
      const request = asked();
      const answer = await change(forRequest(await begun(request)), id);
      const [changed, made] = [await ledger.findPortfolio(id), await rows()];
      expect(made).toBe(2);
      await ledger.setTargets(id, portfolio.targets, BY);
      await ledger.setPolicy(
        id,
        { policy: portfolio.policy, ifVersion: changed?.policyVersion ?? 1, reason: 'more' },
        BY,
      );
      await ledger.setStatus(id, { from: ['PAUSED'], to: 'ACTIVE', reason: null }, BY);
      const [before, others] = [await ledger.findPortfolio(id), await rows()];
      const repeat = await begun(request, after(60_000));
      expect(Object.keys(repeat.done)).toHaveLength(1);
      expect(await change(forRequest(repeat), id)).toEqual(answer);
      expect([await ledger.findPortfolio(id), await rows()]).toEqual([before, others]);
      // Another request is another wish.
      await change(forRequest(await begun(asked())), id);
      expect((await ledger.findPortfolio(id))?.targets).toEqual(changed?.targets);
    });

    test('a no is no change: what is asked again may be done by then', async () => {
      const { id } = newPortfolio();
      const request = asked();
      const by = forRequest(await begun(request));
      expect(await ledger.setTargets(id, OTHER_TARGETS, by)).toMatchObject({ refusal: 'PORTFOLIO_NOT_FOUND' });
      await ledger.createPortfolio({ ...newPortfolio(), id }, BY);
      expect(await ledger.setTargets(id, OTHER_TARGETS, by)).toEqual({ ok: true });
    });

    test('a process that was only slow changes nothing for what another one has taken over', async () => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const request = asked();
      const slow = await begun(request);
      const taker = await begun(request, after(60_000));
      expect([taker.id, taker.since]).toEqual([slow.id, slow.since]);
      const late = ledger.freeze(portfolio.id, FREEZE, forRequest(slow));
      await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await ledger.findPortfolio(portfolio.id)).toMatchObject({ frozen: false });
      expect(await ledger.freeze(portfolio.id, FREEZE, forRequest(taker))).toBe(true);
    });

    test('one that failed after something was done for it is remembered, and begun again at once', async () => {
      const portfolio = newPortfolio();
      await ledger.createPortfolio(portfolio, BY);
      const request = asked();
      const failed = await begun(request);
      await ledger.freeze(portfolio.id, FREEZE, forRequest(failed));
      await ledger.dropRequest(failed);
      expect(await ledger.beginRequest({ ...request, request: 'b'.repeat(64) }, AT)).toEqual({ kind: 'other-request' });
      expect((await begun(request)).done).toEqual({ freeze: { answer: true } });
      // When its week is over, its key is for something else, and nothing of it is remembered.
      const next = await begun(request, after(7 * 24 * 3_600_000));
      expect([next.done, next.id === failed.id]).toEqual([{}, false]);
    });

    test('after a week its key is free, and its row is swept', async () => {
      const [old, recent] = [asked(), asked()];
      const early = '2001-01-01T00:00:00.000Z';
      await ledger.finishRequest(await begun(old, early), ANSWER);
      await ledger.finishRequest(await begun(recent), ANSWER);
      const week = '2001-01-08T00:00:00.000Z';
      expect(await ledger.sweepRequests('2001-01-07T23:59:59.999Z', 10)).toBe(0);
      await begun({ ...old, request: 'b'.repeat(64) }, week);
      expect(await ledger.sweepRequests(week, 10)).toBe(0);
      await begun(asked(), early);
      await begun(asked(), early);
      expect(await ledger.sweepRequests(week, 1)).toBe(1);
      expect(await ledger.sweepRequests(week, 10)).toBe(1);
      expect(await ledger.beginRequest(recent, AT)).toEqual({ kind: 'answered', answer: ANSWER });
    });
  });

  describe('approvals', () => {
    const [ANNA, BOB] = ['cli:anna@desk', 'cli:bob@desk'];
    const at = (hour: number) => `2031-05-0${1 + Math.floor(hour / 24)}T${`${hour % 24}`.padStart(2, '0')}:00:00.000Z`;
    const by = (name: string, hour = 0) => actor({ name, at: at(hour), via: 'cli' });
    const proposal = async (some: Partial<Proposal> = {}): Promise<Proposal> => {
      const parameters = { price: '10', reason: 'split' };
      const symbol = `S${randomUUID()}`;
      await ledger.keepPrices([{ symbol, price: '100', known: null }], at(0));
      return { action: 'accept-price', subject: symbol, parameters, evidence: '100', ...some };
    };
    const priceOf = async (symbol: string) => (await ledger.knownPrices()).find((one) => one.symbol === symbol)?.price;
    const stored = async (id: string, hour: number) => (await ledger.listApprovals({ id, at: at(hour), limit: 2 }))[0];

    test('what is proposed waits a day, once, for somebody else, and the audit has all of it', async () => {
      const proposed = await proposal();
      const approval = await ledger.propose(proposed, by(ANNA));
      expect(approval).toEqual({
        ...proposed,
        id: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
        state: 'PENDING',
        proposedBy: ANNA,
        proposedAt: at(0),
        expiresAt: at(24),
        decidedBy: null,
        decidedAt: null,
        note: null,
      });
      expect(await ledger.propose(proposed, by(ANNA))).toEqual(approval);
      const { id } = approval;
      const yes = { state: 'APPROVED', note: 'seen' } as const;
      const same = { ok: false, refusal: 'APPROVAL_BY_SAME_PERSON', why: 'OWN_PROPOSAL' };
      for (const name of [ANNA, 'cli:Anna@other', 'temporal:anna'])
        expect(await ledger.decideApproval(id, yes, by(name, 1))).toEqual(same);
      expect(await ledger.decideApproval(id, yes, by('key:1', 1))).toEqual({ ...same, why: 'ASKER_UNKNOWN' });
      expect(await stored(id, 1)).toEqual(approval);
      const after = { ...approval, state: 'APPROVED', decidedBy: BOB, decidedAt: at(2), note: 'seen' };
      expect(await ledger.decideApproval(id, yes, by(BOB, 2))).toEqual({ ok: true, approval: after });
      expect(await priceOf(proposed.subject)).toBe('10');
      await ledger.keepPrices([{ symbol: proposed.subject, price: '11', known: '10' }], at(2));
      expect(await ledger.decideApproval(id, yes, by(BOB, 3))).toEqual({ ok: true, approval: after });
      expect(await priceOf(proposed.subject)).toBe('11');
      const decided = { ok: false, refusal: 'APPROVAL_DECIDED' };
      expect(await ledger.decideApproval(id, yes, by('cli:carl@desk', 3))).toEqual(decided);
      expect(await ledger.decideApproval(id, { state: 'REJECTED', note: '' }, by(BOB, 3))).toEqual(decided);
      const rows = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.approval === id);
      const about = { approval: id, ...proposed };
      expect(rows).toMatchObject([
        { event: 'APPROVAL_PROPOSED', actor: ANNA, via: 'cli', detail: about },
        { event: 'APPROVAL_GIVEN', actor: BOB, detail: { ...about, proposedBy: ANNA, note: 'seen' } },
      ]);
      // It is decided: the same may be proposed again.
      expect(await ledger.propose(proposed, by(ANNA, 3))).toMatchObject({ state: 'PENDING', proposedAt: at(3) });
    });

    test('who proposed it may reject it; what nobody approved within a day has expired', async () => {
      const mine = await ledger.propose(await proposal(), by(ANNA));
      const old = await ledger.propose(await proposal(), by(ANNA));
      const no = { state: 'REJECTED', note: 'wrong' } as const;
      expect(await ledger.decideApproval(mine.id, no, by(ANNA, 1))).toMatchObject({ ok: true });
      expect(await stored(mine.id, 1)).toMatchObject({ state: 'REJECTED', decidedBy: ANNA, note: 'wrong' });
      expect(await stored(old.id, 23)).toMatchObject({ state: 'PENDING' });
      expect(await stored(old.id, 24)).toMatchObject({ state: 'EXPIRED' });
      const yes = { state: 'APPROVED', note: '' } as const;
      expect(await ledger.decideApproval(old.id, yes, by(BOB, 24))).toEqual({ ok: false, refusal: 'APPROVAL_EXPIRED' });
      const { action, subject, parameters, evidence } = old;
      const again = await ledger.propose({ action, subject, parameters, evidence }, by(ANNA, 24));
      expect(again).toMatchObject({ state: 'PENDING', proposedBy: ANNA, expiresAt: at(48) });
      expect(await stored(old.id, 25)).toMatchObject({ state: 'EXPIRED', decidedBy: null });
      expect(await ledger.decideApproval('nothing', yes, by(BOB))).toEqual({
        ok: false,
        refusal: 'APPROVAL_NOT_FOUND',
      });
    });

    test('another value, or another state of the world, is another proposal', async () => {
      const one = await proposal();
      const first = await ledger.propose(one, by(ANNA));
      const others = [{ evidence: '101' }, { subject: 'OTHER' }, { parameters: { price: '11', reason: 'split' } }];
      for (const other of others) expect((await ledger.propose({ ...one, ...other }, by(ANNA))).id).not.toBe(first.id);
    });

    test('of 10 who propose the same at once each has a proposal, and of 10 who approve one of them one does', async () => {
      const one = await proposal();
      const names = Array.from({ length: 10 }, (_, n) => `cli:p${n}@desk`);
      const proposals = await Promise.all([...names, ...names].map((name) => ledger.propose(one, by(name))));
      expect(new Set(proposals.map(({ id }) => id)).size).toBe(10);
      const [{ id }, ...others] = proposals as [Approval, ...Approval[]];
      const yes = { state: 'APPROVED', note: '' } as const;
      const approvers = names.map((name) => name.replace('@', 'x@'));
      const answers = await Promise.all(approvers.map((name) => ledger.decideApproval(id, yes, by(name, 1))));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      for (const other of others.filter((approval) => approval.id !== id))
        expect(await stored(other.id, 1)).toMatchObject({ state: 'REJECTED', note: `${id} was approved instead` });
    });

    test('of 10 different ones about the same that are approved at once one is done', async () => {
      const one = await proposal();
      const prices = Array.from({ length: 10 }, (_, n) => `${n + 1}`);
      const proposals = await Promise.all(
        prices.map((price) => ledger.propose({ ...one, parameters: { price, reason: 'split' } }, by(ANNA))),
      );
      const yes = { state: 'APPROVED', note: '' } as const;
      const answers = await Promise.all(proposals.map(({ id }) => ledger.decideApproval(id, yes, by(BOB, 1))));
      const [done, ...more] = answers.flatMap((answer) => (answer.ok ? [answer.approval] : []));
      expect(more).toEqual([]);
      expect(await priceOf(one.subject)).toBe(done?.parameters.price);
    });

    test('the keys of two people approve, unless one person made both or has made one of them', async () => {
      const newId = () =>
        [...randomBytes(8)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(byte % 32)).join('');
      const key = async (owner: string, maker: string) => {
        const [id, secretHash] = [newId(), randomBytes(32).toString('hex')];
        const some = { role: 'approver', name: owner, owner, expiresAt: at(24) } as const;
        await ledger.createKey({ ...some, id, secretHash }, by(maker));
        return `key:${id}#${owner}`;
      };
      const [bob, eve, cyn] = [await key('bob', ANNA), await key('eve', ANNA), await key('cyn', 'cli:dave@desk')];
      const yes = { state: 'APPROVED', note: '' } as const;
      const approved = async (proposer: string, approver: string) => {
        const { id } = await ledger.propose(await proposal(), by(proposer));
        const answer = await ledger.decideApproval(id, yes, by(approver, 1));
        return 'why' in answer ? answer.why : answer.ok;
      };
      expect(await approved(ANNA, bob)).toBe('SAME_MAKER');
      expect(await approved(bob, eve)).toBe('SAME_MAKER');
      expect(await approved(bob, BOB)).toBe('OWN_PROPOSAL');
      expect(await approved(bob, cyn)).toBe(true);
      expect(await approved(cyn, ANNA)).toBe(true);
    });

    test('what is not any more as it was proposed is not done', async () => {
      const one = await proposal();
      const { id } = await ledger.propose(one, by(ANNA));
      await ledger.acceptPrice({ symbol: one.subject, price: '101', reason: 'looked' }, by(BOB, 1));
      const yes = { state: 'APPROVED', note: '' } as const;
      expect(await ledger.decideApproval(id, yes, by(BOB, 1))).toEqual({ ok: false, refusal: 'APPROVAL_VOID' });
      expect(await stored(id, 1)).toMatchObject({ state: 'PENDING' });
      expect(await priceOf(one.subject)).toBe('101');
    });

    test('are listed by page, the latest first, all or those that wait', async () => {
      const early = await ledger.propose(await proposal(), by(ANNA, 80));
      const late = await ledger.propose(await proposal(), by(ANNA, 81));
      await ledger.decideApproval(late.id, { state: 'REJECTED', note: '' }, by(BOB, 82));
      const ids = async (which: Omit<Parameters<Ledger['listApprovals']>[0], 'at' | 'limit'>, limit = 2) =>
        (await ledger.listApprovals({ ...which, at: at(82), limit })).map(({ id }) => id);
      expect(await ids({})).toEqual([late.id, early.id]);
      expect(await ids({ isPending: true }, 1)).toEqual([early.id]);
      expect(await ids({ after: late }, 1)).toEqual([early.id]);
    });

    test('the switch is set only where the one who sets it believes it to be', async () => {
      const halted = await ledger.setTrading({ position: 'halted', reason: 'odd' }, by(ANNA, 90));
      const go = { position: 'active', reason: 'fine' } as const;
      expect(await ledger.setTrading({ ...go, ifSince: at(89) }, by(BOB, 91))).toEqual(halted);
      expect(await ledger.setTrading({ ...go, ifSince: at(90) }, by(BOB, 91))).toMatchObject({ position: 'active' });
    });
  });

  describe('audit', () => {
    test('rows that stand for no change are kept as they came, oldest first', async () => {
      const { id } = await created();
      const by = actor({ name: 'ada', at: '2026-03-02T16:00:00.123Z' });
      await ledger.audit(id, null, 'MESSAGE_IGNORED', { action: 'adopt', amounts: ['1.10', null] }, by);
      expect(await ledger.listAudit(id)).toEqual([
        expect.objectContaining({ event: 'PORTFOLIO_CREATED', actor: 'rebalance' }),
        {
          portfolioId: id,
          batchId: null,
          event: 'MESSAGE_IGNORED',
          detail: { action: 'adopt', amounts: ['1.10', null] },
          actor: 'ada',
          via: null,
          at: '2026-03-02T16:00:00.123Z',
          sequence: 2,
          hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        },
      ]);
    });

    test('a page of it goes from the latest row to the first', async () => {
      const batch = await opened();
      const rows = (await ledger.listAudit(batch.portfolioId)).reverse();
      const { portfolioId } = batch;
      expect(await ledger.pageAudit({ portfolioId, limit: 1 })).toEqual(rows.slice(0, 1));
      expect(await ledger.pageAudit({ portfolioId, before: rows.length, limit: 9 })).toEqual(rows.slice(1));
      expect(await ledger.pageAudit({ portfolioId, before: 1, limit: 9 })).toEqual([]);
      const oldest = await ledger.readAudit(portfolioId, 0, 2);
      const next = await ledger.readAudit(portfolioId, 2, 99);
      expect([...oldest, ...next]).toEqual([...(await ledger.listAudit(portfolioId))]);
      expect(oldest).toHaveLength(2);
      const ofBatch = rows.filter(({ batchId }) => batchId !== null);
      expect(await ledger.pageAudit({ portfolioId, batchId: batch.id, limit: 9 })).toEqual(ofBatch);
      expect(await ledger.pageAudit({ portfolioId, batchId: 'none', limit: 9 })).toEqual([]);
    });

    test('events are read on from where one was, each once and in order, and none from before', async () => {
      const start = await ledger.eventsEnd();
      const { id } = await created();
      for (const event of ['ALERT', 'SESSION_OPENED', 'SESSION_ENDED'] as const)
        await ledger.audit(id, null, event, {}, BY);
      const rows = await ledger.listAudit(id);
      const read: EventRow[] = [];
      // Other transactions of the same server may be open, and rows wait for them.
      await until(async () => {
        const page = (await ledger.readEvents(read.at(-1) ?? start, 3)) ?? [];
        read.push(...page);
        return read.filter(({ portfolioId }) => portfolioId === id).length === rows.length;
      }, 60_000);
      const own = read.filter(({ portfolioId }) => portfolioId === id);
      expect(own).toEqual(rows.map((row) => expect.objectContaining(row) as unknown));
      expect(await ledger.readEvents(own[1] as EventCursor, 2)).toEqual(own.slice(2));
      const [first] = (await ledger.readEvents(NO_EVENT, 1)) ?? [];
      expect(first?.sequence).toBe(1);
    });

    test('behind an event that this database never had there is no place', async () => {
      const { xid, id, epoch } = await ledger.eventsEnd();
      const future = { xid: `${BigInt(xid) + 1_000_000_000n}`, id: id + 1_000_000_000, epoch };
      expect(await ledger.readEvents(future, 1)).toBeUndefined();
    });

    test('behind an event of another history there is no place, however far this one has come', async () => {
      await created();
      const here = await ledger.eventsEnd();
      expect(await ledger.readEvents(here, 1)).toBeDefined();
      expect(await ledger.readEvents({ ...here, epoch: 'ffffffffffff' }, 1)).toBeUndefined();
    });

    test('all of it is searched by time and by who asked at a door, each row on one page', async () => {
      const [one, other] = [await created(), await created()];
      const at = (second: number) => `2033-01-01T00:00:0${second}.000Z`;
      const write = (id: string, event: AuditEvent, second: number, via?: 'api') =>
        ledger.audit(id, null, event, {}, { name: 'key:1', ...(via && { via }), at: at(second) });
      await write(one.id, 'KEY_CREATED', 1, 'api');
      await write(other.id, 'POLICY_SET', 3, 'api');
      await write(one.id, 'TARGETS_SET', 2, 'api');
      await write(SYSTEM_AUDIT, 'TRADING_SET', 2, 'api');
      await write(one.id, 'ALERT', 2);
      const found = async (which: Omit<Parameters<Ledger['searchAudit']>[0], 'limit'>) =>
        (await ledger.searchAudit({ from: at(1), ...which, limit: 9 })).map(({ event }) => event);
      const all = ['POLICY_SET', 'ALERT', 'TRADING_SET', 'TARGETS_SET', 'KEY_CREATED'];
      expect(await found({})).toEqual(all);
      expect(await found({ to: at(3) })).toEqual(all.slice(1));
      expect(await found({ actor: 'key:1', to: at(3) })).toEqual(['TRADING_SET', 'TARGETS_SET', 'KEY_CREATED']);
      expect(await found({ actor: 'key:2' })).toEqual([]);
      const [, second] = await ledger.searchAudit({ from: at(1), limit: 2 });
      expect(second).toMatchObject((await ledger.listAudit(one.id)).at(-1) as AuditRow);
      expect(await found({ after: second as { at: string; id: number } })).toEqual(all.slice(2));
    });

    test('of 20 rows written at once each has its number, and the chain holds', async () => {
      const { id } = await created();
      await Promise.all(
        Array.from({ length: 20 }, (_, number) => ledger.audit(id, null, 'MESSAGE_IGNORED', { number }, BY)),
      );
      const rows = await ledger.listAudit(id);
      expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
      const head = await ledger.auditHead(id);
      expect(head).toEqual({ sequence: 21, hash: rows[20]?.hash });
      expect(chainProblem(rows, head)).toBeUndefined();
    });

    test('a change that is refused leaves no gap', async () => {
      const batch = await opened();
      await expectFault(ledger.closeBatch(closing({ batchId: batch.id }), BY), 'REFUSED_BY_SCHEMA');
      await ledger.audit(batch.portfolioId, batch.id, 'MESSAGE_IGNORED', {}, BY);
      const rows = await ledger.listAudit(batch.portfolioId);
      expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(chainProblem(rows, await ledger.auditHead(batch.portfolioId))).toBeUndefined();
    });

    test('whatever a row holds, its hash can be computed again from what is read', async () => {
      const { id } = await created();
      const odd = {
        z: 1,
        aa: [0.5, 1e21, 1e-7, -3, true, null, [], {}],
        '': { é: 'ü', e: '\u2028"\\/\b\f\n\r\t\u001f\u007f', '\u{1f600}': '\u{1f600}' },
        Z: '12.50',
      };
      await ledger.audit(id, null, 'MESSAGE_IGNORED', odd, actor({ name: 'a\nb', at: '2026-03-02T16:00:00.123999Z' }));
      await ledger.audit('nobody-knows', null, 'MESSAGE_IGNORED', {}, actor({ at: '2026-03-02T17:00:00+01:00' }));
      for (const about of [id, 'nobody-knows'])
        expect(chainProblem(await ledger.listAudit(about), await ledger.auditHead(about))).toBeUndefined();
    });

    test('a row says by which door it was asked, and the chain holds with such rows and others', async () => {
      const { id } = newPortfolio();
      await ledger.audit(id, null, 'MESSAGE_IGNORED', {}, BY);
      for (const via of DOORS) await ledger.audit(id, null, 'MESSAGE_IGNORED', {}, actor({ via }));
      await ledger.audit(id, null, 'MESSAGE_IGNORED', {}, BY);
      const rows = await ledger.listAudit(id);
      expect(rows.map(({ via }) => via)).toEqual([null, ...DOORS, null]);
      const head = await ledger.auditHead(id);
      expect(chainProblem(rows, head)).toBeUndefined();
      for (const via of [null, 'api'] as const)
        expect(chainProblem(rows.with(1, { ...(rows[1] as AuditRow), via }), head)).toMatch(
          /^row 2 is not what was recorded/,
        );
    });

    test('a portfolio without audit has an empty chain', async () => {
      expect(await ledger.auditHead('nobody')).toEqual({ sequence: 0, hash: '' });
      expect(chainProblem([], { sequence: 0, hash: '' })).toBeUndefined();
    });
  });

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
    });
    await ledger.markStale(id, { reason: 'OUTCOME_UNKNOWN', cause: null, fills: [] }, BY);
    const after = await ledger.vitals();
    expect(after.openBatches).toEqual({ ...before.openBatches, STALE: before.openBatches.STALE + 1 });
    expect(after).toMatchObject({ unknownOrders: before.unknownOrders + 1, oldestPending: before.oldestPending });
  });

  describe('who is STALE', () => {
    const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 0, 5, 15, minute, second)).toISOString();
    const ENDED: EndStale = {
      batchState: 'ROLLED_BACK',
      fills: [],
      adopt: null,
      residual: null,
      releases: false,
      detail: { action: 'release' },
    };
    /** Of this test alone: others have portfolios for the real ones. */
    const aReason = () => `R-${randomUUID()}` as StaleReason;
    const staleAt = async (reason: StaleReason, when: string, drift?: string): Promise<string> => {
      const { id } = await created();
      if (drift !== undefined) await openedBatch({ ...newBatch({ portfolioId: id }), driftBefore: drift });
      await ledger.markStale(id, { reason, cause: null, fills: [] }, actor({ at: when }));
      return id;
    };
    const counted = async (reason: string, after: string, before: string) =>
      (await ledger.countStale({ after, before })).find((one) => one.reason === reason);

    test('is counted by reason, with the worst ten, and who has not been told of', async () => {
      const reason = aReason();
      const ids: string[] = [];
      for (let minute = 0; minute < 11; minute += 1) ids.push(await staleAt(reason, at(minute)));
      const small = await staleAt(reason, at(20), '6.0000');
      const large = await staleAt(reason, at(21), '12.5000');
      await ledger.audit(ids[2] ?? '', null, ALERTED, { delivered: 'sent' }, actor({ at: at(30) }));
      await ledger.audit(ids[3] ?? '', null, ALERTED, { delivered: IN_DIGEST }, actor({ at: at(30) }));
      const found = await counted(reason, at(1), at(5));
      expect(found).toMatchObject({ reason, count: 13, oldest: at(0), untold: 3 });
      expect(found?.worst.map(({ portfolioId }) => portfolioId)).toEqual([large, small, ...ids.slice(0, 8)]);
      const { id: batchId } = (await ledger.findOpenBatch(large)) ?? {};
      expect(found?.worst[0]).toEqual({ portfolioId: large, since: at(21), batchId, drift: '12.5000' });
      expect(found?.worst[2]).toEqual({ portfolioId: ids[0], since: at(0), batchId: null, drift: null });
    });

    test('became STALE again after people were told: they are told again', async () => {
      const reason = aReason();
      const id = await staleAt(reason, at(0));
      await ledger.audit(id, null, ALERTED, { delivered: 'sent' }, actor({ at: at(1) }));
      await ledger.endStale(id, ENDED, actor({ at: at(2) }));
      expect(await counted(reason, at(0), at(59))).toBeUndefined();
      await ledger.markStale(id, { reason, cause: null, fills: [] }, actor({ at: at(3) }));
      expect(await counted(reason, at(0), at(59))).toMatchObject({ count: 1, oldest: at(3), untold: 1 });
    });

    test('keeps its time when the reason changes', async () => {
      const reason = aReason();
      const id = await staleAt('BOOKS_DIFFER', at(0));
      await ledger.markStale(id, { reason, cause: null, fills: [] }, actor({ at: at(5) }));
      expect(await counted(reason, at(0), at(1))).toMatchObject({ oldest: at(0), untold: 1 });
    });

    test('comes after another one of the same reason, if that is STALE and not long ago', async () => {
      const reason = aReason();
      const [first, second] = [await staleAt(reason, at(0)), await staleAt(reason, at(0, 59))];
      const [late, other] = [await staleAt(reason, at(2)), await staleAt(aReason(), at(2))];
      const asked = (ids: string[]) => Promise.all(ids.map((id) => ledger.hasStaleBefore(id, 60_000)));
      expect(await asked([first, second, late, other])).toEqual([false, true, false, false]);
      await ledger.endStale(first, ENDED, actor({ at: at(1) }));
      expect(await asked([first, second, late, 'nobody'])).toEqual([false, false, false, false]);
    });

    test('comes first or not, and never both, when two became so at one moment', async () => {
      const reason = aReason();
      const ids = [await staleAt(reason, at(0)), await staleAt(reason, at(0))];
      const asked = await Promise.all(ids.map((id) => ledger.hasStaleBefore(id, 60_000)));
      expect(asked.sort()).toEqual([false, true]);
    });
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

  async function created() {
    const portfolio = newPortfolio();
    expect(await ledger.createPortfolio(portfolio, BY)).toEqual({ ok: true });
    return portfolio;
  }

  async function paused(): Promise<string> {
    const { id } = await created();
    await ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'audit' }, BY);
    return id;
  }

  async function stale(): Promise<string> {
    const { id } = await created();
    await ledger.markStale(id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, BY);
    return id;
  }

  async function touched(): Promise<string> {
    const { id } = await created();
    await ledger.bookExternalCash(id, '1.00', 1, BY);
    return id;
  }

  async function opened(some: Partial<Pick<NewBatch, 'execution' | 'orders'>> = {}): Promise<Batch> {
    return openedBatch(newBatch({ portfolioId: (await created()).id, ...some }));
  }

  async function openedBatch(batch: ReturnType<typeof newBatch>): Promise<Batch> {
    const result = await ledger.openBatch(batch, BY);
    if (!result.ok) throw new Error(`a batch opens, not ${result.refusal}`);
    return result.batch;
  }

  async function openedAndFilled(): Promise<Batch> {
    const batch = await opened();
    await filled(batch, 'META');
    await filled(batch, 'AAPL');
    return batchOf(batch.id);
  }

  /** META filled, AAPL failed. */
  async function openedAndFailed(): Promise<Batch> {
    const batch = await opened();
    await filled(batch, 'META');
    await record(batch, 'AAPL', FAILED);
    return batchOf(batch.id);
  }

  async function closed(): Promise<Batch> {
    const batch = await openedAndFilled();
    await ledger.closeBatch(closing({ batchId: batch.id, fills: fillsOf(batch) }), BY);
    return batchOf(batch.id);
  }

  async function closeFilled(batchId: string): Promise<void> {
    const batch = await batchOf(batchId);
    await filled(batch, 'META');
    await filled(batch, 'AAPL');
    expect(await ledger.closeBatch(closing({ batchId, fills: fillsOf(batch) }), BY)).toBe(true);
  }

  /** META sold and its reversal planned; AAPL is PENDING. */
  async function withReversal() {
    const batch = await opened();
    await filled(batch, 'META');
    const reversal = await ledger.planReversal(batch.id, 1, 'META', BY);
    return { batch, reversal: reversal?.clientOrderId ?? '' };
  }

  async function setTrading(position: TradingPosition): Promise<void> {
    await ledger.setTrading({ position, reason: `made ${position}` }, BY);
  }

  async function sent(batch: Batch, symbol: string): Promise<void> {
    expect(await ledger.markSent(orderOf(batch, symbol).clientOrderId, 1, null, BY)).toBe('may-send');
  }

  async function filled(batch: Batch, symbol: string): Promise<void> {
    await sent(batch, symbol);
    expect(await record(batch, symbol, FILLED)).toMatchObject({ state: 'SUCCESS' });
  }

  async function record(batch: Batch, symbol: string, news: OrderNews) {
    return ledger.recordOrder(orderOf(batch, symbol).clientOrderId, news, BY);
  }

  async function recordReversal(batch: Batch, attempt: number, news: OrderNews): Promise<void> {
    const clientOrderId = `ab-${batch.id}-META-r-${attempt}`;
    expect(await ledger.markSent(clientOrderId, 1, null, BY)).toBe('may-send');
    await ledger.recordOrder(clientOrderId, news, BY);
  }

  async function batchOf(id: string): Promise<Batch> {
    const batch = await ledger.findBatch(id);
    if (batch === undefined) throw new Error(`there is batch ${id}`);
    return batch;
  }

  async function eventsOf(portfolioId: string): Promise<string[]> {
    return (await ledger.listAudit(portfolioId)).map((row) => row.event);
  }
}

function orderOf(batch: Batch, symbol: string): Order {
  const order = batch.orders.find((candidate) => candidate.symbol === symbol && candidate.kind === 'order');
  if (order === undefined) throw new Error(`batch ${batch.id} has an order of ${symbol}`);
  return order;
}

function idsOf(batch: Batch, symbol: string) {
  return { clientOrderId: orderOf(batch, symbol).clientOrderId };
}

/** $500.00 for 5 META, $1000.00 of AAPL. */
function fillsOf(batch: Batch) {
  return [
    fill({ executionId: `${batch.id}-x-1`, ...idsOf(batch, 'META'), quantity: '5', cash: '500.00' }),
    fill({ executionId: `${batch.id}-x-2`, ...idsOf(batch, 'AAPL'), quantity: '10', cash: '-1000.00' }),
  ];
}

async function expectFault(promise: Promise<unknown>, code: LedgerFaultCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'LedgerFault', code });
}
