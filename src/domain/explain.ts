// Why each symbol is traded, left alone or blocked.

import { bandWidth } from './band';
import { type Decision, pricedIn, type Situation } from './decide';
import { type Drift, measureDrift, type Trigger } from './drift';
import { showPercent } from './money';
import type { Side } from './order';
import { LEFT_OUT_TEXTS, type LeftOutBecause, type PlannedOrder } from './plan';
import type { Policy } from './policy';
import type { TickerSymbol } from './portfolio';

/** Why a symbol is in the plan, or why it needs no order, as people read it. */
const REASON_TEXTS = {
  PAST_BAND: 'it is past its band',
  TO_TARGET: 'it is inside its band, and a rebalance brings every symbol to its target',
  FOR_CASH: 'it is inside its band, and moves for the money that the others need or bring',
  IN_BAND: 'it is inside its band',
} as const;

export type ReasonCode = keyof typeof REASON_TEXTS | LeftOutBecause;

/** Every code with its sentence. */
export const EXPLAINED: Readonly<Record<ReasonCode, string>> = { ...REASON_TEXTS, ...LEFT_OUT_TEXTS };

/** Percents have 4 decimals; `band` is in percentage points on each side of the target. */
export interface Reason {
  symbol: TickerSymbol;
  weight: string;
  target: string;
  band: string;
  isPast: boolean;
  /** Null when nothing is traded. */
  side: Side | null;
  because: ReasonCode;
}

/** Percents as in `Reason`. */
export interface ClassReason {
  name: string;
  weight: string;
  target: string;
  band: string;
  isPast: boolean;
}

export interface Explanation {
  /** Why a rebalance is needed now; none when it is not. */
  triggers: Trigger[];
  /** In symbol order. */
  reasons: Reason[];
  /** The asset classes of the policy, in its order. */
  classes: ClassReason[];
}

/** Explains a decision by the situation it was made in. Undefined without a price for each symbol. */
export function explainDecision(situation: Situation, decision: Decision): Explanation | undefined {
  const priced = pricedIn(situation);
  if ('missing' in priced) return undefined;
  const { policy } = situation.portfolio;
  const drift = measureDrift(priced, policy);
  const isTrade = decision.kind === 'trade';
  return {
    triggers: drift.triggers,
    reasons: reasonsOf(drift, isTrade ? decision.orders : [], isTrade ? decision.leftOut : [], policy),
    classes: drift.classes.map(({ name, weight, target, band, exceeds }) => ({
      name,
      weight: showPercent(weight),
      target: showPercent(target),
      band: showPercent(band),
      isPast: exceeds,
    })),
  };
}

/** A symbol that has an order is not called left out, though a part of what its target asks for may be. */
export function reasonsOf(
  drift: Drift,
  orders: readonly Pick<PlannedOrder, 'symbol' | 'side'>[],
  leftOut: readonly { symbol: TickerSymbol; because: LeftOutBecause }[],
  policy: Policy,
): Reason[] {
  const sides = new Map(orders.map(({ symbol, side }) => [symbol, side]));
  const left = new Map(leftOut.map(({ symbol, because }) => [symbol, because]));
  return drift.positions.map(({ symbol, weight, target, exceeds }) => {
    const side = sides.get(symbol) ?? null;
    const inside = side === null ? 'IN_BAND' : policy.destination === 'target' ? 'TO_TARGET' : 'FOR_CASH';
    return {
      symbol,
      weight: showPercent(weight),
      target: showPercent(target),
      band: showPercent(bandWidth(target, policy)),
      isPast: exceeds,
      side,
      because: (side === null ? left.get(symbol) : undefined) ?? (exceeds ? 'PAST_BAND' : inside),
    };
  });
}
