import { type Command, Option } from 'commander';
import { PORTFOLIO_STATUSES, type PortfolioStatus } from '../../../domain/portfolio';
import { wholeNumber } from '../../arguments';
import { type Cli, examples } from '../../cli';
import { table } from '../../screen/table';

interface Options {
  status?: PortfolioStatus;
  idPrefix?: string;
  account?: string;
  symbol?: string;
  limit: number;
  after?: string;
}

export function addPortfolioListCommand(portfolio: Command, cli: Cli): void {
  const list = portfolio
    .command('list')
    .description('list portfolios by id')
    .addOption(new Option('--status <status>', 'only portfolios with this status').choices(PORTFOLIO_STATUSES))
    .option('--id-prefix <text>', 'only portfolios whose id begins with this')
    .option('--account <id>', 'only portfolios that trade, or traded, this account')
    .option('--symbol <symbol>', 'only portfolios that hold or target this symbol')
    .option('--limit <number>', 'show at most this many', wholeNumber, 100)
    .option('--after <id>', 'continue after this id: the "next" of the previous page')
    .action(
      cli.answers(async ({ account, ...which }: Options) => {
        const input = { ...which, accountId: account };
        const { portfolios, next } = await cli.door().listPortfolios(input);
        const rows = portfolios.map(({ id, status, statusReason, refusal, accountId, cash, targets }) => [
          id,
          status,
          accountId,
          cash,
          `${targets.length}`,
          statusReason ?? (refusal === null ? '' : `refused: ${refusal.code}`),
        ]);
        const text = table(['ID', 'STATUS', 'ACCOUNT', 'CASH', 'TARGETS', 'REASON'], rows, cli.screen);
        const more = next === null ? '' : `\n\nMore: --after ${next}`;
        return { json: { portfolios, next }, text: rows.length === 0 ? 'No portfolio.' : text + more };
      }),
    );
  examples(list, 'portfolio list', 'portfolio list --status STALE --json', 'portfolio list --symbol META');
}
