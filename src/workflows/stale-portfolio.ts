// Runs a hold (hold.ts) under the id that the portfolio's rebalances run under, so that the lock is never free.

import {
  CancellationScope,
  makeContinueAsNewFunc,
  patched,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import { NEEDED_EVIDENCE, parseFreeze, parseResolve, REBALANCE_ACTOR, type Verdict } from '../domain/stale';
import { beginHold, type Held, holdStale } from './hold';
import { holdSteps } from './hold-steps';
import {
  lookAgainSignal,
  peopleQueue,
  priceChangedSignal,
  type Resolved,
  requestRebalanceUpdate,
  resolveSignal,
  resolveUpdate,
  type StaleInput,
  staleSignal,
  statusQuery,
  textOf,
} from './messages';
import { refusedUpdate } from './refused-update';

// A hold may last for years and must always run on the current code. A worker without versions may not set this.
setWorkflowOptions(
  () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {}),
  stalePortfolio,
);
/** Holds a STALE portfolio until a person's `resolve` leaves the ledger ACTIVE. */
export async function stalePortfolio(input: StaleInput): Promise<Resolved> {
  const { resolves = [], ...goesOn } = input;
  const held = beginHold(input);
  // An older worker that began this run ignored them, and one that continued it passed them on.
  if (resolves.length > 0 && input.alerts === 0 && patched('takes-resolves'))
    for (const given of resolves) takeResolve(held, given);
  listen(held);
  return CancellationScope.nonCancellable(async () => {
    const resolve = await holdStale(holdSteps(held), held);
    if (resolve !== undefined) return { outcome: 'RESOLVED', ...resolve };
    const { memo, taskQueue, typedSearchAttributes } = workflowInfo();
    const goOn = makeContinueAsNewFunc<typeof stalePortfolio>({
      taskQueue: peopleQueue(taskQueue),
      memo: memo ?? {},
      typedSearchAttributes,
    });
    return goOn({ ...goesOn, alerts: held.alerts });
  });
}

const RESOLVES = 'Fixes the STALE portfolio. The tab "User Metadata" has the data to send, and the choices.';

/** Takes a `resolve` whose sender waits for no answer. */
function takeResolve({ inbox }: Held, given: unknown): void {
  const parsed = parseSignal(given);
  if (parsed.ok) {
    inbox.push({ kind: 'resolve', resolve: parsed.resolve, answer: () => undefined });
    return;
  }
  const last = { heading: 'The last resolve was ignored', message: parsed.message };
  inbox.push({ kind: 'note', message: 'resolve', problem: parsed.message, given: textOf(given), last });
}

/** H2. The Web UI lists them in this order, so the one that people need comes first. */
function listen(held: Held): void {
  const { inbox, status } = held;
  setHandler(resolveSignal, (given) => takeResolve(held, given), {
    description: `${RESOLVES} What became of it is on that page only.`,
  });
  setHandler(
    resolveUpdate,
    (resolve) => new Promise<Verdict>((answer) => inbox.push({ kind: 'resolve', resolve, answer })),
    {
      description: `${RESOLVES} It answers what became of it.`,
      validator: (given) => {
        const parsed = parseResolve(given);
        if (!parsed.ok) throw refusedUpdate('INVALID_RESOLVE', parsed.message);
      },
    },
  );
  setHandler(lookAgainSignal, () => void inbox.push({ kind: 'show' }), {
    description: 'Reads account and prices again, and the tab "User Metadata" shows them. It takes no data.',
  });
  setHandler(priceChangedSignal, (_prices) => void inbox.push({ kind: 'asked' }), {
    description: 'Starts nothing while the portfolio is STALE.',
  });
  setHandler(statusQuery, () => status);
  setHandler(requestRebalanceUpdate, (_request) => ({ accepted: true }), {
    description: 'Refused while the portfolio is STALE. To fix that, choose resolve.',
    validator: (_request) => {
      throw refusedUpdate('PORTFOLIO_STALE', 'the portfolio is STALE');
    },
  });
  // Handled last: a freeze that was waiting when the hold began outweighs the other messages.
  setHandler(
    staleSignal,
    (given) => {
      const freeze = parseFreeze(given);
      // A rebalance had sent this to itself before it was reset.
      if (freeze.actor === REBALANCE_ACTOR && freeze.run !== undefined) return;
      inbox.push({ kind: 'freeze', freeze });
    },
    { description: 'Freeze: the portfolio stays held until it is released. {"reason": "…", "actor": "your name"}' },
  );
}

/**
 * Dates from when retry-reversal began to need evidence: a hold that accepted one without goes on as before. A run that began
 * with a reset is not such a hold.
 */
function parseSignal(given: unknown): ReturnType<typeof parseResolve> {
  const parsed = parseResolve(given);
  if (parsed.ok || !parseResolve(given, NEEDED_EVIDENCE).ok || patched('retry-needs-evidence')) return parsed;
  return parseResolve(given, NEEDED_EVIDENCE);
}
