import { once } from 'node:events';
import type { Logger } from 'pino';
import { type RunImportDeps, runImport } from '../operations/run-import';

export interface ImportRunner {
  /** Something may be waiting. */
  wake(): void;
  /** Leaves what is under way to the next one who runs imports. */
  stop(): Promise<void>;
}

/** An import that another program has left, or that another one received, is found after this time. */
const LOOK_MS = 2_000;
const AFTER_FAULT_MS = 10_000;

/** Runs the imports that wait in the ledger, one after the other, until it is stopped. */
export function startImportRunner(deps: RunImportDeps, log: Logger): ImportRunner {
  const news = new EventTarget();
  const stopping = new AbortController();
  const pause = async (ms: number) => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(ms)]);
    await once(news, 'wake', { signal }).catch(() => undefined);
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        if (!(await runImport(deps, stopping.signal))) await pause(LOOK_MS);
      } catch (error) {
        log.warn({ err: error }, 'an import waits: it goes on once this is over');
        await pause(AFTER_FAULT_MS);
      }
    }
  })();
  return {
    wake: () => news.dispatchEvent(new Event('wake')),
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
