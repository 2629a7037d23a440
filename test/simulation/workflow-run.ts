// One run of a workflow as Temporal would have it: its steps, the stops and messages that reach it, and the ways in which it is lost.

import type { Memory } from '../../src/activities/order/memory';
import type { StopReason } from '../../src/domain/causes';
import { RESOLVE_ASK_MS } from '../../src/domain/policy';
import type { Freeze } from '../../src/domain/stale';
import { orFailed } from '../../src/workflows/or-failed';
import type { Phase, ResolveSteps } from '../../src/workflows/steps';
import { Attempt, type Surroundings } from './attempt';
import { type Owner, WORLD } from './clock';
import type { Sent } from './people';
import type { Crash } from './schedule';
import { DECIDING, ORDINARY, type Profile, RECORDING, SLOWLY } from './step-profiles';
import { cancelled, type StepName, StepRun, TooSlow } from './step-run';

export interface Run {
  stop(reason: StopReason, freeze?: Freeze): void;
  /** Its process died: steps under way are started again. */
  loseWorker(): void;
  /** Its process was told to stop, and another one is there: what is still under way when the grace time is over ends. */
  stopWorker(): void;
}

/** A decision that came to a run that is no hold. `isLate`: the ledger may say STALE already, so that it is meant for the hold. */
export interface Stray {
  sent: Sent;
  isLate: boolean;
}

export interface RunOptions<Result> {
  portfolio: string;
  /** After it the server starts another run in its place. */
  timeoutMs: number;
  ended(result: Result): void;
  /** It will do nothing more, and another one has to take its place. */
  lost(): void;
  /** It threw, which it never may. */
  failed(error: unknown): void;
}

export class WorkflowRun implements Run {
  readonly owner: Owner = { alive: true, frozenUntil: 0 };
  readonly underWay = new Set<Attempt>();
  /** While it is set, a stop calls off what is under way. */
  placing = false;
  frozen: Freeze | undefined;
  phase: Phase = 'PREPARING';
  /** Each `resolve` that was sent although no hold listens yet. */
  strays: Stray[] = [];
  private stopped: StopReason | undefined;
  private localSteps = 0;
  private readonly calledOff: (() => void)[] = [];
  /**
   * A stop is let in between workflow tasks. A local step is part of a task: what arrives meanwhile waits for the step and for what the
   * saga asks for next, or for the task's heartbeat.
   */
  private readonly letIn: (() => void)[] = [];
  /** Stops that were sent and have not been delivered. */
  private readonly onTheirWay = new Set<() => void>();

  constructor(
    readonly around: Surroundings,
    readonly options: Omit<RunOptions<never>, 'ended'>,
  ) {
    if (Number.isFinite(options.timeoutMs))
      around.clock.after(options.timeoutMs, this.owner, () => {
        for (const attempt of this.underWay) attempt.disowned = true;
        this.lose();
      });
  }

  /** Runs one step until an attempt of it answers. */
  step<Input, Result>(name: StepName, profile: Profile, input: Input): Promise<Result> {
    // The SDK does not even schedule it, and rejects with the bare failure.
    if (this.placing && this.stopped !== undefined) return orFailed(Promise.reject(cancelled()));
    if (profile.isLocal) this.localSteps += 1;
    const { answer } = new StepRun<Input, Result>(this, name, profile, input, this.placing);
    return orFailed(profile.isLocal ? answer.finally(() => this.localStepEnded()) : answer);
  }

  /** src/workflows/deciding.ts */
  async decide<Input, Result>(name: StepName, input: Input): Promise<Result> {
    try {
      return await this.step<Input, Result>(name, DECIDING, input);
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error;
      return this.step(name, SLOWLY, input);
    }
  }

  record(freeze: Freeze): Promise<unknown> {
    return this.step('recordFreeze', RECORDING, { portfolioId: this.options.portfolio, freeze });
  }

  stop(reason: StopReason, freeze?: Freeze): void {
    const { clock, random } = this.around;
    const deliver = () => {
      if (this.onTheirWay.delete(deliver) && this.owner.alive) this.stopNow(reason, freeze);
    };
    this.onTheirWay.add(deliver);
    if (this.localSteps === 0) clock.after(random.int(0, DELIVERY_MS_MAX), this.owner, deliver);
    else {
      this.letIn.push(deliver);
      clock.after(random.int(0, TASK_HEARTBEAT_MS), this.owner, deliver);
    }
  }

  /** The server lets no run end while something waits for it: delivers that, and says whether there was any. */
  deliverAll(): boolean {
    const isAny = this.onTheirWay.size > 0;
    for (const deliver of [...this.onTheirWay]) deliver();
    return isAny;
  }

  stopReason(): StopReason | undefined {
    return this.stopped;
  }

  isStopped(): boolean {
    return this.stopped !== undefined;
  }

  /** Calls `callOff` once when it is stopped. */
  onStop(callOff: () => void): void {
    this.calledOff.push(callOff);
  }

  /** Delivers a stop that waits for the end of a local step. */
  letStopIn(): void {
    for (const deliver of this.letIn.splice(0)) deliver();
  }

  /** The answer of an activity that is not local reaches its run through the server, and so does the run's own end. */
  byWayOfServer(happen: () => void): void {
    const { clock, random } = this.around;
    clock.after(random.int(0, ANSWER_MS_MAX), this.owner, happen);
  }

  newAttempt(remembered: Memory | undefined): Attempt {
    const attempt: Attempt = new Attempt(
      this.around,
      this.options.portfolio,
      (what, forMs) => this.strike(attempt, what, forMs),
      (reason, freeze?: Freeze) => this.stop(reason, freeze),
      remembered,
    );
    this.underWay.add(attempt);
    return attempt;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.around.clock.after(ms, this.owner, resolve));
  }

  loseWorker(): void {
    for (const attempt of this.underWay) attempt.die();
  }

  stopWorker(): void {
    const there = [...this.underWay];
    const { clock } = this.around;
    clock.after(GRACE_MS, WORLD, () => {
      for (const attempt of there) attempt.drop();
    });
    clock.after(FORCE_MS, WORLD, () => {
      for (const attempt of there) attempt.die();
    });
  }

  private stopNow(reason: StopReason, freeze = reason === 'FROZEN' ? FREEZE : undefined): void {
    if (freeze !== undefined) this.frozen = freeze;
    if (this.stopped !== undefined) return;
    this.stopped = reason;
    for (const callOff of this.calledOff.splice(0)) callOff();
  }

  private localStepEnded(): void {
    this.localSteps -= 1;
    // A local step that follows at once is part of the same task.
    this.around.clock.after(1, this.owner, () => {
      if (this.localSteps === 0) this.letStopIn();
    });
  }

  private strike(attempt: Attempt, what: Crash, forMs: number): void {
    if (what === 'freeze') return attempt.freeze(forMs);
    if (what === 'attempt') return attempt.die();
    if (what === 'grace-over') return [...this.underWay].forEach((one) => one.drop());
    if (what === 'run') {
      for (const one of this.underWay) one.die();
      return this.lose();
    }
    // By hand: it takes a moment to arrive.
    const { clock, random } = this.around;
    clock.after(random.int(0, DELIVERY_MS_MAX), this.owner, () => {
      for (const one of this.underWay) one.disowned = true;
      this.lose();
    });
  }

  private lose(): void {
    if (!this.owner.alive) return;
    this.owner.alive = false;
    this.options.lost();
  }
}

/** The steps that a batch and a person's `resolve` share. */
export function resolveSteps(run: WorkflowRun): ResolveSteps {
  const { clock, random } = run.around;
  return {
    takeOverStale: (input) => run.decide('takeOverStale', input),
    endStale: (input) =>
      run.decide('endStale', {
        ...input,
        requestId: random.uuid(),
        askUntil: new Date(clock.now() + RESOLVE_ASK_MS).toISOString(),
      }),
    markStale: (input) => run.decide('markStale', input),
    declareOutcome: (input) => run.step('declareOutcome', ORDINARY, { ...input, requestId: random.uuid() }),
    adoptPositions: (input) => run.step('adoptPositions', ORDINARY, { ...input, requestId: random.uuid() }),
    placeOrder: (input) => run.step('placeOrder', ORDINARY, input),
    reconcileOrder: (input) => run.step('reconcileOrder', ORDINARY, input),
    reverseOrder: (input) => run.step('reverseOrder', ORDINARY, input),
    weighFailure: (input) => run.decide('weighFailure', input),
    planRetries: (input) => run.decide('planRetries', input),
    sleep: (ms) => run.sleep(ms),
    now: () => clock.iso(),
    phase: (phase) => {
      run.phase = phase;
    },
  };
}

/** A bare signal. */
const FREEZE: Freeze = { actor: 'operator', reason: 'simulated' };
const ANSWER_MS_MAX = 20;
/** With the next workflow task, when none is under way. */
export const DELIVERY_MS_MAX = 30;
/** The worker ends a task that waits for a local step at the latest after this, and another one follows. */
const TASK_HEARTBEAT_MS = 8_000;
/** src/temporal/worker-settings.ts */
const GRACE_MS = 10_000;
const FORCE_MS = 25_000;
