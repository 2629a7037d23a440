import type { Fill } from '../../../src/domain/batch';
import { InvariantError } from '../../../src/domain/invariant';
import type { Ledger } from '../../../src/ledger/ledger';
import { closing, fill, newBatch } from '../../support/portfolios';
import { BY, expectFault, FAILED, FILLED, fillsOf, idsOf, situationsOf } from './situations';

export function closingContract(ledger: Ledger): void {
  const {
    created,
    opened,
    openedBatch,
    openedAndFilled,
    openedAndFailed,

    filled,
    record,
    recordReversal,
    batchOf,
  } = situationsOf(ledger);

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
}
