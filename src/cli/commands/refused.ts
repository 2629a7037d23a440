import { type Command, Option } from 'commander';
import { REFUSAL_SENTENCES, type RefusalCode } from '../../domain/causes';
import { isKept, REFUSAL_ORDER } from '../../domain/refusal';
import type { RefusedPortfolio } from '../../operations/list-refused';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { table } from '../screen/table';

interface Options {
  code?: RefusalCode;
  limit: number;
  after?: string;
}

export function addRefusedCommands(program: Command, cli: Cli): void {
  const refused = program.command('refused').description('portfolios whose rebalance is refused');
  const list = refused
    .command('list')
    .description('list refused portfolios and why, the longest refused first')
    .addOption(
      new Option('--code <code>', 'only portfolios that are refused with this code').choices(
        REFUSAL_ORDER.filter(isKept),
      ),
    )
    .option('--limit <number>', 'show at most this many', wholeNumber, 100)
    .option('--after <page>', 'continue after this page: the "next" of the previous page')
    .action(
      cli.answers(async ({ code, limit, after }: Options) => {
        const { portfolios, next } = await cli.door().listRefused({ code, limit, after });
        return { json: { portfolios, next }, text: textOf(portfolios, next, cli) };
      }),
    );
  examples(list, 'refused list', 'refused list --code ACCOUNT_UNREADABLE --json');
}

function textOf(portfolios: readonly RefusedPortfolio[], next: string | null, { screen }: Cli): string {
  if (portfolios.length === 0) return 'No portfolio is refused.';
  const rows = portfolios.map(({ since, id, code, detail }) => [since, id, code, detail]);
  const codes = new Set(portfolios.map(({ code }) => code));
  return [
    table(['SINCE', 'ID', 'CODE', 'ABOUT'], rows, screen),
    [...codes].map((code) => `${code}: ${REFUSAL_SENTENCES[code]}`).join('\n'),
    ...(next === null ? [] : [`More: --after ${next}`]),
  ].join('\n\n');
}
