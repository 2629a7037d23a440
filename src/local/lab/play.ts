// Plays one contender through a history: each close is evaluated once, and its orders fill at that close.
//
// A decision sees only its own close, so nothing looks ahead. Orders fill at the same close, because the engine sends its orders
// seconds after the price that it decided on. The cost is for those seconds and for the spread.

import { type PricedPortfolio, valueOf } from '../../domain/drift';
import { type Decimal, decimal, halfEvenToCents, showCents, ZERO } from '../../domain/money';
import { DEFAULT_POLICY, type Policy } from '../../domain/policy';
import type { Target } from '../../domain/portfolio';
import { equalTargets } from '../../domain/targets';
import { type Answer, decideRun, type Moment, type Question } from '../../domain/what-if';
import type { Contender, Period } from './contenders';
import type { History, HistoryDay } from './history';
import { type Life, startLife } from './life';
import { type Books, settle } from './settle';
import { type Bounds, boundsOf, isClearlyWithin } from './within';

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
  const mayBeDue = dueBy(contender, policy);
  const life = startLife(policy, days[0]?.date ?? '');
  let books: Books = { cash: decimal(START_CASH), quantities: new Map() };
  const played: Played = { ...NOTHING, values: [] };
  for (const [index, day] of days.entries()) {
    const isFirst = index === 0;
    const priced = pricedOn(day, books, symbols, targets);
    if (isFirst || mayBeDue(day, days[index - 1], priced, life)) {
      const moment = life.momentOn(day.date);
      const answer = decided(priced, day, targets, isFirst ? firstPurchase(policy) : policy, moment);
      if (answer.kind === 'refused') played.refused += 1;
      else life.looked(answer.calendarDay);
      if (answer.kind === 'trade') {
        const settled = settle(books, answer.orders, rate, policy.shares);
        books = settled.books;
        life.traded(day.date, settled.orders);
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

/** Every contender without a policy of its own invests all of the money, like a replay. */
const PLAIN: Policy = { ...DEFAULT_POLICY, cashReserve: '0.0000' };
/** Rebalancing by the calendar does not depend on the drift, and neither does the first purchase. */
const ANY_DRIFT: Policy = { ...PLAIN, driftMode: 'relative', driftThreshold: '0.0001' };

function policyOf(contender: Contender): Policy {
  switch (contender.kind) {
    case 'drift':
      return {
        ...PLAIN,
        driftMode: contender.mode,
        driftThreshold: contender.threshold,
        destination: contender.destination,
      };
    case 'policy':
      return contender.policy;
    case 'buy-and-hold':
    case 'calendar':
      return ANY_DRIFT;
  }
}

/** Whatever a policy rebalances by, it begins with a portfolio at its targets. */
function firstPurchase({ cashReserve, shares }: Policy): Policy {
  return { ...ANY_DRIFT, cashReserve, shares };
}

type MayBeDue = (day: HistoryDay, before: HistoryDay | undefined, priced: PricedPortfolio, life: Life) => boolean;

/** False means certainly not due. If it may be due, the engine's answer decides. */
function dueBy(contender: Contender, policy: Policy): MayBeDue {
  switch (contender.kind) {
    case 'buy-and-hold':
      return () => false;
    case 'calendar':
      return (day, before) =>
        periodOf(day.date, contender.every) !== periodOf(before?.date ?? day.date, contender.every);
    case 'drift':
    case 'policy': {
      const bounds = boundsOf(policy);
      return (day, _before, priced, life) => {
        const asked = life.askedOn(day.date);
        return asked === undefined ? !isQuiet(day, priced, bounds) : asked === 'calendar';
      };
    }
  }
}

function isQuiet(day: HistoryDay, { cash, positions }: PricedPortfolio, bounds: Bounds): boolean {
  const values = positions.map(({ quantity }, index) => quantity.toNumber() * (day.floats[index] ?? 0));
  const targets = positions.map(({ target }) => target.toNumber());
  return isClearlyWithin(values, cash.toNumber(), targets, bounds);
}

/** The same for all days of one period. The first trading day of a period is due, because finding the last one means looking ahead. */
function periodOf(date: string, every: Period): string {
  const [year = '', month = ''] = date.split('-');
  if (every === 'year') return year;
  return every === 'month' ? `${year}-${month}` : `${year}-${Math.ceil(Number.parseInt(month, 10) / 3)}`;
}

/** Returns the engine's own answer, for a margin account and an open market. */
function decided(
  priced: PricedPortfolio,
  { closes }: HistoryDay,
  targets: Target[],
  policy: Policy,
  moment: Moment,
): Answer {
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
    moment,
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
