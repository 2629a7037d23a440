import type { Command } from 'commander';
import { parsePrices } from '../../../input/prices';
import { type Cli, examples } from '../../cli';
import { table } from '../../screen/table';
import { approvalFailure } from '../approvals';

export function addPriceJumpCommands(price: Command, cli: Cli): void {
  const jumps = price
    .command('jumps')
    .description('list prices that are not traded on because they are too far from the last good ones')
    .action(
      cli.answers(async () => {
        const found = await cli.door().listPriceJumps();
        const rows = found.map(({ symbol, knownSince, jump }) => [symbol, jump, knownSince]);
        return {
          json: { jumps: found },
          text: rows.length === 0 ? 'No price jumped.' : table(['SYMBOL', 'JUMP', 'KNOWN SINCE'], rows, cli.screen),
        };
      }),
    );
  examples(jumps, 'price jumps');
  const accept = price
    .command('accept')
    .description('accept a price that you have checked: later prices are compared with it')
    .argument('<symbol=price...>', 'USD per share, at most 4 decimals')
    .requiredOption('--reason <text>', 'why, for the audit')
    .action(
      cli.answers(async (pairs: string[], { reason }: { reason: string }) => {
        const prices = parsePrices(pairs);
        const accepted = await cli.door().acceptPrices({ prices, reason });
        if (!accepted.ok) throw approvalFailure(accepted);
        return { json: { prices }, text: table(['SYMBOL', 'ACCEPTED'], Object.entries(prices), cli.screen) };
      }),
    );
  examples(accept, 'price accept META=220.00 --reason "split of 2 for 1, books adopted"');
}
