// The report of a replay: one page, and the data behind each of its charts as CSV.

import { type Decimal, decimal, halfEvenToCents, sum } from '../../domain/money';
import { barChart } from '../charts/bar-chart';
import { csv } from '../charts/csv';
import { lineChart } from '../charts/line-chart';
import { figure, page, table, tiles } from '../charts/page';
import { shortUsd, showUsd } from '../charts/usd';
import type { TradingDay } from '../prices/closes';
import { pricesNote } from '../prices/prices-note';
import { type ReplayedDay, replayedDays } from './daily';
import type { Replay, ReplayedRebalance } from './days';
import type { ReplayOptions } from './options';
import { type ReplayedYear, turnoverOf, yearsOf } from './turnover';

/** Returns the files of the report by name. The same replay gives the same bytes. */
export function replayReport(
  replay: Replay,
  days: readonly TradingDay[],
  { symbols, threshold }: Pick<ReplayOptions, 'symbols' | 'threshold'>,
): Map<string, string> {
  const played = replayedDays(replay, days, symbols);
  const [first] = days;
  // The first purchase is left out, because it would dwarf everything after it.
  const later = replay.rebalances.filter(({ date }) => date !== first?.date);
  const years = yearsOf(
    days.map(({ date }) => date),
    later,
  );
  const body = [
    summary(replay, later),
    valueFigure(played),
    driftFigure(played, threshold),
    yearsFigure(years),
    yearsTable(years),
    rebalancesTable(replay.rebalances),
    `<p class="note">${NO_COSTS} ${pricesNote(days, symbols)}</p>`,
  ];
  const lead = `${symbols.join(', ')} in equal weights, $100,000 on ${first?.date}, to ${days.at(-1)?.date} (${days.length} trading days). A rebalance starts when a symbol drifts more than ${decimal(threshold).toFixed()} % of its target.`;
  return new Map([
    ['index.html', page({ title: 'Replay: rebalanced against bought and held', lead, body: body.join('\n') })],
    [
      'value.csv',
      csv(
        ['date', 'value_usd', 'buy_and_hold_usd'],
        played.map((d) => [d.date, d.value, d.buyAndHold]),
      ),
    ],
    [
      'drift.csv',
      csv(
        ['date', 'drift_percent', 'rebalanced'],
        played.map((d) => [d.date, d.drift, d.rebalanced ? 'yes' : 'no']),
      ),
    ],
    ['years.csv', yearsCsv(years)],
  ]);
}

const NO_COSTS =
  'The broker of a replay fills at the close and charges nothing. What costs would have been is the turnover times a rate, without what it would have changed later.';

function summary({ endValue, buyAndHoldEndValue }: Replay, later: ReplayedRebalance[]): string {
  const difference = decimal(endValue).minus(decimal(buyAndHoldEndValue));
  return tiles([
    ['End value', showUsd(decimal(endValue))],
    ['Bought and held', showUsd(decimal(buyAndHoldEndValue))],
    ['Difference', showUsd(difference)],
    ['Rebalances', String(later.length)],
    ['Turnover after the first purchase', showUsd(turnoverOf(later.flatMap(({ orders }) => orders)))],
  ]);
}

function valueFigure(played: readonly ReplayedDay[]): string {
  return figure(
    'Value',
    (size) =>
      lineChart({
        size,
        title: 'Value of the rebalanced portfolio and of the same shares bought and held, in USD, by day',
        dates: played.map(({ date }) => date),
        lines: [
          { className: 'b', values: played.map(({ buyAndHold }) => drawn(buyAndHold)) },
          { className: 'a', values: played.map(({ value }) => drawn(value)) },
        ],
        show: shortUsd,
      }),
    {
      legend: [
        { className: 'a', name: 'rebalanced' },
        { className: 'b', name: 'bought and held' },
      ],
      note: 'The axis is logarithmic where a value grew more than tenfold.',
      data: 'value.csv',
    },
  );
}

function driftFigure(played: readonly ReplayedDay[], threshold: string): string {
  // All cash drifts by 100 %, and the rest of the chart would be flat.
  const after = played.map(({ drift, rebalanced }, day) => (day === 0 && rebalanced ? 0 : drawn(drift)));
  return figure(
    'Drift and rebalances',
    (size) =>
      lineChart({
        size,
        title: `Largest drift at each close, in percent of the target, with a dot on each day that was rebalanced and a line at the threshold of ${decimal(threshold).toFixed()} %`,
        dates: played.map(({ date }) => date),
        lines: [{ className: 'a', values: after }],
        marks: played.flatMap(({ rebalanced }, day) => (rebalanced && day > 0 ? [day] : [])),
        limit: drawn(threshold),
        floor: 0,
        show: (percent) => `${percent} %`,
      }),
    {
      legend: [
        { className: 'a', name: 'drift at the close' },
        { className: 'marked', name: 'rebalanced' },
        { className: 'limited', name: 'threshold' },
      ],
      note: 'The first purchase is left out.',
      data: 'drift.csv',
    },
  );
}

function yearsFigure(years: readonly ReplayedYear[]): string {
  const bars = years.map(({ year, turnover }) => ({ name: year, value: drawn(turnover.toFixed()) }));
  return figure(
    'Turnover by year',
    (size) => barChart({ size, title: 'USD bought and sold in each year', bars, show: shortUsd }),
    { height: 240, note: 'Bought and sold together, after the first purchase.', data: 'years.csv' },
  );
}

const YEARS = ['year', 'rebalances', 'orders', 'turnover', 'cost paid', 'cost at 5 bp', 'cost at 20 bp'];

function yearsTable(years: readonly ReplayedYear[]): string {
  const total = {
    year: 'total',
    rebalances: years.reduce((all, { rebalances }) => all + rebalances, 0),
    orders: years.reduce((all, { orders }) => all + orders, 0),
    turnover: sum(years.map(({ turnover }) => turnover)),
  };
  const rows = [...years, total].map(({ year, rebalances, orders, turnover }) => [
    year,
    String(rebalances),
    String(orders),
    ...[turnover, decimal('0'), costAt(turnover, '5'), costAt(turnover, '20')].map(showUsd),
  ]);
  return `<h2>Turnover and cost by year</h2>\n${table(YEARS, rows)}`;
}

function yearsCsv(years: readonly ReplayedYear[]): string {
  const names = [
    'year',
    'rebalances',
    'orders',
    'turnover_usd',
    'cost_paid_usd',
    'cost_at_5bp_usd',
    'cost_at_20bp_usd',
  ];
  const rows = years.map(({ year, rebalances, orders, turnover }) => [
    year,
    String(rebalances),
    String(orders),
    ...[turnover, decimal('0'), costAt(turnover, '5'), costAt(turnover, '20')].map((usd) => usd.toFixed(2)),
  ]);
  return csv(names, rows);
}

function rebalancesTable(rebalances: readonly ReplayedRebalance[]): string {
  const rows = rebalances.map(({ date, driftBefore, driftAfter, orders }) => [
    date,
    `${driftBefore} %`,
    driftAfter === null ? '' : `${driftAfter} %`,
    String(orders.length),
    showUsd(turnoverOf(orders)),
  ]);
  const head = ['date', 'drift before', 'drift after', 'orders', 'turnover'];
  return `<h2>Rebalances</h2>\n<details><summary>All ${rebalances.length}, the first purchase included</summary>\n${table(head, rows)}\n</details>`;
}

const BASIS_POINTS = decimal('10000');

/** USD, half-even to cents. */
function costAt(turnover: Decimal, basisPoints: string): Decimal {
  return halfEvenToCents(turnover.times(decimal(basisPoints)).div(BASIS_POINTS));
}

/** For drawing only: a pixel is coarser than a float. */
function drawn(amount: string): number {
  return Number.parseFloat(amount);
}
