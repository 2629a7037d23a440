import type { Command } from 'commander';
import type { AuditRow } from '../../ledger/ledger';
import { type Cli, examples } from '../cli';
import { table } from '../screen/table';
import { wholeNumber } from './arguments';
import { existingPortfolio } from './lookup';

export function addAuditCommands(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('what was done to a portfolio, by whom and when');
  const show = audit
    .command('show')
    .description('show the audit of a portfolio, oldest first')
    .argument('<id>', 'the portfolio')
    .option('--batch <id>', 'only what belongs to this batch')
    .option('--limit <number>', 'the last so many', wholeNumber, 50)
    .action(
      cli.answers(async (id: string, { batch, limit }: { batch?: string; limit: number }) => {
        await existingPortfolio(cli, id);
        const rows = (await (await cli.connections.ledger()).listAudit(id))
          .filter(({ batchId }) => batch === undefined || batchId === batch)
          .slice(-limit);
        return { json: { rows }, text: table(['AT', 'ACTOR', 'EVENT', 'DETAIL'], rows.map(rowOf), cli.screen) };
      }),
    );
  examples(show, 'audit show anna', 'audit show anna --limit 200 --json');
}

function rowOf({ at, actor, event, detail }: AuditRow): string[] {
  return [at, actor, event, JSON.stringify(detail)];
}
