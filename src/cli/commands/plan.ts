import type { Command } from 'commander';
import { LEFT_OUT_TEXTS } from '../../domain/plan';
import { findingText } from '../../domain/rules';
import { parseWhatIf } from '../../input/what-if';
import type { ShownPlan } from '../../operations/show-plan';
import { type Answer, type Cli, examples } from '../cli';
import { EXIT, Failure, taken } from '../failure';
import { readJson } from '../json-file';
import { classesText, reasonsText } from '../screen/reasons';
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
        return answerOf(taken(await cli.door().showPlan(id)), cli);
      }),
    );
  examples(command, 'plan anna', 'plan anna --json', 'plan --what-if anna-in-march.json');
}

/** `decision` is what would happen now. `plan` is what would be sent if the portfolio's status allowed it. */
function answerOf(shown: ShownPlan, { screen }: Cli): Answer {
  const { portfolioId, status, threshold, decision, obstacle, drift, plan, leftOut, after, triggers, reasons } = shown;
  const { findings, classes } = shown;
  const isExplained = reasons.length > 0;
  return {
    json: {
      portfolioId,
      status,
      decision,
      obstacle,
      drift,
      plan: plan && { ...plan, orders: plan.orders.map(intendedOf) },
      leftOut: leftOut.map(({ symbol, side, value, because }) => ({ symbol, side, value, because })),
      after,
      findings,
      triggers: isExplained ? triggers : null,
      reasons: isExplained ? reasons : null,
      classes: isExplained ? classes : null,
    },
    text: [
      facts([
        ['portfolio', `${portfolioId} ${status}`],
        ['drift', `${drift === null ? 'not known' : `${drift} %`}, threshold ${threshold} %`],
        ['now', obstacle === null ? NOW[decision] : `${obstacle.code}: ${obstacle.message}`],
      ]),
      ...(plan === null ? [] : [ordersText(plan, shown, screen)]),
      ...findings.map((finding) => `breaks a rule: ${findingText(finding)}`),
      ...(isExplained ? [reasonsText(triggers, reasons, screen)] : []),
      ...(classes.length > 0 ? [classesText(classes, screen)] : []),
    ].join('\n\n'),
  };
}

type PlannedOrder = NonNullable<ShownPlan['plan']>['orders'][number];

/** As the ledger would store it. */
function intendedOf({ symbol, side, quantity, notional }: PlannedOrder): object {
  return { symbol, side, quantity, notional };
}

const NOW: Record<ShownPlan['decision'], string> = {
  trade: 'a rebalance would send these orders',
  'not-needed': 'nothing to do: every symbol is inside its band, and the cash within its limits',
  refused: 'refused',
  'books-differ': 'the account would be read again, and the portfolio become STALE if it still differs',
  'settle-first': 'a rebalance settles the open batch first, and then decides',
};

function ordersText(plan: NonNullable<ShownPlan['plan']>, { after, leftOut }: ShownPlan, screen: Screen): string {
  const rows = plan.orders.map(({ side, symbol, quantity, notional, price, value }) => [
    side,
    symbol,
    quantity ?? `$${notional}`,
    price,
    value,
  ]);
  const together = plan.execution === 'parallel' ? 'all at once' : 'the sells first, then the buys';
  const then =
    after && `$${after.cash} in cash, half the sum of deviations ${after.halfSum} % (now ${after.halfSumBefore} %)`;
  const left = leftOut.map(({ side, symbol, value, because }) => [side, symbol, value, LEFT_OUT_TEXTS[because]]);
  return [
    table(['SIDE', 'SYMBOL', 'SIZE', 'PRICE', 'VALUE'], rows, screen),
    together,
    ...(then === null ? [] : [`afterwards: ${then}`]),
    ...(left.length === 0 ? [] : [table(['LEFT OUT', 'SYMBOL', 'VALUE', 'BECAUSE'], left, screen)]),
  ].join('\n\n');
}
