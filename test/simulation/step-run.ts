// One step of a run: attempts that are retried, timed out and called off, until one of them answers.

import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState } from '@temporalio/common';
import { createActivities } from '../../src/activities';
import { finalType } from '../../src/activities/order/final-type';
import type { Memory } from '../../src/activities/order/memory';
import { Waiting } from '../../src/activities/order/pause';
import { retryDelayOf } from '../../src/activities/order/retry-delay';
import { InvariantError } from '../../src/domain/invariant';
import { Attempt } from './attempt';
import { WORLD } from './clock';
import { type Profile, RETRY_FACTOR } from './step-profiles';
import type { WorkflowRun } from './workflow-run';

export type StepName = keyof ReturnType<typeof createActivities>;

/** A local step had no more time: it goes on as an ordinary one. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

export class StepRun<Input, Result> {
  readonly answer: Promise<Result>;
  private resolve!: (result: Result) => void;
  private reject!: (error: Error) => void;
  /** It has answered, or failed, or waits for no attempt any more. */
  private done = false;
  /** The attempt under way; undefined between two. */
  private attempt: Attempt | undefined;
  private unwatch: () => void = () => undefined;
  private readonly endsAt: number;

  constructor(
    private readonly run: WorkflowRun,
    private readonly name: StepName,
    private readonly profile: Profile,
    private readonly input: Input,
    /** A stop ends it. */
    private readonly cancellable: boolean,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.endsAt = run.around.clock.now() + profile.withinMs;
    this.schedule(profile.retryFirstMs);
  }

  /** A local step begins at once. Any other is handed to a worker by the server, which may be busy. */
  private schedule(retryMs: number, remembered?: Memory): void {
    const { run, profile } = this;
    if (profile.isLocal) return this.begin(retryMs, remembered);
    const { clock, random } = run.around;
    const withinMs = random.chance(LATE_HANDOVER_SHARE) ? LATE_HANDOVER_MS_MAX : HANDOVER_MS_MAX;
    clock.after(random.int(0, withinMs), run.owner, () => this.begin(retryMs, remembered));
  }

  private begin(retryMs: number, remembered?: Memory): void {
    const { run, profile, input } = this;
    if (this.done) return;
    if (this.isCalledOff()) return this.failWith(cancelled());
    const attempt = run.newAttempt(remembered);
    this.attempt = attempt;
    const watchMs = Math.min(profile.timeoutMs, this.endsAt - run.around.clock.now());
    this.unwatch = run.around.clock.after(watchMs, run.owner, () => this.watch(attempt, retryMs));
    if (this.cancellable) run.onStop(() => this.callOff(attempt));
    const activity = createActivities(attempt.deps())[this.name] as unknown as (input: Input) => Promise<Result>;
    activity(input).then(
      (result) => this.answered(attempt, result),
      (error: Error) => this.failed(attempt, error, retryMs),
    );
  }

  private answered(attempt: Attempt, result: Result): void {
    const { run, profile } = this;
    if (!this.isOpen(attempt)) return;
    this.end();
    this.done = true;
    if (profile.isLocal) this.resolve(result);
    else run.byWayOfServer(() => this.resolve(result));
  }

  private failed(attempt: Attempt, error: Error, retryMs: number): void {
    if (!this.isOpen(attempt)) return;
    const type = finalType(error);
    if (type === undefined) return this.again(retryMs, error);
    this.end();
    // A person is called and nothing is lost, but it is still a bug.
    if (error instanceof InvariantError) this.run.options.failed(error);
    this.failWith(ApplicationFailure.nonRetryable(error.message, type));
  }

  /** The server has not heard of it for as long as it may be silent. */
  private watch(attempt: Attempt, retryMs: number): void {
    const { run, profile } = this;
    const { clock } = run.around;
    const left = Math.min(attempt.heardAt + profile.timeoutMs, this.endsAt) - clock.now();
    if (left > 0) {
      this.unwatch = clock.after(left, run.owner, () => this.watch(attempt, retryMs));
      return;
    }
    attempt.disowned = true;
    if (profile.isLocal) attempt.drop();
    this.again(retryMs);
  }

  private again(retryMs: number, error?: unknown): void {
    const { run, profile } = this;
    const { clock } = run.around;
    this.end();
    // What the run wants no more of is not tried again.
    if (this.isCalledOff()) return this.failWith(cancelled());
    const delayMs = retryDelayOf(error) ?? retryMs;
    if (clock.now() + delayMs >= this.endsAt) {
      this.done = true;
      return this.reject(new TooSlow());
    }
    const keeps = error instanceof Waiting && !profile.isLocal ? error.remember : undefined;
    const nextMs = Math.min(retryMs * RETRY_FACTOR, profile.retryMaxMs);
    clock.after(delayMs, run.owner, () => this.schedule(nextMs, keeps));
  }

  /** The cancellation reaches a step with the answer to one of its heartbeats: the first leaves at once, the others are throttled. */
  private callOff(attempt: Attempt): void {
    const { clock, random } = this.run.around;
    if (this.attempt !== attempt) return this.failWith(cancelled());
    const withinMs = random.pick([CALL_OFF_SOON_MS, CALL_OFF_MS_MAX]);
    clock.after(random.int(0, withinMs), WORLD, () => attempt.callOff());
  }

  private isCalledOff(): boolean {
    return this.cancellable && this.run.isStopped();
  }

  private isOpen(attempt: Attempt): boolean {
    return this.attempt === attempt && this.run.owner.alive;
  }

  private end(): void {
    this.unwatch();
    if (this.attempt !== undefined) this.run.underWay.delete(this.attempt);
    this.attempt = undefined;
  }

  private failWith(cause: ApplicationFailure | CancelledFailure): void {
    this.done = true;
    this.reject(this.profile.isLocal ? cause : failureOf(this.name, cause));
  }
}

export function cancelled(): CancelledFailure {
  return new CancelledFailure('the scope was cancelled');
}

/** What an activity that is not a local one rejects with. */
function failureOf(name: string, cause: ApplicationFailure | CancelledFailure): ActivityFailure {
  return new ActivityFailure('activity failed', name, undefined, RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);
}

const HANDOVER_MS_MAX = 10;
const LATE_HANDOVER_MS_MAX = 2_000;
const LATE_HANDOVER_SHARE = 0.1;
const CALL_OFF_SOON_MS = 300;
const CALL_OFF_MS_MAX = 9_000;
