// Points of several families, each joined by a line in the order given.

import { framed, plotOf, type Size } from './frame';
import { linearScale, logScale, type Scale } from './scale';
import { element, escaped, pixel } from './svg';

export interface ScatterChart {
  size: Size;
  title: string;
  families: readonly ScatterFamily[];
  xName: string;
  yName: string;
  showX: (value: number) => string;
  showY: (value: number) => string;
}

export interface ScatterFamily {
  /** CSS class that gives the colour. */
  className: string;
  /** Rings around what may be in the same place, with their labels on the other side. */
  rings?: boolean;
  points: readonly ScatterPoint[];
}

export interface ScatterPoint {
  x: number;
  y: number;
  label: string;
  /** What pointing at it says. */
  details: string;
}

export function scatterChart(chart: ScatterChart): string {
  const { families, showX, showY } = chart;
  const plot = plotOf(chart);
  const all = families.flatMap(({ points }) => points);
  const x = scaleOf(all.map((point) => point.x));
  const y = scaleOf(all.map((point) => point.y));
  const place = (point: ScatterPoint) => ({
    x: plot.left + plot.width * x.at(point.x),
    y: plot.top + plot.height * (1 - y.at(point.y)),
  });
  const drawn = families.map((family) => drawFamily(family, place, plot.left + plot.width));
  const frame = {
    ...chart,
    x: thinned(x, Math.floor(plot.width / 60)).map((tick) => ({ at: x.at(tick), label: showX(tick) })),
    y: thinned(y, Math.floor(plot.height / 28)).map((tick) => ({ at: y.at(tick), label: showY(tick) })),
  };
  return framed(frame, drawn.join(''));
}

type Place = (point: ScatterPoint) => { x: number; y: number };

function drawFamily({ className, rings = false, points }: ScatterFamily, place: Place, right: number): string {
  const placed = points.map((point) => ({ ...point, ...place(point) }));
  const path = placed.map(({ x, y }) => `${pixel(x)},${pixel(y)}`).join(' ');
  const dots = placed.map(({ x, y, details }) =>
    element(
      'circle',
      { class: rings ? 'ring' : 'dot', cx: x, cy: y, r: rings ? 6 : 3.5 },
      element('title', {}, escaped(details)),
    ),
  );
  const names = placed.map(({ x, y, label }) => {
    const isBefore = rings || x + 7 + label.length * LETTER_WIDTH > right;
    const at = { x: x + (isBefore ? -9 : 7), y: y + (rings ? 14 : -6) };
    return element('text', { class: isBefore ? 'name end' : 'name', ...at }, escaped(label));
  });
  return element(
    'g',
    { class: className },
    [element('polyline', { class: 'path', points: path }), ...dots, ...names].join(''),
  );
}

const LETTER_WIDTH = 7;

/** Without a point, or with one at 0, there are no ratios to draw. */
function scaleOf(values: readonly number[]): Scale {
  if (values.length === 0) return linearScale([0, 1], 4);
  return values.every((value) => value > 0) ? logScale(values) : linearScale([0, ...values], 4);
}

function thinned({ ticks }: Scale, most: number): number[] {
  const every = Math.ceil(ticks.length / Math.max(1, most));
  return ticks.filter((_tick, index) => index % every === 0);
}
