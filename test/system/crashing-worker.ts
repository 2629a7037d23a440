// A worker for crash-points.test.ts that dies by SIGKILL at one named point of one order: what it wraps are the interfaces the
// product meets the world through, so the product knows nothing of it.

import { NativeConnection, Worker } from '@temporalio/worker';
import { Client } from 'pg';
import { createTemporalActivities } from '../../src/activities/temporal-activities';
import { createSlackAlerts } from '../../src/alerts/slack';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import type { Broker } from '../../src/broker/broker';
import type { Ledger } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { brokerSettings } from '../fixtures/system';

export type CrashPoint =
  | 'before the intent'
  | 'after the intent'
  | 'after it is marked sent'
  | 'after the broker took it'
  | 'before its end is recorded'
  | 'before the commit of its end'
  | 'after the commit of its end'
  | 'before the batch is closed';

export interface Crash {
  portfolioId: string;
  /** What the tail of a client order id begins with: "META-o", "META-r". */
  tail: string;
  point: CrashPoint;
}

const crash = JSON.parse(process.env.CRASH ?? 'null') as Crash | null;
let batchId: string | undefined;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('the signal is on its way');
}

const isHit = (clientOrderId: string, point: CrashPoint) =>
  crash?.point === point && batchId !== undefined && clientOrderId.startsWith(`ab-${batchId}-${crash.tail}-`);

function crashingLedger(ledger: Ledger): Ledger {
  return {
    ...ledger,
    openBatch: async (batch, by) => {
      const mine = batch.portfolioId === crash?.portfolioId;
      if (mine && crash.point === 'before the intent') die();
      const opened = await ledger.openBatch(batch, by);
      if (mine) batchId = batch.id;
      if (mine && crash.point === 'after the intent') die();
      return opened;
    },
    markSent: async (id, epoch, previous, by) => {
      const may = await ledger.markSent(id, epoch, previous, by);
      if (isHit(id, 'after it is marked sent')) die();
      return may;
    },
    recordOrder: async (id, news, by) => {
      if (isHit(id, 'before its end is recorded')) die();
      if (isHit(id, 'before the commit of its end')) dieAtCommit('before');
      if (isHit(id, 'after the commit of its end')) dieAtCommit('after');
      return ledger.recordOrder(id, news, by);
    },
    closeBatch: (close, by) => {
      if (crash?.point === 'before the batch is closed' && close.batchId === batchId) die();
      return ledger.closeBatch(close, by);
    },
  };
}

function crashingBroker(broker: Broker): Broker {
  return {
    ...broker,
    submitOrder: async (account, order, timing) => {
      const answer = await broker.submitOrder(account, order, timing);
      if (isHit(order.clientOrderId, 'after the broker took it')) die();
      return answer;
    },
  };
}

/** The process ends with the transaction's statements sent, and its COMMIT not, or sent and answered. */
function dieAtCommit(when: 'before' | 'after'): void {
  const query = Client.prototype.query as (...args: unknown[]) => unknown;
  Client.prototype.query = function (this: Client, ...args: unknown[]) {
    if (args[0] !== 'COMMIT') return query.apply(this, args);
    if (when === 'before') die();
    return (query.apply(this, args) as Promise<unknown>).then(die);
  } as typeof Client.prototype.query;
}

async function main(): Promise<void> {
  const { TEMPORAL_ADDRESS = '', DATABASE_URL = '', AUTOBALANCER_BROKER_URL = '', TASK_QUEUE = '' } = process.env;
  const settings = brokerSettings(AUTOBALANCER_BROKER_URL);
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE ?? '' },
    dataConverter: { payloadConverterPath: process.env.PAYLOAD_CONVERTER ?? '' },
    activities: createTemporalActivities({
      ledger: crashingLedger(createPostgresLedger(DATABASE_URL)),
      broker: crashingBroker(createAlpacaBroker(settings)),
      market: createAlpacaMarket(settings),
      alerts: createSlackAlerts(undefined),
    }),
    // A workflow that stayed with a dead worker would wait ten seconds for it.
    stickyQueueScheduleToStartTimeout: '1s',
  });
  console.log('running');
  await worker.run();
}

void main();
