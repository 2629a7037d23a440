import { measureDrift, priceBySymbol, pricePortfolio, symbolsOf } from '../../domain/drift';
import type { Portfolio, TickerSymbol } from '../../domain/portfolio';
import { type Rest, type Rollout, restOf } from '../../domain/rollout';
import type { AlertInput } from '../../domain/steps';
import type { RolloutDeps } from './index';

export interface AdvanceInput {
  rolloutId: string;
  /** Where the look at those at work goes on: a portfolio, or '' for the first one. */
  after: string;
}

/** `waits`: a person has paused it, or it has. `ended`: there is nothing to do any more. `alert` is for a person. */
export type Advanced =
  | { kind: 'again'; afterMs: number; after: string }
  | { kind: 'waits' | 'ended'; alert: AlertInput | null };

/** The audit of what concerns no single portfolio. */
const SYSTEM = '_system';
const ROLLOUT = 'rollout';
/** The prices of all their symbols are asked for at once. */
const LOOKED_AT_ONCE = 500;
const MINUTE_MS = 60_000;

/**
 * Goes a step on with a roll-out: gives the version to as many portfolios as its pace allows, sees which ones have come to rest, and judges
 * the cohort. Run twice, it gives the version to nobody twice, and to no more than its pace allows.
 */
export function createAdvanceRollout(deps: RolloutDeps) {
  const { ledger, now, lookEveryMs } = deps;
  return async ({ rolloutId, after }: AdvanceInput): Promise<Advanced> => {
    const rollout = await ledger.findRollout(rolloutId);
    if (rollout?.state !== 'RUNNING') return stopped(rollout);
    const atOnce = Math.max(1, Math.floor((rollout.perMinute * lookEveryMs) / MINUTE_MS));
    await ledger.applyRollout(rolloutId, atOnce, now());
    const next = await settle(deps, rolloutId, after);
    const judged = await ledger.judgeRollout(rolloutId, { name: ROLLOUT, at: now() });
    if (judged?.state === 'RUNNING') return { kind: 'again', afterMs: lookEveryMs, after: next };
    return stopped(judged);
  };
}

/** A person is called when it has stopped itself, also by an attempt whose answer was lost: the alert is the same one. */
function stopped(rollout: Rollout | undefined): Advanced {
  const alert = rollout?.stateBy === ROLLOUT ? alertOf(rollout) : null;
  return { kind: rollout?.state === 'PAUSED' ? 'waits' : 'ended', alert };
}

/** Returns where the next look goes on. */
async function settle({ ledger, market, now }: RolloutDeps, rolloutId: string, after: string): Promise<string> {
  const members = await ledger.membersAtWork(rolloutId, { after, limit: LOOKED_AT_ONCE });
  if (members.length === 0) return '';
  const symbols = [...new Set(members.flatMap(({ portfolio }) => symbolsOf(portfolio)))].sort();
  const prices = priceBySymbol(await market.latestPrices(symbols));
  const settled = members.flatMap((member): (Rest & { portfolioId: string })[] => {
    const rest = restOf({ ...member, exceeds: exceedsAt(member.portfolio, prices) });
    return rest === undefined ? [] : [{ ...rest, portfolioId: member.portfolio.id }];
  });
  await ledger.settleMembers(rolloutId, settled, now());
  return members.length < LOOKED_AT_ONCE ? '' : (members.at(-1)?.portfolio.id ?? '');
}

function exceedsAt(portfolio: Portfolio, prices: ReadonlyMap<TickerSymbol, string>): boolean | null {
  const priced = pricePortfolio(portfolio, prices);
  return 'missing' in priced ? null : measureDrift(priced, portfolio.policy).exceeds;
}

function alertOf({ id, modelId, version, state, stateReason, cohortSince }: Rollout): AlertInput {
  const what = state === 'PAUSED' ? 'is paused' : 'is aborted';
  const text = [
    `the roll-out of version ${version} of model ${modelId} ${what}: ${stateReason ?? ''}`,
    `"autobalancer rollout show ${id}" lists the portfolios that ended badly, and why.`,
  ].join('\n');
  return { eventId: `rollout-${id}-${state}-${cohortSince}`, portfolioId: SYSTEM, text };
}
