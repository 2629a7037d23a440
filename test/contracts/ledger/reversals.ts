import type { Ledger } from '../../../src/ledger/ledger';
import { BY, expectFault, FAILED, FILLED, orderOf, situationsOf } from './situations';

export function reversalsContract(ledger: Ledger): void {
  const { opened, openedAndFilled, closed, sent, filled, record, recordReversal, batchOf, eventsOf } =
    situationsOf(ledger);

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
}
