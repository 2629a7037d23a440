// Makes sure that every portfolio that has an open batch, is STALE or is frozen has a running workflow. If a run was terminated
// by hand or never started, its batch would otherwise stay open until the next drift, or forever.
//
// S1. It runs beside the looks: after a stock split a quarter of all portfolios may be STALE, and a look that waited for them
//     would see no prices for minutes.
// S2. When there are many, only those that Temporal does not list as running are started. The list lags by seconds: a run
//     that closed since is started by the next sweep, and starting one that runs changes nothing.
// S3. A portfolio that fails, or hangs until its deadline, does not stop the others from being started.
// S4. A sweep that makes no progress does not fail a look or a liveness check, because a restart would not help. `idleMs`
//     shows it.

import type { RebalanceClient } from '../client';
import type { Portfolio } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';

const SWEEP_MS = 60_000;
/** Rows read at once, and starts made at the same time. */
const AT_ONCE = 25;
/** It is faster to start this few than to list everything that runs, and the list's lag does not matter then. */
const LISTED_FROM = 250;

export interface SweepDeps {
  ledger: Pick<Ledger, 'listUnsettled' | 'findPortfolios'>;
  client: Pick<RebalanceClient, 'ensureRunning' | 'listRunning'>;
  isMine(id: string): boolean;
  /** Milliseconds on a clock that only goes forward. */
  monotonicMs(): number;
  /** Called when a sweep ended with failures: how many, and the first one. */
  onFailures?: ((failures: number, first: unknown) => void) | undefined;
}

export interface Sweep {
  /** Begins a sweep if none is under way and the last one began more than a minute ago. Never waits for it. */
  whenDue(): void;
  /** Begins no further sweep, and waits for the one under way, which ends when its present starts have ended. */
  stop(): Promise<void>;
  counters(): SweepCounters;
}

export interface SweepCounters {
  /** Portfolios that the latest sweep found unsettled, and those of them that it still has to look at. */
  unsettled: number;
  toGo: number;
  /** Since the start: portfolios that had a run, and failures. */
  ensured: number;
  failures: number;
  /** Milliseconds since a sweep last made progress or found nothing left to do. */
  idleMs: number;
}

export function createSweep({ ledger, client, isMine, monotonicMs, onFailures }: SweepDeps): Sweep {
  const counters = { unsettled: 0, toGo: 0, ensured: 0, failures: 0 };
  let begunAtMs = Number.NEGATIVE_INFINITY;
  let progressedAtMs = monotonicMs();
  let isStopped = false;
  let running: Promise<void> | undefined;
  /** Of the sweep under way. */
  let failed: { count: number; first?: unknown } = { count: 0 };

  const fail = (error: unknown) => {
    counters.failures += 1;
    failed = { first: error, ...failed, count: failed.count + 1 };
  };
  /** S2. Without the list all are started, which costs more and has the same result. */
  const withoutRun = async (ids: string[]): Promise<string[]> => {
    if (ids.length < LISTED_FROM) return ids;
    try {
      const listed = await client.listRunning();
      return ids.filter((id) => !listed.has(id));
    } catch (error) {
      fail(error);
      return ids;
    }
  };
  /** S3. */
  const start = async (ids: string[]) => {
    const ensure = async ({ id, policy }: Portfolio) => {
      await client.ensureRunning({ id, lockTtlMs: policy.lockTtlMs });
      counters.ensured += 1;
      progressedAtMs = monotonicMs();
    };
    try {
      const outcomes = await Promise.allSettled((await ledger.findPortfolios(ids)).map(ensure));
      for (const outcome of outcomes) if (outcome.status === 'rejected') fail(outcome.reason);
    } catch (error) {
      fail(error);
    }
  };
  const sweep = async () => {
    const unsettled = (await ledger.listUnsettled()).filter(isMine);
    counters.unsettled = unsettled.length;
    counters.toGo = unsettled.length;
    const waiting = await withoutRun(unsettled);
    if (waiting.length === 0) progressedAtMs = monotonicMs();
    for (let from = 0; from < waiting.length && !isStopped; from += AT_ONCE) {
      counters.toGo = waiting.length - from;
      await start(waiting.slice(from, from + AT_ONCE));
    }
  };
  const run = async () => {
    failed = { count: 0 };
    await sweep().catch(fail);
    counters.toGo = 0;
    running = undefined;
    if (failed.count > 0 && !isStopped) onFailures?.(failed.count, failed.first);
  };

  return {
    whenDue: () => {
      if (isStopped || running !== undefined || monotonicMs() - begunAtMs < SWEEP_MS) return;
      begunAtMs = monotonicMs();
      running = run();
    },
    stop: async () => {
      isStopped = true;
      await running;
    },
    counters: () => ({ ...counters, idleMs: monotonicMs() - progressedAtMs }),
  };
}
