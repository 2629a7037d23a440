import type { Command } from 'commander';
import { type Cli, examples } from '../cli';
import { Failure, failureOf, taken } from '../failure';

export function addFreezeCommand(program: Command, cli: Cli): void {
  const command = program
    .command('freeze')
    .description(
      'stop a portfolio: what is open is cancelled, what filled is held, and nothing is traded until somebody releases it',
    )
    .argument('<id>', 'the portfolio')
    .requiredOption('--reason <text>', 'why')
    .option('--undo', 'reverse what a batch under way has filled, within the limits, before it is held')
    .action(
      cli.answers(async (id: string, { reason, undo }: { reason: string; undo?: boolean }) => {
        const input = { portfolioId: id, reason, ...(undo && { undo }) };
        const frozen = taken(await cli.door().freezePortfolio(input));
        if (!frozen.told) throw notTold(id, frozen.fault);
        return {
          json: { id },
          text: `Portfolio ${id} is refused from now on, and held as STALE once ${undo ? 'what it trades is undone' : 'what is open is cancelled'}.`,
        };
      }),
    );
  examples(command, 'freeze anna --reason "complaint of the customer"', 'freeze anna --reason "wrong targets" --undo');
}

/** The ledger has it by now: that Temporal is away must not keep anybody from freezing. */
function notTold(id: string, fault: unknown): Failure {
  const { code, exit, message, more } = failureOf(fault);
  const frozen = `portfolio ${id} is refused from now on, and the monitor has it held once it reaches Temporal`;
  return new Failure(
    code,
    exit,
    `${frozen}. Whether what it trades just now is stopped is not known: ${message}`,
    more,
  );
}
