import { createHmac } from 'node:crypto';
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './addresses';
import type { Sent, SentMessage, WebhookSender } from './webhooks';

export interface WebhookSettings {
  /** For tests and development: private addresses, and http. */
  allowsPrivate: boolean;
  /** ISO */
  now?: () => string;
  /** Returns what a name leads to; none when it is not known. The system's resolver unless given. */
  resolve?: (host: string) => Promise<LookupAddress[]>;
}

/** With the look-up of its name, the connection, and the answer's headers. */
const SEND_MS = 10_000;
const LOOKUP_MS = 5_000;
const PREFIX = 'whsec_';
const PUBLIC_ONLY = 'webhooks go to public addresses only';

/**
 * Returns a sender that signs as Standard Webhooks has it.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function createWebhookSender({
  allowsPrivate,
  now = () => new Date().toISOString(),
  resolve = (host) => lookup(host, { all: true }),
}: WebhookSettings): WebhookSender {
  return {
    addressProblem: async (url) => {
      const target = await targetOf(url, allowsPrivate, resolve);
      return 'problem' in target ? target.problem : undefined;
    },
    send: async (message) => {
      const target = await targetOf(message.url, allowsPrivate, resolve);
      if ('problem' in target) return failed(target.problem);
      return post(message, target, now());
    },
  };
}

interface Target {
  url: URL;
  /** What its name leads to; each was checked. */
  addresses: LookupAddress[];
}

/** The parser of URLs writes every form of an IPv4 address ("2130706433", "0177.0.0.1") in the usual one. */
async function targetOf(
  text: string,
  allowsPrivate: boolean,
  resolve: (host: string) => Promise<LookupAddress[]>,
): Promise<Target | { problem: string }> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !(url.protocol === 'https:' || (allowsPrivate && url.protocol === 'http:')))
    return { problem: 'is not an https:// URL' };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = await inTime(host, resolve);
  if (addresses.length === 0) return { problem: `leads nowhere: the name ${host} is not known` };
  const wrong = addresses.find(({ address }) => !isPublicAddress(address));
  // Where it leads within this network is nobody's business.
  if (wrong !== undefined && !allowsPrivate) return { problem: `does not lead to a public address: ${PUBLIC_ONLY}` };
  return { url, addresses };
}

async function inTime(host: string, resolve: (host: string) => Promise<LookupAddress[]>): Promise<LookupAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<LookupAddress[]>((done) => {
    late = setTimeout(() => done([]), LOOKUP_MS);
  });
  const found = resolve(host).catch((): LookupAddress[] => []);
  return Promise.race([found, tooLate]).finally(() => clearTimeout(late));
}

function post({ id, body, secrets }: SentMessage, { url, addresses }: Target, at: string): Promise<Sent> {
  const timestamp = Math.floor(Date.parse(at) / 1_000);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolved) => {
    const sent = request(url, {
      method: 'POST',
      // A connection of an earlier message might lead elsewhere than what was checked now.
      agent: false,
      // The name was resolved and checked: nobody may resolve it again and be told something else.
      lookup: (_host, options, done) =>
        options.all === true ? done(null, addresses) : done(null, addresses[0]?.address ?? '', addresses[0]?.family),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'autobalancer-webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': `${timestamp}`,
        'webhook-signature': secrets.map((secret) => signature(secret, `${id}.${timestamp}.${body}`)).join(' '),
      },
      signal: AbortSignal.timeout(SEND_MS),
    });
    sent.once('response', (response) => {
      resolved(answered(response, at));
      // What it says beside its status is not read.
      response.on('error', () => undefined).destroy();
    });
    sent.on('error', (error) => resolved(failed(problemOf(error))));
    // As after an upgrade to another protocol. What was resolved before stays.
    sent.once('close', () => resolved(failed('closed the connection without an answer')));
    sent.end(body);
  });
}

/** @see the specification: the secret's base64 is the key of an HMAC-SHA256. */
function signature(secret: string, content: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

function answered({ statusCode = 0, headers }: IncomingMessage, at: string): Sent {
  if (statusCode >= 200 && statusCode < 300) return { arrived: true, answer: statusCode };
  const isRedirect = statusCode >= 300 && statusCode < 400;
  return {
    arrived: false,
    answer: statusCode,
    problem: isRedirect ? `answered ${statusCode}: no redirect is followed` : `answered ${statusCode}`,
    retryAfterMs: retryAfter(headers['retry-after'], at),
  };
}

/** Seconds, or the time in the form of HTTP. */
function retryAfter(given: string | undefined, at: string): number | null {
  if (given === undefined) return null;
  const ms = /^\d{1,9}$/.test(given.trim()) ? Number.parseInt(given, 10) * 1_000 : Date.parse(given) - Date.parse(at);
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

function failed(problem: string): Sent {
  return { arrived: false, answer: null, problem, retryAfterMs: null };
}

/** The text of an error may name an address within this network. */
function problemOf(error: NodeJS.ErrnoException): string {
  const isLate = error.name === 'TimeoutError' || error.code === 'ABORT_ERR';
  return isLate ? `did not answer within ${SEND_MS} ms` : `could not be reached: ${error.code ?? error.name}`;
}
