// What moves cash or shares of an account without an order.

import { type Decimal, ZERO } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { heldQuantity } from './buying-power';
import { activityId, iso, type SimulatedAccount, type SimulatorState } from './state';

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

/** Something was listed: who hears of it looks it up. */
export interface ActivityEvent {
  at: number;
  accountId: string;
  body: { activity_type: string; ref_id: string };
}

/** Books cash and shares of an activity, and lists it, or with `moves` false only lists it. A position of nothing is no position. */
export function bookActivity(
  state: SimulatorState,
  account: SimulatedAccount,
  at: number,
  happened: Pick<SimulatedActivity, 'type'> & Partial<Omit<SimulatedActivity, 'id' | 'at'>>,
  moves = true,
): void {
  const { type, usd = ZERO, symbol = null, quantity = null, perShare = null, description = '' } = happened;
  const id = activityId(state, at);
  account.activities.push({ id, at, type, usd, symbol, quantity, perShare, description });
  const [paid, shares] = moves ? [usd, perShare === null ? quantity : null] : [ZERO, null];
  account.cash = account.cash.plus(paid);
  if (symbol !== null && shares !== null) {
    const after = heldQuantity(account, symbol).plus(shares);
    if (after.isZero()) account.positions.delete(symbol);
    else account.positions.set(symbol, after);
  }
  state.activityEvents?.push({ at, accountId: account.id, body: { activity_type: type, ref_id: id } });
  state.changes += 1;
  state.journal.push({
    at: iso(at),
    kind: 'activity',
    accountId: account.id,
    message: type,
    cash: paid.toFixed(2),
    ...(symbol === null ? {} : { symbol }),
    ...(shares === null ? {} : { quantity: shares.toFixed() }),
  });
}
