// One bar for each name, from 0 up.

import { framed, plotOf, type Size } from './frame';
import { linearScale } from './scale';
import { element, escaped } from './svg';

export interface BarChart {
  size: Size;
  title: string;
  bars: readonly { name: string; value: number }[];
  show: (value: number) => string;
  yName?: string;
}

export function barChart(chart: BarChart): string {
  const { size, bars, show } = chart;
  const plot = plotOf({ size });
  const scale = linearScale([0, ...bars.map(({ value }) => value)], Math.max(3, Math.floor(plot.height / 55)));
  const step = plot.width / bars.length;
  const every = Math.ceil(bars.length / Math.max(1, Math.floor(plot.width / 48)));
  const drawn = bars.map(({ name, value }, index) => {
    const height = plot.height * scale.at(value);
    const width = Math.min(step * 0.72, 64);
    return element(
      'rect',
      {
        class: 'bar',
        x: plot.left + step * (index + 0.5) - width / 2,
        y: plot.top + plot.height - height,
        width,
        height,
      },
      element('title', {}, escaped(`${name}: ${show(value)}`)),
    );
  });
  const frame = {
    ...chart,
    x: bars
      .map(({ name }, index) => ({ at: (index + 0.5) / bars.length, label: name }))
      .filter((_tick, index) => index % every === 0),
    y: scale.ticks.map((tick) => ({ at: scale.at(tick), label: show(tick) })),
  };
  return framed(frame, drawn.join(''));
}
