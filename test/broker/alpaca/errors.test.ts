import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAlpacaBroker } from '../../../src/broker/alpaca/client';
import type { Broker } from '../../../src/broker/broker';
import type { RejectionCode } from '../../../src/domain/causes';
import { engineOnAClock } from '../../simulator/engine-on-a-clock';
import { ALPACA_ERRORS, type AlpacaError } from '../../support/alpaca-errors';

type Name = keyof typeof ALPACA_ERRORS;

const ORDER = { clientOrderId: 'ab-1-META-o-1', symbol: 'META', side: 'BUY', quantity: '1', notional: null } as const;
const rejected = (code: RejectionCode) => ({ kind: 'rejected', code });

/** What a POST of an order that is answered so has come to. */
const ANSWERS: Record<Name, object> = {
  suspendedByUser: rejected('ACCOUNT_BLOCKED'),
  duplicate: { kind: 'duplicate' },
  duplicateElsewhere: { kind: 'duplicate' },
  buyingPower: rejected('INSUFFICIENT_FUNDS'),
  quantity: rejected('INSUFFICIENT_QUANTITY'),
  short: rejected('INSUFFICIENT_QUANTITY'),
  shortFraction: rejected('INSUFFICIENT_QUANTITY'),
  washTrade: rejected('WASH_TRADE'),
  washTrade2024: rejected('WASH_TRADE'),
  notFractionable: rejected('NOT_FRACTIONABLE'),
  notFractionable422: rejected('NOT_FRACTIONABLE'),
  notTradable: rejected('NOT_TRADABLE'),
  fractionNotForTheDay: rejected('INVALID_ORDER'),
  fractionOfAnotherType: rejected('INVALID_ORDER'),
  fractionNotSimple: rejected('INVALID_ORDER'),
  subPenny: rejected('INVALID_ORDER'),
  alreadyFilled: rejected('INVALID_ORDER'),
  noAmount: rejected('INVALID_ORDER'),
  noOrderId: rejected('INVALID_ORDER'),
  belowMinimum: rejected('BELOW_MINIMUM'),
  noOrder: rejected('OTHER'),
  noPosition: rejected('OTHER'),
  unauthorized: { kind: 'deferred', retryAfterMs: 2_000 },
  unauthorizedHtml: { kind: 'deferred', retryAfterMs: 2_000 },
  rateLimited: { kind: 'deferred', retryAfterMs: 3_000 },
  tooMany: { kind: 'deferred', retryAfterMs: 1_000 },
  timedOut: { kind: 'unknown' },
  internal: { kind: 'unknown' },
  badGateway: { kind: 'unknown' },
  unavailable: { kind: 'unknown' },
};

let answer: AlpacaError = ALPACA_ERRORS.internal;
let server: Server;
let broker: Broker;

beforeAll(async () => {
  server = createServer((_request, response) => {
    const type = answer.body.startsWith('<') ? 'text/html' : 'application/json; charset=UTF-8';
    response.writeHead(answer.status, { 'Content-Type': type, ...answer.headers }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  broker = createAlpacaBroker({ baseUrl: url, dataUrl: url, api: 'broker', keyId: 'k', secretKey: 's' });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const rows = Object.entries(ALPACA_ERRORS).map(([name, error]) => [error.what, name as Name] as const);

test.each(rows)('%s, answered to an order, is taken for what it is', async (_what, name) => {
  answer = ALPACA_ERRORS[name];
  const result = await broker.submitOrder('acc', ORDER, { leaveWithinMs: 5_000 });
  expect(result).toMatchObject(ANSWERS[name]);
  // What is refused says so in Alpaca's words.
  if (result.kind === 'rejected')
    expect(result).toMatchObject({ message: (JSON.parse(answer.body) as { message: string }).message });
});

test('only an order that is not found is a missing order', async () => {
  answer = ALPACA_ERRORS.noOrder;
  expect(await broker.findOrder('acc', 'ab-1-META-o-1')).toBeUndefined();
  const faults: [AlpacaError, string][] = [
    [ALPACA_ERRORS.noPosition, 'NOT_FOUND'],
    [ALPACA_ERRORS.unauthorized, 'UNAUTHORIZED'],
    [ALPACA_ERRORS.unauthorizedHtml, 'UNAUTHORIZED'],
    [ALPACA_ERRORS.timedOut, 'SERVER_ERROR'],
    [ALPACA_ERRORS.badGateway, 'SERVER_ERROR'],
  ];
  for (const [error, code] of faults) {
    answer = error;
    await expect(broker.findOrder('acc', 'ab-1-META-o-1')).rejects.toMatchObject({ name: 'BrokerFault', code });
  }
});

test('a cancel of what has ended is no fault, and one that nobody answered is', async () => {
  answer = ALPACA_ERRORS.alreadyFilled;
  expect(await broker.cancelOrder('acc', 'id')).toBe('not-cancelable');
  answer = ALPACA_ERRORS.timedOut;
  await expect(broker.cancelOrder('acc', 'id')).rejects.toMatchObject({ code: 'SERVER_ERROR' });
});

/** One account with 2 AAPL and an order "used" that filled. HALT is not traded, CWVX only in whole shares. */
function simulated() {
  const engine = engineOnAClock({ positions: { KO: '2' } });
  engine.call('PUT', '/simulator/prices', { HALT: '10', CWVX: '10' });
  engine.call('PUT', '/simulator/assets/HALT', { tradable: false });
  engine.call('PUT', '/simulator/assets/CWVX', { fractionable: false });
  engine.send('used', { symbol: 'KO', side: 'buy', qty: '1' });
  engine.wait(20);
  return engine;
}
type Engine = ReturnType<typeof simulated>;
const order = (fields: Record<string, string>) => (engine: Engine) =>
  engine.send(fields.client_order_id ?? 'new', { symbol: 'KO', side: 'buy', ...fields });
const faulty = (effect: Parameters<Engine['fault']>[0]['effect']) => (engine: Engine) => {
  engine.fault({ match: { operation: 'submit' }, effect });
  return order({ qty: '1' })(engine);
};

/** Calls that the simulator refuses by itself, and the answer of Alpaca's that it has to give; amounts may differ. */
const SIMULATED: [Name, (engine: Engine) => { status: number; body: Record<string, unknown> }][] = [
  ['duplicate', order({ client_order_id: 'used', qty: '1' })],
  ['buyingPower', order({ notional: '930.00' })],
  ['quantity', order({ symbol: 'AAPL', side: 'sell', qty: '1000' })],
  ['notFractionable', order({ symbol: 'CWVX', qty: '1.5' })],
  ['notTradable', order({ symbol: 'HALT', qty: '1' })],
  ['fractionNotForTheDay', order({ qty: '0.5', time_in_force: 'gtc' })],
  ['subPenny', order({ qty: '1', type: 'limit', limit_price: '290.123' })],
  ['alreadyFilled', (engine) => engine.trading('DELETE', `orders/${String(engine.order('used').id)}`)],
  ['noAmount', order({})],
  ['noOrder', (engine) => engine.trading('GET', 'orders/none')],
  ['noPosition', (engine) => engine.trading('GET', 'positions/AAPL')],
  ['unauthorized', (engine) => engine.call('GET', '/v1/clock', undefined, { authenticated: false })],
  ['rateLimited', faulty({ kind: 'rate-limit', retryAfterSeconds: 3 })],
  ['timedOut', faulty({ kind: 'status', status: 504 })],
];

test.each(SIMULATED)('the simulator answers %s with the status, code, message and fields of Alpaca', (name, call) => {
  const { status, body } = call(simulated());
  const expected = JSON.parse(ALPACA_ERRORS[name].body) as Record<string, unknown>;
  expect({ status, code: body.code, message: body.message }).toEqual({
    status: ALPACA_ERRORS[name].status,
    code: expected.code,
    message: expected.message,
  });
  expect(Object.keys(body).sort()).toEqual(Object.keys(expected).sort());
});
