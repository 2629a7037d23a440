import type { Batch } from '../../../src/domain/batch';
import type { OutOfDateCode } from '../../../src/domain/causes';
import { InvariantError } from '../../../src/domain/invariant';
import { refusedAs } from '../../../src/domain/refused';
import type { BuySize, Ledger } from '../../../src/ledger/ledger';
import { actor, closing, fill, newBatch } from '../../support/portfolios';
import { BY, expectFault, FAILED, FILLED, fillsOf, idsOf, orderOf, situationsOf } from './situations';

export function batchesContract(ledger: Ledger): void {
  const {
    created,
    paused,
    stale,
    touched,
    opened,
    openedBatch,
    openedAndFilled,
    closeFilled,
    filled,
    record,
    recordReversal,
    batchOf,
    eventsOf,
  } = situationsOf(ledger);

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

  describe('calendar', () => {
    const doneOn = async (id: string) => (await ledger.findPortfolio(id))?.calendarDoneOn;

    test('a look without a batch is noted once, for the row that it was decided on, and never goes back', async () => {
      const { id } = await created();
      expect(await doneOn(id)).toBeNull();
      expect(await ledger.noteCalendar(id, '2026-03-02', 2, BY)).toBe(false);
      expect(await ledger.noteCalendar(id, '2026-03-02', 1, BY)).toBe(true);
      expect(await ledger.noteCalendar(id, '2026-03-02', 1, BY)).toBe(true);
      expect(await ledger.noteCalendar(id, '2026-02-02', 2, BY)).toBe(true);
      expect(await doneOn(id)).toBe('2026-03-02');
      expect((await ledger.findPortfolio(id))?.version).toBe(2);
      expect((await ledger.findWatched([id]))[0]).toMatchObject({ version: 2, calendarDoneOn: '2026-03-02' });
      expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'CALENDAR_DONE']);
      expect(await ledger.noteCalendar('nobody', '2026-03-02', 1, BY)).toBe(false);
    });

    test('the look of a batch is done when it has filled, and not when it was rolled back', async () => {
      const { id } = await created();
      const calendarDay = '2026-03-02';
      const failed = await openedBatch(newBatch({ portfolioId: id, calendarDay }));
      for (const { symbol } of failed.orders) await record(failed, symbol, FAILED);
      await ledger.closeBatch(closing({ batchId: failed.id, state: 'ROLLED_BACK' }), BY);
      expect(await doneOn(id)).toBeNull();
      await closeFilled((await openedBatch(newBatch({ portfolioId: id, expectedVersion: 2, calendarDay }))).id);
      expect(await doneOn(id)).toBe(calendarDay);
      // A batch that is no look of the calendar changes nothing.
      await closeFilled((await openedBatch(newBatch({ portfolioId: id, expectedVersion: 3 }))).id);
      expect(await doneOn(id)).toBe(calendarDay);
    });
  });

  describe('readGuards', () => {
    const DAY = '2026-03-02T00:00:00.000Z';

    test('what was traded counts what orders filled that day, both ways, and no reversal; the turnover no batch that was rolled back', async () => {
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
      expect(await ledger.readTurnover(id, DAY)).toEqual({ boughtUsd: '1000.00', soldUsd: '500.00' });
      expect(await ledger.readTurnover(id, '2026-03-03T00:00:00.000Z')).toEqual({
        boughtUsd: '0.00',
        soldUsd: '0.00',
      });
    });

    test('a batch that was held for days counts on the day on which it filled', async () => {
      const { id } = await created();
      const batch = await openedBatch(newBatch({ portfolioId: id }));
      const at = '2026-03-09T15:00:00.000Z';
      await filled(batch, 'META');
      await filled(batch, 'AAPL');
      const fills = fillsOf(batch).map((one) => ({ ...one, at }));
      expect(await ledger.closeBatch(closing({ batchId: batch.id, fills }), BY)).toBe(true);
      const day = '2026-03-09T00:00:00.000Z';
      expect(await ledger.readGuards(id, day)).toMatchObject({
        tradedTodayUsd: '1500.00',
        runsToday: 0,
        lastFillAt: at,
      });
      // What asks about this moment sees it too.
      expect((await ledger.readGuards(id, at)).lastFillAt).toBe(at);
      expect(await ledger.readTurnover(id, day)).toEqual({ boughtUsd: '1000.00', soldUsd: '500.00' });
    });
  });
}
