// What every chart has around its marks: a title for those who do not see it, grid lines, and names on the axes.

import { element, escaped } from './svg';

/** In pixels. Text keeps its size, so that a chart is drawn for the width at which it is shown. */
export interface Size {
  width: number;
  height: number;
}

export interface AxisTick {
  /** From 0 to 1 along the axis. */
  at: number;
  label: string;
}

export interface Frame {
  size: Size;
  /** What the chart shows, as a sentence for a screen reader. */
  title: string;
  x: AxisTick[];
  y: AxisTick[];
  xName?: string;
  yName?: string;
}

/** The area in which the marks are. */
export interface Plot {
  left: number;
  top: number;
  width: number;
  height: number;
}

const MARGIN = { left: 58, right: 14, top: 22, bottom: 26 } as const;
const NAME_HEIGHT = 18;

export function plotOf({ size, xName }: Pick<Frame, 'size' | 'xName'>): Plot {
  const bottom = MARGIN.bottom + (xName === undefined ? 0 : NAME_HEIGHT);
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: size.width - MARGIN.left - MARGIN.right,
    height: size.height - MARGIN.top - bottom,
  };
}

/** Returns the chart as one SVG element with `marks`, which is markup, in it. */
export function framed(frame: Frame, marks: string): string {
  const { size, title, x, y, xName, yName } = frame;
  const { left, top, width, height } = plotOf(frame);
  const rows = y.map(({ at, label }) => {
    const position = top + height * (1 - at);
    const line = element('line', { class: 'grid', x1: left, x2: left + width, y1: position, y2: position });
    return line + element('text', { class: 'axis end', x: left - 8, y: position + 4 }, escaped(label));
  });
  const columns = x.map(({ at, label }) =>
    element('text', { class: 'axis middle', x: left + width * at, y: top + height + 18 }, escaped(label)),
  );
  const names = [
    yName && element('text', { class: 'axis', x: 2, y: 11 }, escaped(yName)),
    xName && element('text', { class: 'axis middle', x: left + width / 2, y: size.height - 4 }, escaped(xName)),
  ];
  return element(
    'svg',
    { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: 'img', 'aria-label': title },
    [...rows, ...columns, ...names.map((name) => name ?? ''), marks].join(''),
  );
}
