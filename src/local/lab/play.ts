// Plays one contender through a history: each close is evaluated once, and its orders fill at that close.
//
// A decision sees only its own close, so nothing looks ahead. Orders fill at the same close, because the engine sends its orders
// seconds after the price that it decided on. The cost is for those seconds and for the spread.

import { type PricedPortfolio, valueOf } from '../../domain/drift';
import { type Decimal, decimal, halfEvenToCents, showCents, ZERO } from '../../domain/money';
import { DEFAULT_POLICY, type Policy } from '../../domain/policy';
import type { Target } from '../../domain/portfolio';
import { equalTargets } from '../../domain/targets';
import { type Answer, decideRun, type Question } from '../../domain/what-if';
import type { Contender, Period } from './contenders';
import type { History, HistoryDay } from './history';
import { type Books, settle } from './settle';
import { isClearlyWithin } from './within';

/** Everything except the daily values leaves out the first purchase. */
export interface Played {
  /** USD at each close, after what was traded at it. */
  values: Decimal[];
  tradedUsd: Decimal;
  costUsd: Decimal;
  firstPurchaseCostUsd: Decimal;
  trades: number;
  rebalances: number;
  /** Days on which a rebalance was due and the engine would have refused it. */
  refused: number;
}

/** USD that every contender begins with. */
export const START_CASH = '100000.00';

/** `cost` is in basis points of what is traded. */
export function play(contender: Contender, { symbols, days }: History, cost: string): Played {
  const targets = equalTargets(symbols);
  const rate = decimal(cost).div(BASIS_POINTS);
  const policy = policyOf(contender);
  let books: Books = { cash: decimal(START_CASH), quantities: new Map() };
  const played: Played = { ...NOTHING, values: [] };
  for (const [index, day] of days.entries()) {
    const isFirst = index === 0;
    const priced = pricedOn(day, books, symbols, targets);
    if (isFirst || mayBeDue(contender, day, days[index - 1], priced)) {
      const answer = decided(priced, day, targets, isFirst ? ANY_DRIFT : policy);
      if (answer.kind === 'refused') played.refused += 1;
      if (answer.kind === 'trade') {
        const settled = settle(books, answer.orders, rate);
        books = settled.books;
        if (isFirst) played.firstPurchaseCostUsd = settled.costUsd;
        else count(played, settled);
      }
    }
    played.values.push(halfEvenToCents(valueOf(pricedOn(day, books, symbols, targets))));
  }
  return played;
}

const BASIS_POINTS = decimal('10000');

const NOTHING = {
  tradedUsd: ZERO,
  costUsd: ZERO,
  firstPurchaseCostUsd: ZERO,
  trades: 0,
  rebalances: 0,
  refused: 0,
};

function count(played: Played, { orders, tradedUsd, costUsd }: ReturnType<typeof settle>): void {
  played.rebalances += 1;
  played.trades += orders.length;
  played.tradedUsd = played.tradedUsd.plus(tradedUsd);
  played.costUsd = played.costUsd.plus(costUsd);
}

/** Every contender invests all of the money, like a replay. */
const PLAIN: Policy = { ...DEFAULT_POLICY, cashReserve: '0.0000' };
/** Rebalancing by the calendar does not depend on the drift, and neither does the first purchase. */
const ANY_DRIFT: Policy = { ...PLAIN, driftMode: 'relative', driftThreshold: '0.0001' };

function policyOf(contender: Contender): Policy {
  if (contender.kind !== 'drift') return ANY_DRIFT;
  const { mode, threshold, destination } = contender;
  return { ...PLAIN, driftMode: mode, driftThreshold: threshold, destination };
}

/** False means certainly not due. If it may be due, the engine's answer decides. */
function mayBeDue(
  contender: Contender,
  day: HistoryDay,
  before: HistoryDay | undefined,
  { cash, positions }: PricedPortfolio,
): boolean {
  switch (contender.kind) {
    case 'buy-and-hold':
      return false;
    case 'calendar':
      return periodOf(day.date, contender.every) !== periodOf(before?.date ?? day.date, contender.every);
    case 'drift': {
      const values = positions.map(({ quantity }, index) => quantity.toNumber() * (day.floats[index] ?? 0));
      const targets = positions.map(({ target }) => target.toNumber());
      const band = { driftMode: contender.mode, threshold: decimal(contender.threshold).toNumber() };
      return !isClearlyWithin(values, cash.toNumber(), targets, band);
    }
  }
}

/** The same for all days of one period. The first trading day of a period is due, because finding the last one means looking ahead. */
function periodOf(date: string, every: Period): string {
  const [year = '', month = ''] = date.split('-');
  if (every === 'year') return year;
  return every === 'month' ? `${year}-${month}` : `${year}-${Math.ceil(Number.parseInt(month, 10) / 3)}`;
}

/** Returns the engine's own answer, for a margin account and an open market. */
function decided(priced: PricedPortfolio, { closes }: HistoryDay, targets: Target[], policy: Policy): Answer {
  const held = priced.positions.filter(({ quantity }) => !quantity.isZero());
  const question: Question = {
    portfolio: {
      targets,
      holdings: held.map(({ symbol, quantity }) => ({ symbol, quantity: quantity.toFixed() })),
      cash: showCents(priced.cash),
      policy,
    },
    prices: closes,
    assets: new Map(),
    account: { margin: true },
    run: { kind: 'full' },
  };
  return decideRun(question, priced);
}

function pricedOn(
  { prices }: HistoryDay,
  books: Books,
  symbols: readonly string[],
  targets: Target[],
): PricedPortfolio {
  return {
    cash: books.cash,
    positions: symbols.map((symbol, index) => ({
      symbol,
      quantity: books.quantities.get(symbol) ?? ZERO,
      price: prices[index] ?? ZERO,
      target: decimal(targets[index]?.percent ?? '0'),
    })),
  };
}
