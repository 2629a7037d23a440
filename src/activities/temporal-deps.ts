import {
  activityInfo,
  Context,
  cancellationDetails,
  cancellationSignal,
  getClient,
  heartbeat,
} from '@temporalio/activity';
import { rebalanceWorkflowId } from '../domain/ids';
import type { Freeze } from '../domain/stale';
import type { Deps } from './deps';
import { readMemory } from './order/memory';

/** What the steps need from outside, as a Temporal worker provides it. */
export function temporalDeps(adapters: Pick<Deps, 'ledger' | 'broker' | 'market' | 'news' | 'alerts' | 'caps'>): Deps {
  return {
    ...adapters,
    now: () => new Date().toISOString(),
    monotonicMs: () => performance.now(),
    sleep,
    signalStale: (portfolioId, freeze) =>
      getClient().workflow.getHandle(rebalanceWorkflowId(portfolioId)).signal<[Freeze]>('stale', freeze),
    current: () => ({
      signal: cancellationSignal(),
      calledOff: () => cancellationDetails()?.cancelRequested ?? false,
      heartbeat: beat,
      remembered: () => readMemory(activityInfo().heartbeatDetails),
    }),
  };
}

/**
 * Each heartbeat makes the server write. Most orders end within this time, which is far below the heartbeat timeout of
 * workflows/profiles.ts.
 */
const QUIET_MS = 1_000;

const firstBeats = new WeakMap<Context, number>();

function beat(): void {
  if (activityInfo().isLocal) return;
  const activity = Context.current();
  const first = firstBeats.get(activity) ?? performance.now();
  firstBeats.set(activity, first);
  // A heartbeat replaces the one before it. It repeats what the previous attempt knew, so that this is not lost if this attempt
  // dies.
  if (performance.now() - first >= QUIET_MS) heartbeat(activityInfo().heartbeatDetails);
}

function sleep(ms: number, ...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) signal.addEventListener('abort', done);
    if (signals.some(({ aborted }) => aborted)) done();
  });
}
