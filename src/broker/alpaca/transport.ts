import { parse } from 'lossless-json';
import type { z } from 'zod';
import { BrokerFault } from '../broker';
import { faultCodeOf } from './errors';
import { ErrorModel } from './models';

export interface AlpacaSettings {
  baseUrl: string;
  /** Where market data is served. */
  dataUrl: string;
  /** `broker`: the account stands in the path. `trading`: the key is the account's. */
  api: 'broker' | 'trading';
  keyId: string;
  secretKey: string;
  timeoutMs?: number;
}

/** An answer of any status; `body` is undefined when it is not JSON. */
export interface Answer {
  status: number;
  body: unknown;
  retryAfterMs: number | undefined;
}

export interface Transport {
  /** One request, one answer; nothing is repeated. @throws BrokerFault UNREACHABLE (never sent) or TIMEOUT (nothing known). */
  request(url: string, init?: { method: 'POST' | 'DELETE'; body?: object }): Promise<Answer>;
  /** GETs and reads the answer as `model`. @throws BrokerFault for anything that is not a 2xx of that shape. */
  get<T>(url: string, model: z.ZodType<T>): Promise<T>;
}

const TIMEOUT_MS = 5_000;
const LIVE_HOSTS = new Set(['api.alpaca.markets', 'broker-api.alpaca.markets']);
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** @throws Error for a live host: real money waits for caps and a kill switch. */
export function createTransport({ baseUrl, api, keyId, secretKey, timeoutMs = TIMEOUT_MS }: AlpacaSettings): Transport {
  if (LIVE_HOSTS.has(new URL(baseUrl).hostname))
    throw new Error(`${baseUrl} trades real money; use the paper host or the simulator`);
  const headers: Record<string, string> =
    api === 'broker'
      ? { authorization: `Basic ${Buffer.from(`${keyId}:${secretKey}`).toString('base64')}` }
      : { 'APCA-API-KEY-ID': keyId, 'APCA-API-SECRET-KEY': secretKey };

  const request: Transport['request'] = async (url, init) => {
    const body = init?.body === undefined ? {} : { body: JSON.stringify(init.body) };
    try {
      const response = await fetch(url, {
        method: init?.method ?? 'GET',
        headers: { ...headers, 'content-type': 'application/json' },
        ...body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return {
        status: response.status,
        body: parseJson(await response.text()),
        retryAfterMs: retryAfterOf(response.headers),
      };
    } catch (error) {
      throw faultOf(error, url);
    }
  };
  return {
    request,
    get: async (url, model) => {
      const { status, body, retryAfterMs } = await request(url);
      const path = new URL(url).pathname;
      const waited = retryAfterMs === undefined ? {} : { retryAfterMs };
      if (status < 200 || status > 299) {
        const said = ErrorModel.safeParse(body);
        throw new BrokerFault(
          faultCodeOf(status),
          `GET ${path}: HTTP ${status}${said.success ? ` ${said.data.message}` : ''}`,
          { status, path, ...waited },
        );
      }
      const parsed = model.safeParse(body);
      if (parsed.success) return parsed.data;
      throw new BrokerFault(
        'UNREADABLE',
        `GET ${path}: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
        { status, path },
      );
    },
  };
}

/** Numbers become their own text, so that no digit of a price is lost. */
function parseJson(text: string): unknown {
  try {
    return parse(text, undefined, (number) => number);
  } catch {
    return undefined;
  }
}

function retryAfterOf(headers: Headers): number | undefined {
  const seconds = headers.get('retry-after');
  if (seconds !== null && /^[0-9]{1,4}$/.test(seconds)) return +seconds * 1_000;
  const reset = headers.get('x-ratelimit-reset');
  if (reset === null || !/^[0-9]{1,12}$/.test(reset)) return undefined;
  return Math.min(Math.max(+reset * 1_000 - Date.now(), 0), 60_000);
}

function faultOf(error: unknown, url: string): BrokerFault {
  const path = new URL(url).pathname;
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined;
  const code = cause?.code !== undefined && NEVER_SENT.has(cause.code) ? 'UNREACHABLE' : 'TIMEOUT';
  return new BrokerFault(
    code,
    `${path}: ${cause?.code ?? (error instanceof Error ? error.message : 'failed')}`,
    { path },
    { cause: error },
  );
}
