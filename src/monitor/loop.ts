import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LookMetrics } from '../telemetry/metrics';
import type { Probes } from '../telemetry/status-server';

/** Ticks of a moment are looked at together. */
const GATHER_MS = 5;
/** A look that takes longer hangs; a monitor that has not seen the market for so long is not ready. The first reads all. */
const LOOK_MAX_MS = 180_000;
const NOT_YET = 'it has not looked yet';

interface WatchDeps {
  look(): Promise<unknown>;
  /** Between the end of one look and the next. */
  everyMs: number;
  metrics: LookMetrics;
  log: Logger;
}

export interface Watch {
  /** Looks again and again, and sooner when woken, until `signal` aborts. */
  until(signal: AbortSignal): Promise<void>;
  /** There is news: the next look need not wait. */
  wake(): void;
  probes: Pick<Probes, 'alive' | 'ready'>;
}

/** Looks at the market again and again, and knows how that goes. */
export function createWatch({ look, everyMs, metrics, log }: WatchDeps): Watch {
  let beganAt = performance.now();
  let looking = false;
  let woken = new AbortController();
  let problem: string | undefined = NOT_YET;

  const lookOnce = async () => {
    beganAt = performance.now();
    looking = true;
    try {
      await look();
      if (problem !== undefined && problem !== NOT_YET) log.info('looking again');
      problem = undefined;
      metrics.last.setToCurrentTime();
    } catch (error) {
      // Whatever failed, the next look sees the same drift.
      const reason = error instanceof Error ? error.message : String(error);
      // The same line at every look would hide everything else.
      if (reason !== problem) log.error(error, 'the look failed');
      problem = reason;
      metrics.failures.inc();
    } finally {
      looking = false;
      metrics.seconds.observe((performance.now() - beganAt) / 1_000);
    }
  };
  return {
    until: async (signal) => {
      while (!signal.aborted) {
        woken = new AbortController();
        await lookOnce();
        await sleep(GATHER_MS, undefined, { signal }).catch(() => undefined);
        // A look that failed is not repeated any sooner for news.
        const ended = problem === undefined ? AbortSignal.any([signal, woken.signal]) : signal;
        await sleep(everyMs, undefined, { signal: ended }).catch(() => undefined);
      }
    },
    wake: () => woken.abort(),
    probes: {
      alive: () => (looking && performance.now() - beganAt > LOOK_MAX_MS ? 'a look hangs' : undefined),
      ready: async () => problem,
    },
  };
}
