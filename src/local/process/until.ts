import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when `condition` holds; a condition that throws does not hold yet. @throws Error with its last reason as cause. */
export async function until(condition: () => Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  let cause: unknown;
  do {
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    await delay(50);
  } while (Date.now() < deadline);
  throw new Error(`not so within ${withinMs / 1000} s`, { cause });
}

/** Resolves once something answers at `url`, whatever it says. */
export function untilAnswering(url: string): Promise<void> {
  const answers = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  return until(answers, 15_000);
}
