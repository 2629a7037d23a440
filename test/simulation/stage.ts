// One schedule while it is played: the world, the runs of each portfolio, and what people send to them.

import { accountHash } from '../../src/activities/stale/account-hash';
import { BREAKER } from '../../src/domain/breaker';
import { NO_CAPS } from '../../src/domain/caps';
import { ROLLBACK_BUDGET_MS } from '../../src/domain/policy';
import type { Portfolio } from '../../src/domain/portfolio';
import { type Freeze, REBALANCE_ACTOR, type Resolve, type Verdict } from '../../src/domain/stale';
import type { Outcome } from '../../src/domain/steps';
import { createBreaker } from '../../src/monitor/breaker';
import { createRandom, type Random } from '../support/random';
import { arrange, type Hands, wayOf } from './arrange';
import type { Surroundings } from './attempt';
import { createClock, WORLD } from './clock';
import { createForgetfulLedger, type ForgetfulLedger } from './forgetful';
import { createHints } from './hints';
import { type HeldInput, HoldRun, startHold } from './hold-run';
import { OPENING_MINUTES, PRICE_MOVE_PERCENT, SPREAD_PERCENT } from './limits';
import type { Door, PersonMessage, Sent } from './people';
import { startRebalance } from './run';
import type { Invariant, PlannedPortfolio, Schedule } from './schedule';
import { createStrikes, type Strikes } from './strikes';
import { DELIVERY_MS_MAX, type WorkflowRun } from './workflow-run';
import { createWorld, START, settle, type World } from './world';

/** From here on nothing fails any more, and everything has to come to its end. */
const HEAL_AT_MS = 40 * 60_000;
const SWEEP_MS = 60_000;
const EVENTS_MAX = 400_000;
/** A run that keeps being lost after everything healed never ends. */
const RUNS_MAX = 12;
const RUN_MARGIN_MS = 30 * 60_000;
const BREAKER_EVERY_MS = 5_000;
/** How often a hold goes on in another run because its history is long. */
const HOLDS_MAX = 3;
/** Somebody who asked a run that was just becoming a hold asks again. */
const ASK_AGAIN_MS = 200;

export interface Found {
  portfolio: string;
  invariant: Invariant;
  message: string;
}

export class Stage {
  readonly world: World;
  readonly found: Found[] = [];
  /** The last outcome of each portfolio: "STALE OUTCOME_UNKNOWN". */
  readonly outcomes = new Map<string, string>();
  /** What people's decisions came to: "retry-reversal: ACTIVE". */
  readonly verdicts: string[] = [];
  readonly sent: Sent[] = [];
  readonly hits = new Map<string, number>();
  /** Their runs were taken away from under the workflow: nobody does what was left to do after the batch. */
  readonly lost = new Set<string>();
  /** Whether the ledger forgets something, and when it did. */
  readonly forgetful: ForgetfulLedger | undefined;
  lostAt = 0;
  private readonly runs = new Map<string, WorkflowRun>();
  private readonly begun = new Map<string, number>();
  /** People who wait for the portfolio to be held have begun to act. */
  private readonly told = new Set<string>();
  private readonly random: Random;
  private readonly strikes: Strikes;
  private readonly around: Surroundings;
  private adapters: ReturnType<World['newAdapters']>;

  constructor(readonly schedule: Schedule) {
    const { seed, faults, fillDelayMs, ordersPerBatch, market } = schedule;
    this.random = createRandom(seed, 'world');
    const start = market?.startsAt === undefined ? START : Date.parse(market.startsAt);
    const clock = createClock(start);
    const forgets = faults.some(({ kind }) => kind === 'lose-rows');
    this.forgetful = forgets ? createForgetfulLedger(() => clock.now()) : undefined;
    const way = wayOf(faults, () => clock.now() - start, this.hit);
    this.world = createWorld(fillDelayMs, this.random, way, undefined, clock, this.forgetful?.ledger);
    this.strikes = createStrikes(faults, start, this.hit, (...move) => this.world.movePrice(...move));
    if (market !== undefined) {
      this.world.admin('PUT', '/simulator/settings', market.settings);
      for (const setting of Object.keys(market.settings)) this.hit(`market ${setting}`);
    }
    this.adapters = this.world.newAdapters();
    this.around = {
      clock,
      random: this.random,
      ledger: this.world.ledger,
      adapters: () => this.adapters,
      strikes: this.strikes,
      ...(schedule.hints && { news: createHints(createRandom(seed, 'hints'), clock, this.hit) }),
      caps: {
        ...NO_CAPS,
        ordersPerBatch,
        priceMovePercent: PRICE_MOVE_PERCENT,
        spreadPercent: SPREAD_PERCENT,
        openingMinutes: OPENING_MINUTES,
      },
      spins: (portfolio) => this.broken(portfolio, 'a step calls without end'),
    };
  }

  readonly hit = (kind: string): void => void this.hits.set(kind, (this.hits.get(kind) ?? 0) + 1);

  broken(portfolio: string, message: string, invariant: Invariant = 'I14'): void {
    const isKnown = this.found.some((one) => one.portfolio === portfolio && one.message === message);
    if (!isKnown) this.found.push({ portfolio, invariant, message });
  }

  /** Plays everything that the schedule has, until nothing is left to happen but that people decide. */
  async playFaults(): Promise<void> {
    const { schedule, world } = this;
    this.watchFleet();
    for (const planned of schedule.portfolios) {
      await settle(world, planned);
      world.clock.after(planned.startsAt, WORLD, () => this.arrive(planned.id, 'ask'));
    }
    for (const fault of schedule.faults) arrange(world, fault, this.hit, this.hands());
    for (let at = SWEEP_MS; at < HEAL_AT_MS; at += SWEEP_MS) world.clock.after(at, WORLD, () => void this.sweep());
    world.clock.after(HEAL_AT_MS, WORLD, () => {
      this.strikes.heal();
      world.admin('DELETE', '/simulator/faults', undefined);
    });
    await this.toTheEnd();
  }

  async toTheEnd(): Promise<void> {
    const { clock } = this.world;
    let ended = await clock.runToEnd(EVENTS_MAX);
    while (ended && (await this.sweep())) ended = await clock.runToEnd(EVENTS_MAX);
    for (const [id, run] of this.runs) if (!ended || !(run instanceof HoldRun)) this.broken(id, 'it never ended');
  }

  /** Starts a run in the place of the one that was there. */
  begin(planned: PlannedPortfolio): void {
    const { id } = planned;
    const nth = (this.begun.get(id) ?? 0) + 1;
    this.begun.set(id, nth);
    if (nth > RUNS_MAX) return this.broken(id, `it has not ended after ${RUNS_MAX} runs`);
    const lockTtlMs = planned.policy.lockTtlMs ?? 0;
    const run = startRebalance(this.around, {
      ...this.ends(planned),
      timeoutMs: lockTtlMs + ROLLBACK_BUDGET_MS + RUN_MARGIN_MS,
      batchId: createRandom(this.schedule.seed, `${id} run ${nth}`).uuid(),
      lockTtlMs,
      becomesStale: () => this.tellPeople(id),
      ended: (outcome, late) => {
        this.runs.delete(id);
        this.outcomes.set(id, wordsOf(outcome));
        if (outcome.outcome !== 'STALE') return;
        const { reason, cause, batchId } = outcome;
        const hold = { reason, cause, batchId };
        const run = this.hold(planned, { portfolioId: id, hold, since: this.world.clock.iso(), alerts: 0 });
        for (const { sent } of late) {
          this.hit('a decision waited for its hold');
          this.take(run, sent);
        }
        this.tellPeople(id);
      },
    });
    this.runs.set(id, run);
  }

  /** Sends what a person sends; a message takes some time to arrive. */
  send(id: string, message: PersonMessage): void {
    const { clock } = this.world;
    this.hit(`person: ${message.what === 'resolve' ? `${message.action} by ${message.door}` : message.what}`);
    if (message.what === 'resolve') {
      void this.decide(id, message);
      if (message.againMs !== undefined) clock.after(message.againMs, WORLD, () => void this.decide(id, message));
      return;
    }
    if (message.what === 'freeze') return this.freeze(id, message);
    clock.after(this.random.int(0, DELIVERY_MS_MAX), WORLD, () => this.arrive(id, message.what));
  }

  /** Sends a decision, which names what the page shows, or what the broker does. */
  async decide(id: string, { action, actor, door }: Extract<PersonMessage, { what: 'resolve' }>): Promise<void> {
    const run = this.holdOf(id);
    const { broker } = await this.world.recordsOf(id);
    const evidence = run?.held.evidence?.hash ?? accountHash(broker);
    this.resolve(id, { action, actor, evidence, note: '' }, door);
  }

  /** Sends a decision. Its note is unique, so that the audit can tell it from every other decision. */
  resolve(id: string, resolve: Resolve, door: Door): void {
    const sent: Sent = {
      portfolio: id,
      resolve: { ...resolve, note: `<decision ${this.sent.length + 1}>` },
      door,
      verdicts: [],
    };
    this.sent.push(sent);
    const { clock } = this.world;
    const arrive = () => {
      const run = this.aliveRun(id);
      if (run instanceof HoldRun) return this.take(run, sent);
      if (run === undefined) return;
      const isLate = run.phase === 'STALE' || run.phase === 'DONE';
      if (door === 'signal') {
        sent.strayed = true;
        run.strays.push({ sent, isLate });
      } else if (isLate) clock.after(ASK_AGAIN_MS, WORLD, arrive);
    };
    clock.after(this.random.int(0, DELIVERY_MS_MAX), WORLD, arrive);
  }

  holdOf(id: string): HoldRun | undefined {
    const run = this.aliveRun(id);
    return run instanceof HoldRun ? run : undefined;
  }

  plannedOf(id: string): PlannedPortfolio {
    return this.schedule.portfolios.find((planned) => planned.id === id) as PlannedPortfolio;
  }

  /** What happens to a run however it ends. */
  private ends(planned: PlannedPortfolio) {
    const { id } = planned;
    return {
      portfolio: id,
      lost: () => {
        this.hit('run lost');
        this.lost.add(id);
        for (const sent of this.sent)
          if (sent.portfolio === id && sent.heardAt === undefined && (sent.takenAt ?? sent.strayed) !== undefined)
            sent.lost = true;
        this.world.clock.after(this.random.int(100, 60_000), WORLD, () => this.begin(planned));
      },
      failed: (error: unknown) =>
        this.broken(id, `it threw: ${error instanceof Error ? error.message : String(error)}`),
    };
  }

  private hold(planned: PlannedPortfolio, input: HeldInput, nth = 1): HoldRun {
    const { id } = planned;
    const { reason } = input.hold;
    const run = startHold(this.around, {
      ...this.ends(planned),
      timeoutMs: Number.POSITIVE_INFINITY,
      input,
      stepsMax: nth > HOLDS_MAX ? Number.POSITIVE_INFINITY : (this.schedule.holdStepsMax ?? Number.POSITIVE_INFINITY),
      goesOn: (next) => {
        this.hit('a hold goes on in another run');
        this.judgeInbox(run);
        this.hold(planned, next, nth + 1);
      },
      ended: ({ action, actor }) => {
        this.runs.delete(id);
        this.judgeInbox(run);
        const isOwn = actor === REBALANCE_ACTOR;
        const isHealed = isOwn && action === 'release';
        if (isHealed) this.hit('released by agreement');
        if (isOwn && !isHealed) this.hit('reversal at the opening');
        this.outcomes.set(id, isHealed ? `RELEASED ${reason}` : `RESOLVED ${action}`);
        void this.world.ledger.findPortfolio(id).then((portfolio) => this.judgeEnd(run, portfolio));
      },
    });
    this.runs.set(id, run);
    return run;
  }

  /** H3 of the hold: what arrived before its end is attended to. */
  private judgeInbox({ held: { inbox, portfolioId } }: HoldRun): void {
    const [left] = inbox;
    if (left !== undefined) this.broken(portfolioId, `its hold ended with a message in its inbox: ${left.kind}`, 'I46');
  }

  /** H1 of the hold: it gave the lock up, so that the ledger must not say STALE. */
  private judgeEnd({ held, page }: HoldRun, portfolio: Portfolio | undefined): void {
    const { portfolioId } = held;
    if (portfolio?.status === 'STALE') this.broken(portfolioId, 'its hold ended, and the ledger says STALE', 'I46');
    if (!page.startsWith('**RESOLVED**')) this.broken(portfolioId, 'its page does not say that it is resolved', 'I46');
  }

  private take(run: HoldRun, sent: Sent): void {
    const { clock } = this.world;
    sent.takenAt = clock.now();
    run.resolve(sent.resolve, sent.door, (verdict) => {
      sent.heardAt = clock.now();
      sent.verdicts.push(verdict);
      this.verdicts.push(`${sent.resolve.action}: ${wordsOfVerdict(verdict)}`);
    });
  }

  private freeze(id: string, { undo, ledgerFirst }: Extract<PersonMessage, { what: 'freeze' }>): void {
    const { clock, ledger } = this.world;
    const freeze: Freeze = { actor: 'operator', reason: 'simulated', ...(undo && { undo }) };
    const signal = () => {
      const run = this.aliveRun(id);
      if (run === undefined) this.begin(this.plannedOf(id));
      this.aliveRun(id)?.stop('FROZEN', freeze);
    };
    if (!ledgerFirst) return signal();
    void ledger.freeze(id, freeze, { name: 'operator', at: clock.iso() }).then(() => clock.after(5, WORLD, signal));
  }

  private arrive(id: string, what: 'cancel' | 'look-again' | 'ask' | 'nonsense'): void {
    const run = this.aliveRun(id);
    if (run instanceof HoldRun) {
      const last = { heading: 'The last resolve was ignored', message: 'nonsense' };
      if (what === 'look-again') run.take({ kind: 'show' });
      if (what === 'ask') run.take({ kind: 'asked' });
      if (what === 'nonsense') run.take({ kind: 'note', message: 'resolve', problem: 'nonsense', given: '{}', last });
    } else if (what === 'cancel') run?.stop('CANCELLED');
    else if (what === 'ask' && run === undefined) this.begin(this.plannedOf(id));
  }

  /** It is STALE, and people hear of it. */
  private tellPeople(id: string): void {
    if (this.told.has(id)) return;
    this.told.add(id);
    for (const fault of this.schedule.faults)
      if (fault.kind === 'person' && fault.portfolio === id)
        this.world.clock.after(fault.afterMs, WORLD, () => this.send(id, fault.message));
  }

  private aliveRun(id: string): WorkflowRun | undefined {
    const run = this.runs.get(id);
    return run?.owner.alive ? run : undefined;
  }

  /** What the monitor does every minute: an open batch without a run gets one. */
  private async sweep(): Promise<boolean> {
    const pending = (await this.world.pendingPortfolios()).filter((id) => !this.runs.has(id));
    for (const id of pending) {
      this.hit('swept');
      this.begin(this.plannedOf(id));
    }
    return pending.length > 0;
  }

  private hands(): Hands {
    const { world } = this;
    return {
      loseRows: (lostMs) => {
        this.lostAt = world.clock.now();
        this.forgetful?.loseSince(this.lostAt - lostMs);
      },
      run: (portfolio) => this.runs.get(portfolio),
      rebalance: (portfolio) => {
        if (!this.runs.has(portfolio)) this.begin(this.plannedOf(portfolio));
      },
      loseWorkers: () => {
        this.adapters = world.newAdapters();
        for (const run of this.runs.values()) run.loseWorker();
      },
      stopWorkers: () => {
        this.adapters = world.newAdapters();
        for (const run of this.runs.values()) run.stopWorker();
      },
    };
  }

  /** Has the fleet breaker look every five seconds, and a person resume some time after it tripped. */
  private watchFleet(): void {
    const { breaker: limits } = this.schedule;
    if (limits === undefined) return;
    const { clock, ledger } = this.world;
    const resume = async () => {
      if ((await ledger.trading()).actor !== BREAKER) return;
      await ledger.setTrading({ position: 'active', reason: 'simulated' }, { name: 'operator', at: clock.iso() });
    };
    const breaker = createBreaker({
      ledger,
      client: { callPerson: async () => this.hit('breaker calls') },
      limits: { ...limits, rollbackPercent: null },
      now: () => clock.iso(),
      onTrip: () => {
        this.hit('breaker trips');
        clock.after(limits.forMs, WORLD, () => void resume());
      },
    });
    for (let at = BREAKER_EVERY_MS; at < HEAL_AT_MS; at += BREAKER_EVERY_MS)
      clock.after(at, WORLD, () => void breaker.look());
  }
}

export function wordsOfVerdict(verdict: Verdict): string {
  return verdict.status === 'STALE' ? `STALE ${verdict.reason}` : 'ACTIVE';
}

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
