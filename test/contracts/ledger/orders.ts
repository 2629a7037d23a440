import { randomUUID } from 'node:crypto';
import type { Batch } from '../../../src/domain/batch';
import type { Order, OrderState } from '../../../src/domain/order';
import type { Ledger, OrderNews } from '../../../src/ledger/ledger';
import { actor, closing, newBatch } from '../../support/portfolios';
import { BY, expectFault, FAILED, FILLED, orderOf, situationsOf } from './situations';

export function ordersContract(ledger: Ledger): void {
  const { created, opened, withReversal, setTrading, sent, filled, record, batchOf, eventsOf } = situationsOf(ledger);

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
        // A sender that was allowed to send did so before the epoch rose, so the recovery sees it.
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

  describe('recordOrder', () => {
    test('news about one send changes nothing once there is a later one', async () => {
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
}
