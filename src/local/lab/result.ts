// The settings and results of a comparison as data: JSON, and daily values as CSV.

import { basename } from 'node:path';
import { decimal, showCents } from '../../domain/money';
import { equalTargets } from '../../domain/targets';
import { csv } from '../charts/csv';
import type { Comparison, Result } from './compare';
import { columnOf, shownThreshold } from './contenders';
import type { History } from './history';
import type { LabOptions } from './options';
import { START_CASH } from './play';
import { showStatistic } from './statistics';

/** Returns settings and results, ready for JSON: USD are exact strings, statistics are rounded to 4 decimals. */
export function resultOf(history: History, options: LabOptions, { results }: Comparison) {
  const { symbols, policies, thresholds, modes, destinations, costs } = options;
  return {
    settings: {
      prices: basename(options.prices),
      symbols,
      targets: equalTargets(history.symbols),
      from: history.days[0]?.date,
      to: history.days.at(-1)?.date,
      days: history.days.length,
      startCashUsd: START_CASH,
      ...(policies.length === 0 ? { thresholds, modes, destinations } : { policies: policies.map(({ name }) => name) }),
      costsBasisPoints: costs,
      trade: 'at the close that was decided on',
      // A policy of the file has its own.
      cashReserve: '0.0000',
      statistics:
        'double precision, rounded to 4 decimals; deviations are of daily returns (n - 1) times the root of 252',
    },
    results: results.map(rowOf),
  };
}

function rowOf(result: Result) {
  return {
    policy: result.contender,
    costBasisPoints: result.cost,
    endValueUsd: endValueOf(result),
    tradedUsd: showCents(result.tradedUsd),
    turnoverPercentPerYear: showStatistic(result.turnover),
    trades: result.trades,
    rebalances: result.rebalances,
    refusedDays: result.refused,
    volatilityPercent: showStatistic(result.volatility),
    maximumDrawdownPercent: showStatistic(result.maximumDrawdown),
    trackingErrorPercent: showStatistic(result.trackingError),
    costUsd: showCents(result.costUsd),
    firstPurchaseCostUsd: showCents(result.firstPurchaseCostUsd),
  };
}

/** USD with 2 decimals. */
export function endValueOf({ values }: Pick<Result, 'values'>): string {
  return showCents(values.at(-1) ?? decimal('0'));
}

/** One line a day, one column for each contender at each cost. The target's column is an index that begins at 100. */
export function dailyCsv({ days }: History, { results, target }: Comparison): string {
  const columns = results.map(({ contender, cost }) => `${columnOf(contender)}_${shownThreshold(cost)}bp_usd`);
  const rows = days.map(({ date }, day) => [
    date,
    showStatistic(target[day] ?? 0),
    ...results.map(({ values }) => showCents(values[day] ?? decimal('0'))),
  ]);
  return csv(['date', 'target_index', ...columns], rows);
}

/** The points of the chart, and everything else of the table. */
export function policiesCsv({ results }: Comparison): string {
  const rows = results.map((result) => ({ ...rowOf(result), policy: columnOf(result.contender) }));
  return csv(
    Object.keys(rows[0] ?? {}),
    rows.map((row) => Object.values(row).map(String)),
  );
}
