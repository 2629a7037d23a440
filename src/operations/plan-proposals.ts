import { readSituation } from '../activities/batch/situation';
import type { Principal } from '../domain/principal';
import {
  basisOf,
  type FrozenPlan,
  type PlanProposal,
  type ProposalState,
  type Void,
  voidText,
  whyVoid,
} from '../domain/proposal';
import { type Refused, refused, refusedAs } from '../domain/refused';
import { parsePriceTolerance } from '../input/proposal';
import type { DecideProposalResult, KeptProposal, Ledger } from '../ledger/ledger';
import { type Audited, actorOf, wasDone } from './deps';
import { shortId } from './key-text';
import { nextPage, numberOf } from './page';
import { previewPlan } from './preview-plan';
import { type RequestDeps, type RequestRebalanceAnswer, requestRun } from './request-rebalance';
import { shownPlan } from './show-plan';

export type { PlanProposal };

type Reads = Parameters<typeof previewPlan>[0];

export interface ProposePlanInput {
  portfolioId: string;
  /** Percent by which each price may move before it is void. */
  priceTolerance?: string | undefined;
}

export type ProposePlanAnswer =
  | { ok: true; proposal: PlanProposal }
  | Refused<'PORTFOLIO_NOT_FOUND' | 'NOTHING_TO_PROPOSE'>;

/** Freezes the plan that a rebalance would trade now. @throws BrokerFault, InputRefused */
export async function proposePlan(
  deps: Audited &
    Reads & { ledger: Pick<Ledger, 'proposePlan' | 'listProposals'>; randomBytes(size: number): Uint8Array },
  principal: Principal,
  { portfolioId, priceTolerance }: ProposePlanInput,
): Promise<ProposePlanAnswer> {
  const tolerance = parsePriceTolerance(priceTolerance);
  const by = actorOf(deps, principal);
  const preview = await previewPlan(deps, portfolioId);
  if (!preview.ok) return preview;
  const { trade, situation } = preview;
  if (trade === null && !wasDone(deps, 'proposePlan')) {
    const why = preview.obstacle?.message ?? 'the portfolio is within its threshold';
    return refused('NOTHING_TO_PROPOSE', `${portfolioId} has no plan: ${why}`);
  }
  const { plan, leftOut, after, findings, triggers, reasons } = shownPlan(portfolioId, preview);
  const frozen: FrozenPlan = {
    execution: plan?.execution ?? 'parallel',
    drift: plan?.drift ?? '0.0000',
    driftPlanned: trade?.driftPlanned ?? '0.0000',
    orders: plan?.orders ?? [],
    ...{ leftOut, after, findings, triggers, reasons },
  };
  return deps.ledger.proposePlan(
    { id: shortId(deps.randomBytes), portfolioId, plan: frozen, basis: basisOf(situation), priceTolerance: tolerance },
    by,
  );
}

export interface ListProposalsInput {
  portfolioId?: string | undefined;
  state?: ProposalState | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/** Returns a page of frozen plans, the last proposed first; `next` is null at the end. @throws InputRefused */
export async function listProposals(
  { ledger, now }: { ledger: Pick<Ledger, 'listProposals'>; now(): string },
  { portfolioId, state, limit, after }: ListProposalsInput,
): Promise<{ proposals: PlanProposal[]; next: string | null }> {
  const which = {
    ...(portfolioId !== undefined && { portfolioId }),
    ...(state !== undefined && { state }),
    ...(after !== undefined && { after: numberOf(after) }),
  };
  const kept = await ledger.listProposals({ ...which, at: now(), limit });
  return { proposals: kept.map(unnumbered), next: nextPage(kept, limit, 'number') };
}

export type ShowProposalAnswer =
  | {
      ok: true;
      proposal: PlanProposal /** Why an open one is void now; null when nothing has moved. */;
      whyVoid: Void | null;
    }
  | Refused<'PROPOSAL_NOT_FOUND'>;

/** Returns a frozen plan, and whether what it rests on has moved. @throws BrokerFault */
export async function showProposal(
  deps: Reads & { ledger: Pick<Ledger, 'listProposals'> },
  proposalId: string,
): Promise<ShowProposalAnswer> {
  const proposal = await findProposal(deps, proposalId);
  if (proposal === undefined) return refusedAs('PROPOSAL_NOT_FOUND', proposalId);
  return { ok: true, proposal, whyVoid: (await voidNow(deps, proposal)) ?? null };
}

export interface DecideProposalInput {
  proposalId: string;
  note: string;
}

export type DecidePlanAnswer = DecideProposalResult | Refused<'PROPOSAL_VOID'>;

/** Approves a frozen plan that is not void: another person than the one who proposed it. Safe to repeat. @throws BrokerFault */
export async function approvePlan(
  deps: Audited & Reads & { ledger: Pick<Ledger, 'listProposals' | 'decideProposal'> },
  principal: Principal,
  { proposalId, note }: DecideProposalInput,
): Promise<DecidePlanAnswer> {
  const proposal = wasDone(deps, 'decideProposal') ? undefined : await findProposal(deps, proposalId);
  const why = proposal && (await voidNow(deps, proposal));
  if (why !== undefined) return refusedAs('PROPOSAL_VOID', voidText(why));
  return deps.ledger.decideProposal(proposalId, { state: 'APPROVED', note }, actorOf(deps, principal));
}

/** Rejects a frozen plan that was not released; who proposed it may as well. Safe to repeat. */
export function rejectPlan(
  deps: Audited & { ledger: Pick<Ledger, 'decideProposal'> },
  principal: Principal,
  { proposalId, note }: DecideProposalInput,
): Promise<DecideProposalResult> {
  return deps.ledger.decideProposal(proposalId, { state: 'REJECTED', note }, actorOf(deps, principal));
}

export type ReleaseAnswer =
  | (Extract<RequestRebalanceAnswer, { ok: true }> & { portfolioId: string })
  | Exclude<RequestRebalanceAnswer, { ok: true }>
  | Refused<'PROPOSAL_NOT_FOUND'>;

/**
 * Asks for the frozen plan to be traded, and answers at once whether a run began. That run trades exactly the frozen orders, or it is refused
 * and says why. That it was asked for is in the audit before Temporal hears of it, because an answer may be lost.
 */
export async function releaseProposal(
  deps: RequestDeps & { ledger: Pick<Ledger, 'listProposals'> },
  principal: Principal,
  proposalId: string,
): Promise<ReleaseAnswer> {
  const proposal = await findProposal(deps, proposalId);
  if (proposal === undefined) return refusedAs('PROPOSAL_NOT_FOUND', proposalId);
  const { state, portfolioId } = proposal;
  const isRepeat = wasDone(deps, 'audit RELEASE_REQUESTED');
  if (state !== 'APPROVED' && !isRepeat) return refusedAs('PROPOSAL_NOT_APPROVED', `${proposalId} is ${state}`);
  const asked = await requestRun(deps, principal, portfolioId, {
    event: 'RELEASE_REQUESTED',
    detail: { proposal: proposalId },
    asked: { proposal: proposalId },
  });
  return asked.ok ? { ...asked, portfolioId } : asked;
}

async function findProposal(
  { ledger, now }: { ledger: Pick<Ledger, 'listProposals'>; now(): string },
  id: string,
): Promise<PlanProposal | undefined> {
  const [kept] = await ledger.listProposals({ id, at: now(), limit: 1 });
  return kept && unnumbered(kept);
}

function unnumbered({ number: _, ...proposal }: KeptProposal): PlanProposal {
  return proposal;
}

/** Undefined as well for one that has ended: nothing keeps it from being what it is. */
async function voidNow(deps: Reads, proposal: PlanProposal): Promise<Void | undefined> {
  if (proposal.state !== 'PROPOSED' && proposal.state !== 'APPROVED') return undefined;
  const portfolio = await deps.ledger.findPortfolio(proposal.portfolioId);
  if (portfolio === undefined) return undefined;
  const situation = await readSituation(deps, portfolio);
  return whyVoid(proposal, basisOf(situation), situation.now);
}
