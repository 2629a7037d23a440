import { setTimeout as delay } from 'node:timers/promises';
import { check } from '../../src/check/check';
import { brokenChain } from '../../src/check/check-portfolio';
import type { Records, Violation } from '../../src/check/records';
import { judge, judgeArrivals, judgeDeploys } from '../simulation/judge';
import type { Journal } from './journal';
import { isOnlyDeploys, type Plan } from './plan';
import { recordsOf } from './records';
import { type Rest, restOf } from './rest';
import type { Stand } from './stand';

export interface Broken {
  portfolio: string;
  invariant: Violation['invariant'] | 'I14' | 'I15' | 'I17' | 'I21';
  message: string;
}

/** How all portfolios of a seed ended. */
export interface Ends {
  /** "REBALANCED", "STALE REVERSAL_IMPOSSIBLE", in the plan's order. */
  ends: string[];
  records: Records[];
  broken: Broken[];
}

/** Asking backs off to a minute, and an order that never arrived is missed after half of one. */
const REST_MAX_MS = 180_000;
const LOOK_MS = 200;

/** Waits until every portfolio is at rest and checks each by every rule; one that does not come to rest breaks I14. */
export async function checkEnds(stand: Stand, plan: Plan, journal: Journal): Promise<Ends> {
  const rests = await untilRest(stand, plan);
  const entries = await journal.read();
  const broken: Broken[] = [];
  const records: Records[] = [];
  for (const [index, { id, positions }] of plan.portfolios.entries()) {
    const { end, why } = rests[index] as Rest;
    const found = await recordsOf(stand, id);
    const ofIt = entries.filter(({ accountId }) => accountId === id);
    const tell = (violations: readonly Omit<Broken, 'portfolio'>[]) =>
      broken.push(...violations.map((violation) => ({ portfolio: id, ...violation })));
    if (isOnlyDeploys(plan)) tell(judgeDeploys(ofIt).map((message) => ({ invariant: 'I17', message })));
    if (end === undefined) {
      tell([
        {
          invariant: 'I14',
          message: `not at rest after ${REST_MAX_MS / 1_000} s: ${why} (${await stand.runs.told(id)})`,
        },
      ]);
      tell(judgeArrivals(found, ofIt));
      continue;
    }
    records.push(found);
    tell([...check(found), ...judge(found, ofIt, positions), ...brokenChain(found, await stand.ledger.auditHead(id))]);
  }
  return { ends: rests.map(({ end }) => end ?? 'NOT AT REST'), records, broken };
}

/** True when nothing of the seed is under way. */
export async function allRest(stand: Stand, plan: Plan): Promise<boolean> {
  return (await restsOf(stand, plan)).every(({ end }) => end !== undefined);
}

async function untilRest(stand: Stand, plan: Plan): Promise<Rest[]> {
  const deadline = Date.now() + REST_MAX_MS;
  for (;;) {
    const rests = await restsOf(stand, plan);
    if (rests.every(({ end }) => end !== undefined) || Date.now() > deadline) return rests;
    await delay(LOOK_MS);
  }
}

async function restsOf(stand: Stand, plan: Plan): Promise<Rest[]> {
  const prices = await stand.admin.prices();
  return Promise.all(plan.portfolios.map(({ id }) => restOf(stand, id, prices)));
}
