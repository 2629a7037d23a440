import { MONEY_WAIT_MS, PREPARE_ASK_MS } from '../../src/domain/policy';
import { type Freeze, frozenBy } from '../../src/domain/stale';
import type { Outcome, StaleHold } from '../../src/domain/steps';
import { textOf } from '../../src/workflows/messages';
import { rebalance } from '../../src/workflows/saga';
import type { Steps } from '../../src/workflows/steps';
import type { Surroundings } from './attempt';
import { ORDINARY, RECORDING } from './step-profiles';
import { type RunOptions, resolveSteps, type Stray, WorkflowRun } from './workflow-run';

/** Starts a rebalance as src/workflows/rebalance-portfolio.ts has it; a STALE end is where the hold begins. */
export function startRebalance(
  around: Surroundings,
  options: Omit<RunOptions<Outcome>, 'ended'> & {
    batchId: string;
    lockTtlMs: number;
    /** The ledger is about to say STALE. */
    becomesStale?(): void;
    /** `late` is for the hold that follows. */
    ended(outcome: Outcome, late: readonly Stray[]): void;
  },
): WorkflowRun {
  const { portfolio, batchId, lockTtlMs } = options;
  const run = new WorkflowRun(around, options);
  const steps = stepsOf(run, options.becomesStale);
  around.clock.after(lockTtlMs, run.owner, () => run.stop('TTL_EXPIRED'));
  let recorded: Freeze | undefined;
  /** Who froze it has the last word, whatever came of it. */
  const unlessFrozen = async (outcome: Outcome): Promise<Outcome> => {
    const { frozen } = run;
    if (frozen === undefined || frozen === recorded) return outcome;
    await run.record(frozen);
    recorded = frozen;
    if (outcome.outcome === 'STALE') return outcome;
    const hold: StaleHold = { reason: 'FROZEN', cause: frozenBy(frozen), batchId: null };
    await steps.markStale({ portfolioId: portfolio, reason: hold.reason, cause: hold.cause });
    return { outcome: 'STALE', ...hold };
  };
  const end = async (came: Outcome): Promise<void> => {
    run.deliverAll();
    await recordStrays(run, ({ isLate }) => !isLate);
    const outcome = await unlessFrozen(came);
    if (outcome.outcome !== 'STALE') await recordStrays(run, () => true);
    run.byWayOfServer(() => {
      // What came while it was ending is attended to first.
      const isStray = outcome.outcome !== 'STALE' && run.strays.length > 0;
      if (run.deliverAll() || isStray) return void end(outcome).catch(options.failed);
      run.owner.alive = false;
      options.ended(outcome, run.strays);
    });
  };
  const work = async (): Promise<void> => {
    const outcome = await rebalance(steps, { portfolioId: portfolio, batchId });
    run.phase = 'DONE';
    await end(outcome);
  };
  work().catch((error: unknown) => {
    run.owner.alive = false;
    options.failed(error);
  });
  return run;
}

/** As src/workflows/rebalance-portfolio.ts has it. */
async function recordStrays(run: WorkflowRun, isIgnored: (stray: Stray) => boolean): Promise<void> {
  const kept: Stray[] = [];
  for (const stray of run.strays) {
    if (!isIgnored(stray)) kept.push(stray);
    else {
      const about = { message: 'resolve', problem: 'a rebalance is running', given: textOf(stray.sent.resolve) };
      await run.step('recordIgnored', RECORDING, { portfolioId: run.options.portfolio, ...about });
    }
  }
  run.strays = kept;
}

function stepsOf(run: WorkflowRun, becomesStale: () => void = () => undefined): Steps {
  const { clock } = run.around;
  const { portfolio } = run.options;
  const within = (ms: number) => new Date(clock.now() + ms).toISOString();
  const steps = resolveSteps(run);
  return {
    ...steps,
    prepareBatch: (input) => run.decide('prepareBatch', { ...input, askUntil: within(PREPARE_ASK_MS) }),
    sizeBuys: (input) => run.decide('sizeBuys', { ...input, moneyUntil: within(MONEY_WAIT_MS) }),
    weighFailure: (input) => steps.weighFailure(run.frozen === undefined ? input : { ...input, freeze: run.frozen }),
    closeBatch: (input) => run.decide('closeBatch', input),
    reverseOrder: async (input) => {
      if (run.frozen !== undefined) await run.record(run.frozen);
      return steps.reverseOrder(input);
    },
    sendStaleSignal: (input) => {
      becomesStale();
      return run.step('sendStaleSignal', ORDINARY, input);
    },
    callPerson: (about, text) =>
      run.step('sendAlert', ORDINARY, { eventId: `${portfolio}-${about}`, portfolioId: portfolio, text }),
    whilePlacing: async (work) => {
      run.placing = true;
      try {
        return await work();
      } finally {
        run.placing = false;
      }
    },
    waitUnlessStopped: (ms) =>
      new Promise<void>((resolve) => {
        if (run.isStopped()) return resolve();
        run.onStop(resolve);
        clock.after(ms, run.owner, resolve);
      }),
    stopReason: () => run.stopReason(),
  };
}
