import { type Decimal, decimal, halfEvenToCents, sum } from '../../domain/money';
import type { ReplayedOrder, ReplayedRebalance } from './days';

/** What was bought and sold: USD. */
export function turnoverOf(orders: readonly ReplayedOrder[]): Decimal {
  return sum(orders.map(({ quantity, price }) => halfEvenToCents(decimal(quantity).times(decimal(price)))));
}

export interface ReplayedYear {
  year: string;
  rebalances: number;
  orders: number;
  turnover: Decimal;
}

/** Returns a row for every year of `dates`, also for those without a rebalance. */
export function yearsOf(dates: readonly string[], rebalances: readonly ReplayedRebalance[]): ReplayedYear[] {
  return [...new Set(dates.map(yearOf))].map((year) => {
    const inYear = rebalances.filter(({ date }) => yearOf(date) === year);
    const orders = inYear.flatMap((rebalance) => rebalance.orders);
    return { year, rebalances: inYear.length, orders: orders.length, turnover: turnoverOf(orders) };
  });
}

function yearOf(date: string): string {
  return date.slice(0, 4);
}
