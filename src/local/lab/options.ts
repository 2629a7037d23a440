import { parseArgs } from 'node:util';
import { decimal, decimalProblem, PERCENT_DECIMALS } from '../../domain/money';
import { DESTINATIONS as DESTINATION_TEXTS, type Destination, type DriftMode } from '../../domain/policy';
import { requireReportDirectory } from '../output/files';
import type { TradingDay } from '../prices/closes';
import { readSelection, type Selection, UsageError } from '../prices/selection';
import type { Choices } from './contenders';
import { readPolicies } from './policies';

export interface LabOptions extends Selection, Choices {
  /** Basis points, 4 decimals. */
  costs: string[];
  /** The directory to write the report to. */
  report: string | undefined;
  /** Print the result as JSON instead of a table. */
  json: boolean;
}

const MODES = ['relative', 'absolute'] as const satisfies DriftMode[];
const DESTINATIONS = Object.keys(DESTINATION_TEXTS) as Destination[];
/** What is compared without a file of policies. */
const STANDARD = { thresholds: '1,2,5,10', modes: MODES.join(), destinations: DESTINATIONS.join(), costs: '0,5,20' };

export const USAGE = `npm run lab -- --prices FILE --symbols AAPL,JPM [--thresholds LIST] [--modes LIST] [--destinations LIST] [--policies FILE]
                [--costs LIST] [--from DAY] [--to DAY] [--report DIR] [--json]

Plays policies through the same history with the engine's own decisions and without servers, beside buy and hold and the calendar.

  --prices        daily closes as CSV, plain or gzipped: one column a symbol
  --symbols       what to buy, in equal weights
  --thresholds    drifts that start a rebalance, in rising order, in percent or percentage points; ${STANDARD.thresholds} if not given
  --modes         what a drift is measured by: ${STANDARD.modes} if not given
  --destinations  where a rebalance goes: ${STANDARD.destinations} if not given
  --policies      instead of these three: policies by name as JSON, such as {"calm": {"driftThreshold": "10"}}, with fields as in a
                  portfolio's file
  --costs         costs in basis points of what is traded, in rising order; ${STANDARD.costs} if not given
  --from          first day, such as 2008-01-01; the first day of the file if not given
  --to            last day; the last day of the file if not given
  --report        write a page with a chart and tables, daily values and settings to this directory; it is made if it does not exist
  --json          print settings and results as JSON`;

/** Reads the command line. @throws UsageError */
export async function readLabOptions(args: string[]): Promise<LabOptions> {
  const { thresholds, modes, destinations, policies, costs, report, json, ...flags } = parse(args);
  const options = {
    ...readSelection(flags, USAGE),
    ...(policies === undefined
      ? gridOf({ thresholds, modes, destinations })
      : await choicesOf(policies, { thresholds, modes, destinations })),
    costs: risingList('--costs', costs, costProblem),
    report,
    json,
  };
  if (report !== undefined) await requireReportDirectory(report);
  return options;
}

type Lists = { readonly [List in 'thresholds' | 'modes' | 'destinations']: string | undefined };

function gridOf(lists: Lists): Choices {
  return {
    policies: [],
    thresholds: risingList('--thresholds', lists.thresholds ?? STANDARD.thresholds, thresholdProblem),
    modes: wordList('--modes', lists.modes ?? STANDARD.modes, MODES),
    destinations: wordList('--destinations', lists.destinations ?? STANDARD.destinations, DESTINATIONS),
  };
}

async function choicesOf(file: string, lists: Lists): Promise<Choices> {
  const [both] = Object.entries(lists).flatMap(([name, list]) => (list === undefined ? [] : [name]));
  if (both !== undefined)
    throw new UsageError(`--${both} must not be given with --policies: each policy of the file has its own`);
  return { policies: await readPolicies(file), thresholds: [], modes: [], destinations: [] };
}

/** A standard deviation needs two returns. @throws UsageError */
export function requireDays(days: readonly TradingDay[]): void {
  if (days.length < 3) throw new UsageError(`--from and --to must leave at least 3 days, not ${days.length}`);
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = {
      prices: text,
      symbols: text,
      from: text,
      to: text,
      thresholds: text,
      modes: text,
      destinations: text,
      policies: text,
      costs: { ...text, default: STANDARD.costs },
      report: text,
      json: { type: 'boolean', default: false },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/[.\n]/);
    throw new UsageError(`${sentence}\n${USAGE}`, { cause: error });
  }
}

function thresholdProblem(text: string): string | undefined {
  const percent = decimal(text);
  return percent.greaterThan(0) && percent.lessThanOrEqualTo(100) ? undefined : 'above 0 and at most 100 percent';
}

/** A cost beyond a tenth of what is traded is a mistake in the unit. */
function costProblem(text: string): string | undefined {
  const basisPoints = decimal(text);
  return !basisPoints.isNegative() && basisPoints.lessThanOrEqualTo(1_000) ? undefined : 'from 0 to 1000 basis points';
}

/** Returns decimals with 4 decimals. `problemOf` returns the rule that one breaks, if it breaks any. */
function risingList(flag: string, text: string, problemOf: (one: string) => string | undefined): string[] {
  const all = text.split(',').map((one) => {
    const malformed = decimalProblem(one, PERCENT_DECIMALS);
    if (malformed !== undefined) throw new UsageError(`${flag}: each ${malformed}`);
    const problem = problemOf(one);
    if (problem !== undefined) throw new UsageError(`${flag}: each must be ${problem}, not ${one}`);
    return decimal(one);
  });
  for (const [index, one] of all.entries()) {
    const before = all[index - 1];
    if (before !== undefined && one.lessThanOrEqualTo(before))
      throw new UsageError(`${flag} must rise, and ${one.toFixed()} comes after ${before.toFixed()}`);
  }
  return all.map((one) => one.toFixed(PERCENT_DECIMALS));
}

function wordList<Word extends string>(flag: string, text: string, words: readonly Word[]): Word[] {
  const all = text.split(',').map((one) => {
    const word = words.find((known) => known === one);
    if (word === undefined) throw new UsageError(`${flag} must be of ${words.join(', ')}, not ${JSON.stringify(one)}`);
    return word;
  });
  const twice = all.find((word, index) => all.indexOf(word) !== index);
  if (twice !== undefined) throw new UsageError(`${flag}: ${twice} appears more than once`);
  return all;
}
