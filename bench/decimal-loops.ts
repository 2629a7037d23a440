// The two ways to find the drifted without an index: each tick, every holder, in decimals.

import { type Decimal, decimal, HUNDRED, ZERO } from '../src/domain/money';
import { DEFAULT_POLICY } from '../src/domain/policy';
import { confirm } from '../src/monitor/drifted';
import type { IndexedPortfolio } from '../src/monitor/index/drift-index';
import type { Tick } from './population';

/** Takes a tick and returns how many portfolios it checked. */
export type Loop = (tick: Tick) => number;

/** What the product does with a candidate, done with every holder: prices, value and each weight from the texts of the ledger. */
export function exactLoop(portfolios: readonly IndexedPortfolio[], basePrices: ReadonlyMap<string, string>): Loop {
  const prices = new Map(basePrices);
  const holders = holdersOf(portfolios.map((portfolio) => ({ portfolio: whole(portfolio) })));
  return ({ symbol, price }) => {
    prices.set(symbol, price);
    const of = holders.get(symbol) ?? [];
    for (const { portfolio } of of) confirm(portfolio, prices, BENCH_AT);
    return of.length;
  };
}

/** Nothing of the benchmark is on a calendar. */
const BENCH_AT = '2026-03-02T15:00:00.000Z';

interface Kept {
  portfolio: IndexedPortfolio;
  value: Decimal;
  /** For each symbol the values of the whole at which it is within its bounds: from `least` to `most`. */
  bounds: Map<string, { quantity: Decimal; over: Decimal; under: Decimal; least: Decimal; most: Decimal }>;
  past: boolean;
}

/** The least that decimals can do: parsed once, the value kept up to date, each bound multiplied only when its price moves. */
export function incrementalLoop(
  portfolios: readonly IndexedPortfolio[],
  basePrices: ReadonlyMap<string, string>,
): Loop {
  const prices = new Map([...basePrices].map(([symbol, price]) => [symbol, decimal(price)]));
  const holders = holdersOf(portfolios.map((portfolio) => keep(portfolio, prices)));
  return (tick) => {
    const price = decimal(tick.price);
    const change = price.minus(prices.get(tick.symbol) ?? ZERO);
    prices.set(tick.symbol, price);
    const of = holders.get(tick.symbol) ?? [];
    for (const kept of of) {
      const moved = kept.bounds.get(tick.symbol);
      if (moved === undefined) continue;
      kept.value = kept.value.plus(moved.quantity.times(change));
      const worth = moved.quantity.times(price);
      moved.least = worth.times(moved.over);
      moved.most = worth.times(moved.under);
      kept.past = false;
      for (const { least, most } of kept.bounds.values())
        if (kept.value.lessThan(least) || kept.value.greaterThan(most)) kept.past = true;
    }
    return of.length;
  };
}

function keep(portfolio: IndexedPortfolio, prices: ReadonlyMap<string, Decimal>): Kept {
  const invested = HUNDRED.minus(decimal(portfolio.policy.cashReserve));
  const threshold = decimal(portfolio.policy.driftThreshold);
  const targets = new Map(portfolio.targets.map(({ symbol, percent }) => [symbol, decimal(percent)]));
  let value = decimal(portfolio.cash);
  const bounds: Kept['bounds'] = new Map();
  for (const { symbol, quantity: text } of portfolio.holdings) {
    const quantity = decimal(text);
    const worth = quantity.times(prices.get(symbol) ?? ZERO);
    const whole = decimal('1000000').div(invested.times(targets.get(symbol) ?? ZERO));
    const [over, under] = [whole.div(HUNDRED.plus(threshold)), whole.div(HUNDRED.minus(threshold))];
    value = value.plus(worth);
    bounds.set(symbol, { quantity, over, under, least: worth.times(over), most: worth.times(under) });
  }
  return { portfolio, value, bounds, past: false };
}

function holdersOf<Holder extends { portfolio: Pick<IndexedPortfolio, 'holdings'> }>(
  all: Holder[],
): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>();
  for (const holder of all)
    for (const { symbol } of holder.portfolio.holdings) holders.set(symbol, [...(holders.get(symbol) ?? []), holder]);
  return holders;
}

function whole(portfolio: IndexedPortfolio) {
  return {
    ...portfolio,
    policy: { ...DEFAULT_POLICY, ...portfolio.policy },
    id: 'p',
    accountId: 'p',
    status: 'ACTIVE' as const,
    statusReason: null,
    statusBefore: null,
    frozen: false,
    restrictions: [],
    withdrawals: [],
    freezeUndoes: false,
    version: 1,
    settingsRevision: 1,
    coolUntil: null,
    calendarDoneOn: null,
    rollbacksInARow: 0,
    policyVersion: 1,
    refusal: null,
    refusedSince: null,
  };
}
