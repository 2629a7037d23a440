// npm run histories: records the histories that test/workflows/replay-histories.test.ts replays, from real runs on the dev server.
// A row is a path. `npm run histories -- -t NAME` records one; those that are there are not recorded again unless they are removed.

import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { NO_OVERRIDES } from '../../src/domain/model';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import type { Resolve, ResolveAction } from '../../src/domain/stale';
import { until as untilWithin } from '../../src/local/process/until';
import { startSlackStandIn } from '../../src/local/servers/slack-stand-in';
import { startTemporal } from '../../src/local/servers/temporal-server';
import { createWebhookSender } from '../../src/webhooks/http';
import { rolloutWorkflowId, webhookWorkflowId } from '../../src/workflows/messages';
import { RELEASE, whileBecomingStale } from '../support/becoming-stale';
import { letBooksDiffer, NO_FUNDS } from '../support/bought';
import { History } from '../support/replay';
import { startSystem, type TestSystem, THIRDS } from '../support/system';
import { startWebhookReceiver } from '../support/webhook-receiver';

/** A run: the latest under its workflow id, or the one of that run id. */
type Recorded = [workflowId: string, runId?: string];

interface Path {
  /** What happened; the file's name. */
  name: string;
  play: (system: TestSystem) => Promise<Recorded>;
}

const STANDS = { kind: 'never-fill' } as const;
const AWAY = { kind: 'status', status: 503 } as const;
const QUICK: Partial<Policy> = { reversalRetries: 1, reversalDelayMs: 1_000, cooldownAfterRollbackMs: 0 };
const LOCK = { lockTtlMs: DEFAULT_POLICY.lockTtlMs };
const until = (condition: () => Promise<boolean>) => untilWithin(condition, 60_000);

const PATHS: Path[] = [
  { name: 'first-purchase', play: async (system) => latest(await bought(system)) },
  {
    name: 'requested-by-a-person',
    play: async (system) => {
      const id = await system.createPortfolio();
      const answer = await system.client.requestRebalance({ id, ...LOCK }, 'anna');
      if (answer.ok) await answer.rebalance.result();
      return latest(id);
    },
  },
  {
    name: 'not-needed',
    play: async (system) => {
      const id = await bought(system);
      await (await system.client.priceChanged({ id, ...LOCK }, { symbols: ['META'] })).result();
      return latest(id);
    },
  },
  {
    name: 'refused',
    play: async (system) => {
      const id = await bought(system);
      const by = { name: 'anna', at: new Date().toISOString() };
      await system.ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'recorded' }, by);
      await (await system.client.priceChanged({ id, ...LOCK }, { symbols: ['META'] })).result();
      return latest(id);
    },
  },
  {
    name: 'prices-moved-while-it-traded',
    play: async (system) => {
      const id = await bought(system);
      await system.simulator.setSettings({ fillDelayMs: 2_000 });
      const looking = drifted(system, id);
      await untilOpen(system, id);
      await system.client.priceChanged({ id, ...LOCK }, { symbols: ['AAPL'] });
      await looking;
      return latest(id);
    },
  },
  {
    name: 'sells-first',
    play: async (system) => {
      const id = await bought(system, { margin: false });
      await drifted(system, id);
      return latest(id);
    },
  },
  {
    name: 'sell-filled-buy-rejected',
    play: async (system) => {
      const id = await bought(system);
      await system.simulator.addFault({
        match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
        effect: NO_FUNDS,
      });
      await drifted(system, id);
      return latest(id);
    },
  },
  {
    name: 'sells-first-buy-rejected',
    play: async (system) => {
      const id = await bought(system, { margin: false });
      await system.simulator.addFault({ match: { accountId: id, side: 'BUY', operation: 'submit' }, effect: NO_FUNDS });
      await drifted(system, id);
      return latest(id);
    },
  },
  {
    name: 'reversal-refused-once',
    play: async (system) => {
      const id = await bought(system);
      await system.simulator.addFault({
        match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
        effect: NO_FUNDS,
      });
      await system.simulator.addFault({
        match: { accountId: id, kind: 'reversal', operation: 'submit' },
        effect: NO_FUNDS,
      });
      await drifted(system, id);
      return latest(id);
    },
  },
  {
    name: 'third-rollback-pauses',
    play: async (system) => latest(await paused(system)),
  },
  {
    name: 'alert-delivered',
    play: async (system) => {
      const id = await paused(system);
      const batchId = (await system.ledger.listBatches(id)).at(-1)?.id;
      const alert = system.temporal.workflow.getHandle(`alert-${id}-paused-${batchId}`);
      await alert.result();
      return [alert.workflowId];
    },
  },
  {
    name: 'webhook-that-waits-is-wanted-and-is-disabled',
    play: async (system) => {
      const receiver = await startWebhookReceiver();
      const [id, by] = ['k3b7qd2m', { name: 'anna', at: new Date().toISOString() }];
      const secret = `whsec_${'a'.repeat(40)}`;
      await system.ledger.createWebhook({ id, url: receiver.url, events: ['BATCH_SUCCESS'], secret }, by);
      const deliveryId = (await system.ledger.testWebhook(id, by))?.id ?? '';
      receiver.answerWith(503);
      await system.client.deliverWebhook(deliveryId);
      const attempts = async () => (await system.ledger.listDeliveries(id, { limit: 1 }))[0];
      await until(async () => (await attempts())?.attempts === 2 && (await attempts())?.answer === 503);
      await until(async () => (await attempts())?.nextAttemptAt !== null);
      receiver.answerWith(410);
      await system.client.deliverWebhook(deliveryId);
      const run = system.temporal.workflow.getHandle(webhookWorkflowId(deliveryId));
      await run.result();
      await receiver.close();
      return [run.workflowId];
    },
  },
  {
    name: 'roll-out-that-is-paused-and-resumed',
    play: async (system) => {
      const { portfolioId, rolloutId, run, did } = await rollingOut(system, 'AAPL');
      await did((events) => events.some((event) => event.timerFiredEventAttributes));
      await changeRollout(system, rolloutId, 'PAUSED');
      await did((events) => {
        const told = events.findLastIndex((event) => event.workflowExecutionSignaledEventAttributes);
        return told > FIRST_STEPS && events.slice(told).some((event) => event.activityTaskCompletedEventAttributes);
      });
      await changeRollout(system, rolloutId, 'RUNNING');
      // A portfolio that is paused is at rest.
      await system.ledger.setStatus(portfolioId, { from: ['ACTIVE'], to: 'PAUSED', reason: 'recorded' }, by());
      await run.result();
      return [run.workflowId];
    },
  },
  {
    name: 'roll-out-that-aborts',
    play: async (system) => {
      const { run } = await rollingOut(system, 'GONE');
      await run.result();
      return [run.workflowId];
    },
  },
  {
    name: 'cancelled-in-mid-batch',
    play: async (system) => {
      const { id, looking } = await inMidBatch(system);
      await runOf(system, id).cancel();
      await looking;
      return latest(id);
    },
  },
  {
    name: 'cancelled-while-the-buys-are-sized',
    play: async (system) => {
      const id = await bought(system, { margin: false });
      await system.simulator.setSettings({ fillDelayMs: 1_500 });
      const looking = drifted(system, id);
      await untilOpen(system, id);
      await system.simulator.addFault({ match: { accountId: id, operation: 'read' }, effect: AWAY, times: 100_000 });
      await until(async () => {
        const orders = (await system.ledger.findOpenBatch(id))?.orders ?? [];
        return orders.length > 0 && orders.every(({ side, state }) => side === 'BUY' || state === 'SUCCESS');
      });
      await runOf(system, id).cancel();
      await until(async () => (await system.client.status(id))?.reason === 'CANCELLED');
      await system.simulator.clearFaults();
      await looking;
      return latest(id);
    },
  },
  {
    name: 'frozen-in-mid-batch',
    play: async (system) => {
      const { id, looking } = await inMidBatch(system);
      const { runId } = await runOf(system, id).describe();
      await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'stop it' });
      await looking;
      return latest(id, runId);
    },
  },
  {
    name: 'lock-ttl-in-mid-batch',
    play: async (system) => {
      const { id, looking } = await inMidBatch(system, { lockTtlMs: 6_000 });
      await looking;
      return latest(id);
    },
  },
  {
    name: 'recovery-run-after-the-hard-ttl',
    play: async (system) => {
      const id = await bought(system);
      await standing(system, id);
      const run = await system.temporal.workflow.start('rebalancePortfolio', {
        workflowId: rebalanceWorkflowId(id),
        taskQueue: system.taskQueue,
        args: [{ portfolioId: id, ...LOCK }],
        workflowRunTimeout: '15s',
        retry: { initialInterval: '1s' },
      });
      await until(async () => (await runOf(system, id).describe()).runId !== run.firstExecutionRunId);
      await runOf(system, id).result();
      return latest(id);
    },
  },
  {
    name: 'leftover-of-a-terminated-run',
    play: async (system) => {
      const { id } = await inMidBatch(system);
      await runOf(system, id).terminate('recorded');
      await system.client.ensureRunning({ id, ...LOCK });
      await runOf(system, id).result();
      return latest(id);
    },
  },
  {
    name: 'reversal-exhausted',
    play: async (system) => {
      const { id, runId } = await exhausted(system);
      return latest(id, runId);
    },
  },
  {
    name: 'books-differ',
    play: async (system) => {
      const { id, runId } = await booksDiffer(system);
      return latest(id, runId);
    },
  },
  {
    name: 'hold-resolved-by-update-after-an-alert',
    play: async (system) => {
      const { id } = await exhausted(system);
      await system.client.resolve(id, order('release'));
      await system.simulator.clearFaults();
      await system.client.resolve(id, order('retry-reversal'));
      return latest(id);
    },
  },
  {
    name: 'hold-resolved-by-signal',
    play: async (system) => {
      const { id } = await exhausted(system);
      await system.simulator.clearFaults();
      await runOf(system, id).signal('resolve', { action: 'dance' });
      await runOf(system, id).signal('resolve', order('retry-reversal'));
      await runOf(system, id).result();
      return latest(id);
    },
  },
  {
    name: 'hold-that-looks-again',
    play: async (system) => {
      const { id } = await held(system);
      const looked = async () => (await runOf(system, id).describe()).historyLength;
      const before = await looked();
      await runOf(system, id).signal('lookAgain');
      await until(async () => (await looked()) > before + 3);
      const { hash } = await createReadEvidence(system)({ portfolioId: id });
      await system.client.resolve(id, { ...order('complete'), evidence: hash ?? '' });
      return latest(id);
    },
  },
  {
    name: 'hold-that-adopts',
    play: async (system) => {
      const { id } = await booksDiffer(system);
      const { hash } = await createReadEvidence(system)({ portfolioId: id });
      await system.client.resolve(id, { ...order('adopt-positions'), evidence: hash ?? '' });
      return latest(id);
    },
  },
  {
    name: 'hold-frozen-and-released',
    play: async (system) => {
      const id = await bought(system);
      await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'complaint' });
      await until(async () => (await system.client.whatRuns(id)) === 'hold');
      await system.client.freeze({ id, ...LOCK }, { actor: 'bob', reason: 'another one' });
      await until(async () => (await system.client.resolve(id, order('release'))).ok);
      await runOf(system, id).result();
      return latest(id);
    },
  },
  ...[
    { name: 'completed-after-a-refusal', times: 1 },
    { name: 'adjusted', times: 9 },
  ].map(({ name, times }) => ({
    name,
    play: async (system: TestSystem) => {
      const id = await bought(system, { policy: { onFailure: 'complete' } });
      const match = { accountId: id, symbol: 'MSFT', kind: 'order', operation: 'submit' } as const;
      await system.simulator.addFault({ match, effect: NO_FUNDS, times });
      await drifted(system, id);
      return latest(id);
    },
  })),
  {
    name: 'held',
    play: async (system) => {
      const { id, runId } = await held(system);
      return latest(id, runId);
    },
  },
  {
    name: 'hold-that-completes',
    play: async (system) => {
      const { id } = await held(system);
      const { hash } = await createReadEvidence(system)({ portfolioId: id });
      await system.client.resolve(id, { ...order('complete'), evidence: hash ?? '' });
      return latest(id);
    },
  },
  {
    name: 'hold-of-what-was-frozen-in-mid-batch-rolled-back',
    play: async (system) => {
      const { id, looking } = await inMidBatch(system);
      await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'stop it' });
      await looking;
      await until(async () => (await system.client.whatRuns(id)) === 'hold');
      const { hash } = await createReadEvidence(system)({ portfolioId: id });
      await system.client.resolve(id, { ...order('retry-reversal'), evidence: hash ?? '' });
      return latest(id);
    },
  },
];

let system: TestSystem;
let close: () => Promise<void>;
beforeAll(async () => {
  const slack = await startSlackStandIn();
  system = await startSystem({
    slackWebhookUrl: slack.url,
    webhooks: createWebhookSender({ allowsPrivate: true }),
  });
  close = async () => {
    await system.close();
    await slack.close();
  };
});
afterAll(() => close());
beforeEach(async () => {
  await system.simulator.clearFaults();
  await system.simulator.setSettings({ fillDelayMs: 100 });
  await system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' });
});

for (const { name, play } of PATHS)
  (existsSync(fileOf(name)) ? test.skip : test)(name, async () => keep(system, name, await play(system)), 120_000);

const LONG = 'hold-that-continues-as-new';
(existsSync(fileOf(LONG)) ? test.skip : test)(
  LONG,
  async () => {
    // The server says that a history is long when this one says so.
    const dynamicConfig = { 'limit.historyCount.suggestContinueAsNew': 60 };
    const binary = process.env.TEST_TEMPORAL_CLI ?? '';
    const server = await startTemporal({ binary, preferredPort: 0, uiPort: 0, dynamicConfig });
    const own = await startSystem({ temporalAddress: server.address });
    const { id } = await booksDiffer(own);
    const { runId } = await runOf(own, id).describe();
    await until(async () => {
      await runOf(own, id).signal('resolve', { action: 'dance' });
      return (await runOf(own, id).describe()).runId !== runId;
    });
    await keep(own, LONG, latest(id, runId));
    await own.close();
    await server.stop();
  },
  120_000,
);

// A resolve that came before its hold: the run that hands it over, and the hold that begins with it.
const EARLY = { run: 'resolve-that-waits-for-its-hold', hold: 'hold-that-begins-with-a-resolve' };
(existsSync(fileOf(EARLY.hold)) ? test.skip : test)(
  EARLY.hold,
  async () => {
    const native = await NativeConnection.connect({ address: process.env.TEST_TEMPORAL_ADDRESS ?? '' });
    const server = { connection: system.temporal.connection as Connection, native };
    await whileBecomingStale(server, async (id, _client, temporal, begin) => {
      const handle = temporal.workflow.getHandle(rebalanceWorkflowId(id));
      const { runId } = await handle.describe();
      await handle.signal('resolve', RELEASE);
      begin();
      await handle.result();
      await keep({ temporal }, EARLY.run, latest(id, runId));
      await keep({ temporal }, EARLY.hold, latest(id));
    });
    await native.close();
  },
  120_000,
);

function fileOf(name: string): string {
  return join(__dirname, `${name}.binpb`);
}

async function keep(
  { temporal }: Pick<TestSystem, 'temporal'>,
  name: string,
  [workflowId, runId]: Recorded,
): Promise<void> {
  const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  writeFileSync(fileOf(name), History.encode(history).finish());
}

function latest(id: string, runId?: string): Recorded {
  const workflowId = rebalanceWorkflowId(id);
  return runId === undefined ? [workflowId] : [workflowId, runId];
}

function runOf({ temporal }: TestSystem, id: string) {
  return temporal.workflow.getHandle(rebalanceWorkflowId(id));
}

function order(action: ResolveAction): Resolve {
  return { action, actor: 'anna', note: 'recorded' };
}

async function bought(system: TestSystem, some: { policy?: Partial<Policy>; margin?: boolean } = {}): Promise<string> {
  const id = await system.createPortfolio({ ...some, policy: { ...QUICK, ...some.policy } });
  await system.lookAt(id);
  return id;
}

/** Lets META rise, and waits for what comes of it. */
async function drifted(system: TestSystem, id: string): Promise<void> {
  await system.simulator.setPrices({ META: '440.00' });
  await system.lookAt(id);
}

async function untilOpen(system: TestSystem, id: string): Promise<void> {
  await until(async () => (await system.broker.account(id)).openOrders.length > 0);
}

/** Its order of MSFT will stand until somebody cancels it. */
async function standing(system: TestSystem, id: string): Promise<void> {
  const match = { accountId: id, symbol: 'MSFT', kind: 'order', operation: 'submit' } as const;
  await system.simulator.addFault({ match, effect: STANDS });
  await system.simulator.setPrices({ META: '440.00' });
}

async function inMidBatch(system: TestSystem, policy: Partial<Policy> = {}) {
  const id = await bought(system, { policy });
  await standing(system, id);
  const looking = system.lookAt(id).catch(() => []);
  await until(async () => {
    const orders = (await system.ledger.findOpenBatch(id))?.orders ?? [];
    return orders.filter(({ state }) => state === 'SUCCESS').length === 2 && orders[2]?.sentAt !== null;
  });
  return { id, looking };
}

async function paused(system: TestSystem): Promise<string> {
  const id = await bought(system);
  const match = { accountId: id, symbol: 'MSFT', operation: 'submit' } as const;
  await system.simulator.addFault({ match, effect: NO_FUNDS, times: 3 });
  for (let nth = 0; nth < 3; nth += 1) await drifted(system, id);
  return id;
}

/** Returns the run that became STALE. */
async function exhausted(system: TestSystem): Promise<{ id: string; runId: string }> {
  const id = await bought(system);
  const of = { accountId: id, operation: 'submit' } as const;
  await system.simulator.addFault({ match: { ...of, symbol: 'MSFT' }, effect: NO_FUNDS });
  await system.simulator.addFault({ match: { ...of, kind: 'reversal', symbol: 'META' }, effect: NO_FUNDS, times: 9 });
  return becomesStale(system, id);
}

/** A batch of which one order was refused, and what filled is held for a person. Returns the run that became STALE. */
async function held(system: TestSystem): Promise<{ id: string; runId: string }> {
  const id = await bought(system, { policy: { onFailure: 'hold' } });
  const match = { accountId: id, symbol: 'MSFT', kind: 'order', operation: 'submit' } as const;
  await system.simulator.addFault({ match, effect: NO_FUNDS });
  return becomesStale(system, id);
}

async function booksDiffer(system: TestSystem): Promise<{ id: string; runId: string }> {
  const id = await bought(system);
  await letBooksDiffer(system, id);
  return becomesStale(system, id);
}

async function becomesStale(system: TestSystem, id: string): Promise<{ id: string; runId: string }> {
  await system.simulator.setPrices({ META: '440.00' });
  const { result, runId } = await system.client.priceChanged({ id, ...LOCK }, { symbols: ['META'] });
  await result();
  await until(async () => (await system.client.whatRuns(id)) === 'hold');
  await until(async () => (await system.ledger.listAudit(id)).some(({ event }) => event === 'ALERT'));
  return { id, runId };
}

const by = () => ({ name: 'anna', at: new Date().toISOString() });

/** One portfolio gets a version that has `symbol`, at work once it has it. */
async function rollingOut(system: TestSystem, symbol: string) {
  const [modelId, rolloutId, portfolioId] = [`m-${randomUUID()}`, randomUUID(), await system.createPortfolio()];
  await system.ledger.createModel({ id: modelId, name: 'Growth', targets: THIRDS, policy: null }, by());
  await system.ledger.subscribe(portfolioId, { modelId, pinned: null, overrides: NO_OVERRIDES }, by());
  const targets = [{ symbol, percent: '100.0000' }];
  await system.ledger.addModelVersion(modelId, { targets, policy: null, reason: 'recorded' }, by());
  const plan = { modelId, version: 2, cohorts: [100], abortPercent: '5', perMinute: 60 };
  await system.ledger.startRollout({ id: rolloutId, ...plan }, by());
  await system.client.rollOut(rolloutId);
  const run = system.temporal.workflow.getHandle(rolloutWorkflowId(rolloutId));
  const did = (isSo: (events: NonNullable<History['events']>) => boolean) =>
    until(async () => isSo((await run.fetchHistory()).events ?? []));
  return { portfolioId, rolloutId, run, did };
}

/** It is started with a signal, which is among these. */
const FIRST_STEPS = 3;

async function changeRollout(system: TestSystem, id: string, to: 'PAUSED' | 'RUNNING'): Promise<void> {
  await system.ledger.setRolloutState(id, { to, reason: 'recorded' }, by());
  await system.client.rollOut(id);
}
