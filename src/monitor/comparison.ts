const COMPARE_MS = 60_000;
/** The versions of this many portfolios are compared in a moment. */
const WAITED_FOR_MAX = 10_000;

export interface Comparison {
  /** Compares once a minute. With few portfolios the look waits for it; with many it goes on beside the looks. */
  whenDue(): Promise<void>;
  /** Makes the next look compare, no matter how recent the last comparison was. */
  again(): void;
}

/**
 * `compare` brings everything up to date with the ledger. `size` is the number of known portfolios: zero at first, so the first
 * look waits.
 */
export function createComparison(
  compare: () => Promise<void>,
  size: () => number,
  monotonicMs: () => number,
): Comparison {
  let begunAtMs = Number.NEGATIVE_INFINITY;
  let isRunning = false;
  /** The error of a comparison that no look waited for. The next look fails with it. */
  let failure: { error: unknown } | undefined;
  const run = async () => {
    isRunning = true;
    // Cleared first: a gap that comes meanwhile makes the next look compare again.
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
