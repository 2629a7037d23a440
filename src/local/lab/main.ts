// The lab: compares policies on the same history, with the engine's own decisions and without its servers.

import { join } from 'node:path';
import { table } from '../../cli/screen/table';

import { writeFiles } from '../output/files';
import { PriceFileError, readCloses } from '../prices/closes';
import { selectDays, UsageError } from '../prices/selection';
import { answerHelp } from '../process/help';
import { type Comparison, compare, tasksOf } from './compare';
import { contendersOf, shownThreshold } from './contenders';
import { historyOf } from './history';
import { type LabOptions, readLabOptions, requireDays, USAGE } from './options';
import { COLUMNS, labReport, rowOf } from './page';
import { playAll } from './players';
import { resultOf } from './result';

async function main(): Promise<void> {
  answerHelp(process.argv.slice(2), USAGE);
  const options = await readLabOptions(process.argv.slice(2));
  const days = selectDays(await readCloses(options.prices), options);
  requireDays(days);
  const tasks = tasksOf(contendersOf(options), options.costs);
  const played = await playAll({ days, symbols: options.symbols }, tasks, (done) => progress(done, tasks.length));
  const history = historyOf(days, options.symbols);
  const comparison = compare(history, tasks, played);
  if (options.report !== undefined) await writeFiles(options.report, labReport(history, options, comparison));
  if (options.json) console.log(JSON.stringify(resultOf(history, options, comparison), null, 2));
  else console.log(shown(comparison, options));
}

/** One line that is rewritten, at a terminal. */
function progress(done: number, all: number): void {
  if (!process.stderr.isTTY || process.env.NO_COLOR !== undefined) return;
  process.stderr.write(`\r\x1b[2K  played ${done} of ${all}${done === all ? '\n' : ''}`);
}

function shown({ results }: Comparison, { costs, report }: LabOptions): string {
  const tables = costs.map((cost) => {
    const rows = results.filter((result) => result.cost === cost).map(rowOf);
    const headings = COLUMNS.map((name) => name.toUpperCase());
    return `Costs of ${shownThreshold(cost)} basis points\n${table(headings, rows)}\n`;
  });
  return [...tables, ...(report === undefined ? [] : [`Report: ${join(report, 'index.html')}`])].join('\n');
}

main().catch((error: unknown) => {
  console.error('lab:', error instanceof Error ? error.message : error);
  process.exit(error instanceof UsageError || error instanceof PriceFileError ? 2 : 1);
});
