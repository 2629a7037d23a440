import type { Records } from '../../src/check/records';
import { COOLDOWN_MAX_MS } from '../../src/domain/policy';
import type { JournalEntry } from '../../src/simulator/engine/state';
import { ATTEMPTS } from '../support/attempts';
import { WORLD } from './clock';
import { type Attempt, DECLARING } from './declare';
import { damagedBy, judgeStage } from './judge-stage';
import { resolveStage } from './resolve-stage';
import type { Schedule } from './schedule';
import { type Found, Stage } from './stage';

/** The result of one schedule. */
export interface Played {
  violations: Found[];
  /** The last outcome of each portfolio: "STALE OUTCOME_UNKNOWN". */
  outcomes: string[];
  /** What people's decisions came to: "retry-reversal: ACTIVE". */
  verdicts: string[];
  /** How often each kind of fault struck. */
  hits: Map<string, number>;
  /** Of each portfolio before everything that is STALE is resolved, in the schedule's order. */
  records: Records[];
  /** Of each once people have tried. */
  after: Records[];
  /** The broker's journal of each, by the end of it all. */
  journals: JournalEntry[][];
  events: number;
}

/** Plays one schedule to its end, lets people try to resolve what is STALE, and checks every portfolio before and after. */
export async function play(
  schedule: Schedule,
  attempts: readonly Attempt[] = ATTEMPTS,
  declaring: readonly Attempt[] = DECLARING,
): Promise<Played> {
  const { portfolios } = schedule;
  const stage = new Stage(schedule);
  const { world, hits } = stage;
  await stage.playFaults();
  // The next look has to see the books as somebody has secretly changed them.
  const damaged = damagedBy(schedule);
  await lookAgain(stage, ({ id }) => damaged.has(id));
  if (stage.forgetful !== undefined) await lookAfterLoss(stage);
  const records = await judgeStage(stage, 'first');
  const outcomes = [...stage.outcomes.values()];
  const stale = new Set(records.flatMap(({ portfolio }) => (portfolio.status === 'STALE' ? [portfolio.id] : [])));
  const isResolved = stale.size > 0;
  await resolveStage(stage, stale, attempts, declaring);
  // Cash that a release left is booked by the next look.
  if (stage.forgetful !== undefined) await lookAgain(stage);
  const after = isResolved ? await judgeStage(stage, 'last') : records;
  for (const [kind, count] of world.brokerHits()) hits.set(`broker ${kind}`, count);
  return {
    violations: stage.found,
    outcomes,
    verdicts: stage.verdicts,
    hits,
    records,
    after,
    journals: portfolios.map(({ id }) => world.journalOf(id)),
    events: world.clock.events(),
  };
}

/** Cool-downs are over by then. */
async function lookAgain(
  stage: Stage,
  isMeant: (planned: Schedule['portfolios'][number]) => boolean = () => true,
): Promise<void> {
  const { world, schedule } = stage;
  for (const planned of schedule.portfolios)
    if (isMeant(planned) && (await world.recordsOf(planned.id)).portfolio.status !== 'STALE')
      world.clock.after(2 * COOLDOWN_MAX_MS, WORLD, () => stage.send(planned.id, { what: 'ask' }));
  await stage.toTheEnd();
}

/** A rebalance is asked for only where the ledger says ACTIVE. If a hold gets the request, the ledger has lost that row. Then all are looked at. */
async function lookAfterLoss(stage: Stage): Promise<void> {
  for (const { id } of stage.schedule.portfolios) {
    if (stage.holdOf(id) === undefined || (await stage.world.recordsOf(id)).portfolio.status === 'STALE') continue;
    stage.hit('held and forgotten');
    stage.send(id, { what: 'ask' });
  }
  await lookAgain(stage);
}
