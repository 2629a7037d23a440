import type { Command } from 'commander';
import { priceJump } from '../../../domain/price-jump';
import { parsePrices } from '../../../input/prices';
import { type Cli, examples } from '../../cli';
import { table } from '../../screen/table';

export function addPriceJumpCommands(price: Command, cli: Cli): void {
  const jumps = price
    .command('jumps')
    .description('list the prices that are not traded on, because they are far from the last known good ones')
    .action(
      cli.answers(async () => {
        const { connections } = cli;
        const known = await (await connections.ledger()).knownPrices();
        const latest = await connections.market().latestPrices(known.map(({ symbol }) => symbol));
        const { priceMovePercent } = connections.config().caps;
        const found = known.flatMap((one) => {
          const { symbol, price, at } = one;
          const now = latest.get(symbol);
          const jump = now && priceJump(one, now.price, now.at, priceMovePercent);
          return now && jump ? [{ symbol, known: price, knownSince: at, latest: now.price, jump }] : [];
        });
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
    .description('take a price for good after somebody checked it: what comes next is judged by it')
    .argument('<symbol=price...>', 'USD per share, at most 4 decimals')
    .requiredOption('--reason <text>', 'why, for the audit')
    .action(
      cli.answers(async (pairs: string[], { reason }: { reason: string }) => {
        const prices = parsePrices(pairs);
        const ledger = await cli.connections.ledger();
        for (const [symbol, price] of Object.entries(prices))
          await ledger.acceptPrice({ symbol, price, reason }, cli.by());
        return { json: { prices }, text: table(['SYMBOL', 'GOOD'], Object.entries(prices), cli.screen) };
      }),
    );
  examples(accept, 'price accept META=220.00 --reason "split of 2 for 1, books adopted"');
}
