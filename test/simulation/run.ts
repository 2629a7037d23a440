// One workflow of one portfolio as Temporal would have it: steps that are retried, timed out and called off, in the saga, the hold
// and a person's resolve.

import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState } from '@temporalio/common';
import { createActivities } from '../../src/activities';
import { finalType } from '../../src/activities/order/final-type';
import { Waiting } from '../../src/activities/order/pause';
import { retryDelayOf } from '../../src/activities/order/retry-delay';
import type { StopReason } from '../../src/domain/causes';
import { InvariantError } from '../../src/domain/invariant';
import { MONEY_WAIT_MS, PREPARE_ASK_MS, RESOLVE_ASK_MS } from '../../src/domain/policy';
import { type Freeze, frozenBy, type Resolve, type Verdict } from '../../src/domain/stale';
import type { Outcome, StaleHold } from '../../src/domain/steps';
import { orFailed } from '../../src/workflows/or-failed';
import { resolveStale } from '../../src/workflows/resolve';
import { rebalance } from '../../src/workflows/saga';
import type { ResolveSteps, Steps } from '../../src/workflows/steps';
import { Attempt, type Surroundings } from './attempt';
import { type Owner, WORLD } from './clock';
import type { Crash } from './schedule';

export interface Run {
  stop(reason: StopReason, freeze?: Freeze): void;
  /** Its process died: steps under way are started again. */
  loseWorker(): void;
  /** Its process was told to stop, and another one is there: what is still under way when the grace time is over ends. */
  stopWorker(): void;
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

/** Starts a rebalance as src/workflows/rebalance-portfolio.ts has it; a STALE end is where the hold begins. */
export function startRebalance(
  around: Surroundings,
  options: RunOptions<Outcome> & { batchId: string; lockTtlMs: number },
): Run {
  const { portfolio, batchId, lockTtlMs } = options;
  return start(around, options, async (steps, run) => {
    around.clock.after(lockTtlMs, run.owner, () => run.stop('TTL_EXPIRED'));
    const outcome = await rebalance(steps, { portfolioId: portfolio, batchId });
    // The server lets no run end while something waits for it.
    run.letStopIn();
    const freeze = run.freeze();
    if (freeze === undefined) return outcome;
    await run.record(freeze);
    if (outcome.outcome === 'STALE') return outcome;
    const hold: StaleHold = { reason: 'FROZEN', cause: frozenBy(freeze), batchId: null };
    await steps.markStale({ portfolioId: portfolio, reason: hold.reason, cause: hold.cause });
    return { outcome: 'STALE', ...hold };
  });
}

/** Has a person resolve a STALE portfolio. */
export function startResolve(around: Surroundings, options: RunOptions<Verdict> & { resolve: Resolve }): Run {
  const { portfolio, resolve } = options;
  return start(around, options, (steps) => resolveStale(steps, { ...resolve, portfolioId: portfolio }));
}

/** Has a hold compare books and broker once (H7 of src/workflows/hold.ts). */
export function startAgreementLook(around: Surroundings, options: RunOptions<Verdict>): Run {
  const { portfolio } = options;
  return start(around, options, (steps) => steps.releaseAgreed({ portfolioId: portfolio }));
}

interface SimulatedSteps extends Steps, ResolveSteps {
  releaseAgreed(input: { portfolioId: string }): Promise<Verdict>;
}

interface Inside extends Run {
  owner: Owner;
  freeze(): Freeze | undefined;
  /** The ledger learns of it. */
  record(freeze: Freeze): Promise<void>;
  /** Delivers a stop that waits for the end of a local step. */
  letStopIn(): void;
}

function start<Result>(
  around: Surroundings,
  options: RunOptions<Result>,
  work: (steps: SimulatedSteps, run: Inside) => Promise<Result>,
): Run {
  const { clock, random } = around;
  const { portfolio } = options;
  const owner: Owner = { alive: true, frozenUntil: 0 };
  const underWay = new Set<Attempt>();
  let stopped: StopReason | undefined;
  let frozen: Freeze | undefined;
  let placing = false;
  let localSteps = 0;
  const calledOff: (() => void)[] = [];

  const lose = () => {
    if (!owner.alive) return;
    owner.alive = false;
    options.lost();
  };
  const stop = (reason: StopReason, freeze = reason === 'FROZEN' ? FREEZE : undefined) => {
    if (freeze !== undefined) frozen = freeze;
    if (stopped !== undefined) return;
    stopped = reason;
    for (const callOff of calledOff.splice(0)) callOff();
  };
  /**
   * A stop is let in between workflow tasks. A local step is part of a task: what arrives meanwhile waits for the step and for what the
   * saga asks for next, or for the task's heartbeat.
   */
  const letIn: (() => void)[] = [];
  const send = (reason: StopReason, freeze?: Freeze) => {
    const deliver = () => owner.alive && stop(reason, freeze);
    if (localSteps === 0) clock.after(random.int(0, DELIVERY_MS_MAX), owner, deliver);
    else {
      letIn.push(deliver);
      clock.after(random.int(0, TASK_HEARTBEAT_MS), owner, deliver);
    }
  };
  const letStopIn = () => {
    for (const deliver of letIn.splice(0)) deliver();
  };
  const localStepEnded = () => {
    localSteps -= 1;
    // A local step that follows at once is part of the same task.
    clock.after(1, owner, () => {
      if (localSteps === 0) letStopIn();
    });
  };
  const strike = (attempt: Attempt, what: Crash, forMs: number) => {
    if (what === 'freeze') return attempt.freeze(forMs);
    if (what === 'attempt') return attempt.die();
    if (what === 'grace-over') return [...underWay].forEach((one) => one.drop());
    if (what === 'run') {
      for (const one of underWay) one.die();
      return lose();
    }
    // By hand: it takes a moment to arrive.
    clock.after(random.int(0, DELIVERY_MS_MAX), owner, () => {
      for (const one of underWay) one.disowned = true;
      lose();
    });
  };

  /** Runs one step until an attempt of it answers. */
  function step<Input, Result>(
    name: keyof ReturnType<typeof createActivities>,
    profile: Profile,
    input: Input,
  ): Promise<Result> {
    const cancellable = placing;
    const cancelled = () => new CancelledFailure('the scope was cancelled');
    // The SDK does not even schedule it, and rejects with the bare failure.
    if (cancellable && stopped !== undefined) return orFailed(Promise.reject(cancelled()));
    const answer = new Promise<Result>((resolve, reject) => {
      let done = false;
      const failWith = (cause: ApplicationFailure | CancelledFailure) => {
        done = true;
        reject(profile.isLocal ? cause : failureOf(name, cause));
      };
      const endsAt = clock.now() + profile.withinMs;
      const tooSlow = () => {
        done = true;
        reject(new TooSlow());
      };
      const begin = (retryMs: number, remembered?: string) => {
        if (done) return;
        if (cancellable && stopped !== undefined) return failWith(cancelled());
        const attempt: Attempt = new Attempt(
          around,
          portfolio,
          (what, forMs) => strike(attempt, what, forMs),
          send,
          remembered,
        );
        underWay.add(attempt);
        let open = true;
        const end = () => {
          open = false;
          unwatch();
          underWay.delete(attempt);
        };
        const again = (error?: unknown) => {
          end();
          // What the run wants no more of is not tried again.
          if (cancellable && stopped !== undefined) return failWith(cancelled());
          const delayMs = retryDelayOf(error) ?? retryMs;
          if (clock.now() + delayMs >= endsAt) return tooSlow();
          const keeps = error instanceof Waiting && !profile.isLocal ? error.remember : undefined;
          clock.after(delayMs, owner, () => begin(Math.min(retryMs * RETRY_FACTOR, profile.retryMaxMs), keeps));
        };
        const watch = () => {
          const left = Math.min(attempt.heardAt + profile.timeoutMs, endsAt) - clock.now();
          if (left > 0) {
            unwatch = clock.after(left, owner, watch);
            return;
          }
          attempt.disowned = true;
          if (profile.isLocal) attempt.drop();
          again();
        };
        let unwatch = clock.after(Math.min(profile.timeoutMs, endsAt - clock.now()), owner, watch);
        if (cancellable)
          calledOff.push(() => {
            if (!open) return failWith(cancelled());
            clock.after(random.int(0, random.pick([CALL_OFF_SOON_MS, CALL_OFF_MS_MAX])), WORLD, () =>
              attempt.callOff(),
            );
          });
        const activity = createActivities(attempt.deps())[name] as unknown as (input: Input) => Promise<Result>;
        activity(input).then(
          (result) => {
            if (!open || !owner.alive) return;
            end();
            done = true;
            if (profile.isLocal) resolve(result);
            else clock.after(random.int(0, ANSWER_MS_MAX), owner, () => resolve(result));
          },
          (error: Error) => {
            if (!open || !owner.alive) return;
            const type = finalType(error);
            if (type === undefined) return again(error);
            end();
            // A person is called, and nothing is lost: but it is a bug all the same.
            if (error instanceof InvariantError) options.failed(error);
            failWith(ApplicationFailure.nonRetryable(error.message, type));
          },
        );
      };
      if (profile.isLocal) localSteps += 1;
      begin(profile.retryFirstMs);
    });
    return orFailed(profile.isLocal ? answer.finally(localStepEnded) : answer);
  }

  /** src/workflows/deciding.ts */
  async function decide<Input, Result>(name: keyof ReturnType<typeof createActivities>, input: Input): Promise<Result> {
    try {
      return await step<Input, Result>(name, DECIDING, input);
    } catch (error) {
      if (!(error instanceof TooSlow)) throw error;
      return step(name, SLOWLY, input);
    }
  }

  const steps: SimulatedSteps = {
    releaseAgreed: (input) => decide('releaseAgreed', input),
    prepareBatch: (input) =>
      decide('prepareBatch', { ...input, askUntil: new Date(clock.now() + PREPARE_ASK_MS).toISOString() }),
    sizeBuys: (input) =>
      decide('sizeBuys', { ...input, moneyUntil: new Date(clock.now() + MONEY_WAIT_MS).toISOString() }),
    weighFailure: (input) => decide('weighFailure', frozen === undefined ? input : { ...input, freeze: frozen }),
    planRetries: (input) => decide('planRetries', input),
    closeBatch: (input) => decide('closeBatch', input),
    markStale: (input) => decide('markStale', input),
    takeOverStale: (input) => decide('takeOverStale', input),
    endStale: (input) =>
      decide('endStale', { ...input, askUntil: new Date(clock.now() + RESOLVE_ASK_MS).toISOString() }),
    placeOrder: (input) => step('placeOrder', ORDINARY, input),
    reconcileOrder: (input) => step('reconcileOrder', ORDINARY, input),
    reverseOrder: async (input) => {
      if (frozen !== undefined) await step('recordFreeze', RECORDING, { portfolioId: portfolio, freeze: frozen });
      return step('reverseOrder', ORDINARY, input);
    },
    declareOutcome: (input) => step('declareOutcome', ORDINARY, { ...input, requestId: random.uuid() }),
    adoptPositions: (input) => step('adoptPositions', ORDINARY, input),
    sendStaleSignal: (input) => step('sendStaleSignal', ORDINARY, input),
    callPerson: (about, text) =>
      step('sendAlert', ORDINARY, { eventId: `${portfolio}-${about}`, portfolioId: portfolio, text }),
    sleep: (ms) => new Promise<void>((resolve) => clock.after(ms, owner, resolve)),
    now: () => new Date(clock.now()).toISOString(),
    whilePlacing: async (work) => {
      placing = true;
      try {
        return await work();
      } finally {
        placing = false;
      }
    },
    waitUnlessStopped: (ms) =>
      new Promise<void>((resolve) => {
        if (stopped !== undefined) return resolve();
        calledOff.push(resolve);
        clock.after(ms, owner, resolve);
      }),
    stopReason: () => stopped,
    phase: () => undefined,
  };

  const run: Inside = {
    owner,
    stop: send,
    freeze: () => frozen,
    record: (freeze) => step('recordFreeze', RECORDING, { portfolioId: portfolio, freeze }),
    letStopIn,
    loseWorker: () => {
      for (const attempt of underWay) attempt.die();
    },
    stopWorker: () => {
      const there = [...underWay];
      clock.after(GRACE_MS, WORLD, () => {
        for (const attempt of there) attempt.drop();
      });
      clock.after(FORCE_MS, WORLD, () => {
        for (const attempt of there) attempt.die();
      });
    },
  };
  clock.after(options.timeoutMs, owner, () => {
    for (const attempt of underWay) attempt.disowned = true;
    lose();
  });
  work(steps, run).then(
    (result) => {
      clock.after(random.int(0, ANSWER_MS_MAX), owner, () => {
        owner.alive = false;
        options.ended(result);
      });
    },
    (error: unknown) => {
      owner.alive = false;
      options.failed(error);
    },
  );
  return run;
}

/** What an activity that is not a local one rejects with. */
function failureOf(name: string, cause: ApplicationFailure | CancelledFailure): ActivityFailure {
  return new ActivityFailure('activity failed', name, undefined, RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);
}

/** A bare signal. */
const FREEZE: Freeze = { actor: 'operator', reason: 'simulated' };

/** src/workflows/profiles.ts, as far as time goes. */
interface Profile {
  isLocal: boolean;
  timeoutMs: number;
  retryFirstMs: number;
  retryMaxMs: number;
  /** With all its attempts. */
  withinMs: number;
}
const FOREVER = Number.POSITIVE_INFINITY;
const RECORDING: Profile = {
  isLocal: true,
  timeoutMs: 20_000,
  retryFirstMs: 250,
  retryMaxMs: 60_000,
  withinMs: FOREVER,
};
const DECIDING: Profile = { ...RECORDING, timeoutMs: 8_000, withinMs: 8_000 };
const SLOWLY: Profile = { ...RECORDING, isLocal: false, retryFirstMs: 1_000 };
const ORDINARY: Profile = {
  isLocal: false,
  timeoutMs: 10_000,
  retryFirstMs: 1_000,
  retryMaxMs: 30_000,
  withinMs: FOREVER,
};

/** A local step had no more time: it goes on as an ordinary one. */
class TooSlow extends Error {
  override readonly name = 'TooSlow';
}
const RETRY_FACTOR = 2;
/** What an activity that is not a local one answers reaches its run by way of the server, and so does a run's own end. */
const ANSWER_MS_MAX = 20;
/** With the next workflow task, when none is under way. */
const DELIVERY_MS_MAX = 30;
/** The worker ends a task that waits for a local step at the latest after this, and another one follows. */
const TASK_HEARTBEAT_MS = 8_000;
/** src/temporal/worker-settings.ts */
const GRACE_MS = 10_000;
const FORCE_MS = 25_000;
/** A cancellation reaches a step with the answer to one of its heartbeats: the first leaves at once, the others are throttled. */
const CALL_OFF_SOON_MS = 300;
const CALL_OFF_MS_MAX = 9_000;
