import { type Decimal, decimal } from '../../domain/money';
import { equalTargets } from '../../domain/targets';
import type { Contender } from './contenders';
import type { History } from './history';
import type { Played } from './play';
import { maximumDrawdown, returnsOf, trackingError, yearlyDeviation, yearlyTurnover } from './statistics';

export interface Result extends Task, Played {
  /** Percents a year, and percent of the peak. */
  turnover: number;
  volatility: number;
  maximumDrawdown: number;
  trackingError: number;
}

export interface Comparison {
  results: Result[];
  /** The value of a portfolio that is at its targets every day, without costs and rounding; it begins at 100. */
  target: number[];
}

/** One contender at one cost, in basis points. */
export interface Task {
  contender: Contender;
  cost: string;
}

/** Every contender at every cost. */
export function tasksOf(contenders: readonly Contender[], costs: readonly string[]): Task[] {
  return contenders.flatMap((contender) => costs.map((cost) => ({ contender, cost })));
}

/** Judges what was `played`, which is in the order of `tasks`. */
export function compare(history: History, tasks: readonly Task[], played: readonly Played[]): Comparison {
  const target = targetValues(history);
  const results = tasks.flatMap((task, index) => {
    const one = played[index];
    return one === undefined ? [] : [judged(task, one, target)];
  });
  return { results, target };
}

function judged(task: Task, played: Played, target: readonly number[]): Result {
  const values = played.values.map(asNumber);
  const returns = returnsOf(values);
  return {
    ...task,
    ...played,
    turnover: yearlyTurnover(asNumber(played.tradedUsd), values),
    volatility: yearlyDeviation(returns),
    maximumDrawdown: maximumDrawdown(values),
    trackingError: trackingError(returns, returnsOf(target)),
  };
}

function targetValues({ symbols, days }: History): number[] {
  const weights = equalTargets(symbols).map(({ percent }) => asNumber(decimal(percent)) / 100);
  const prices = days.map((day) => day.prices.map(asNumber));
  const values = [100];
  for (let day = 1; day < prices.length; day += 1) {
    const grown = weights.map(
      (weight, index) => (weight * (prices[day]?.[index] ?? 0)) / (prices[day - 1]?.[index] ?? 1),
    );
    values.push((values.at(-1) ?? 0) * grown.reduce((all, one) => all + one, 0));
  }
  return values;
}

/** For statistics and drawing only. */
function asNumber(amount: Decimal): number {
  return amount.toNumber();
}
