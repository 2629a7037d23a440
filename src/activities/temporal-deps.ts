import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Deps } from './deps';

/** The steps' outside as it is in an activity of the Temporal worker. */
export function temporalDeps(adapters: Pick<Deps, 'ledger' | 'broker' | 'market'>): Deps {
  return {
    ...adapters,
    now: () => new Date().toISOString(),
    monotonicMs: () => performance.now(),
    sleep,
    current: () => ({
      signal: cancellationSignal(),
      heartbeat: () => (activityInfo().isLocal ? undefined : heartbeat()),
    }),
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
