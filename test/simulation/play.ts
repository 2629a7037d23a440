import { accountHash } from '../../src/activities/stale/account-hash';
import { check } from '../../src/check/check';
import type { Records, Violation } from '../../src/check/records';
import type { Batch } from '../../src/domain/batch';
import { BREAKER } from '../../src/domain/breaker';
import { NO_CAPS } from '../../src/domain/caps';
import type { RefusalCode } from '../../src/domain/causes';
import { DECLARE_AFTER_MS } from '../../src/domain/declaration';
import type { TradingPosition } from '../../src/domain/kill-switch';
import { type Decimal, decimal, HUNDRED } from '../../src/domain/money';
import { COOLDOWN_MAX_MS, ROLLBACK_BUDGET_MS } from '../../src/domain/policy';
import type { Portfolio } from '../../src/domain/portfolio';
import { isKept } from '../../src/domain/refusal';
import { HEALS_BY_ITSELF, REBALANCE_ACTOR, type Resolve } from '../../src/domain/stale';
import type { Outcome } from '../../src/domain/steps';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { createBreaker } from '../../src/monitor/breaker';
import { setPolicy } from '../../src/operations/set-policy';
import type { JournalEntry } from '../../src/simulator/engine/state';
import { ATTEMPTS } from '../support/attempts';
import { person } from '../support/person';
import { createRandom } from '../support/random';
import type { Surroundings } from './attempt';
import { createClock, WORLD } from './clock';
import { type Attempt, DECLARING, declarationOf, wronglyDeclared } from './declare';
import { createForgetfulLedger } from './forgetful';
import { createHints } from './hints';
import { judge, judgeAfterLoss, judgeArrivals, judgeDeploys, judgeMoney, judgeReads } from './judge';
import { during, judgeHalts, judgeLimits } from './judge-stops';
import { type Run, startAgreementLook, startRebalance, startResolve } from './run';
import type { PlannedFault, PlannedPortfolio, Schedule } from './schedule';
import { createStrikes } from './strikes';
import { createWorld, START, settle, type World } from './world';

/** What came of one schedule. */
export interface Played {
  violations: {
    portfolio: string;
    invariant:
      | Violation['invariant']
      | 'I44'
      | 'I45'
      | 'I11'
      | 'I14'
      | 'I17'
      | 'I19'
      | 'I20'
      | 'I22'
      | 'I30'
      | 'I31'
      | 'I32'
      | 'I34';
    message: string;
  }[];
  /** The last outcome of each portfolio: "STALE OUTCOME_UNKNOWN". */
  outcomes: string[];
  /** What a person's resolves came to: "retry-reversal: ACTIVE". */
  verdicts: string[];
  /** How often each kind of fault struck. */
  hits: Map<string, number>;
  /** Of each portfolio before a person resolves it, in the schedule's order. */
  records: Records[];
  /** The broker's journal of each, by the end of it all. */
  journals: JournalEntry[][];
  events: number;
}

/** From here on nothing fails any more, and everything has to come to its end. */
const HEAL_AT_MS = 40 * 60_000;
const SWEEP_MS = 60_000;
const EVENTS_MAX = 400_000;
/** Each after the one before it. */
const COMPARISONS_MS = [5, 10, 15, 30].map((minutes) => minutes * 60_000);
/** A run that keeps being lost after everything healed never ends. */
const RUNS_MAX = 12;
const RUN_MARGIN_MS = 30 * 60_000;
/** Some of the prices that faults move are moved further than that. */
const PRICE_MOVE_PERCENT = '50';
const SPREAD_PERCENT = '1';
const BREAKER_EVERY_MS = 5_000;
const OPENING_MINUTES = 5;

/** Plays one schedule to its end, has persons attempt to resolve what became STALE, and checks every portfolio before and after. */
export async function play(
  schedule: Schedule,
  attempts: readonly Attempt[] = ATTEMPTS,
  declaring: readonly Attempt[] = DECLARING,
): Promise<Played> {
  const { ordersPerBatch, seed } = schedule;
  const random = createRandom(schedule.seed, 'world');
  const hits = new Map<string, number>();
  const hit = (kind: string) => void hits.set(kind, (hits.get(kind) ?? 0) + 1);
  const clock = createClock(START);
  const forgets = schedule.faults.some(({ kind }) => kind === 'lose-rows');
  const forgetful = forgets ? createForgetfulLedger(() => clock.now()) : undefined;
  const world: World = createWorld(
    schedule.fillDelayMs,
    random,
    wayOf(schedule.faults, () => world.clock.now(), hit),
    undefined,
    clock,
    forgetful?.ledger,
  );
  const strikes = createStrikes(schedule.faults, START, hit, (...move) => world.movePrice(...move));
  let adapters = world.newAdapters();
  const violations: Played['violations'] = [];
  const broken = (portfolio: string, message: string, invariant: 'I14' | 'I17' | 'I20' | 'I44' | 'I45' = 'I14') =>
    void violations.push({ portfolio, invariant, message });
  const around: Surroundings = {
    clock: world.clock,
    random,
    ledger: world.ledger,
    adapters: () => adapters,
    strikes,
    ...(schedule.hints && { news: createHints(createRandom(seed, 'hints'), clock, hit) }),
    caps: {
      ...NO_CAPS,
      ordersPerBatch,
      priceMovePercent: PRICE_MOVE_PERCENT,
      spreadPercent: SPREAD_PERCENT,
      openingMinutes: OPENING_MINUTES,
    },
    spins: (portfolio) => broken(portfolio, 'a step calls without end'),
  };
  let lostAt = 0;
  const runs = new Map<string, Run>();
  const begun = new Map<string, number>();
  let nthAttempt = 0;
  const outcomes = new Map<string, string>();
  const verdicts: string[] = [];
  /** Their runs were taken away from under the workflow: nobody does what was left to do after the batch. */
  const lost = new Set<string>();

  /** Starts a run in the place of the one that was there; one that is lost has another take its place, as the server does it. */
  const begin = (planned: PlannedPortfolio, what: 'rebalance' | Resolve): void => {
    const { id } = planned;
    // Each attempt of a person at resolving it may be lost as often.
    const kept = what === 'rebalance' ? id : `${id} ${nthAttempt}`;
    const nth = (begun.get(kept) ?? 0) + 1;
    begun.set(kept, nth);
    if (nth > RUNS_MAX) return broken(id, `it has not ended after ${RUNS_MAX} runs`);
    const lockTtlMs = planned.policy.lockTtlMs ?? 0;
    const common = {
      portfolio: id,
      timeoutMs: lockTtlMs + ROLLBACK_BUDGET_MS + RUN_MARGIN_MS,
      lost: () => {
        hit('run lost');
        lost.add(id);
        world.clock.after(random.int(100, 60_000), WORLD, () => begin(planned, what));
      },
      failed: (error: unknown) => broken(id, `it threw: ${error instanceof Error ? error.message : String(error)}`),
    };
    const run =
      what === 'rebalance'
        ? startRebalance(around, {
            ...common,
            batchId: createRandom(schedule.seed, `${id} run ${nth}`).uuid(),
            lockTtlMs,
            ended: (outcome) => {
              runs.delete(id);
              outcomes.set(id, wordsOf(outcome));
              if (outcome.outcome === 'STALE' && HEALS_BY_ITSELF.has(outcome.reason)) compareLater(planned, 0);
            },
          })
        : startResolve(around, {
            ...common,
            resolve: what,
            ended: (verdict) => {
              runs.delete(id);
              verdicts.push(`${what.action}: ${verdict.status === 'STALE' ? `STALE ${verdict.reason}` : 'ACTIVE'}`);
            },
          });
    runs.set(id, run);
  };
  /** H7 of the hold: it compares books and broker now and then, and ends when they agree. */
  const compareLater = (planned: PlannedPortfolio, nth: number): void => {
    const waitMs = COMPARISONS_MS[nth];
    if (waitMs === undefined) return;
    world.clock.after(waitMs, WORLD, () => {
      const { id } = planned;
      if (runs.has(id) || !outcomes.get(id)?.startsWith('STALE')) return;
      const run = startAgreementLook(around, {
        portfolio: id,
        timeoutMs: RUN_MARGIN_MS,
        lost: () => {
          runs.delete(id);
          compareLater(planned, nth);
        },
        failed: (error) => broken(id, `it threw: ${error instanceof Error ? error.message : String(error)}`),
        ended: (verdict) => {
          runs.delete(id);
          if (verdict.status === 'STALE') return compareLater(planned, nth + 1);
          hit('released by agreement');
          outcomes.set(id, `RELEASED ${outcomes.get(id)?.split(' ')[1]}`);
        },
      });
      runs.set(id, run);
    });
  };
  const plannedOf = (id: string) => schedule.portfolios.find((planned) => planned.id === id) as PlannedPortfolio;
  /** What the monitor does every minute: an open batch without a run gets one. */
  const sweep = async (): Promise<boolean> => {
    // A hold that the ledger has forgotten keeps its id.
    const isTaken = (id: string) => runs.has(id) || (forgets && outcomes.get(id)?.startsWith('STALE'));
    const pending = (await world.pendingPortfolios()).filter((id) => !isTaken(id));
    for (const id of pending) {
      hit('swept');
      begin(plannedOf(id), 'rebalance');
    }
    return pending.length > 0;
  };
  const toTheEnd = async (): Promise<void> => {
    let ended = await world.clock.runToEnd(EVENTS_MAX);
    while (ended && (await sweep())) ended = await world.clock.runToEnd(EVENTS_MAX);
    for (const id of runs.keys()) broken(id, 'it never ended');
  };
  const damaged = damagedBy(schedule);
  const onlyDeploys = schedule.breaker === undefined && schedule.faults.every(isDeploy);
  /** Where bid and ask go their own way they are believed, and not the latest price. */
  const quoted = new Set(
    schedule.faults.flatMap((fault) =>
      fault.kind === 'quote' || (fault.kind === 'walk' && fault.quotes !== 'follow') ? [fault.symbol] : [],
    ),
  );
  const believed: World['pricesOf'] = (symbol) => (quoted.has(symbol) ? [] : world.pricesOf(symbol));
  const checkAll = async (resolved: boolean, portfolios = schedule.portfolios, isLast = false): Promise<Records[]> => {
    const all: Records[] = [];
    const [halts, openings] = [await haltsOf(world), world.openings()];
    for (const planned of portfolios) {
      const { id, positions } = planned;
      // Of a batch that the ledger has forgotten the residual is booked like any cash that nothing explains.
      const records = { ...(await world.recordsOf(id)), cashIsOurs: !damaged.has(id) && !forgets };
      all.push(records);
      if (forgets) {
        if (!resolved || isLast) addNew(id, judgeAfterLoss(records, world.journalOf(id), positions, lostAt));
        continue;
      }
      if (!resolved) violations.push(...judgeRefusal(records.portfolio, outcomes.get(id)), ...judgePolicies(records));
      if (records.batches.some((batch) => ordersOf(batch) > ordersPerBatch))
        violations.push({ portfolio: id, invariant: 'I11', message: `a batch has more than ${ordersPerBatch} orders` });
      for (const message of begunWhileHalted(halts, records, stoodStillMs(schedule, id)))
        violations.push({ portfolio: id, invariant: 'I32', message });
      for (const message of judgeJumps(records, schedule.faults, believed))
        violations.push({ portfolio: id, invariant: 'I34', message });
      for (const message of openedTooEarly(openings, records.batches))
        violations.push({ portfolio: id, invariant: 'I31', message });
      for (const message of tradedTooWide(schedule.faults, records.batches))
        violations.push({ portfolio: id, invariant: 'I30', message });
      for (const message of judgeReads(records)) broken(id, message);
      // Whoever has not looked since, or may not look yet, cannot see the damage.
      if (damaged.has(id) && (resolved || outcomes.get(id)?.startsWith('REFUSED'))) continue;
      const journal = world.journalOf(id);
      if (!lost.has(id)) for (const message of judgeMoney(records, journal)) broken(id, message, 'I20');
      for (const message of judgeHalts(records, schedule.faults)) broken(id, message, 'I45');
      if (!damaged.has(id)) for (const message of judgeLimits(records, believed)) broken(id, message, 'I44');
      if (onlyDeploys) for (const message of judgeDeploys(whileLocked(planned, journal))) broken(id, message, 'I17');
      const judged = damaged.has(id) ? judgeArrivals(records, journal) : judge(records, journal, positions);
      const wrong = wronglyDeclared(records);
      const found = check(records).filter(({ invariant, message }) => {
        const expected = wrong.find(({ clientOrderId }) => invariant === 'I18' && message.includes(clientOrderId));
        if (expected !== undefined) wrong.splice(wrong.indexOf(expected), 1);
        if (expected !== undefined) hit('declared otherwise');
        return expected === undefined;
      });
      for (const { clientOrderId } of wrong.filter(({ shown }) => shown))
        found.push({ invariant: 'I18', message: `nobody notices that ${clientOrderId} was declared wrongly` });
      addNew(id, [...found, ...judged]);
    }
    return all;
  };
  const addNew = (id: string, found: readonly Violation[]) => {
    for (const violation of found)
      if (!violations.some(({ portfolio, message }) => portfolio === id && message === violation.message))
        violations.push({ portfolio: id, ...violation });
  };
  const lookAgain = async (): Promise<void> => {
    for (const planned of schedule.portfolios)
      if ((await world.recordsOf(planned.id)).portfolio.status !== 'STALE')
        world.clock.after(2 * COOLDOWN_MAX_MS, WORLD, () => begin(planned, 'rebalance'));
    await toTheEnd();
  };
  /** A person answers the calls of each hold that the ledger has forgotten; then everybody is looked at. */
  const lookAfterLoss = async (): Promise<void> => {
    for (const planned of schedule.portfolios) {
      const { id } = planned;
      const { portfolio } = await world.recordsOf(id);
      if (portfolio.status === 'STALE' || !outcomes.get(id)?.startsWith('STALE')) continue;
      hit('held and forgotten');
      outcomes.set(id, 'RELEASED');
      begin(planned, { action: 'release', actor: 'ann', note: 'simulated' });
    }
    await toTheEnd();
    await lookAgain();
  };

  watchFleet(world, schedule, hit);
  for (const planned of schedule.portfolios) {
    await settle(world, planned);
    world.clock.after(planned.startsAt, WORLD, () => begin(planned, 'rebalance'));
  }
  for (const fault of schedule.faults)
    arrange(world, fault, hit, {
      loseRows: (lostMs) => {
        lostAt = world.clock.now();
        forgetful?.loseSince(lostAt - lostMs);
      },
      opened: () => {
        for (const planned of schedule.portfolios) {
          if (runs.has(planned.id) || outcomes.get(planned.id) !== 'STALE REVERSAL_EXHAUSTED') continue;
          hit('reversal at the opening');
          begin(planned, { action: 'retry-reversal', actor: REBALANCE_ACTOR, note: 'the market is open again' });
        }
      },
      run: (portfolio) => runs.get(portfolio),
      freezeHeld: (portfolio) => {
        if (!outcomes.get(portfolio)?.startsWith('STALE')) return;
        hit('freeze-held');
        const by = { name: 'ann', at: new Date(world.clock.now()).toISOString() };
        void world.ledger.freeze(portfolio, { actor: 'ann', reason: 'simulated' }, by);
      },
      rebalance: (portfolio) => {
        if (!runs.has(portfolio) && !outcomes.get(portfolio)?.startsWith('STALE'))
          begin(plannedOf(portfolio), 'rebalance');
      },
      loseWorkers: () => {
        adapters = world.newAdapters();
        for (const run of runs.values()) run.loseWorker();
      },
      stopWorkers: () => {
        adapters = world.newAdapters();
        for (const run of runs.values()) run.stopWorker();
      },
    });
  for (let at = SWEEP_MS; at < HEAL_AT_MS; at += SWEEP_MS) world.clock.after(at, WORLD, () => void sweep());
  world.clock.after(HEAL_AT_MS, WORLD, () => {
    strikes.heal();
    world.admin('DELETE', '/simulator/faults', undefined);
  });
  await toTheEnd();
  // The next look has to see what was done to the books behind everyone's back; cool-downs are over by then.
  for (const planned of schedule.portfolios)
    if (damaged.has(planned.id) && (await world.recordsOf(planned.id)).portfolio.status !== 'STALE')
      world.clock.after(2 * COOLDOWN_MAX_MS, WORLD, () => begin(planned, 'rebalance'));
  await toTheEnd();
  if (forgets) await lookAfterLoss();
  const records = await checkAll(false);
  const ends = [...outcomes.values()];

  const stale = new Set(records.flatMap(({ portfolio }) => (portfolio.status === 'STALE' ? [portfolio.id] : [])));
  for (const attempt of [...attempts, 'an hour later' as const, ...declaring]) {
    if (stale.size === 0) break;
    if (attempt === 'an hour later') {
      const unknown = await Promise.all([...stale].map(async (id) => declarationOf(seed, await world.recordsOf(id))));
      if (unknown.every((one) => one === undefined)) break;
      world.clock.after(DECLARE_AFTER_MS, WORLD, () => hit('an hour of asking'));
      await toTheEnd();
      continue;
    }
    nthAttempt += 1;
    for (const planned of schedule.portfolios) {
      if (!stale.has(planned.id)) continue;
      const now = await world.recordsOf(planned.id);
      const said = { ...attempt, note: 'simulated', evidence: accountHash(now.broker) };
      const declaration = attempt.action === 'declare-outcome' ? declarationOf(seed, now) : undefined;
      if (attempt.action !== 'declare-outcome') begin(planned, said);
      else if (declaration !== undefined) begin(planned, { ...said, declaration });
    }
    await toTheEnd();
    // An attempt is made at these alone. What it may have done to the others is seen at the end.
    const tried = schedule.portfolios.filter(({ id }) => stale.has(id));
    for (const { portfolio } of await checkAll(true, tried))
      if (portfolio.status !== 'STALE') stale.delete(portfolio.id);
  }
  // Cash that a release left is booked by the next look.
  if (forgets) await lookAgain();
  if (nthAttempt > 0) await checkAll(true, schedule.portfolios, true);
  for (const [kind, count] of world.brokerHits()) hits.set(`broker ${kind}`, count);
  const journals = schedule.portfolios.map(({ id }) => world.journalOf(id));
  return {
    violations,
    outcomes: ends,
    verdicts,
    hits,
    records,
    journals,
    events: world.clock.events(),
  };
}

/** What happened before its first lock expired: from then on orders are cancelled and reversed because of that. */
function whileLocked({ startsAt, policy }: PlannedPortfolio, journal: readonly JournalEntry[]): JournalEntry[] {
  const expiresAt = START + startsAt + (policy.lockTtlMs ?? Number.POSITIVE_INFINITY);
  return journal.filter(({ at }) => Date.parse(at) < expiresAt);
}

function isDeploy(fault: PlannedFault): boolean {
  return fault.kind === 'deploy' || (fault.kind === 'crash' && fault.what === 'grace-over');
}

/** I19: the row says why the last evaluation was refused, and after any other end it says of no refusal. */
function judgeRefusal(
  { id, status, refusal, refusedSince }: Portfolio,
  outcome: string | undefined,
): Played['violations'] {
  const code = outcome?.startsWith('REFUSED ') ? (outcome.slice('REFUSED '.length) as RefusalCode) : undefined;
  const kept = code !== undefined && isKept(code) && status === 'ACTIVE' ? code : undefined;
  if (refusal?.code === kept && (refusal === null) === (refusedSince === null)) return [];
  const message = `its last run ended ${outcome}, and the row of a portfolio that is ${status} has ${refusal?.code ?? 'no refusal'}`;
  return [{ portfolio: id, invariant: 'I19', message }];
}

function ordersOf({ orders }: Batch): number {
  return orders.filter(({ kind, attempt }) => kind === 'order' && attempt === 1).length;
}

/** Has the fleet breaker look every five seconds, and a person resume some time after it tripped. */
function watchFleet(world: World, { breaker: limits }: Schedule, hit: (kind: string) => void): void {
  if (limits === undefined) return;
  const { clock, ledger } = world;
  const now = () => iso(clock.now());
  const resume = async () => {
    if ((await ledger.trading()).actor !== BREAKER) return;
    await ledger.setTrading({ position: 'active', reason: 'simulated' }, { name: 'operator', at: now() });
  };
  const breaker = createBreaker({
    ledger,
    client: { callPerson: async () => hit('breaker calls') },
    limits: { ...limits, rollbackPercent: null },
    now,
    onTrip: () => {
      hit('breaker trips');
      clock.after(limits.forMs, WORLD, () => void resume());
    },
  });
  for (let at = BREAKER_EVERY_MS; at < HEAL_AT_MS; at += BREAKER_EVERY_MS)
    clock.after(at, WORLD, () => void breaker.look());
}

const iso = (ms: number) => new Date(ms).toISOString();

interface Halt {
  from: number;
  until: number;
}

/** When trading was halted from a trip of the breaker until somebody resumed. */
async function haltsOf({ ledger }: World): Promise<Halt[]> {
  const changes = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ event }) => event === 'TRADING_SET');
  return changes.flatMap(({ actor, at }, n) => {
    if (actor !== BREAKER) return [];
    const resumed = changes.slice(n + 1).find(({ detail }) => detail.to !== 'halted');
    return [{ from: Date.parse(at), until: resumed === undefined ? Number.POSITIVE_INFINITY : Date.parse(resumed.at) }];
  });
}

/**
 * I32: what was sent or planned between a trip and the person who resumed. A plan may have read the switch before, and the longer
 * its step stood still, the longer before; what it planned is not sent all the same.
 */
function begunWhileHalted(halts: readonly Halt[], { batches, audit }: Records, standstillMs: number): string[] {
  const inside = ({ from, until }: Halt, at: string) => Date.parse(at) > from && Date.parse(at) < until;
  const readBeforeMs = READ_BEFORE_MS + standstillMs;
  return halts.flatMap((halt) => {
    const sent = audit.filter(({ event, at }) => event === 'ORDER_SENT' && inside(halt, at));
    const planned = batches.filter(({ pricedAt }) => inside({ ...halt, from: halt.from + readBeforeMs }, pricedAt));
    return [
      ...sent.map(({ detail, at }) => `${String(detail.clientOrderId)} was sent at ${at}, after the breaker tripped`),
      ...planned.map(({ id, pricedAt }) => `${id} was planned at ${pricedAt}, after the breaker tripped`),
    ];
  });
}

function stoodStillMs({ faults }: Schedule, id: string): number {
  return faults.reduce((total, fault) => {
    const isStill = fault.kind === 'crash' && fault.what === 'freeze' && fault.portfolio === id;
    return isStill ? total + fault.forMs : total;
  }, 0);
}

/** I31: the batches whose market time lies in the first minutes of a session. The calendar tells the minute in which it opened. */
function openedTooEarly(openings: readonly number[], batches: readonly Batch[]): string[] {
  return openings.flatMap((openedAt) => {
    const until = Math.floor(openedAt / 60_000) * 60_000 + OPENING_MINUTES * 60_000;
    const early = batches.filter(({ marketTime }) => {
      const at = Date.parse(marketTime);
      return at > openedAt && at < until;
    });
    return early.map(({ id, marketTime }) => `${id} is of ${marketTime}, minutes after an opening`);
  });
}

/** I34: the batches that trade a symbol whose price was all the time too far from the last good one. In here that is the one of the start. */
function judgeJumps({ batches }: Records, faults: readonly PlannedFault[], pricesOf: World['pricesOf']): string[] {
  const split = new Set(faults.flatMap((fault) => (fault.kind === 'split' ? [fault.symbol] : [])));
  return batches.flatMap(({ id, pricedAt, orders }) => {
    const symbols = new Set(orders.flatMap(({ kind, symbol }) => (kind === 'order' ? [symbol] : [])));
    return [...symbols].flatMap((symbol) => {
      const prices = pricesOf(symbol);
      const seen = during(prices, Date.parse(pricedAt) - READ_BEFORE_MS, Date.parse(pricedAt)).map(decimal);
      const good = decimal(prices[0]?.price ?? '0');
      const isFar = (price: Decimal) =>
        price.minus(good).abs().times(HUNDRED).greaterThan(good.times(PRICE_MOVE_PERCENT));
      if (prices.length < 2 || split.has(symbol) || !seen.every(isFar)) return [];
      return [`batch ${id} trades ${symbol} at ${seen.join(', ')}, and the last good price was ${good.toFixed()}`];
    });
  });
}

/** What a batch may have read before it was planned: the time that its step had. */
const READ_BEFORE_MS = 60_000;

/** I30: the batches that were planned on a quote that is wider than the limit, or crossed. */
function tradedTooWide(faults: readonly PlannedFault[], batches: readonly Batch[]): string[] {
  return faults.flatMap((fault) => {
    if (fault.kind !== 'quote' || fault.bid === 0 || fault.ask === 0) return [];
    const { symbol, bid, ask } = fault;
    // Another one of the same symbol ends this one early.
    const others = faults.filter(
      (one) => (one.kind === 'quote' || one.kind === 'split' || one.kind === 'walk') && one.symbol === symbol,
    );
    if (others.length > 1) return [];
    if (bid <= ask && (ask - bid) / ((bid + ask) / 2) <= Number.parseFloat(SPREAD_PERCENT) / 100) return [];
    const from = START + fault.at + (fault.at === 0 ? 0 : READ_BEFORE_MS);
    const until = START + fault.at + fault.forMs;
    return batches.flatMap(({ id, pricedAt, orders }) => {
      const planned = Date.parse(pricedAt);
      const traded = orders.some((order) => order.kind === 'order' && order.symbol === symbol);
      if (!traded || planned < from || planned >= until) return [];
      return [`${id} trades ${symbol}, whose bid is ${bid} % and whose ask is ${ask} % of its price`];
    });
  });
}

/** The portfolios whose books at the broker change, or are shown, as nothing of ours explains. */
function damagedBy({ faults, portfolios }: Schedule): Set<string> {
  const damaged = new Set<string>();
  for (const fault of faults) {
    if (fault.kind === 'broker' && DAMAGING.has(fault.fault.effect.kind)) damaged.add(fault.portfolio);
    if (fault.kind === 'cash') damaged.add(fault.portfolio);
    if (fault.kind === 'split')
      for (const { id, targets, positions } of portfolios)
        if (fault.symbol in positions || targets.some(({ symbol }) => symbol === fault.symbol)) damaged.add(id);
  }
  return damaged;
}

/** What becomes of an asset, and how it is again. */
function changesOf(what: Extract<PlannedFault, { kind: 'asset' }>['what']): [object, object] {
  if (what === 'halt-refuses')
    return [
      { halted: true, haltRefuses: true },
      { halted: false, haltRefuses: false },
    ];
  return [{ [what]: FORBIDS.has(what) }, { [what]: !FORBIDS.has(what) }];
}

/** What an asset must not be. The others are what it has to be. */
const FORBIDS = new Set(['halted', 'ptp']);

/** Bid and ask in percent of the price. */
const NARROW: [bid: number, ask: number] = [99.99, 100.01];
const JUMPS: readonly (typeof NARROW)[] = [[95, 96], NARROW, [98, 102], [104, 105], [101, 99]];

const DAMAGING = new Set(['bust', 'zero-balances', 'wrong-cash']);

export function wordsOf(outcome: Outcome): string {
  switch (outcome.outcome) {
    case 'REFUSED':
      return `REFUSED ${outcome.refusal.code}`;
    case 'ROLLED_BACK':
    case 'ADJUSTED':
      return `${outcome.outcome} ${outcome.cause.code}`;
    case 'STALE':
      return `STALE ${outcome.reason}`;
    case 'REBALANCED':
    case 'NOT_NEEDED':
      return outcome.outcome;
  }
}

/** The network as the faults have it: how long a connection takes, or null for none. */
function wayOf(faults: readonly PlannedFault[], now: () => number, hit: (kind: string) => void) {
  const troubles = faults.filter((fault) => fault.kind === 'unreachable' || fault.kind === 'slow-connect');
  return (): number | null => {
    if (troubles.length === 0) return 0;
    const passed = now() - START;
    for (const fault of troubles) {
      if (passed < fault.at || passed >= fault.at + fault.forMs) continue;
      hit(fault.kind);
      return fault.kind === 'unreachable' ? null : fault.takesMs;
    }
    return 0;
  };
}

export interface Hands {
  /** The ledger forgets what it committed so lately. */
  loseRows(lostMs: number): void;
  /** A person freezes it, if it is held. */
  freezeHeld(portfolio: string): void;
  /** The market is open again: a reversal that met the close is tried once more. */
  opened(): void;
  /** Asks for a rebalance, unless one runs. */
  rebalance(portfolio: string): void;
  run(portfolio: string): Run | undefined;
  loseWorkers(): void;
  stopWorkers(): void;
}

async function changePolicyOf(world: World, fault: Extract<PlannedFault, { kind: 'policy' }>): Promise<void> {
  const change = { portfolioId: fault.portfolio, fields: fault.policy, reason: 'simulated' };
  const now = () => new Date(world.clock.now()).toISOString();
  await setPolicy({ ledger: world.ledger, door: 'cli', now }, person('operator'), change);
}

/** I22: each batch was planned by the policy of its moment, and is audited as such. */
function judgePolicies({ portfolio: { id }, batches, audit }: Records): Played['violations'] {
  let version = 1;
  const plannedWith = new Map<string | null, unknown>();
  for (const { event, batchId } of audit) {
    if (event === 'POLICY_SET') version += 1;
    if (event === 'BATCH_OPENED') plannedWith.set(batchId, version);
  }
  const wrong = batches.filter((batch) => batch.policyVersion !== plannedWith.get(batch.id));
  return wrong.map((batch) => ({
    portfolio: id,
    invariant: 'I22',
    message: `batch ${batch.id} says policy ${batch.policyVersion}, it was ${String(plannedWith.get(batch.id))}`,
  }));
}

/** Has a fault happen at its time, if it is one that does. */
export function arrange(world: World, fault: PlannedFault, hit: (kind: string) => void, hands: Hands): void {
  const at = (ms: number, happen: () => void) => void world.clock.after(ms, WORLD, happen);
  const during = (ms: number, forMs: number, path: string, change: unknown, back: unknown) => {
    at(ms, () => {
      hit(fault.kind === 'asset' ? `asset ${fault.what}` : fault.kind);
      world.admin('PUT', path, change);
    });
    at(ms + forMs, () => world.admin('PUT', path, back));
  };
  switch (fault.kind) {
    case 'broker':
      return world.admin('POST', '/simulator/faults', fault.fault);
    case 'worker-crash':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.loseWorkers();
      });
    case 'deploy':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.stopWorkers();
      });
    case 'stop':
      return at(fault.at, () => {
        const run = hands.run(fault.portfolio);
        if (run === undefined) return;
        hit(`stop ${fault.reason}`);
        run.stop(fault.reason);
      });
    case 'freeze':
      return at(fault.at, () => {
        hit(fault.undo ? 'freeze with undo' : 'freeze');
        const { portfolio, undo } = fault;
        const freeze = { actor: 'operator', reason: 'simulated', ...(undo && { undo }) };
        // Where nothing runs the signal starts a run.
        const signal = () => {
          hands.rebalance(portfolio);
          hands.run(portfolio)?.stop('FROZEN', freeze);
        };
        if (!fault.ledgerFirst) return signal();
        const by = { name: 'operator', at: new Date(world.clock.now()).toISOString() };
        void world.ledger.freeze(portfolio, freeze, by).then(() => at(5, signal));
      });
    case 'price':
      return at(fault.at, () => {
        hit(fault.kind);
        world.movePrice(fault.symbol, fault.percent);
      });
    case 'opening':
      return during(fault.at, 1, '/simulator/clock', { isOpen: false }, { isOpen: true });
    case 'quote':
      at(fault.at, () => {
        hit(`quote ${fault.bid} ${fault.ask}`);
        world.holdQuote(fault.symbol, fault.bid, fault.ask);
      });
      return at(fault.at + fault.forMs, () => world.admin('PUT', `/simulator/assets/${fault.symbol}`, { quote: null }));
    case 'market-closed':
      // What src/workflows/hold-timers.ts does a minute after the opening.
      at(fault.at + fault.forMs + 60_000, () => hands.opened());
      return during(fault.at, fault.forMs, '/simulator/clock', { isOpen: false }, { isOpen: true });
    case 'trading': {
      const set = (position: TradingPosition) => {
        hit(`trading ${position}${position === 'halted' && fault.undo ? ' with undo' : ''}`);
        const by = { name: 'operator', at: new Date(world.clock.now()).toISOString() };
        void world.ledger.setTrading(
          { position, reason: 'simulated', undo: fault.undo === true && position === 'halted' },
          by,
        );
      };
      at(fault.at, () => set(fault.position));
      return at(fault.at + fault.forMs, () => set('active'));
    }
    case 'asset':
      return during(fault.at, fault.forMs, `/simulator/assets/${fault.symbol}`, ...changesOf(fault.what));
    case 'lose-rows':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.loseRows(fault.lostMs);
      });
    case 'walk': {
      const step = (nth: number) => {
        hit(`walk, quotes ${fault.quotes}`);
        if (fault.quotes === 'stay' && nth === 0) world.holdQuote(fault.symbol, ...NARROW);
        world.movePrice(fault.symbol, fault.percent);
        if (fault.quotes === 'jump') world.holdQuote(fault.symbol, ...(JUMPS[nth % JUMPS.length] ?? NARROW));
      };
      for (let nth = 0; nth < fault.steps; nth += 1) at(fault.at + nth * fault.everyMs, () => step(nth));
      if (fault.quotes === 'follow') return;
      return at(fault.at + fault.steps * fault.everyMs, () =>
        world.admin('PUT', `/simulator/assets/${fault.symbol}`, { quote: null }),
      );
    }
    case 'old-prices':
      return during(fault.at, fault.forMs, '/simulator/settings', { keepPriceAge: true }, { keepPriceAge: false });
    case 'restricted':
      return during(
        fault.at,
        fault.forMs,
        `/simulator/accounts/${fault.portfolio}`,
        { restrictions: fault.restrictions },
        { restrictions: {} },
      );
    case 'blocked':
      return during(
        fault.at,
        fault.forMs,
        `/simulator/accounts/${fault.portfolio}`,
        { blocked: true },
        { blocked: false },
      );
    case 'keys':
      return during(fault.at, fault.forMs, '/simulator/settings', { acceptedKeys: [] }, { acceptedKeys: null });
    case 'id-race':
      return world.admin('PUT', '/simulator/settings', { duplicateRaceMs: fault.ms });
    case 'executions':
      hit(fault.kind);
      return world.admin('PUT', '/simulator/settings', { executionsLagMs: fault.lagMs });
    case 'lag':
      hit(fault.kind);
      return world.admin('PUT', `/simulator/accounts/${fault.portfolio}`, { lag: fault.lag });
    case 'limits': {
      const { limitAwayPercent, fractionalLimits } = fault;
      return world.admin('PUT', '/simulator/settings', { limitAwayPercent, fractionalLimits });
    }
    case 'again':
      return at(fault.at, () => {
        hit(fault.kind);
        hands.rebalance(fault.portfolio);
      });
    case 'freeze-held':
      return at(fault.at, () => hands.freezeHeld(fault.portfolio));
    case 'cash':
      at(fault.at, () => {
        hit(fault.kind);
        world.moveCash(fault.portfolio, fault.usd);
      });
      if (fault.forMs !== null)
        at(fault.at + fault.forMs, () => world.moveCash(fault.portfolio, decimal(fault.usd).negated().toFixed(2)));
      return;
    case 'split':
      return at(fault.at, () => {
        hit(fault.kind);
        world.admin('POST', '/simulator/splits', {
          symbol: fault.symbol,
          oldShares: '1',
          newShares: fault.newShares,
        });
      });
    case 'positions':
      return at(fault.at, () => {
        hit(fault.kind);
        const positions = { [fault.symbol]: fault.shares };
        world.admin('PUT', `/simulator/accounts/${fault.portfolio}`, { positions });
      });
    case 'policy':
      return at(fault.at, () => {
        hit(fault.kind);
        void changePolicyOf(world, fault);
      });
    case 'unreachable':
    case 'slow-connect':
    case 'ledger':
    case 'ledger-down':
    case 'crash':
    case 'stop-at':
    case 'price-at':
      return;
  }
}
