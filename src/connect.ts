// Builds what a program talks to: ledger, broker, market, alerts, Temporal. Every program takes from here what it needs, so all of
// one process share the request budget of a key, and a new adapter is built in one place.

import type { Client } from '@temporalio/client';
import type { Alerts } from './alerts/alerts';
import { createSlackAlerts } from './alerts/slack';
import type { ActivityListener } from './broker/alpaca/activity-news';
import type { SeenRequest } from './broker/alpaca/observed-wire';
import type { NewsListener } from './broker/alpaca/order-news';
import type { StreamListener, TradeStream } from './broker/alpaca/stream';
import type { AlpacaSettings } from './broker/alpaca/transport';
import type { Broker } from './broker/broker';
import type { Market } from './broker/market';
import type { OrderNews } from './broker/order-news';
import type { RebalanceClient } from './client';
import type * as Alpaca from './connect-alpaca';
import type { connectTemporal as Connect } from './connect-temporal';
import { invariant } from './domain/invariant';
import type { ImportLedger } from './ledger/imports';
import type { Ledger } from './ledger/ledger';
import type { ModelLedger } from './ledger/models';
import { type ChangeListener, listenForChanges } from './ledger/postgres/changes';
import { type DatabaseHealth, databaseHealth } from './ledger/postgres/health';
import { createPostgresLedger } from './ledger/postgres/ledger';
import { schemaProblem } from './ledger/postgres/migrate';
import type { RolloutLedger } from './ledger/rollouts';
import type { RuleLedger } from './ledger/rule-sets';
import type { WebhookLedger } from './ledger/webhooks';
import type { TemporalHealth } from './temporal/health';
import { createWebhookSender } from './webhooks/http';
import type { WebhookSender } from './webhooks/webhooks';

export type { AlpacaSettings, DatabaseHealth, SeenRequest, TradeStream };

/** The settings that adapters are built from; a Config has them. */
export interface AdapterSettings {
  /** Left out by a program that asks no broker. */
  broker?: AlpacaSettings;
  now: { databaseUrl: () => string; slackWebhookUrl?: () => string | undefined };
  /** Webhooks may lead to private addresses, and over http. */
  allowsPrivateWebhooks?: boolean;
}

export interface ConnectInput {
  /** Asked when the first adapter needs a setting. */
  config: () => AdapterSettings;
  /** Where the TEMPORAL_* settings are. */
  env: NodeJS.ProcessEnv;
  /** Where the workers are; the product's own task queue unless given. */
  taskQueue?: string | undefined;
  /** Told about every request to broker and market. */
  onRequest?: (seen: SeenRequest) => void;
  /** A person waits: Temporal gets three seconds to answer, and what it has not answered at `close` is given up. */
  attended?: boolean;
  /** Temporal is connected when it is first asked, and again after it was away: a program that can do without it goes on. */
  lazily?: boolean;
}

/** Each adapter is built when it is first asked for, and then stays the same. */
export interface Adapters {
  /** The ledger, once its schema is one that this build runs on. @throws ConnectError SCHEMA, LedgerFault */
  ledger(): Promise<Ledger & ImportLedger & WebhookLedger & ModelLedger & RolloutLedger & RuleLedger>;
  databaseHealth(): Promise<DatabaseHealth>;
  /** Reports changed portfolios until it is closed. */
  changes(listener: ChangeListener): { close(): Promise<void> };
  broker(): Broker;
  market(): Market;
  /** Reports trades until it is closed. */
  trades(listener: StreamListener): TradeStream;
  /** Hears what becomes of orders, until `close`. */
  orderNews(listener: NewsListener): OrderNews;
  /** Hears in which accounts something happened, until `close`. */
  activityNews(listener: ActivityListener): void;
  alerts(): Alerts;
  webhooks(): WebhookSender;
  /** @throws ConnectError TEMPORAL_UNREACHABLE */
  temporal(): Promise<Client>;
  /** @throws ConnectError TEMPORAL_UNREACHABLE */
  temporalHealth(): Promise<TemporalHealth>;
  /** @throws ConnectError TEMPORAL_UNREACHABLE */
  client(): Promise<RebalanceClient>;
  /** Closes ledger and Temporal, if they were opened. */
  close(): Promise<void>;
}

export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  constructor(
    readonly code: 'SCHEMA' | 'TEMPORAL_UNREACHABLE',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function connect({
  env,
  taskQueue,
  onRequest,
  attended = false,
  lazily = false,
  ...input
}: ConnectInput): Adapters {
  const closers: (() => Promise<void>)[] = [];
  const config = once(input.config);
  // Most commands ask no broker, and a command that a person waits for must start soon.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest cannot load what is imported by import()
  const adapter = () => require('./connect-alpaca') as typeof Alpaca;

  const alpaca = once(() => {
    const { broker } = config();
    invariant(broker !== undefined, 'a program that asks a broker has its settings');
    return onRequest === undefined ? broker : { ...broker, wire: adapter().observedWire(onRequest) };
  });
  const opened = once(async () => {
    // Temporal's client takes longer to load than everything else together, and most commands do not ask it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest cannot load what is imported by import()
    const { connectTemporal } = require('./connect-temporal') as { connectTemporal: typeof Connect };
    const temporal = await connectTemporal(env, taskQueue, { attended, lazily }).catch(unreachable);
    closers.push(temporal.close);
    return temporal;
  });
  return {
    ledger: once(async () => {
      const { databaseUrl } = config().now;
      const problem = await schemaProblem(databaseUrl());
      if (problem !== undefined) throw new ConnectError('SCHEMA', problem);
      const ledger = createPostgresLedger(databaseUrl);
      closers.push(() => ledger.close());
      return ledger;
    }),
    databaseHealth: async () => databaseHealth(config().now.databaseUrl()),
    changes: (listener) => listenForChanges(config().now.databaseUrl, listener),
    broker: once(() => adapter().createAlpacaBroker(alpaca())),
    market: once(() => adapter().createAlpacaMarket(alpaca())),
    trades: (listener) => adapter().openTradeStream(alpaca(), listener),
    orderNews: (listener) => {
      const news = adapter().openOrderNews(alpaca(), listener);
      closers.push(() => Promise.resolve(news.close()));
      return news;
    },
    activityNews: (listener) => {
      const close = adapter().openActivityNews(alpaca(), listener);
      closers.push(() => Promise.resolve(close()));
    },
    alerts: once(() => createSlackAlerts(config().now.slackWebhookUrl ?? (() => undefined))),
    webhooks: once(() => createWebhookSender({ allowsPrivate: config().allowsPrivateWebhooks ?? false })),
    temporal: async () => (await opened()).temporal,
    temporalHealth: async () => (await opened()).health,
    client: async () => (await opened()).client,
    close: async () => {
      await Promise.all(closers.splice(0).map((close) => close()));
    },
  };
}

function unreachable(cause: unknown): never {
  const message = cause instanceof Error ? cause.message : String(cause);
  throw new ConnectError('TEMPORAL_UNREACHABLE', message, { cause });
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
