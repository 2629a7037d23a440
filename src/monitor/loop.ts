import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LookMetrics } from '../telemetry/metrics';
import type { Probes } from '../telemetry/status-server';

/** Ticks that arrive within this time are handled in one look. */
const GATHER_MS = 5;
/** A look that takes longer counts as hanging. The first one reads every portfolio, so it needs this long. */
const LOOK_MAX_MS = 180_000;
const NOT_YET = 'it has not checked the market yet';

interface WatchDeps {
  look(): Promise<unknown>;
  /** Milliseconds between the end of one look and the start of the next. */
  everyMs: number;
  metrics: LookMetrics;
  log: Logger;
}

export interface Watch {
  /** Looks again and again until `signal` aborts, and sooner when woken. */
  until(signal: AbortSignal): Promise<void>;
  /** Something happened: the next look need not wait. */
  wake(): void;
  probes: Pick<Probes, 'alive' | 'ready'>;
}

/** Looks at the market again and again, and says whether that works. */
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
      if (problem !== undefined && problem !== NOT_YET) log.info('the market check works again');
      problem = undefined;
      metrics.last.setToCurrentTime();
    } catch (error) {
      // Nothing is lost: the next look sees the same drift.
      const reason = error instanceof Error ? error.message : String(error);
      // Repeating the same line at every look would hide everything else.
      if (reason !== problem) log.error(error, 'the market check failed');
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
        // After a failed look, news does not bring the next one forward.
        const ended = problem === undefined ? AbortSignal.any([signal, woken.signal]) : signal;
        await sleep(everyMs, undefined, { signal: ended }).catch(() => undefined);
      }
    },
    wake: () => woken.abort(),
    probes: {
      alive: () => (looking && performance.now() - beganAt > LOOK_MAX_MS ? 'a market check hangs' : undefined),
      ready: async () => problem,
    },
  };
}
