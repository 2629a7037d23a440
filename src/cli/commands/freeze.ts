import type { Command } from 'commander';
import { type Cli, examples } from '../cli';
import { Failure, failureOf, taken } from '../failure';

export function addFreezeCommand(program: Command, cli: Cli): void {
  const command = program
    .command('freeze')
    .description(
      'stop a portfolio: cancel its open orders, keep what filled, and trade nothing until somebody releases it',
    )
    .argument('<id>', 'the portfolio')
    .requiredOption('--reason <text>', 'why')
    .option('--undo', 'first reverse what the present batch has filled, within the limits')
    .action(
      cli.answers(async (id: string, { reason, undo }: { reason: string; undo?: boolean }) => {
        const input = { portfolioId: id, reason, ...(undo && { undo }) };
        const frozen = taken(await cli.door().freezePortfolio(input));
        if (!frozen.told) throw notTold(id, frozen.fault);
        return {
          json: { id },
          text: `Portfolio ${id} is not rebalanced from now on. It becomes STALE once ${undo ? 'its batch is reversed' : 'its open orders are cancelled'}.`,
        };
      }),
    );
  examples(command, 'freeze anna --reason "complaint of the customer"', 'freeze anna --reason "wrong targets" --undo');
}

/** The ledger has recorded the freeze: it must work even while Temporal does not answer. */
function notTold(id: string, fault: unknown): Failure {
  const { code, exit, message, more } = failureOf(fault);
  const frozen = `from now on portfolio ${id} is not rebalanced, and the monitor has it held once it reaches Temporal`;
  return new Failure(code, exit, `${frozen}. It is not known whether orders under way were stopped: ${message}`, more);
}
