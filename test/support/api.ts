import pino from 'pino';
import { createApp } from '../../src/api/app';
import type { Authenticate } from '../../src/api/authentication';
import type { ApiDeps } from '../../src/api/endpoint';
import { principalOf } from '../../src/domain/principal';
import { ROLES } from '../../src/domain/role';

/** What the API answered. `body` is its JSON, or undefined when it was none. */
export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

export interface Request {
  /** A role, whose key is sent; nobody's unless given. */
  as?: string;
  json?: unknown;
  /** What is sent as it is, instead of JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export interface TestApi {
  /** "GET /v1/portfolios" */
  ask(what: string, request?: Request): Promise<Answered>;
  /** The lines of its log. */
  logged: string[];
}

/** The API without a server: each role has a key that is its name. */
export function createTestApi(deps: ApiDeps): TestApi {
  const logged: string[] = [];
  const app = createApp({
    deps,
    authenticate: keysByRole,
    log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    monotonicMs: () => performance.now(),
  });
  return {
    logged,
    ask: async (what, { as, json, raw, headers = {} } = {}) => {
      const [method = '', path = ''] = what.split(' ');
      const body = json === undefined ? raw : JSON.stringify(json);
      const response = await app.request(path, {
        method,
        ...(body !== undefined && { body }),
        headers: {
          ...(as !== undefined && { Authorization: `Bearer ${as}` }),
          ...(json !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
      });
      const text = await response.text();
      const isJson = /json$/.test(response.headers.get('Content-Type') ?? '');
      const parsed = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
      return { status: response.status, headers: response.headers, text, body: parsed };
    },
  };
}

const keysByRole: Authenticate = async (key) => {
  const role = ROLES.find((name) => name === key);
  if (role !== undefined) return { ok: true, caller: { role, principal: principalOf({ kind: 'key', id: role }) } };
  if (key === 'expired') return { ok: false, refusal: 'KEY_EXPIRED', message: 'the key has expired' };
  return { ok: false, refusal: 'KEY_UNKNOWN', message: 'the key is not known' };
};
