import { randomBytes } from 'node:crypto';
import createClient, { type Client } from 'openapi-fetch';
import pino from 'pino';
import type { paths } from '../../docs/openapi';
import type { ConsoleFiles } from '../../src/api/console/files';
import { createDoors } from '../../src/api/doors';
import { followLedger } from '../../src/api/events/follow-ledger';
import { createStreams } from '../../src/api/events/response';
import { startImportRunner } from '../../src/api/import-runner';
import { createRateLimits } from '../../src/api/rate-limits';
import { type Caps, NO_CAPS } from '../../src/domain/caps';
import { type Principal, principalOf } from '../../src/domain/principal';
import { ROLES, type Role } from '../../src/domain/role';
import { databaseHealth } from '../../src/ledger/postgres/health';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { checkKey } from '../../src/operations/check-key';
import { createKey } from '../../src/operations/create-key';
import { keyParts, keyText } from '../../src/operations/key-text';
import { revokeKey } from '../../src/operations/revoke-key';
import { createTemporalHealth } from '../../src/temporal/health';
import { createWebhookSender } from '../../src/webhooks/http';
import { differenceFromContract } from './contract';
import type { TestSystem } from './system';

/** What the API answered. `body` is its JSON, or {} when it was none. */
export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

/** Whose key is sent: one of that role, or one that is no longer valid, or never was. */
export type Who = Role | 'expired' | 'revoked' | 'unknown' | 'mistyped';

export interface Asking {
  /** Nobody's unless given. */
  as?: Who;
  json?: unknown;
  /** What is sent as it is, instead of JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export interface TestApi {
  /** "GET /v1/portfolios" */
  ask(what: string, request?: Asking): Promise<Answered>;
  /** The client that is generated from the contract, with a role's key. */
  as(role: Role): Client<paths>;
  withKey(key: string): Client<paths>;
  keys: Record<Who, string>;
  /** The principal in the audit. */
  principals: Record<Role, Principal>;
  /** The lines of its log. */
  logged: string[];
  /** How many streams of events are open. */
  listeners(): number;
  /** What a server serves. */
  fetch: ReturnType<typeof createDoors>;
  close(): Promise<void>;
}

const ANNA = principalOf({ kind: 'cli', login: 'anna', host: 'desk' });
/** Nobody listens there. */
export const ORIGIN = 'http://127.0.0.1:7500';
const YEAR_AGO = new Date(Date.now() - 400 * 24 * 3_600_000).toISOString();

/** The API over a system, with a key of each kind. It does not listen. */
export async function startTestApi(
  system: TestSystem,
  {
    requestsPerMinute = 100_000,
    console,
    caps = NO_CAPS,
    allowsPrivateWebhooks = true,
  }: { requestsPerMinute?: number; console?: ConsoleFiles; caps?: Caps; allowsPrivateWebhooks?: boolean } = {},
): Promise<TestApi> {
  const ledger = createPostgresLedger(system.apiDatabaseUrl);
  const now = () => new Date().toISOString();
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const doctor = {
    version: process.versions.node,
    brokerKind: () => 'simulator',
    databaseHealth: () => databaseHealth(system.apiDatabaseUrl),
    ledger: async () => ledger,
    temporalHealth: async () => createTemporalHealth(system.temporal, system.taskQueue),
    market: () => system.market,
    isAlerting: () => false,
  };
  const imports = startImportRunner({ ledger, broker: system.broker, now }, log);
  const webhooks = createWebhookSender({ allowsPrivate: allowsPrivateWebhooks });
  const deps = {
    ...system,
    ledger,
    webhooks,
    caps,
    door: 'api' as const,
    now,
    randomBytes,
    imports,
    doctor,
    simulatedPrices: () => system.simulator.prices(),
  };
  const made = (role: Role, at = now) =>
    createKey({ ...deps, ledger: system.ledger, door: 'cli', now: at }, ANNA, {
      role,
      name: `a test's ${role}`,
      days: 30,
    });
  const roles = await Promise.all(ROLES.map(async (role) => [role, await made(role)] as const));
  const revoked = await made('admin');
  await revokeKey(deps, ANNA, revoked.key.id);
  const admin = roles.at(-1)?.[1].secret ?? '';
  const stop = new AbortController();
  const tail = followLedger(deps, log);
  const fetch = createDoors({
    deps,
    authenticate: (key) => checkKey(deps, key),
    limits: createRateLimits(requestsPerMinute),
    addressOf: (c) => c.req.header('X-Test-Address') ?? 'here',
    log,
    monotonicMs: () => performance.now(),
    events: { tail, streams: createStreams(stop.signal) },
    console,
  });
  // What is answered in any test is as the document has it.
  const handle = async (request: globalThis.Request) => {
    const response = await fetch(request);
    const difference = await differenceFromContract(request, response);
    if (difference !== undefined) throw new Error(difference);
    return response;
  };
  const keys = {
    ...(Object.fromEntries(roles.map(([role, { secret }]) => [role, secret])) as Record<Role, string>),
    expired: (await made('admin', () => YEAR_AGO)).secret,
    revoked: revoked.secret,
    unknown: keyText(keyParts(randomBytes)),
    mistyped: `${admin.slice(0, -1)}${admin.endsWith('0') ? '1' : '0'}`,
  };
  const principals = Object.fromEntries(
    roles.map(([role, { key }]) => [role, principalOf({ kind: 'key', id: key.id })]),
  ) as Record<Role, Principal>;
  const withKey = (key: string) =>
    createClient<paths>({ baseUrl: ORIGIN, fetch: handle, headers: { Authorization: `Bearer ${key}` } });
  return {
    keys,
    principals,
    logged,
    withKey,
    as: (role) => withKey(keys[role]),
    fetch,
    listeners: () => tail.listeners(),
    close: async () => {
      stop.abort();
      await imports.stop();
      await ledger.close();
    },
    ask: async (what, { as, json, raw, headers = {} } = {}) => {
      const [method = '', path = ''] = what.split(' ');
      const body = json === undefined ? raw : JSON.stringify(json);
      const request = new globalThis.Request(`${ORIGIN}${path}`, {
        method,
        ...(body !== undefined && { body }),
        headers: {
          ...(as !== undefined && { Authorization: `Bearer ${keys[as]}` }),
          ...(json !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
      });
      const response = await handle(request);
      const text = await response.text();
      const isJson = /[/+]json$/.test(response.headers.get('Content-Type') ?? '');
      const parsed = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
      return { status: response.status, headers: response.headers, text, body: parsed };
    },
  };
}
