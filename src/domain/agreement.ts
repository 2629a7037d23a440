// Agreeing with the broker: when what the broker shows of an account is believed to differ from the books.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How long after the first read that differed it is read again: a list that is late for some seconds is no damage. */
const READ_AGAIN_MS = [10 * SECOND, MINUTE, 5 * MINUTE] as const;

/**
 * Returns how long to wait before the account is read again, when `differed` reads of this run differed before this one does; undefined
 * when it is believed. A run that ends before the read tells nobody, so what half of its lock would not see is not waited for.
 */
export function readAgainInMs(differed: number, lockTtlMs: number): number | undefined {
  const [at, before] = [READ_AGAIN_MS[differed], READ_AGAIN_MS[differed - 1] ?? 0];
  return at === undefined || at > lockTtlMs / 2 ? undefined : at - before;
}
