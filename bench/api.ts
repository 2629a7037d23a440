// The HTTP API beside a large ledger: how long a page and a portfolio take, what a thousand open streams of events take of memory, and how
// long after its commit an event is on all of them.

import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { principalOf } from '../src/domain/principal';
import { createPostgresLedger } from '../src/ledger/postgres/ledger';
import { until } from '../src/local/process/until';
import { freePort } from '../src/local/servers/ports';
import { createKey } from '../src/operations/create-key';
import { fill } from './fill';
import { peakBytes, percentile } from './measures';
import { createPopulation } from './population';
import type { Stand } from './stand';

const SEED = 20261124;
const HOLDINGS = 10;
const PORTFOLIOS = 1_000_000;
const REQUESTS = 1_000;
const STREAMS = 1_000;
const STREAMS_PER_KEY = 5;
const EVENTS = 200;
const EVENTS_EVERY_MS = 50;

export interface MeasuredApi {
  portfolios: number;
  pageOf50P50Ms: number;
  pageOf50P99Ms: number;
  portfolioP50Ms: number;
  portfolioP99Ms: number;
  streams: number;
  rssBeforeMb: number;
  rssWithStreamsMb: number;
  eventP50Ms: number;
  eventP99Ms: number;
}

export async function benchApi(stand: Stand, say: (line: string) => void): Promise<MeasuredApi[]> {
  await fill(stand, createPopulation(SEED, HOLDINGS), 0, PORTFOLIOS);
  say(`${PORTFOLIOS} portfolios are in the ledger`);
  const port = await freePort(0);
  const api = await stand.start('api', 'dist/api/main.js', {
    AUTOBALANCER_API_PORT: `${port}`,
    AUTOBALANCER_API_REQUESTS_PER_MINUTE: '99999',
    DATABASE_URL: stand.apiDatabaseUrl,
  });
  const url = `http://127.0.0.1:${port}`;
  const keys = await viewerKeys(stand, STREAMS / STREAMS_PER_KEY);
  const get = async (path: string) => {
    const startedAt = performance.now();
    const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${keys[0]}` } });
    await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return performance.now() - startedAt;
  };
  // Spread over all of them, in an order that no cache likes.
  const nth = (n: number) => `p-${String((n * 7_919_993) % PORTFOLIOS).padStart(7, '0')}`;
  const [pages, ones]: [number[], number[]] = [[], []];
  for (let n = 0; n < REQUESTS; n += 1) {
    pages.push(await get(`/v1/portfolios?limit=50&cursor=${nth(n)}`));
    ones.push(await get(`/v1/portfolios/${nth(n + 1)}`));
  }
  say(`a page of 50 takes p99 ${percentile(pages, 99)} ms, a portfolio ${percentile(ones, 99)} ms`);
  const pid = stand.pids.api ?? 0;
  const rssBefore = peakBytes(pid);
  const { heard, close } = await openStreams(url, keys);
  say(`${STREAMS} streams are open`);
  const delays = await tellAll(stand, heard);
  const row = {
    portfolios: PORTFOLIOS,
    pageOf50P50Ms: percentile(pages, 50),
    pageOf50P99Ms: percentile(pages, 99),
    portfolioP50Ms: percentile(ones, 50),
    portfolioP99Ms: percentile(ones, 99),
    streams: STREAMS,
    rssBeforeMb: megabytes(rssBefore),
    rssWithStreamsMb: megabytes(peakBytes(pid)),
    eventP50Ms: percentile(delays, 50),
    eventP99Ms: percentile(delays, 99),
  };
  close();
  await api.stop();
  return [row];
}

/** Keys of viewers, as many as are asked for. */
export async function viewerKeys(stand: Stand, count: number): Promise<string[]> {
  const ledger = createPostgresLedger(stand.databaseUrl);
  const deps = { ledger, door: 'program' as const, now: () => new Date().toISOString(), randomBytes };
  const who = principalOf({ kind: 'program', name: 'bench' });
  const keys = [];
  for (let n = 0; n < count; n += 1)
    keys.push((await createKey(deps, who, { role: 'viewer', name: `${n}`, days: 1 })).secret);
  await ledger.close();
  return keys;
}

/** `heard` has when each stream was told of an event, by the sequence of the event. */
async function openStreams(url: string, keys: string[]) {
  const heard = new Map<number, number[]>();
  const gone = new AbortController();
  setMaxListeners(0, gone.signal);
  const open = async (key: string) => {
    const response = await fetch(`${url}/v1/events`, {
      signal: gone.signal,
      headers: { Authorization: `Bearer ${key}`, Accept: 'text/event-stream' },
    });
    if (!response.ok) throw new Error(`a stream was answered ${response.status}`);
    void listen(response, heard).catch(() => undefined);
  };
  for (const key of keys) await Promise.all(Array.from({ length: STREAMS_PER_KEY }, () => open(key)));
  return { heard, close: () => gone.abort() };
}

async function listen(response: Response, heard: Map<number, number[]>): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    const at = performance.now();
    const frames = (text + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n\n');
    // The last one may go on in what comes next.
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const [, sequence] = /"event":"ALERT".*?"sequence":(\d+)/.exec(frame) ?? [];
      if (sequence !== undefined) timesOf(heard, Number.parseInt(sequence, 10)).push(at);
    }
  }
}

function timesOf(heard: Map<number, number[]>, sequence: number): number[] {
  const times = heard.get(sequence) ?? [];
  heard.set(sequence, times);
  return times;
}

/** Records events and returns how long after its commit each stream had each of them. */
async function tellAll(stand: Stand, heard: Map<number, number[]>): Promise<number[]> {
  const ledger = createPostgresLedger(stand.databaseUrl);
  const id = 'p-0000000';
  const committed: number[] = [];
  for (let n = 0; n < EVENTS; n += 1) {
    await ledger.audit(id, null, 'ALERT', {}, { name: 'bench', at: new Date().toISOString() });
    committed.push(performance.now());
    await sleep(EVENTS_EVERY_MS);
  }
  const isTold = async () => [...heard.values()].filter((times) => times.length === STREAMS).length === EVENTS;
  await until(isTold, 60_000);
  await ledger.close();
  const told = [...heard].sort(([a], [b]) => a - b);
  return told.flatMap(([, times], n) => times.map((at) => at - (committed[n] ?? 0)));
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
