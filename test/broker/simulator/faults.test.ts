import type { FaultInput } from '../../../src/broker/simulator/faults';
import { engineOnAClock } from './engine-on-a-clock';

const BUY = { symbol: 'AAPL', side: 'buy', qty: '1' };
const ORDER = 'ab-b1-AAPL-o-1';
const REVERSAL = 'ab-b1-AAPL-r-1';

/** Sends one buy under `match` and says whether the fault hit it. */
function isHit(match: FaultInput['match'], id: string): boolean {
  const { fault, send } = engineOnAClock();
  fault({ match, effect: { kind: 'refuse', status: 403, code: 40310000, message: 'no' } });
  return send(id, BUY).status === 403;
}

test.each<[string, Partial<FaultInput['match']>, string, boolean]>([
  ['no further condition', {}, ORDER, true],
  ['the account', { accountId: 'acc' }, ORDER, true],
  ['another account', { accountId: 'other' }, ORDER, false],
  ['the symbol', { symbol: 'AAPL' }, ORDER, true],
  ['another symbol', { symbol: 'META' }, ORDER, false],
  ['the side', { side: 'BUY' }, ORDER, true],
  ['the other side', { side: 'SELL' }, ORDER, false],
  ['orders', { kind: 'order' }, ORDER, true],
  ['orders, met by a reversal', { kind: 'order' }, REVERSAL, false],
  ['reversals', { kind: 'reversal' }, REVERSAL, true],
  ['the id as it stands', { clientOrderId: ORDER }, ORDER, true],
  ['a pattern', { clientOrderId: 'ab-*-AAPL-*-1' }, REVERSAL, true],
  ['a pattern whose end differs', { clientOrderId: 'ab-*-2' }, REVERSAL, false],
  ['a pattern whose parts would overlap', { clientOrderId: 'ab-b1-AAPL-r-*r-1' }, REVERSAL, false],
])('a fault with %s hits what it names', (_what, match, id, expected) => {
  expect(isHit({ operation: 'submit', ...match }, id)).toBe(expected);
});

test('a fault hits as often as it says and is gone then', () => {
  const { call, fault, send } = engineOnAClock();
  fault({
    match: { operation: 'submit' },
    effect: { kind: 'refuse', status: 403, code: 40310000, message: 'no' },
    times: 2,
  });
  expect(['a', 'b', 'c'].map((id) => send(id, BUY).status)).toEqual([403, 403, 200]);
  expect(call('GET', '/simulator/faults').body).toEqual([]);
});

test.each<[string, FaultInput['effect'], object, boolean]>([
  ['drop-before', { kind: 'drop-before' }, { drop: true }, false],
  ['lose-answer', { kind: 'lose-answer' }, { drop: true }, true],
  ['truncate-answer', { kind: 'truncate-answer' }, { status: 200, truncated: true }, true],
  ['a 502 before', { kind: 'status', status: 502 }, { status: 502 }, false],
  ['a 504 after', { kind: 'status', status: 504, done: true }, { status: 504, body: { code: 50410000 } }, true],
  [
    'a 429',
    { kind: 'rate-limit', retryAfterSeconds: 3 },
    { status: 429, headers: { 'Retry-After': '3', 'X-RateLimit-Remaining': '0' } },
    false,
  ],
  ['a late answer', { kind: 'delay', ms: 500 }, { status: 200, delayMs: 500 }, true],
  ['a late arrival', { kind: 'delay', ms: 500, done: 'late' }, { holdMs: 500 }, false],
])('after %s the broker has the order, or not, as the fault says', (_what, effect, reply, taken) => {
  const { fault, send, order } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect });
  expect(send('a', BUY)).toMatchObject(reply);
  expect(order('a').message).toBe(taken ? undefined : 'order not found');
});

test('what was held up arrives afterwards, hit by no further fault', () => {
  const { fault, call, order } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect: { kind: 'delay', ms: 500, done: 'late' }, times: 5 });
  const body = { ...BUY, client_order_id: 'a', type: 'market', time_in_force: 'day' };
  call('POST', '/v1/trading/accounts/acc/orders', body, { held: true });
  expect(order('a')).toMatchObject({ status: 'pending_new' });
});

test.each([
  ['stands still', 'stall', 'partially_filled'],
  ['is cancelled', 'cancel', 'canceled'],
] as const)('a partial fill fills its part, and the rest %s', (_what, afterwards, status) => {
  const { fault, send, order, wait, account } = engineOnAClock({}, { spreadBasisPoints: '0' });
  fault({ match: { operation: 'submit' }, effect: { kind: 'partial-fill', fraction: '0.25', afterwards } });
  send('a', { ...BUY, qty: '2' });
  wait(60_000);
  expect(order('a')).toMatchObject({ status, filled_qty: '0.5', filled_avg_price: '190' });
  expect(account().cash).toBe('905.00');
});

test('an order that never fills stands until it is cancelled', () => {
  const { fault, send, order, wait, trading } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect: { kind: 'never-fill' } });
  send('a', BUY);
  wait(600_000);
  expect(order('a')).toMatchObject({ status: 'pending_new', filled_qty: '0' });
  trading('DELETE', `orders/${String(order('a').id)}`);
  expect(order('a')).toMatchObject({ status: 'canceled' });
});

test('a cancel that is ignored answers like any other and ends nothing', () => {
  const { fault, send, order, trading } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect: { kind: 'never-fill' } });
  fault({ match: { operation: 'cancel' }, effect: { kind: 'ignore-cancel' } });
  send('a', BUY);
  expect(trading('DELETE', `orders/${String(order('a').id)}`).status).toBe(204);
  expect(order('a')).toMatchObject({ status: 'pending_new' });
});

test('a fill that is faster than the cancel fills what is left, at the average of both', () => {
  const { call, fault, send, order, wait, trading, account } = engineOnAClock({}, { spreadBasisPoints: '0' });
  fault({ match: { operation: 'submit' }, effect: { kind: 'partial-fill', fraction: '0.5' } });
  fault({ match: { operation: 'cancel' }, effect: { kind: 'fill-first' } });
  send('a', { ...BUY, qty: '2' });
  wait(20);
  expect(order('a')).toMatchObject({ status: 'partially_filled' });
  call('PUT', '/simulator/prices', { AAPL: '200' });
  expect(trading('DELETE', `orders/${String(order('a').id)}`)).toMatchObject({
    status: 422,
    body: { message: 'order is already in "filled" state' },
  });
  expect(order('a')).toMatchObject({ status: 'filled', filled_qty: '2', filled_avg_price: '195' });
  expect(account().cash).toBe('610.00');
});

test.each([
  ['the account', '/v1/trading/accounts/acc/account'],
  ['the prices', '/v2/stocks/trades/latest?symbols=AAPL'],
  ['the clock', '/v1/clock'],
  ['the fills', '/v1/accounts/activities/FILL?account_id=acc'],
])('reading %s can fail as well', (_what, path) => {
  const { call, fault } = engineOnAClock();
  fault({ match: { operation: 'read' }, effect: { kind: 'status', status: 503 } });
  expect(call('GET', path).status).toBe(503);
  expect(call('GET', path).status).toBe(200);
});
