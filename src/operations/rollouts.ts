import type { RebalanceClient } from '../client';
import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import { type CohortCount, hasEnded, type Member, type MemberState, type Rollout } from '../domain/rollout';
import { parseRollout, type RolloutInput } from '../input/rollout';
import type { RolloutChange, RolloutLedger, RolloutResult, StartResult } from '../ledger/rollouts';
import { type Audited, actorOf } from './deps';
import { nextPage, notNext, timeAndId } from './page';

interface Deps extends Audited {
  client: Pick<RebalanceClient, 'rollOut'>;
}

export type RolloutNotFound = Refused<'ROLLOUT_NOT_FOUND'>;

/**
 * Brings a version of a model to the portfolios that follow it, cohort by cohort. The ledger has it first: if Temporal is away, the monitor
 * has it worked on later.
 *
 * @throws InputRefused
 */
export async function startRollout(
  deps: Deps & { ledger: Pick<RolloutLedger, 'startRollout'>; randomUUID(): string },
  principal: Principal,
  given: RolloutInput,
): Promise<StartResult> {
  const rollout = { id: deps.randomUUID(), ...parseRollout(given) };
  const started = await deps.ledger.startRollout(rollout, actorOf(deps, principal));
  if (started.ok) await tell(deps, started.rollout);
  return started;
}

/** Pauses, resumes or aborts a roll-out. Portfolios that have the version keep it. */
export async function changeRollout(
  deps: Deps & { ledger: Pick<RolloutLedger, 'setRolloutState'> },
  principal: Principal,
  { rolloutId, ...change }: RolloutChange & { rolloutId: string },
): Promise<RolloutResult> {
  if (!isId(rolloutId)) return refusedAs('ROLLOUT_NOT_FOUND', rolloutId);
  const changed = await deps.ledger.setRolloutState(rolloutId, change, actorOf(deps, principal));
  if (changed.ok) await tell(deps, changed.rollout);
  return changed;
}

/** What is stored counts, and the monitor tells the workflow again. */
async function tell({ client }: Pick<Deps, 'client'>, rollout: Rollout): Promise<void> {
  if (!hasEnded(rollout)) await client.rollOut(rollout.id).catch(() => undefined);
}

/** Returns a page of roll-outs, the latest first; `next` is null at the end. @throws InputRefused */
export async function listRollouts(
  { ledger }: { ledger: Pick<RolloutLedger, 'listRollouts'> },
  { modelId, limit, after }: { modelId?: string | undefined; limit: number; after?: string | undefined },
): Promise<{ rollouts: Rollout[]; next: string | null }> {
  const last = after === undefined ? undefined : timeAndId(after);
  if (last !== undefined && !isId(last.id)) throw notNext(last.id);
  const rollouts = await ledger.listRollouts({
    limit,
    ...(modelId !== undefined && { modelId }),
    ...(last && { after: { startedAt: last.time, id: last.id } }),
  });
  return { rollouts, next: nextPage(rollouts, limit, 'startedAt', 'id') };
}

/** Returns a roll-out, with how many portfolios of each cohort are where. */
export async function showRollout(
  { ledger }: { ledger: Pick<RolloutLedger, 'findRollout' | 'countCohorts'> },
  rolloutId: string,
): Promise<{ ok: true; rollout: Rollout; counts: CohortCount[] } | RolloutNotFound> {
  const rollout = isId(rolloutId) ? await ledger.findRollout(rolloutId) : undefined;
  if (rollout === undefined) return refusedAs('ROLLOUT_NOT_FOUND', rolloutId);
  return { ok: true, rollout, counts: await ledger.countCohorts(rolloutId) };
}

/** Returns a page of the portfolios of a roll-out, by id, and what became of each. */
export async function listRolloutPortfolios(
  { ledger }: { ledger: Pick<RolloutLedger, 'findRollout' | 'listMembers'> },
  which: { rolloutId: string; state?: MemberState | undefined; limit: number; after?: string | undefined },
): Promise<{ ok: true; portfolios: Member[]; next: string | null } | RolloutNotFound> {
  const { rolloutId, state, limit, after } = which;
  if (!isId(rolloutId) || (await ledger.findRollout(rolloutId)) === undefined)
    return refusedAs('ROLLOUT_NOT_FOUND', rolloutId);
  const page = { limit, ...(state !== undefined && { state }), ...(after !== undefined && { after }) };
  const portfolios = await ledger.listMembers(rolloutId, page);
  return { ok: true, portfolios, next: nextPage(portfolios, limit, 'portfolioId') };
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text);
}
