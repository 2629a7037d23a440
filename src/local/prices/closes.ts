// Daily closing prices from a file: CSV, or CSV in gzip. First column `Date`, then one column per symbol; one line per trading day.
// A column is empty until its symbol is listed, and never again after that.
//
// Every field of the file is checked before any of it is used: a price that nobody looked at must not be traded on.

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { decimal, decimalProblem, PRICE_DECIMALS, ZERO } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { SYMBOL_PATTERN } from '../../domain/targets';

export interface Closes {
  symbols: TickerSymbol[];
  /** In rising order, at least one. */
  days: TradingDay[];
}

/** `date` is "2008-01-02"; `closes` are USD per share, at most 4 decimals, by symbol. A symbol that is not listed yet has none. */
export interface TradingDay {
  date: string;
  closes: ReadonlyMap<TickerSymbol, string>;
}

/** The file cannot be used. `message` names file, line and field, and the rule. */
export class PriceFileError extends Error {
  override readonly name = 'PriceFileError';
}

/** Reads all of `file`. @throws PriceFileError at the first thing that is wrong. */
export async function readCloses(file: string): Promise<Closes> {
  const lines = (await readText(file)).replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const refuse = (line: number, { field, rule }: Problem) =>
    new PriceFileError(`${file} line ${line}, field ${field}: must ${rule}`);

  const header = (lines[0] ?? '').split(',');
  const wrong = headerProblem(header);
  if (wrong !== undefined) throw refuse(1, wrong);
  const [, ...symbols] = header;
  const days: TradingDay[] = [];
  const listed = new Set<TickerSymbol>();
  for (const [index, line] of lines.slice(1).entries()) {
    const fields = line.split(',');
    const problem = dateProblem(fields[0] ?? '', days.at(-1)?.date) ?? pricesProblem(fields, header, listed);
    if (problem !== undefined) throw refuse(index + 2, problem);
    const [date = '', ...prices] = fields;
    const closes = symbols
      .map((symbol, column) => [symbol, prices[column] ?? ''] as const)
      .filter(([, price]) => price !== '');
    for (const [symbol] of closes) listed.add(symbol);
    days.push({ date, closes: new Map(closes) });
  }
  if (days.length === 0) throw refuse(2, { field: 'Date', rule: 'be there: the file has no day' });
  return { symbols, days };
}

/** True for a day of the calendar written as "2008-02-29". */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  // A 30th of February is read as the 1st of March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** `rule` completes "field … must". */
interface Problem {
  field: string;
  rule: string;
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (cause) {
    const { code = 'unknown' } = cause as { code?: string };
    throw new PriceFileError(`${file} must be a readable file of CSV, or of CSV in gzip (${code})`, { cause });
  }
}

function headerProblem([first = '', ...symbols]: string[]): Problem | undefined {
  if (first !== 'Date') return { field: 'Date', rule: `be the first column, not ${quoted(first)}` };
  if (symbols.length === 0) return { field: 'Date', rule: 'be followed by at least one symbol' };
  const odd = symbols.find((symbol) => !SYMBOL_PATTERN.test(symbol));
  if (odd !== undefined) return { field: quoted(odd), rule: 'look like "META" or "BRK.B"' };
  const twice = symbols.find((symbol, column) => symbols.indexOf(symbol) !== column);
  return twice === undefined ? undefined : { field: twice, rule: 'be a column only once' };
}

function dateProblem(date: string, before: string | undefined): Problem | undefined {
  if (!isDate(date)) return { field: 'Date', rule: `be a day such as "2008-01-02", not ${quoted(date)}` };
  if (before === undefined || date > before) return undefined;
  return { field: 'Date', rule: `be after ${before}, the line before, not ${quoted(date)}` };
}

function pricesProblem(fields: string[], header: string[], listed: ReadonlySet<TickerSymbol>): Problem | undefined {
  const missing = header[fields.length];
  if (missing !== undefined)
    return { field: missing, rule: `be there: the line has ${fields.length} fields, not ${header.length}` };
  if (fields.length > header.length)
    return { field: `${header.length + 1}`, rule: `not be there: the line has ${fields.length} fields` };
  for (const [column, field] of header.entries()) {
    const isNotListed = fields[column] === '' && !listed.has(field);
    const rule = column === 0 || isNotListed ? undefined : priceRule(fields[column] ?? '');
    if (rule !== undefined) return { field, rule };
  }
  return undefined;
}

function priceRule(text: string): string | undefined {
  const problem = decimalProblem(text, PRICE_DECIMALS);
  if (problem !== undefined) return problem.replace(/^must /, '');
  return decimal(text).greaterThan(ZERO) ? undefined : `be above 0, not ${quoted(text)}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
