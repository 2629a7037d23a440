import { randomUUID } from 'node:crypto';
import type { Broker, BrokerOrder, OrderRequest, SubmitResult } from '../../src/broker/broker';
import type { Market } from '../../src/broker/market';
import { decimal, sum } from '../../src/domain/money';
import type { Side } from '../../src/domain/order';
import { until } from '../../src/local/process/until';
import type { SimulatorAdmin } from '../../src/simulator/admin/client';

/** A broker, its market, and the hand that sets up the world behind them. */
export interface BrokerWorld {
  broker: Broker;
  market: Market;
  admin: SimulatorAdmin;
}

type Fault = Parameters<SimulatorAdmin['addFault']>[0];

const LEAVE = { leaveWithinMs: 5_000 };

/** What every broker keeps. Each test has an account of its own, and faults name a symbol that only it trades. */
export function brokerContract(current: () => BrokerWorld): void {
  const { broker, market, admin } = lazily(current);

  const account = async (opening: { cash?: string; margin?: boolean; positions?: Record<string, string> } = {}) => {
    const id = randomUUID();
    await admin.createAccount({ id, cash: '10000.00', margin: false, ...opening });
    return id;
  };
  const submit = (accountId: string, order: OrderRequest) => broker.submitOrder(accountId, order, LEAVE);
  const ended = (accountId: string, order: OrderRequest): Promise<BrokerOrder> =>
    eventually(async () => {
      const found = await broker.findOrder(accountId, order.clientOrderId);
      return found !== undefined && found.state !== 'open' ? found : undefined;
    });
  const trade = async (accountId: string, order: OrderRequest): Promise<BrokerOrder> => {
    expect(await submit(accountId, order)).toMatchObject({ kind: 'accepted' });
    return ended(accountId, order);
  };
  const fault = (effect: Fault['effect'], operation: Fault['match']['operation'] = 'submit') =>
    admin.addFault({ match: { symbol: 'FAIL', operation }, effect, times: 1 });

  beforeAll(() => admin.setPrices({ FAIL: '100' }));
  afterEach(() => admin.clearFaults());

  test('an accepted order fills, and its shares, fills and cash agree to the cent', async () => {
    const id = await account();
    const { now } = await market.clock();
    const order = buy('META', { quantity: '1.234567891' });
    expect(await trade(id, order)).toMatchObject({
      clientOrderId: order.clientOrderId,
      symbol: 'META',
      side: 'BUY',
      type: 'market',
      quantity: '1.234567891',
      notional: null,
      state: 'filled',
      filledQuantity: '1.234567891',
      filledPrice: '400.04',
    });
    expect(await broker.listFills(id, now)).toMatchObject([
      { symbol: 'META', side: 'BUY', quantity: '1.234567891', price: '400.04' },
    ]);
    expect(await broker.account(id)).toMatchObject({
      blocked: null,
      cash: '9506.12',
      margin: false,
      positions: [{ symbol: 'META', quantity: '1.234567891' }],
      openOrders: [],
    });
  });

  test('a sell of more whole shares than there are never goes short, also where the account may', async () => {
    const id = await account({ positions: { META: '2' } });
    await admin.changeAccount(id, { restrictions: { shorting: true } });
    expect(await submit(id, sell('META', { quantity: '3' }))).toMatchObject({
      kind: 'rejected',
      code: 'INSUFFICIENT_QUANTITY',
    });
    expect((await broker.account(id)).positions).toEqual([{ symbol: 'META', quantity: '2' }]);
  });

  test('cash is conserved to the cent over many orders of both sides', async () => {
    const id = await account({ margin: true });
    const { now } = await market.clock();
    const symbols = ['META', 'AAPL', 'MSFT', 'TSLA'];
    await Promise.all(symbols.map((symbol, n) => trade(id, buy(symbol, { notional: `${111 + n}.37` }))));
    await Promise.all(symbols.map((symbol, n) => trade(id, sell(symbol, { quantity: `0.12345678${n}` }))));
    const fills = await broker.listFills(id, now);
    const booked = fills.map(({ side, quantity, price }) => {
      const usd = decimal(quantity).times(decimal(price)).toDecimalPlaces(2);
      return side === 'BUY' ? usd.negated() : usd;
    });
    expect(fills).toHaveLength(8);
    const { cash } = await broker.account(id);
    expect(cash).toBe(decimal('10000.00').plus(sum(booked)).toFixed(2));
  });

  test('a sell of the exact position leaves none of it', async () => {
    const id = await account({ positions: { META: '0.000000001', AAPL: '3.333333333' } });
    await trade(id, sell('AAPL', { quantity: '3.333333333' }));
    await trade(id, sell('META', { quantity: '0.000000001' }));
    expect((await broker.account(id)).positions).toEqual([]);
  });

  test('orders and fills since a moment are those after it, oldest first', async () => {
    const id = await account();
    await trade(id, buy('META', { quantity: '0.1' }));
    const { now } = await market.clock();
    const orders = [buy('AAPL', { quantity: '0.1' }), buy('MSFT', { quantity: '0.1' })];
    for (const order of orders) await trade(id, order);
    const listed = await broker.listOrders(id, now);
    expect(listed.map(({ clientOrderId }) => clientOrderId)).toEqual(orders.map((order) => order.clientOrderId));
    expect((await broker.listFills(id, now)).map(({ symbol }) => symbol)).toEqual(['AAPL', 'MSFT']);
  });

  test('more fills than one page holds are all listed, once each', async () => {
    const id = await account();
    const { now } = await market.clock();
    for (let n = 0; n < 205; n += 1) await submit(id, buy('WMT', { notional: '1.00' }));
    const fills = await eventually(async () => {
      const listed = await broker.listFills(id, now);
      return listed.length >= 205 ? listed : undefined;
    });
    expect(new Set(fills.map(({ executionId }) => executionId)).size).toBe(205);
    expect(fills).toHaveLength(205);
  });

  test('more orders than one page holds are all listed, once each', async () => {
    const id = await account();
    const { now } = await market.clock();
    // A few at a time, or a busy machine makes some wait until they may not leave any more.
    for (let wave = 0; wave < 51; wave += 1)
      for (const answer of await Promise.all(
        Array.from({ length: 10 }, () => submit(id, buy('WMT', { notional: '1.00' }))),
      ))
        expect(answer.kind).toBe('accepted');
    const listed = await broker.listOrders(id, now);
    expect(new Set(listed.map(({ clientOrderId }) => clientOrderId)).size).toBe(510);
    expect(listed).toHaveLength(510);
  });

  test('an id that was used is a duplicate for ever, even after its order was cancelled', async () => {
    const id = await account();
    const order = buy('FAIL', { quantity: '1' });
    await fault({ kind: 'never-fill' });
    await submit(id, order);
    expect(await submit(id, order)).toEqual({ kind: 'duplicate' });
    const { brokerOrderId } = (await broker.findOrder(id, order.clientOrderId)) as BrokerOrder;
    expect(await broker.cancelOrder(id, brokerOrderId)).toBe('requested');
    expect(await ended(id, order)).toMatchObject({ state: 'ended', status: 'canceled', filledQuantity: '0' });
    expect(await submit(id, order)).toEqual({ kind: 'duplicate' });
  });

  test('an order that filled cannot be cancelled', async () => {
    const id = await account();
    const { brokerOrderId } = await trade(id, buy('META', { quantity: '1' }));
    expect(await broker.cancelOrder(id, brokerOrderId)).toBe('not-cancelable');
  });

  test('a partial fill stays open, shows what filled, and keeps it when cancelled', async () => {
    const id = await account();
    const order = buy('FAIL', { quantity: '0.333333333' });
    await fault({ kind: 'partial-fill', fraction: '0.5' });
    await submit(id, order);
    const partial = await eventually(async () => {
      const found = await broker.findOrder(id, order.clientOrderId);
      return found?.status === 'partially_filled' ? found : undefined;
    });
    expect(partial).toMatchObject({ state: 'open', filledQuantity: '0.166666666' });
    await broker.cancelOrder(id, partial.brokerOrderId);
    expect(await ended(id, order)).toMatchObject({ state: 'ended', filledQuantity: '0.166666666' });
    expect((await broker.account(id)).positions).toEqual([{ symbol: 'FAIL', quantity: '0.166666666' }]);
  });

  const REFUSED: [why: string, order: OrderRequest, code: string][] = [
    ['more dollars than there are', buy('META', { notional: '10000.01' }), 'INSUFFICIENT_FUNDS'],
    ['a buy that fits only without the reserve', buy('META', { quantity: '24.9' }), 'INSUFFICIENT_FUNDS'],
    ['more shares than there are', sell('AAPL', { quantity: '1.000000001' }), 'INSUFFICIENT_QUANTITY'],
    ['shares of what is not held', sell('XOM', { quantity: '1' }), 'INSUFFICIENT_QUANTITY'],
    ['less than a dollar', buy('META', { notional: '0.99' }), 'BELOW_MINIMUM'],
    ['a symbol that does not exist', buy('NOSUCH', { quantity: '1' }), 'NOT_TRADABLE'],
    ['ten decimals', buy('META', { quantity: '1.0000000001' }), 'INVALID_ORDER'],
  ];
  test.each(REFUSED)('%s is refused, and no order exists', async (_why, order, code) => {
    const id = await account({ positions: { AAPL: '1' } });
    expect(await submit(id, order)).toMatchObject({ kind: 'rejected', code });
    expect(await broker.findOrder(id, order.clientOrderId)).toBeUndefined();
  });

  test('a margin account buys with up to twice its equity, and a refused order reserves nothing', async () => {
    const id = await account({ margin: true });
    expect(await broker.account(id)).toMatchObject({ margin: true, buyingPower: '20000.00' });
    expect(await submit(id, buy('META', { notional: '20000.01' }))).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    await trade(id, buy('META', { notional: '20000.00' }));
    expect((await broker.account(id)).cash).toBe('-10000.00');
  });

  test('an inactive asset and one without fractions say so', async () => {
    const id = await account();
    await admin.setPrices({ HALT: '10', WHOLE: '10' });
    await admin.setAsset('HALT', { tradable: false });
    await admin.setAsset('WHOLE', { fractionable: false });
    expect(await broker.asset('HALT')).toEqual({ symbol: 'HALT', tradable: false, fractionable: true, ptp: false });
    expect(await broker.asset('WHOLE')).toEqual({ symbol: 'WHOLE', tradable: true, fractionable: false, ptp: false });
    expect(await broker.asset('NOSUCH')).toBeUndefined();
    expect(await submit(id, buy('HALT', { quantity: '1' }))).toMatchObject({ code: 'NOT_TRADABLE' });
    expect(await submit(id, buy('WHOLE', { quantity: '1.5' }))).toMatchObject({ code: 'NOT_FRACTIONABLE' });
  });

  const refusal = (message: string, code = 40310000, status = 403): Fault['effect'] => ({
    kind: 'refuse',
    code,
    message,
    status,
  });
  const FAULTS: [what: string, effect: Fault['effect'], result: Partial<SubmitResult>, exists: boolean][] = [
    ['a lost answer', { kind: 'lose-answer' }, { kind: 'unknown' }, true],
    ['a cut before it arrived', { kind: 'drop-before' }, { kind: 'unknown' }, false],
    ['a late answer', { kind: 'delay', ms: 60_000 }, { kind: 'unknown' }, true],
    ['a page of HTML in place of the order', { kind: 'garble-answer', as: 'html' }, { kind: 'unknown' }, true],
    ['nothing in place of the order', { kind: 'garble-answer', as: 'empty' }, { kind: 'unknown' }, true],
    ['an answer that drips', { kind: 'drip-answer', bytesPerSecond: 2 }, { kind: 'unknown' }, true],
    ['half an answer', { kind: 'truncate-answer' }, { kind: 'unknown' }, true],
    ['a 504 after it was taken', { kind: 'status', status: 504, done: true }, { kind: 'unknown' }, true],
    ['a 502 in HTML', { kind: 'status', status: 502 }, { kind: 'unknown' }, false],
    ['a 403 in HTML', { kind: 'status', status: 403 }, { kind: 'unknown' }, false],
    ['a 409', refusal('conflict', 40910000, 409), { kind: 'unknown' }, false],
    ['a spent budget', { kind: 'rate-limit', retryAfterSeconds: 1 }, { kind: 'deferred', retryAfterMs: 1_000 }, false],
    ['a wash trade', refusal('potential wash trade detected. use complex orders'), { code: 'WASH_TRADE' }, false],
    [
      'a duplicate under another code',
      refusal('client order id must be unique', 42210000, 422),
      { kind: 'duplicate' },
      false,
    ],
    ['words we do not know', refusal('the moon is full'), { kind: 'rejected', code: 'OTHER' }, false],
  ];
  test.each(FAULTS)('%s has the result that is safe', async (_what, effect, result, exists) => {
    const id = await account();
    const order = buy('FAIL', { quantity: '1' });
    await fault(effect);
    expect(await submit(id, order)).toMatchObject(result);
    const found = await broker.findOrder(id, order.clientOrderId);
    expect(found !== undefined).toBe(exists);
    const posts = (await admin.journal()).filter((e) => e.kind === 'submit' && e.clientOrderId === order.clientOrderId);
    expect(posts).toHaveLength(1);
  });

  test('an order held up on its way arrives after it was looked up in vain, and its id still makes one order', async () => {
    const id = await account();
    const order = buy('FAIL', { quantity: '1' });
    await fault({ kind: 'delay', ms: 2_000, done: 'late' });
    expect(await submit(id, order)).toMatchObject({ kind: 'unknown' });
    expect(await broker.findOrder(id, order.clientOrderId)).toBeUndefined();
    await ended(id, order);
    expect(await submit(id, order)).toEqual({ kind: 'duplicate' });
    expect(await broker.listOrders(id, '2000-01-01T00:00:00Z')).toHaveLength(1);
  });

  test('the same id may be sent again after a cut, and makes one order', async () => {
    const id = await account();
    const order = buy('FAIL', { quantity: '1' });
    await fault({ kind: 'drop-before' });
    await submit(id, order);
    await trade(id, order);
    expect((await broker.account(id)).positions).toEqual([{ symbol: 'FAIL', quantity: '1' }]);
  });

  test('a reading that fails is a fault with its code, and never a missing order', async () => {
    const id = await account();
    const order = buy('FAIL', { quantity: '1' });
    const look = () => broker.findOrder(id, order.clientOrderId);
    await fault({ kind: 'status', status: 502 }, 'lookup');
    await expect(look()).rejects.toMatchObject({ name: 'BrokerFault', code: 'SERVER_ERROR' });
    await fault({ kind: 'status', status: 404 }, 'lookup');
    await expect(look()).rejects.toMatchObject({ name: 'BrokerFault', code: 'NOT_FOUND' });
    // Where the key is the account, an unknown account is an unknown key.
    await expect(broker.findOrder('no-such-account', 'x')).rejects.toMatchObject({
      code: expect.stringMatching(/^(NOT_FOUND|UNAUTHORIZED)$/) as string,
    });
    expect(await look()).toBeUndefined();
  });

  test('prices are the latest trades, as exact text with their time, and unknown symbols have none', async () => {
    await admin.setPrices({ EXACT: '1234567.8901' });
    const prices = await market.latestPrices(['EXACT', 'NOSUCH', 'META']);
    expect([...prices.keys()].sort()).toEqual(['EXACT', 'META']);
    expect(prices.get('EXACT')?.price).toBe('1234567.8901');
    expect(prices.get('EXACT')?.quote).toMatchObject({ bid: '1234444.4333', ask: '1234691.3469' });
    const { now, isOpen, nextClose } = await market.clock();
    expect(isOpen).toBe(true);
    expect(Date.parse(prices.get('META')?.at ?? '')).toBeLessThanOrEqual(Date.parse(now));
    expect(Date.parse(nextClose)).toBeGreaterThan(Date.parse(now));
  });
}

function buy(symbol: string, size: { quantity: string } | { notional: string }): OrderRequest {
  return request('BUY', symbol, size);
}

function sell(symbol: string, size: { quantity: string } | { notional: string }): OrderRequest {
  return request('SELL', symbol, size);
}

function request(side: Side, symbol: string, size: { quantity?: string; notional?: string }): OrderRequest {
  const { quantity = null, notional = null } = size;
  return { clientOrderId: `ab-${randomUUID()}-${symbol}-o-1`, symbol, side, quantity, notional };
}

/** Resolves with what `look` finds, once it finds something. */
async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined;
  await until(async () => (found = await look()) !== undefined, 60_000);
  return found as T;
}

/** The world is there only once the suite runs. */
function lazily(current: () => BrokerWorld): BrokerWorld {
  const part = <K extends keyof BrokerWorld>(key: K): BrokerWorld[K] =>
    new Proxy({} as BrokerWorld[K], { get: (_target, name) => current()[key][name as keyof BrokerWorld[K]] });
  return { broker: part('broker'), market: part('market'), admin: part('admin') };
}
