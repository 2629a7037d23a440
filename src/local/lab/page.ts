// The report of a comparison: one page, and the data behind it as files.

import { decimal } from '../../domain/money';
import { figure, page, table } from '../charts/page';
import { type ScatterPoint, scatterChart } from '../charts/scatter-chart';
import { showUsd } from '../charts/usd';
import { pricesNote } from '../prices/prices-note';
import type { Comparison, Result } from './compare';
import { type Contender, nameOf, shownThreshold } from './contenders';
import type { History } from './history';
import type { LabOptions } from './options';
import { dailyCsv, endValueOf, policiesCsv, resultOf } from './result';

/** Returns the files of the report by name. The same comparison gives the same bytes. */
export function labReport(history: History, options: LabOptions, comparison: Comparison): Map<string, string> {
  const { days } = history;
  const lead = `${options.symbols.join(', ')} in equal weights, $100,000 on ${days[0]?.date}, to ${days.at(-1)?.date} (${days.length} trading days). Each policy decides on a day's close with the engine's own rules and trades at that close.`;
  const body = [
    errorFigure(comparison, options.costs[0] ?? '0'),
    ...options.costs.map((cost) => costTable(comparison, cost)),
    notes(pricesNote(days, options.symbols)),
  ];
  return new Map([
    ['index.html', page({ title: 'Policies on the same history', lead, body: body.join('\n') })],
    ['policies.csv', policiesCsv(comparison)],
    ['daily.csv', dailyCsv(history, comparison)],
    ['lab.json', `${JSON.stringify(resultOf(history, options, comparison), null, 2)}\n`],
  ]);
}

function errorFigure({ results }: Comparison, cost: string): string {
  const atCost = results.filter((result) => result.cost === cost);
  const drawn = atCost.filter(({ turnover, trackingError }) => turnover > 0 && trackingError > 0);
  const left = atCost.filter((result) => !drawn.includes(result));
  const families = [...new Set(drawn.map(({ contender }) => familyOf(contender)))].map((name, index) => ({
    name,
    className: CLASSES[index] ?? 'e',
    // With equal targets both modes ask for the same at thresholds that are in proportion.
    rings: name.startsWith('absolute'),
    points: drawn.filter(({ contender }) => familyOf(contender) === name).map(pointOf),
  }));
  const missing = left.map(({ contender, trackingError }) => `${nameOf(contender)} (${percent(trackingError)})`);
  const note = [
    'Further down is nearer to the targets, further left trades less. Both axes are logarithmic. The numbers are thresholds. With equal targets, relative and absolute thresholds in the proportion of a target are the same policy.',
    `Drawn at ${shownThreshold(cost)} basis points.`,
    missing.length > 0 ? `Never traded again, with its tracking error: ${missing.join(', ')}.` : '',
  ];
  return figure(
    'Tracking error against turnover',
    (size) =>
      scatterChart({
        size,
        title: 'Tracking error of each policy against its turnover, both in percent a year, on logarithmic axes',
        families,
        xName: 'turnover, % a year',
        yName: 'tracking error, % a year',
        showX: String,
        showY: String,
      }),
    {
      height: 420,
      legend: families.map(({ className, name }) => ({ className, name })),
      note: note.join(' ').trim(),
      data: 'policies.csv',
    },
  );
}

const CLASSES = ['e', 'a', 'b', 'c', 'd'];

function familyOf(contender: Contender): string {
  if (contender.kind === 'drift') return `${contender.mode} to ${contender.destination}`;
  return contender.kind === 'calendar' ? 'calendar' : nameOf(contender);
}

function pointOf({ contender, turnover, trackingError }: Result): ScatterPoint {
  return {
    x: turnover,
    y: trackingError,
    label: contender.kind === 'drift' ? shownThreshold(contender.threshold) : nameOf(contender).replace('every ', ''),
    details: `${nameOf(contender)}: turnover ${percent(turnover)}, tracking error ${percent(trackingError)}`,
  };
}

/** The columns of the table, on the page and on the screen. */
export const COLUMNS = [
  'policy',
  'end value',
  'turnover',
  'trades',
  'rebalances',
  'volatility',
  'drawdown',
  'tracking error',
  'cost paid',
];

export function rowOf(result: Result): string[] {
  return [
    nameOf(result.contender),
    showUsd(decimal(endValueOf(result))),
    percent(result.turnover),
    String(result.trades),
    String(result.rebalances),
    percent(result.volatility),
    percent(result.maximumDrawdown),
    percent(result.trackingError),
    showUsd(result.costUsd),
  ];
}

function costTable({ results }: Comparison, cost: string): string {
  const atCost = results.filter((result) => result.cost === cost);
  return `<h2>Costs of ${shownThreshold(cost)} basis points</h2>\n${table(COLUMNS, atCost.map(rowOf))}
<p class="note">The first purchase cost at most ${showUsd(atCost[0]?.firstPurchaseCostUsd ?? decimal('0'))}. It is in every end value, and in no other column.</p>`;
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

/** `prices` is what a report says about its prices. */
function notes(prices: string): string {
  return `<h2>How to read this</h2>
<p class="note">Turnover is half of what was bought and sold, in percent of the mean value and a year. Drawdown is the largest fall from a peak. Volatility and tracking error are yearly deviations of daily returns; the tracking error is measured against a portfolio that is at its targets every day and pays nothing. Both are statistics, rounded; money is exact to the cent.</p>
<p class="note">The calendar trades on the first trading day of a month, quarter or year. A drift of "relative" is measured in percent of the target, one of "absolute" in percentage points. A rebalance "to band-edge" takes a symbol back into its band, an eighth of the way from the threshold to the target.</p>
<p class="note">One history and symbols that somebody chose afterwards: this compares how policies trade, and says little about returns. ${prices}</p>
<p class="note">Data: <a href="policies.csv">policies.csv</a>, <a href="daily.csv">daily.csv</a> (each day's values), <a href="lab.json">lab.json</a> (settings and results).</p>`;
}
