// A monitor over many portfolios: how long it takes to load them from Postgres and what it takes of memory, and from a tick to its decision
// under thousands of ticks a second. Nobody rebalances meanwhile.

import { setTimeout as sleep } from 'node:timers/promises';
import { fill } from './fill';
import { cpuMs, histogramBetween, peakBytes, readHistogram, readMetric } from './measures';
import { createPopulation, type Population } from './population';
import type { Stand } from './stand';

const SEED = 20261124;
const HOLDINGS = 10;
const SIZES = [100_000, 1_000_000];
const TICKS_PER_SECOND = 5_000;
const BURST = 50;
const BURST_MS = (BURST * 1_000) / TICKS_PER_SECOND;
const SECONDS = 30;
const LOAD_MAX_MS = 1_200_000;

export interface MeasuredWatching {
  portfolios: number;
  loadSeconds: number;
  loadCpuSeconds: number;
  monitorRssMb: number;
  ticksPerSecond: number;
  conflatedPercent: number;
  millionChecksPerSecond: number;
  decisionP50Ms: number;
  decisionP99Ms: number;
  looks: number;
  /** Of one processor, while it ticks. The sender is this program. */
  processorPercent: Record<string, number>;
}

export async function benchWatching(stand: Stand, say: (line: string) => void): Promise<MeasuredWatching[]> {
  const population = createPopulation(SEED, HOLDINGS);
  await stand.admin.setPrices(Object.fromEntries(population.basePrices));
  const rows: MeasuredWatching[] = [];
  for (const [n, portfolios] of SIZES.entries()) {
    await fill(stand, population, SIZES[n - 1] ?? 0, portfolios);
    say(`${portfolios} portfolios are in the ledger`);
    const startedAt = performance.now();
    const monitor = await stand.start('monitor', 'dist/monitor/main.js', {}, LOAD_MAX_MS);
    const loadSeconds = (performance.now() - startedAt) / 1_000;
    const loadCpuSeconds = (cpuMs(stand.pids.monitor ?? 0) ?? 0) / 1_000;
    say(`loaded in ${loadSeconds.toFixed(1)} s`);
    const before = await countersOf(monitor.statusUrl);
    const usedBefore = processorMs(stand);
    await tick(stand, population);
    const usedAfter = processorMs(stand);
    const after = await countersOf(monitor.statusUrl);
    const [p50, p99] = [50, 99].map((p) => histogramBetween(before.decisions, after.decisions, p));
    const ticks = after.ticks - before.ticks;
    const row = {
      portfolios,
      loadSeconds: round(loadSeconds),
      loadCpuSeconds: round(loadCpuSeconds),
      monitorRssMb: Math.round(peakBytes(stand.pids.monitor ?? 0) / 2 ** 20),
      ticksPerSecond: Math.round(ticks / SECONDS),
      conflatedPercent: round(((after.conflated - before.conflated) * 100) / ticks),
      millionChecksPerSecond: round((after.checks - before.checks) / SECONDS / 1e6),
      decisionP50Ms: round((p50 ?? 0) * 1_000),
      decisionP99Ms: round((p99 ?? 0) * 1_000),
      looks: after.looks - before.looks,
      processorPercent: Object.fromEntries(
        Object.entries(usedAfter).map(([name, ms]) => [
          name,
          Math.round((ms - (usedBefore[name] ?? 0)) / SECONDS / 10),
        ]),
      ),
    };
    say(`${portfolios}: a tick is decided on after p50 ${row.decisionP50Ms} ms, p99 ${row.decisionP99Ms} ms`);
    rows.push(row);
    await monitor.stop();
  }
  return rows;
}

function processorMs({ pids }: Stand): Record<string, number> {
  const { user, system } = process.cpuUsage();
  const others = ['monitor', 'simulator', 'postgres'].map((name) => [name, cpuMs(pids[name] ?? 0) ?? 0] as const);
  return Object.fromEntries([...others, ['sender', (user + system) / 1_000] as const]);
}

async function countersOf(statusUrl: string) {
  const text = await (await fetch(`${statusUrl}/metrics`)).text();
  return {
    decisions: readHistogram(text, 'autobalancer_decision_seconds'),
    ticks: readMetric(text, 'autobalancer_ticks_total'),
    conflated: readMetric(text, 'autobalancer_ticks_conflated_total'),
    checks: readMetric(text, 'autobalancer_checks_total'),
    looks: readMetric(text, 'autobalancer_look_seconds_count'),
  };
}

/** Prices move near where they were, popular symbols more often. */
async function tick({ admin }: Stand, population: Population): Promise<void> {
  const ticks = population.ticks(100_000);
  const calls: Promise<void>[] = [];
  const startedAt = performance.now();
  let next = 0;
  for (let burst = 0; burst * BURST_MS < SECONDS * 1_000; burst += 1) {
    const prices: Record<string, string> = {};
    for (let count = 0; count < BURST; next += 1) {
      const { symbol = '', price = '' } = ticks[next % ticks.length] ?? {};
      if (symbol in prices) continue;
      prices[symbol] = price;
      count += 1;
    }
    calls.push(admin.setPrices(prices));
    await sleep(Math.max(0, startedAt + (burst + 1) * BURST_MS - performance.now()));
  }
  await Promise.all(calls);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
