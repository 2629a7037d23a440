const COMPARE_MS = 60_000;
/** The versions of so many portfolios are compared in a moment. */
const WAITED_FOR_MAX = 10_000;

export interface Comparison {
  /** Compares when a minute is over: a look waits for a few portfolios, that of many goes on beside the looks. */
  whenDue(): Promise<void>;
  /** The next look compares, however short a time ago the last one was. */
  again(): void;
}

/** `compare` brings everything up to the ledger; `size` is how many portfolios are known: none at first, which is waited for. */
export function createComparison(
  compare: () => Promise<void>,
  size: () => number,
  monotonicMs: () => number,
): Comparison {
  let begunAtMs = Number.NEGATIVE_INFINITY;
  let isRunning = false;
  /** What one that nobody waited for failed with: the next look's failure. */
  let failure: { error: unknown } | undefined;
  const run = async () => {
    isRunning = true;
    // Before: a gap meanwhile makes the next look compare again.
    begunAtMs = monotonicMs();
    try {
      await compare();
    } catch (error) {
      begunAtMs = Number.NEGATIVE_INFINITY;
      throw error;
    } finally {
      isRunning = false;
    }
  };
  return {
    whenDue: async () => {
      const failed = failure;
      failure = undefined;
      if (failed !== undefined) throw failed.error;
      if (isRunning || monotonicMs() - begunAtMs < COMPARE_MS) return;
      const many = size() > WAITED_FOR_MAX;
      const running = run();
      if (!many) return running;
      running.catch((error: unknown) => {
        failure = { error };
      });
    },
    again: () => {
      begunAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}
