// One portfolio of a running system against every rule: the ledger, the broker, the audit's chain, and what runs in Temporal.

import { type Broker, BrokerFault } from '../broker/broker';
import { decimal, floorToCents, showCents } from '../domain/money';
import type { AuditHead, Ledger } from '../ledger/ledger';
import { chainProblem } from '../ledger/rules/audit-chain';
import { check } from './check';
import { REQUESTS, readRecords, type Sources } from './read-records';
import type { Records, Violation } from './records';

export interface CheckDeps extends Sources {
  ledger: Sources['ledger'] & Pick<Ledger, 'findPortfolio' | 'auditHead'>;
  broker: Sources['broker'] & Pick<Broker, 'reserve'>;
  /** What runs under the portfolio's id. */
  whatRuns(portfolioId: string): Promise<'rebalance' | 'hold' | undefined>;
}

/**
 * `under-way`: it is being traded or settled, so that ledger and broker differ for the moment. `closed`: its account is no concern
 * of ours any more. `note` is a difference of cash that breaks no rule, because a deposit or dividend explains it.
 */
export type Checked =
  | { state: 'unknown' | 'under-way' | 'closed' }
  | { state: 'checked'; violations: Violation[]; note: string | null };

/** Somebody changed the portfolio while it was read. */
const TRIES = 3;

/** @throws BrokerFault; RATE_LIMITED says when to ask again: what is traded comes first. */
export async function checkPortfolio(deps: CheckDeps, id: string): Promise<Checked> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = await deps.ledger.auditHead(id);
    const runs = await deps.whatRuns(id);
    const portfolio = await deps.ledger.findPortfolio(id);
    if (portfolio === undefined) return { state: 'unknown' };
    if (portfolio.status === 'CLOSED') return { state: 'closed' };
    await deps.broker.reserve(REQUESTS);
    const records = await unlessMissing(readRecords(deps, portfolio, false));
    if (records === undefined) {
      const message = `the broker does not know the account ${portfolio.accountId}`;
      return { state: 'checked', violations: [{ invariant: 'I3', message }], note: null };
    }
    if (isUnderWay(records, runs)) return { state: 'under-way' };
    if (!sameHead(before, await deps.ledger.auditHead(id))) continue;
    const violations = [...check(records), ...brokenChain(records, before), ...nobodyHolds(records, runs)];
    return { state: 'checked', violations, note: cashNote(records) };
  }
  return { state: 'under-way' };
}

async function unlessMissing(reading: Promise<Records>): Promise<Records | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BrokerFault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

type Runs = Awaited<ReturnType<CheckDeps['whatRuns']>>;

function isUnderWay({ portfolio, batches }: Records, runs: Runs): boolean {
  return runs === 'rebalance' && (portfolio.status === 'STALE' || batches.at(-1)?.state === 'PENDING');
}

/** I9: no audit row was changed, taken out or put in. */
export function brokenChain({ audit }: Pick<Records, 'audit'>, head: AuditHead): Violation[] {
  const problem = chainProblem(audit, head);
  return problem === undefined ? [] : [{ invariant: 'I9', message: `audit chain: ${problem}` }];
}

/** I7: what is STALE or frozen is held by a workflow, which is where a person resolves it. */
function nobodyHolds({ portfolio }: Records, runs: Runs): Violation[] {
  if (runs !== undefined || !(portfolio.status === 'STALE' || portfolio.frozen)) return [];
  const what = portfolio.status === 'STALE' ? 'STALE' : 'frozen';
  return [
    { invariant: 'I7', message: `it is ${what}, and no workflow holds it: a monitor starts one within a minute` },
  ];
}

function cashNote({ portfolio, broker }: Records): string | null {
  const shown = floorToCents(decimal(broker.cash));
  if (portfolio.status === 'STALE' || shown.equals(decimal(portfolio.cash))) return null;
  return `cash: ledger ${portfolio.cash}, broker ${showCents(shown)}: the next look books it as a deposit, dividend or fee`;
}

function sameHead(one: AuditHead, other: AuditHead): boolean {
  return one.sequence === other.sequence && one.hash === other.hash;
}
