import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { decimal } from '../../domain/money';
import type { Watched } from '../../operations/watch-portfolios';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { failureOf, taken } from '../failure';
import { bar } from '../screen/bar';
import { table } from '../screen/table';

/** The lines of the screen that are not portfolios. */
const AROUND = 4;

export function addWatchCommand(program: Command, cli: Cli): void {
  const command = program
    .command('watch')
    .description(
      'watch portfolios until Ctrl-C: status, drift and open batch, as a table or as one line for each change',
    )
    .argument('[id...]', 'the portfolios; the first ones by id if none is given')
    .option('--every <seconds>', 'how often to refresh', wholeNumber, 1)
    .option('--limit <number>', 'show at most this many portfolios', wholeNumber, 50)
    .action(
      cli.answers(async (ids: string[], { every, limit }: { every: number; limit: number }) => {
        const most = cli.screen.rows === undefined ? limit : Math.min(limit, Math.max(1, cli.screen.rows - AROUND));
        const show = cli.screen.columns === undefined ? showChanges(cli) : showTable(cli);
        // If the first reading fails, the command fails. A later failure is shown like any other change.
        const look = async () => taken(await cli.door().watchPortfolios({ portfolioIds: ids, limit: most })).portfolios;
        show(await look());
        for (;;) {
          await delay(every * 1000, undefined, { signal: cli.signal }).catch(() => undefined);
          if (cli.signal.aborted) return undefined;
          await look().then(show, (error: unknown) => cli.progress(failureOf(error).message));
        }
      }),
    );
  examples(command, 'watch', 'watch anna bob', 'watch --json | tee changes.jsonl');
}

type Show = (rows: Watched[]) => void;

/** One line for each portfolio that has changed. */
function showChanges(cli: Cli): Show {
  const shown = new Map<string, string>();
  return (rows) => {
    for (const row of rows) {
      const content = JSON.stringify(row);
      if (shown.get(row.id) === content) continue;
      shown.set(row.id, content);
      const at = cli.now();
      const { id, status, reason, refused, drift, batch, problem } = row;
      const parts = [
        at,
        id,
        status,
        reason ?? '',
        refusedText(refused),
        `drift ${drift ?? '-'} %`,
        batchText(batch),
        problem ?? '',
      ];
      cli.emit({ json: { at, ...row }, text: joined(parts) });
    }
  };
}

const HOME = '\u001b[H';
const CLEAR_BELOW = '\u001b[J';
const CLEAR_LINE = '\u001b[K';
const CELLS = 20;

function showTable(cli: Cli): Show {
  cli.emit({ json: {}, text: `${HOME}${CLEAR_BELOW}` });
  return (rows) => {
    const cells = rows.map(({ id, status, value, drift, threshold, batch, reason, refused }) => [
      id,
      status,
      value ?? '-',
      `${drift ?? '-'} %`,
      drift === null ? '' : bar(drift, threshold, decimal(threshold).times(2).toFixed(), CELLS),
      joined([reason ?? '', refusedText(refused), batchText(batch)]),
    ]);
    const problem = rows.find((row) => row.problem !== null)?.problem;
    const text = [
      `${cli.now()}  ${rows.length} portfolios, Ctrl-C ends`,
      '',
      table(['ID', 'STATUS', 'VALUE', 'DRIFT', 'AGAINST THE THRESHOLD (│)', ''], cells, cli.screen),
      ...(problem == null ? [] : [problem]),
    ].join('\n');
    cli.emit({ json: {}, text: `${HOME}${text.replaceAll('\n', `${CLEAR_LINE}\n`)}${CLEAR_LINE}${CLEAR_BELOW}` });
  };
}

function refusedText(refused: Watched['refused']): string {
  return refused === null ? '' : `refused: ${refused.code} since ${refused.since}`;
}

function batchText(batch: Watched['batch']): string {
  return batch === null ? '' : `batch ${batch.state} ${batch.filled}/${batch.orders}`;
}

function joined(parts: string[]): string {
  return parts.filter((part) => part !== '').join('  ');
}
