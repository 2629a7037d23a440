// The numbers of a program, each under a name that starts with "autobalancer_".

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { SeenRequest } from '../broker/alpaca/observed-wire';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Close together around 50 and 300 ms, the limits for a decision, so that a reader sees whether they are kept. */
const DECISION_SECONDS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 1, 2.5, 5];

/** The first ones are Node's own, about the process. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

export type RebalanceMetrics = ReturnType<typeof rebalanceMetrics>;

export function rebalanceMetrics(registry: Registry) {
  const { counter } = kindsOf(registry);
  return {
    rebalances: counter('rebalances_total', 'Evaluations that ended, by outcome', ['outcome']),
    refusals: counter('refusals_total', 'Evaluations that were refused, by refusal code', ['code']),
    rollbacks: counter('rollbacks_total', 'Batches that were rolled back, by the code of their cause', ['cause']),
    offTarget: counter(
      'off_target_total',
      'Batches that filled completely and left more drift than the threshold and the plan allow',
      [],
    ),
    undelivered: counter('alerts_undelivered_total', 'Alerts that were given up after a day'),
    orders: counter('orders_total', 'Final states of orders and reversals', ['kind', 'state']),
  };
}

export type LookMetrics = ReturnType<typeof lookMetrics>;

export function lookMetrics(registry: Registry) {
  const { counter, gauge, histogram } = kindsOf(registry);
  return {
    seconds: histogram('look_seconds', 'How long one look of the monitor took'),
    failures: counter('look_failures_total', 'Looks of the monitor that failed'),
    last: gauge('last_look_timestamp_seconds', 'When the monitor last looked without failing'),
    priceAge: gauge('price_age_seconds', 'Age of the oldest price that the monitor measured with'),
    signals: counter('signals_total', 'Rebalances that the monitor asked for'),
    decision: histogram(
      'decision_seconds',
      'Time from the oldest tick of a look to its decision',
      [],
      DECISION_SECONDS,
    ),
    signal: histogram(
      'signal_seconds',
      'Time from the tick that may have moved a portfolio past its threshold to its signal',
    ),
  };
}

/** Returns a function that counts account reads outside batches, by their result. */
export function accountReadMetrics<Outcome extends string>(
  registry: Registry,
  outcomes: readonly Outcome[],
): (outcome: Outcome) => void {
  const { counter } = kindsOf(registry);
  const reads = counter('account_reads_total', 'Accounts that were read outside batches, by what was found', [
    'outcome',
  ]);
  // A series that starts with its first event would show no increase for that event.
  for (const outcome of outcomes) reads.inc({ outcome }, 0);
  return (outcome) => reads.inc({ outcome });
}

/** What a monitor counts. The first three describe the present moment, the others count since the start. */
interface WatchCounters {
  portfolios: number;
  candidates: number;
  backlog: number;
  checks: number;
  measured: number;
  confirmed: number;
  cooling: number;
  unpricedSymbols: number;
  unjudged: number;
  isSignalling: boolean;
  heldBack: Record<string, number>;
  ticks: { received: number; conflated: number; dropped: Record<string, number> };
  sweep: { unsettled: number; toGo: number; ensured: number; failures: number; idleMs: number };
}

/** Adds what a monitor counts, read again on each scrape. */
export function watchMetrics(registry: Registry, read: () => WatchCounters): void {
  const { counter, gauge } = kindsOf(registry);
  const total = (name: string, help: string, count: (counters: WatchCounters) => number) =>
    counter(name, help, [], (one) => {
      one.reset();
      one.inc(count(read()));
    });
  const now = (name: string, help: string, value: (counters: WatchCounters) => number) =>
    gauge(name, help, [], (one) => one.set(value(read())));
  total('ticks_total', 'Ticks that a feed offered', ({ ticks }) => ticks.received);
  total('ticks_conflated_total', 'Ticks that a newer one replaced before a look', ({ ticks }) => ticks.conflated);
  total('checks_total', 'Holders that a price change was checked for', ({ checks }) => checks);
  total('measured_total', 'Candidates that were measured exactly', ({ measured }) => measured);
  total('confirmed_total', 'Candidates that were past their threshold, measured exactly', ({ confirmed }) => confirmed);
  total(
    'cooling_total',
    'Signals that were not sent because their portfolio is cooling down',
    ({ cooling }) => cooling,
  );
  counter('ticks_dropped_total', 'Ticks that were not believed, by reason', ['reason'], (dropped) => {
    dropped.reset();
    for (const [reason, count] of Object.entries(read().ticks.dropped)) dropped.inc({ reason }, count);
  });
  total('sweep_ensured_total', 'Unsettled portfolios that were seen to have a run', ({ sweep }) => sweep.ensured);
  total('sweep_failures_total', 'Failures of sweeps for unsettled portfolios', ({ sweep }) => sweep.failures);
  now('sweep_unsettled', 'Unsettled portfolios that the latest sweep found', ({ sweep }) => sweep.unsettled);
  now('sweep_to_go', 'Unsettled portfolios that the current sweep has not looked at yet', ({ sweep }) => sweep.toGo);
  now(
    'sweep_idle_seconds',
    'Time since a sweep last made progress or found nothing left to do',
    ({ sweep }) => sweep.idleMs / 1_000,
  );
  now('watched_portfolios', 'Portfolios that this monitor knows', ({ portfolios }) => portfolios);
  now(
    'candidates',
    'Portfolios that may have been past their threshold in the last look',
    ({ candidates }) => candidates,
  );
  now('backlog', 'Portfolios past their threshold whose turn did not come in the last look', ({ backlog }) => backlog);
  now('unpriced_symbols', 'Symbols of portfolios that have no price', ({ unpricedSymbols }) => unpricedSymbols);
  now(
    'unjudged_portfolios',
    'Portfolios that cannot be measured because one of their symbols has no price',
    ({ unjudged }) => unjudged,
  );
  now(
    'signalling',
    '1 while drifted portfolios are signalled, 0 while the market is closed or trading is halted',
    ({ isSignalling }) => (isSignalling ? 1 : 0),
  );
  gauge(
    'held_back',
    'Portfolios past their threshold that wait for the market to open or for trading to resume',
    ['reason'],
    (held) => {
      for (const [reason, count] of Object.entries(read().heldBack)) held.set({ reason }, count);
    },
  );
}

/** Adds whether the fleet breaker holds trading halted. */
export function breakerMetric(registry: Registry, isTripped: () => boolean): void {
  kindsOf(registry).gauge('breaker_tripped', '1 while the fleet breaker holds trading halted', [], (one) =>
    one.set(isTripped() ? 1 : 0),
  );
}

/** Adds which shard this monitor is, and of how many. The alert about a missing shard compares these numbers. */
export function shardMetric(registry: Registry, { number, of }: { number: number; of: number }): void {
  const shards = kindsOf(registry).gauge(
    'shards',
    'Number of shards that the portfolios are divided into, by the number of this one',
    ['shard'],
  );
  shards.set({ shard: number }, of);
}

/** Returns a function that counts one request to the broker. Each host has its own budget. */
export function brokerMetrics(registry: Registry): (seen: SeenRequest) => void {
  const { counter, gauge, histogram } = kindsOf(registry);
  const requests = counter('broker_requests_total', 'Requests to the broker, by operation and HTTP status', [
    'call',
    'status',
  ]);
  const duration = histogram('broker_request_seconds', 'How long the broker took to answer', ['call']);
  const remaining = gauge('broker_budget_remaining', 'Requests left in this minute, according to the broker', ['host']);
  const limit = gauge('broker_budget_limit', 'Requests a minute that the broker allows', ['host']);
  return ({ host, call, status, seconds, budget }) => {
    requests.inc({ call, status });
    duration.observe({ call }, seconds);
    if (budget === undefined) return;
    remaining.set({ host }, budget.remaining);
    limit.set({ host }, budget.limit);
  };
}

/** Adds whether the stream of orders can be relied on, and returns the counters for its events and for what they led to. */
export function newsMetrics(registry: Registry, isLive: () => boolean) {
  const { counter, gauge } = kindsOf(registry);
  gauge('order_stream_live', '1 while the broker sends order events, 0 while orders are polled', [], (one) =>
    one.set(isLive() ? 1 : 0),
  );
  const events = counter('order_events_total', 'Events that the stream of orders delivered');
  const wakes = counter('order_wakeups_total', 'Waits for the end of an order that an event ended');
  const vain = counter('order_wakeups_in_vain_total', 'Wake-ups after which the broker showed the order still open');
  const missed = counter(
    'order_events_missed_total',
    'Orders that had ended without an event while the stream was live',
  );
  return {
    onEvent: () => events.inc(),
    onWake: () => wakes.inc(),
    onVain: () => vain.inc(),
    onMissed: () => missed.inc(),
  };
}

/** Sets a metric again before each scrape. */
type Collect<Metric> = (metric: Metric) => void | Promise<void>;

/** Builds metrics in a registry, under our prefix. */
export function kindsOf(registry: Registry) {
  const registers = [registry];
  const named = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => {
    return { name: `autobalancer_${name}`, help, labelNames, registers };
  };
  return {
    counter: <L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[] = [],
      collect: Collect<Counter<L>> = () => undefined,
    ) =>
      new Counter<L>({
        ...named(name, help, labelNames),
        collect() {
          return collect(this);
        },
      }),
    histogram: <L extends string>(name: string, help: string, labelNames: readonly L[] = [], buckets = SECONDS) =>
      new Histogram({ ...named(name, help, labelNames), buckets }),
    gauge: <L extends string>(
      name: string,
      help: string,
      labelNames: readonly L[] = [],
      collect: Collect<Gauge<L>> = () => undefined,
    ) =>
      new Gauge<L>({
        ...named(name, help, labelNames),
        collect() {
          return collect(this);
        },
      }),
  };
}
