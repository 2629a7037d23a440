import { type Command, Option } from 'commander';
import { PORTFOLIO_STATUSES, type PortfolioStatus } from '../../../domain/portfolio';
import { listPortfolios } from '../../../operations/list-portfolios';
import { wholeNumber } from '../../arguments';
import { type Cli, examples } from '../../cli';
import { table } from '../../screen/table';

export function addPortfolioListCommand(portfolio: Command, cli: Cli): void {
  const list = portfolio
    .command('list')
    .description('list portfolios by id')
    .addOption(new Option('--status <status>', 'only those').choices(PORTFOLIO_STATUSES))
    .option('--limit <number>', 'at most so many', wholeNumber, 100)
    .option('--after <id>', 'go on after this id')
    .action(
      cli.answers(async (which: { status?: PortfolioStatus; limit: number; after?: string }) => {
        const portfolios = await listPortfolios(await cli.open('ledger'), which);
        const rows = portfolios.map(({ id, status, statusReason, refusal, accountId, cash, targets }) => [
          id,
          status,
          accountId,
          cash,
          `${targets.length}`,
          statusReason ?? (refusal === null ? '' : `refused: ${refusal.code}`),
        ]);
        const text = table(['ID', 'STATUS', 'ACCOUNT', 'CASH', 'TARGETS', 'REASON'], rows, cli.screen);
        return { json: { portfolios }, text: rows.length === 0 ? 'No portfolio.' : text };
      }),
    );
  examples(list, 'portfolio list', 'portfolio list --status STALE --json');
}
