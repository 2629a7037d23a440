import { setTimeout as delay } from 'node:timers/promises';
import { rebalanceWorkflowId } from '../../../domain/ids';
import type { Outcome } from '../../../domain/steps';
import type { RequestRebalanceAnswer } from '../../../operations/request-rebalance';
import { EXIT, Failure, failureOf } from '../../failure';
import { untilKnown } from '../until-known';
import { type Ask, answered, body, type Part } from './answers';

const LOOK_MS = 1_000;
/** Once a rebalance runs, these say nothing about it: it is asked for again. */
const PASSING = new Set(['API_UNREACHABLE', 'LEDGER_UNAVAILABLE', 'TEMPORAL_UNAVAILABLE', 'TOO_MANY_REQUESTS']);

export function remoteRebalances(
  ask: Ask,
  ended: AbortSignal,
): Part<'showPlan' | 'requestRebalance' | 'requestInvestment'> {
  const running = (portfolioId: string, runId: string) => runningRebalance(ask, { portfolioId, runId }, ended);
  const request = (noun: 'rebalances' | 'investments') => async (portfolioId: string) => {
    const asked = await untilKnown(
      (idempotencyKey) =>
        ask('post', `/v1/portfolios/{portfolioId}/${noun}`, { params: { portfolioId }, idempotencyKey }),
      ({ state }) => state !== 'UNKNOWN',
      ended,
    );
    if (asked.ok)
      return { ok: true, rebalance: running(portfolioId, asked.body.runId ?? '') } as RequestRebalanceAnswer;
    const { about, ...no } = asked;
    return { ...no, rebalance: running(portfolioId, about.runId ?? '') } as RequestRebalanceAnswer;
  };
  return {
    showPlan: async (portfolioId) =>
      answered(await ask('post', '/v1/portfolios/{portfolioId}/plan', { params: { portfolioId } }), (plan) => plan),
    requestRebalance: request('rebalances'),
    requestInvestment: request('investments'),
  };
}

/** A rebalance whose outcome is asked for over the API. */
export function runningRebalance(ask: Ask, which: { portfolioId: string; runId: string }, ended: AbortSignal) {
  return {
    workflowId: rebalanceWorkflowId(which.portfolioId),
    runId: which.runId,
    result: () => outcomeOf(ask, which, ended),
  };
}

/** Looks until it has ended; the API being away for a while does not end it. */
async function outcomeOf(
  ask: Ask,
  params: { portfolioId: string; runId: string },
  ended: AbortSignal,
): Promise<Outcome> {
  for (;;) {
    const shown = await ask('get', '/v1/portfolios/{portfolioId}/rebalances/{runId}', { params })
      .then(body)
      .catch((error: unknown) => {
        if (!PASSING.has(failureOf(error).code)) throw error;
        return undefined;
      });
    if (shown?.state === 'ENDED' && shown.outcome !== null) return shown.outcome as Outcome;
    if (shown?.state === 'ENDED')
      throw new Failure('FAILED', EXIT.failed, 'the rebalance has no outcome: somebody terminated it');
    await delay(LOOK_MS, undefined, { signal: ended });
  }
}
