import type { Command } from 'commander';
import { type Preview, previewBatch } from '../../activities/batch/preview-batch';
import { intendedOrders } from '../../activities/batch/situation';
import { type AfterPlan, afterPlan, type Decision } from '../../domain/decide';
import { type Decimal, halfEvenToCents, showCents } from '../../domain/money';
import { LEFT_OUT_TEXTS } from '../../domain/plan';
import { refusalText } from '../../domain/refusal';
import { parseWhatIf } from '../../input/what-if';
import { type Answer, type Cli, examples } from '../cli';
import { EXIT, Failure, refusalFailure } from '../failure';
import { readJson } from '../json-file';
import type { Screen } from '../screen/screen';
import { facts, table } from '../screen/table';
import { whatIfAnswer } from '../what-if-answer';

export function addPlanCommand(program: Command, cli: Cli): void {
  const command = program
    .command('plan')
    .description('show what a rebalance would do now; nothing is locked, stored or sent')
    .argument('[id]', 'the portfolio, in any status')
    .option('--what-if <file>', 'plan for the holdings and prices of a JSON file instead; no server is asked')
    .action(
      cli.answers(async (id: string | undefined, { whatIf: file }: { whatIf?: string }) => {
        if (file !== undefined && id === undefined) return whatIfAnswer(parseWhatIf(await readJson(file)), cli.screen);
        if (id === undefined || file !== undefined)
          throw new Failure('USAGE', EXIT.refused, 'name either a portfolio or a --what-if file (--help shows both)');
        const { connections } = cli;
        const deps = {
          ledger: await connections.ledger(),
          broker: connections.broker(),
          market: connections.market(),
          caps: connections.config().caps,
        };
        const preview = await previewBatch({ ...deps, now: () => new Date().toISOString() }, id);
        if (preview === undefined) throw refusalFailure({ code: 'PORTFOLIO_NOT_FOUND', detail: id });
        return answerOf(id, preview, cli);
      }),
    );
  examples(command, 'plan anna', 'plan anna --json', 'plan --what-if anna-in-march.json');
}

/** `decision` is what would happen now; `plan` what would be sent if the portfolio's own status did not stand in the way. */
function answerOf(portfolioId: string, preview: Preview, { screen }: Cli): Answer {
  const { situation, toSettle } = preview;
  const { status, policy } = situation.portfolio;
  const decision = toSettle === null ? preview.decision.kind : 'settle-first';
  const obstacle = toSettle === null ? obstacleOf(preview.decision) : unsettled(toSettle);
  const trade = toSettle === null && preview.unhindered.kind === 'trade' ? preview.unhindered : null;
  const drift = driftOf(preview.unhindered);
  const leftOut = trade?.leftOut ?? [];
  const after = trade === null ? null : (afterPlan(situation, trade.orders) ?? null);
  return {
    json: {
      portfolioId,
      status,
      decision,
      obstacle,
      drift,
      plan: trade && { execution: trade.execution, drift: trade.drift, orders: intendedOrders(trade) },
      leftOut: leftOut.map(({ symbol, side, value, because }) => ({ symbol, side, value: usd(value), because })),
      after,
    },
    text: [
      facts([
        ['portfolio', `${portfolioId} ${status}`],
        ['drift', `${drift ?? '-'} %, threshold ${policy.driftThreshold} %`],
        ['now', obstacle === null ? NOW[preview.decision.kind] : `${obstacle.code}: ${obstacle.message}`],
      ]),
      ...(trade === null ? [] : [ordersText(trade, after, screen)]),
    ].join('\n\n'),
  };
}

function unsettled(batchId: string): Obstacle {
  return { code: 'BATCH_OPEN', message: `batch ${batchId} is open: a rebalance settles it first, and then decides` };
}

interface Obstacle {
  code: string;
  message: string;
}

const NOW: Record<Decision['kind'], string> = {
  trade: 'a rebalance would send these orders',
  'not-needed': 'nothing to do: the drift is within the threshold',
  refused: 'refused',
  'books-differ': 'the account would be read again, and the portfolio become STALE if it still differs',
};

function obstacleOf(decision: Decision): Obstacle | null {
  if (decision.kind === 'books-differ') return { code: decision.reason, message: decision.message };
  if (decision.kind !== 'refused') return null;
  return { code: decision.refusal.code, message: refusalText(decision.refusal) };
}

function driftOf(decision: Decision): string | null {
  return decision.kind === 'books-differ' ? null : decision.drift;
}

function ordersText(trade: Extract<Decision, { kind: 'trade' }>, after: AfterPlan | null, screen: Screen): string {
  const sizes = intendedOrders(trade);
  const rows = trade.orders.map(({ side, symbol, price, value }, index) => [
    side,
    symbol,
    sizes[index]?.quantity ?? `$${sizes[index]?.notional}`,
    price.toFixed(),
    usd(value),
  ]);
  const together = trade.execution === 'parallel' ? 'all at once' : 'the sells first, then the buys';
  const then =
    after && `$${after.cash} in cash, half the sum of deviations ${after.halfSum} % (now ${after.halfSumBefore} %)`;
  const left = trade.leftOut.map(({ side, symbol, value, because }) => [
    side,
    symbol,
    usd(value),
    LEFT_OUT_TEXTS[because],
  ]);
  return [
    table(['SIDE', 'SYMBOL', 'SIZE', 'PRICE', 'VALUE'], rows, screen),
    together,
    ...(then === null ? [] : [`afterwards: ${then}`]),
    ...(left.length === 0 ? [] : [table(['LEFT OUT', 'SYMBOL', 'VALUE', 'BECAUSE'], left, screen)]),
  ].join('\n\n');
}

function usd(value: Decimal): string {
  return showCents(halfEvenToCents(value));
}
