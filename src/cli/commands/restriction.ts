import type { Command } from 'commander';
import { RESTRICTIONS, type Restriction } from '../../domain/restriction';
import { parseRestriction, parseWhich } from '../../input/restriction';
import { type Cli, examples } from '../cli';
import { taken } from '../failure';
import { table } from '../screen/table';

const KIND = `${Object.entries(RESTRICTIONS)
  .map(([kind, means]) => `${kind}: ${means}`)
  .join('; ')}`;

export function addRestrictionCommands(program: Command, cli: Cli): void {
  const restriction = program
    .command('restriction')
    .description('what a portfolio must not buy or sell, and until when');
  addList(restriction, cli);
  addAdd(restriction, cli);
  addRemove(restriction, cli);
}

function addList(restriction: Command, cli: Cli): void {
  const list = restriction
    .command('list')
    .description('list the restrictions of a portfolio, with who set them and why')
    .argument('<id>', 'the portfolio')
    .action(
      cli.answers(async (id: string) => {
        const { restrictions } = taken(await cli.door().listRestrictions(id));
        return { json: { restrictions }, text: textOf(restrictions, cli) };
      }),
    );
  examples(list, 'restriction list anna');
}

function addAdd(restriction: Command, cli: Cli): void {
  const add = restriction
    .command('add')
    .description('keep a portfolio from trading a symbol; a batch that is open goes on')
    .argument('<id>', 'the portfolio')
    .argument('<symbol>', 'the symbol')
    .argument('<kind>', KIND)
    .requiredOption('--reason <text>', 'why, for the audit')
    .option('--until <time>', 'when it ends by itself: a day, or a time in UTC')
    .action(
      cli.answers(async (id: string, symbol: string, kind: string, options: { reason: string; until?: string }) => {
        const restriction = parseRestriction({ symbol, kind, ...options }, cli.now());
        const { portfolio } = taken(await cli.door().addRestriction({ portfolioId: id, ...restriction }));
        return { json: { restrictions: portfolio.restrictions }, text: textOf(portfolio.restrictions, cli) };
      }),
    );
  examples(
    add,
    'restriction add anna TSLA no-buy --reason "the customer asked for it"',
    'restriction add anna META no-buy --until 2027-01-15 --reason "sold at a loss"',
    'restriction add anna IBM legacy --reason "inherited shares"',
  );
}

function addRemove(restriction: Command, cli: Cli): void {
  const remove = restriction
    .command('remove')
    .description('remove a restriction of a portfolio')
    .argument('<id>', 'the portfolio')
    .argument('<symbol>', 'the symbol')
    .argument('<kind>', Object.keys(RESTRICTIONS).join(', '))
    .action(
      cli.answers(async (id: string, symbol: string, kind: string) => {
        const which = parseWhich({ symbol, kind });
        const { portfolio } = taken(await cli.door().removeRestriction({ portfolioId: id, ...which }));
        return { json: { restrictions: portfolio.restrictions }, text: textOf(portfolio.restrictions, cli) };
      }),
    );
  examples(remove, 'restriction remove anna TSLA no-buy');
}

function textOf(restrictions: readonly Restriction[], cli: Cli): string {
  if (restrictions.length === 0) return 'No restrictions.';
  const rows = restrictions.map(({ symbol, kind, until, reason, by, at }) => [
    symbol,
    kind,
    until ?? '',
    reason,
    by,
    at,
  ]);
  return table(['SYMBOL', 'KIND', 'UNTIL', 'WHY', 'BY', 'SINCE'], rows, cli.screen);
}
