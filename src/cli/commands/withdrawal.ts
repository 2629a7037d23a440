import { type Command, Option } from 'commander';
import { WITHDRAWAL_STATES, type WithdrawalState } from '../../domain/withdrawal';
import { parseWithdrawal } from '../../input/withdrawal';
import type { ShownWithdrawal } from '../../operations/withdrawals';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { taken } from '../failure';
import { table } from '../screen/table';

export function addWithdrawalCommands(program: Command, cli: Cli): void {
  const withdrawal = program
    .command('withdrawal')
    .description('money that is taken out of a portfolio: set aside at once, and raised by selling');
  addList(withdrawal, cli);
  addRequest(withdrawal, cli);
  addCancel(withdrawal, cli);
  addPaid(withdrawal, cli);
}

interface ListOptions {
  state?: WithdrawalState;
  limit: number;
  after?: string;
}

function addList(withdrawal: Command, cli: Cli): void {
  const list = withdrawal
    .command('list')
    .description('list the withdrawals of a portfolio, the last asked for first, with who asked and why')
    .argument('<id>', 'the portfolio')
    .addOption(new Option('--state <state>', 'only those').choices(WITHDRAWAL_STATES))
    .option('--limit <number>', 'show at most this many', wholeNumber, 50)
    .option('--after <page>', 'go on after this page: the "next" of the page before')
    .action(
      cli.answers(async (portfolioId: string, { state, limit, after }: ListOptions) => {
        const listed = taken(await cli.door().listWithdrawals({ portfolioId, state, limit, after }));
        const { withdrawals, next } = listed;
        const more = next === null ? [] : [`More: --after ${next}`];
        return { json: { withdrawals, next }, text: [textOf(withdrawals, cli), ...more].join('\n\n') };
      }),
    );
  examples(list, 'withdrawal list anna', 'withdrawal list anna --state OPEN');
}

function addRequest(withdrawal: Command, cli: Cli): void {
  const request = withdrawal
    .command('request')
    .description('set money aside to be taken out; what the cash lacks is raised by selling')
    .argument('<id>', 'the portfolio')
    .argument('<usd>', 'the amount: above zero, with at most 2 decimals')
    .requiredOption('--reason <text>', 'why, for the audit')
    .option('--until <time>', 'when it is cancelled by itself: a day, or a time in UTC')
    .action(
      cli.answers(async (portfolioId: string, amount: string, options: { reason: string; until?: string }) => {
        const wanted = parseWithdrawal({ amount, ...options }, cli.now());
        return answerOf(taken(await cli.door().requestWithdrawal({ portfolioId, ...wanted })), cli);
      }),
    );
  examples(
    request,
    'withdrawal request anna 1500.00 --reason "the customer asked for it"',
    'withdrawal request anna 1500.00 --until 2027-01-15 --reason "a house"',
  );
}

function addCancel(withdrawal: Command, cli: Cli): void {
  const cancel = withdrawal
    .command('cancel')
    .description('cancel a withdrawal: its money may be spent again')
    .argument('<id>', 'the portfolio')
    .argument('<withdrawal>', 'the id of the withdrawal')
    .action(
      cli.answers(async (portfolioId: string, withdrawalId: string) =>
        answerOf(taken(await cli.door().cancelWithdrawal({ portfolioId, withdrawalId })), cli),
      ),
    );
  examples(cancel, 'withdrawal cancel anna k2v7pq3d');
}

function addPaid(withdrawal: Command, cli: Cli): void {
  const paid = withdrawal
    .command('paid')
    .description('say that the money of a withdrawal has left, if the broker did not list exactly its amount')
    .argument('<id>', 'the portfolio')
    .argument('<withdrawal>', 'the id of the withdrawal')
    .action(
      cli.answers(async (portfolioId: string, withdrawalId: string) =>
        answerOf(taken(await cli.door().markWithdrawalPaid({ portfolioId, withdrawalId })), cli),
      ),
    );
  examples(paid, 'withdrawal paid anna k2v7pq3d');
}

function answerOf({ withdrawal }: { withdrawal: ShownWithdrawal }, cli: Cli) {
  return { json: { withdrawal }, text: textOf([withdrawal], cli) };
}

function textOf(withdrawals: readonly ShownWithdrawal[], { screen }: Cli): string {
  if (withdrawals.length === 0) return 'No withdrawals.';
  const rows = withdrawals.map(({ id, amount, state, until, reason, by, at }) => [
    id,
    amount,
    state,
    until ?? '',
    reason,
    by,
    at,
  ]);
  return table(['ID', 'USD', 'STATE', 'UNTIL', 'WHY', 'BY', 'SINCE'], rows, screen);
}
