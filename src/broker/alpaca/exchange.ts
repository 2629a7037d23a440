// One HTTP exchange, which says exactly what is known about it afterwards.
//
// H1. Nothing is sent twice: no retry, and a kept connection that turns out dead is reported, not replaced.
// H2. The first byte leaves on a connected socket and in time, or never: what could not leave is `not-sent`. `fetch` cannot
//     promise that, since it connects and sends in one step.

import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

export interface Exchange {
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** From the call to the end of the answer. */
  timeoutMs: number;
  /** From the call to the first byte; without it, any time within `timeoutMs`. */
  leaveWithinMs?: number;
}

export type Outcome =
  | { kind: 'answer'; status: number; headers: http.IncomingHttpHeaders; text: string }
  /** Not one byte left: the other side knows nothing of it. */
  | { kind: 'not-sent'; reason: string }
  /** It left, and no whole answer came. */
  | { kind: 'no-answer'; reason: string; timedOut: boolean };

const HTTP = new http.Agent({ keepAlive: true });
const HTTPS = new https.Agent({ keepAlive: true });

/** Never rejects: what went wrong is the outcome. */
export function exchange(wanted: Exchange): Promise<Outcome> {
  const { url, method } = wanted;
  const headers = headersOf(wanted);
  if (url.startsWith('https:')) return run(wanted, https.request(url, { method, headers, agent: HTTPS }), true);
  return run(wanted, http.request(url, { method, headers, agent: HTTP }), false);
}

function run(wanted: Exchange, request: http.ClientRequest, secure: boolean): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let sent = false;
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      clearTimeout(leaveTimer);
      resolve(outcome);
      if (outcome.kind !== 'answer') request.destroy();
    };
    const fail = (reason: string, timedOut: boolean) =>
      settle(sent ? { kind: 'no-answer', reason, timedOut } : { kind: 'not-sent', reason });
    const timer = setTimeout(() => fail(`no answer within ${wanted.timeoutMs} ms`, true), wanted.timeoutMs);
    const leaveWithinMs = wanted.leaveWithinMs ?? wanted.timeoutMs;
    const leaveTimer = setTimeout(() => {
      if (!sent) fail(`not connected within ${leaveWithinMs} ms`, true);
    }, leaveWithinMs);

    request.on('error', (error) => fail(reasonOf(error), false));
    request.on('response', (response) => {
      readAll(response).then(
        (text) => settle({ kind: 'answer', status: response.statusCode ?? 0, headers: response.headers, text }),
        (error: unknown) => fail(reasonOf(error), false),
      );
    });
    request.on('socket', (socket) => {
      whenConnected(socket, secure, () => {
        // Timers are late when this process was stalled; the clock is not.
        if (request.destroyed) return;
        if (performance.now() - startedAt > leaveWithinMs) return fail('too late to leave', true);
        sent = true;
        request.end(wanted.body);
      });
    });
  });
}

function whenConnected(socket: Socket, secure: boolean, use: () => void): void {
  if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', use);
  else use();
}

async function readAll(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf({ headers, body }: Exchange): Record<string, string> {
  if (body === undefined) return headers;
  return { ...headers, 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
