// What an account was worth: when it was created, at every close of the market since, and now.

import { type Decimal, showRatio, ZERO } from '../../domain/money';
import { marketValueOf } from '../engine/buying-power';
import { dateInNewYork } from '../engine/exchange-calendar';
import { type AccountCall, timeOf } from './call';
import { ExactNumber, type Reply } from './reply';

const RATIO_DECIMALS = 4;

/** The times are those at which it was worth that; gains are measured from the first of them. */
export function showPortfolioHistory({ state, account, query, at }: AccountCall): Reply {
  const now = { at, cash: account.cash, held: marketValueOf(state, account.positions) };
  const [start, end] = [timeOf(query, 'start'), timeOf(query, 'end')];
  const points = [...account.closes, now].filter((point) => !(point.at < start) && !(point.at > end));
  const equities = points.map(({ cash, held }) => cash.plus(held));
  const base = equities[0] ?? ZERO;
  const body = {
    timestamp: points.map((point) => Math.floor(point.at / 1_000)),
    equity: equities.map(usd),
    profit_loss: equities.map((equity) => usd(equity.minus(base))),
    profit_loss_pct: equities.map((equity) => new ExactNumber(showRatio(equity.minus(base), base, RATIO_DECIMALS))),
    base_value: usd(base),
    base_value_asof: dateInNewYork(points[0]?.at ?? at),
    timeframe: query.get('timeframe') ?? '1D',
  };
  return { status: 200, body, exact: true };
}

function usd(amount: Decimal): ExactNumber {
  return new ExactNumber(amount.toFixed(2));
}
