const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** When a lost connection is opened again: soon after the first failure, and twice as late after each further one. */
export interface Reconnect {
  /** The connection works: its loss is again a first failure. */
  works(): void;
  /** The connection is lost: opens another one in its time. Returns false after `close`: then none is. */
  lost(): boolean;
  close(): void;
}

export function createReconnect(connect: () => void): Reconnect {
  let failures = 0;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  return {
    works: () => {
      failures = 0;
    },
    lost: () => {
      if (closed) return false;
      timer = setTimeout(connect, Math.min(FIRST_MS * 2 ** failures, LONGEST_MS));
      failures += 1;
      return true;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
