import type { RefusalCode } from '../domain/causes';
import { showCents } from '../domain/money';
import type { Side } from '../domain/order';
import { bookedUsd } from '../domain/plan';
import type { TickerSymbol } from '../domain/portfolio';
import { refusalText } from '../domain/refusal';
import { type Question, type WhatIf, whatIf } from '../domain/what-if';

/** A what-if as text: shares with at most 9 decimals, USD with 2. */
export type WhatIfAnswer = Omit<WhatIf, 'orders' | 'refusal'> & {
  refusal: { code: RefusalCode; message: string } | null;
  orders: WhatIfOrder[];
};

export interface WhatIfOrder {
  symbol: TickerSymbol;
  side: Side;
  quantity: string;
  /** Always null: an order in dollars is sized when its money is there. */
  notional: null;
  value: string;
}

/** Plans for given holdings and prices. It needs no broker, no ledger and no Temporal, and stores nothing. */
export function planWhatIf(question: Question): WhatIfAnswer {
  const { orders, refusal, ...answer } = whatIf(question);
  return {
    ...answer,
    refusal: refusal && { code: refusal.code, message: refusalText(refusal) },
    orders: orders.map((order) => ({
      symbol: order.symbol,
      side: order.side,
      quantity: order.quantity.toFixed(),
      notional: null,
      value: showCents(bookedUsd(order)),
    })),
  };
}
