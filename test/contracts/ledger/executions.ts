import type { Batch } from '../../../src/domain/batch';
import type { Order } from '../../../src/domain/order';
import type { Ledger } from '../../../src/ledger/ledger';
import { closing, fill } from '../../support/portfolios';
import { BY, expectFault, orderOf, situationsOf } from './situations';

export function executionsContract(ledger: Ledger): void {
  const { openedAndFilled } = situationsOf(ledger);

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
}
