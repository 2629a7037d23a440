import { z } from 'zod';

const url = (protocol: RegExp) => z.url({ protocol });

const Environment = z.object({
  DATABASE_URL: url(/^postgres(ql)?$/).describe('ledger, app role'),
  DATABASE_OWNER_URL: url(/^postgres(ql)?$/).optional(),
  AUTOBALANCER_BROKER: z.enum(['simulator', 'alpaca-paper']).default('simulator'),
  AUTOBALANCER_BROKER_URL: url(/^https?$/).optional(),
  ALPACA_API: z.enum(['broker', 'trading']).default('broker'),
  ALPACA_KEY_ID: z.string().min(1).default('simulator'),
  ALPACA_SECRET_KEY: z.string().min(1).default('simulator'),
  SLACK_WEBHOOK_URL: url(/^https?$/).optional(),
});

/** What a program needs to know of the outside; immutable. */
export interface Config {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string | undefined;
  readonly broker: {
    readonly kind: 'simulator' | 'alpaca-paper';
    readonly baseUrl: string;
    readonly dataUrl: string;
    readonly api: 'broker' | 'trading';
    readonly keyId: string;
    readonly secretKey: string;
  };
  readonly slackWebhookUrl: string | undefined;
}

/** A setting that is missing, wrong or unknown. `message` names it and says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const SIMULATOR_URL = 'http://127.0.0.1:7400';
const PAPER_URLS = {
  broker: 'https://broker-api.sandbox.alpaca.markets',
  trading: 'https://paper-api.alpaca.markets',
};
const PAPER_DATA_URL = 'https://data.alpaca.markets';
const KNOWN = new Set([...Object.keys(Environment.shape), 'AUTOBALANCER_CACHE']);

/**
 * Reads the environment once, at a program's start. `TEMPORAL_*` is read by Temporal's own configuration.
 *
 * @throws ConfigError naming the variable; an unknown AUTOBALANCER_* is one.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const unknown = Object.keys(environment).find((name) => name.startsWith('AUTOBALANCER_') && !KNOWN.has(name));
  if (unknown !== undefined)
    throw new ConfigError(`${unknown} is not a setting of this program: remove it, or correct its name`);
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'is not valid'}`);
  }
  const env = parsed.data;
  const simulated = env.AUTOBALANCER_BROKER === 'simulator';
  const baseUrl = env.AUTOBALANCER_BROKER_URL ?? (simulated ? SIMULATOR_URL : PAPER_URLS[env.ALPACA_API]);
  return Object.freeze({
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    broker: Object.freeze({
      kind: env.AUTOBALANCER_BROKER,
      baseUrl,
      dataUrl: simulated ? baseUrl : PAPER_DATA_URL,
      api: env.ALPACA_API,
      keyId: env.ALPACA_KEY_ID,
      secretKey: env.ALPACA_SECRET_KEY,
    }),
    slackWebhookUrl: env.SLACK_WEBHOOK_URL,
  });
}
