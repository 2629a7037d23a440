import type { Command } from 'commander';
import { type Preview, previewBatch } from '../../activities/preview-batch';
import { intendedOrders } from '../../activities/situation';
import type { Decision } from '../../domain/decide';
import { halfEvenToCents, showCents } from '../../domain/money';
import { type Answer, type Cli, examples } from '../cli';
import { refusalText } from '../failure';
import { facts, table } from '../screen/table';
import { existingPortfolio } from './lookup';

export function addPlanCommand(program: Command, cli: Cli): void {
  const command = program
    .command('plan')
    .description('show what a rebalance would do now; nothing is locked, stored or sent')
    .argument('<id>', 'the portfolio, of whatever status')
    .action(
      cli.answers(async (id: string) => {
        const portfolio = await existingPortfolio(cli, id);
        const { connections } = cli;
        const deps = { ledger: await connections.ledger(), broker: connections.broker(), market: connections.market() };
        const preview = await previewBatch({ ...deps, now: () => new Date().toISOString() }, portfolio);
        return answerOf(id, preview, cli);
      }),
    );
  examples(command, 'plan anna', 'plan anna --json');
}

/** `decision` is what would happen now; `plan` what would be sent if the portfolio's own status did not stand in the way. */
function answerOf(id: string, { decision, unhindered, situation, openBatchId }: Preview, cli: Cli): Answer {
  const obstacle = obstacleOf(decision);
  const plan =
    unhindered.kind !== 'trade'
      ? null
      : { execution: unhindered.execution, drift: unhindered.drift, orders: intendedOrders(unhindered) };
  const { status } = situation.portfolio;
  return {
    json: { portfolioId: id, status, decision: decision.kind, obstacle, openBatchId, drift: driftOf(unhindered), plan },
    text: [
      facts([
        ['portfolio', `${id} ${status}`],
        ['drift', `${driftOf(unhindered) ?? '-'} %, threshold ${situation.portfolio.policy.driftThreshold} %`],
        ['now', obstacle === null ? NOW[decision.kind] : `${obstacle.code}: ${obstacle.message}`],
        ...(openBatchId === null ? [] : [['first', `batch ${openBatchId} is open and is settled first`] as const]),
      ]),
      ...(unhindered.kind === 'trade' ? [ordersText(unhindered, cli)] : []),
    ].join('\n\n'),
  };
}

const NOW: Record<Decision['kind'], string> = {
  trade: 'a rebalance would send these orders',
  'not-needed': 'nothing to do: the drift is within the threshold',
  refused: 'refused',
  'books-differ': 'the portfolio would become STALE',
};

function obstacleOf(decision: Decision): { code: string; message: string } | null {
  if (decision.kind === 'books-differ') return { code: 'BOOKS_DIFFER', message: decision.message };
  if (decision.kind !== 'refused') return null;
  return { code: decision.refusal.code, message: refusalText(decision.refusal) };
}

function driftOf(decision: Decision): string | null {
  return decision.kind === 'books-differ' ? null : decision.drift;
}

function ordersText(trade: Extract<Decision, { kind: 'trade' }>, { screen }: Cli): string {
  const sizes = intendedOrders(trade);
  const rows = trade.orders.map(({ side, symbol, price, value }, index) => [
    side,
    symbol,
    sizes[index]?.quantity ?? `$${sizes[index]?.notional}`,
    price.toFixed(),
    showCents(halfEvenToCents(value)),
  ]);
  const together = trade.execution === 'parallel' ? 'all at once' : 'the sells first, then the buys';
  return `${table(['SIDE', 'SYMBOL', 'SIZE', 'PRICE', 'VALUE'], rows, screen)}\n\n${together}`;
}
