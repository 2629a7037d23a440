// Reads the accounts in which something happened, as soon as the broker tells of it. What is not told, or cannot be read now, is found by
// the daily reading of all accounts.

import type { Broker } from '../broker/broker';
import { BrokerFault } from '../broker/broker';
import type { Ledger } from '../ledger/ledger';
import type { ReadOutcome } from './read-account';

interface ActivityReadsDeps {
  ledger: Pick<Ledger, 'findPortfolioOfAccount'>;
  broker: Pick<Broker, 'reserve'>;
  read(portfolioId: string): Promise<ReadOutcome | undefined>;
  isMine(id: string): boolean;
  /** Milliseconds that only rise. */
  monotonicMs(): number;
}

export interface ActivityReads {
  /** Something happened in this account. */
  add(accountId: string): void;
  /** Reads one account that is due. Returns how long to wait for the next step. @throws LedgerFault */
  step(): Promise<number>;
}

/** The account, its positions, its orders, and what happened in it. */
const REQUESTS = 4;
const IDLE_MS = 100;
const BUSY_MS = 5_000;
/** An account may show later what was told of it already. */
const AGAIN_MS = [10_000, 60_000];
/** A batch has ended by then, or is STALE. */
const BUSY_TIMES = 120;

export function createActivityReads(deps: ActivityReadsDeps): ActivityReads {
  const { ledger, broker, read, isMine, monotonicMs } = deps;
  const due = new Map<string, { atMs: number; agreed: number; busy: number }>();
  const readOne = async (accountId: string) => {
    const portfolio = await ledger.findPortfolioOfAccount(accountId);
    if (portfolio === undefined || !isMine(portfolio.id)) return undefined;
    (await broker.reserve(REQUESTS)).keep();
    return read(portfolio.id);
  };
  return {
    add: (accountId) => due.set(accountId, { atMs: monotonicMs(), agreed: 0, busy: 0 }),
    step: async () => {
      const [next] = [...due].filter(([, { atMs }]) => atMs <= monotonicMs());
      if (next === undefined) return IDLE_MS;
      const [accountId, was] = next;
      due.delete(accountId);
      const again = (afterMs: number, now = was) => {
        if (!due.has(accountId)) due.set(accountId, { ...now, atMs: monotonicMs() + afterMs });
      };
      try {
        const outcome = await readOne(accountId);
        if (outcome === 'busy' && was.busy < BUSY_TIMES) again(BUSY_MS, { ...was, busy: was.busy + 1 });
        const agreedMs = outcome === 'agrees' ? AGAIN_MS[was.agreed] : undefined;
        if (agreedMs !== undefined) again(agreedMs, { ...was, agreed: was.agreed + 1 });
      } catch (error) {
        if (!(error instanceof BrokerFault)) throw error;
        const { retryAfterMs } = error.fields;
        again(retryAfterMs ?? BUSY_MS, { ...was, busy: was.busy + 1 });
        if (retryAfterMs !== undefined) return retryAfterMs;
      }
      return 0;
    },
  };
}
