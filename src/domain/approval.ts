// What one person may not do alone is proposed, and done once a second one approves it.

import type { Trading, TradingPosition } from './kill-switch';
import { decimal } from './money';

/** What each takes two people for. */
export const APPROVED_ACTIONS = {
  'set-trading': 'let trading go on after a halt',
  'accept-price': 'accept a price that is more than four times the confirmed one, or less than a quarter of it',
} as const;

export type ApprovedAction = keyof typeof APPROVED_ACTIONS;

export type ApprovalState = 'PENDING' | 'APPROVED' | 'REJECTED' | 'EXPIRED';

/** A decision of yesterday was made on what was known yesterday. */
export const APPROVAL_STANDS_MS = 24 * 3_600_000;

/** The `subject` is what it is about: "trading", a symbol. */
export interface Proposal {
  action: ApprovedAction;
  subject: string;
  parameters: Record<string, string>;
  /** What the world was like when it was proposed: it is void once that has changed. */
  evidence: string;
}

export interface Approval extends Proposal {
  id: string;
  state: ApprovalState;
  proposedBy: string;
  /** ISO */
  proposedAt: string;
  expiresAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  /** Why it was approved or rejected. */
  note: string | null;
}

/** Says what is done once it is approved. */
export function approvalSummary({ action, subject, parameters: { position = '?', price = '?' } }: Proposal): string {
  switch (action) {
    case 'set-trading':
      return `Set trading to ${position} for all portfolios.`;
    case 'accept-price':
      return `Accept $${price} as the price of ${subject}: what comes next is judged by it.`;
  }
}

/** Halting, and what trades less, takes one person. So does going on when nobody has halted. */
export function resumesTrading(before: Pick<Trading, 'position'>, to: TradingPosition): boolean {
  return before.position === 'halted' && to !== 'halted';
}

/**
 * `confirmed` is what the market, or two people, confirmed last, both in USD per share: what one person accepted since does not move the
 * bound. A split of 4 for 1 is within it.
 */
export function isFarPrice(confirmed: string, price: string): boolean {
  const [before, after] = [decimal(confirmed), decimal(price)];
  return after.greaterThan(before.times(FACTOR)) || before.greaterThan(after.times(FACTOR));
}

const FACTOR = 4;
