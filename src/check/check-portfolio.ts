// One portfolio of a running system against every rule: the ledger, the broker, the audit's chain, and what runs in Temporal.

import { type Broker, BrokerFault } from '../broker/broker';
import type { BrokerFaultCode } from '../domain/causes';
import { invariant } from '../domain/invariant';
import type { PortfolioStatus } from '../domain/portfolio';
import type { AuditHead, Ledger } from '../ledger/ledger';
import { chainProblem } from '../ledger/rules/audit-chain';
import { cashDifference } from './books';
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
 * `under-way`: it is being traded or settled, so that ledger and broker differ for the moment. `closed`: we no longer look after
 * its account. `unreadable`: the broker failed, and `problem` says how. `note` is a difference of cash that breaks no rule,
 * because a deposit or dividend explains it.
 */
export type Checked =
  | { state: 'under-way' | 'closed' }
  | { state: 'unreadable'; problem: string }
  | { state: 'checked'; status: PortfolioStatus; violations: Violation[]; note: string | null };

/** Somebody changed the portfolio while it was read. */
const TRIES = 3;

/** The next question would fail in the same way. */
const OF_ALL = new Set<BrokerFaultCode>(['UNREACHABLE', 'UNAUTHORIZED', 'RATE_LIMITED']);

/**
 * Checks one portfolio, and what has been traded for it since `since` (an ISO time).
 *
 * @throws BrokerFault that concerns every portfolio; RATE_LIMITED says when to ask again.
 */
export async function checkPortfolio(deps: CheckDeps, id: string, since: string): Promise<Checked> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const before = await deps.ledger.auditHead(id);
    const runs = await deps.whatRuns(id);
    const portfolio = await deps.ledger.findPortfolio(id);
    invariant(portfolio !== undefined, 'a portfolio that is checked exists');
    if (portfolio.status === 'CLOSED') return { state: 'closed' };
    (await deps.broker.reserve(REQUESTS)).keep();
    const records = await unlessUnreadable(readRecords(deps, portfolio, false, since));
    if ('problem' in records) return { state: 'unreadable', ...records };
    if (isUnderWay(records, runs)) return { state: 'under-way' };
    // The start and the end of a workflow leave no row in the ledger.
    if ((await deps.whatRuns(id)) !== runs || !sameHead(before, await deps.ledger.auditHead(id))) continue;
    const violations = [...check(records), ...brokenChain(records, before), ...nobodyHolds(records, runs)];
    const { status } = portfolio;
    // While a batch is open its books may differ. What is wrong is that nobody settles it.
    if (isPending(records)) return { state: 'checked', status, violations: violations.filter(isOfPending), note: null };
    const difference = cashDifference(records);
    const note = difference === undefined ? null : `${difference}: ${BOOKED_NEXT}`;
    return { state: 'checked', status, violations, note };
  }
  return { state: 'under-way' };
}

async function unlessUnreadable(reading: Promise<Records>): Promise<Records | { problem: string }> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof BrokerFault) || OF_ALL.has(error.code)) throw error;
    return { problem: `the broker: ${error.message}` };
  }
}

type Runs = Awaited<ReturnType<CheckDeps['whatRuns']>>;

function isUnderWay(records: Records, runs: Runs): boolean {
  return runs === 'rebalance' && (records.portfolio.status === 'STALE' || isPending(records));
}

function isPending({ batches }: Records): boolean {
  return batches.at(-1)?.state === 'PENDING';
}

/** The rules that even an unsettled batch keeps. I5 reports that nobody settles it. */
const OF_PENDING = new Set<Violation['invariant']>(['I1', 'I2', 'I5', 'I9', 'I10', 'I12']);

function isOfPending({ invariant }: Violation): boolean {
  return OF_PENDING.has(invariant);
}

const BOOKED_NEXT = 'the next look books it as a deposit, dividend or fee, or holds it for a person when it is large';

/** I9: no audit row was changed, removed or inserted. */
export function brokenChain({ audit }: Pick<Records, 'audit'>, head: AuditHead): Violation[] {
  const problem = chainProblem(audit, head);
  return problem === undefined ? [] : [{ invariant: 'I9', message: `audit chain: ${problem}` }];
}

/** I7: every STALE or frozen portfolio is held by a workflow, through which a person resolves it. */
function nobodyHolds({ portfolio }: Records, runs: Runs): Violation[] {
  if (runs !== undefined || !(portfolio.status === 'STALE' || portfolio.frozen)) return [];
  const what = portfolio.status === 'STALE' ? 'STALE' : 'frozen';
  return [
    {
      invariant: 'I7',
      message: `it is ${what}, and no workflow holds it: a running monitor starts one within a minute`,
    },
  ];
}

function sameHead(one: AuditHead, other: AuditHead): boolean {
  return one.sequence === other.sequence && one.hash === other.hash;
}
