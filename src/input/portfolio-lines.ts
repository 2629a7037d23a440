// Portfolios of a file, one a line: NDJSON, or CSV with a header.

import type { ImportedPortfolio } from '../domain/imported';
import { CENTS, decimal, decimalProblem, SHARE_DECIMALS, showCents } from '../domain/money';
import type { Holding, Portfolio } from '../domain/portfolio';
import { SYMBOL_PATTERN } from '../domain/targets';
import { csvLine, parseCsvLine } from './csv';
import { objectOf, parsePortfolio } from './portfolio';
import { InputRefused } from './refused';

export const IMPORT_FORMATS = ['ndjson', 'csv'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

const COLUMNS = ['id', 'accountId', 'cash', 'targets', 'holdings', 'policy', 'status', 'statusReason'] as const;
const REQUIRED = new Set<string>(['id', 'accountId', 'cash', 'targets']);

/** Returns what reads the lines of a file, one after the other; a header gives undefined. Each @throws InputRefused */
export function lineReader(format: ImportFormat): (line: string) => ImportedPortfolio | undefined {
  if (format === 'ndjson') return (line) => parseImported(jsonOf(line, 'line'));
  let columns: string[] | undefined;
  return (line) => {
    const fields = parseCsvLine(line);
    if (columns !== undefined) return parseImported(csvObject(columns, fields));
    checkHeader(fields);
    columns = fields;
    return undefined;
  };
}

/** Returns the header of a file, if it has one, and what writes a portfolio as a line that `lineReader` reads. */
export function lineWriter(format: ImportFormat): { header: string | null; line(portfolio: Portfolio): string } {
  if (format === 'ndjson')
    return {
      header: null,
      line: (portfolio) => {
        const { id, accountId, cash, targets, holdings, policy } = portfolio;
        return JSON.stringify({ id, accountId, cash, targets, holdings, policy, ...pauseOf(portfolio) });
      },
    };
  return {
    header: csvLine(COLUMNS),
    line: (portfolio) => {
      const { id, accountId, cash, targets, holdings, policy } = portfolio;
      const percents = targets.map(({ symbol, percent }) => `${symbol}=${percent}`).join(' ');
      const shares = holdings.map(({ symbol, quantity }) => `${symbol}=${quantity}`).join(' ');
      const { status = '', statusReason = '' } = pauseOf(portfolio);
      return csvLine([id, accountId, cash, percents, shares, JSON.stringify(policy), status, statusReason]);
    },
  };
}

/**
 * Only an ACTIVE portfolio is ACTIVE where it is imported. Nothing holds a STALE or frozen one there, so it comes as PAUSED, and says why:
 * otherwise it would be traded.
 */
function pauseOf({ status, statusReason, frozen }: Portfolio): Pick<ImportedPortfolio, 'status' | 'statusReason'> {
  if (frozen) return { status: 'PAUSED', statusReason: `frozen when it was exported (${status})` };
  if (status === 'STALE') return { status: 'PAUSED', statusReason: `STALE when it was exported (${statusReason})` };
  if (status !== 'PAUSED') return {};
  return { status, ...(statusReason !== null && { statusReason: statusReason.replaceAll(/\s+/g, ' ') }) };
}

function parseImported(input: unknown): ImportedPortfolio {
  const { cash, holdings = [], status = 'ACTIVE', statusReason, ...portfolio } = objectOf(input, 'a line', 'line');
  const parsed = parsePortfolio(portfolio);
  const problem = decimalProblem(cash, CENTS);
  if (problem !== undefined) throw new InputRefused('INVALID_HOLDINGS', 'cash', `cash ${problem}`);
  return {
    ...parsed,
    cash: showCents(decimal(cash as string)),
    holdings: parseHoldings(holdings),
    ...parsePause(status, statusReason),
  };
}

function parsePause(status: unknown, reason: unknown): Pick<ImportedPortfolio, 'status' | 'statusReason'> {
  if (status !== 'ACTIVE' && status !== 'PAUSED')
    throw new InputRefused('INVALID_FILE', 'status', 'status must be ACTIVE or PAUSED');
  if (reason === undefined) return status === 'ACTIVE' ? {} : { status };
  if (status === 'ACTIVE' || typeof reason !== 'string' || reason.length > REASON_MAX)
    throw new InputRefused(
      'INVALID_FILE',
      'statusReason',
      `statusReason must be a text of at most ${REASON_MAX} characters, and goes with PAUSED`,
    );
  return { status, statusReason: reason };
}

const REASON_MAX = 1_000;

function parseHoldings(input: unknown): Holding[] {
  if (!Array.isArray(input)) throw refusedHoldings('holdings must be a list of { "symbol", "quantity" }');
  const holdings = input.map((entry: unknown): Holding => {
    const { symbol, quantity } = objectOf(entry, 'a holding', 'holdings');
    if (typeof symbol !== 'string' || !SYMBOL_PATTERN.test(symbol))
      throw refusedHoldings('holdings: symbol must look like "META" or "BRK.B"');
    const problem = decimalProblem(quantity, SHARE_DECIMALS);
    if (problem !== undefined) throw refusedHoldings(`holdings: the quantity of ${symbol} ${problem}`);
    if (decimal(quantity as string).isNegative())
      throw refusedHoldings(`holdings: the quantity of ${symbol} must not be negative`);
    return { symbol, quantity: quantity as string };
  });
  if (new Set(holdings.map(({ symbol }) => symbol)).size < holdings.length)
    throw refusedHoldings('holdings must name each symbol once');
  return holdings;
}

function checkHeader(columns: readonly string[]): void {
  const known = new Set<string>(COLUMNS);
  const unknown = columns.find((column) => !known.has(column));
  const missing = [...REQUIRED].find((column) => !columns.includes(column));
  const problem =
    unknown !== undefined
      ? `${JSON.stringify(unknown)} is not a column`
      : missing !== undefined
        ? `the column ${missing} is missing`
        : new Set(columns).size < columns.length
          ? 'a column appears twice'
          : undefined;
  if (problem !== undefined)
    throw new InputRefused(
      'INVALID_FILE',
      'header',
      `the first line must name the columns ${COLUMNS.join(', ')}: ${problem}`,
    );
}

function csvObject(columns: readonly string[], fields: readonly string[]): Record<string, unknown> {
  if (fields.length !== columns.length)
    throw new InputRefused('INVALID_FILE', 'line', `a line must have ${columns.length} fields, not ${fields.length}`);
  const given = columns.map((column, n) => [column, fields[n] ?? ''] as const).filter(([, text]) => text !== '');
  return Object.fromEntries(
    given.map(([column, text]) => {
      if (column === 'targets') return [column, pairsOf(text).map(([symbol, percent]) => ({ symbol, percent }))];
      if (column === 'holdings') return [column, pairsOf(text).map(([symbol, quantity]) => ({ symbol, quantity }))];
      return [column, column === 'policy' ? jsonOf(text, 'policy') : text];
    }),
  );
}

/** "META=50 AAPL=50" */
function pairsOf(text: string): [string, string][] {
  return text.split(' ').map((pair) => {
    const [symbol = '', ...amount] = pair.split('=');
    return [symbol, amount.join('=')];
  });
}

function jsonOf(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputRefused('INVALID_FILE', field, `${field} must be JSON`);
  }
}

function refusedHoldings(message: string): InputRefused {
  return new InputRefused('INVALID_HOLDINGS', 'holdings', message);
}
