import type { Command } from 'commander';
import { type Cli, examples } from '../cli';
import { taken } from '../failure';
import { facts } from '../screen/table';

export function addBooksCommands(program: Command, cli: Cli): void {
  const books = program.command('books').description('how the accounts at the broker agree with the ledger');
  const show = books
    .command('show')
    .description(
      'show how many accounts were read in the last day, how many differ, and whether the broker is in doubt',
    )
    .action(
      cli.answers(async () => {
        const { progress, doubt } = await cli.door().showBooks();
        const inDoubt =
          doubt === null ? 'no' : `since ${doubt.since}, when ${doubt.differing} of ${doubt.read} accounts differed`;
        return {
          json: { progress, doubt },
          text: facts([
            ['accounts', String(progress.portfolios)],
            ['read in the last day', String(progress.read)],
            ['differing', String(progress.differing)],
            ['oldest read', progress.oldest ?? 'none'],
            ['broker in doubt', inDoubt],
          ]),
        };
      }),
    );
  examples(show, 'books show', 'books show --json');
  const trust = books
    .command('trust')
    .description('trust the broker again: for a day, each account that differs is held by itself instead')
    .requiredOption('--reason <text>', 'why the broker is right, for the audit')
    .action(
      cli.answers(async ({ reason }: { reason: string }) => {
        taken(await cli.door().trustBroker(reason));
        return { json: { trusted: true }, text: 'The broker is trusted, for a day at least.' };
      }),
    );
  examples(trust, 'books trust --reason "META was split 3 for 1"');
}
