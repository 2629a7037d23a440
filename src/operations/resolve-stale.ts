import type { RebalanceClient } from '../client';
import type { Principal } from '../domain/principal';
import type { Refused } from '../domain/refused';
import { RESOLVE_REQUESTED, requestDetail } from '../domain/resolve-request';
import { RESOLVE_ACTIONS, type ResolveAction, type Verdict } from '../domain/stale';
import type { Ledger } from '../ledger/ledger';
import { type Audited, actorOf, sentUpdate } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';
import { notStale } from './show-stale';

export interface ResolveStaleInput {
  portfolioId: string;
  /** What is declared is said of one order: `declareOutcome`. */
  action: Exclude<ResolveAction, 'declare-outcome'>;
  note: string;
  /** The `hash` of the evidence that it is decided on: nothing is done if it has changed since. */
  evidence?: string | undefined;
}

export const STALE_ACTIONS = Object.keys(RESOLVE_ACTIONS).filter((action) => action !== 'declare-outcome');

/** A portfolio that stays STALE is an answer too: the verdict says why. */
export type ResolveStaleAnswer = { ok: true; verdict: Verdict } | NotFound | Refused<'NOT_STALE' | 'INVALID_RESOLVE'>;

/** Tells the hold of a STALE portfolio what to do, and waits for what came of it. */
export async function resolveStale(
  deps: Audited & { ledger: Pick<Ledger, 'findPortfolio' | 'audit'>; client: Pick<RebalanceClient, 'resolve'> },
  principal: Principal,
  { portfolioId, action, note, evidence }: ResolveStaleInput,
): Promise<ResolveStaleAnswer> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const sent = sentUpdate(deps, `audit ${RESOLVE_REQUESTED}`);
  // It is ACTIVE when the first run of this request has released it.
  if (found.portfolio.status !== 'STALE' && sent?.isRepeat !== true) return notStale(found.portfolio);
  const resolve = { action, note, ...(evidence !== undefined && { evidence }) };
  // By this row the hold knows that it was asked by a door of ours, and by which one.
  await deps.ledger.audit(portfolioId, null, RESOLVE_REQUESTED, requestDetail(resolve), actorOf(deps, principal));
  return deps.client.resolve(portfolioId, { ...resolve, actor: principal }, sent);
}
