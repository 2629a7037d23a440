import { setTimeout as delay } from 'node:timers/promises';
import { check } from '../../src/check/check';
import { brokenChain } from '../../src/check/check-portfolio';
import type { Records, Violation } from '../../src/check/records';
import {
  judge,
  judgeAfterLoss,
  judgeArrivals,
  judgeDeploys,
  judgeReads,
  judgeSpending,
  takenOnce,
} from '../simulation/judge';
import { judgeLimits, sentWhileHalted, LOOK_MS as WEIGHED_MS } from '../simulation/judge-stops';
import { allAgree } from './daily-reading';
import type { Journal } from './journal';
import { judgeModel, rolloutRests } from './judge-models';
import { hasActivities, isOnlyDeploys, losesRows, type Plan } from './plan';
import { recordsOf } from './records';
import { FORGOTTEN, type Rest, restOf } from './rest';
import type { Stand } from './stand';
import type { Campaign } from './strikes';

export interface Broken {
  portfolio: string;
  invariant: Violation['invariant'] | 'I14' | 'I15' | 'I17' | 'I20' | 'I21' | 'I44' | 'I45' | 'I48';
  message: string;
}

/** How all portfolios of a seed ended. */
export interface Ends {
  /** "REBALANCED", "STALE REVERSAL_IMPOSSIBLE", in the plan's order. */
  ends: string[];
  records: Records[];
  /** The portfolios that are held, and the ledger does not know it. */
  forgotten: string[];
  broken: Broken[];
}

/** Asking backs off to a minute, and an order that never arrived is missed after half of one. */
const REST_MAX_MS = 180_000;
/** Money that nothing explains is not booked within five minutes of a fill: until then the account is read again. */
const SETTLING_MS = 300_000;
const LOOK_MS = 200;

/** Waits until every portfolio is at rest and checks each by every rule; one that does not come to rest breaks I14. */
export async function checkEnds(
  stand: Stand,
  plan: Plan,
  journal: Journal,
  campaign: Pick<Campaign, 'halts' | 'lostAt'>,
): Promise<Ends> {
  const rests = await untilRest(stand, plan);
  const entries = await journal.read();
  const prices = await journal.prices();
  const lostAt = campaign.lostAt();
  const forgotten = plan.portfolios.flatMap(({ id }, index) => (rests[index]?.end === FORGOTTEN ? [id] : []));
  const broken: Broken[] = [];
  const records: Records[] = [];
  for (const [index, { id, positions }] of plan.portfolios.entries()) {
    const { end, why } = rests[index] as Rest;
    // Read first: a hold's alert may write a row at any time.
    const head = await stand.ledger.auditHead(id);
    // What is listed late is booked as cash that nothing explains.
    const found = await recordsOf(stand, id, plan.activitiesLagMs === 0);
    const ofIt = entries.filter(({ accountId }) => accountId === id);
    const tell = (violations: readonly Omit<Broken, 'portfolio'>[]) =>
      broken.push(...violations.map((violation) => ({ portfolio: id, ...violation })));
    if (isOnlyDeploys(plan)) tell(judgeDeploys(ofIt).map((message) => ({ invariant: 'I17', message })));
    if (end === undefined) {
      tell([
        {
          invariant: 'I14',
          message: `not at rest after ${restMaxMs(plan) / 1_000} s: ${why} (${await stand.runs.told(id)})`,
        },
      ]);
      tell(lostAt !== undefined ? takenOnce(ofIt) : judgeArrivals(found, ofIt));
      continue;
    }
    records.push(found);
    tell(brokenChain(found, head));
    if (lostAt !== undefined) {
      tell(end === FORGOTTEN ? takenOnce(ofIt) : judgeAfterLoss(found, ofIt, positions, lostAt));
      continue;
    }
    tell([...check(found), ...judge(found, ofIt, positions)]);
    tell(judgeReads(found).map((message) => ({ invariant: 'I7', message })));
    tell(judgeSpending(found, ofIt).map((message) => ({ invariant: 'I20', message })));
    tell(leftOpen(found));
    const limits = judgeLimits(found, (symbol) => prices.get(symbol) ?? [], WEIGHED_MS + stoodStillMs(plan));
    tell(limits.map((message) => ({ invariant: 'I44', message })));
    const sent = campaign.halts().flatMap((halt) => sentWhileHalted(found, halt));
    tell(sent.map((message) => ({ invariant: 'I45', message })));
  }
  if (plan.model !== null)
    for (const { portfolio, message } of await judgeModel(stand.ledger, plan.model, records))
      broken.push({ portfolio, invariant: 'I48', message });
  return { ends: rests.map(({ end }) => end ?? 'NOT AT REST'), records, forgotten, broken };
}

/** I47: what left has paid its withdrawal, and what did not leave is cancelled. What a STALE portfolio has is not known. */
function leftOpen({ portfolio: { status, withdrawals } }: Records): Omit<Broken, 'portfolio'>[] {
  if (status === 'STALE') return [];
  return withdrawals.map(({ id }) => ({ invariant: 'I47', message: `${id} is open, and nobody waits for it` }));
}

/** A price that was weighed may have been read before its worker was stopped. */
function stoodStillMs({ strikes }: Plan): number {
  const still = strikes.flatMap((strike) =>
    strike.kind === 'stop' || strike.kind === 'crash' ? [strike.forMs ?? 0] : [],
  );
  return still.reduce((total, ms) => total + ms, 0);
}

/** True when nothing of the seed is under way. */
export async function allRest(stand: Stand, plan: Plan): Promise<boolean> {
  return (await restsOf(stand, plan)).every(({ end }) => end !== undefined);
}

function restMaxMs(plan: Plan): number {
  return REST_MAX_MS + (hasActivities(plan) ? SETTLING_MS : 0);
}

async function untilRest(stand: Stand, plan: Plan): Promise<Rest[]> {
  const deadline = Date.now() + restMaxMs(plan);
  for (;;) {
    const rests = await restsOf(stand, plan);
    if (Date.now() > deadline) return rests;
    const resting = plan.portfolios.flatMap(({ id }, nth) => (rests[nth]?.end === undefined ? [] : [id]));
    const agree = !hasActivities(plan) || (await allAgree(stand, resting));
    const isAll = agree && resting.length === rests.length;
    if (isAll && (plan.model === null || (await rolloutRests(stand.ledger, plan.model, waiting(plan, rests)))))
      return rests;
    await delay(LOOK_MS);
  }
}

/** The portfolios that a person, a price or a time keeps from their targets. */
function waiting({ portfolios }: Plan, rests: readonly Rest[]): Set<string> {
  const waits = ({ end = '' }: Rest) => end === 'CORPORATE_ACTION' || end.startsWith('REFUSED');
  return new Set(portfolios.flatMap(({ id }, nth) => (waits(rests[nth] as Rest) ? [id] : [])));
}

async function restsOf(stand: Stand, plan: Plan): Promise<Rest[]> {
  const prices = await stand.admin.prices();
  return Promise.all(
    plan.portfolios.map(({ id }) =>
      restOf(stand, id, prices, { forgets: losesRows(plan), changes: hasActivities(plan) }),
    ),
  );
}
