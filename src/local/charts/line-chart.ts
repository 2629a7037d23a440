// Values by day as lines, with marks on some of the days.

import { type AxisTick, framed, type Plot, plotOf, type Size } from './frame';
import { linearScale, logScale, type Scale } from './scale';
import { element, pixel } from './svg';

export interface LineChart {
  size: Size;
  title: string;
  /** "2008-01-02", in rising order; as many as each line has values. */
  dates: readonly string[];
  lines: readonly { /** CSS class that gives the colour. */ className: string; values: readonly number[] }[];
  /** Days of the first line that get a dot. */
  marks?: readonly number[];
  /** A value with a line of its own across the chart. */
  limit?: number;
  /** Smallest value that the axis has to reach. */
  floor?: number;
  show: (value: number) => string;
  yName?: string;
}

/** Lines that grow more than tenfold are drawn on a logarithmic axis: there equal slopes are equal growth. */
const LOG_FROM = 10;

export function lineChart(chart: LineChart): string {
  const { size, dates, lines, marks = [], limit, floor } = chart;
  const plot = plotOf({ size });
  const values = [...lines.flatMap((line) => line.values), ...[limit, floor].filter((one) => one !== undefined)];
  const scale = scaleOf(values, Math.max(3, Math.floor(plot.height / 55)));
  const place = placer(plot, scale, dates.length);
  const drawn = lines.map(({ className, values: all }) =>
    element('path', { class: `line ${className}`, d: pathOf(all, place, Math.ceil(plot.width)) }),
  );
  const dots = marks.map((day) => {
    const { x, y } = place(day, lines[0]?.values[day] ?? 0);
    return element('circle', { class: 'mark', cx: x, cy: y, r: marks.length > 200 ? 1.6 : 2.4 });
  });
  const across = limit === undefined ? '' : limitLine(plot, place(0, limit).y);
  const frame = {
    ...chart,
    x: dayTicks(dates, Math.floor(plot.width / 90)),
    y: scale.ticks.map((tick) => ({ at: scale.at(tick), label: chart.show(tick) })),
  };
  return framed(frame, [...drawn, across, ...dots].join(''));
}

type Place = (day: number, value: number) => { x: number; y: number };

function scaleOf(values: readonly number[], ticks: number): Scale {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  return low > 0 && high / low > LOG_FROM ? logScale([low, high]) : linearScale([low, high], ticks);
}

function placer({ left, top, width, height }: Plot, scale: Scale, days: number): Place {
  return (day, value) => ({
    x: left + (days < 2 ? width / 2 : (width * day) / (days - 1)),
    y: top + height * (1 - scale.at(value)),
  });
}

/** Several days of one pixel are drawn as their lowest and highest, so that no peak is lost and the file stays small. */
function pathOf(values: readonly number[], place: Place, columns: number): string {
  const perColumn = Math.max(1, Math.ceil(values.length / columns));
  const points: string[] = [];
  for (let from = 0; from < values.length; from += perColumn) {
    const column = values.slice(from, from + perColumn).map((value, index) => ({ value, day: from + index }));
    const low = column.reduce((a, b) => (b.value < a.value ? b : a));
    const high = column.reduce((a, b) => (b.value > a.value ? b : a));
    for (const { day, value } of [...new Set([low, high])].sort((a, b) => a.day - b.day)) {
      const { x, y } = place(day, value);
      points.push(`${pixel(x)},${pixel(y)}`);
    }
  }
  return `M${points.join('L')}`;
}

function limitLine({ left, width }: Plot, y: number): string {
  return element('line', { class: 'limit', x1: left, x2: left + width, y1: y, y2: y });
}

/** The first days of years, or of months where there are few of them, at most `count`. */
function dayTicks(dates: readonly string[], count: number): AxisTick[] {
  const startsOf = (length: number) =>
    dates.flatMap((date, day) => (day > 0 && date.slice(0, length) !== dates[day - 1]?.slice(0, length) ? [day] : []));
  const years = startsOf(4);
  const [starts, length] = years.length >= 2 ? [years, 4] : [startsOf(7), 7];
  const every = Math.ceil(starts.length / Math.max(1, count));
  return starts
    .filter((_day, index) => index % every === 0)
    .map((day) => ({ at: day / (dates.length - 1), label: dates[day]?.slice(0, length) ?? '' }));
}
