import { readdirSync, readFileSync } from 'node:fs';
import { Client } from 'pg';

/** The p-th percentile of some milliseconds, to a tenth. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? Number.NaN;
  return Math.round(value * 10) / 10;
}

/** How many transactions of the cluster have written anything so far. Asking counts as one. */
export async function writingTransactions(superuserUrl: string): Promise<number> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  const { rows } = await client.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid');
  await client.end();
  return Number.parseInt(rows[0]?.xid ?? '', 10);
}

/** The requests to the broker that a program has counted so far, by call. */
export async function brokerCalls(statusUrl: string): Promise<Map<string, number>> {
  const text = await (await fetch(`${statusUrl}/metrics`)).text();
  const calls = new Map<string, number>();
  for (const [, call = '', count] of text.matchAll(/^autobalancer_broker_requests_total\{call="([^"]+)".*\} (\d+)$/gm))
    calls.set(call, (calls.get(call) ?? 0) + Number.parseInt(count ?? '', 10));
  return calls;
}

/** The value of one series in Prometheus's text. */
export function readMetric(text: string, series: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return Number.parseFloat(line?.slice(series.length + 1) ?? '');
}

/** The upper bounds of a histogram's buckets, in seconds, and how many values were not above each. */
export type Buckets = Map<number, number>;

export function readHistogram(text: string, name: string): Buckets {
  const buckets: Buckets = new Map();
  for (const [, bound = '', count = ''] of text.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)$`, 'gm')))
    buckets.set(bound === '+Inf' ? Number.POSITIVE_INFINITY : Number.parseFloat(bound), Number.parseInt(count, 10));
  return buckets;
}

/** The p-th percentile of what came between two readings, in seconds: linear within its bucket, as Prometheus has it. */
export function histogramBetween(before: Buckets, after: Buckets, p: number): number {
  const counts = [...after].map(([bound, count]) => ({ bound, count: count - (before.get(bound) ?? 0) }));
  const wanted = ((counts.at(-1)?.count ?? 0) * p) / 100;
  let [low, below] = [0, 0];
  for (const { bound, count } of counts) {
    if (count >= wanted)
      return bound === Number.POSITIVE_INFINITY ? low : low + ((bound - low) * (wanted - below)) / (count - below);
    [low, below] = [bound, count];
  }
  return Number.NaN;
}

const TICKS_PER_SECOND = 100;

/** Milliseconds of processor time that a process and its children have used, ended ones included; undefined off Linux. */
export function cpuMs(pid: number): number | undefined {
  try {
    const family = [pid, ...childrenOf(pid)].map(statOf);
    const [own] = family;
    if (own === undefined) return undefined;
    // 14 and 15 are its own, 16 and 17 those of children that ended.
    const used = family.reduce((sum, stat) => sum + at(stat, 11) + at(stat, 12), at(own, 13) + at(own, 14));
    return (used * 1_000) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name));
  return all.map((name) => Number.parseInt(name, 10)).filter((child) => at(statOf(child), 1) === pid);
}

/** The fields of /proc/PID/stat behind the program's name; none for a process that has gone. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function at(fields: string[], index: number): number {
  const value = Number.parseInt(fields[index] ?? '', 10);
  return Number.isNaN(value) ? 0 : value;
}

/** The most that a process has ever had in memory. */
export function peakBytes(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number.parseInt(kilobytes ?? '', 10) * 1_024;
}
