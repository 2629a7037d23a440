import type { Deps } from '../deps';

/** Well within the heartbeat timeout of workflows/profiles.ts. */
const HEARTBEAT_MS = 4_000;

/** Waits without being taken for dead: a second attempt would start beside this one. */
export async function sleepAlive(deps: Pick<Deps, 'current' | 'sleep'>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
    deps.current().heartbeat();
    await deps.sleep(Math.min(left, HEARTBEAT_MS), deps.current().signal);
  }
}
