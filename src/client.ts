// The door: typed calls to start and watch rebalances.

import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdConflictPolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { rebalanceWorkflowId } from './domain/ids';
import { ROLLBACK_BUDGET_MS } from './domain/policy';
import type { RefusalCode } from './domain/refusal';
import type { Outcome } from './domain/steps';
import {
  type PriceChanged,
  priceChangedSignal,
  REBALANCE_WORKFLOW,
  REFUSED,
  type RebalanceInput,
  requestRebalanceUpdate,
  type Status,
  statusQuery,
  TASK_QUEUE,
} from './workflows/messages';

const PORTFOLIO_ID = defineSearchAttributeKey('PortfolioId', SearchAttributeType.KEYWORD);
const REBALANCE_STATE = defineSearchAttributeKey('RebalanceState', SearchAttributeType.KEYWORD);

/** Time beyond TTL and rollback budget before the server takes the run for dead. */
const MARGIN_MS = 30 * 60_000;

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
}

export interface RebalanceClient {
  /** Tells the portfolio's rebalance that prices moved; starts one when none runs. Safe to repeat. */
  priceChanged(portfolio: Startable, news: PriceChanged): Promise<RunningRebalance>;
  /** Asks for a rebalance on behalf of a person and answers at once: started, or the refusal. */
  requestRebalance(
    portfolio: Startable,
    actor: string,
  ): Promise<{ ok: true; rebalance: RunningRebalance } | { ok: false; refusal: RefusalCode }>;
  /** Returns what the latest run of this portfolio shows, or undefined when there never was one. Needs a worker. */
  status(portfolioId: string): Promise<Status | undefined>;
}

/** `taskQueue` is where the workers are: the product has one, each test one of its own. */
export function createRebalanceClient(client: Client, taskQueue = TASK_QUEUE): RebalanceClient {
  const running = (workflowId: string, runId: string): RunningRebalance => ({
    workflowId,
    runId,
    result: () => client.workflow.getHandle(workflowId, runId).result() as Promise<Outcome>,
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
    requestRebalance: async (portfolio, actor) => {
      const startWorkflowOperation = new WithStartWorkflowOperation<(input: RebalanceInput) => Promise<Outcome>>(
        REBALANCE_WORKFLOW,
        {
          ...startOptions(portfolio, taskQueue),
          workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        },
      );
      try {
        await client.workflow.executeUpdateWithStart(requestRebalanceUpdate, {
          args: [{ actor }],
          startWorkflowOperation,
        });
        const handle = await startWorkflowOperation.workflowHandle();
        return {
          ok: true,
          rebalance: running(handle.workflowId, (handle as { firstExecutionRunId?: string }).firstExecutionRunId ?? ''),
        };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        return { ok: false, refusal };
      }
    },
    status: async (portfolioId) => {
      const handle: WorkflowHandle = client.workflow.getHandle(rebalanceWorkflowId(portfolioId));
      try {
        return await handle.query(statusQuery);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined;
        throw error;
      }
    },
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

function refusalOf(error: unknown): RefusalCode | undefined {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return 'REBALANCE_RUNNING';
  if (error instanceof WorkflowUpdateFailedError && (error.cause as { type?: string }).type === REFUSED)
    return 'REBALANCE_RUNNING';
  return undefined;
}
