import { Argument, type Command } from 'commander';
import { TRADING_POSITIONS, type Trading, type TradingPosition } from '../../domain/kill-switch';
import { type Answer, type Cli, examples } from '../cli';
import { EXIT, Failure, taken } from '../failure';
import { facts } from '../screen/table';
import { approvalFailure } from './approvals';

export function addTradingCommands(program: Command, cli: Cli): void {
  const trading = program
    .command('trading')
    .description('the kill switch: what all portfolios may trade')
    .hook('preSubcommand', refusePosition);
  const show = trading
    .command('show')
    .description('show the switch, who set it and why')
    .action(cli.answers(async () => answerOf(await cli.door().showTrading())));
  examples(show, 'trading show');
  const set = trading
    .command('set')
    .description('set the switch for all portfolios; after a halt a second person has to approve it')
    .addArgument(new Argument('<position>', 'the new state').choices(Object.keys(TRADING_POSITIONS)))
    .requiredOption('--reason <text>', 'why, for the audit')
    .option('--undo', 'with halted: reverse what has filled, within the limits; without it nothing is traded')
    .action(
      cli.answers(async (position: TradingPosition, { reason, undo = false }: { reason: string; undo?: boolean }) => {
        if (undo && position !== 'halted')
          throw new Failure('USAGE', EXIT.refused, '--undo only works with halted', { field: '--undo' });
        const set = await cli.door().setTrading({ position, reason, undo });
        if (!set.ok && set.refusal === 'APPROVAL_NEEDED') throw approvalFailure(set);
        return answerOf(taken(set).trading);
      }),
    );
  examples(set, 'trading set halted --reason "the broker fills at odd prices"', 'trading set active --reason "solved"');
}

/** The parser asks for the reason before it looks at the position: nobody should write one for a position that does not exist. */
function refusePosition({ args: [, position = '-'] }: Command, set: Command): void {
  if (set.name() !== 'set' || position.startsWith('-') || position in TRADING_POSITIONS) return;
  set.error(`error: the position cannot be '${position}': it is one of ${Object.keys(TRADING_POSITIONS).join(', ')}`);
}

const UNDO_MEANS = 'no batch begins and no order is sent; a batch that filled in part is reversed, within the limits';

function answerOf(trading: Trading): Answer {
  const { position, undo, reason, actor, since } = trading;
  return {
    json: { trading },
    text: facts([
      ['trading', position],
      ['means', undo ? UNDO_MEANS : TRADING_POSITIONS[position]],
      ['since', `${since}, by ${actor}`],
      ['reason', reason],
    ]),
  };
}
