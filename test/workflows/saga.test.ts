import type { BatchToRun, OrderResult, PreparedBatch, ReversalResult } from '../../src/domain/steps';
import { rebalance } from '../../src/workflows/saga';
import { StepFailed, type Steps, type StopReason } from '../../src/workflows/steps';

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
}

const STOPPED: PreparedBatch = { kind: 'refused', refusal: { code: 'STOPPED', detail: '' }, drift: null };

function play(script: Script = {}) {
  const asked: string[] = [];
  let { stop } = script;
  const filled = (symbol: string): OrderResult => ({
    symbol,
    state: 'SUCCESS',
    filledQuantity: '1',
    code: null,
    message: null,
  });
  const steps: Steps = {
    prepareBatch: ({ differed = 0, settleOnly }) => {
      if (differed < (script.differs ?? 0) && !settleOnly)
        return Promise.resolve({ kind: 'differs', message: 'they differ', waitMs: 10 });
      return Promise.resolve(
        settleOnly && script.differs ? STOPPED : (script.prepared ?? { kind: 'trade', batch: BATCH }),
      );
    },
    sizeBuys: () => {
      asked.push('size buys');
      stop ??= script.stopWhileSizing;
      return Promise.resolve();
    },
    placeOrder: ({ symbol }) => {
      asked.push(`place ${symbol}`);
      const answer = script.placed?.[symbol] ?? {};
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({ ...filled(symbol), ...answer });
    },
    reconcileOrder: ({ symbol }) => {
      asked.push(`reconcile ${symbol}`);
      return Promise.resolve({ ...filled(symbol), ...script.reconciled?.[symbol] });
    },
    reverseOrder: ({ symbol, attempt }) => {
      asked.push(`reverse ${symbol} ${attempt}`);
      return Promise.resolve(script.reversals?.[symbol]?.[attempt - 1] ?? { kind: 'reversed' });
    },
    closeBatch: ({ state }) => {
      asked.push(`close ${state}`);
      return Promise.resolve({
        driftAfter: '0.0100',
        offTarget: script.offTarget ?? null,
        residual: state === 'ROLLED_BACK' ? '-1.23' : null,
        paused: null,
      });
    },
    markStale: ({ reason }) => {
      asked.push(`stale ${reason}`);
      return Promise.resolve(true);
    },
    sendStaleSignal: () => Promise.resolve(void asked.push('signal stale')),
    callPerson: (about, text) => Promise.resolve(void asked.push(`call about ${about}: ${text}`)),
    sleep: (ms) => Promise.resolve(void asked.push(`sleep ${ms}`)),
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

test('a batch that filled whole and left the portfolio off its targets calls a person', async () => {
  const { outcome, asked } = await play({ offTarget: 'every order filled, and the drift is 6 %' });
  expect(outcome).toMatchObject({ outcome: 'REBALANCED' });
  expect(asked.slice(3)).toEqual([
    'close SUCCESS',
    'call about off-target: Portfolio p1: every order filled, and the drift is 6 %. Find out why.',
  ]);
});

test('one refused order has the filled ones reversed and only those', async () => {
  const { outcome, asked } = await play({ placed: { AAPL: REJECTED } });
  expect(outcome).toMatchObject({
    outcome: 'ROLLED_BACK',
    cause: { code: 'INSUFFICIENT_FUNDS', symbol: 'AAPL' },
    residual: '-1.23',
  });
  expect(asked.slice(3)).toEqual(['reverse META 1', 'reverse MSFT 1', 'close ROLLED_BACK']);
});

test('books that differ are read again, and when they agree the batch goes on as if nothing had been', async () => {
  const { outcome, asked } = await play({ differs: 2 });
  expect(outcome).toMatchObject({ outcome: 'REBALANCED' });
  expect(asked.slice(0, 3)).toEqual(['wait 10', 'wait 10', 'place META']);
});

test('a stop ends the waiting for books that differ, and nothing is planned any more', async () => {
  const { outcome, asked } = await play({ differs: 3, stopWhileWaiting: 'FROZEN' });
  expect(outcome).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'STOPPED' } });
  expect(asked).toEqual(['wait 10']);
});

const short = (code: string) => ({ state: 'ERROR', filledQuantity: '0', code, message: 'so it was' }) as const;

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

test('a step that fails for good tells nothing: its order is reconciled', async () => {
  const { asked } = await play({
    placed: { META: new StepFailed('placeOrder: heartbeat timeout') },
    reconciled: { META: REJECTED },
  });
  expect(asked.slice(3)).toEqual(['reconcile META', 'reverse AAPL 1', 'reverse MSFT 1', 'close ROLLED_BACK']);
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
    ...['place META', 'size buys', 'reconcile AAPL', 'reconcile MSFT', 'reverse META 1', 'close ROLLED_BACK'],
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

test('what is no failure of a step is a bug: it is thrown on, and nothing is called STALE', async () => {
  await expect(play({ placed: { META: new TypeError('a bug') } })).rejects.toThrow('a bug');
});
