// Works out what a replayed portfolio was worth on each day from what it traded. It needs no server.

import { measureDrift, type PricedPortfolio, pricePortfolio, showDrift, valueOf } from '../../domain/drift';
import { invariant } from '../../domain/invariant';
import { type Decimal, decimal, halfEvenToCents, showCents, ZERO } from '../../domain/money';
import { DEFAULT_POLICY } from '../../domain/policy';
import type { TickerSymbol } from '../../domain/portfolio';
import { equalTargets } from '../../domain/targets';
import type { TradingDay } from '../prices/closes';
import { CASH, type Replay, type ReplayedOrder } from './days';

/** At the day's closes: USD with 2 decimals, percent with 4. */
export interface ReplayedDay {
  date: string;
  value: string;
  buyAndHold: string;
  /** Before that day's rebalance. */
  drift: string;
  rebalanced: boolean;
}

/** Returns each day of `replay`, which was played on `days` with equal targets of `symbols`. */
export function replayedDays(
  replay: Pick<Replay, 'rebalances' | 'endValue' | 'buyAndHoldEndValue'>,
  days: readonly TradingDay[],
  symbols: readonly TickerSymbol[],
): ReplayedDay[] {
  const ordersOf = new Map(replay.rebalances.map(({ date, orders }) => [date, orders]));
  const targets = equalTargets(symbols);
  let books: Books = { cash: decimal(CASH), quantities: new Map() };
  let bought: Books | undefined;
  const at = ({ cash, quantities }: Books, { closes }: TradingDay): PricedPortfolio => {
    const holdings = [...quantities].map(([symbol, quantity]) => ({ symbol, quantity: quantity.toFixed() }));
    const priced = pricePortfolio({ targets, holdings, cash: cash.toFixed() }, closes);
    invariant(!('missing' in priced), 'every replayed symbol has a close on every day');
    return priced;
  };
  const played = days.map((day) => {
    const drift = showDrift(measureDrift(at(books, day), { ...DEFAULT_POLICY, cashReserve: '0.0000' }));
    const orders = ordersOf.get(day.date);
    if (orders !== undefined) books = orders.reduce(traded, books);
    bought ??= books;
    const [value, buyAndHold] = [shownValue(at(books, day)), shownValue(at(bought, day))];
    return { date: day.date, value, buyAndHold, drift, rebalanced: orders !== undefined };
  });
  const last = played.at(-1);
  invariant(last?.value === replay.endValue, 'the orders of a replay explain what the broker holds in the end');
  invariant(last.buyAndHold === replay.buyAndHoldEndValue, 'the first purchase explains what buying and holding made');
  return played;
}

interface Books {
  cash: Decimal;
  quantities: ReadonlyMap<TickerSymbol, Decimal>;
}

function traded({ cash, quantities }: Books, { symbol, side, quantity, price }: ReplayedOrder): Books {
  const [shares, usd] = [decimal(quantity), halfEvenToCents(decimal(quantity).times(decimal(price)))];
  const held = quantities.get(symbol) ?? ZERO;
  return {
    cash: side === 'BUY' ? cash.minus(usd) : cash.plus(usd),
    quantities: new Map(quantities).set(symbol, side === 'BUY' ? held.plus(shares) : held.minus(shares)),
  };
}

function shownValue(portfolio: PricedPortfolio): string {
  return showCents(halfEvenToCents(valueOf(portfolio)));
}
