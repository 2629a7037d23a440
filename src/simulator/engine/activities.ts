// What moves cash or shares of an account without an order.

import type { Decimal } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';

/** A non-trade activity. */
export interface SimulatedActivity {
  id: string;
  /** Market time. */
  at: number;
  /** In Alpaca's letters: "CSD" is a deposit, "DIV" a dividend, "SPLIT" a split. */
  type: string;
  /** USD that the account got, or paid if negative. */
  usd: Decimal;
  symbol: TickerSymbol | null;
  /** Shares that the account got, or lost if negative; of a dividend, the shares on which it was paid. */
  quantity: Decimal | null;
  /** USD a share, of a dividend. */
  perShare: Decimal | null;
  description: string;
}
