// Reads every account once a trading day, outside the batches, to find deposits and changes that others made to an account.
//
// A1. It only reads and records. A difference is left to a rebalance, which reads the account again before it believes it.
// A2. A reading does not count if there was a batch, an open order or a changed row meanwhile: the account is read again
//     later.
// A3. Its progress is in the ledger, one row for each portfolio, so it continues after a restart, and several sweeps of one
//     shard do no harm.
// A4. It asks the request budget first, and never takes more than its share of a minute.
// A5. While the broker is in doubt it reads again what differed, and nothing that it sees is booked.
// A6. A hold whose only reason was that the account differed is told when it agrees again, so the hold itself need not read
//     every hour.

import type { Broker } from '../broker/broker';
import { BrokerFault } from '../broker/broker';
import type { Doubt } from '../domain/agreement';
import { doubtText } from '../domain/decide';
import { type Actor, type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';
import { type ReadAccountDeps, type ReadOutcome, readAccount } from './read-account';

interface AccountSweepDeps extends ReadAccountDeps {
  ledger: Pick<Ledger, 'dueReads' | 'readProgress' | 'doubt' | 'reviewDoubt'> & ReadAccountDeps['ledger'];
  broker: Pick<Broker, 'reserve'> & ReadAccountDeps['broker'];
  isMine(id: string): boolean;
  /** True while portfolios past their threshold wait for their turn: the request budget is for them. */
  isBusy(): boolean;
  /** The broker's limit, as it last reported it; undefined if it reports none. */
  requestsPerMinute(): number | undefined;
  /** The part of it that this sweep may use; 0 for no sweep. */
  percent: number;
  /** Milliseconds since 1970. */
  now(): number;
  onRead(outcome: ReadOutcome): void;
}

export interface AccountSweep {
  /**
   * Reads the next account that is due, if any, and updates the doubt about the broker. Returns how long to wait for the next
   * step.
   */
  step(): Promise<number>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** An account is due this long after it was read: less than a day, so that every trading day has time for it. */
const EVERY_MS = 20 * HOUR;
/** One that differed is due sooner, and soonest while the broker is in doubt. */
const DIFFERING_EVERY_MS = HOUR;
const DOUBTED_EVERY_MS = 5 * MINUTE;
/** All accounts are read within this time, even if few are due at first. */
const SPREAD_MS = 16 * HOUR;
const PACE_MAX_MS = MINUTE;
const IDLE_MS = MINUTE;
/** One that could not be read, or was busy, is left alone for this long. */
const LEFT_ALONE_MS = 10 * MINUTE;
const DOUBT_EVERY_MS = 10_000;
/** The account, its positions, its orders, and what happened in it. */
const REQUESTS = 4;
const BUSY_TIMES = 4;
/** A broker without a limit is asked for one account a second. */
const UNLIMITED_MS = 1_000;
const PAGE = 500;

export function createAccountSweep(deps: AccountSweepDeps): AccountSweep {
  const { ledger, now } = deps;
  const by = (): Actor => ({ name: 'monitor', at: iso(now()) });
  let queue: string[] = [];
  let portfolios = 0;
  let doubt: Doubt | null = null;
  let doubtAt = Number.NEGATIVE_INFINITY;
  const leftAlone = new Map<string, number>();

  /** A5. One call for each doubt, no matter how many monitors there are: they all use the same id. */
  const careForDoubt = async () => {
    if (now() - doubtAt < DOUBT_EVERY_MS) return;
    const before = doubt?.since;
    doubt = (await ledger.doubt()) && (await ledger.reviewDoubt(by()));
    doubtAt = now();
    if (doubt?.since === before) return;
    queue = [];
    if (doubt === null) return;
    const text = `The broker is in doubt ${doubtText(doubt)} from the books. No batch begins until they agree again. "autobalancer books show" says how many differ.`;
    await deps.client.callPerson({ eventId: `broker-in-doubt-${doubt.since}`, portfolioId: SYSTEM_AUDIT, text });
  };
  const fill = async () => {
    const differingMs = doubt === null ? DIFFERING_EVERY_MS : DOUBTED_EVERY_MS;
    const which = { before: iso(now() - EVERY_MS), differingBefore: iso(now() - differingMs), limit: PAGE };
    for (const [id, untilMs] of leftAlone) if (untilMs <= now()) leftAlone.delete(id);
    queue = (await ledger.dueReads(which)).filter((id) => deps.isMine(id) && !leftAlone.has(id));
    if (queue.length > 0) ({ portfolios } = await ledger.readProgress(iso(now() - EVERY_MS)));
  };
  const paceMs = () => {
    const limit = deps.requestsPerMinute();
    const leastMs = limit === undefined ? UNLIMITED_MS : (MINUTE * REQUESTS * 100) / (limit * deps.percent);
    if (doubt !== null) return leastMs;
    const spreadMs = Math.min(SPREAD_MS / Math.max(portfolios, 1), PACE_MAX_MS);
    return Math.max(leastMs, spreadMs) * (deps.isBusy() ? BUSY_TIMES : 1);
  };

  return {
    step: async () => {
      await careForDoubt();
      if (deps.percent === 0) return DOUBT_EVERY_MS;
      if (queue.length === 0) await fill();
      const id = queue.shift();
      if (id === undefined) return doubt === null ? IDLE_MS : DOUBT_EVERY_MS;
      try {
        (await deps.broker.reserve(REQUESTS)).keep();
        const outcome = await readAccount(deps, id, doubt !== null, by);
        if (outcome !== undefined) deps.onRead(outcome);
        if (outcome === 'busy') leftAlone.set(id, now() + LEFT_ALONE_MS);
      } catch (error) {
        if (!(error instanceof BrokerFault)) throw error;
        if (error.code === 'RATE_LIMITED') {
          queue.unshift(id);
          return error.fields.retryAfterMs ?? DOUBT_EVERY_MS;
        }
        leftAlone.set(id, now() + LEFT_ALONE_MS);
        deps.onRead('unreadable');
      }
      return paceMs();
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
