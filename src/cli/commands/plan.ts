import type { Command } from 'commander';
import type { Decision } from '../../domain/decide';
import { type Decimal, halfEvenToCents, showCents } from '../../domain/money';
import { LEFT_OUT_TEXTS } from '../../domain/plan';
import { parseWhatIf } from '../../input/what-if';
import { type Preview, previewPlan, type Trade } from '../../operations/preview-plan';
import { type Answer, type Cli, examples } from '../cli';
import { EXIT, Failure, taken } from '../failure';
import { readJson } from '../json-file';
import { reasonsText } from '../screen/reasons';
import type { Screen } from '../screen/screen';
import { facts, table } from '../screen/table';
import { whatIfAnswer } from '../what-if-answer';

export function addPlanCommand(program: Command, cli: Cli): void {
  const command = program
    .command('plan')
    .description('show what a rebalance would do now; locks, stores and sends nothing')
    .argument('[id]', 'the portfolio, in any status')
    .option('--what-if <file>', 'plan for the holdings and prices in this JSON file instead; needs no server')
    .action(
      cli.answers(async (id: string | undefined, { whatIf: file }: { whatIf?: string }) => {
        if (file !== undefined && id === undefined) return whatIfAnswer(parseWhatIf(await readJson(file)), cli.screen);
        if (id === undefined || file !== undefined)
          throw new Failure('USAGE', EXIT.refused, 'name either a portfolio or a --what-if file (--help shows both)');
        const deps = await cli.open('ledger', 'broker', 'market', 'caps');
        const preview = taken(await previewPlan(deps, id));
        return answerOf(id, preview, cli);
      }),
    );
  examples(command, 'plan anna', 'plan anna --json', 'plan --what-if anna-in-march.json');
}

/** `decision` is what would happen now. `plan` is what would be sent if the portfolio's status allowed it. */
function answerOf(portfolioId: string, preview: Preview, { screen }: Cli): Answer {
  const { toSettle, obstacle, drift, trade, explanation } = preview;
  const { status, policy } = preview.situation.portfolio;
  const decision = toSettle === null ? preview.decision.kind : 'settle-first';
  const leftOut = trade?.leftOut ?? [];
  return {
    json: {
      portfolioId,
      status,
      decision,
      obstacle,
      drift,
      plan: trade && { execution: trade.execution, drift: trade.drift, orders: trade.intended },
      leftOut: leftOut.map(({ symbol, side, value, because }) => ({ symbol, side, value: usd(value), because })),
      after: trade && trade.after,
      triggers: explanation && explanation.triggers,
      reasons: explanation && explanation.reasons,
    },
    text: [
      facts([
        ['portfolio', `${portfolioId} ${status}`],
        ['drift', `${drift ?? '-'} %, threshold ${policy.driftThreshold} %`],
        ['now', obstacle === null ? NOW[preview.decision.kind] : `${obstacle.code}: ${obstacle.message}`],
      ]),
      ...(trade === null ? [] : [ordersText(trade, screen)]),
      ...(explanation === null ? [] : [reasonsText(explanation.triggers, explanation.reasons, screen)]),
    ].join('\n\n'),
  };
}

const NOW: Record<Decision['kind'], string> = {
  trade: 'a rebalance would send these orders',
  'not-needed': 'nothing to do: every symbol is inside its band, and the cash within its limits',
  refused: 'refused',
  'books-differ': 'the account would be read again, and the portfolio become STALE if it still differs',
};

function ordersText({ after, intended: sizes, ...trade }: Trade, screen: Screen): string {
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
