import type { Deps } from '../deps';

/** Well within the heartbeat timeout of workflows/profiles.ts. */
const HEARTBEAT_MS = 4_000;

/**
 * Waits, or until one of `news` aborts. It sends heartbeats meanwhile: without them a second attempt would start beside this one.
 */
export async function sleepAlive(
  deps: Pick<Deps, 'current' | 'sleep'>,
  ms: number,
  news: readonly AbortSignal[] = [],
): Promise<void> {
  for (let left = ms; left > 0 && !news.some(({ aborted }) => aborted); left -= HEARTBEAT_MS) {
    deps.current().heartbeat();
    await deps.sleep(Math.min(left, HEARTBEAT_MS), deps.current().signal, ...news);
  }
}
