import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Replied } from './http';

const AGAIN_MS = 1_000;

/**
 * Asks until the API knows what became of it. Each time it is the same request, by its key: it is done once. The caller says for how
 * long.
 */
export async function untilKnown<Body>(
  ask: (idempotencyKey: string) => Promise<Replied<Body>>,
  isKnown: (body: Body) => boolean,
  ended: AbortSignal,
): Promise<Replied<Body>> {
  const key = randomUUID();
  for (;;) {
    const replied = await ask(key);
    if (!replied.ok || isKnown(replied.body)) return replied;
    await delay(AGAIN_MS, undefined, { signal: ended });
  }
}
