import { randomUUID } from 'node:crypto';
import type { Broker, BrokerOrder, OrderRequest } from '../../src/broker/broker';
import type { Market } from '../../src/broker/market';
import { decimal } from '../../src/domain/money';
import { until } from '../../src/local/process/until';

/** A broker with nobody to set up the world behind it: what its key opens is what there is. */
export interface KeyedWorld {
  broker: Broker;
  market: Market;
  /** An account with at least $10 of buying power. */
  accountId: string;
}

const LEAVE = { leaveWithinMs: 5_000 };
const PATIENCE_MS = 30_000;

/**
 * The part of the broker's contract that real Alpaca can be asked to keep as well. It buys F for $1.00 in fractions, and
 * the market may be open or closed: then the order waits, and is cancelled.
 */
export function keyedBrokerContract(current: () => KeyedWorld): void {
  const buy = (notional: string): OrderRequest => {
    return { clientOrderId: `ab-${randomUUID()}-F-o-1`, symbol: 'F', side: 'BUY', quantity: null, notional };
  };

  test('the clock, an asset and the latest price are readable, and a symbol nobody knows has neither', async () => {
    const { broker, market } = current();
    const { now, nextClose, nextOpen } = await market.clock();
    for (const next of [nextClose, nextOpen]) expect(Date.parse(next)).toBeGreaterThan(Date.parse(now));
    expect(await broker.asset('F')).toEqual({ symbol: 'F', tradable: true, fractionable: true, ptp: false });
    expect(await broker.asset('NOSUCHQQ')).toBeUndefined();
    const prices = await market.latestPrices(['F']);
    expect(decimal(prices.get('F')?.price ?? '0').isPositive()).toBe(true);
  });

  test('the account is readable as exact decimals', async () => {
    const { broker, accountId } = current();
    const account = await broker.account(accountId);
    expect(account).toMatchObject({ accountId, blocked: null });
    for (const amount of [account.cash, account.buyingPower, ...account.positions.map(({ quantity }) => quantity)])
      expect(amount).toMatch(/^-?[0-9]+(\.[0-9]+)?$/);
  });

  test('an order nobody sent is missing, and cancelling it is a fault', async () => {
    const { broker, accountId } = current();
    expect(await broker.findOrder(accountId, `ab-${randomUUID()}-F-o-1`)).toBeUndefined();
    await expect(broker.cancelOrder(accountId, randomUUID())).rejects.toMatchObject({ name: 'BrokerFault' });
  });

  test('a buy below a dollar is refused, and no order exists', async () => {
    const { broker, accountId } = current();
    const order = buy('0.50');
    expect(await broker.submitOrder(accountId, order, LEAVE)).toMatchObject({
      kind: 'rejected',
      code: 'BELOW_MINIMUM',
    });
    expect(await broker.findOrder(accountId, order.clientOrderId)).toBeUndefined();
  });

  test('an order is found by its id, its id is used up, and it ends filled or cancelled', async () => {
    const { broker, market, accountId } = current();
    const { now, isOpen } = await market.clock();
    const order = buy('1.00');
    expect(await broker.submitOrder(accountId, order, LEAVE)).toMatchObject({ kind: 'accepted' });
    expect(await broker.submitOrder(accountId, order, LEAVE)).toEqual({ kind: 'duplicate' });
    const found = (await broker.findOrder(accountId, order.clientOrderId)) as BrokerOrder;
    expect(found).toMatchObject({ symbol: 'F', side: 'BUY', type: 'market', quantity: null });
    expect(decimal(found.notional ?? '0').equals(decimal('1'))).toBe(true);
    expect((await broker.listOrders(accountId, now)).map(({ clientOrderId }) => clientOrderId)).toEqual([
      order.clientOrderId,
    ]);
    if (!isOpen) await broker.cancelOrder(accountId, found.brokerOrderId);
    let ended: BrokerOrder | undefined;
    await until(async () => {
      ended = await broker.findOrder(accountId, order.clientOrderId);
      return ended !== undefined && ended.state !== 'open';
    }, PATIENCE_MS);
    expect(ended?.state).toBe(isOpen ? 'filled' : 'ended');
    expect(await broker.cancelOrder(accountId, found.brokerOrderId)).toBe('not-cancelable');
    const fills = (await broker.listFills(accountId, now)).filter((f) => f.brokerOrderId === found.brokerOrderId);
    expect(fills.length > 0).toBe(isOpen);
  });
}
