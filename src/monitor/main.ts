// Program: looks at the market again and again until it is stopped. `--shard 2/8` watches the second of eight parts of all
// portfolios. Several monitors of the same part do no harm.

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Registry } from 'prom-client';
import type { RebalanceClient } from '../client';
import { type Config, readConfig, showConfig } from '../config';
import { type Adapters, connect, type SeenRequest, type TradeStream } from '../connect';
import type { Ledger } from '../ledger/ledger';
import { ledgerMetrics } from '../telemetry/ledger-metrics';
import { createLogger } from '../telemetry/logger';
import { meterMarket } from '../telemetry/metered-market';
import { webhookMetrics } from '../telemetry/metered-webhooks';
import {
  accountReadMetrics,
  breakerMetric,
  brokerMetrics,
  createRegistry,
  type LookMetrics,
  lookMetrics,
  shardMetric,
  watchMetrics,
} from '../telemetry/metrics';
import { startStatusServer } from '../telemetry/status-server';
import { temporalMetrics } from '../telemetry/temporal-metrics';
import { temporalProblem } from '../telemetry/temporal-problem';
import { temporalAt } from '../temporal/address';
import { BADLY_CLOSED } from '../temporal/outcome';
import { type AccountSweep, createAccountSweep } from './account-sweep';
import { type ActivityReads, createActivityReads } from './activity-reads';
import { createBreaker } from './breaker';
import { createCrowd } from './crowd';
import { whyText } from './drifted';
import { createKeyAlert } from './key-alert';
import { createWatch } from './loop';
import { createMonitor, type Monitor } from './monitor';
import { createPriceKeeper } from './price-keeper';
import { READ_OUTCOMES, readAccount } from './read-account';
import { createRefusalCaller } from './refusal-caller';
import { createRolloutKeeper } from './rollout-keeper';
import { isInShard, parseShard, type Shard } from './shard';
import { createStaleCaller } from './stale-caller';
import { createUnknownActivityCaller } from './unknown-activity-caller';
import { createWatchReporter, type WatchReporter } from './watch-reporter';
import { createWebhookFeeder } from './webhook-feeder';

const log = createLogger('monitor', process.env);

/** How often all portfolios together are measured. */
const BREAKER_EVERY_MS = 5_000;
/** How old a good price may be when the next one is judged by it. */
const KEEP_EVERY_MS = 60_000;
/** How often it looks for refused and STALE portfolios. */
const CALL_EVERY_MS = 60_000;

async function main(): Promise<void> {
  const shard = readShard(process.argv.slice(2));
  const config = readConfig(process.env);
  const { connectionOptions, namespace } = temporalAt(process.env);
  const configuration = showConfig(config, { address: connectionOptions.address, namespace });
  log.info({ configuration }, 'starting');
  const registry = createRegistry();
  const requests = countRequests(config, brokerMetrics(registry));
  const adapters = connect({ config: () => config, env: process.env, onRequest: requests.note });
  const ledger = await adapters.ledger();
  const temporal = await adapters.temporal();
  const client = await adapters.client();
  const metrics = lookMetrics(registry);
  ledgerMetrics(registry, ledger, Date.now);
  webhookMetrics(registry, ledger);
  shardMetric(registry, shard ?? { number: 1, of: 1 });
  temporalMetrics(registry, temporal, BADLY_CLOSED, Date.now);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  const parts: Parts = { config, shard, registry, metrics, adapters, ledger, client };
  const watcher = createWatcher(parts, () => watch.wake());
  const { monitor } = watcher;
  const sweep = createReads(parts, monitor, requests.perMinute);
  const sweeping = Promise.all([
    repeatUntil(sweep.sweep.step, stop.signal, 'an account could not be read'),
    repeatUntil(sweep.reads.step, stop.signal, 'an account in which something happened could not be read'),
  ]);
  adapters.activityNews({
    onActivity: sweep.reads.add,
    onLoss: (reason) => log.warn(`the stream of activities was lost (${reason}): the daily reading finds them`),
  });
  const reporting = repeatUntil(
    watcher.reporter.step,
    stop.signal,
    'the report of what is watched could not be written',
  );
  const [now, monotonicMs] = [() => new Date().toISOString(), () => performance.now()];
  const feed = createWebhookFeeder({ ledger, client, now, monotonicMs });
  const feeding = repeatUntil(feed, stop.signal, 'webhooks could not be fed: events wait');
  const keep = createRolloutKeeper({ ledger, client });
  const keeping = repeatUntil(keep, stop.signal, 'roll-outs could not be looked after');
  const changes = adapters.changes({ onChange: monitor.changed, onGap: monitor.missed });
  const look = createLook(parts, watcher);
  const watch = createWatch({ look, everyMs: config.lookEveryMs, metrics, log });
  const { alive, ready } = watch.probes;
  const status =
    config.status &&
    (await startStatusServer(config.status, {
      alive,
      ready: async () => (await ready()) ?? (await temporalProblem(temporal.connection, Date.now)),
      metrics: () => registry.metrics(),
    }));
  if (status !== undefined) log.info(`status at ${status.url}`);
  log.info('watching');
  await watch.until(stop.signal);
  await Promise.all([sweeping, reporting, feeding, keeping]);
  watcher.stream.close();
  await changes.close();
  await monitor.stop();
  await status?.close();
  await adapters.close();
}

/** What everything below is made from. */
interface Parts {
  config: Config;
  shard: Shard | undefined;
  registry: Registry;
  metrics: LookMetrics;
  adapters: Adapters;
  ledger: Ledger;
  client: RebalanceClient;
}

/** Passes each request on to `note`, and remembers how many requests a minute the broker allows once it has reported that. */
function countRequests({ broker }: Config, note: (seen: SeenRequest) => void) {
  const { host } = new URL(broker.baseUrl);
  let perMinute: number | undefined;
  return {
    note: (seen: SeenRequest) => {
      note(seen);
      if (seen.host === host) perMinute = seen.budget?.limit ?? perMinute;
    },
    perMinute: () => perMinute,
  };
}

interface Watcher {
  monitor: Monitor;
  reporter: WatchReporter;
  stream: TradeStream;
  /** Makes the next look begin at once when there is room for more rebalances. */
  wakeForBacklog(): void;
}

/** The monitor with the stream of trades that feeds it. `wake` makes the next look begin now. */
function createWatcher(
  { config, shard, registry, metrics, adapters, ledger, client }: Parts,
  wake: () => void,
): Watcher {
  const stream = adapters.trades({
    onTick: (tick) => {
      monitor.offer(tick);
      // A look without a price for every symbol asks the market for the rest, which must not happen more often.
      if (stream.isLive()) wake();
    },
    onRevised: (symbol) => monitor.missedTicks(symbol),
    onGap: () => monitor.missedTicks(),
    onLoss: (reason) => log.warn(`the price stream was lost (${reason}): the market is asked instead`),
  });
  const wakeForBacklog = () => {
    if (stream.isLive() && monitor.counters().backlog > 0) wake();
  };
  const crowd = createCrowd(() => performance.now(), wakeForBacklog);
  const monitor = createMonitor({
    ledger,
    market: meterMarket(adapters.market(), metrics, Date.now),
    client,
    monotonicMs: () => performance.now(),
    now: Date.now,
    shard,
    openingMinutes: config.caps.openingMinutes,
    isFed: stream.isLive,
    crowd,
    onDecision: (lagMs) => metrics.decision.observe(lagMs / 1_000),
    onSweepFailures: (failures, first) =>
      log.error(first, `the sweep for unsettled portfolios had ${failures} failures, the first of them this one`),
    onSignal: ({ portfolio: { id, policy }, drift, triggers }, _started, waitedMs) => {
      metrics.signals.inc();
      metrics.signal.observe(waitedMs / 1_000);
      log.info(
        { portfolioId: id, drift, threshold: policy.driftThreshold, triggers },
        `${id} ${whyText({ drift, triggers }, policy)}: rebalance asked for`,
      );
    },
  });
  watchMetrics(registry, monitor.counters);
  const reporter = createWatchReporter({
    ledger,
    monitor,
    crowd,
    shard: shard ?? { number: 1, of: 1 },
    now: Date.now,
    monotonicMs: () => performance.now(),
  });
  // When many wait, the next ones need not wait for the next look.
  return { monitor, reporter, stream, wakeForBacklog: () => void (crowd.room() > 0 && wakeForBacklog()) };
}

/** What one look does: the monitor's own work, and whatever is due besides. If the broker refuses our key, a person is called. */
function createLook({ config, registry, adapters, ledger, client }: Parts, watcher: Watcher): () => Promise<void> {
  const { monitor, stream, wakeForBacklog } = watcher;
  const now = () => new Date().toISOString();
  const breaker = createBreaker({
    ledger,
    client,
    limits: config.breaker,
    now,
    onTrip: (problem) => log.error(`the breaker tripped, and trading is halted: ${problem}`),
  });
  breakerMetric(registry, breaker.isTripped);
  const keeper = createPriceKeeper({
    ledger,
    market: adapters.market(),
    movePercent: config.caps.priceMovePercent,
    now,
    onJump: (symbol, jump) => {
      log.warn({ symbol, jump }, `${symbol} jumped, ${jump}: its holders wait for "autobalancer price accept"`);
      monitor.jumped(symbol);
    },
    onJumpOver: (symbol) => {
      log.info({ symbol }, `${symbol} is traded on again: its jump was accepted, or its price came back`);
      monitor.jumpIsOver(symbol);
    },
  });
  const callers = [
    createRefusalCaller({ ledger, client, calls: config.refusedCalls, now: Date.now }),
    createStaleCaller({ ledger, client, now: Date.now }),
    createUnknownActivityCaller({ ledger, client, now: Date.now }),
  ];
  const measure = atMostEvery(BREAKER_EVERY_MS, breaker.look);
  const keep = atMostEvery(KEEP_EVERY_MS, () => keeper.keep(monitor.symbols()));
  const call = atMostEvery(CALL_EVERY_MS, async () => {
    for (const caller of callers) await caller.look();
  });
  const keyAlert = createKeyAlert({ client, now: Date.now });
  return async () => {
    try {
      // The breaker comes first: it must work even when the market cannot be read.
      await measure();
      await monitor.look();
      stream.subscribe(monitor.symbols());
      if (monitor.symbols().size > 0) await keep();
      await call();
      wakeForBacklog();
    } catch (error) {
      await keyAlert(error);
      throw error;
    }
  };
}

/** Returns what does `work` unless that is less than `everyMs` ago. Work that failed is due at once. */
function atMostEvery(everyMs: number, work: () => Promise<unknown>): () => Promise<void> {
  let dueAt = 0;
  return async () => {
    if (performance.now() < dueAt) return;
    await work();
    dueAt = performance.now() + everyMs;
  };
}

/** Reads accounts: every one of them once a day, and those in which something happened at once. */
function createReads(
  { config, shard, registry, adapters, ledger, client }: Parts,
  monitor: Monitor,
  requestsPerMinute: () => number | undefined,
): { sweep: AccountSweep; reads: ActivityReads } {
  const isMine = (id: string) => shard === undefined || isInShard(id, shard);
  const onRead = accountReadMetrics(registry, READ_OUTCOMES);
  const reading = {
    ledger,
    broker: adapters.broker(),
    market: adapters.market(),
    client,
    isOpen: () => monitor.counters().isSignalling,
  };
  const sweep = createAccountSweep({
    ...reading,
    isMine,
    isBusy: () => monitor.counters().backlog > 0,
    requestsPerMinute,
    percent: config.sweepPercent / (shard?.of ?? 1),
    now: Date.now,
    onRead,
  });
  const by = () => ({ name: 'monitor', at: new Date().toISOString() });
  const reads = createActivityReads({
    ...reading,
    isMine,
    read: async (id) => {
      const outcome = await readAccount(reading, id, (await ledger.doubt()) !== null, by);
      if (outcome !== undefined) onRead(outcome);
      return outcome;
    },
    monotonicMs: () => performance.now(),
  });
  return { sweep, reads };
}

/**
 * Runs beside the looks. Each step says how long to wait for the next. A step that fails is retried, because ledger or broker may
 * be down.
 */
async function repeatUntil(step: () => Promise<number>, signal: AbortSignal, whenFailed: string): Promise<void> {
  while (!signal.aborted) {
    const waitMs = await step().catch((error: unknown) => {
      log.warn(error, whenFailed);
      return AGAIN_MS;
    });
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

const AGAIN_MS = 30_000;

/** @throws RangeError for a `--shard` that is not one. */
function readShard(args: string[]): Shard | undefined {
  const { shard: text } = parseArgs({ args, options: { shard: { type: 'string' } } }).values;
  const shard = text === undefined ? undefined : parseShard(text);
  if (text !== undefined && shard === undefined)
    throw new RangeError(`--shard must be a part of all such as 2/8, not ${JSON.stringify(text)}`);
  return shard;
}

main().catch((error: unknown) => {
  log.fatal(error, 'stopped');
  process.exit(1);
});
