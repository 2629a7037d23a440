// One run of one portfolio's rebalance. Its workflow id is the lock.
//
// W1. It refuses to run under an id that is not its portfolio's: the lock would protect nothing.
// W2. Handlers only record; the main path acts. A handler never throws.
// W3. A stop (TTL, freeze, cancel) ends the placing of orders; the main path goes on to commit or roll back.
// W4. What the world does is an outcome, never a thrown error: a failed run would be started again by its retry policy.
// W5. A portfolio that is STALE or frozen is handed over under the same id, so that the lock is never free.

import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { StopReason } from '../domain/causes';
import { rebalanceWorkflowId } from '../domain/ids';
import { MONEY_WAIT_MS, PREPARE_ASK_MS, ROLLBACK_BUDGET_MS } from '../domain/policy';
import { type Freeze, frozenBy, parseFreeze, REBALANCE_ACTOR } from '../domain/stale';
import type { Outcome, PreparedBatch, StaleHold } from '../domain/steps';
import { deciding } from './deciding';
import { insist } from './insist';
import {
  peopleQueue,
  priceChangedSignal,
  REBALANCE_STATE,
  type RebalanceInput,
  requestRebalanceUpdate,
  resolveSignal,
  resolveUpdate,
  STALE_WORKFLOW,
  type StaleInput,
  type StaleMemo,
  type Status,
  staleSignal,
  statusQuery,
  textOf,
} from './messages';
import { orFailed } from './or-failed';
import { orderSteps, WEIGHS_FAILURES } from './order-steps';
import { NOTIFYING, RECORDING } from './profiles';
import { refusedUpdate } from './refused-update';
import { rebalance } from './saga';
import type { stalePortfolio } from './stale-portfolio';
import { startAlert } from './start-alert';
import type { Phase, Steps } from './steps';

/** A run evaluates again when prices moved while it traded, but not for ever. */
const ROUNDS_MAX = 2;

const { recordFreeze, recordIgnored } = proxyLocalActivities<Activities>(RECORDING);
const [prepareBatch, sizeBuys] = [deciding('prepareBatch'), deciding('sizeBuys')];
const [closeBatch, markStale] = [deciding('closeBatch'), deciding('markStale')];

/** Brings one portfolio to its targets, all or nothing, and returns what came of it. */
export async function rebalancePortfolio(input: RebalanceInput): Promise<Outcome> {
  const { portfolioId, lockTtlMs } = input;
  const info = workflowInfo();
  if (info.workflowId !== rebalanceWorkflowId(portfolioId))
    throw ApplicationFailure.nonRetryable(
      `portfolio ${portfolioId} may only run as ${rebalanceWorkflowId(portfolioId)}`,
      'WrongWorkflowId',
    );
  if (!Number.isFinite(lockTtlMs) || lockTtlMs <= 0)
    throw ApplicationFailure.nonRetryable('lockTtlMs must be a number of milliseconds above 0', 'InvalidInput');

  const run = beginRun(new Date(info.runStartTime.getTime() + lockTtlMs).toISOString());
  listen(run);

  // The Web UI's cancel button reaches the root scope only; W3 makes it a stop.
  CancellationScope.current().cancelRequested.catch(() => stop(run, 'CANCELLED'));
  return CancellationScope.nonCancellable(async () => {
    // Left running at the end: to cancel it is one more event, and the server keeps a timer's task until it is due all the same.
    void sleep(lockTtlMs, { summary: 'lock TTL' }).then(() => stop(run, 'TTL_EXPIRED'));

    const steps = stepsOf(run, portfolioId);
    let outcome: Outcome;
    let round = 0;
    let wasHeard = true;
    do {
      round += 1;
      run.news = false;
      run.settledLeftover = false;
      outcome = await rebalance(steps, { portfolioId, batchId: uuid4() });
      wasHeard = !run.isUnheard || !patched(HEARS_WHO_ASKS_LATE);
      const isOwed = run.settledLeftover || !wasHeard;
      if (!isOwed) {
        run.invests = false;
        run.proposal = undefined;
      }
      // The person was told that the request is done, so settling what an earlier run left, or what was decided before, is not enough.
      if (run.asked && isOwed && outcome.outcome !== 'STALE') run.news = true;
      else if (outcome.outcome !== 'REBALANCED') run.news = false;
    } while (run.news && run.stop === undefined && (round < ROUNDS_MAX || !wasHeard));
    show(run.status, 'DONE');
    await recordStrays(run, portfolioId, ({ isLate }) => !(isLate && patched(WAITS_FOR_ITS_HOLD)));
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    for (;;) {
      const known = run.frozen;
      const frozen = await freeze(run, portfolioId, outcome.outcome === 'STALE');
      const hold = outcome.outcome === 'STALE' ? namingWho(outcome, run) : frozen;
      await recordStrays(run, portfolioId, ({ isLate }) => hold === undefined || !isLate);
      if (hold !== undefined) return handOver(input, hold, run.strayResolves);
      // A message that came while the strays were recorded is handled too.
      if (run.frozen === known) return outcome;
    }
  });
}

/** A `resolve` that arrived before the hold began. `isLate`: the ledger may say STALE already, so it was meant for the hold. */
interface StrayResolve {
  given: unknown;
  isLate: boolean;
}

/** Marks the runs that hand a late `resolve` to the hold. An earlier run audits it as ignored, and replays so. */
const WAITS_FOR_ITS_HOLD = 'resolve-waits-for-its-hold';

/** Marks the runs that evaluate once more for who asked while they were at work. An earlier run forgets that, and replays so. */
const HEARS_WHO_ASKS_LATE = 'hears-who-asks-late';

/** Audits the messages that nobody will handle. */
async function recordStrays(run: Run, portfolioId: string, isIgnored: (stray: StrayResolve) => boolean): Promise<void> {
  const kept: StrayResolve[] = [];
  for (const stray of run.strayResolves) {
    if (!isIgnored(stray)) kept.push(stray);
    else {
      const about = { message: 'resolve', problem: 'a rebalance is running', given: textOf(stray.given) };
      await insist(() => recordIgnored({ portfolioId, ...about }));
    }
  }
  run.strayResolves = kept;
}

/** What is known about a run. Handlers only write here (W2). */
interface Run {
  status: Status;
  stop: StopReason | undefined;
  /** A person stopped it. */
  frozen: Freeze | undefined;
  /** Its own `stale` signal arrived. */
  signalled: boolean;
  /** The last evaluation found a batch of an earlier run and settled it instead. */
  settledLeftover: boolean;
  /** The id that identifies its own signal. */
  token: string | undefined;
  placing: CancellationScope;
  /** Prices moved since the last evaluation began. */
  news: boolean;
  /** A person or a program asked this run to evaluate. */
  triggered: boolean;
  /** A person asked. */
  asked: boolean;
  /** A person asked, and nothing has been read since. */
  isUnheard: boolean;
  /** A person asked for the cash to be invested, and it was not evaluated yet. */
  invests: boolean;
  /** The proposal that a person asked to be released, and that was not looked at yet. */
  proposal: string | undefined;
  strayResolves: StrayResolve[];
}

function beginRun(expiresAt: string): Run {
  return {
    status: { phase: 'PREPARING', batchId: null, drift: null, expiresAt, reason: null, orders: [] },
    stop: undefined,
    frozen: undefined,
    signalled: false,
    settledLeftover: false,
    token: undefined,
    placing: new CancellationScope({ cancellable: true }),
    news: false,
    triggered: false,
    asked: false,
    isUnheard: false,
    invests: false,
    proposal: undefined,
    strayResolves: [],
  };
}

/** W3 */
function stop(run: Run, reason: StopReason): void {
  run.stop ??= reason;
  run.status.reason ??= reason;
  run.placing.cancel();
}

function listen(run: Run): void {
  setHandler(
    priceChangedSignal,
    (_prices) => {
      run.news = true;
      run.triggered = true;
    },
    { description: 'Prices moved: evaluate this portfolio (again).' },
  );
  setHandler(
    staleSignal,
    (given) => {
      const freeze = parseFreeze(given);
      // A reset delivers again what the earlier run sent to itself: nobody froze anything.
      if (freeze.actor === REBALANCE_ACTOR && freeze.run !== undefined && freeze.run !== run.token) return;
      // S2 of the saga: the signal it sends itself, once the ledger says STALE.
      if (run.status.phase === 'STALE' && freeze.actor === REBALANCE_ACTOR) run.signalled = true;
      // The last of two freezes counts: it says whether filled orders are reversed or held.
      else {
        run.frozen = freeze;
        // A freeze outweighs earlier decisions: they do not release what it froze.
        for (const stray of run.strayResolves) stray.isLate = false;
      }
      stop(run, 'FROZEN');
    },
    { description: 'Freeze: {"reason": "…", "actor": "your name"}' },
  );
  setHandler(statusQuery, () => run.status);
  setHandler(
    requestRebalanceUpdate,
    (request) => {
      run.triggered = true;
      run.asked = true;
      run.isUnheard = true;
      run.invests = request?.run === 'invest_cash';
      run.proposal = request?.proposal;
      return { accepted: true };
    },
    {
      description: 'Ask for a rebalance; refused while one is running.',
      validator: (_request) => {
        if (run.frozen !== undefined) throw refusedUpdate('PORTFOLIO_STALE', 'the portfolio is frozen');
        // At its end a run decides nothing more.
        if (run.triggered || run.status.phase === 'DONE')
          throw refusedUpdate('REBALANCE_RUNNING', 'a rebalance is running');
      },
    },
  );

  setHandler(
    resolveSignal,
    (given) => {
      const { phase } = run.status;
      run.strayResolves.push({ given, isLate: phase === 'STALE' || phase === 'DONE' });
    },
    { description: 'Ignored: it is not STALE.' },
  );
  setHandler(resolveUpdate, (_resolve) => ({ status: 'ACTIVE', message: '' }), {
    description: 'Refused: it is not STALE.',
    validator: (_resolve) => {
      throw refusedUpdate('NOT_STALE', 'a rebalance is running');
    },
  });
}

/** W5: by now the frozen portfolio is settled, and the ledger records it before the lock changes hands. */
async function freeze({ frozen }: Run, portfolioId: string, isStale: boolean): Promise<StaleHold | undefined> {
  if (frozen === undefined) return undefined;
  await insist(() => recordFreeze({ portfolioId, freeze: frozen }));
  // The damage remains the reason; the ledger knows that fixing it does not end the freeze.
  if (isStale) return undefined;
  const cause = frozenBy(frozen);
  const exists = await insist(() => markStale({ portfolioId, reason: 'FROZEN', cause }));
  return exists ? { reason: 'FROZEN', cause, batchId: null } : undefined;
}

/** The ledger knows that it is frozen; who did it and why came with the signal. */
function namingWho(hold: StaleHold, { frozen }: Run): StaleHold {
  if (hold.reason !== 'FROZEN' || frozen === undefined) return hold;
  return { ...hold, cause: frozenBy(frozen) };
}

/** Memo and search attributes are passed whole: continuing as new replaces them. */
async function handOver(
  { portfolioId, lockTtlMs }: RebalanceInput,
  { reason, cause, batchId }: StaleHold,
  strays: readonly StrayResolve[],
): Promise<never> {
  const { memo, taskQueue, typedSearchAttributes } = workflowInfo();
  const since = new Date().toISOString();
  const stale: StaleMemo = { reason, cause, batchId, since };
  const input: StaleInput = {
    help: 'The tab "User Metadata" says what happened and how to fix it.',
    portfolioId,
    lockTtlMs,
    hold: { reason, cause, batchId },
    since,
    alerts: 0,
    ...(strays.length > 0 && { resolves: strays.map(({ given }) => given) }),
  };
  const continueAsStale = makeContinueAsNewFunc<typeof stalePortfolio>({
    workflowType: STALE_WORKFLOW,
    taskQueue: peopleQueue(taskQueue),
    // An inherited run timeout would end the hold and free the lock.
    workflowRunTimeout: '3650 days',
    memo: { ...memo, stale },
    typedSearchAttributes: typedSearchAttributes.updateCopy([{ key: REBALANCE_STATE, value: 'STALE' }]),
  });
  return continueAsStale(input);
}

/** Steps as Temporal activities; `run.status` keeps what the query shows. */
function stepsOf(run: Run, portfolioId: string): Steps {
  const { status, placing } = run;
  const steps = orderSteps(() => status.orders);
  return {
    ...steps,
    weighFailure: (failure) =>
      steps.weighFailure(run.frozen === undefined ? failure : { ...failure, freeze: run.frozen }),
    reverseOrder: async (reversal) => {
      // The signal alone did not tell the ledger, which has to know before anything else is sent.
      const { frozen } = run;
      if (frozen !== undefined && patched(WEIGHS_FAILURES))
        await insist(() => recordFreeze({ portfolioId, freeze: frozen }));
      return steps.reverseOrder(reversal);
    },
    prepareBatch: async (input) => {
      const askUntil = new Date(Date.now() + PREPARE_ASK_MS).toISOString();
      run.isUnheard = false;
      const asked = {
        ...(run.invests && { run: 'invest_cash' as const }),
        ...(run.proposal !== undefined && { proposal: run.proposal }),
      };
      const prepared = await orFailed(prepareBatch({ ...input, ...asked, askUntil }));
      noteBatch(status, prepared);
      run.settledLeftover ||= prepared.kind === 'leftover';
      return withinRun(prepared, status);
    },
    sizeBuys: (batch) => {
      const moneyUntil = new Date(Date.now() + MONEY_WAIT_MS).toISOString();
      return orFailed(sizeBuys({ ...batch, moneyUntil }));
    },
    closeBatch: (close) => orFailed(closeBatch(close)),
    markStale: (stale) => insist(() => markStale(stale)),
    sendStaleSignal: async (stale) => {
      const taskQueue = peopleQueue(workflowInfo().taskQueue);
      const { sendStaleSignal } = proxyActivities<Activities>({ ...NOTIFYING, taskQueue, summary: stale.reason });
      // Drawn now, so that a run that is reset gets a different one from the run before.
      run.token = uuid4();
      await orFailed(sendStaleSignal({ ...stale, run: run.token }));
      await condition(() => run.signalled);
    },
    callPerson: (about, text) =>
      startAlert({ eventId: `${portfolioId}-${about}-${status.batchId}`, portfolioId, text }),
    whilePlacing: (work) => placing.run(work),
    waitUnlessStopped: async (ms, label) => {
      await condition(() => run.stop !== undefined, ms, { summary: label });
    },
    stopReason: () => run.stop,
    phase: (phase) => show(status, phase),
  };
}

/** A batch that begins late in its run, in a second round, has no more time than the run. */
function withinRun(prepared: PreparedBatch, { expiresAt }: Status): PreparedBatch {
  if ((prepared.kind !== 'trade' && prepared.kind !== 'leftover') || expiresAt === null) return prepared;
  const endsMs = Date.parse(expiresAt) + ROLLBACK_BUDGET_MS;
  if (Date.parse(prepared.batch.giveUpAt) <= endsMs) return prepared;
  return { ...prepared, batch: { ...prepared.batch, giveUpAt: new Date(endsMs).toISOString() } };
}

function noteBatch(status: Status, prepared: PreparedBatch): void {
  if (prepared.kind !== 'trade' && prepared.kind !== 'leftover') return;
  status.batchId = prepared.batch.batchId;
  status.drift = prepared.batch.driftBefore;
  status.orders = prepared.batch.orders.map(({ symbol, side, quantity }) => ({
    symbol,
    side,
    quantity,
    filled: '0',
    state: 'PENDING',
  }));
}

function show(status: Status, phase: Phase): void {
  status.phase = phase;
  // This costs an event of history, so it is only done when things go wrong.
  if (phase === 'REVERSING') upsertSearchAttributes([{ key: REBALANCE_STATE, value: 'ROLLING_BACK' }]);
  const orders = status.orders.map(
    (order) => `- ${order.side} ${order.quantity ?? ''} ${order.symbol}: ${order.state}, filled ${order.filled}`,
  );
  setCurrentDetails(
    [`**${phase}**`, status.batchId === null ? '' : `batch ${status.batchId}, drift ${status.drift} %`, ...orders].join(
      '\n\n',
    ),
  );
}
