import { randomUUID } from 'node:crypto';
import type { StaleReason } from '../../../src/domain/causes';
import { refusedAs } from '../../../src/domain/refused';
import { ALERTED, IN_DIGEST } from '../../../src/domain/stale-digest';
import type { EndStale, Ledger } from '../../../src/ledger/ledger';
import { actor, fill, newBatch, newPortfolio } from '../../support/portfolios';
import { BY, expectFault, FILLED, FREEZE, fillsOf, situationsOf } from './situations';

export function staleContract(ledger: Ledger): void {
  const { created, stale, opened, openedBatch, openedAndFailed, sent, record, recordReversal, batchOf, eventsOf } =
    situationsOf(ledger);

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

    test('fixing a frozen portfolio leaves it held until it is released', async () => {
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
}
