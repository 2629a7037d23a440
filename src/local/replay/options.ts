import { parseArgs } from 'node:util';
import { decimal, decimalProblem, HUNDRED, PERCENT_DECIMALS } from '../../domain/money';
import { DEFAULT_POLICY } from '../../domain/policy';
import { requireDirectoryOf, requireReportDirectory } from '../output/files';
import { readSelection, type Selection, UsageError } from '../prices/selection';

export interface ReplayOptions extends Selection {
  /** Percent, 4 decimals. */
  threshold: string;
  /** The file to write the result to. */
  json: string | undefined;
  /** The directory to write the report to. */
  report: string | undefined;
}

export const USAGE = `npm run replay -- --prices FILE --symbols AAPL,JPM [--from DAY] [--to DAY] [--threshold PERCENT] [--json FILE] [--report DIR]

  --prices     daily closes as CSV, plain or gzipped: one column a symbol
  --symbols    what to buy, in equal weights
  --from       first day, such as 2008-01-01; the first day of the file if not given
  --to         last day; the last day of the file if not given
  --threshold  drift that starts a rebalance, in percent of a target; ${DEFAULT_POLICY.driftThreshold} if not given
  --json       write the result to this file too
  --report     write a page with charts, and their data as CSV, to this directory; it is made if it does not exist`;

/** Reads the command line. @throws UsageError */
export async function readReplayOptions(args: string[]): Promise<ReplayOptions> {
  const { threshold = DEFAULT_POLICY.driftThreshold, json, report, ...flags } = parse(args);
  const selection = readSelection(flags, USAGE);
  if (json !== undefined) await requireDirectoryOf('--json', 'a file', json);
  if (report !== undefined) await requireReportDirectory(report);
  return { ...selection, threshold: thresholdOf(threshold), json, report };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { prices: text, symbols: text, from: text, to: text, threshold: text, json: text, report: text };
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/[.\n]/);
    throw new UsageError(`${sentence}\n${USAGE}`, { cause: error });
  }
}

function thresholdOf(text: string): string {
  const problem = decimalProblem(text, PERCENT_DECIMALS);
  if (problem !== undefined) throw new UsageError(`--threshold ${problem}`);
  const percent = decimal(text);
  // A portfolio that is all cash has a drift of 100 %, so with a threshold of 100 the first purchase would never come.
  if (percent.isNegative() || percent.greaterThanOrEqualTo(HUNDRED))
    throw new UsageError(`--threshold must be at least 0 and below 100 percent, not ${text}`);
  return percent.toFixed(PERCENT_DECIMALS);
}
