import type { Screen } from './screen';

/**
 * Returns rows under their headings, columns of numbers to the right. On a screen too narrow for that, each row becomes a
 * block of `heading  value` lines. Without a screen, no width is too large.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  screen: Screen = { columns: undefined, rows: undefined },
): string {
  const widths = headings.map((heading, index) => Math.max(...[heading, ...column(rows, index)].map(widthOf)));
  const total = widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
  if (screen.columns !== undefined && total > screen.columns) return blocks(headings, rows);
  const right = headings.map((_, index) => column(rows, index).every((cell) => NUMERIC.test(cell)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0, right[index] === true))
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map(line).join('\n');
}

/** Returns `name  value` lines, values under each other. */
export function facts(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd()).join('\n');
}

const NUMERIC = /^-?\$?[\d.,]*( %)?$/;

function blocks(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.map((row) => facts(headings.map((heading, index) => [heading, row[index] ?? ''] as const))).join('\n\n');
}

function column(rows: readonly (readonly string[])[], index: number): string[] {
  return rows.map((row) => row[index] ?? '');
}

/** Our text is of single-width characters only. */
function widthOf(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}
