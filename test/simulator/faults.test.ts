import type { FaultInput } from '../../src/simulator/engine/faults';
import { restoreState, takeSnapshot } from '../../src/simulator/snapshot';
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
  ['a page of HTML', { kind: 'garble-answer', as: 'html' }, { status: 200, html: expect.any(String) as string }, true],
  ['an empty answer', { kind: 'garble-answer', as: 'empty' }, { status: 200 }, true],
  ['JSON that is no order', { kind: 'garble-answer', as: 'other-json' }, { status: 200, body: { result: 'ok' } }, true],
  ['an answer that drips', { kind: 'drip-answer', bytesPerSecond: 1 }, { status: 200, bytesPerSecond: 1 }, true],
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
  ['expires', 'expire', 'expired'],
  ['is over for the day', 'done-for-day', 'done_for_day'],
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

test.each([
  ['first', 200],
  ['second', 422],
] as const)('what is delivered twice is taken once, and the %s answer comes back', (answer, status) => {
  const { fault, send, order, trading } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect: { kind: 'deliver-twice', answer } });
  expect(send('a', BUY).status).toBe(status);
  expect(order('a')).toMatchObject({ status: 'pending_new' });
  expect(trading('GET', 'orders').body).toHaveLength(1);
});

test('while ids race, one that is delivered twice is taken twice', () => {
  const { call, fault, send, trading, wait } = engineOnAClock();
  call('PUT', '/simulator/settings', { duplicateRaceMs: 50 });
  fault({ match: { operation: 'submit' }, effect: { kind: 'deliver-twice' } });
  expect(send('a', BUY).status).toBe(200);
  expect(trading('GET', 'orders').body).toHaveLength(2);
  wait(50);
  expect(send('a', BUY).status).toBe(422);
});

test('an order that is hidden is taken and refused as a duplicate, and is shown in the end', () => {
  const { fault, send, order, trading, wait } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect: { kind: 'hide', ms: 3_000 } });
  const { id } = send('a', BUY).body as { id: string };
  expect(order('a').message).toBe('order not found');
  expect(trading('GET', `orders/${id}`).status).toBe(404);
  expect(trading('GET', 'orders?status=all').body).toEqual([]);
  expect(send('a', BUY).status).toBe(422);
  wait(3_000);
  expect(order('a')).toMatchObject({ id, status: 'filled' });
});

test('a cancel that is stuck stands as pending_cancel, is not asked twice, and takes hold in the end', () => {
  const { fault, send, order, trading, wait } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect: { kind: 'never-fill', status: 'accepted' } });
  fault({ match: { operation: 'cancel' }, effect: { kind: 'stick-cancel', ms: 5_000 } });
  send('a', BUY);
  expect(order('a')).toMatchObject({ status: 'accepted' });
  const cancel = () => trading('DELETE', `orders/${String(order('a').id)}`);
  expect(cancel().status).toBe(204);
  expect(order('a')).toMatchObject({ status: 'pending_cancel' });
  expect(cancel()).toMatchObject({ status: 422, body: { message: 'order is already in "pending_cancel" state' } });
  wait(5_000);
  expect(order('a')).toMatchObject({ status: 'canceled' });
});

test('executions that are taken back leave cash, shares and the list of fills as they were', () => {
  const { call, fault, send, order, wait, account, state } = engineOnAClock({ positions: { AAPL: '1.5' } });
  fault({ match: { operation: 'submit' }, effect: { kind: 'bust', ms: 60_000 } });
  send('a', BUY);
  wait(20);
  expect(order('a')).toMatchObject({ status: 'filled', filled_qty: '1' });
  wait(60_000);
  expect(order('a')).toMatchObject({ status: 'canceled', filled_qty: '0', filled_avg_price: null });
  expect(account().cash).toBe('1000.00');
  expect(state.accounts.get('acc')?.positions.get('AAPL')?.toFixed()).toBe('1.5');
  expect(call('GET', '/v1/accounts/activities/FILL?account_id=acc').body).toEqual([]);
});

test('an account can be shown without cash and positions while its books have them', () => {
  const { fault, account, trading } = engineOnAClock({ positions: { AAPL: '1.5' } });
  fault({ match: { operation: 'read', accountId: 'acc' }, effect: { kind: 'zero-balances' }, times: 2 });
  expect(account()).toMatchObject({ cash: '0', buying_power: '0', id: 'acc' });
  expect(trading('GET', 'positions').body).toEqual([]);
  expect(account().cash).toBe('1000.00');
  expect(trading('GET', 'positions').body).toHaveLength(1);
});

test.each([
  [{ how: 'empty' as const }, {}],
  [{ how: 'missing' as const }, { META: '2' }],
  [{ how: 'missing' as const, symbol: 'META' }, { AAPL: '1.5' }],
  [{ how: 'digit' as const }, { AAPL: '1.500000001', META: '2' }],
])('a list of positions can be wrong (%j) for one read, and no other read is', (wrong, shown) => {
  const { fault, account, trading } = engineOnAClock({ positions: { AAPL: '1.5', META: '2' } });
  const listed = () => {
    const positions = trading('GET', 'positions').body as unknown as { symbol: string; qty: string }[];
    return Object.fromEntries(positions.map(({ symbol, qty }) => [symbol, qty]));
  };
  fault({ match: { operation: 'read' }, effect: { kind: 'wrong-positions', ...wrong } });
  expect(account().cash).toBe('1000.00');
  expect(listed()).toEqual(shown);
  expect(listed()).toEqual({ AAPL: '1.5', META: '2' });
});

test('an account can show other cash than it has', () => {
  const { fault, account, trading } = engineOnAClock();
  fault({ match: { operation: 'read' }, effect: { kind: 'wrong-cash', usd: '-250.50' } });
  trading('GET', 'positions');
  expect(account().cash).toBe('749.50');
  expect(account().cash).toBe('1000.00');
});

test('an order of a halted symbol is taken, and fills when trading resumes', () => {
  const { call, send, order, wait } = engineOnAClock();
  call('PUT', '/simulator/assets/AAPL', { halted: true });
  send('a', BUY);
  wait(60_000);
  expect(order('a')).toMatchObject({ status: 'new' });
  call('PUT', '/simulator/assets/AAPL', { halted: false });
  expect(order('a')).toMatchObject({ status: 'filled', filled_at: '2026-03-02T15:01:00.000Z' });
});

test('a halted symbol may refuse orders, and takes them again when trading resumes', () => {
  const { call, send, order } = engineOnAClock();
  call('PUT', '/simulator/assets/AAPL', { halted: true, haltRefuses: true });
  expect(send('a', BUY)).toMatchObject({ status: 403, body: { message: 'trading in "AAPL" is halted' } });
  call('PUT', '/simulator/assets/AAPL', { halted: false });
  expect(send('b', BUY)).toMatchObject({ status: 200 });
  expect(order('b')).toMatchObject({ symbol: 'AAPL' });
});

test('a split changes positions and price and cancels what is open', () => {
  const { call, fault, send, order, trading } = engineOnAClock({ positions: { AAPL: '1.5' } });
  fault({ match: { operation: 'submit' }, effect: { kind: 'never-fill' } });
  send('a', BUY);
  call('POST', '/simulator/splits', { symbol: 'AAPL', oldShares: '1', newShares: '4' });
  expect(order('a')).toMatchObject({ status: 'canceled' });
  expect(trading('GET', 'positions').body).toMatchObject([{ symbol: 'AAPL', qty: '6', current_price: '47.5' }]);
});

test('a market buy can be reckoned dearer than 2.5 % above the market', () => {
  const { call, send } = engineOnAClock({ cash: '195.00' });
  call('PUT', '/simulator/settings', { buyReservePercent: '5' });
  expect(send('a', BUY)).toMatchObject({ status: 403, body: { cost_basis: '199.50' } });
});

test('what a fault has in mind for later survives a restart', () => {
  const { fault, send, wait, state } = engineOnAClock();
  fault({ match: { operation: 'submit' }, effect: { kind: 'bust', ms: 60_000 } });
  fault({ match: { operation: 'submit' }, effect: { kind: 'hide', ms: 60_000 } });
  send('a', BUY);
  send('b', BUY);
  wait(20);
  send('c', BUY);
  expect(takeSnapshot(restoreState(JSON.parse(takeSnapshot(state))))).toBe(takeSnapshot(state));
  expect(restoreState(JSON.parse(takeSnapshot(state))).busting.size).toBe(1);
});
