import type { Batch } from '../../../src/domain/batch';
import type { LedgerFaultCode } from '../../../src/domain/causes';
import type { TradingPosition } from '../../../src/domain/kill-switch';
import type { Order } from '../../../src/domain/order';
import type { Ledger, NewBatch, OrderNews } from '../../../src/ledger/ledger';
import { actor, closing, fill, newBatch, newPortfolio } from '../../support/portfolios';

export const FREEZE = { actor: 'anna', reason: 'complaint' };
export const BY = actor();
export const OTHER_TARGETS = ['AAPL', 'META', 'MSFT'].map((symbol, n) => ({
  symbol,
  percent: ['50', '30', '20'][n] ?? '',
}));
export const FILLED: OrderNews = { event: 'FILLED', filledPrice: '100' };
export const FAILED: OrderNews = { event: 'FAILED', errorCode: 'OTHER', errorMessage: 'no' };

/** What the tests of the contract set up, each in a portfolio of its own. */
export function situationsOf(ledger: Ledger) {
  return {
    created,
    paused,
    stale,
    touched,
    opened,
    openedBatch,
    openedAndFilled,
    openedAndFailed,
    closed,
    closeFilled,
    withReversal,
    setTrading,
    sent,
    filled,
    record,
    recordReversal,
    batchOf,
    eventsOf,
  };

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

export function orderOf(batch: Batch, symbol: string): Order {
  const order = batch.orders.find((candidate) => candidate.symbol === symbol && candidate.kind === 'order');
  if (order === undefined) throw new Error(`batch ${batch.id} has an order of ${symbol}`);
  return order;
}

export function idsOf(batch: Batch, symbol: string) {
  return { clientOrderId: orderOf(batch, symbol).clientOrderId };
}

/** $500.00 for 5 META, $1000.00 of AAPL. */
export function fillsOf(batch: Batch) {
  return [
    fill({ executionId: `${batch.id}-x-1`, ...idsOf(batch, 'META'), quantity: '5', cash: '500.00' }),
    fill({ executionId: `${batch.id}-x-2`, ...idsOf(batch, 'AAPL'), quantity: '10', cash: '-1000.00' }),
  ];
}

export async function expectFault(promise: Promise<unknown>, code: LedgerFaultCode): Promise<void> {
  await expect(promise).rejects.toMatchObject({ name: 'LedgerFault', code });
}
