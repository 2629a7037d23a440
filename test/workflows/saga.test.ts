import type { OrderCause, StopReason } from '../../src/domain/causes';
import { InvariantError } from '../../src/domain/invariant';
import type { Shortfall } from '../../src/domain/shortfall';
import type {
  BatchToRun,
  OrderRef,
  OrderResult,
  OrderToPlace,
  PreparedBatch,
  ReversalResult,
  Weighed,
} from '../../src/domain/steps';
import { rebalance } from '../../src/workflows/saga';
import { StepFailed, type Steps } from '../../src/workflows/steps';

// The saga is a plain function over its steps: here the steps answer from a script and write down what was asked of them.

const BATCH: BatchToRun = {
  batchId: 'b1',
  epoch: 1,
  execution: 'parallel',
  driftBefore: '6.4708',
  giveUpAt: '2026-01-05T21:00:00.000Z',
  reversalRetries: 3,
  reversalDelayMs: 30_000,
  orders: [
    { symbol: 'META', side: 'SELL', quantity: '5', notional: null },
    { symbol: 'AAPL', side: 'BUY', quantity: '6', notional: null },
    { symbol: 'MSFT', side: 'BUY', quantity: '2', notional: null },
  ],
};

interface Script {
  prepared?: PreparedBatch;
  /** By symbol, and by symbol and attempt ("AAPL 2") for further ones. */
  placed?: Record<string, Partial<OrderResult> | Error>;
  reconciled?: Record<string, Partial<OrderResult>>;
  /** The answers to each reversal attempt of a symbol, in turn; reversed once they run out. */
  reversals?: Record<string, ReversalResult[]>;
  stop?: StopReason;
  /** A stop that comes while the buys are sized. */
  stopWhileSizing?: StopReason;
  offTarget?: string;
  /** How many reads of the account differ from the books, and a stop that comes while the first of them is waited for. */
  differs?: number;
  stopWhileWaiting?: StopReason;
  /** ISO time at which it begins; waiting makes it later. */
  now?: string;
  /** What becomes of a failed batch, decision by decision; a rollback once they run out. */
  weighed?: Weighed[];
  retries?: OrderToPlace[][];
  /** The epochs of each preparation, and how many closings find that their batch was taken over. */
  epochs?: number[];
  overtaken?: number;
  /** A stop that comes while further attempts are planned. */
  stopWhilePlanning?: StopReason;
}

const STOPPED: PreparedBatch = { kind: 'refused', refusal: { code: 'STOPPED', detail: '' }, drift: null };

function play(script: Script = {}) {
  const asked: string[] = [];
  let { stop } = script;
  let nowMs = Date.parse(script.now ?? '2026-01-05T15:00:00.000Z');
  const nameOf = ({ symbol, attempt = 1 }: OrderRef) => (attempt === 1 ? symbol : `${symbol} ${attempt}`);
  const filled = ({ symbol, attempt = 1 }: OrderRef): OrderResult => ({
    symbol,
    ...(attempt > 1 && { attempt }),
    state: 'SUCCESS',
    filledQuantity: '1',
    code: null,
    message: null,
  });
  const steps: Steps = {
    prepareBatch: ({ differed = 0, settleOnly }) => {
      const epoch = script.epochs?.shift() ?? BATCH.epoch;
      if (differed < (script.differs ?? 0) && !settleOnly)
        return Promise.resolve({ kind: 'differs', message: 'they differ', waitMs: 10 });
      return Promise.resolve(
        settleOnly && script.differs ? STOPPED : (script.prepared ?? { kind: 'trade', batch: { ...BATCH, epoch } }),
      );
    },
    sizeBuys: () => {
      asked.push('size buys');
      stop ??= script.stopWhileSizing;
      return Promise.resolve();
    },
    placeOrder: (order) => {
      const name = nameOf(order);
      asked.push(`place ${name}`);
      const answer = script.placed?.[name] ?? {};
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ ...filled(order), ...answer });
    },
    reconcileOrder: (order) => {
      asked.push(`reconcile ${nameOf(order)}`);
      return Promise.resolve({ ...filled(order), ...script.reconciled?.[nameOf(order)] });
    },
    reverseOrder: ({ symbol, attempt }) => {
      asked.push(`reverse ${symbol} ${attempt}`);
      return Promise.resolve(script.reversals?.[symbol]?.[attempt - 1] ?? { kind: 'reversed' });
    },
    weighFailure: ({ mayComplete, stopped }) => {
      const weighed = script.weighed?.shift() ?? { choice: 'rollback' };
      asked.push(`weigh${stopped ? ' a stop' : ''}${mayComplete ? '' : ' without completing'}: ${weighed.choice}`);
      return Promise.resolve(weighed);
    },
    planRetries: () => {
      const orders = script.retries?.shift() ?? [];
      stop ??= script.stopWhilePlanning;
      asked.push(`plan ${orders.map(({ symbol, attempt }) => `${symbol} ${attempt}`).join(', ')}`);
      return Promise.resolve({ orders, sendUntil: '' });
    },
    closeBatch: ({ state, epoch }) => {
      asked.push(`close ${state}`);
      if (epoch <= (script.overtaken ?? 0)) return Promise.reject(new StepFailed('the epoch is 3', 'OVERTAKEN'));
      return Promise.resolve({
        driftAfter: '0.0100',
        offTarget: script.offTarget ?? null,
        residual: state === 'ROLLED_BACK' ? '-1.23' : null,
        paused: null,
        ...(state === 'ADJUSTED' && { shortfalls: [SHORT] }),
      });
    },
    markStale: ({ reason }) => {
      asked.push(`stale ${reason}`);
      return Promise.resolve(true);
    },
    sendStaleSignal: () => Promise.resolve(void asked.push('signal stale')),
    callPerson: (about, text) => Promise.resolve(void asked.push(`call about ${about}: ${text}`)),
    sleep: (ms) => {
      nowMs += ms;
      return Promise.resolve(void asked.push(`sleep ${ms}`));
    },
    now: () => new Date(nowMs).toISOString(),
    whilePlacing: (work) => work(),
    waitUnlessStopped: (ms) => {
      asked.push(`wait ${ms}`);
      stop ??= script.stopWhileWaiting;
      return Promise.resolve();
    },
    stopReason: () => stop,
    phase: () => undefined,
  };
  return rebalance(steps, { portfolioId: 'p1', batchId: 'b1' }).then((outcome) => ({ outcome, asked }));
}

const SHORT: Shortfall = {
  symbol: 'AAPL',
  side: 'BUY',
  quantity: '6',
  notional: null,
  attempts: 4,
  code: 'OTHER',
  message: 'no',
};
const REJECTED = {
  state: 'ERROR',
  filledQuantity: '0',
  code: 'INSUFFICIENT_FUNDS',
  message: 'insufficient buying power',
} as const;
const REFUSED: ReversalResult = { kind: 'refused', code: 'OTHER', message: 'no', permanent: false };

test('a batch whose every order filled is committed', async () => {
  const { outcome, asked } = await play();
  expect(outcome).toEqual({ outcome: 'REBALANCED', batchId: 'b1', driftBefore: '6.4708', driftAfter: '0.0100' });
  expect(asked).toEqual(['place META', 'place AAPL', 'place MSFT', 'close SUCCESS']);
});

test('a batch that filled completely but left the portfolio off its targets calls a person', async () => {
  const { outcome, asked } = await play({ offTarget: 'every order filled, and the drift is 6 %' });
  expect(outcome).toMatchObject({ outcome: 'REBALANCED' });
  expect(asked.slice(3)).toEqual([
    'close SUCCESS',
    'call about off-target: Portfolio p1: every order filled, and the drift is 6 %. Find out why.',
  ]);
});

test('one refused order leads to the reversal of the filled ones, and only those', async () => {
  const { outcome, asked } = await play({ placed: { AAPL: REJECTED } });
  expect(outcome).toMatchObject({
    outcome: 'ROLLED_BACK',
    cause: { code: 'INSUFFICIENT_FUNDS', symbol: 'AAPL' },
    residual: '-1.23',
  });
  expect(asked.slice(3)).toEqual(['weigh: rollback', 'reverse META 1', 'reverse MSFT 1', 'close ROLLED_BACK']);
});

test('books that differ are read again, and if they agree the batch continues as if nothing had happened', async () => {
  const { outcome, asked } = await play({ differs: 2 });
  expect(outcome).toMatchObject({ outcome: 'REBALANCED' });
  expect(asked.slice(0, 3)).toEqual(['wait 10', 'wait 10', 'place META']);
});

test('a stop ends the waiting for books that differ, and nothing is planned any more', async () => {
  const { outcome, asked } = await play({ differs: 3, stopWhileWaiting: 'FROZEN' });
  expect(outcome).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'STOPPED' } });
  expect(asked).toEqual(['wait 10']);
});

const short = (code: OrderCause) => ({ state: 'ERROR', filledQuantity: '0', code, message: 'so it was' }) as const;

test.each<[what: string, script: Script, cause: string]>([
  ['the broker refused an order', { placed: { META: REJECTED } }, 'INSUFFICIENT_FUNDS'],
  ['somebody else cancelled an order', { placed: { META: short('CANCELED') } }, 'CANCELED'],
  ['a stop cancelled an order', { stop: 'TTL_EXPIRED', reconciled: { META: short('CANCELED') } }, 'TTL_EXPIRED'],
  ['a stop came before an order left', { stop: 'CANCELLED', reconciled: { META: short('NOT_SENT') } }, 'CANCELLED'],
  [
    'a stop cancelled one order, and the broker had refused another',
    { stop: 'TTL_EXPIRED', reconciled: { META: short('CANCELED'), AAPL: REJECTED } },
    'INSUFFICIENT_FUNDS',
  ],
  [
    'an order did not fill in time, and we cancelled it',
    { placed: { META: { ...short('DEADLINE'), state: 'UNKNOWN' } }, reconciled: { META: short('CANCELED') } },
    'DEADLINE',
  ],
  [
    'an order filled late, and the ones after it were not sent',
    {
      placed: { META: { ...short('DEADLINE'), state: 'UNKNOWN' } },
      reconciled: { AAPL: short('NOT_SENT'), MSFT: short('NOT_SENT') },
      prepared: { kind: 'trade', batch: { ...BATCH, execution: 'sells-first' } },
    },
    'DEADLINE',
  ],
  [
    'an earlier run ended before an order left',
    { prepared: { kind: 'leftover', batch: BATCH, waitMs: 0 }, reconciled: { META: short('NOT_SENT') } },
    'INTERRUPTED',
  ],
])('the cause of a rollback when %s', async (_what, script, code) => {
  expect((await play(script)).outcome).toMatchObject({ outcome: 'ROLLED_BACK', cause: { code } });
});

test('nothing is reversed while an outcome is unknown', async () => {
  const { outcome, asked } = await play({
    placed: { AAPL: REJECTED, META: { state: 'UNKNOWN' } },
    reconciled: { META: { state: 'UNKNOWN' } },
  });
  expect(outcome).toMatchObject({ outcome: 'STALE', reason: 'OUTCOME_UNKNOWN' });
  expect(asked.slice(3)).toEqual(['reconcile META', 'stale OUTCOME_UNKNOWN', 'signal stale']);
});

test('an unknown order that turns out filled lets the batch commit', async () => {
  const { outcome } = await play({ placed: { META: { state: 'UNKNOWN' } } });
  expect(outcome.outcome).toBe('REBALANCED');
});

test('a step that fails permanently says nothing about its order, which is reconciled', async () => {
  const { asked } = await play({
    placed: { META: new StepFailed('placeOrder: heartbeat timeout') },
    reconciled: { META: REJECTED },
  });
  expect(asked.slice(3)).toEqual([
    'reconcile META',
    'weigh: rollback',
    'reverse AAPL 1',
    'reverse MSFT 1',
    'close ROLLED_BACK',
  ]);
});

test('a reversal is tried again after its delay, three times, and then the portfolio is STALE', async () => {
  const { outcome, asked } = await play({
    placed: { AAPL: REJECTED },
    reversals: { META: [REFUSED, REFUSED, REFUSED, REFUSED] },
  });
  expect(outcome).toMatchObject({ outcome: 'STALE', reason: 'REVERSAL_EXHAUSTED' });
  expect(asked.filter((step) => step.startsWith('reverse META'))).toHaveLength(4);
  expect(asked.filter((step) => step === 'sleep 30000')).toHaveLength(3);
  expect(asked).not.toContain('close ROLLED_BACK');
});

test('a reversal that can never succeed makes the portfolio STALE at once', async () => {
  const { outcome, asked } = await play({
    placed: { AAPL: REJECTED },
    reversals: { META: [{ ...REFUSED, permanent: true }] },
  });
  expect(outcome).toMatchObject({ outcome: 'STALE', reason: 'REVERSAL_IMPOSSIBLE' });
  expect(asked).not.toContain('sleep 30000');
});

test('sells-first: buys are sized after the sells filled, and reversed before them', async () => {
  const batch = { ...BATCH, execution: 'sells-first' as const };
  const { asked } = await play({ prepared: { kind: 'trade', batch }, placed: { MSFT: REJECTED } });
  expect(asked).toEqual([
    'place META',
    'size buys',
    'place AAPL',
    'place MSFT',
    'weigh: rollback',
    'reverse AAPL 1',
    'reverse META 1',
    'close ROLLED_BACK',
  ]);
});

test('no buy is placed when a stop came while the buys were sized', async () => {
  const batch = { ...BATCH, execution: 'sells-first' as const };
  const notSent = { ...short('NOT_SENT') };
  const { outcome, asked } = await play({
    prepared: { kind: 'trade', batch },
    stopWhileSizing: 'CANCELLED',
    reconciled: { AAPL: notSent, MSFT: notSent },
  });
  expect(outcome).toMatchObject({ outcome: 'ROLLED_BACK', cause: { code: 'CANCELLED' } });
  expect(asked).toEqual([
    ...['place META', 'size buys', 'reconcile AAPL', 'reconcile MSFT', 'weigh a stop: rollback'],
    ...['reverse META 1', 'close ROLLED_BACK'],
  ]);
});

test('sells-first: after a refused sell no buy is sent', async () => {
  const batch = { ...BATCH, execution: 'sells-first' as const };
  const { asked } = await play({
    prepared: { kind: 'trade', batch },
    placed: { META: REJECTED },
    reconciled: { AAPL: { ...REJECTED, code: 'NOT_SENT' }, MSFT: { ...REJECTED, code: 'NOT_SENT' } },
  });
  expect(asked).toEqual(['place META', 'reconcile AAPL', 'reconcile MSFT', 'close ROLLED_BACK']);
});

test('a stop before the first order sends nothing and rolls back', async () => {
  const notSent = { state: 'ERROR', filledQuantity: '0', code: 'NOT_SENT' } as const;
  const { outcome, asked } = await play({
    stop: 'FROZEN',
    reconciled: { META: notSent, AAPL: notSent, MSFT: notSent },
  });
  expect(outcome).toMatchObject({ outcome: 'ROLLED_BACK', cause: { code: 'FROZEN' } });
  expect(asked.some((step) => step.startsWith('place'))).toBe(false);
});

test('a batch that an earlier run left open is reconciled before anything else', async () => {
  const { outcome, asked } = await play({ prepared: { kind: 'leftover', batch: BATCH, waitMs: 5_000 } });
  expect(outcome.outcome).toBe('REBALANCED');
  expect(asked).toEqual(['sleep 5000', 'reconcile META', 'reconcile AAPL', 'reconcile MSFT', 'close SUCCESS']);
});

test('a stop that comes when every order has filled undoes nothing: the batch is committed', async () => {
  const { outcome, asked } = await play({
    prepared: { kind: 'leftover', batch: BATCH, waitMs: 0 },
    stop: 'TTL_EXPIRED',
  });
  expect(outcome.outcome).toBe('REBALANCED');
  expect(asked.at(-1)).toBe('close SUCCESS');
});

test('an error that is not a step failure is a bug: it is thrown on, and nothing becomes STALE', async () => {
  await expect(play({ placed: { META: new TypeError('a bug') } })).rejects.toThrow('a bug');
});

describe('the failure policy for a batch that filled in part', () => {
  const ORDER = { symbol: 'AAPL', attempt: 2, side: 'BUY', quantity: '6', notional: null } as const;
  const UNTIL = { choice: 'complete', until: '' } as const;
  const DEVIATION = { before: '3.0000', after: '1.0000' };

  test('hold: nothing is sent, and the portfolio is STALE for the reason that was given', async () => {
    const cause = { code: 'HELD', message: 'AAPL moved' } as const;
    const { outcome, asked } = await play({ placed: { AAPL: REJECTED }, weighed: [{ choice: 'hold', cause }] });
    expect(outcome).toMatchObject({
      outcome: 'STALE',
      reason: 'HELD',
      cause: { message: 'AAPL moved; the batch failed because of: AAPL: insufficient buying power' },
    });
    expect(asked.slice(3)).toEqual(['weigh: hold', 'stale HELD', 'signal stale']);
  });

  test('complete: orders that fell short are retried after the delay, and a batch that is then complete is committed', async () => {
    const { outcome, asked } = await play({
      placed: { AAPL: REJECTED, 'AAPL 2': {} },
      weighed: [UNTIL, { choice: 'commit' }],
      retries: [[ORDER]],
    });
    expect(outcome.outcome).toBe('REBALANCED');
    expect(asked.slice(3)).toEqual([
      'weigh: complete',
      'sleep 30000',
      'plan AAPL 2',
      'place AAPL 2',
      'weigh: commit',
      'close SUCCESS',
    ]);
  });

  test('complete: at most three attempts, and the result names each shortfall', async () => {
    const { outcome, asked } = await play({
      placed: { AAPL: REJECTED, 'AAPL 2': REJECTED, 'AAPL 3': REJECTED, 'AAPL 4': REJECTED },
      weighed: [UNTIL, UNTIL, UNTIL, { choice: 'adjust', deviation: DEVIATION }],
      retries: [2, 3, 4].map((attempt) => [{ ...ORDER, attempt }]),
    });
    expect(outcome).toMatchObject({ outcome: 'ADJUSTED', shortfalls: [{ symbol: 'AAPL' }] });
    expect(asked.filter((step) => step.startsWith('place AAPL'))).toHaveLength(4);
    expect(asked.slice(-2)).toEqual(['weigh without completing: adjust', 'close ADJUSTED']);
  });

  test('complete: an attempt with an unknown outcome is reconciled before anything is decided', async () => {
    const { outcome, asked } = await play({
      placed: { AAPL: REJECTED, 'AAPL 2': { state: 'UNKNOWN' } },
      reconciled: { 'AAPL 2': { state: 'UNKNOWN' } },
      weighed: [UNTIL],
      retries: [[ORDER]],
    });
    expect(outcome).toMatchObject({ outcome: 'STALE', reason: 'OUTCOME_UNKNOWN' });
    expect(asked.slice(-3)).toEqual(['reconcile AAPL 2', 'stale OUTCOME_UNKNOWN', 'signal stale']);
  });

  test('complete: a symbol that filled at its second attempt only is reversed with the others', async () => {
    const { asked } = await play({
      placed: { AAPL: REJECTED, MSFT: REJECTED, 'AAPL 2': { state: 'ERROR', filledQuantity: '2' } },
      weighed: [UNTIL, { choice: 'rollback' }],
      retries: [[ORDER]],
    });
    expect(asked.slice(-4)).toEqual(['weigh: rollback', 'reverse META 1', 'reverse AAPL 1', 'close ROLLED_BACK']);
  });

  test('a stop leaves nothing to complete', async () => {
    const { asked } = await play({
      prepared: { kind: 'leftover', batch: BATCH, waitMs: 0 },
      reconciled: { AAPL: REJECTED },
      stop: 'CANCELLED',
    });
    expect(asked).toContain('weigh a stop: rollback');
  });

  test('a reversal that is held makes the portfolio STALE at once, without another attempt', async () => {
    const { outcome, asked } = await play({
      placed: { AAPL: REJECTED },
      reversals: { META: [{ kind: 'held', code: 'FROZEN', message: 'the portfolio was frozen' }] },
    });
    expect(outcome).toMatchObject({ outcome: 'STALE', reason: 'FROZEN' });
    expect(asked).not.toContain('sleep 30000');
  });

  test('for a batch that filled nothing there is nothing to decide', async () => {
    const { asked } = await play({ placed: { META: REJECTED, AAPL: REJECTED, MSFT: REJECTED } });
    expect(asked.slice(3)).toEqual(['close ROLLED_BACK']);
  });
});

test('a reversal that could not be tried again before the run has to end is not waited for: a person is called', async () => {
  const script = { placed: { AAPL: REJECTED, MSFT: REJECTED }, reversals: { META: [REFUSED, REFUSED, REFUSED] } };
  const { outcome, asked } = await play({ ...script, now: '2026-01-05T20:59:25.000Z' });
  expect(outcome).toMatchObject({
    outcome: 'STALE',
    reason: 'REVERSAL_EXHAUSTED',
    cause: { message: expect.stringContaining('OTHER no (2 attempts, and no time is left)') as string, symbol: 'META' },
  });
  expect(asked.slice(-5)).toEqual([
    'reverse META 1',
    'sleep 30000',
    'reverse META 2',
    'stale REVERSAL_EXHAUSTED',
    'signal stale',
  ]);
});

test('orders that fell short are not retried if the run has to end first', async () => {
  const placed = { AAPL: REJECTED };
  const late = await play({ placed, now: '2026-01-05T20:59:31.000Z', weighed: [{ choice: 'rollback' }] });
  expect(late.asked).toContain('weigh without completing: rollback');
  const early = await play({ placed, now: '2026-01-05T20:59:29.000Z', weighed: [{ choice: 'rollback' }] });
  expect(early.asked).toContain('weigh: rollback');
});

test('orders that were reversed already are not reversed again, and need no decision', async () => {
  const reversed = { state: 'ROLLED_BACK', filledQuantity: '5' } as const;
  const { outcome, asked } = await play({
    prepared: { kind: 'leftover', batch: BATCH, waitMs: 0 },
    reconciled: { META: reversed, AAPL: REJECTED, MSFT: REJECTED },
  });
  expect(outcome).toMatchObject({ outcome: 'ROLLED_BACK' });
  expect(asked.slice(3)).toEqual(['close ROLLED_BACK']);
});

test('when nothing can be retried, no second round is planned', async () => {
  const { asked } = await play({ placed: { AAPL: REJECTED }, weighed: [{ choice: 'complete', until: '' }] });
  expect(asked.slice(3, 7)).toEqual(['weigh: complete', 'sleep 30000', 'plan ', 'weigh without completing: rollback']);
});

test('a stop that comes while further attempts are planned sends none of them, and each is asked about', async () => {
  const [, order] = BATCH.orders;
  const { asked } = await play({
    placed: { AAPL: REJECTED },
    weighed: [{ choice: 'complete', until: '' }],
    retries: [order === undefined ? [] : [{ ...order, attempt: 2 }]],
    stopWhilePlanning: 'CANCELLED',
    reconciled: { 'AAPL 2': REJECTED },
  });
  expect(asked).not.toContain('place AAPL 2');
  expect(asked).toContain('reconcile AAPL 2');
});

test('a batch that was taken over is taken over again, with a later epoch', async () => {
  const { outcome, asked } = await play({ epochs: [1, 3], overtaken: 1 });
  expect(outcome).toMatchObject({ outcome: 'REBALANCED' });
  expect(asked.filter((step) => step.startsWith('close'))).toEqual(['close SUCCESS', 'close SUCCESS']);
});

test('nothing is sent under an overtaken epoch: that would be a bug, and it stops the run', async () => {
  await expect(play({ epochs: [1, 1], overtaken: 1 })).rejects.toThrow(InvariantError);
});
