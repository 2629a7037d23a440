// What the simulation found in the product, each as the smallest schedule that shows it.

import type { FaultInput } from '../../src/simulator/engine/faults';
import { drawSchedule } from './draw';
import { play } from './play';
import type { PlannedFault, PlannedPortfolio, Schedule } from './schedule';

const DRAWN = drawSchedule(1).portfolios[0] as PlannedPortfolio;
const PORTFOLIO: PlannedPortfolio = {
  ...DRAWN,
  id: 'p1',
  margin: true,
  policy: { ...DRAWN.policy, onFailure: 'rollback' },
};

const SYMBOL = PORTFOLIO.targets[0]?.symbol ?? '';

function broken(...faults: PlannedFault[]) {
  return play({ seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [PORTFOLIO], faults });
}

function atBroker(fault: Extract<PlannedFault, { kind: 'broker' }>['fault']): PlannedFault {
  return { kind: 'broker', portfolio: 'p1', fault };
}

test('a step that was called off while the request budget is spent asks no more, instead of asking without a pause', async () => {
  const { violations, hits } = await broken(
    atBroker({ match: { operation: 'submit' }, effect: { kind: 'never-fill' } }),
    atBroker({ match: { operation: 'cancel' }, effect: { kind: 'rate-limit', retryAfterSeconds: 300 } }),
    { kind: 'crash', portfolio: 'p1', point: 'cancelOrder', nth: 1, when: 'after', what: 'terminate', forMs: 0 },
  );
  expect(violations).toEqual([]);
  expect(hits.get('crash terminate')).toBe(1);
});

test('cash that an order moved is not booked as a deposit by a step that slept while another one traded', async () => {
  const { violations, hits } = await broken({
    kind: 'crash',
    portfolio: 'p1',
    point: 'findOpenBatch',
    nth: 1,
    when: 'after',
    what: 'freeze',
    forMs: 20_600,
  });
  expect(violations).toEqual([]);
  expect(hits.get('crash freeze')).toBe(1);
});

test('cash that the account still shows as before its last batch is not booked as a deposit', async () => {
  const { violations, hits } = await broken(
    { kind: 'lag', portfolio: 'p1', lag: { cashMs: 20_000, buyingPowerMs: 0, positionsMs: 0 } },
    { kind: 'again', portfolio: 'p1', at: PORTFOLIO.startsAt + 5_000 },
  );
  expect(violations).toEqual([]);
  expect(hits.get('again')).toBe(1);
});

test('a refusal of the second send ends nothing while the first may still arrive, and what arrives late counts', async () => {
  const { violations, hits, outcomes } = await broken(
    atBroker({ match: { operation: 'submit', symbol: SYMBOL }, effect: { kind: 'delay', ms: 40_000, done: 'late' } }),
    atBroker({
      match: { operation: 'submit', symbol: SYMBOL },
      effect: { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' },
    }),
  );
  expect(violations).toEqual([]);
  expect(hits.get('broker refuse')).toBe(1);
  expect(outcomes).toEqual(['REBALANCED']);
});

test('an order that is held up until after its id was taken is refused, and its batch is rolled back', async () => {
  const { violations, outcomes } = await broken(
    atBroker({ match: { operation: 'submit', symbol: SYMBOL }, effect: { kind: 'delay', ms: 600_000, done: 'late' } }),
    atBroker({
      match: { operation: 'submit', symbol: SYMBOL },
      effect: { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' },
    }),
  );
  expect(violations).toEqual([]);
  expect(outcomes).toEqual(['ROLLED_BACK NEVER_ARRIVED']);
});

test('executions that the broker takes back before the batch is booked end in STALE, and a person can adopt what is left', async () => {
  const { violations, outcomes, verdicts } = await broken(
    atBroker({ match: { operation: 'submit', accountId: 'p1' }, effect: { kind: 'bust', ms: 300 } }),
    atBroker({ match: { operation: 'submit', accountId: 'p1' }, effect: { kind: 'partial-fill', fraction: '0.5' } }),
  );
  expect(violations).toEqual([]);
  expect(outcomes).toEqual(['STALE STEP_FAILED']);
  expect(verdicts.at(-1)).toBe('adopt-positions: ACTIVE');
});

test.each([
  ['before its end is not adjusted: a person has to look', 300, ['STEP_FAILED', 'STALE']],
  // It names what fell short while it was open; the next look finds the rest.
  ['after its end was adjusted, and its books differ', 5_000, ['BOOKS_DIFFER', 'ADJUSTED']],
])('a batch that fell short and of which the broker takes executions back %s', async (_what, ms, end) => {
  const target = (symbol: string, percent: string) => ({ symbol, percent });
  const portfolio: PlannedPortfolio = {
    ...PORTFOLIO,
    margin: false,
    cash: '125.00',
    positions: { AAPL: '2.906250000', BAC: '21', JNJ: '5.584960938' },
    targets: [target('AAPL', '18.7500'), target('BAC', '37.5000'), target('JNJ', '43.7500')],
    policy: { ...PORTFOLIO.policy, cashReserve: '3.0000', execution: 'auto', onFailure: 'complete' },
  };
  const refusal = { status: 422, code: 42210000, message: 'asset "X" is not tradable' };
  const { violations, outcomes, hits, records } = await play({
    ...{ seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [portfolio] },
    faults: [
      atBroker({ match: { operation: 'submit', symbol: 'BAC' }, effect: { kind: 'refuse', ...refusal } }),
      atBroker({ match: { operation: 'submit', symbol: 'AAPL' }, effect: { kind: 'bust', ms } }),
    ],
  });
  expect(violations).toEqual([]);
  expect(hits.get('broker bust')).toBe(1);
  expect(records.map(({ portfolio: { statusReason }, batches }) => [statusReason, batches[0]?.state])).toEqual([end]);
  expect(outcomes).toEqual([`STALE ${end[0]}`]);
});

test.each<FaultInput['effect']>([
  { kind: 'lose-answer' },
  { kind: 'truncate-answer' },
  { kind: 'garble-answer', as: 'html' },
  { kind: 'status', status: 504, done: true },
])(
  'after $kind an order is looked up before it is sent again, even at a broker that takes an id twice',
  async (effect) => {
    const { violations, outcomes } = await broken(
      { kind: 'id-race', ms: 600_000 },
      atBroker({ match: { operation: 'submit' }, effect, times: 2 }),
    );
    expect(violations).toEqual([]);
    expect(outcomes).toEqual(['REBALANCED']);
  },
);

test.each([
  ['reverses', 'markSent', 2],
  ['closes the batch', 'markSent', 1],
] as const)(
  'a run that %s under an epoch which a step has raised that woke up late takes the batch over again',
  async (_what, point, nth) => {
    const { violations, hits, outcomes } = await broken(
      { kind: 'crash', portfolio: 'p1', point, nth, when: 'before', what: 'run', forMs: 0 },
      // The first attempt of the recovery run's first step: it is missed, and wakes up after the second one has gone on.
      { kind: 'crash', portfolio: 'p1', point: 'raiseEpoch', nth: 1, when: 'before', what: 'freeze', forMs: 22_000 },
    );
    expect(violations).toEqual([]);
    expect(hits.get('crash freeze')).toBe(1);
    expect(outcomes).toEqual(['ROLLED_BACK INTERRUPTED']);
  },
);

test.each([
  ['CANCELLED', 'ROLLED_BACK'],
  // What filled is held for a person: freezing never trades.
  ['FROZEN', 'STALE'],
  ['TTL_EXPIRED', 'ROLLED_BACK'],
] as const)(
  'a run that is stopped (%s) while its buys are sized leaves its batch %s, and throws nothing',
  async (reason, state) => {
    const portfolio: PlannedPortfolio = {
      ...PORTFOLIO,
      policy: { ...PORTFOLIO.policy, execution: 'sells-first' },
    };
    const { violations, hits, records } = await play({
      seed: 1,
      fillDelayMs: 20,
      ordersPerBatch: 12,
      portfolios: [portfolio],
      faults: [
        // Sizing takes longer than a workflow task waits for it, because only then can a stop arrive.
        { kind: 'ledger', portfolio: 'p1', point: 'sizeBuys', nth: 1, times: 6, when: 'before' },
        { kind: 'stop-at', portfolio: 'p1', point: 'sizeBuys', nth: 1, reason },
      ],
    });
    expect(violations).toEqual([]);
    expect(hits.get('stop at sizeBuys')).toBe(1);
    expect(records.map(({ batches }) => batches.map((batch) => batch.state))).toEqual([[state]]);
  },
);

test.each<[string, PlannedFault, Partial<Schedule>]>([
  ['is open', { kind: 'deploy', at: PORTFOLIO.startsAt + 1_000 }, { fillDelayMs: 20_000 }],
  [
    'is about to be sent',
    { kind: 'crash', portfolio: 'p1', point: 'markSent', nth: 2, when: 'before', what: 'grace-over', forMs: 0 },
    {},
  ],
  [
    'is on its way',
    { kind: 'crash', portfolio: 'p1', point: 'submitOrder', nth: 2, when: 'after', what: 'grace-over', forMs: 0 },
    { fillDelayMs: 2_000 },
  ],
])(
  'a worker that is told to stop while an order %s leads to no cancel and no reversal',
  async (_what, deploy, some) => {
    const { violations, hits, outcomes } = await play({
      ...{ seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [PORTFOLIO], faults: [deploy] },
      ...some,
    });
    expect(violations).toEqual([]);
    expect(hits.size).toBe(1);
    expect(outcomes).toEqual(['REBALANCED']);
  },
);

test('a step that read the switch, was stuck, and plans after the breaker tripped opens no batch', async () => {
  const three = ['p1', 'p2', 'p3'].map((id, index) => ({ ...PORTFOLIO, id, startsAt: 1_000 + 100 * index }));
  const { violations, hits, records } = await play({
    ...{ seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: three },
    breaker: { batchesPerMinute: 1, usdPerMinute: '1000000.00', forMs: 600_000 },
    faults: [
      { kind: 'crash', portfolio: 'p1', point: 'account', nth: 1, when: 'after', what: 'freeze', forMs: 90_000 },
    ],
  });
  expect(violations).toEqual([]);
  expect(hits.get('breaker trips')).toBe(1);
  expect(hits.get('crash freeze')).toBe(1);
  const rows = records[0]?.audit.map(({ event }) => event) ?? [];
  expect(rows).toEqual(['PORTFOLIO_CREATED', 'PORTFOLIO_REFUSED']);
  expect(records[0]?.audit.at(-1)?.detail).toMatchObject({ code: 'TRADING_HALTED' });
});

test('a step that was stuck does not note why it would have refused over what was decided since', async () => {
  const portfolio: PlannedPortfolio = {
    ...PORTFOLIO,
    cash: '60000.00',
    positions: {},
    targets: [
      { symbol: 'BAC', percent: '83.3334' },
      { symbol: 'JNJ', percent: '16.6666' },
    ],
    policy: { ...PORTFOLIO.policy, cashReserve: '99.9999', lockTtlMs: 1_200_000 },
  };
  const faults: PlannedFault[] = [
    { kind: 'price', at: portfolio.startsAt + 3_500, symbol: 'JNJ', percent: -60 },
    { kind: 'crash', portfolio: 'p1', point: 'noteRefusal', nth: 1, when: 'before', what: 'freeze', forMs: 30_000 },
  ];
  const played = await play({ seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [portfolio], faults });
  expect(played.outcomes).toEqual(['REFUSED PRICE_JUMP']);
  expect(played.violations).toEqual([]);
});

test('an account that buys with settled cash only waits for the next day with what it sold, instead of buying it back until it is PAUSED', async () => {
  const inCash = { ...PORTFOLIO, margin: false, policy: { ...PORTFOLIO.policy, execution: 'sells-first' } } as const;
  const again = [20, 40, 60, 80].map((minute) => ({ kind: 'again', portfolio: 'p1', at: minute * 60_000 }) as const);
  const restrictions = { settledCashOnly: true };
  const { violations, outcomes, records, journals } = await play({
    seed: 1,
    fillDelayMs: 20,
    ordersPerBatch: 12,
    portfolios: [inCash],
    faults: [{ kind: 'restricted', portfolio: 'p1', at: 0, forMs: 120 * 60_000, restrictions }, ...again],
  });
  expect(violations).toEqual([]);
  expect(outcomes).toEqual(['REFUSED CASH_UNSETTLED']);
  expect(records[0]?.portfolio).toMatchObject({ status: 'ACTIVE', rollbacksInARow: 0 });
  expect(records[0]?.batches.map(({ state, cause }) => [state, cause?.code])).toEqual([
    ['ADJUSTED', 'PROCEEDS_UNSETTLED'],
  ]);
  expect(journals[0]?.filter(({ clientOrderId = '' }) => clientOrderId.includes('-r-'))).toEqual([]);
});
