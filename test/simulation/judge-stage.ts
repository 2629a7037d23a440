// Every rule over every portfolio of a schedule, with nothing of it running.

import { check } from '../../src/check/check';
import type { Records, Violation } from '../../src/check/records';
import { wronglyDeclared } from './declare';
import { judge, judgeAfterLoss, judgeArrivals, judgeDeploys, judgeMoney, judgeReads } from './judge';
import { judgeHolds } from './judge-holds';
import { judgeHalts, judgeLimits } from './judge-stops';
import {
  begunWhileHalted,
  haltsOf,
  judgeJumps,
  judgePolicies,
  judgeRefusal,
  judgeSetAside,
  openedTooEarly,
  stoodStillMs,
  tradedTooWide,
} from './judge-trading';
import type { Invariant, PlannedFault, PlannedPortfolio, Schedule } from './schedule';
import type { Stage } from './stage';
import type { World } from './world';

/** `first`: before people resolve what is STALE. `resolved`: after one of them tried. `last`: after all of them. */
export type When = 'first' | 'resolved' | 'last';

/** Notes in the stage what is broken, and returns what was judged. */
export async function judgeStage(
  stage: Stage,
  when: When,
  portfolios: readonly PlannedPortfolio[] = stage.schedule.portfolios,
): Promise<Records[]> {
  const halts = await haltsOf(stage.world);
  const all: Records[] = [];
  for (const planned of portfolios) {
    const { id } = planned;
    // Of a batch that the ledger has forgotten the residual is booked like any cash that nothing explains.
    const cashIsOurs = !damagedBy(stage.schedule).has(id) && stage.forgetful === undefined;
    const records = { ...(await stage.world.recordsOf(id)), cashIsOurs };
    all.push(records);
    if (stage.forgetful === undefined) judgeOne(stage, when, planned, records, halts);
    else if (when !== 'resolved')
      note(stage, id, judgeAfterLoss(records, stage.world.journalOf(id), planned.positions, stage.lostAt));
  }
  return all;
}

function judgeOne(
  stage: Stage,
  when: When,
  planned: PlannedPortfolio,
  records: Records,
  halts: Awaited<ReturnType<typeof haltsOf>>,
): void {
  const { schedule, world, outcomes } = stage;
  const { id, positions } = planned;
  const { batches, portfolio } = records;
  const isDamaged = damagedBy(schedule).has(id);
  const say = (invariant: Invariant, messages: readonly string[]) => {
    for (const message of messages) stage.broken(id, message, invariant);
  };
  const believed = believedPrices(schedule, world);
  if (when === 'first') {
    say('I19', judgeRefusal(portfolio, outcomes.get(id)));
    say('I22', judgePolicies(records));
    say('I46', heldBySomebody(stage, records));
  }
  say('I11', tooManyOrders(schedule, records));
  say('I32', begunWhileHalted(halts, records, stoodStillMs(schedule, id)));
  say('I34', judgeJumps(records, schedule.faults, believed));
  const isCalm = schedule.market === undefined && !schedule.faults.some(({ kind }) => MOVES_PRICES.has(kind));
  if (isCalm) say('I47', judgeSetAside(records));
  say('I31', openedTooEarly(world.openings(), batches));
  say('I30', tradedTooWide(world.start, schedule.faults, batches));
  say('I14', judgeReads(records));
  say(
    'I46',
    judgeHolds(
      records,
      stage.sent.filter((sent) => sent.portfolio === id),
    ),
  );
  // A portfolio that nobody has looked at since, or may look at yet, cannot show the damage.
  if (isDamaged && (when !== 'first' || outcomes.get(id)?.startsWith('REFUSED'))) return;
  // Executions that were not listed when somebody adopted the positions are in those, and not booked.
  if (isDamaged && isUnlisted(schedule) && batches.some(({ state }) => state === 'ADOPTED')) return;
  const journal = world.journalOf(id);
  if (!stage.lost.has(id)) say('I20', judgeMoney(records, journal));
  say('I45', judgeHalts(records, world.start, schedule.faults));
  if (!isDamaged) say('I44', judgeLimits(records, believed));
  const onlyDeploys = schedule.breaker === undefined && schedule.faults.every(isDeploy);
  if (onlyDeploys) say('I17', judgeDeploys(whileLocked(world.start, planned, journal)));
  note(stage, id, checked(stage, records));
  note(stage, id, unlistedIn(schedule).has(id) ? judgeArrivals(records, journal) : judge(records, journal, positions));
}

/** What `check` finds, but for what people declared wrongly; of those it has to see what the broker shows. */
function checked(stage: Stage, records: Records): Violation[] {
  const wrong = wronglyDeclared(records);
  const found = check(records).filter(({ invariant, message }) => {
    const expected = wrong.find(({ clientOrderId }) => invariant === 'I18' && message.includes(clientOrderId));
    if (expected === undefined) return true;
    wrong.splice(wrong.indexOf(expected), 1);
    stage.hit('declared otherwise');
    return false;
  });
  const unseen = wrong.filter(({ shown }) => shown);
  return [
    ...found,
    ...unseen.map(
      ({ clientOrderId }): Violation => ({
        invariant: 'I18',
        message: `nobody notices that ${clientOrderId} was declared wrongly`,
      }),
    ),
  ];
}

function note(stage: Stage, id: string, found: readonly Violation[]): void {
  for (const { invariant, message } of found) stage.broken(id, message, invariant);
}

/** I46: once nothing happens any more, the STALE portfolios are those that have a hold, and each hold has called a person. */
function heldBySomebody(stage: Stage, { portfolio: { id, status }, audit }: Records): string[] {
  const hold = stage.holdOf(id);
  if (status !== 'STALE') return hold === undefined ? [] : [`it is held, and the ledger says ${status}`];
  if (hold === undefined) return ['it is STALE, and nothing holds it'];
  const call = `${id}-stale-${hold.held.since}-`;
  const isCalled = audit.some(({ event, detail }) => event === 'ALERT' && String(detail.eventId).startsWith(call));
  return isCalled ? [] : ['it is held, and nobody was called'];
}

function tooManyOrders({ ordersPerBatch }: Schedule, { batches }: Records): string[] {
  const first = ({ orders }: (typeof batches)[number]) =>
    orders.filter(({ kind, attempt }) => kind === 'order' && attempt === 1).length;
  return batches.some((batch) => first(batch) > ordersPerBatch)
    ? [`a batch has more than ${ordersPerBatch} orders`]
    : [];
}

const MOVES_PRICES: ReadonlySet<PlannedFault['kind']> = new Set<PlannedFault['kind']>([
  'price',
  'price-at',
  'walk',
  'quote',
  'split',
  'spin-off',
]);

/** Where bid and ask go their own way they are believed, and not the latest price. */
function believedPrices({ faults }: Schedule, world: World): World['pricesOf'] {
  const quoted = new Set(
    faults.flatMap((fault) =>
      fault.kind === 'quote' || (fault.kind === 'walk' && fault.quotes !== 'follow') ? [fault.symbol] : [],
    ),
  );
  return (symbol) => (quoted.has(symbol) ? [] : world.pricesOf(symbol));
}

/** What happened before its first lock expired. After that, orders are cancelled and reversed because of the expiry. */
function whileLocked(start: number, { startsAt, policy }: PlannedPortfolio, journal: ReturnType<World['journalOf']>) {
  const expiresAt = start + startsAt + (policy.lockTtlMs ?? Number.POSITIVE_INFINITY);
  return journal.filter(({ at }) => Date.parse(at) < expiresAt);
}

function isDeploy(fault: PlannedFault): boolean {
  return fault.kind === 'deploy' || (fault.kind === 'crash' && fault.what === 'grace-over');
}

/** The portfolios whose books at the broker change, or are shown, as nothing of ours explains. */
export function damagedBy(schedule: Schedule): Set<string> {
  return new Set([...unlistedIn(schedule), ...changedIn(schedule)]);
}

/** Those whose accounts change as the broker lists it, sooner or later. */
function changedIn({ faults, portfolios }: Schedule): Set<string> {
  const changed = new Set<string>();
  for (const fault of faults) {
    if (fault.kind === 'happens' || fault.kind === 'withdrawal') changed.add(fault.portfolio);
    if (fault.kind === 'split' || fault.kind === 'rename' || fault.kind === 'spin-off')
      for (const { id, targets, positions } of portfolios)
        if (fault.symbol in positions || targets.some(({ symbol }) => symbol === fault.symbol)) changed.add(id);
  }
  return changed;
}

/** Those whose accounts are shown wrongly, or change as nothing explains. */
function unlistedIn({ faults }: Pick<Schedule, 'faults'>): Set<string> {
  const damaged = new Set<string>();
  const wrong = new Set(faults.flatMap((fault) => (showsWrong(fault) ? [fault.portfolio] : [])));
  const isLate = isUnlisted({ faults });
  for (const fault of faults) {
    if (fault.kind === 'broker' && DAMAGING.has(fault.fault.effect.kind)) damaged.add(fault.portfolio);
    if (fault.kind === 'cash') damaged.add(fault.portfolio);
    // Somebody may adopt what the broker shows wrongly, or not yet.
    if (fault.kind === 'person' && adopts(fault) && (wrong.has(fault.portfolio) || isLate))
      damaged.add(fault.portfolio);
  }
  return damaged;
}

function isUnlisted({ faults }: Pick<Schedule, 'faults'>): boolean {
  return faults.some(({ kind }) => kind === 'executions');
}

function showsWrong(fault: PlannedFault): fault is Extract<PlannedFault, { kind: 'broker' | 'lag' }> {
  return fault.kind === 'lag' || (fault.kind === 'broker' && fault.fault.effect.kind === 'wrong-positions');
}

function adopts({ message }: Extract<PlannedFault, { kind: 'person' }>): boolean {
  return message.what === 'resolve' && message.action === 'adopt-positions';
}

const DAMAGING = new Set(['bust', 'zero-balances', 'wrong-cash']);
