import fc from 'fast-check';
import { decimal, halfEvenToCents, sum } from '../../src/domain/money';
import { engineOnAClock } from './engine-on-a-clock';

const SYMBOLS = ['META', 'AAPL', 'MSFT'];

const amount = fc.oneof(
  fc.integer({ min: 1, max: 9_999_999_999 }).map((n) => ({ qty: decimal(String(n)).div('1000000000').toFixed() })),
  fc.integer({ min: 1, max: 500_000 }).map((n) => ({ notional: decimal(String(n)).div('100').toFixed() })),
);
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      symbol: fc.constantFrom(...SYMBOLS),
      side: fc.constantFrom('buy', 'sell'),
      amount,
      fraction: fc.constantFrom('1', '0.3', '0.000000001'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('price' as const),
      symbol: fc.constantFrom(...SYMBOLS),
      cents: fc.integer({ min: 1, max: 90_000 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 50 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), nth: fc.nat({ max: 20 }) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Lets all of it happen to one account and returns the engine. */
function play(actions: Action[], margin: boolean) {
  const engine = engineOnAClock({ cash: '10000.00', margin, positions: { META: '5.123456789' } });
  actions.forEach((step, index) => {
    if (step.kind === 'wait') engine.wait(step.ms);
    if (step.kind === 'price')
      engine.call('PUT', '/simulator/prices', { [step.symbol]: decimal(String(step.cents)).div('100').toFixed() });
    if (step.kind === 'cancel') {
      const open = [...engine.state.open][step.nth];
      if (open !== undefined) engine.trading('DELETE', `orders/${open.id}`);
    }
    if (step.kind === 'send') {
      if (step.fraction !== '1')
        engine.fault({ match: { operation: 'submit' }, effect: { kind: 'partial-fill', fraction: step.fraction } });
      engine.send(`order-${index}`, { symbol: step.symbol, side: step.side, ...step.amount });
      engine.call('DELETE', '/simulator/faults');
    }
  });
  engine.wait(20);
  return engine;
}

test('cash and shares are what the fills say, to the cent and the last decimal, and nothing is sold that is not there', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), fc.boolean(), (actions, margin) => {
      const { account, trading, call } = play(actions, margin);
      const fills = call('GET', '/v1/accounts/activities/FILL?account_id=acc&direction=asc').body as unknown as Record<
        'symbol' | 'side' | 'qty' | 'price',
        string
      >[];
      const moved = fills.map(({ qty, price, side }) => {
        const usd = halfEvenToCents(decimal(qty).times(decimal(price)));
        return side === 'buy' ? usd.negated() : usd;
      });
      expect(account().cash).toBe(decimal('10000.00').plus(sum(moved)).toFixed(2));
      const positions = trading('GET', 'positions').body as unknown as { symbol: string; qty: string }[];
      for (const symbol of SYMBOLS) {
        const traded = fills
          .filter((fill) => fill.symbol === symbol)
          .map(({ qty, side }) => (side === 'buy' ? decimal(qty) : decimal(qty).negated()));
        const held = decimal(symbol === 'META' ? '5.123456789' : '0').plus(sum(traded));
        expect(positions.find((position) => position.symbol === symbol)?.qty ?? '0').toBe(held.toFixed());
        expect(held.isNegative()).toBe(false);
      }
    }),
    { numRuns: 200 },
  );
});

test('a cash account whose prices stand still never owes', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const still = actions.filter(({ kind }) => kind !== 'price');
      expect(decimal(String(play(still, false).account().cash)).isNegative()).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test('what is traded in whole shares fills in whole shares, also in part', () => {
  const engine = engineOnAClock({ cash: '10000.00', margin: true, positions: {} });
  engine.call('PUT', '/simulator/assets/META', { fractionable: false });
  engine.fault({ match: { operation: 'submit' }, effect: { kind: 'partial-fill', fraction: '0.5' } });
  engine.send('whole', { symbol: 'META', side: 'buy', qty: '5' });
  engine.wait(20);
  expect(engine.order('whole')).toMatchObject({ filled_qty: '2' });
});

test('a sell by dollars sells no more than is there when its price has fallen', () => {
  const { call, send, order, wait, trading } = engineOnAClock({ positions: { AAPL: '1' } }, { spreadBasisPoints: '0' });
  send('a', { symbol: 'AAPL', side: 'sell', notional: '190.00' });
  call('PUT', '/simulator/prices', { AAPL: '100' });
  wait(20);
  expect(order('a')).toMatchObject({ status: 'filled', filled_qty: '1', filled_avg_price: '100' });
  expect(trading('GET', 'positions').body).toEqual([]);
});

test('books can be changed behind everyone, a position down to nothing', () => {
  const { call, trading, account } = engineOnAClock({ positions: { AAPL: '1', META: '2' } });
  call('PUT', '/simulator/accounts/acc', { cash: '0.05', positions: { AAPL: '0', META: '1.999999999', KO: '3' } });
  expect(account()).toMatchObject({ cash: '0.05' });
  expect(trading('GET', 'positions').body).toMatchObject([
    { symbol: 'KO', qty: '3' },
    { symbol: 'META', qty: '1.999999999' },
  ]);
});

test('an order sees no later price than the one at its fill', () => {
  const { call, send, order, wait } = engineOnAClock({}, { spreadBasisPoints: '0' });
  send('a', { symbol: 'AAPL', side: 'buy', qty: '1' });
  wait(50);
  call('PUT', '/simulator/prices', { AAPL: '500' });
  expect(order('a')).toMatchObject({ filled_avg_price: '190' });
});

test('a limit order fills when the market reaches its price, at the time it did', () => {
  const { call, send, order, wait } = engineOnAClock({}, { spreadBasisPoints: '0' });
  send('a', { symbol: 'AAPL', side: 'buy', qty: '1', type: 'limit', limit_price: '185.00' });
  wait(1_000);
  expect(order('a')).toMatchObject({ type: 'limit', limit_price: '185', status: 'new' });
  call('PUT', '/simulator/prices', { AAPL: '184.50' });
  wait(1_000);
  expect(order('a')).toMatchObject({
    status: 'filled',
    filled_avg_price: '184.5',
    filled_at: '2026-03-02T15:00:01.000Z',
  });
});

test('a price that nobody moves stays fresh, unless prices are to keep their age', () => {
  const { call, wait } = engineOnAClock();
  const tradedAt = () =>
    (call('GET', '/v2/stocks/trades/latest?symbols=META,NONE').body.trades as { META: { t: string } }).META.t;
  call('PUT', '/simulator/prices', { META: '401.50' });
  wait(60_000);
  expect(tradedAt()).toBe('2026-03-02T15:01:00.000Z');
  call('PUT', '/simulator/settings', { keepPriceAge: true });
  expect(tradedAt()).toBe('2026-03-02T15:00:00.000Z');
});

test('on the Trading API the key is the account, and the answers are those of the Broker API', () => {
  const { call, send, wait } = engineOnAClock({ positions: { AAPL: '2' } });
  const sent = send('a', { symbol: 'AAPL', side: 'sell', qty: '1' }).body;
  wait(20);
  const pairs = [
    ['/v2/account', '/v1/trading/accounts/acc/account'],
    ['/v2/positions', '/v1/trading/accounts/acc/positions'],
    ['/v2/orders?status=all', '/v1/trading/accounts/acc/orders?status=all'],
    [`/v2/orders/${String(sent.id)}`, `/v1/trading/accounts/acc/orders/${String(sent.id)}`],
    [
      '/v2/orders:by_client_order_id?client_order_id=a',
      '/v1/trading/accounts/acc/orders:by_client_order_id?client_order_id=a',
    ],
    ['/v2/account/activities/FILL?after=2026-01-01', '/v1/accounts/activities/FILL?account_id=acc&after=2026-01-01'],
    ['/v2/clock', '/v1/clock'],
    ['/v2/assets/AAPL', '/v1/assets/AAPL'],
  ] as const;
  for (const [ofTrading, ofBroker] of pairs) {
    const answer = call('GET', ofTrading, undefined, { keyId: 'acc' });
    expect({ path: ofTrading, ...answer }).toEqual({ path: ofTrading, ...call('GET', ofBroker) });
    expect(answer.status).toBe(200);
  }
  expect(call('GET', '/v2/account', undefined, { keyId: 'other' })).toMatchObject({ status: 401 });
});
