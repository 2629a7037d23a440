import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const RECONNECT_MS = 1_000;
/** A query at this interval detects a connection that was lost silently. */
const ASK_MS = 15_000;

export interface ChangeListener {
  /** The portfolio's row, targets or holdings changed. */
  onChange(portfolioId: string): void;
  /** Changes may have been missed: at the start, and whenever the connection was lost. */
  onGap(): void;
}

/**
 * Reports every change of a portfolio until it is closed. It always reconnects, and reports a gap if it may have missed changes.
 */
export function listenForChanges(databaseUrl: () => string, listener: ChangeListener): { close(): Promise<void> } {
  const closing = new AbortController();
  const running = (async () => {
    while (!closing.signal.aborted) {
      await listenOnce(databaseUrl(), listener, closing.signal).catch(() => undefined);
      await delay(RECONNECT_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  return {
    close: () => {
      closing.abort();
      return running;
    },
  };
}

/** Ends when the connection does. */
async function listenOnce(databaseUrl: string, listener: ChangeListener, closing: AbortSignal): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  const lost = new AbortController();
  for (const event of ['error', 'end'] as const) client.on(event, () => lost.abort());
  client.on('notification', ({ payload }) => listener.onChange(payload ?? ''));
  const ended = AbortSignal.any([closing, lost.signal]);
  try {
    await client.connect();
    await client.query('LISTEN portfolio_changed');
    listener.onGap();
    while (!ended.aborted) {
      await delay(ASK_MS, undefined, { signal: ended }).catch(() => undefined);
      if (!ended.aborted) await client.query('SELECT');
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}
