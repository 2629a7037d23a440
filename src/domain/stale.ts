// A STALE portfolio: what is known of it, and what a person may do about it.

import type { BatchState, Cause } from './batch';
import type { StaleReason, StaysCode } from './causes';
import type { Declaration } from './declaration';
import { parseEvidence } from './evidence';
import { type OrderKind, type OrderState, opposite, type Side } from './order';
import type { PortfolioStatus, TickerSymbol } from './portfolio';
import { type Refused, refused } from './refused';
import { unreversed } from './reversal';
import { attemptsBySymbol } from './shortfall';

/** What each action does, as an operator reads it. */
export const RESOLVE_ACTIONS = {
  'retry-reversal':
    'undoes the batch: reverses what filled and is not reversed yet. With the evidence also outside the limits, and while frozen',
  complete: 'tries again what fell short, and keeps the batch if that is safe',
  'adopt-positions':
    "takes the broker's positions and cash as the truth, and trades nothing; an open batch ends as it is",
  'declare-outcome':
    'two people say what became of an order of which the broker has said nothing for an hour; the others then end the hold',
  release: 'ends a hold without an open batch, once books and broker agree',
} as const;

export type ResolveAction = keyof typeof RESOLVE_ACTIONS;

/** A person's order to a STALE portfolio. */
export interface Resolve {
  action: ResolveAction;
  actor: string;
  note: string;
  /** The `hash` of the evidence it was decided on: nothing is done when the broker's account is another by now. */
  evidence?: string;
  /** What `declare-outcome` declares. */
  declaration?: Declaration;
}

/**
 * What came of it. ACTIVE: the hold has ended, and `portfolio` is what the portfolio is now; an answer of an earlier build does not say.
 * A portfolio that stays STALE says why; `done` when all that was asked is done, and something else has to end the hold.
 */
export type Verdict =
  | { status: 'ACTIVE'; portfolio?: PortfolioStatus; message: string }
  | { status: 'STALE'; reason: StaysCode; message: string; done?: true };

/** What a person is told whose decision did not end a hold. */
export function stays(reason: StaysCode, message: string): Verdict {
  return { status: 'STALE', reason, message };
}

/** Reasons that end by themselves once books and broker agree again: nothing was damaged, somebody only has to know. */
export const HEALS_BY_ITSELF: ReadonlySet<string> = new Set<StaleReason>(['BOOKS_DIFFER', 'CASH_DIFFERS']);

/** What the audit calls such an end, where a person's has an action. */
export const RELEASED_BY_AGREEMENT = 'books-agree';

/** What an operator needs to decide, as the ledger and the broker have it. */
export interface Evidence {
  reason: StaleReason;
  /** What the ledger calls the portfolio. An evidence of an earlier build has none. */
  status?: PortfolioStatus;
  cause: Cause | null;
  batch: { id: string; state: BatchState; orders: OrderEvidence[] } | null;
  /** Every symbol either side holds, in symbol order; null when the broker did not answer. */
  positions: { symbol: TickerSymbol; ledger: string; broker: string }[] | null;
  cash: { ledger: string; broker: string } | null;
  /** Client order ids of what is open at the broker. */
  openOrders: string[];
  /** Why the broker could not be asked, or null. */
  brokerProblem: string | null;
  /** How long the market stays closed, in milliseconds; null when it is open, or did not answer. */
  reopensInMs: number | null;
  /** What a decision names (domain/evidence): of what the broker's account holds and what it would cost; null when the broker did not answer. */
  hash: string | null;
  /** What the broker shows of orders whose outcome was declared otherwise. An evidence of an earlier build has none. */
  declaredOtherwise?: string[];
  /** What the ways out of an open batch would cost now; null without one, or when the market did not answer. */
  costs?: Costs | null;
}

/** At the latest prices, USD. */
export interface Costs {
  /** How much worse it may be when a decision on it is carried out. One of an earlier build has none. */
  mayWorsen?: string;
  rollback: {
    /** What the rollback would not restore: cash after less cash before; null when a price is missing. */
    residual: string | null;
    /** Each limit it would pass, as a sentence. */
    beyond: string[];
  };
  complete: {
    orders: { side: Side; symbol: TickerSymbol; quantity: string | null; usd: string | null }[];
    /** Half the sum of the deviations in percentage points: without the batch, as it is now, and completed. Null without prices. */
    deviation: { before: string; now: string; completed: string } | null;
  };
}

/** A reversal that met the close is tried again when the market opens. An evidence of an earlier build says nothing of that. */
export function waitsForOpen(evidence: Evidence): evidence is Evidence & { reopensInMs: number } {
  return evidence.reason === 'REVERSAL_EXHAUSTED' && typeof evidence.reopensInMs === 'number';
}

export interface OrderEvidence {
  clientOrderId: string;
  kind: OrderKind;
  symbol: TickerSymbol;
  side: Side;
  /** Shares, or null when the order was sized in dollars. */
  quantity: string | null;
  filled: string;
  state: OrderState;
  error: string | null;
  /** ISO time from which on two people may declare the outcome of an UNKNOWN one. */
  declarableFrom?: string;
}

/** Shares that a batch has moved and not moved back: `side` is what was done with them. */
export interface Unreversed {
  symbol: TickerSymbol;
  side: Side;
  quantity: string;
}

/** What is left for `retry-reversal`, in the order of the batch. */
export function unreversedOf({ batch }: Evidence): Unreversed[] {
  const all = (batch?.orders ?? []).map((order) => ({ ...order, filledQuantity: order.filled }));
  return attemptsBySymbol(all).flatMap((attempts) => {
    const [{ symbol, side: ordered }] = attempts;
    const reversals = all.filter((order) => order.kind === 'reversal' && order.symbol === symbol);
    const shares = unreversed(attempts, reversals);
    if (shares.isZero()) return [];
    const side = shares.isNegative() ? opposite[ordered] : ordered;
    return [{ symbol, side, quantity: shares.abs().toFixed() }];
  });
}

export function unreversedText({ symbol, side, quantity }: Unreversed): string {
  return `${quantity} ${symbol} ${side === 'BUY' ? 'bought' : 'sold'}`;
}

/** They take what the broker or a person says for the truth, or trade on it, so they name what was seen. The others may. */
export const NEEDS_EVIDENCE: ReadonlySet<ResolveAction> = new Set<ResolveAction>([
  'retry-reversal',
  'adopt-positions',
  'complete',
  'declare-outcome',
]);

const TEXT_MAX = 1_000;

/** What named its evidence before `retry-reversal` had to. */
export const NEEDED_EVIDENCE: ReadonlySet<ResolveAction> = new Set<ResolveAction>(
  [...NEEDS_EVIDENCE].filter((action) => action !== 'retry-reversal'),
);

/** Reads what a person sent; anything may arrive here, from the Web UI too. */
export function parseResolve(
  given: unknown,
  needsEvidence: ReadonlySet<ResolveAction> = NEEDS_EVIDENCE,
): { ok: true; resolve: Resolve } | Refused<'INVALID_RESOLVE'> {
  const { action, actor, note, evidence, declaration } = (
    typeof given === 'object' && given !== null ? given : {}
  ) as Record<string, unknown>;
  if (typeof action !== 'string' || !Object.hasOwn(RESOLVE_ACTIONS, action))
    return invalid(`"action" must be one of ${Object.keys(RESOLVE_ACTIONS).join(', ')}`);
  if (!isText(actor)) return invalid(`"actor" must be your name, 1 to ${TEXT_MAX} characters`);
  if (!isText(note)) return invalid(`"note" must say why, 1 to ${TEXT_MAX} characters`);
  const declared = action === 'declare-outcome' ? parseDeclaration(declaration) : {};
  if (declared === undefined) return invalid(DECLARATION_FORM);
  const resolve = { action: action as ResolveAction, actor, note, ...declared };
  if (evidence === undefined && !needsEvidence.has(resolve.action)) return { ok: true, resolve };
  if (typeof evidence === 'string' && parseEvidence(evidence) !== undefined)
    return { ok: true, resolve: { ...resolve, evidence } };
  return invalid(
    `"evidence" must be the text that was shown with what you looked at, such as 6b1f0d9c3a52e874:-150.27:-2300.00`,
  );
}

function invalid(message: string): Refused<'INVALID_RESOLVE'> {
  return refused('INVALID_RESOLVE', message);
}

const DECLARATION_FORM =
  '"declaration" must be {"clientOrderId": "ab-…", "outcome": "never-arrived"}, or {"clientOrderId": "ab-…", "outcome": "filled", "quantity": "5", "price": "400.00"}';

/** Only the form: whether the amounts can be is checked with the order at hand. */
function parseDeclaration(given: unknown): { declaration: Declaration } | undefined {
  const { clientOrderId, outcome, quantity, price } = (given ?? {}) as Record<string, unknown>;
  if (!isText(clientOrderId)) return undefined;
  if (outcome === 'never-arrived') return { declaration: { clientOrderId, outcome } };
  if (outcome !== 'filled' || !isText(quantity) || !isText(price)) return undefined;
  return { declaration: { clientOrderId, outcome, quantity, price } };
}

/** What a rebalance calls itself, in the audit and in the `stale` signal that it sends to itself. */
export const REBALANCE_ACTOR = 'rebalance';

/** A person's freeze. Someone who sends nonsense still wants the portfolio to stop. */
export interface Freeze {
  reason: string;
  actor: string;
  /** Reverse what filled of a batch under way. Without it nothing is traded, and what filled is held. */
  undo?: boolean;
  /** Which run of a rebalance sends it to itself, once its portfolio is STALE. A person's has none. */
  run?: string;
}

export function parseFreeze(given: unknown): Freeze {
  const fields = (typeof given === 'object' && given !== null ? given : {}) as Record<string, unknown>;
  const { reason, actor, undo, run } = fields;
  return {
    reason: isText(reason) ? reason : 'no reason given',
    actor: isText(actor) ? actor : 'unknown',
    ...(undo === true && { undo }),
    ...(isText(run) && { run }),
  };
}

/** Why a frozen portfolio is held. */
export function frozenBy({ actor, reason }: Freeze): Cause<'FROZEN'> {
  return { code: 'FROZEN', message: `${actor}: ${reason}` };
}

function isText(text: unknown): text is string {
  return typeof text === 'string' && text.trim() !== '' && text.length <= TEXT_MAX;
}
