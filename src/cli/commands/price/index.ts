import type { Command } from 'commander';
import { parsePrices } from '../../../input/prices';
import { type Cli, examples } from '../../cli';
import { EXIT, Failure } from '../../failure';
import { table } from '../../screen/table';
import { addPriceJumpCommands } from './jumps';

export function addPriceCommands(program: Command, cli: Cli): void {
  const price = program
    .command('price')
    .description('which prices are trusted, and the prices at the simulated broker');
  addPriceJumpCommands(price, cli);
  const set = price
    .command('set')
    .description('set prices at the simulated broker')
    .argument('<symbol=price...>', 'USD per share, at most 4 decimals')
    .action(
      cli.answers(async (pairs: string[]) => {
        const prices = parsePrices(pairs);
        const simulator = cli.connections.simulator();
        const known = await simulator.prices();
        const unknown = Object.keys(prices).find((symbol) => known[symbol] === undefined);
        if (unknown !== undefined)
          throw new Failure(
            'UNKNOWN_SYMBOL',
            EXIT.refused,
            `the simulated broker does not list ${unknown}: "autobalancer price list" shows what it lists`,
            { field: unknown },
          );
        await simulator.setPrices(prices);
        return { json: { prices }, text: table(['SYMBOL', 'PRICE'], Object.entries(prices), cli.screen) };
      }),
    );
  examples(set, 'price set META=440.00', 'price set META=440.00 AAPL=185.50');
  const list = price
    .command('list')
    .description('list the prices at the simulated broker')
    .action(
      cli.answers(async () => {
        const prices = await cli.door().listPrices();
        return { json: { prices }, text: table(['SYMBOL', 'PRICE'], Object.entries(prices), cli.screen) };
      }),
    );
  examples(list, 'price list');
}
