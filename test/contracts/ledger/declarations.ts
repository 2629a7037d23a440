import type { Batch } from '../../../src/domain/batch';
import type { Ledger } from '../../../src/ledger/ledger';
import { fill, newBatch, newPortfolio } from '../../support/portfolios';
import { BY, FAILED, fillsOf, idsOf, orderOf, situationsOf } from './situations';

export function declarationsContract(ledger: Ledger): void {
  const { opened, openedBatch, withReversal, sent, filled, record, batchOf, eventsOf } = situationsOf(ledger);

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
      // The step that books the batch passes the declared fill again.
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
}
