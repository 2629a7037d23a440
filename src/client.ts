// What is asked of Temporal: typed calls to start, watch, freeze and resolve. A part of the package's entry.
//
// Percents and USD are decimal strings ("33.3300", "1200.50"), shares have up to 9 decimals, times are ISO strings or
// milliseconds where the name ends in Ms. What is expected is a returned value; what throws is Temporal being away.

import { setTimeout } from 'node:timers/promises';
import {
  type Client,
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateStage,
} from '@temporalio/client';
import { ApplicationFailure, TypedSearchAttributes } from '@temporalio/common';
import type { OperationRefusalCode, RefusalCode } from './domain/causes';
import { rebalanceWorkflowId } from './domain/ids';
import { ROLLBACK_BUDGET_MS } from './domain/policy';
import { type Refused, refused, refusedAs } from './domain/refused';
import type { Freeze, Resolve, Verdict } from './domain/stale';
import type { AlertInput, Outcome } from './domain/steps';
import { outcomeOf } from './temporal/outcome';
import { type SentUpdate, updateTaken } from './temporal/update-taken';
import {
  ALERT_WORKFLOW,
  alertWorkflowId,
  attemptNowSignal,
  DELIVERY_TIMEOUT,
  type DeliverWebhook,
  lookAgainSignal,
  PORTFOLIO_ID,
  type PriceChanged,
  peopleQueue,
  priceChangedSignal,
  REBALANCE_STATE,
  REBALANCE_WORKFLOW,
  REFUSED,
  type RebalanceInput,
  type RequestRebalance,
  ROLLOUT_WORKFLOW,
  type RollOut,
  requestRebalanceUpdate,
  resolveUpdate,
  rolloutChangedSignal,
  rolloutWorkflowId,
  STALE_WORKFLOW,
  type Status,
  staleSignal,
  statusQuery,
  TASK_QUEUE,
  WEBHOOK_WORKFLOW,
  webhookWorkflowId,
} from './workflows/messages';

export { REFUSAL_SENTENCES, type RefusalCode } from './domain/causes';
export type { Declaration } from './domain/declaration';
export { DEFAULT_POLICY, type Policy } from './domain/policy';
export type { Refusal } from './domain/refusal';
export { type Freeze, RESOLVE_ACTIONS, type Resolve, type Verdict } from './domain/stale';
export type { Outcome } from './domain/steps';
export type { SentUpdate } from './temporal/update-taken';
export type { PriceChanged, Status } from './workflows/messages';

/** Time beyond TTL and rollback budget before the server takes the run for dead. */
const MARGIN_MS = 30 * 60_000;
/** A server that does not answer must not keep the caller, who has others to start. */
const START_MAX_MS = 10_000;
const LIST_MAX_MS = 20_000;
const LIST_PAGE = 1_000;
/** Somebody asks again who wants to know. */
const FOLLOW_MAX_MS = 1_000;

/** A portfolio as far as starting its rebalance needs it. */
export interface Startable {
  id: string;
  lockTtlMs: number;
}

/** A rebalance that runs or ran: `result` waits for its outcome. */
export interface RunningRebalance {
  workflowId: string;
  runId: string;
  result(): Promise<Outcome>;
  /** Whether it ends, in any way, within this many milliseconds. False also while Temporal is away. */
  ended(withinMs: number): Promise<boolean>;
}

/** What a person hears who asks for a rebalance: it started, it was under way already, or it is refused. */
export type RequestAnswer =
  | { ok: true; rebalance: RunningRebalance }
  | Refused<'REBALANCE_RUNNING', { rebalance: RunningRebalance }>
  | Refused<Exclude<RefusalCode, 'REBALANCE_RUNNING'>>;

/** `NOT_STALE`: nothing holds this portfolio. `INVALID_RESOLVE`: the message says which field. */
export type ResolveAnswer = { ok: true; verdict: Verdict } | Refused<'NOT_STALE' | 'INVALID_RESOLVE'>;

/** With `run` it only buys with the cash that is there; with `proposal` it trades that frozen plan, or nothing. */
export type Asked = Pick<RequestRebalance, 'run' | 'proposal'>;

export interface RebalanceClient {
  /** Tells the portfolio's rebalance that prices moved; starts one when none runs. Safe to repeat. */
  priceChanged(portfolio: Startable, news: PriceChanged): Promise<RunningRebalance>;
  /**
   * Asks for a rebalance on behalf of a person and answers at once: started, or the refusal. With `sent` it is safe to repeat:
   * the second one hears of the run that the first one began. `asked` narrows what it does.
   */
  requestRebalance(portfolio: Startable, actor: string, sent?: SentUpdate, asked?: Asked): Promise<RequestAnswer>;
  /** Starts a run for a portfolio that has none: it settles what an earlier one left. Costs nothing when one runs. */
  ensureRunning(portfolio: Startable): Promise<void>;
  /**
   * Returns the portfolios that a rebalance or a hold runs for. Temporal's list lags: one that began or ended seconds ago may be
   * missing or still be there.
   */
  listRunning(): Promise<Set<string>>;
  /** Signals a freeze: what is open is cancelled, then the portfolio is held. The ledger comes first: see operator.ts. */
  freeze(portfolio: Startable, freeze: Freeze): Promise<void>;
  /** Tells a STALE portfolio's hold what to do and waits for what came of it. With `sent` it is done once. */
  resolve(portfolioId: string, resolve: Resolve, sent?: SentUpdate): Promise<ResolveAnswer>;
  /** Has a STALE portfolio's hold read account and prices again. Nothing happens where there is no hold. */
  lookAgain(portfolioId: string): Promise<void>;
  /** Has a person called by a workflow of its own. The same `eventId` calls once. */
  callPerson(alert: AlertInput): Promise<void>;
  /** Has a message brought to its webhook by a workflow of its own; attempted at once when that runs already. Safe to repeat. */
  deliverWebhook(deliveryId: string): Promise<void>;
  /** Has a roll-out worked on, or tells the workflow that does that it was changed. Safe to repeat. */
  rollOut(rolloutId: string): Promise<void>;
  /** Returns what the latest run of this portfolio shows, or undefined when there never was one. Needs a worker. */
  status(portfolioId: string): Promise<Status | undefined>;
  /** Returns how a run ended, or that it has not; undefined when Temporal does not know it. What was terminated has no outcome. */
  outcome(portfolioId: string, runId: string): Promise<{ isRunning: boolean; outcome: Outcome | null } | undefined>;
  /** Returns what runs under this portfolio's id now, or undefined when nothing does. Needs no worker. */
  whatRuns(portfolioId: string): Promise<'rebalance' | 'hold' | undefined>;
}

/** `taskQueue` is where the workers are: the product has one, each test one of its own. */
// eslint-disable-next-line max-lines-per-function -- one short method for each thing that is asked of Temporal
export function createRebalanceClient(client: Client, taskQueue = TASK_QUEUE): RebalanceClient {
  /** In the deploy that brings it, the workers of the build before do not serve the queue of people. */
  const queueOfPeople = async (): Promise<string> => {
    const name = peopleQueue(taskQueue);
    return (await hasWorkers(client, name)) ? name : taskQueue;
  };
  const running = (workflowId: string, runId: string): RunningRebalance => ({
    workflowId,
    runId,
    result: () => outcomeOf(client, workflowId, runId),
    ended: (withinMs) =>
      client
        .withDeadline(Date.now() + withinMs, () => outcomeOf(client, workflowId, runId))
        .then(
          () => true,
          () => false,
        ),
  });
  return {
    priceChanged: async (portfolio, news) => {
      const handle = await client.workflow.signalWithStart(REBALANCE_WORKFLOW, {
        ...startOptions(portfolio, taskQueue),
        signal: priceChangedSignal,
        signalArgs: [news],
      });
      return running(handle.workflowId, handle.signaledRunId);
    },
    requestRebalance: async (portfolio, actor, sent, asked) => {
      const workflowId = rebalanceWorkflowId(portfolio.id);
      const taken = sent?.isRepeat === true ? await updateTaken(client, workflowId, sent) : undefined;
      if (taken !== undefined) return { ok: true, rebalance: running(workflowId, taken.runId) };
      const startWorkflowOperation = new WithStartWorkflowOperation<(input: RebalanceInput) => Promise<Outcome>>(
        REBALANCE_WORKFLOW,
        {
          ...startOptions(portfolio, taskQueue),
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        },
      );
      const update = await client.workflow.startUpdateWithStart(requestRebalanceUpdate, {
        args: [{ actor, ...asked }],
        startWorkflowOperation,
        waitForStage: WorkflowUpdateStage.ACCEPTED,
        ...(sent !== undefined && { updateId: sent.id }),
      });
      // The run that gave the verdict: one that began with it, or the one that was there.
      const rebalance = running(update.workflowId, update.workflowRunId ?? '');
      try {
        await update.result();
        return { ok: true, rebalance };
      } catch (error) {
        const refusal = refusalOf(error)?.code as RefusalCode | undefined;
        if (refusal === undefined) throw error;
        return refusal === 'REBALANCE_RUNNING'
          ? { ...refusedAs(refusal, portfolio.id), rebalance }
          : refusedAs(refusal, portfolio.id);
      }
    },
    ensureRunning: async (portfolio) => {
      const start = () => client.workflow.start(REBALANCE_WORKFLOW, startOptions(portfolio, taskQueue));
      try {
        await client.withDeadline(Date.now() + START_MAX_MS, start);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    listRunning: () =>
      client.withDeadline(Date.now() + LIST_MAX_MS, async () => {
        const types = `WorkflowType IN ('${REBALANCE_WORKFLOW}', '${STALE_WORKFLOW}')`;
        const queues = `TaskQueue IN ('${taskQueue}', '${peopleQueue(taskQueue)}')`;
        const query = `${types} AND ${queues} AND ExecutionStatus = 'Running'`;
        const ids = new Set<string>();
        for await (const { typedSearchAttributes } of client.workflow.list({ query, pageSize: LIST_PAGE })) {
          const id = typedSearchAttributes.get(PORTFOLIO_ID);
          if (id !== undefined) ids.add(id);
        }
        return ids;
      }),
    freeze: async (portfolio, freeze) => {
      await client.workflow.signalWithStart(REBALANCE_WORKFLOW, {
        // A run that only freezes need not wait behind those that trade.
        ...startOptions(portfolio, await queueOfPeople()),
        signal: staleSignal,
        signalArgs: [freeze],
      });
    },
    resolve: (portfolioId, resolve, sent) => resolveHeld(client, portfolioId, resolve, sent),
    lookAgain: async (portfolioId) => {
      await unlessNeverRan(() => client.workflow.getHandle(rebalanceWorkflowId(portfolioId)).signal(lookAgainSignal));
    },
    callPerson: async (alert) => {
      try {
        await client.workflow.start(ALERT_WORKFLOW, {
          workflowId: alertWorkflowId(alert),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          taskQueue: await queueOfPeople(),
          args: [alert] as [AlertInput],
          workflowExecutionTimeout: DELIVERY_TIMEOUT,
          typedSearchAttributes: new TypedSearchAttributes([{ key: PORTFOLIO_ID, value: alert.portfolioId }]),
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    deliverWebhook: async (deliveryId) => {
      const workflowId = webhookWorkflowId(deliveryId);
      try {
        await client.workflow.start(WEBHOOK_WORKFLOW, {
          workflowId,
          taskQueue: peopleQueue(taskQueue),
          args: [{ deliveryId }] as [DeliverWebhook],
          staticSummary: 'a message to a webhook',
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        // When it ends in this moment, the message is due again in a minute.
        await unlessNeverRan(() => client.workflow.getHandle(workflowId).signal(attemptNowSignal));
      }
    },
    rollOut: async (rolloutId) => {
      await client.workflow.signalWithStart(ROLLOUT_WORKFLOW, {
        workflowId: rolloutWorkflowId(rolloutId),
        taskQueue: peopleQueue(taskQueue),
        args: [{ rolloutId }] as [RollOut],
        signal: rolloutChangedSignal,
        staticSummary: 'a version of a model, rolled out to its subscribers',
      });
    },
    status: (portfolioId) => {
      const handle: WorkflowHandle = client.workflow.getHandle(rebalanceWorkflowId(portfolioId));
      return unlessNeverRan(() => handle.query(statusQuery));
    },
    outcome: (portfolioId, runId) =>
      unlessNeverRan(async () => {
        const workflowId = rebalanceWorkflowId(portfolioId);
        const { status } = await client.workflow.getHandle(workflowId, runId).describe();
        if (status.name === 'RUNNING') return { isRunning: true, outcome: null };
        try {
          // A recovery run may still go on with what this one began.
          const follow = () => outcomeOf(client, workflowId, runId);
          return { isRunning: false, outcome: await client.withDeadline(Date.now() + FOLLOW_MAX_MS, follow) };
        } catch (error) {
          if (error instanceof WorkflowFailedError) return { isRunning: false, outcome: null };
          if (isGrpcDeadlineError(error)) return { isRunning: true, outcome: null };
          throw error;
        }
      }),
    whatRuns: (portfolioId) =>
      unlessNeverRan(async () => {
        const { status, type } = await client.workflow.getHandle(rebalanceWorkflowId(portfolioId)).describe();
        if (status.name !== 'RUNNING') return undefined;
        return type === STALE_WORKFLOW ? 'hold' : 'rebalance';
      }),
  };
}

/**
 * The run timeout with an unlimited retry is the lock's hard TTL: the server itself starts a recovery run under the same id.
 * An execution timeout would free the lock in mid-trade.
 */
function startOptions({ id, lockTtlMs }: Startable, taskQueue: string) {
  const input: RebalanceInput = { portfolioId: id, lockTtlMs };
  return {
    workflowId: rebalanceWorkflowId(id),
    taskQueue,
    args: [input] as [RebalanceInput],
    workflowRunTimeout: lockTtlMs + ROLLBACK_BUDGET_MS + MARGIN_MS,
    retry: { initialInterval: '1s', maximumInterval: '1m' } as const,
    staticSummary: `rebalance ${id}`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: PORTFOLIO_ID, value: id },
      { key: REBALANCE_STATE, value: 'REBALANCING' },
    ]),
  };
}

/** gRPC's FAILED_PRECONDITION. */
const NOT_TAKEN = 9;
const TRIES = 5;

/**
 * The server drops an update when the hold ends in the very moment in which something else arrives, as the answer to an alert
 * does: its workflow task fails, and what the update did is not known. A `resolve` is safe to send twice.
 */
async function untilTaken<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const status: number | undefined =
        error instanceof ServiceError && isGrpcServiceError(error.cause) ? error.cause.code : undefined;
      if (status !== NOT_TAKEN || attempt === TRIES) throw error;
    }
  }
}

/** Returns what `ask` does, or undefined when nothing runs, or ever ran, under the id it asks for. */
async function unlessNeverRan<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Returns what a refused update says. */
function refusalOf(error: unknown): { code: OperationRefusalCode; message: string } | undefined {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return undefined;
  const { type, details, message } = error.cause;
  return type === REFUSED ? { code: details?.[0] as OperationRefusalCode, message } : undefined;
}

/** Asks again while the run that refuses is about to become the hold. `sent` names the request, so that a repeat finds its answer. */
async function resolveHeld(
  client: Client,
  portfolioId: string,
  resolve: Resolve,
  sent: SentUpdate | undefined,
): Promise<ResolveAnswer> {
  const workflowId = rebalanceWorkflowId(portfolioId);
  const handle = client.workflow.getHandle(workflowId);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const taken = sent?.isRepeat === true ? await updateTaken<Verdict>(client, workflowId, sent) : undefined;
      if (taken !== undefined) return { ok: true, verdict: taken.answer };
      const options = { args: [resolve] as [Resolve], ...(sent !== undefined && { updateId: sent.id }) };
      const ask = () => handle.executeUpdate(resolveUpdate, options);
      return { ok: true, verdict: await untilTaken(ask) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return notStale(portfolioId);
      const no = refusalOf(error);
      if (no?.code === 'INVALID_RESOLVE') return refused(no.code, no.message);
      if (no?.code !== 'NOT_STALE') throw error;
      if (attempt === HOLD_TRIES || !(await isEnding(handle))) return notStale(portfolioId);
      await setTimeout(HOLD_TRY_MS);
    }
  }
}

/** The ledger says STALE a moment before the hold listens. */
async function isEnding(handle: WorkflowHandle): Promise<boolean> {
  const { phase } = await handle.query(statusQuery);
  return phase === 'STALE' || phase === 'DONE';
}

const HOLD_TRY_MS = 250;
/** Ten seconds. */
const HOLD_TRIES = 40;

function notStale(portfolioId: string): ResolveAnswer {
  return refusedAs('NOT_STALE', portfolioId);
}

/** Of gRPC's TaskQueueType. */
const WORKFLOW_TASKS = 1;

async function hasWorkers(client: Client, name: string): Promise<boolean> {
  const { namespace } = client.options;
  const asked = { namespace, taskQueue: { name }, taskQueueType: WORKFLOW_TASKS };
  try {
    return ((await client.workflowService.describeTaskQueue(asked)).pollers ?? []).length > 0;
  } catch {
    // A server that does not tell, or is away: the start itself says so.
    return false;
  }
}
