import type { Command } from 'commander';
import { freezePortfolio } from '../../operator';
import { type Cli, examples } from '../cli';
import { refusalFailure } from '../failure';

export function addFreezeCommand(program: Command, cli: Cli): void {
  const command = program
    .command('freeze')
    .description('stop a portfolio: what it trades is settled, then it is STALE until somebody releases it')
    .argument('<id>', 'the portfolio')
    .requiredOption('--reason <text>', 'why')
    .action(
      cli.answers(async (id: string, { reason }: { reason: string }) => {
        const ledger = await cli.connections.ledger();
        const client = await cli.connections.rebalances();
        const freeze = { actor: cli.by().name, reason };
        const frozen = await freezePortfolio({ ledger, client, now: () => cli.by().at }, id, freeze);
        if (!frozen.ok) throw refusalFailure({ code: frozen.refusal, detail: id });
        return {
          json: { id },
          text: `Portfolio ${id} is refused from now on, and held as STALE once what it trades is settled.`,
        };
      }),
    );
  examples(command, 'freeze anna --reason "complaint of the customer"');
}
