// A worker in a process of its own: it ends on SIGTERM as the product's does, and can be told to die at one named point of one order.

import { NativeConnection } from '@temporalio/worker';
import { createTemporalActivities } from '../../src/activities/temporal-activities';
import { createSlackAlerts } from '../../src/alerts/slack';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { NO_NEWS } from '../../src/broker/order-news';
import { NO_CAPS } from '../../src/domain/caps';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { workerSettings } from '../../src/temporal/worker-settings';
import { createWorkers } from '../../src/temporal/workers';
import { type CrashPoint, crashingBroker, crashingLedger, type Struck } from './crashing-adapters';
import { brokerSettings } from './system';

export interface Crash {
  portfolioId: string;
  /** What the tail of a client order id begins with: "META-o", "META-r". */
  tail: string;
  point: CrashPoint;
}

const crash = JSON.parse(process.env.CRASH ?? 'null') as Crash | null;
let mine: string | undefined;

const struck: Struck = ({ point, batchId, portfolioId, clientOrderId }) => {
  if (crash === null) return undefined;
  if (portfolioId === crash.portfolioId) mine = batchId;
  if (mine === undefined || point !== crash.point) return undefined;
  const isHit = clientOrderId === undefined ? batchId === mine : clientOrderId.startsWith(`ab-${mine}-${crash.tail}-`);
  return isHit ? 'SIGKILL' : undefined;
};

async function main(): Promise<void> {
  const { TEMPORAL_ADDRESS = '', DATABASE_URL = '', AUTOBALANCER_BROKER_URL = '', TASK_QUEUE = '' } = process.env;
  const settings = brokerSettings(AUTOBALANCER_BROKER_URL);
  const worker = await createWorkers({
    connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE ?? '' },
    dataConverter: { payloadConverterPath: process.env.PAYLOAD_CONVERTER ?? '' },
    activities: createTemporalActivities({
      ledger: crashingLedger(createPostgresLedger(DATABASE_URL), struck),
      broker: crashingBroker(createAlpacaBroker(settings), struck),
      market: createAlpacaMarket(settings),
      news: NO_NEWS,
      alerts: createSlackAlerts(() => undefined),
      caps: NO_CAPS,
    }),
    ...workerSettings({ cachedWorkflows: 100, workflowSlots: 10, activitySlots: 50, buildId: undefined }),
    // A workflow that stayed with a dead worker would wait ten seconds for it.
    stickyQueueScheduleToStartTimeout: '1s',
  });
  console.log('running');
  await worker.run();
}

void main();
