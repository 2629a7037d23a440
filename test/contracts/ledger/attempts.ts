import type { Fill } from '../../../src/domain/batch';
import type { EndStale, Ledger } from '../../../src/ledger/ledger';
import { closing, fill, newBatch } from '../../support/portfolios';
import { BY, expectFault, FAILED, FILLED, fillsOf, idsOf, situationsOf } from './situations';

export function attemptsContract(ledger: Ledger): void {
  const { created, opened, openedBatch, openedAndFailed, sent, filled, record, recordReversal, batchOf, eventsOf } =
    situationsOf(ledger);

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
}
