import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { IMPORT_FORMATS, type ImportFormat } from '../../../input/portfolio-lines';
import type { ImportReport } from '../../../operations/import-portfolios';
import { type Answer, type Cli, examples } from '../../cli';
import { EXIT, Failure, failureFor } from '../../failure';
import { table } from '../../screen/table';
import { textLines } from '../../text-lines';

const FILE = `one portfolio a line, or - for standard input:
{ "id", "accountId", "cash", "targets": [{ "symbol", "percent" }], "holdings"?: [{ "symbol", "quantity" }], "policy"?: { … },
"status"?: "PAUSED", "statusReason"? }
or, as CSV with a header, id,accountId,cash,targets,holdings,policy,status,statusReason: anna,acc-1,100000.00,META=50 AAPL=50,,,,`;

export function addTransferCommands(portfolio: Command, cli: Cli): void {
  addImport(portfolio, cli);
  addExport(portfolio, cli);
}

function addImport(portfolio: Command, cli: Cli): void {
  const command = portfolio
    .command('import')
    .description(
      'create portfolios from a file: all of them, or none when a line is wrong; Ctrl-C cancels it while nothing is stored',
    )
    .argument('<file>', FILE)
    .addOption(formatOption('the format; taken from the file name if not given'))
    .option('--partial', 'store the correct lines even if others are wrong')
    .action(
      cli.answers(async (file: string, { format, partial = false }: { format?: ImportFormat; partial?: boolean }) => {
        const answer = await cli.door().importPortfolios({
          lines: textLines(file),
          format: format ?? (file.endsWith('.csv') ? 'csv' : 'ndjson'),
          isPartial: partial,
          onProgress: (phase, lines) => cli.progress(`${phase} ${lines}`),
          cancel: cli.signal,
        });
        if (!answer.ok && answer.refusal === 'IMPORT_CANCELLED')
          throw new Failure('IMPORT_CANCELLED', EXIT.failed, answer.message);
        if (!answer.ok) throw failureFor(answer, { answer: reported(answer), text: problemText(answer, cli) });
        return importAnswer(answer, cli);
      }),
    );
  examples(command, 'portfolio import customers.ndjson', 'portfolio import customers.csv --partial --json');
}

function addExport(portfolio: Command, cli: Cli): void {
  const command = portfolio
    .command('export')
    .description('write the portfolios that are not CLOSED, one a line, as "portfolio import" reads them')
    .addOption(formatOption('the format; ndjson if not given').default('ndjson'))
    .requiredOption('--output <file>', 'the file to write')
    .action(
      cli.answers(async ({ format, output }: { format: ImportFormat; output: string }) => {
        let lines = 0;
        const text = async function* () {
          for await (const line of cli.door().exportPortfolios(format)) {
            lines += 1;
            yield `${line}\n`;
          }
        };
        await pipeline(text, createWriteStream(output));
        const portfolios = format === 'csv' ? lines - 1 : lines;
        return { json: { portfolios, file: output }, text: `${portfolios} portfolios in ${output}.` };
      }),
    );
  examples(
    command,
    'portfolio export --output customers.ndjson',
    'portfolio export --format csv --output customers.csv',
  );
}

function formatOption(what: string): Option {
  return new Option('--format <format>', what).choices(IMPORT_FORMATS);
}

function importAnswer(report: ImportReport, cli: Cli): Answer {
  const { importId, stored, skipped, problems } = report;
  const wrong = problems.length === 0 ? '' : `, ${problems.length} lines are wrong`;
  const text = `Import ${importId}: ${stored} portfolios stored, ${skipped} were there already${wrong}.
Their accounts were not read: the first read of each compares it with the file.`;
  return { json: reported(report), text: [problemText(report, cli), text].filter((part) => part !== '').join('\n\n') };
}

function reported({ importId, stored, skipped, problems }: ImportReport): object {
  return { importId, stored, skipped, problems };
}

/** A file with a mistake in every line would fill the screen. */
const SHOWN = 50;

function problemText({ problems }: ImportReport, { screen }: Cli): string {
  if (problems.length === 0) return '';
  const rows = problems.slice(0, SHOWN).map(({ line, field, message }) => [`${line}`, field, message]);
  const more = problems.length > SHOWN ? `\n… and ${problems.length - SHOWN} more: --json has all` : '';
  return table(['LINE', 'FIELD', 'RULE'], rows, screen) + more;
}
