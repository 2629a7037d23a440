import type { Command } from 'commander';
import { type Cli, examples } from '../cli';

export function addAccountCommands(program: Command, cli: Cli): void {
  const account = program.command('account').description('accounts at the simulated broker');
  const create = account
    .command('create')
    .description('open an account at the simulated broker')
    .argument('<id>', 'the id of the account')
    .argument('<cash>', 'USD, such as 100000.00')
    .option('--cash-account', 'without margin: buys are paid from what sells have brought')
    .action(
      cli.answers(async (id: string, cash: string, { cashAccount = false }: { cashAccount?: boolean }) => {
        await cli.connections.simulator().createAccount({ id, cash, margin: !cashAccount });
        return { json: { id }, text: `Account ${id} has $${cash}.` };
      }),
    );
  examples(create, 'account create anna 100000.00');
}
