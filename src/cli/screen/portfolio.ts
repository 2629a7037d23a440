import { Decimal, decimal } from '../../domain/money';
import { policyWarnings } from '../../domain/policy';
import type { Portfolio } from '../../domain/portfolio';
import { refusalText } from '../../domain/refusal';
import type { Measured } from '../../operations/measure';
import { bar } from './bar';
import type { Screen } from './screen';
import { facts, table } from './table';

/** `problem` says why there are no weights; `now` is ISO. */
export function portfolioText(
  portfolio: Portfolio,
  measured: Measured | null,
  problem: string | null,
  now: string,
  screen: Screen,
): string {
  const { id, accountId, status, statusReason, cash, coolUntil, version, policy, refusal, refusedSince } = portfolio;
  return [
    facts([
      ['portfolio', id],
      ['account', accountId],
      ['status', statusReason === null ? status : `${status}: ${statusReason}`],
      ...(refusal === null
        ? []
        : [['refused', `since ${refusedSince}: ${refusal.code}. ${refusalText(refusal)}`] as const]),
      ['cash', `$${cash}`],
      ...(measured === null
        ? []
        : ([
            ['value', `$${measured.value}`],
            ['drift', `${measured.drift} % (threshold ${policy.driftThreshold} %)`],
          ] as const)),
      ...(coolUntil === null || coolUntil <= now ? [] : [['cools until', coolUntil] as const]),
      ['version', `${version}`],
      ...policyWarnings(policy).map((warning) => ['warning', warning] as const),
      ...(problem === null ? [] : [['problem', problem] as const]),
    ]),
    table(HEADINGS, holdingRows(portfolio, measured, screen.columns !== undefined), screen),
  ].join('\n\n');
}

function percentOf(text: string | undefined): string {
  return text === undefined ? '-' : `${text} %`;
}

const HEADINGS = ['SYMBOL', 'TARGET', 'WEIGHT', 'DRIFT', 'QUANTITY', 'PRICE', ''];
const CELLS = 20;

/** Bars show the weight, full at the largest, with a mark at the target. */
function holdingRows(portfolio: Portfolio, measured: Measured | null, bars: boolean): string[][] {
  const held = new Map(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  const targets = new Map(portfolio.targets.map(({ symbol, percent }) => [symbol, percent]));
  const positions = new Map(measured?.positions.map((position) => [position.symbol, position]));
  const all = [...positions.values()].flatMap(({ weight, target }) => [decimal(weight), decimal(target)]);
  const largest = Decimal.max(0, ...all).toFixed();
  // A target of 0 that is not held has no price and is shown all the same.
  return [...new Set([...targets.keys(), ...held.keys()])].sort().map((symbol) => {
    const position = positions.get(symbol);
    return [
      symbol,
      percentOf(targets.get(symbol)),
      percentOf(position?.weight),
      percentOf(position?.drift),
      held.get(symbol) ?? '0',
      position?.price ?? '-',
      bars && position !== undefined ? bar(position.weight, position.target, largest, CELLS) : '',
    ];
  });
}
