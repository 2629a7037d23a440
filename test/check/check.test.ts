import { check } from '../../src/check/check';
import type { Records, Violation } from '../../src/check/records';
import { ROLLBACK_BUDGET_MS } from '../../src/domain/policy';
import { drawSchedule } from '../simulation/draw';
import { play } from '../simulation/play';
import type { PlannedFault, PlannedPortfolio } from '../simulation/schedule';

type Loose<T> = T extends object ? { -readonly [Key in keyof T]: Loose<T[Key]> } : T;
type Damage = (records: Loose<Records>) => void;

const [REBALANCED, ROLLED_BACK, STALE] = [0, 1, 2] as const;

const refused = (portfolio: string, kind: 'order' | 'reversal', times: number): PlannedFault => ({
  kind: 'broker',
  portfolio,
  fault: {
    match: { accountId: portfolio, operation: 'submit', kind },
    effect: { kind: 'refuse', status: 403, code: 40310000, message: 'potential wash trade detected' },
    times,
  },
});

let ends: Records[];

beforeAll(async () => {
  const drawn = drawSchedule(1).portfolios[0] as PlannedPortfolio;
  const policy = { ...drawn.policy, onFailure: 'rollback' as const };
  const three = ['p0', 'p1', 'p2'].map((id) => ({ ...drawn, id, margin: true, policy }));
  const faults = [refused('p1', 'order', 1), refused('p2', 'order', 1), refused('p2', 'reversal', 100)];
  ends = (await play({ seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: three, faults })).records;
});

test('a rebalanced, a rolled back and a STALE portfolio break no rule', () => {
  const states = ends.map(
    ({ portfolio, batches }) => `${portfolio.status} ${batches.map(({ state }) => state).join()}`,
  );
  expect(states).toEqual(['ACTIVE SUCCESS', 'ACTIVE ROLLED_BACK', 'STALE STALE']);
  expect(ends.flatMap(check)).toEqual([]);
});

test.each<[Violation['invariant'], string, number, Damage]>([
  ['I1', 'an order the broker took twice', REBALANCED, ({ broker }) => broker.orders.push(first(broker.orders))],
  [
    'I1',
    'a reversal of more than was filled',
    ROLLED_BACK,
    ({ broker }) => (reversalOf(broker.orders).filledQuantity = '99999999'),
  ],
  [
    'I2',
    'an order nobody meant',
    REBALANCED,
    ({ broker }) => broker.orders.push({ ...first(broker.orders), clientOrderId: 'x' }),
  ],
  ['I2', 'an order of another size', REBALANCED, ({ broker }) => (first(broker.orders).quantity = '0.5')],
  ['I2', 'a claim that filled', REBALANCED, claimed({ filledQuantity: '0.5' })],
  ['I2', 'a claim of another symbol', REBALANCED, claimed({ symbol: 'XXX' })],
  ['I2', 'a claim that could have filled', REBALANCED, claimed({ type: 'market' })],
  ['I2', 'a claim of an order that filled', REBALANCED, claimed({}, 'SUCCESS')],
  [
    'I2',
    'an order that was never recorded as sent',
    REBALANCED,
    (records) => (records.audit = records.audit.filter(({ event }) => event !== 'ORDER_SENT')),
  ],
  ['I3', 'an execution that is not booked', REBALANCED, ({ fills }) => fills.pop()],
  ['I3', 'a fill that never was', REBALANCED, ({ broker }) => broker.fills.pop()],
  [
    'I3',
    'a billionth of a share too many',
    REBALANCED,
    ({ broker }) => (first(broker.positions).quantity = `${first(broker.positions).quantity}1`),
  ],
  ['I4', 'cash that differs', REBALANCED, ({ broker }) => (broker.cash = '0.01')],
  ['I4', 'a fill booked a cent off', REBALANCED, ({ fills }) => (first(fills).cash = '0.01')],
  [
    'I4',
    'cash that came from nowhere',
    REBALANCED,
    ({ audit }) => audit.push({ ...first(audit), event: 'EXTERNAL_CASH_BOOKED', detail: {} }),
  ],
  [
    'I4',
    'an activity that is booked twice',
    REBALANCED,
    ({ audit, portfolio: { cash } }) => {
      const detail = { activityId: 'a1', cashBefore: cash, cashAfter: cash };
      for (let time = 0; time < 2; time += 1) audit.push({ ...first(audit), event: 'ACTIVITY_BOOKED', detail });
    },
  ],
  [
    'I4',
    'a booking that starts from other cash',
    REBALANCED,
    ({ audit }) => {
      const end = audit.find(({ event }) => event === 'BATCH_SUCCESS');
      if (end !== undefined) end.detail = { ...end.detail, cashBefore: '0.01' };
    },
  ],
  ['I5', 'a batch that nobody finishes', REBALANCED, ({ batches }) => (first(batches).state = 'PENDING')],
  ['I5', 'a success that filled short', REBALANCED, ({ broker }) => (first(broker.orders).state = 'ended')],
  ['I6', 'a rollback that left shares', ROLLED_BACK, ({ fills }) => (first(fills).quantity = '0.000000001')],
  ['I6', 'a residual that is not what moved', ROLLED_BACK, ({ batches }) => (first(batches).residual = '12345.00')],
  ['I7', 'a STALE without its reason', STALE, ({ portfolio }) => (portfolio.statusReason = 'FROZEN')],
  [
    'I7',
    'a STALE that trades on',
    STALE,
    ({ audit }) => audit.push({ ...first(audit), event: 'ORDER_SENT', detail: { epoch: 1 } }),
  ],
  [
    'I7',
    'exhausted reversals that were not tried often enough',
    STALE,
    ({ portfolio }) => (portfolio.policy.reversalRetries += 1),
  ],
  ['I8', 'an order left open', ROLLED_BACK, ({ broker }) => (first(broker.orders).state = 'open')],
  ['I9', 'a batch whose opening is not audited', REBALANCED, without('BATCH_OPENED')],
  ['I9', 'a batch whose end is not audited', ROLLED_BACK, without('BATCH_ROLLED_BACK')],
  ['I9', 'a send that is not audited', REBALANCED, without('ORDER_SENT')],
  [
    'I10',
    'a batch that begins within another',
    REBALANCED,
    ({ audit }) => {
      const opened = audit.findIndex(({ event }) => event === 'BATCH_OPENED');
      audit.splice(opened + 1, 0, { ...(audit[opened] as (typeof audit)[number]), batchId: 'other' });
    },
  ],
  [
    'I10',
    'an order the broker took after the end',
    ROLLED_BACK,
    ({ broker }) => (first(broker.orders).submittedAt = '2030-01-01T00:00:00.000Z'),
  ],
  [
    'I12',
    'a way that is in no table',
    ROLLED_BACK,
    ({ audit }) => audit.push(audit.find(({ event }) => event === 'ORDER_ROLLED_BACK') ?? first(audit)),
  ],
  [
    'I12',
    'a send under an epoch that is over',
    REBALANCED,
    ({ audit, batches }) => {
      const opened = audit.findIndex(({ event }) => event === 'BATCH_OPENED');
      audit.splice(opened + 1, 0, {
        ...first(audit),
        event: 'EPOCH_RAISED',
        batchId: first(batches).id,
        detail: { epoch: 2 },
      });
    },
  ],
  [
    'I12',
    'an id taken under an epoch that is over',
    REBALANCED,
    ({ audit, batches }) =>
      audit.push({ ...first(audit), event: 'ORDER_CLAIMED', batchId: first(batches).id, detail: { epoch: 2 } }),
  ],
  ['I18', 'an order that filled as nobody declared it', REBALANCED, declaredAs('0', '0.00')],
  ['I18', 'a declared fill at another price', REBALANCED, declaredAs(undefined, '0.01')],
])('%s sees %s', (invariant, _what, end, damage) => {
  const records = structuredClone(ends[end]) as Loose<Records>;
  damage(records);
  expect(check(records).map((violation) => violation.invariant)).toContain(invariant);
});

test('an order that never arrived, and whose id was taken, breaks nothing of I2', () => {
  const records = structuredClone(ends[REBALANCED]) as Loose<Records>;
  claimed({})(records);
  expect(check(records).map(({ invariant }) => invariant)).not.toContain('I2');
});

test.each<[string, boolean, Damage]>([
  ['what filled is as it was', false, () => undefined],
  ['the broker shows less of an order', true, ({ broker }) => (first(broker.orders).filledQuantity = '0')],
  [
    'the broker shows less of an order for dollars',
    true,
    ({ broker, batches }) => {
      const shown = first(broker.orders);
      shown.filledQuantity = '0';
      for (const order of first(batches).orders)
        if (order.clientOrderId === shown.clientOrderId) Object.assign(order, { quantity: null, notional: '100.00' });
    },
  ],
  [
    'a look found since that the broker shows less',
    false,
    ({ broker, portfolio }) => {
      for (const order of broker.orders) order.filledQuantity = '0';
      Object.assign(portfolio, { status: 'STALE', statusReason: 'BOOKS_DIFFER' });
    },
  ],
  [
    'a look found a difference, and less was booked',
    true,
    ({ fills, portfolio }) => {
      fills.pop();
      Object.assign(portfolio, { status: 'STALE', statusReason: 'BOOKS_DIFFER' });
    },
  ],
])('I41 of an adjusted batch whose row names nothing: %s (broken: %s)', (_what, isBroken, damage) => {
  const records = structuredClone(ends[REBALANCED]) as Loose<Records>;
  first(records.batches).state = 'ADJUSTED';
  const end = records.audit.find(({ event }) => event === 'BATCH_SUCCESS');
  Object.assign(end ?? {}, { event: 'BATCH_ADJUSTED', detail: { deviation: { before: '1', after: '0' } } });
  damage(records);
  expect(check(records).some(({ invariant }) => invariant === 'I41')).toBe(isBroken);
});

test.each<[string, boolean, string, 'BUY' | 'SELL', string | null]>([
  ['a buy, and cash that covers it', false, '100.00', 'BUY', '50.00'],
  ['a buy that takes of it', true, '100.00', 'BUY', '950.00'],
  ['a buy while it is not there', true, '2000.00', 'BUY', '50.00'],
  ['a sell while it is not there', false, '2000.00', 'SELL', null],
])(
  'I47 of money that is set aside, with $1,000.00 in cash: %s (broken: %s)',
  (_what, isBroken, amount, side, notional) => {
    const records = structuredClone(ends[REBALANCED]) as Loose<Records>;
    const opened = records.audit.findIndex(({ event }) => event === 'BATCH_OPENED');
    const { audit } = records;
    const asked = { ...first(audit), event: 'WITHDRAWAL_REQUESTED', detail: { withdrawalId: 'w', amount } } as const;
    const created = first(audit);
    created.detail = { ...created.detail, cash: '1000.00' };
    const row = audit[opened];
    if (row !== undefined) row.detail = { ...row.detail, orders: [{ side, notional }] };
    audit.splice(opened, 0, asked);
    expect(check(records).some(({ invariant }) => invariant === 'I47')).toBe(isBroken);
  },
);

test('I7: reversals are not tried again once the time of a rollback is over', () => {
  const records = structuredClone(ends[STALE]) as Loose<Records>;
  const { policy } = records.portfolio;
  policy.reversalRetries += 1;
  const stale = records.audit.find(({ event }) => event === 'PORTFOLIO_STALE');
  const over = Date.parse(first(records.batches).pricedAt) + policy.lockTtlMs + ROLLBACK_BUDGET_MS;
  const brokenAt = (at: number) => {
    if (stale !== undefined) stale.at = new Date(at).toISOString();
    return check(records).some(({ invariant }) => invariant === 'I7');
  };
  expect(brokenAt(over)).toBe(false);
  expect(brokenAt(over - policy.reversalDelayMs - 1)).toBe(true);
});

/** The first order never arrived, and what the broker shows under its id is what took it, changed by `some`. */
function claimed(some: Partial<Records['broker']['orders'][number]>, state: 'ERROR' | 'SUCCESS' = 'ERROR'): Damage {
  return ({ broker, batches }) => {
    const taken = first(broker.orders);
    Object.assign(taken, { type: 'limit', quantity: '1', notional: null, filledQuantity: '0', ...some });
    const meant = batches.flatMap(({ orders }) => orders).find((order) => order.clientOrderId === taken.clientOrderId);
    if (meant !== undefined) meant.state = state;
  };
}

/** The first order was declared: its fills moved something else than the broker shows. */
function declaredAs(quantity: string | undefined, cash: string): Damage {
  return ({ batches, fills }) => {
    const order = first(first(batches).orders);
    order.errorCode = 'DECLARED';
    for (const fill of fills)
      if (fill.clientOrderId === order.clientOrderId)
        Object.assign(fill, { quantity: quantity ?? fill.quantity, cash });
  };
}

function without(event: string): Damage {
  return (records) => (records.audit = records.audit.filter((row) => row.event !== event));
}

function first<T>(items: readonly T[]): T {
  return items[0] as T;
}

function reversalOf<T extends { clientOrderId: string }>(orders: readonly T[]): T {
  return orders.find(({ clientOrderId }) => clientOrderId.includes('-r-')) as T;
}
