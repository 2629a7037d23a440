// The steps of a hold as Temporal activities and timers.

import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  sleep,
  upsertMemo,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities';
import { RESOLVE_ASK_MS } from '../domain/policy';
import type { Evidence } from '../domain/stale';
import { deciding } from './deciding';
import type { Held } from './hold';
import { insist } from './insist';
import { orFailed } from './or-failed';
import { orderSteps, WEIGHS_FAILURES } from './order-steps';
import { NOTIFYING, RECONCILING, RECORDING } from './profiles';
import { startAlert } from './start-alert';
import type { HoldSteps, ResolveSteps } from './steps';
import { summaryOf } from './summary';

const { recordFreeze, recordIgnored } = proxyLocalActivities<Activities>(RECORDING);
const [markStale, readEvidence] = [deciding('markStale'), deciding('readEvidence')];
const [takeOverStale, endStale] = [deciding('takeOverStale'), deciding('endStale')];
const releaseAgreed = deciding('releaseAgreed');

const MEMO_ROWS_MAX = 10;

export function holdSteps({ hold, since, status }: Held): HoldSteps {
  const untilReleased = new CancellationScope();
  return {
    ...resolveSteps(() => status.orders),
    readEvidence: (input) => insist(() => readEvidence(input)),
    recordFreeze: (input) => insist(() => recordFreeze(input)),
    recordIgnored: (input) => insist(() => recordIgnored(input)),
    holdAgain: (input) => insist(() => markStale(input)),
    releaseAgreed: (input) => insist(() => releaseAgreed(input)),
    sendAlert: (alert, reason) => {
      const { sendAlert } = proxyActivities<Activities>({ ...NOTIFYING, summary: `STALE: ${reason}` });
      return sendAlert(alert).catch((error: unknown) => {
        if (isCancellation(error)) throw error;
      });
    },
    callPerson: (alert) => {
      // Since 0.2, with WEIGHS_FAILURES: before, only a hold that ended reported the result of its retry at the opening.
      if (patched(WEIGHS_FAILURES)) void startAlert(alert);
    },
    // Since 2026-11: an older hold started no such timer and waits for a person.
    comparesBooks: () => patched('books-agree'),
    // Since 2026-11: the monitor reminds people of all holds and sees which accounts agree again. An older hold does both itself,
    // every hour.
    rests: () => patched('hold-rests'),
    beside: (work) =>
      void untilReleased.run(work).catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      }),
    endBeside: () => untilReleased.cancel(),
    sleepThrough: (ms, label) => CancellationScope.nonCancellable(() => sleep(ms, { summary: label })),
    until: condition,
    isLong: () => workflowInfo().continueAsNewSuggested,
    allAnswered: allHandlersFinished,
    show: setCurrentDetails,
    remember: (evidence) => upsertMemo({ stale: { ...hold, since, evidence: shortened(evidence) } }),
  };
}

function resolveSteps(orders: Parameters<typeof orderSteps>[0]): ResolveSteps {
  return {
    ...orderSteps(orders),
    takeOverStale: (taken) => orFailed(takeOverStale(taken)),
    endStale: (end) => {
      const askUntil = new Date(Date.now() + RESOLVE_ASK_MS).toISOString();
      return orFailed(endStale({ ...end, requestId: uuid4(), askUntil }));
    },
    markStale: (stale) => orFailed(markStale(stale)),
    adoptPositions: (adopt) => {
      const activity = proxyActivities<Activities>({ ...RECONCILING, summary: `adopt positions, by ${adopt.actor}` });
      return orFailed(activity.adoptPositions({ ...adopt, requestId: uuid4() }));
    },
    declareOutcome: (declare) => {
      const summary = `declare ${declare.declaration?.clientOrderId}, by ${declare.actor}`;
      const activity = proxyActivities<Activities>({ ...RECONCILING, summary: summaryOf(summary) });
      return orFailed(activity.declareOutcome({ ...declare, requestId: uuid4() }));
    },
    phase: () => undefined,
  };
}

/**
 * Every row of a list carries its memo, so it must stay small: only the orders that did not fill, and only the positions that
 * differ.
 */
function shortened(evidence: Evidence): Evidence {
  const { batch, positions } = evidence;
  const differing = positions?.filter(({ ledger, broker }) => ledger !== broker).slice(0, MEMO_ROWS_MAX) ?? null;
  const orders = batch?.orders.filter(({ kind, state }) => kind === 'reversal' || state !== 'SUCCESS');
  return {
    ...evidence,
    batch: batch && { ...batch, orders: orders?.slice(0, MEMO_ROWS_MAX) ?? [] },
    positions: differing,
  };
}
