import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../src/activities';
import { createRebalanceClient } from '../../src/client';
import type { BatchToRun } from '../../src/domain/steps';
import { cacheDirectory } from '../../src/local/cache';
import { timeSkippingServer } from '../../src/local/temporal-binaries';
import { SEARCH_ATTRIBUTES } from '../../src/temporal-namespace';

// Hours pass in a moment on the time-skipping server. The steps are scripted: what is under test is what the workflow does
// with time.

const HOUR = 3_600_000;
const KEYWORD = 2;
const batch: BatchToRun = {
  batchId: 'b1',
  epoch: 1,
  execution: 'parallel',
  driftBefore: '6.4708',
  giveUpAt: '2100-01-01T00:00:00.000Z',
  reversalRetries: 3,
  reversalDelayMs: HOUR,
  orders: [
    { symbol: 'META', side: 'SELL', quantity: '5', notional: null },
    { symbol: 'AAPL', side: 'BUY', quantity: '6', notional: null },
  ],
};

Runtime.install({ logger: new DefaultLogger('ERROR') });
let env: TestWorkflowEnvironment;

beforeAll(async () => {
  const path = await timeSkippingServer(cacheDirectory());
  env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
  const searchAttributes = Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, KEYWORD]));
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
});
afterAll(() => env.teardown());

/** Steps of a hold: this run never becomes one. */
function notAskedFor<Name extends keyof Activities>(names: Name[]): Pick<Activities, Name> {
  const refuse = () => Promise.reject(new Error('it was reversed'));
  return Object.fromEntries(names.map((name) => [name, refuse])) as unknown as Pick<Activities, Name>;
}

test('a refused reversal waits its delay each time, and the third retry brings the shares back', async () => {
  const asked: string[] = [];
  const activities: Activities = {
    prepareBatch: () => Promise.resolve({ kind: 'trade', batch }),
    sizeBuys: () => Promise.resolve(),
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
    reconcileOrder: () => Promise.reject(new Error('every outcome is known')),
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
    ...notAskedFor([
      'markStale',
      'sendStaleSignal',
      'sendAlert',
      'readEvidence',
      'takeOverStale',
      'endStale',
      'adoptPositions',
      'recordIgnored',
    ]),
  };
  const taskQueue = randomUUID();
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: { code: readFileSync(process.env.TEST_WORKFLOW_BUNDLE ?? '', 'utf8') },
    dataConverter: { payloadConverterPath: require.resolve('../../src/payload-converter') },
    activities,
  });
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
}, 20_000);
