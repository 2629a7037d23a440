// One HTML page that needs nothing else: no script, no font, no picture from anywhere.

import type { Size } from './frame';
import { escaped } from './svg';

/** Texts are plain; `body` is markup. */
export interface Page {
  title: string;
  lead: string;
  body: string;
}

export function page({ title, lead, body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="lead">${escaped(lead)}</p>
${body}
</main>
</body>
</html>
`;
}

/** A heading, a chart drawn twice, for a wide and for a narrow screen, what its colours mean, and where its data is. */
export function figure(
  heading: string,
  draw: (size: Size) => string,
  { height = 300, legend = [], note, data }: FigureDetails,
): string {
  const keys = legend.map(({ className, name }) => `<li><i class="${escaped(className)}"></i>${escaped(name)}</li>`);
  return `<section>
<h2>${escaped(heading)}</h2>
${keys.length === 0 ? '' : `<ul class="legend">${keys.join('')}</ul>`}
<div class="wide">${draw({ width: WIDE, height })}</div>
<div class="narrow">${draw({ width: NARROW, height: Math.min(height, 320) })}</div>
<p class="note">${note === undefined ? '' : `${escaped(note)} `}Data: <a href="${escaped(data)}">${escaped(data)}</a></p>
</section>`;
}

export interface FigureDetails {
  height?: number;
  legend?: readonly { className: string; name: string }[];
  note?: string;
  /** The file beside the page that has what the chart was drawn from. */
  data: string;
}

const WIDE = 960;
const NARROW = 350;

/** The first column is text, the others are figures. Wide tables scroll by themselves, not the page. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, fields: readonly string[]) =>
    `<tr>${fields.map((field) => `<${tag}>${escaped(field)}</${tag}>`).join('')}</tr>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(head[0] ?? '')} table"><table>
<thead>${cells('th', head)}</thead>
<tbody>${rows.map((row) => cells('td', row)).join('\n')}</tbody>
</table></div>`;
}

/** A row of figures with their names. */
export function tiles(figures: readonly (readonly [name: string, value: string])[]): string {
  const each = figures.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`);
  return `<dl class="tiles">${each.join('')}</dl>`;
}

const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --panel: #f6f8fa;
  --a: #0b62c4; --b: #b35900; --c: #1a7f37; --d: #8250df; --e: #57606a; --mark: #b35900; --limit: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #30363d;
  --panel: #161b22; --a: #58a6ff; --b: #f0883e; --c: #3fb950; --d: #bc8cff; --e: #9198a1; --mark: #f0883e; --limit: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 992px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 18px; margin: 36px 0 8px; }
a { color: var(--a); }
.lead, .note { color: var(--soft); margin: 0 0 12px; }
.note { font-size: 13px; margin: 6px 0 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 10px; margin: 16px 0 0; }
.tiles div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 2px 0 0; font-size: 18px; font-variant-numeric: tabular-nums; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0 0 6px; padding: 0; font-size: 13px; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 50%; background: currentColor; vertical-align: -1px; }
.narrow { display: none; }
svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg .grid { stroke: var(--line); }
svg .axis { fill: var(--soft); font-variant-numeric: tabular-nums; }
svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
svg .line { fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linejoin: round; }
svg .path { fill: none; stroke: currentColor; opacity: 0.5; }
svg .limit { stroke: var(--limit); stroke-dasharray: 5 4; }
svg .mark { fill: var(--mark); }
svg .bar { fill: var(--a); }
svg .dot { fill: currentColor; }
svg .ring { fill: none; stroke: currentColor; stroke-width: 2; }
svg .name { fill: var(--ink); }
.a { color: var(--a); } .b { color: var(--b); } .c { color: var(--c); } .d { color: var(--d); } .e { color: var(--e); }
.marked { color: var(--mark); }
.limited { color: var(--limit); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 9px; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: var(--paper); }
th { color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--line); }
tbody tr:nth-child(even) td { background: var(--panel); }
details { margin: 12px 0; }
summary { cursor: pointer; margin-bottom: 8px; }
@media (max-width: 700px) { .wide { display: none; } .narrow { display: block; } h1 { font-size: 22px; } svg .line { stroke-width: 1; } }
`;
