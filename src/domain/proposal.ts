// A plan that is frozen before it is traded: what people saw is what is sent, or nothing is.
//
// V1. It rests on settings, rules, positions, cash and prices. Once one of them moved, it is void. Only prices have a tolerance.
// V2. It is released once, by one batch, and only while it is approved and its time is not over.

import type { BatchExecution } from './batch';
import { VOID_SENTENCES, type VoidCode } from './causes';
import type { AfterPlan, Situation } from './decide';
import { symbolsOf, type Trigger } from './drift';
import type { Reason } from './explain';
import { decimal, HUNDRED } from './money';
import type { Side } from './order';
import type { LeftOutBecause } from './plan';
import type { Holding, TickerSymbol } from './portfolio';
import type { Finding } from './rules';
import { isBefore } from './time';
import { keptUsd } from './withdrawal';

export const PROPOSAL_STATES = ['PROPOSED', 'APPROVED', 'REJECTED', 'RELEASED', 'VOID', 'EXPIRED'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** A plan of yesterday was made on what was known yesterday. */
export const PROPOSAL_STANDS_MS = 24 * 3_600_000;

/** Percent by which a price may move unless the proposal says otherwise. */
export const DEFAULT_PRICE_TOLERANCE = '1.0000';

/** An order as it will be stored, with the price it was planned at and its value there, USD. */
export interface FrozenOrder {
  symbol: TickerSymbol;
  side: Side;
  quantity: string | null;
  notional: string | null;
  price: string;
  value: string;
}

/** What people see before they decide. USD with 2 decimals, percents with 4. */
export interface FrozenPlan {
  execution: BatchExecution;
  drift: string;
  /** The drift that is left once the orders have filled at their prices. */
  driftPlanned: string;
  orders: FrozenOrder[];
  leftOut: { symbol: TickerSymbol; side: Side; value: string; because: LeftOutBecause }[];
  after: AfterPlan | null;
  findings: Finding[];
  triggers: Trigger[];
  reasons: Reason[];
}

/** What the plan was made of. */
export interface PlanBasis {
  settingsRevision: number;
  rulesVersion: number;
  /** USD that are the portfolio's own: what is on its way out or set aside is not. */
  cash: string;
  /** In symbol order. */
  positions: Holding[];
  /** USD per share. */
  prices: Record<TickerSymbol, string>;
}

export interface PlanProposal {
  id: string;
  portfolioId: string;
  state: ProposalState;
  plan: FrozenPlan;
  basis: PlanBasis;
  /** Percent by which each price may move. */
  priceTolerance: string;
  proposedBy: string;
  /** ISO */
  proposedAt: string;
  expiresAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  /** Why it was approved or rejected. */
  note: string | null;
  /** Why it is VOID. */
  voidCode: VoidCode | null;
  voidDetail: string | null;
  /** The batch that released it. */
  batchId: string | null;
}

export interface Void {
  code: VoidCode;
  detail: string;
}

/** Returns what a plan would be made of now. */
export function basisOf({
  portfolio,
  account,
  prices,
  ruleSet,
}: Pick<Situation, 'portfolio' | 'account' | 'prices' | 'ruleSet'>): PlanBasis {
  const priced = symbolsOf(portfolio).flatMap((symbol) => {
    const price = prices.get(symbol)?.price;
    return price === undefined ? [] : [[symbol, price] as const];
  });
  return {
    settingsRevision: portfolio.settingsRevision,
    rulesVersion: ruleSet?.version ?? 0,
    cash: decimal(account.cash).minus(keptUsd(portfolio, account.leaving)).toFixed(),
    positions: account.positions
      .map(({ symbol, quantity }) => ({ symbol, quantity: decimal(quantity).toFixed() }))
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
    prices: Object.fromEntries(priced),
  };
}

/** Says what of V1 and V2 is broken, the first in the order of VOID_SENTENCES; undefined when nothing has. */
export function whyVoid(
  { basis, priceTolerance, expiresAt }: Pick<PlanProposal, 'basis' | 'priceTolerance' | 'expiresAt'>,
  current: PlanBasis,
  now: string,
): Void | undefined {
  if (!isBefore(now, expiresAt)) return { code: 'TIME_OVER', detail: `at ${expiresAt}` };
  const moved = (code: VoidCode, before: number | string, after: number | string): Void | undefined =>
    before === after ? undefined : { code, detail: `${before} then, ${after} now` };
  return (
    moved('SETTINGS_MOVED', basis.settingsRevision, current.settingsRevision) ??
    moved('RULES_MOVED', basis.rulesVersion, current.rulesVersion) ??
    moved('POSITIONS_MOVED', holdingsText(basis.positions), holdingsText(current.positions)) ??
    moved('CASH_MOVED', decimal(basis.cash).toFixed(), decimal(current.cash).toFixed()) ??
    priceMoved(basis.prices, current.prices, priceTolerance)
  );
}

function priceMoved(before: PlanBasis['prices'], now: PlanBasis['prices'], tolerance: string): Void | undefined {
  for (const symbol of [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()) {
    const [then, latest] = [before[symbol], now[symbol]];
    if (then === undefined || latest === undefined)
      return { code: 'PRICE_MOVED', detail: `${symbol}: ${then ?? 'none'} then, ${latest ?? 'none'} now` };
    const moved = decimal(latest).minus(decimal(then)).abs().times(HUNDRED);
    if (moved.greaterThan(decimal(then).times(decimal(tolerance))))
      return { code: 'PRICE_MOVED', detail: `${symbol}: ${then} then, ${latest} now, at most ${tolerance} % apart` };
  }
  return undefined;
}

function holdingsText(positions: readonly Holding[]): string {
  const shown = positions.map(({ symbol, quantity }) => `${symbol} ${decimal(quantity).toFixed()}`);
  return shown.length === 0 ? 'nothing' : shown.join(', ');
}

export function voidText({ code, detail }: Void): string {
  return `${VOID_SENTENCES[code]} (${detail})`;
}

/** The proposal as it is at `at`: one that was not released in time is EXPIRED. */
export function proposalAt<Proposal extends Pick<PlanProposal, 'state' | 'expiresAt'>>(
  proposal: Proposal,
  at: string,
): Proposal {
  const isOpen = proposal.state === 'PROPOSED' || proposal.state === 'APPROVED';
  return isOpen && !isBefore(at, proposal.expiresAt) ? { ...proposal, state: 'EXPIRED' } : proposal;
}

/** Why a batch of `portfolioId` may not release it at `at` (V2); undefined when it may. */
export function whyNotReleased(
  id: string,
  stored: Pick<PlanProposal, 'state' | 'expiresAt' | 'portfolioId'> | undefined,
  portfolioId: string,
  at: string,
): string | undefined {
  if (stored?.portfolioId !== portfolioId) return `${id} is not of this portfolio`;
  const { state } = proposalAt(stored, at);
  return state === 'APPROVED' ? undefined : `${id} is ${state}`;
}
