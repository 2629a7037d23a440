import { z } from 'zod';
import type { BreakerLimits } from './domain/breaker';
import type { Caps } from './domain/caps';
import { SECRETS, type SecretName, type Secrets, secretsOf } from './secrets';
import type { WorkerLimits } from './temporal/worker-settings';

const must = (rule: string) => ({
  error: ({ input }: { input?: unknown }) => `must be ${rule}${input === undefined ? ', and is not set' : ''}`,
});
const postgresUrl = () => z.url({ protocol: /^postgres(ql)?$/, ...must('a postgres:// URL') });
const webUrl = () => z.url({ protocol: /^https?$/, ...must('an https:// or http:// URL') });
const oneOf = <const T extends string>(...words: T[]) => z.enum(words, must(words.join(' or ')));
const port = () =>
  z
    .string()
    .regex(/^[0-9]{1,5}$/, must('a port'))
    .transform((text) => Number.parseInt(text, 10))
    .refine((number) => number <= 65_535, must('a port'));
const count = () =>
  z
    .string()
    .regex(/^[0-9]{1,5}$/, must('a whole number of at most 5 digits'))
    .transform((text) => Number.parseInt(text, 10))
    .refine((number) => number >= 2, must('at least 2'));
const cap = (pattern: RegExp, rule: string) => z.string().regex(pattern, must(`${rule}, or none`));
const capUsd = () => cap(/^(?:none|[0-9]{1,15}(?:\.[0-9]{2})?)$/, 'USD such as 1000000 or 1000000.00');
const key = () => z.string().min(1, must('at least one character'));

const SIMULATOR_URL = 'http://127.0.0.1:7400';

/** Every setting, each with a sentence for docs/configuration.md. */
export const Environment = z.object({
  DATABASE_URL: postgresUrl().describe('the ledger, as the role that may not change its schema'),
  DATABASE_OWNER_URL: postgresUrl().optional().describe('the ledger, as its owner; `setup` only'),
  AUTOBALANCER_BROKER: oneOf('simulator', 'alpaca-paper').default('simulator').describe('who trades'),
  AUTOBALANCER_BROKER_URL: webUrl()
    .optional()
    .describe(`where the broker answers, if not at its usual address (the simulator's is ${SIMULATOR_URL})`),
  AUTOBALANCER_DATA_URL: webUrl()
    .optional()
    .describe(
      "where prices come from, if not from the simulator, or from Alpaca's data host that goes with `ALPACA_API`: the sandbox's for `broker`",
    ),
  AUTOBALANCER_FEED: oneOf('iex', 'sip')
    .default('iex')
    .describe(
      'the market data that prices come from: `iex` is free and has the trades of one exchange, `sip` has all of them and needs a subscription',
    ),
  ALPACA_API: oneOf('broker', 'trading')
    .default('broker')
    .describe('accounts under one key, or one account of its own'),
  ALPACA_KEY_ID: key().default('simulator').describe('the key of the broker'),
  ALPACA_SECRET_KEY: key().default('simulator').describe('its secret'),
  ALPACA_SECOND_KEY_ID: key()
    .optional()
    .describe(
      'a second key, while keys are rotated: when one is refused, the other one is used ([how](runbook.md#rotate-a-key))',
    ),
  ALPACA_SECOND_SECRET_KEY: key().optional().describe('its secret'),
  SLACK_WEBHOOK_URL: webUrl().optional().describe('where a STALE or PAUSED portfolio is announced'),
  AUTOBALANCER_LOG_FORMAT: oneOf('json', 'human').optional().describe('`human` at a terminal, `json` elsewhere'),
  AUTOBALANCER_LOG_LEVEL: oneOf('debug', 'info', 'warn', 'error').default('info').describe('the least that is logged'),
  AUTOBALANCER_STATUS_HOST: key().default('127.0.0.1').describe('the address on which metrics and health are served'),
  AUTOBALANCER_STATUS_PORT: port()
    .optional()
    .describe('the port of `/healthz`, `/readyz` and `/metrics`; 0 is a free one, which is logged'),
  AUTOBALANCER_API_HOST: key()
    .default('127.0.0.1')
    .describe('the address of the HTTP API; every request needs a key, and TLS is for a proxy in front of it'),
  AUTOBALANCER_API_PORT: port().default(7_500).describe('its port; 0 is a free one, which is logged'),
  AUTOBALANCER_API_REQUESTS_PER_MINUTE: count()
    .default(1_200)
    .describe('the most requests a minute that the HTTP API answers to one key'),
  AUTOBALANCER_WEBHOOK_PRIVATE_ADDRESSES: oneOf('refuse', 'allow')
    .default('refuse')
    .describe(
      'whether webhooks may lead to private addresses, and over http: for development and tests only, because who may create a webhook reaches what this network keeps to itself',
    ),
  AUTOBALANCER_URL: webUrl()
    .optional()
    .describe('where an HTTP API answers: the command line asks it then, and no other server; `--url` is the same'),
  AUTOBALANCER_KEY: key().optional().describe('the key for it'),
  AUTOBALANCER_SDK_METRICS_PORT: port().optional().describe("the port of the `/metrics` of a worker's Temporal SDK"),
  AUTOBALANCER_WORKFLOW_BUNDLE: key()
    .optional()
    .describe('the file of the bundled workflows, if not beside the worker'),
  AUTOBALANCER_CACHED_WORKFLOWS: count().default(500).describe('workflows that a worker keeps; others are replayed'),
  AUTOBALANCER_WORKFLOW_SLOTS: count().default(40).describe('workflow tasks that a worker does at once'),
  AUTOBALANCER_ACTIVITY_SLOTS: count()
    .default(200)
    .describe('activities that a worker does at once; an order that waits for its fill is one'),
  AUTOBALANCER_BUILD_ID: key()
    .optional()
    .describe('the build of a versioned worker ([how](operations.md#deploy-a-new-build))'),
  AUTOBALANCER_LOOK_EVERY_MS: count()
    .default(500)
    .describe(
      'the wait of the monitor between two looks; each may be a request for prices, of which a key has 200 a minute',
    ),
  AUTOBALANCER_REFUSED_CALL_AFTER_MINUTES: count()
    .default(30)
    .describe(
      'how long a portfolio is refused, for a reason that does not end by itself, before the monitor calls a person',
    ),
  AUTOBALANCER_REFUSED_CALL_EVERY_MINUTES: count()
    .default(1_440)
    .describe('how long the monitor waits before it calls a person about the same refusal code again'),
  AUTOBALANCER_SWEEP_PERCENT: z
    .string()
    .regex(/^(?:[0-9]|[1-9][0-9]|100)$/, must('a whole percent'))
    .default('25')
    .transform((text) => Number.parseInt(text, 10))
    .describe(
      "the most of the broker's requests a minute with which all monitors together read every account once a day; 0 for not at all",
    ),
  AUTOBALANCER_CAP_ORDERS: cap(/^(?:none|[1-9][0-9]{0,4})$/, 'a number of orders')
    .default('200')
    .describe(
      'the most orders of a batch, or `none`, as with the next three; for worker and command line (`plan`) alike',
    ),
  AUTOBALANCER_CAP_ORDER_USD: capUsd().default('1000000.00').describe('the most that an order may buy or sell'),
  AUTOBALANCER_CAP_BATCH_USD: capUsd().default('5000000.00').describe('the most that a batch may buy and sell'),
  AUTOBALANCER_CAP_DAY_USD: capUsd()
    .default('20000000.00')
    .describe('the most that the orders of an account may buy and sell on a day'),
  AUTOBALANCER_CAP_PRICE_MOVE_PERCENT: cap(/^(?:none|[1-9][0-9]{0,3}(?:\.[0-9]{1,4})?)$/, 'a percent of at least 1')
    .default('50')
    .describe(
      'how far from the last known good price, and from those of the last hour, a price is still traded on; `none` lets splits through as well',
    ),
  AUTOBALANCER_CAP_SPREAD_PERCENT: cap(/^(?:none|[0-9]{1,2}(?:\.[0-9]{1,4})?)$/, 'a percent below 100')
    .default('1')
    .describe(
      'how far apart bid and ask of a symbol may be for it to be traded, a percent of their middle; `none` for a feed of one exchange, whose quotes are wide',
    ),
  AUTOBALANCER_OPENING_MINUTES: z
    .string()
    .regex(/^[0-9]{1,3}$/, must('minutes, or 0'))
    .default('5')
    .describe('minutes after the opening in which no batch begins; 0 for none'),
  AUTOBALANCER_BREAKER_BATCHES: cap(/^(?:none|[1-9][0-9]{0,6})$/, 'a number of batches')
    .default('5000')
    .describe(
      'the most batches that may begin within a minute, over all portfolios, or `none`, as with the next two; beyond it the monitor halts trading ([the breaker](runbook.md#the-breaker-tripped))',
    ),
  AUTOBALANCER_BREAKER_USD: capUsd()
    .default('1000000000.00')
    .describe('the most that the batches of a minute may buy and sell together'),
  AUTOBALANCER_BREAKER_ROLLBACK_PERCENT: cap(/^(?:none|[1-9][0-9]?(?:\.[0-9]{1,4})?)$/, 'a percent below 100')
    .default('50')
    .describe('the most of the batches of ten minutes, at least 20, that may be rolled back'),
  AUTOBALANCER_CACHE: key().optional().describe('where the demo and `dev` keep the servers that they fetched'),
});

/** What a program needs to know of the outside; immutable. */
export interface Config {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string | undefined;
  readonly broker: {
    readonly kind: 'simulator' | 'alpaca-paper';
    readonly baseUrl: string;
    readonly dataUrl: string;
    readonly feed: 'iex' | 'sip';
    readonly api: 'broker' | 'trading';
    readonly keyId: string;
    readonly secretKey: string;
    /** The keys of this moment: one, or two while they are rotated. */
    readonly keys: () => { keyId: string; secretKey: string }[];
  };
  readonly slackWebhookUrl: string | undefined;
  /** The same as they are now: a secret that is in a file may have been replaced. */
  readonly now: {
    readonly databaseUrl: () => string;
    readonly slackWebhookUrl: () => string | undefined;
  };
  /** Where /healthz, /readyz and /metrics are served; undefined for nowhere. */
  readonly status: { readonly host: string; readonly port: number } | undefined;
  readonly api: { readonly host: string; readonly port: number; readonly requestsPerMinute: number };
  /** Webhooks may lead to private addresses, and over http. */
  readonly allowsPrivateWebhooks: boolean;
  /** Where the Temporal SDK of the worker serves its own metrics ("host:port"); undefined for nowhere. */
  readonly sdkMetricsAddress: string | undefined;
  /** The file of the bundled workflows, or undefined for the one beside the worker. */
  readonly workflowBundle: string | undefined;
  readonly worker: WorkerLimits;
  readonly caps: Caps;
  readonly breaker: BreakerLimits;
  /** How long the monitor waits between two looks; each look is a request for prices. */
  readonly lookEveryMs: number;
  /** How much of the broker's requests a minute the sweep of all accounts may take: percent. */
  readonly sweepPercent: number;
  /** When the monitor calls a person about portfolios that are refused: milliseconds. */
  readonly refusedCalls: { readonly afterMs: number; readonly everyMs: number };
}

/** A setting that is missing, wrong or unknown. `message` names it and says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const PAPER_URLS = {
  broker: 'https://broker-api.sandbox.alpaca.markets',
  trading: 'https://paper-api.alpaca.markets',
};
/** Keys of the Broker API's sandbox are refused (403) by the other host. */
const PAPER_DATA_URLS = {
  broker: 'https://data.sandbox.alpaca.markets',
  trading: 'https://data.alpaca.markets',
};

/**
 * Reads the environment once, at a program's start. An empty value counts as not set. `TEMPORAL_*` is read by Temporal's own configuration.
 *
 * @throws ConfigError naming the variable; an unknown AUTOBALANCER_* is one, and a secret that is given twice.
 */
// eslint-disable-next-line max-lines-per-function -- one table: what each setting becomes
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith('AUTOBALANCER_') && !(name in Environment.shape) && name !== 'AUTOBALANCER_KEY_FILE',
  );
  if (unknown !== undefined)
    throw new ConfigError(`${unknown} is not a setting of this program: remove it, or correct its name`);
  const secrets = secretsOf(environment);
  const problem = secrets.problem();
  if (problem !== undefined) throw new ConfigError(problem);
  // A container's environment gives what is not set as an empty text.
  const given = {
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')),
    ...Object.fromEntries(SECRETS.map((name) => [name, secrets.now(name)])),
  };
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${issue?.path.join('.') ?? 'environment'} ${issue?.message ?? 'is not valid'}`);
  }
  const env = parsed.data;
  const host = env.AUTOBALANCER_STATUS_HOST;
  const simulated = env.AUTOBALANCER_BROKER === 'simulator';
  const missing = (names: readonly SecretName[]) => names.filter((name) => secrets.now(name) === undefined);
  if (missing(SECOND_KEY).length === 1)
    throw new ConfigError(`${SECOND_KEY.join(' and ')} belong together: set both, or neither`);
  if (!simulated && missing(KEY).length > 0)
    throw new ConfigError(`${KEY.join(' and ')} must be set for ${env.AUTOBALANCER_BROKER}`);
  const baseUrl = env.AUTOBALANCER_BROKER_URL ?? (simulated ? SIMULATOR_URL : PAPER_URLS[env.ALPACA_API]);
  return Object.freeze({
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    broker: Object.freeze({
      kind: env.AUTOBALANCER_BROKER,
      baseUrl,
      dataUrl: env.AUTOBALANCER_DATA_URL ?? (simulated ? baseUrl : PAPER_DATA_URLS[env.ALPACA_API]),
      feed: env.AUTOBALANCER_FEED,
      api: env.ALPACA_API,
      keyId: env.ALPACA_KEY_ID,
      secretKey: env.ALPACA_SECRET_KEY,
      keys: () => keysNow(secrets, env.ALPACA_KEY_ID, env.ALPACA_SECRET_KEY),
    }),
    slackWebhookUrl: env.SLACK_WEBHOOK_URL,
    now: Object.freeze({
      databaseUrl: () => secrets.now('DATABASE_URL') ?? env.DATABASE_URL,
      slackWebhookUrl: () => secrets.now('SLACK_WEBHOOK_URL'),
    }),
    status:
      env.AUTOBALANCER_STATUS_PORT === undefined
        ? undefined
        : Object.freeze({ host, port: env.AUTOBALANCER_STATUS_PORT }),
    api: Object.freeze({
      host: env.AUTOBALANCER_API_HOST,
      port: env.AUTOBALANCER_API_PORT,
      requestsPerMinute: env.AUTOBALANCER_API_REQUESTS_PER_MINUTE,
    }),
    allowsPrivateWebhooks: env.AUTOBALANCER_WEBHOOK_PRIVATE_ADDRESSES === 'allow',
    sdkMetricsAddress:
      env.AUTOBALANCER_SDK_METRICS_PORT === undefined ? undefined : `${host}:${env.AUTOBALANCER_SDK_METRICS_PORT}`,
    workflowBundle: env.AUTOBALANCER_WORKFLOW_BUNDLE,
    worker: Object.freeze({
      cachedWorkflows: env.AUTOBALANCER_CACHED_WORKFLOWS,
      workflowSlots: env.AUTOBALANCER_WORKFLOW_SLOTS,
      activitySlots: env.AUTOBALANCER_ACTIVITY_SLOTS,
      buildId: env.AUTOBALANCER_BUILD_ID,
    }),
    caps: Object.freeze({
      ordersPerBatch: env.AUTOBALANCER_CAP_ORDERS === 'none' ? null : Number.parseInt(env.AUTOBALANCER_CAP_ORDERS, 10),
      orderUsd: capOf(env.AUTOBALANCER_CAP_ORDER_USD),
      batchUsd: capOf(env.AUTOBALANCER_CAP_BATCH_USD),
      dayUsd: capOf(env.AUTOBALANCER_CAP_DAY_USD),
      priceMovePercent: capOf(env.AUTOBALANCER_CAP_PRICE_MOVE_PERCENT),
      spreadPercent: capOf(env.AUTOBALANCER_CAP_SPREAD_PERCENT),
      openingMinutes: Number.parseInt(env.AUTOBALANCER_OPENING_MINUTES, 10),
    }),
    breaker: Object.freeze({
      batchesPerMinute:
        env.AUTOBALANCER_BREAKER_BATCHES === 'none' ? null : Number.parseInt(env.AUTOBALANCER_BREAKER_BATCHES, 10),
      usdPerMinute: capOf(env.AUTOBALANCER_BREAKER_USD),
      rollbackPercent: capOf(env.AUTOBALANCER_BREAKER_ROLLBACK_PERCENT),
    }),
    lookEveryMs: env.AUTOBALANCER_LOOK_EVERY_MS,
    sweepPercent: env.AUTOBALANCER_SWEEP_PERCENT,
    refusedCalls: Object.freeze({
      afterMs: env.AUTOBALANCER_REFUSED_CALL_AFTER_MINUTES * 60_000,
      everyMs: env.AUTOBALANCER_REFUSED_CALL_EVERY_MINUTES * 60_000,
    }),
  });
}

const KEY = ['ALPACA_KEY_ID', 'ALPACA_SECRET_KEY'] as const;
const SECOND_KEY = ['ALPACA_SECOND_KEY_ID', 'ALPACA_SECOND_SECRET_KEY'] as const;

function keysNow(secrets: Secrets, keyId: string, secretKey: string) {
  const second = { keyId: secrets.now('ALPACA_SECOND_KEY_ID'), secretKey: secrets.now('ALPACA_SECOND_SECRET_KEY') };
  return [
    { keyId: secrets.now('ALPACA_KEY_ID') ?? keyId, secretKey: secrets.now('ALPACA_SECRET_KEY') ?? secretKey },
    ...(second.keyId === undefined || second.secretKey === undefined
      ? []
      : [{ keyId: second.keyId, secretKey: second.secretKey }]),
  ];
}

function capOf(text: string): string | null {
  return text === 'none' ? null : text;
}

/**
 * Returns what a program's log may say of its configuration. A key is shown as set, and of a URL only where it leads: its
 * user, password and query may be secrets.
 */
export function showConfig(
  { databaseUrl, databaseOwnerUrl, broker, slackWebhookUrl, caps, breaker }: Config,
  temporal: { address: string | undefined; namespace: string | undefined },
): Record<string, unknown> {
  const { kind, baseUrl, dataUrl, feed, api } = broker;
  return {
    temporal: { address: temporal.address ?? 'localhost:7233', namespace: temporal.namespace ?? 'default' },
    database: whereTo(databaseUrl),
    databaseOwner: databaseOwnerUrl && whereTo(databaseOwnerUrl),
    broker: { kind, baseUrl: whereTo(baseUrl), dataUrl: whereTo(dataUrl), feed, api, key: SET },
    slackWebhook: slackWebhookUrl && SET,
    caps,
    breaker,
  };
}

const SET = '(set)';

function whereTo(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
