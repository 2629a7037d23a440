import type { Command } from 'commander';
import { type Evidence, RESOLVE_ACTIONS, unreversedOf, unreversedText } from '../../../domain/stale';
import { choicesOf, costLines } from '../../../domain/stale-choices';
import { type Cli, examples } from '../../cli';
import { taken } from '../../failure';
import { facts, table } from '../../screen/table';
import { addStaleDeclareCommand } from './declare';
import { addStaleResolveCommand } from './resolve';

export function addStaleCommands(program: Command, cli: Cli): void {
  const stale = program.command('stale').description('STALE portfolios: blocked until a person resolves them');
  addList(stale, cli);
  addShow(stale, cli);
  addStaleResolveCommand(stale, cli);
  addStaleDeclareCommand(stale, cli);
}

function addList(stale: Command, cli: Cli): void {
  const list = stale
    .command('list')
    .description('list the STALE portfolios with their reasons')
    .option('--reason <reason>', 'only portfolios with this reason, such as BOOKS_DIFFER')
    .action(
      cli.answers(async ({ reason }: { reason?: string }) => {
        const portfolios = await cli.door().listStale(reason);
        const rows = portfolios.map(({ id, accountId, statusReason }) => [id, accountId, statusReason ?? '']);
        const nobody = `No portfolio is STALE${reason === undefined ? '' : ' for this reason'}.`;
        return {
          json: {
            portfolios: portfolios.map(({ id, accountId, statusReason }) => ({ id, accountId, reason: statusReason })),
          },
          text: rows.length === 0 ? nobody : table(['ID', 'ACCOUNT', 'REASON'], rows, cli.screen),
        };
      }),
    );
  examples(list, 'stale list', 'stale list --reason BOOKS_DIFFER --json');
}

function addShow(stale: Command, cli: Cli): void {
  const show = stale
    .command('show')
    .description('show why a portfolio is STALE: its batch, and the ledger against the broker')
    .argument('<id>', 'the portfolio')
    .action(
      cli.answers(async (id: string) => {
        const { evidence, unreversed } = taken(await cli.door().showStale(id));
        return {
          json: { id, evidence, unreversed, actions: RESOLVE_ACTIONS },
          text: evidenceText(id, evidence, cli),
        };
      }),
    );
  examples(show, 'stale show anna');
}

function evidenceText(id: string, evidence: Evidence, { screen }: Cli): string {
  const { reason, cause, batch, positions, cash, openOrders, brokerProblem, hash } = evidence;
  const costs = costLines(evidence);
  const orders = (batch?.orders ?? []).map(({ kind, side, symbol, quantity, filled, state, error }) => [
    kind,
    side,
    symbol,
    quantity ?? '-',
    filled,
    state,
    error ?? '',
  ]);
  const books = [
    ...(positions ?? []).map(({ symbol, ledger, broker }) => [symbol, ledger, broker, mark(ledger, broker)]),
    ...(cash === null ? [] : [['cash', cash.ledger, cash.broker, '']]),
  ];
  const left = unreversedOf(evidence).map(unreversedText);
  return [
    facts([
      ['portfolio', id],
      ['reason', reason],
      ['evidence', hash ?? 'none'],
      ...(cause === null ? [] : [['cause', `${cause.code}: ${cause.message}`] as const]),
      ...(brokerProblem === null ? [] : [['broker', brokerProblem] as const]),
      ...(evidence.declaredOtherwise ?? []).map((line) => ['broker shows something else', line] as const),
      ...(left.length === 0 ? [] : [['not reversed yet', left.join(', ')] as const]),
      ...(openOrders.length === 0 ? [] : [['open orders', openOrders.join(', ')] as const]),
    ]),
    ...(costs.length === 0 ? [] : [['What each action would lead to now:', ...costs].join('\n  ')]),
    ...(orders.length === 0
      ? []
      : [table(['KIND', 'SIDE', 'SYMBOL', 'SIZE', 'FILLED', 'STATE', 'ERROR'], orders, screen)]),
    ...unknownText(id, evidence),
    ...(books.length === 0 ? [] : [table(['', 'LEDGER', 'BROKER', ''], books, screen)]),
    facts(choicesOf(evidence).map((action) => [`--action ${action}`, RESOLVE_ACTIONS[action]] as const)),
  ].join('\n\n');
}

/** What to type when nobody knows the outcome of an order: its id is too long for the table. */
function unknownText(id: string, { batch, hash }: Evidence): string[] {
  const unknown = (batch?.orders ?? []).filter(({ declarableFrom }) => declarableFrom !== undefined);
  return unknown.map(({ clientOrderId, declarableFrom }) =>
    [
      `The outcome of ${clientOrderId} is unknown. Ask again with --action retry-reversal. If the broker still does not know,`,
      `two people may declare it from ${declarableFrom} on, each with`,
      `  autobalancer stale declare ${id} ${clientOrderId} --never-arrived --evidence ${hash ?? 'HASH'} --note "how you know"`,
      `or, instead of --never-arrived, with --filled SHARES --price USD.`,
    ].join('\n'),
  );
}

function mark(ledger: string, broker: string): string {
  return ledger === broker ? '' : '← differs';
}
