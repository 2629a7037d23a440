import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities } from '../../src/activities';
import { createRebalanceClient } from '../../src/client';
import type { StaleReason } from '../../src/domain/causes';
import { until } from '../../src/local/process/until';
import { cacheDirectory } from '../../src/local/servers/cache';
import { timeSkippingServer } from '../../src/local/servers/temporal-binaries';
import { SEARCH_ATTRIBUTES } from '../../src/temporal/namespace';
import { createWorkers, type Workers } from '../../src/temporal/workers';
import type { Resolved, StaleInput } from '../../src/workflows/messages';
import { bundledWorkflows } from '../support/bundled-workflows';
import { quietTemporal } from '../support/quiet-temporal';
import { batch, HOUR, scripted } from '../support/scripted-steps';

// Hours pass in a moment on the time-skipping server. The steps are scripted: what is under test is what the workflow does
// with time.

const KEYWORD = 2;
/** In minutes. */
const DAY = 24 * 60;

quietTemporal();
let env: TestWorkflowEnvironment;

beforeAll(async () => {
  const path = await timeSkippingServer(cacheDirectory());
  env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
  const searchAttributes = Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD]));
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
});
afterAll(() => env.teardown());

function createWorker(taskQueue: string, activities: Activities): Promise<Workers> {
  return createWorkers({
    connection: env.nativeConnection,
    taskQueue,
    ...bundledWorkflows(),
    activities,
  });
}

test('a refused reversal waits its delay each time, and the third retry brings the shares back', async () => {
  const asked: string[] = [];
  const activities = scripted({
    prepareBatch: () => Promise.resolve({ kind: 'trade', batch }),
    placeOrder: ({ symbol }) =>
      Promise.resolve(
        symbol === 'META'
          ? { symbol, state: 'SUCCESS', filledQuantity: '5', code: null, message: null }
          : {
              symbol,
              state: 'ERROR',
              filledQuantity: '0',
              code: 'NOT_TRADABLE',
              message: 'asset "AAPL" is not tradable',
            },
      ),
    reverseOrder: ({ symbol, attempt }) => {
      asked.push(`reverse ${symbol} ${attempt}`);
      return Promise.resolve(
        attempt <= batch.reversalRetries
          ? { kind: 'refused', code: 'OTHER', message: 'halted', permanent: false }
          : { kind: 'reversed' },
      );
    },
    closeBatch: ({ state }) => {
      asked.push(`close ${state}`);
      return Promise.resolve({ driftAfter: '6.4708', residual: '0.00', paused: null });
    },
  });
  const taskQueue = randomUUID();
  const worker = await createWorker(taskQueue, activities);
  const before = await env.currentTimeMs();
  const outcome = await worker.runUntil(async () => {
    const id = `p-${randomUUID()}`;
    const running = await createRebalanceClient(env.client, taskQueue).priceChanged(
      { id, lockTtlMs: 6 * HOUR },
      { symbols: ['META'] },
    );
    return running.result();
  });
  expect(outcome).toMatchObject({ outcome: 'ROLLED_BACK', cause: { code: 'NOT_TRADABLE', symbol: 'AAPL' } });
  expect(asked).toEqual(['reverse META 1', 'reverse META 2', 'reverse META 3', 'reverse META 4', 'close ROLLED_BACK']);
  expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(3 * HOUR);
});

test('a rollback that begins late ends before its run does, also of a batch of the second round, and a person is called', async () => {
  const asked: string[] = [];
  const order = (symbol: string, state: 'SUCCESS' | 'ERROR') =>
    ({ symbol, state, filledQuantity: state === 'SUCCESS' ? '5' : '0', code: null, message: null }) as const;
  const taskQueue = randomUUID();
  const id = `p-${randomUUID()}`;
  const client = createRebalanceClient(env.client, taskQueue);
  const portfolio = { id, lockTtlMs: 6 * HOUR };
  const activities = scripted({
    prepareBatch: async () => {
      asked.push('prepare');
      if (asked.length > 1) return { kind: 'trade', batch: { ...batch, reversalRetries: 100 } };
      await client.priceChanged(portfolio, { symbols: [] });
      return { kind: 'trade', batch: { ...batch, batchId: 'b0' } };
    },
    placeOrder: ({ symbol, batchId }) =>
      Promise.resolve(order(symbol, batchId === 'b0' || symbol === 'META' ? 'SUCCESS' : 'ERROR')),
    closeBatch: () => Promise.resolve({ driftAfter: '0.0000', residual: null, paused: null }),
    reverseOrder: ({ attempt }) => {
      asked.push(`reverse ${attempt}`);
      return Promise.resolve({ kind: 'refused', code: 'OTHER', message: 'halted', permanent: false });
    },
    // As of a portfolio that is closed: it has no hold, which would go on after this test.
    markStale: ({ reason }) => {
      asked.push(reason);
      return Promise.resolve(false);
    },
  });
  const worker = await createWorker(taskQueue, activities);
  await worker.runUntil(async () => {
    const running = await client.priceChanged(portfolio, { symbols: ['META'] });
    expect(await running.result()).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'PORTFOLIO_CLOSED' } });
  });
  expect(asked).toEqual([
    'prepare',
    'prepare',
    ...[1, 2, 3, 4, 5, 6, 7].map((attempt) => `reverse ${attempt}`),
    'REVERSAL_EXHAUSTED',
  ]);
});

describe('an account that differs from the books', () => {
  const differs = { kind: 'differs', message: 'META: ledger 5, broker 0', waitMs: 4 * 60_000 } as const;

  const started = async (prepareBatch: Activities['prepareBatch'], more: Partial<Activities> = {}) => {
    const taskQueue = randomUUID();
    const worker = await createWorker(taskQueue, scripted({ prepareBatch, ...more }));
    const id = `p-${randomUUID()}`;
    const client = createRebalanceClient(env.client, taskQueue);
    return { worker, id, client, start: () => client.priceChanged({ id, lockTtlMs: 6 * HOUR }, { symbols: [] }) };
  };

  test('is read again after a wait that occupies no step, and the run continues when they agree', async () => {
    const reads: (number | undefined)[] = [];
    const { worker, start } = await started(({ differed }) => {
      reads.push(differed);
      return Promise.resolve(reads.length < 3 ? differs : { kind: 'not-needed', drift: '1.0000' });
    });
    const before = await env.currentTimeMs();
    const outcome = await worker.runUntil(async () => (await start()).result());
    expect(outcome).toEqual({ outcome: 'NOT_NEEDED', drift: '1.0000' });
    expect(reads).toEqual([0, 1, 2]);
    expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(2 * differs.waitMs);
  });

  test('is not waited for once somebody stops the run', async () => {
    const settled: boolean[] = [];
    const { worker, id, start } = await started(({ settleOnly }) => {
      settled.push(settleOnly);
      const stopped = { kind: 'refused', refusal: { code: 'STOPPED', detail: '' }, drift: null } as const;
      return Promise.resolve(settleOnly ? stopped : { ...differs, waitMs: 1_000 * HOUR });
    });
    const outcome = await worker.runUntil(async () => {
      const running = await start();
      await until(() => Promise.resolve(settled.length === 1), 60_000);
      await env.client.workflow.getHandle(`rebalance-${id}`).cancel();
      return running.result();
    });
    expect(outcome).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'STOPPED' } });
    expect(settled).toEqual([false, true]);
  });
});

describe('a hold because books and broker differ', () => {
  const evidence = {
    reason: 'BOOKS_DIFFER' as const,
    cause: null,
    batch: null,
    positions: [],
    cash: null,
    openOrders: [],
  };
  const begin = async (
    reason: StaleReason,
    releaseAgreed: Activities['releaseAgreed'],
    more: Partial<Activities> = {},
  ) => {
    const id = `p-${randomUUID()}`;
    const taskQueue = randomUUID();
    const steps = scripted({
      readEvidence: () => Promise.resolve({ ...evidence, reason, brokerProblem: null, hash: null, reopensInMs: null }),
      sendAlert: () => Promise.resolve('sent'),
      releaseAgreed,
      ...more,
    });
    const hold = { reason, cause: null, batchId: null };
    const args: [StaleInput] = [
      { portfolioId: id, lockTtlMs: HOUR, hold, since: '2026-01-05T15:00:00.000Z', alerts: 0 },
    ];
    const start = () =>
      env.client.workflow.start<(input: StaleInput) => Promise<Resolved>>('stalePortfolio', {
        workflowId: `rebalance-${id}`,
        taskQueue,
        args,
      });
    return { start, worker: await createWorker(taskQueue, steps) };
  };

  test('is compared four times in the first hour, then once a day, and ends once the books agree', async () => {
    const looks = new Set<number>();
    const before = await env.currentTimeMs();
    const { worker, start } = await begin('BOOKS_DIFFER', async () => {
      // A look whose answer is lost is made again at the same time.
      looks.add(Math.floor(((await env.currentTimeMs()) - before) / 60_000));
      if (looks.size < 6) return { status: 'STALE', reason: 'BOOKS_DIFFER', message: 'they differ' };
      return { status: 'ACTIVE', message: 'they agree' };
    });
    const released = await worker.runUntil(async () => (await start()).result());
    expect(released).toEqual({ outcome: 'RESOLVED', action: 'release', actor: 'rebalance', note: 'they agree' });
    expect([...looks]).toEqual([5, 15, 30, 60, 60 + DAY, 60 + 2 * DAY]);
  });

  test('a hold for any other reason waits for a person', async () => {
    const { worker, start } = await begin('OUTCOME_UNKNOWN', () => Promise.reject(new Error('it was looked at')), {
      takeOverStale: () => Promise.resolve({ batch: null, waitMs: 0, askUntil: '' }),
      endStale: () => Promise.resolve({ status: 'ACTIVE', message: 'it is' }),
    });
    const released = await worker.runUntil(async () => {
      const hold = await start();
      await env.sleep('5h');
      await hold.signal('resolve', { action: 'release', actor: 'anna', note: 'solved' });
      return hold.result();
    });
    expect(released).toMatchObject({ outcome: 'RESOLVED', actor: 'anna' });
  });
});

describe('a hold that rests for a week', () => {
  const evidence = { cause: null, batch: null, positions: [], cash: null, openOrders: [], brokerProblem: null };
  /** What a week costs: events of history, and reads of the broker. */
  const week = async (reason: StaleReason) => {
    const cost = { events: 0, reads: 0, alerts: 0 };
    const activities = scripted({
      readEvidence: () => {
        cost.reads += 1;
        return Promise.resolve({ ...evidence, reason, hash: null, reopensInMs: null });
      },
      releaseAgreed: () => {
        cost.reads += 1;
        return Promise.resolve({ status: 'STALE', reason, message: 'they differ' });
      },
      sendAlert: () => {
        cost.alerts += 1;
        return Promise.resolve('sent');
      },
      takeOverStale: () => Promise.resolve({ batch: null, waitMs: 0, askUntil: '' }),
      endStale: () => Promise.resolve({ status: 'ACTIVE', message: 'it is' }),
    });
    const taskQueue = randomUUID();
    const portfolioId = `p-${randomUUID()}`;
    const hold = { reason, cause: null, batchId: null };
    const input: StaleInput = { portfolioId, lockTtlMs: HOUR, hold, since: '2026-01-05T15:00:00.000Z', alerts: 0 };
    const worker = await createWorker(taskQueue, activities);
    await worker.runUntil(async () => {
      const workflowId = `rebalance-${portfolioId}`;
      const handle = await env.client.workflow.start('stalePortfolio', { workflowId, taskQueue, args: [input] });
      await env.sleep('7d');
      cost.events = (await handle.describe()).historyLength;
      await handle.signal('resolve', { action: 'release', actor: 'anna', note: 'they agree' });
      await handle.result();
    });
    return cost;
  };

  test('calls a person once and reads the broker at its start; one that may end by itself also compares once a day', async () => {
    // 14 events, unless a task of the workflow has to be done again.
    const held = await week('HELD');
    expect(held).toMatchObject({ reads: 1, alerts: 1 });
    expect(held.events).toBeLessThan(30);
    // Four looks in the first hour, and one a day, of six events each.
    const differs = await week('BOOKS_DIFFER');
    expect(differs).toMatchObject({ reads: 1 + 4 + 6, alerts: 1 });
    expect(differs.events).toBeLessThan(110);
  });
});

test('a reversal that met the close is tried again by itself once the market is open', async () => {
  const asked: string[] = [];
  const closed = { positions: [], cash: null, openOrders: [], brokerProblem: null, hash: null, reopensInMs: 17 * HOUR };
  let reason: StaleReason = 'REVERSAL_EXHAUSTED';
  const activities = scripted({
    readEvidence: () => Promise.resolve({ ...closed, reason, cause: null, batch: null }),
    sendAlert: ({ text }) => {
      if (asked.length === 0) asked.push(text.includes('tried again when it opens') ? 'announced' : 'kept secret');
      return Promise.resolve('sent');
    },
    takeOverStale: () => Promise.resolve({ batch, waitMs: 0, askUntil: '' }),
    reconcileOrder: ({ symbol }) =>
      Promise.resolve({ symbol, state: 'SUCCESS', filledQuantity: '5', code: null, message: null }),
    reverseOrder: ({ symbol }) => {
      asked.push(`reverse ${symbol}`);
      return Promise.resolve({ kind: 'reversed' });
    },
    endStale: ({ action, actor }) => {
      asked.push(`${action} by ${actor}`);
      reason = 'FROZEN';
      return Promise.resolve({ status: 'ACTIVE', message: 'it is' });
    },
  });
  const taskQueue = randomUUID();
  const worker = await createWorker(taskQueue, activities);
  const before = await env.currentTimeMs();
  const id = `p-${randomUUID()}`;
  const hold = { reason, cause: null, batchId: batch.batchId };
  const input = {
    portfolioId: id,
    lockTtlMs: HOUR,
    hold,
    since: '2026-01-05T21:30:00.000Z',
    alerts: 0,
    frozenAgain: false,
  };
  const resolved: unknown = await worker.runUntil(
    env.client.workflow.execute('stalePortfolio', { workflowId: `rebalance-${id}`, taskQueue, args: [input] }),
  );
  expect(resolved).toMatchObject({ outcome: 'RESOLVED', actor: 'rebalance', action: 'retry-reversal' });
  // The reversals leave together, so which is asked first is not ours to say.
  const [announced, ...rest] = asked;
  expect([announced, ...rest.slice(0, 2).sort(), ...rest.slice(2)]).toEqual([
    'announced',
    'reverse AAPL',
    'reverse META',
    'retry-reversal by rebalance',
  ]);
  expect((await env.currentTimeMs()) - before).toBeGreaterThanOrEqual(17 * HOUR);
});

test('a hold that was frozen, or whose limits are passed, sends nothing when the market opens, and a person is told', async () => {
  const asked: string[] = [];
  const closed = { positions: [], cash: null, openOrders: [], brokerProblem: null, hash: null, reopensInMs: 17 * HOUR };
  let reason: StaleReason = 'REVERSAL_EXHAUSTED';
  const alerts = new Map<string, string>();
  const activities = scripted({
    readEvidence: () => Promise.resolve({ ...closed, reason, cause: null, batch: null }),
    sendAlert: ({ eventId, text }) => {
      alerts.set(eventId, text);
      return Promise.resolve('sent');
    },
    takeOverStale: ({ evidence }) => {
      asked.push(`taken over on ${evidence ?? 'no evidence'}`);
      return Promise.resolve({ batch, waitMs: 0, askUntil: '' });
    },
    reconcileOrder: ({ symbol }) =>
      Promise.resolve({ symbol, state: 'SUCCESS', filledQuantity: '5', code: null, message: null }),
    weighFailure: ({ decidedBy, undoes }) => {
      asked.push(`weighed ${undoes ? 'as a rollback' : ''} by ${decidedBy ?? 'nobody'}`);
      const held = { choice: 'hold', cause: { code: 'FROZEN', message: 'a person froze it' } } as const;
      return Promise.resolve(decidedBy === undefined ? held : { choice: 'rollback' });
    },
    reverseOrder: ({ symbol, decidedBy }) => {
      if (symbol === 'META') asked.push(`reversed by ${decidedBy ?? 'nobody'}`);
      return Promise.resolve({ kind: 'reversed' });
    },
    endStale: () => Promise.resolve({ status: 'ACTIVE', message: 'it is' }),
    markStale: (stale) => {
      asked.push(`stale ${stale.reason}`);
      reason = stale.reason;
      return Promise.resolve(true);
    },
    recordIgnored: () => Promise.resolve(),
  });
  const taskQueue = randomUUID();
  const worker = await createWorker(taskQueue, activities);
  const id = `p-${randomUUID()}`;
  const since = '2026-01-05T21:30:00.000Z';
  const hold = { reason, cause: null, batchId: batch.batchId };
  const input = { portfolioId: id, lockTtlMs: HOUR, hold, since, alerts: 0, frozenAgain: false };
  await worker.runUntil(async () => {
    const handle = await env.client.workflow.start('stalePortfolio', {
      workflowId: `rebalance-${id}`,
      taskQueue,
      args: [input],
    });
    await env.sleep('18h');
    await until(() => Promise.resolve(alerts.has(`${id}-opening-${since}-1`)), 60_000);
    // It ends before the test does: an alert that nobody delivers would hold the clock of the others.
    const resolve = { action: 'retry-reversal', actor: 'ann', note: 'I looked', evidence: '0123456789abcdef' };
    await handle.signal('resolve', resolve);
    await handle.result();
  });
  expect(asked).toEqual([
    'taken over on no evidence',
    'weighed as a rollback by nobody',
    'stale FROZEN',
    'taken over on 0123456789abcdef',
    'weighed as a rollback by ann',
    'reversed by ann',
  ]);
  expect(alerts.get(`${id}-opening-${since}-1`)).toContain(
    'the market is open, and nothing was sent. a person froze it',
  );
});

test('a rebalance that was requested while a batch was left open evaluates once that batch is settled', async () => {
  const prepared: string[] = [];
  const activities = scripted({
    prepareBatch: () => {
      prepared.push(prepared.length === 0 ? 'leftover' : 'evaluated');
      if (prepared.length > 1) return Promise.resolve({ kind: 'not-needed', drift: '1.0000' });
      return Promise.resolve({ kind: 'leftover', batch, waitMs: 0 });
    },
    reconcileOrder: ({ symbol }) =>
      Promise.resolve({ symbol, state: 'ERROR', filledQuantity: '0', code: 'NOT_SENT', message: 'it was never sent' }),
    closeBatch: () => Promise.resolve({ driftAfter: '6.4708', residual: '0.00', paused: null }),
  });
  const taskQueue = randomUUID();
  const worker = await createWorker(taskQueue, activities);
  const portfolio = { id: `p-${randomUUID()}`, lockTtlMs: 6 * HOUR };
  await worker.runUntil(async () => {
    const client = createRebalanceClient(env.client, taskQueue);
    const answer = await client.requestRebalance(portfolio, 'kim');
    if (!answer.ok) throw new Error('it is accepted');
    expect(await answer.rebalance.result()).toMatchObject({ outcome: 'NOT_NEEDED' });
  });
  expect(prepared).toEqual(['leftover', 'evaluated']);
});

test('delivery to a revoked webhook is given up after a day, and that is recorded', async () => {
  const given: string[] = [];
  const activities = scripted({
    sendAlert: () => Promise.reject(new Error('the alert webhook answered 404')),
    recordUndelivered: ({ eventId, problem }) => {
      given.push(`${eventId}: ${problem}`);
      return Promise.resolve();
    },
  });
  const taskQueue = randomUUID();
  const worker = await createWorker(taskQueue, activities);
  const eventId = randomUUID();
  await worker.runUntil(async () => {
    await createRebalanceClient(env.client, taskQueue).callPerson({ eventId, portfolioId: 'p', text: 'x'.repeat(900) });
    const delivery = env.client.workflow.getHandle(`alert-${eventId}`);
    await delivery.result();
    const { startTime, closeTime } = await delivery.describe();
    expect((closeTime?.getTime() ?? 0) - startTime.getTime()).toBeLessThan(26 * HOUR);
  });
  expect(given).toEqual([expect.stringContaining('404')]);
});

test('a webhook that is down for a day delays no rebalance, and the alert about its pause arrives afterwards', async () => {
  let away = true;
  const alerts: string[] = [];
  const activities = scripted({
    prepareBatch: () => Promise.resolve({ kind: 'trade', batch }),
    placeOrder: ({ symbol }) =>
      Promise.resolve({ symbol, state: 'ERROR', filledQuantity: '0', code: 'OTHER', message: 'no' }),
    closeBatch: () => Promise.resolve({ driftAfter: '6.4708', residual: '0.00', paused: '3 rollbacks in a row' }),
    sendAlert: ({ eventId }) => {
      if (away) return Promise.reject(new Error('the alert webhook answered 503'));
      alerts.push(eventId);
      return Promise.resolve('sent');
    },
  });
  const taskQueue = randomUUID();
  const worker = await createWorker(taskQueue, activities);
  const id = `p-${randomUUID()}`;
  await worker.runUntil(async () => {
    const before = await env.currentTimeMs();
    const client = createRebalanceClient(env.client, taskQueue);
    const running = await client.priceChanged({ id, lockTtlMs: 6 * HOUR }, { symbols: ['META'] });
    expect(await running.result()).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect((await env.currentTimeMs()) - before).toBeLessThan(HOUR);
    await env.sleep('24h');
    expect(alerts).toEqual([]);
    away = false;
    await env.client.workflow.getHandle(`alert-${id}-paused-b1`).result();
  });
  expect(alerts).toEqual([`${id}-paused-b1`]);
});

test('an order that is being placed when the run is stopped is waited for, and only then asked about', async () => {
  const asked: string[] = [];
  let frozen = false;
  let placing = 0;
  const activities = scripted({
    prepareBatch: () => Promise.resolve({ kind: 'trade', batch }),
    placeOrder: async ({ symbol }) => {
      placing += 1;
      await until(async () => frozen, 60_000);
      // A stop arrives with the answer to a heartbeat; the order is under way all the same.
      const { cancellationSignal: signal, heartbeat } = Context.current();
      await until(async () => {
        heartbeat();
        return signal.aborted;
      }, 60_000);
      asked.push(`placed ${symbol}`);
      return { symbol, state: 'UNKNOWN', filledQuantity: '0', code: null, message: null };
    },
    reconcileOrder: ({ symbol }) => {
      asked.push(`reconcile ${symbol}`);
      return Promise.resolve({ symbol, state: 'ERROR', filledQuantity: '0', code: 'CANCELED', message: null });
    },
    closeBatch: () => Promise.resolve({ driftAfter: '6.4708', residual: '0.00', paused: null }),
    recordFreeze: () => Promise.resolve(true),
    markStale: () => Promise.resolve(false),
  });
  const taskQueue = randomUUID();
  const worker = await createWorker(taskQueue, activities);
  const id = `p-${randomUUID()}`;
  await worker.runUntil(async () => {
    const client = createRebalanceClient(env.client, taskQueue);
    const running = await client.priceChanged({ id, lockTtlMs: 6 * HOUR }, { symbols: ['META'] });
    await until(async () => placing === batch.orders.length, 60_000);
    await client.freeze({ id, lockTtlMs: 6 * HOUR }, { actor: 'anna', reason: 'stop' });
    frozen = true;
    expect(await running.result()).toMatchObject({ outcome: 'ROLLED_BACK', cause: { code: 'FROZEN' } });
  });
  expect(asked.slice(0, 2).sort()).toEqual(['placed AAPL', 'placed META']);
  expect(asked.slice(2).sort()).toEqual(['reconcile AAPL', 'reconcile META']);
});
