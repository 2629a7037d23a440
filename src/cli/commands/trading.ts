import { Argument, type Command } from 'commander';
import { TRADING_POSITIONS, type Trading, type TradingPosition } from '../../domain/trading';
import { type Answer, type Cli, examples } from '../cli';
import { facts } from '../screen/table';

export function addTradingCommands(program: Command, cli: Cli): void {
  const trading = program.command('trading').description('the kill switch: what all portfolios may trade');
  const show = trading
    .command('show')
    .description('show where the switch stands, who put it there and why')
    .action(cli.answers(async () => answerOf(await (await cli.connections.ledger()).trading())));
  examples(show, 'trading show');
  const set = trading
    .command('set')
    .description('set the switch for all portfolios; undoing what has begun passes in every position')
    .addArgument(new Argument('<position>', 'where to').choices(Object.keys(TRADING_POSITIONS)))
    .requiredOption('--reason <text>', 'why, for the audit')
    .action(
      cli.answers(async (position: TradingPosition, { reason }: { reason: string }) => {
        const ledger = await cli.connections.ledger();
        return answerOf(await ledger.setTrading({ position, reason }, cli.by()));
      }),
    );
  examples(set, 'trading set halted --reason "the broker fills at odd prices"', 'trading set active --reason "solved"');
}

function answerOf(trading: Trading): Answer {
  const { position, reason, actor, since } = trading;
  return {
    json: { trading },
    text: facts([
      ['trading', position],
      ['means', TRADING_POSITIONS[position]],
      ['since', `${since}, by ${actor}`],
      ['reason', reason],
    ]),
  };
}
