// What a broker tells of orders by itself. It is a hint and no more: a step that hears about an order asks the broker, and only what that says
// counts. News may be lost, late, early, told twice or in another order, and nothing comes out differently: at worst it takes longer.

export interface OrderNews {
  /** True while news arrives as far as anyone knows: then asking is the exception. */
  isLive(): boolean;
  /** Listens for one order from now on. Begin before it is sent: the news may be faster than the answer to it. */
  watch(clientOrderId: string): OrderWatch;
}

export interface OrderWatch {
  /** Aborts when there is news that was not heard yet, because the order may have ended, and when news can no longer be relied on. */
  next(): AbortSignal;
  /** Returns how long ago, in milliseconds, the first news about the order came that was not heard yet; undefined when there is none. */
  heard(): number | undefined;
  /** Aborts once each of these others was told of too, or is not watched any more: what confirms one may confirm all. */
  others(clientOrderIds: readonly string[]): AbortSignal;
  /** Says what the broker showed when it was asked: an end that was not told of makes the news doubtful. */
  looked(hasEnded: boolean): void;
  close(): void;
}

/** For a broker that tells nothing by itself. */
export const NO_NEWS: OrderNews = {
  isLive: () => false,
  watch: () => ({
    // One of its own for each wait: listeners would gather on one that all share.
    next: () => new AbortController().signal,
    heard: () => undefined,
    others: () => new AbortController().signal,
    looked: () => undefined,
    close: () => undefined,
  }),
};
