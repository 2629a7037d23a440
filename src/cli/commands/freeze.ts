import type { Command } from 'commander';
import type { RebalanceClient } from '../../client';
import { freezePortfolio } from '../../operator';
import { type Cli, examples } from '../cli';
import { Failure, failureOf, refusalFailure } from '../failure';

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
        const ledger = await cli.connections.ledger();
        const freeze = { actor: cli.by().name, reason, ...(undo && { undo }) };
        const client = { freeze: (...to: Parameters<Signal>) => signalled(cli, ...to) };
        const frozen = await freezePortfolio({ ledger, client, now: () => cli.by().at }, id, freeze);
        if (!frozen.ok) throw refusalFailure({ code: frozen.refusal, detail: id });
        return {
          json: { id },
          text: `Portfolio ${id} is refused from now on, and held as STALE once ${undo ? 'what it trades is undone' : 'what is open is cancelled'}.`,
        };
      }),
    );
  examples(command, 'freeze anna --reason "complaint of the customer"', 'freeze anna --reason "wrong targets" --undo');
}

type Signal = RebalanceClient['freeze'];

/** The ledger has it by now: that Temporal is away must not keep anybody from freezing. */
async function signalled({ connections }: Cli, ...[portfolio, freeze]: Parameters<Signal>): Promise<void> {
  try {
    await (await connections.rebalances()).freeze(portfolio, freeze);
  } catch (error) {
    const { code, exit, message, more } = failureOf(error);
    const frozen = `portfolio ${portfolio.id} is refused from now on, and the monitor has it held once it reaches Temporal`;
    throw new Failure(
      code,
      exit,
      `${frozen}. Whether what it trades just now is stopped is not known: ${message}`,
      more,
    );
  }
}
