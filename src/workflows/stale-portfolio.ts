// Holds a STALE portfolio under the id its rebalances run under, calls a person, and waits for `resolve`.
//
// H1. It ends only when the ledger says ACTIVE again; a cancel request ends nothing.
// H2. Handlers only record, or refuse; the main path acts, one request after the other.
// H3. Whatever arrives is answered or audited; nothing that a person can send stops it.
// H4. An alert that cannot be delivered holds up no `resolve`.
// H5. A step that fails for good is a verdict, or is tried again: it does not end the hold.
// H6. A reversal that met the close is tried again when the market opens, within the limits and only while nobody has frozen the
//     portfolio or halted trading. Otherwise it stays held, and a person is told.
// H7. A hold only because books and broker differ ends once they agree: looked at a few times in the first hour, then every hour. It
//     is one of the requests of H2, so that a person's `resolve` and it never act at the same time.

import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  sleep,
  upsertMemo,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities';
import { RESOLVE_ASK_MS } from '../domain/policy';
import {
  type Evidence,
  type Freeze,
  frozenBy,
  HEALS_BY_ITSELF,
  NEEDED_EVIDENCE,
  parseFreeze,
  parseResolve,
  REBALANCE_ACTOR,
  type Resolve,
  type Verdict,
  waitsForOpen,
} from '../domain/stale';
import { deciding } from './deciding';
import { insist } from './insist';
import {
  lookAgainSignal,
  peopleQueue,
  priceChangedSignal,
  type Resolved,
  requestRebalanceUpdate,
  resolveSignal,
  resolveUpdate,
  type StaleInput,
  type Status,
  staleSignal,
  statusQuery,
  textOf,
} from './messages';
import { orFailed } from './or-failed';
import { orderSteps, WEIGHS_FAILURES } from './order-steps';
import { NOTIFYING, RECONCILING, RECORDING } from './profiles';
import { refusedUpdate } from './refused-update';
import { resolveStale } from './resolve';
import { alertText, detailsText, type LastMessage, sentence } from './stale-texts';
import { startAlert } from './start-alert';
import type { ResolveSteps } from './steps';
import { summaryOf } from './summary';

const ALERT_EVERY = '1h';
const AFTERWARDS = 'If it is past its threshold, it is rebalanced in a new run: open it from the list of workflows.';
const MEMO_ROWS_MAX = 10;
const RESOLVES = 'Fixes the STALE portfolio. The tab "User Metadata" has the data to send, and the choices.';
/** H7: each after the one before. */
const AGREEMENT_LOOKS = ['5m', '10m', '15m', '30m'] as const;
const AGREEMENT_EVERY = '1h';
/** The first seconds of a session are its wildest. */
const AFTER_OPEN_MS = 60_000;

const { recordFreeze, recordIgnored } = proxyLocalActivities<Activities>(RECORDING);
const [markStale, readEvidence] = [deciding('markStale'), deciding('readEvidence')];
const [takeOverStale, endStale] = [deciding('takeOverStale'), deciding('endStale')];
const releaseAgreed = deciding('releaseAgreed');

// A hold may last for years and has to run on the code of its day; a worker without versions may not say so.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  stalePortfolio,
);
export async function stalePortfolio(input: StaleInput): Promise<Resolved> {
  const { portfolioId, hold, since } = input;
  const requests: Request[] = [];
  const status: Status = {
    phase: 'STALE',
    batchId: hold.batchId,
    drift: null,
    expiresAt: null,
    reason: hold.reason,
    orders: [],
  };
  let alerts = input.alerts;

  // The Web UI lists them in this order: what a person comes for is first.
  setHandler(
    resolveSignal,
    (given) => {
      const parsed = parseSignal(given);
      if (parsed.ok) {
        requests.push({ kind: 'resolve', resolve: parsed.resolve, answer: () => undefined });
        return;
      }
      const last = { heading: 'The last resolve was ignored', message: parsed.problem };
      requests.push({ kind: 'note', message: 'resolve', problem: parsed.problem, given: textOf(given), last });
    },
    { description: `${RESOLVES} What became of it is on that page only.` },
  );
  setHandler(
    resolveUpdate,
    (resolve) => new Promise<Verdict>((answer) => requests.push({ kind: 'resolve', resolve, answer })),
    {
      description: `${RESOLVES} It answers what became of it.`,
      validator: (given) => {
        const parsed = parseResolve(given);
        if (!parsed.ok) throw refusedUpdate('INVALID_RESOLVE', parsed.problem);
      },
    },
  );
  setHandler(lookAgainSignal, () => void requests.push({ kind: 'show' }), {
    description: 'Reads account and prices again, and the tab "User Metadata" shows them. It takes no data.',
  });
  setHandler(priceChangedSignal, (_prices) => undefined, { description: 'Ignored while the portfolio is STALE.' });
  setHandler(statusQuery, () => status);
  setHandler(requestRebalanceUpdate, (_request) => ({ accepted: true }), {
    description: 'Refused while the portfolio is STALE. To fix that, choose resolve.',
    validator: (_request) => {
      throw refusedUpdate('PORTFOLIO_STALE', 'the portfolio is STALE');
    },
  });
  // The last one: of what was waiting when the hold began, a freeze is the last word.
  setHandler(
    staleSignal,
    (given) => {
      const freeze = parseFreeze(given);
      // A rebalance sent it to itself before it was reset.
      if (freeze.actor === REBALANCE_ACTOR && freeze.run !== undefined) return;
      requests.push({ kind: 'freeze', freeze });
    },
    { description: 'Freeze: the portfolio stays held until it is released. {"reason": "…", "actor": "your name"}' },
  );

  let last: LastMessage | undefined;
  let evidence: Evidence | undefined;
  let readAt = since;
  /** What ended it, once the ledger says so. */
  let released: { verdict: Verdict; resolve: Resolve } | undefined;
  let armed = false;
  /** Reversals tried again because the market opened; the reason changes when one is not sent, so there is seldom a second. */
  let openings = 0;
  const show = () => {
    if (evidence !== undefined) setCurrentDetails(detailsText({ portfolioId, since, evidence, last, readAt }));
  };
  const look = async (): Promise<Evidence> => {
    const read = await insist(() => readEvidence({ portfolioId }));
    readAt = new Date().toISOString();
    // Without a batch the ledger's row says the reason only; what caused it came with the hand-over.
    evidence = { ...read, cause: read.cause ?? (read.reason === hold.reason ? hold.cause : null) };
    status.reason = evidence.reason;
    status.batchId = evidence.batch?.id ?? null;
    status.orders = (evidence.batch?.orders ?? []).map(({ symbol, side, quantity, filled, state }) => ({
      symbol,
      side,
      quantity,
      filled,
      state,
    }));
    show();
    arm(evidence);
    return evidence;
  };
  // H6
  const arm = (seen: Evidence) => {
    if (armed || !waitsForOpen(seen)) return;
    armed = true;
    const opened = () => sleep(seen.reopensInMs + AFTER_OPEN_MS, { summary: 'until the market is open' });
    // A look may be cancelled. What is armed stays armed.
    void CancellationScope.nonCancellable(opened).then(() => {
      armed = false;
      if (status.reason !== 'REVERSAL_EXHAUSTED') return;
      const resolve: Resolve = { action: 'retry-reversal', actor: REBALANCE_ACTOR, note: 'the market is open again' };
      openings += 1;
      const eventId = `${portfolioId}-opening-${since}-${openings}`;
      const answer = (verdict: Verdict) => {
        if (verdict.status === 'ACTIVE' || !patched(WEIGHS_FAILURES)) return;
        const text = `Portfolio ${portfolioId} stays STALE: the market is open, and nothing was sent. ${verdict.message}`;
        void startAlert({ eventId, portfolioId, text });
      };
      requests.push({ kind: 'resolve', resolve, answer });
    });
  };
  const steps: ResolveSteps = {
    ...orderSteps(() => status.orders),
    takeOverStale: (taken) => orFailed(takeOverStale(taken)),
    endStale: (end) => orFailed(endStale({ ...end, askUntil: new Date(Date.now() + RESOLVE_ASK_MS).toISOString() })),
    markStale: (stale) => orFailed(markStale(stale)),
    adoptPositions: (adopt) => {
      const activity = proxyActivities<Activities>({ ...RECONCILING, summary: `adopt positions, by ${adopt.actor}` });
      return orFailed(activity.adoptPositions(adopt));
    },
    declareOutcome: (declare) => {
      const summary = `declare ${declare.declaration?.clientOrderId}, by ${declare.actor}`;
      const activity = proxyActivities<Activities>({ ...RECONCILING, summary: summaryOf(summary) });
      return orFailed(activity.declareOutcome({ ...declare, requestId: uuid4() }));
    },
    phase: () => undefined,
  };
  const carryOut = async (resolve: Resolve): Promise<Verdict> => {
    const verdict = await resolveStale(steps, { portfolioId, ...resolve });
    if (verdict.status === 'STALE' && verdict.done === undefined) {
      const problem = `${verdict.reason}: ${verdict.message}`;
      await insist(() => recordIgnored({ portfolioId, message: 'resolve', problem, given: textOf(resolve) }));
    }
    return verdict;
  };
  /** A freeze that comes after its release holds it again. */
  const freeze = async (given: Freeze): Promise<void> => {
    await insist(() => recordFreeze({ portfolioId, freeze: given }));
    const cause = frozenBy(given);
    if (released !== undefined) await insist(() => markStale({ portfolioId, reason: 'FROZEN', cause }));
    released = undefined;
    last = { heading: 'Frozen: it needs a release of its own', message: cause.message };
    await look();
  };
  /** H7 */
  const releaseIfAgreed = async (): Promise<void> => {
    if (released !== undefined || !HEALS_BY_ITSELF.has(status.reason ?? '')) return;
    const verdict = await insist(() => releaseAgreed({ portfolioId }));
    if (verdict.status === 'STALE') {
      if (verdict.reason !== status.reason) await look();
      return;
    }
    released = { verdict, resolve: { action: 'release', actor: REBALANCE_ACTOR, note: verdict.message } };
  };
  /** Carries out one request, and answers or audits it. */
  const attend = async (request: Request): Promise<void> => {
    if (request.kind === 'freeze') return freeze(request.freeze);
    if (request.kind === 'look') return releaseIfAgreed();
    if (request.kind === 'show') {
      if (released === undefined) await look();
      return;
    }
    if (request.kind === 'note') {
      const { message, problem, given } = request;
      await insist(() => recordIgnored({ portfolioId, message, problem, given }));
      last = request.last;
      return show();
    }
    const { resolve, answer } = request;
    if (released !== undefined) {
      const problem = 'it was released already';
      await insist(() => recordIgnored({ portfolioId, message: 'resolve', problem, given: textOf(resolve) }));
      return answer(released.verdict);
    }
    last = { heading: `${resolve.action} by ${resolve.actor} is being carried out`, message: 'Press R for news.' };
    show();
    const verdict = await carryOut(resolve);
    if (verdict.status === 'ACTIVE') released = { verdict, resolve };
    else {
      const { action, actor } = resolve;
      last = { heading: `${action} by ${actor} ${cameTo(verdict)}: ${verdict.reason}`, message: verdict.message };
      await look();
    }
    answer(verdict);
  };

  return CancellationScope.nonCancellable(async () => {
    const untilReleased = new CancellationScope();
    const first = await look();
    upsertMemo({ stale: { ...hold, since, evidence: shortened(first) } });
    const beside = (work: () => Promise<void>) =>
      untilReleased.run(work).catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
    // H4
    void beside(async () => {
      if (alerts > 0) await sleep(ALERT_EVERY);
      for (; ; alerts += 1) {
        const { sendAlert } = proxyActivities<Activities>({ ...NOTIFYING, summary: `STALE: ${status.reason}` });
        const text = alertText({ portfolioId, since, evidence: alerts === 0 ? first : await look() });
        // One that cannot be delivered for good is not the last.
        await sendAlert({ eventId: `${portfolioId}-stale-${since}-${alerts}`, portfolioId, text }).catch(
          (error: unknown) => {
            if (isCancellation(error)) throw error;
          },
        );
        await sleep(ALERT_EVERY);
      }
    });
    // H7
    void beside(async () => {
      // Since 2026-11: a hold from before started no such timer, and waits for a person.
      if (!HEALS_BY_ITSELF.has(first.reason) || !patched('books-agree')) return;
      for (let nth = 0; ; nth += 1) {
        await sleep(AGREEMENT_LOOKS[nth] ?? AGREEMENT_EVERY, { summary: 'until the account is compared again' });
        requests.push({ kind: 'look' });
      }
    });
    const isLong = () => workflowInfo().continueAsNewSuggested;
    for (;;) {
      await condition(() => requests.length > 0 || isLong());
      const request = requests.shift();
      if (request === undefined) break;
      await attend(request);
      if (released === undefined || requests.length > 0) continue;
      if (!allHandlersFinished()) await condition(allHandlersFinished);
      // H3. What came while the last answer left is attended to as well.
      if (requests.length > 0) continue;
      untilReleased.cancel();
      const { actor, action } = released.resolve;
      const { message } = released.verdict;
      setCurrentDetails(`**RESOLVED** by ${actor}: ${action}: ${sentence(message)} ${AFTERWARDS}`);
      return { outcome: 'RESOLVED', ...released.resolve };
    }
    untilReleased.cancel();
    const { memo, taskQueue, typedSearchAttributes } = workflowInfo();
    return makeContinueAsNewFunc<typeof stalePortfolio>({
      taskQueue: peopleQueue(taskQueue),
      memo: memo ?? {},
      typedSearchAttributes,
    })({
      ...input,
      alerts,
    });
  });
}

function cameTo({ done, reason }: Extract<Verdict, { status: 'STALE' }>): string {
  if (reason === 'SECOND_PERSON_NEEDED') return 'is recorded';
  return done === undefined ? 'did not release it' : 'is done';
}

/** A memo comes with every row of a list: of a batch of hundreds of orders what did not fill, and of the positions what differs. */
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

/** Since retry-reversal needs evidence: a hold that took one without goes on as it did. A run that a reset began is none. */
function parseSignal(given: unknown): ReturnType<typeof parseResolve> {
  const parsed = parseResolve(given);
  if (parsed.ok || !parseResolve(given, NEEDED_EVIDENCE).ok || patched('retry-needs-evidence')) return parsed;
  return parseResolve(given, NEEDED_EVIDENCE);
}

type Request =
  | { kind: 'look' }
  | { kind: 'show' }
  | { kind: 'freeze'; freeze: Freeze }
  | { kind: 'resolve'; resolve: Resolve; answer: (verdict: Verdict) => void }
  | { kind: 'note'; message: string; problem: string; given: string; last: LastMessage };
