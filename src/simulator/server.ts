// The engine on a socket: reads a request, steps, sends the answer or breaks the connection.

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { parseExactly } from '../domain/exact-json';
import { type Reply, refuse, textOf } from './api/reply';
import { type SimulatorRequest, step } from './engine/engine';
import { createSimulatorState, type JournalEntry, type SimulatorSettings, type SimulatorState } from './engine/state';
import { createStateFile, loadState, type StateFile } from './state-file';
import { serveStreams } from './streams';

export interface Simulator {
  url: string;
  port: number;
  journal(): readonly JournalEntry[];
  /** Breaks every connection of a stream, as a network does. */
  cutStreams(): void;
  close(): Promise<void>;
}

const BODY_MAX = 1_000_000;
const IDLE_CONNECTION_MS = 75_000;
/** Where an orchestrator asks whether it lives and is ready: it is, once it answers. */
const PROBES = new Set(['/healthz', '/readyz']);

export interface SimulatorOptions extends Partial<SimulatorSettings> {
  /** 0 is any free one. */
  port: number;
  /** 127.0.0.1 unless given: anyone who can reach it may do anything. */
  host?: string;
  /** What it holds is gone on from, settings included; every change is in it before its answer leaves. */
  stateFile?: string;
}

/** Starts a simulated broker. Rejects when the port is taken or the state file is not one. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port: wanted, host = '127.0.0.1', stateFile, ...settings } = options;
  const kept = stateFile === undefined ? undefined : await loadState(stateFile);
  const state = kept ?? createSimulatorState(settings);
  const file = stateFile === undefined ? undefined : createStateFile(stateFile);
  const server = createServer((request, response) => {
    if (PROBES.has(request.url ?? '')) return send(response, { status: 200, body: { status: 'ok' } });
    if (streams.answer(request, response, userOf(request.headers))) return;
    answer(state, file, request, response, streams.publish).catch(() => response.destroy());
  });
  // A request that is written while the server closes its idle connection is lost. A client must be the first to let go.
  server.keepAliveTimeout = IDLE_CONNECTION_MS;
  const streams = serveStreams(server, state, () => file?.keep(state) ?? Promise.resolve());
  await listen(server, wanted, host);
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      streams.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}:${port}`, port, journal: () => state.journal, cutStreams: streams.cut, close };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function answer(
  state: SimulatorState,
  file: StateFile | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  publish: () => void,
): Promise<void> {
  const parsed = await parseRequest(request);
  let reply: Reply = parsed === undefined ? unreadable(request.url) : step(state, parsed, Date.now());
  if (parsed !== undefined && reply.holdMs !== undefined) {
    await delay(reply.holdMs, undefined, { ref: false });
    reply = step(state, { ...parsed, held: true }, Date.now());
  }
  await file?.keep(state);
  publish();
  if (reply.delayMs !== undefined) await delay(reply.delayMs, undefined, { ref: false });
  if (reply.drop) response.destroy();
  else if (reply.bytesPerSecond === undefined) send(response, reply);
  else await drip(response, reply, reply.bytesPerSecond);
}

async function parseRequest(request: IncomingMessage): Promise<SimulatorRequest | undefined> {
  const text = await readBody(request);
  try {
    const url = new URL(request.url ?? '/', 'http://simulator');
    return {
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      body: text === '' ? undefined : parseBody(url.pathname, text),
      ...userOf(request.headers),
    };
  } catch {
    return undefined;
  }
}

/** Alpaca takes amounts as strings and as JSON numbers, and of a number no digit may be lost. The simulator's own calls take strings. */
function parseBody(path: string, text: string): unknown {
  return path.startsWith('/simulator') ? JSON.parse(text) : parseExactly(text);
}

/** The Trading API's key headers, or the user name of HTTP Basic. Nobody checks the secret. */
function userOf(headers: IncomingHttpHeaders): Pick<SimulatorRequest, 'authenticated' | 'keyId'> {
  const key = headers['apca-api-key-id'];
  if (typeof key === 'string') return { authenticated: key !== '', keyId: key };
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return { authenticated: false };
  const [keyId = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { authenticated: true, keyId };
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

function send(response: ServerResponse, reply: Reply): void {
  writeHead(response, reply);
  response.end(textOf(reply));
}

async function drip(response: ServerResponse, reply: Reply, bytesPerSecond: number): Promise<void> {
  writeHead(response, reply);
  for (const byte of Buffer.from(textOf(reply))) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await delay(1_000 / bytesPerSecond, undefined, { ref: false });
  }
  response.end();
}

function writeHead(response: ServerResponse, { status, html, headers }: Reply): void {
  response.writeHead(status, { 'Content-Type': html === undefined ? 'application/json' : 'text/html', ...headers });
}

function unreadable(path = ''): Reply {
  if (!path.startsWith('/simulator')) return refuse(400, 40010000, 'request body format is invalid');
  return { status: 400, body: { code: 'INVALID', field: '', message: 'the body must be JSON' } };
}
