// A worker in a process of its own: it ends on SIGTERM as the product's does, and can be told to die at one named point of one order, or to
// listen to the stream of orders of a key. At its end it prints what it counted.

import { NativeConnection } from '@temporalio/worker';
import { createTemporalActivities } from '../../src/activities/temporal-activities';
import { createSlackAlerts } from '../../src/alerts/slack';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import { openOrderNews } from '../../src/broker/alpaca/order-news';
import { REAL_WIRE } from '../../src/broker/alpaca/transport';
import { NO_NEWS } from '../../src/broker/order-news';
import { NO_CAPS } from '../../src/domain/caps';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until } from '../../src/local/process/until';
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

/** Requests that were too many for the broker, what the stream of orders told, and how many waits that ended. */
export type Counted = typeof counted;
const counted = { limited: 0, events: 0, wakes: 0 };
const count = (what: keyof Counted) => () => {
  counted[what] += 1;
};

const struck: Struck = ({ point, batchId, portfolioId, clientOrderId }) => {
  if (crash === null) return undefined;
  if (portfolioId === crash.portfolioId) mine = batchId;
  if (mine === undefined || point !== crash.point) return undefined;
  const isHit = clientOrderId === undefined ? batchId === mine : clientOrderId.startsWith(`ab-${mine}-${crash.tail}-`);
  return isHit ? 'SIGKILL' : undefined;
};

async function main(): Promise<void> {
  const { TEMPORAL_ADDRESS = '', DATABASE_URL = '', AUTOBALANCER_BROKER_URL = '', TASK_QUEUE = '', KEY } = process.env;
  const settings = { ...brokerSettings(AUTOBALANCER_BROKER_URL), ...(KEY && { keyId: KEY }), wire: COUNTING };
  const news = KEY && openOrderNews(settings, LISTENER);
  const worker = await createWorkers({
    connection: await NativeConnection.connect({ address: TEMPORAL_ADDRESS }),
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: process.env.TEST_WORKFLOW_BUNDLE ?? '' },
    dataConverter: { payloadConverterPath: process.env.PAYLOAD_CONVERTER ?? '' },
    activities: createTemporalActivities({
      ledger: crashingLedger(createPostgresLedger(DATABASE_URL), struck),
      broker: crashingBroker(createAlpacaBroker(settings), struck),
      market: createAlpacaMarket(settings),
      news: news || NO_NEWS,
      alerts: createSlackAlerts(() => undefined),
      caps: NO_CAPS,
    }),
    ...workerSettings({ cachedWorkflows: 100, workflowSlots: 10, activitySlots: 50, buildId: undefined }),
    // A workflow that stayed with a dead worker would wait ten seconds for it.
    stickyQueueScheduleToStartTimeout: '1s',
  });
  if (news) await until(async () => news.isLive(), 60_000);
  console.log('running');
  await worker.run();
  if (news) news.close();
  console.log(JSON.stringify(counted));
}

const COUNTING: typeof REAL_WIRE = {
  ...REAL_WIRE,
  exchange: async (wanted) => {
    const outcome = await REAL_WIRE.exchange(wanted);
    if (outcome.kind === 'answer' && outcome.status === 429) counted.limited += 1;
    return outcome;
  },
};

const LISTENER = {
  onEvent: count('events'),
  onWake: count('wakes'),
  onMissed: () => undefined,
  onVain: () => undefined,
  onLive: () => undefined,
  onLoss: () => undefined,
};

void main();
