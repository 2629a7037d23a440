import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { decimal, decimalProblem, HUNDRED, PERCENT_DECIMALS } from '../../domain/money';
import { DEFAULT_POLICY } from '../../domain/policy';
import type { TickerSymbol } from '../../domain/portfolio';
import { SYMBOL_PATTERN } from '../../domain/targets';
import { type Closes, isDate, type TradingDay } from './closes';

export interface ReplayOptions {
  prices: string;
  symbols: TickerSymbol[];
  /** First and last day, or undefined for all the file has. */
  from: string | undefined;
  to: string | undefined;
  /** Percent, 4 decimals. */
  threshold: string;
  /** The file to write the result to. */
  json: string | undefined;
}

/** What was asked for cannot be done. `message` names the flag and the rule. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `npm run replay -- --prices FILE --symbols AAPL,JPM [--from DAY] [--to DAY] [--threshold PERCENT] [--json FILE]

  --prices     daily closes as CSV, plain or gzipped: one column a symbol
  --symbols    what to buy, in equal weights
  --from       first day, such as 2008-01-01; the first day of the file unless given
  --to         last day; the last day of the file unless given
  --threshold  drift that starts a rebalance, in percent of a target; ${DEFAULT_POLICY.driftThreshold} unless given
  --json       write the result to this file too`;

/** Reads the command line. @throws UsageError */
export async function readReplayOptions(args: string[]): Promise<ReplayOptions> {
  const { prices, symbols = '', from, to, threshold = DEFAULT_POLICY.driftThreshold, json } = parse(args);
  if (prices === undefined) throw new UsageError(`--prices must name a file\n${USAGE}`);
  requireDate('--from', from);
  requireDate('--to', to);
  if (from !== undefined && to !== undefined && from > to)
    throw new UsageError(`--to must not be before --from: ${to} is before ${from}`);
  if (json !== undefined) await requireDirectoryOf(json);
  return { prices, symbols: symbolsOf(symbols), from, to, threshold: thresholdOf(threshold), json };
}

/** Returns the days that were asked for. @throws UsageError when a symbol or every day is missing. */
export function selectDays({ symbols, days }: Closes, options: ReplayOptions): TradingDay[] {
  const unknown = options.symbols.find((symbol) => !symbols.includes(symbol));
  if (unknown !== undefined)
    throw new UsageError(`--symbols: ${unknown} must be in ${options.prices}, which has ${symbols.join(', ')}`);
  const { from = '', to = '9999-12-31' } = options;
  const selected = days.filter(({ date }) => date >= from && date <= to);
  if (selected.length > 0) return selected;
  const has = `${days[0]?.date} to ${days.at(-1)?.date}`;
  throw new UsageError(`--from and --to must leave at least one day: ${options.prices} has ${has}`);
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { prices: text, symbols: text, from: text, to: text, threshold: text, json: text };
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/[.\n]/);
    throw new UsageError(`${sentence}\n${USAGE}`, { cause: error });
  }
}

function requireDate(flag: string, text: string | undefined): void {
  if (text !== undefined && !isDate(text))
    throw new UsageError(`${flag} must be a day such as 2008-01-02, not ${JSON.stringify(text)}`);
}

function symbolsOf(text: string): TickerSymbol[] {
  const symbols = text.split(',');
  const odd = symbols.find((symbol) => !SYMBOL_PATTERN.test(symbol));
  if (odd !== undefined)
    throw new UsageError(`--symbols must be symbols such as AAPL,JPM,BRK.B, not ${JSON.stringify(odd)}`);
  const twice = symbols.find((symbol, index) => symbols.indexOf(symbol) !== index);
  if (twice !== undefined) throw new UsageError(`--symbols: ${twice} must stand only once`);
  return symbols;
}

function thresholdOf(text: string): string {
  const problem = decimalProblem(text, PERCENT_DECIMALS);
  if (problem !== undefined) throw new UsageError(`--threshold ${problem}`);
  const percent = decimal(text);
  // All cash drifts by 100 %: at a threshold of that the first purchase never comes.
  if (percent.isNegative() || percent.greaterThanOrEqualTo(HUNDRED))
    throw new UsageError(`--threshold must be at least 0 and below 100 percent, not ${text}`);
  return percent.toFixed(PERCENT_DECIMALS);
}

/** Found out now rather than after the last day. */
async function requireDirectoryOf(file: string): Promise<void> {
  const directory = dirname(resolve(file));
  await access(directory).catch((cause: unknown) => {
    throw new UsageError(`--json must name a file in a directory that exists: ${directory} does not`, { cause });
  });
}
