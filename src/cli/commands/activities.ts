import { type Command, Option } from 'commander';
import { ACTIVITY_STATES, type ActivityState } from '../../domain/activity';
import type { ListedActivity } from '../../operations/list-activities';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { taken } from '../failure';
import { table } from '../screen/table';

interface Options {
  state?: ActivityState;
  limit: number;
  after?: string;
}

export function addActivitiesCommands(program: Command, cli: Cli): void {
  const activities = program
    .command('activities')
    .description('what moved cash or shares without an order: deposits, dividends, fees, splits and so on');
  const list = activities
    .command('list')
    .description('list what the broker listed, the last seen first, and what became of it in the books')
    .argument('[id]', 'the portfolio; all of them unless given')
    .addOption(new Option('--state <state>', 'only those').choices(ACTIVITY_STATES))
    .option('--limit <number>', 'show at most this many', wholeNumber, 50)
    .option('--after <page>', 'go on after this page: the "next" of the page before')
    .action(
      cli.answers(async (portfolioId: string | undefined, { state, limit, after }: Options) => {
        const listed = taken(await cli.door().listActivities({ portfolioId, state, limit, after }));
        const { next } = listed;
        return { json: { activities: listed.activities, next }, text: textOf(listed.activities, next, cli) };
      }),
    );
  examples(list, 'activities list anna', 'activities list --state IGNORED --json');
}

const HEADINGS = ['AT', 'PORTFOLIO', 'TYPE', 'KIND', 'CASH', 'SYMBOL', 'SHARES', 'STATE', 'ABOUT'];

function textOf(activities: readonly ListedActivity[], next: string | null, { screen }: Cli): string {
  if (activities.length === 0) return 'The broker has listed nothing.';
  const rows = activities.map(({ at, portfolioId, type, kind, cash, symbol, quantity, state, description }) => [
    at,
    portfolioId,
    type,
    kind,
    cash,
    symbol ?? '-',
    quantity ?? '-',
    state,
    description,
  ]);
  return [table(HEADINGS, rows, screen), ...(next === null ? [] : [`More: --after ${next}`])].join('\n\n');
}
