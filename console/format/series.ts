// Where the points of a line are on the screen. A float is good enough for a place; figures are shown from their own text.

import { roughly } from './geometry';

export interface Point {
  /** ISO time, or a day. */
  at: string;
  value: string;
}

interface Scale {
  /** Between 0 at the left and 1 at the right. */
  x(at: string): number;
  /** Between 0 at the bottom and 1 at the top. */
  y(value: string): number;
  /** A few round values within the scale, smallest first. */
  ticks: readonly number[];
}

const TICKS = 4;

/** Returns a scale that holds all points, and `also`, with a little room above and below. */
export function scaleOf(points: readonly Point[], also: readonly string[] = []): Scale {
  const times = points.map(({ at }) => Date.parse(at)).filter(Number.isFinite);
  const values = [...points.map(({ value }) => value), ...also].map(roughly).filter(Number.isFinite);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const [least, most] = roomAround(Math.min(...values), Math.max(...values));
  return {
    x: (at) => within((Date.parse(at) - first) / (last - first), 0.5),
    y: (value) => within((roughly(value) - least) / (most - least), 0.5),
    ticks: ticksBetween(least, most),
  };
}

/**
 * Returns the points in runs without a gap: between two days that are further apart than `gapMs` nothing is known, and a line would invent
 * it.
 */
export function runsOf(points: readonly Point[], gapMs: number): Point[][] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && Date.parse(point.at) - Date.parse(last.at) <= gapMs) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

/** Returns the place in `points` of the one that is nearest to `x`, a place between 0 and 1. */
export function nearest(points: readonly Point[], x: number, scale: Pick<Scale, 'x'>): number {
  const distances = points.map(({ at }) => Math.abs(scale.x(at) - x));
  return distances.indexOf(Math.min(...distances));
}

function roomAround(least: number, most: number): [number, number] {
  const room = most > least ? (most - least) * 0.08 : Math.max(Math.abs(most) * 0.02, 0.01);
  return [least - room, most + room];
}

/** 1, 2 or 5 times a power of ten apart. */
function ticksBetween(least: number, most: number): number[] {
  const raw = (most - least) / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10) * power;
  const first = Math.ceil(least / step);
  const count = Math.floor(most / step) - first + 1;
  return Number.isFinite(count) ? Array.from({ length: Math.max(0, count) }, (_, n) => (first + n) * step) : [];
}

function within(fraction: number, otherwise: number): number {
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : otherwise;
}
