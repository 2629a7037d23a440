// The engine on a socket: reads a request, steps, sends the answer or breaks the connection.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'lossless-json';
import { type SimulatorRequest, step } from './engine';
import type { Reply } from './reply';
import { createSimulatorState, type JournalEntry, type SimulatorSettings, type SimulatorState } from './state';

export interface Simulator {
  url: string;
  port: number;
  journal(): readonly JournalEntry[];
  close(): Promise<void>;
}

const BODY_MAX = 1_000_000;

/** Starts a simulated broker on 127.0.0.1; port 0 is any free one. Rejects when the port is taken. */
export async function startSimulator(options: { port: number } & Partial<SimulatorSettings>): Promise<Simulator> {
  const { port: wanted, fillDelayMs = 20, spreadBasisPoints = '2' } = options;
  const state = createSimulatorState({ fillDelayMs, spreadBasisPoints });
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => response.destroy());
  });
  await listen(server, wanted);
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, port, journal: () => state.journal, close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(state: SimulatorState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parsed = await parseRequest(request);
  const reply: Reply = parsed === undefined ? unreadable() : step(state, parsed, Date.now());
  if (reply.delayMs !== undefined) await delay(reply.delayMs, undefined, { ref: false });
  if (reply.drop) response.destroy();
  else send(response, reply);
}

async function parseRequest(request: IncomingMessage): Promise<SimulatorRequest | undefined> {
  const text = await readBody(request);
  try {
    const url = new URL(request.url ?? '/', 'http://simulator');
    return {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
      authenticated: request.headers.authorization?.startsWith('Basic ') ?? false,
    };
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX) throw new RangeError('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body, html, headers }: Reply): void {
  const type = html === undefined ? 'application/json' : 'text/html';
  response.writeHead(status, { 'Content-Type': type, ...headers });
  response.end(html ?? (body === undefined ? undefined : stringify(body)));
}

function unreadable(): Reply {
  return { status: 400, body: { code: 'INVALID', field: '', message: 'the body must be JSON' } };
}
