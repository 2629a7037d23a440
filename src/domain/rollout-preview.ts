// What rolling out a version would do, added up portfolio by portfolio. Each is decided as a rebalance would, at given prices, on the books
// alone: the account is taken to be what the ledger has, on margin, with an open market.

import type { Caps } from './caps';
import type { RefusalCode } from './causes';
import { type Asset, decide, statusRefusal } from './decide';
import { pricePortfolio } from './drift';
import { decimal, halfEvenToCents, showCents, sum, ZERO } from './money';
import { bookedUsd } from './plan';
import type { Portfolio, TickerSymbol } from './portfolio';
import { booksAlone } from './what-if';

/** USD have 2 decimals. */
export interface RolloutPreview {
  /** Portfolios that follow the model. */
  subscribers: number;
  /** Of these, those that stay at their version. */
  pinned: number;
  /** Those that have the version already. */
  unchanged: number;
  /** Those that would trade, and with how many orders. */
  accounts: number;
  orders: number;
  /** Those that get the targets and trade nothing, because they stay within their threshold. */
  withinThreshold: number;
  bought: string;
  sold: string;
  turnover: string;
  /** Of what is bought and sold, at the cost that was given. */
  cost: string;
  /** What is asked of the broker, and for how long at the budget that was given. */
  requests: number;
  minutes: number;
  /** By code, the most frequent first; `example` is one of them. */
  refused: { code: PreviewRefusal; count: number; example: string }[];
}

/** What a portfolio may be refused for: by a rebalance, or because it cannot have the targets. */
export type PreviewRefusal = RefusalCode | 'EVERYTHING_EXCLUDED' | 'HELD_WITHOUT_TARGET';

export interface PreviewCosts {
  costBasisPoints: string;
  requestsPerMinute: number;
}

/** Account, books and clock, and then two for each order: measured with three orders in docs/performance.md. */
const REQUESTS_OF_BATCH = 3;
const REQUESTS_OF_ORDER = 2;

export function createPreview({ costBasisPoints, requestsPerMinute }: PreviewCosts) {
  const count = { subscribers: 0, pinned: 0, unchanged: 0, accounts: 0, orders: 0, withinThreshold: 0 };
  let [bought, sold] = [ZERO, ZERO];
  const refused = new Map<PreviewRefusal, { count: number; example: string }>();
  const refuse = (code: PreviewRefusal, portfolioId: string) => {
    const before = refused.get(code);
    refused.set(code, { count: (before?.count ?? 0) + 1, example: before?.example ?? portfolioId });
  };
  return {
    skip: (why: 'pinned' | 'unchanged') => {
      count.subscribers += 1;
      count[why] += 1;
    },
    refuse: (code: PreviewRefusal, portfolioId: string) => {
      count.subscribers += 1;
      refuse(code, portfolioId);
    },
    /** `portfolio` has its new targets and policy. */
    add: (portfolio: Portfolio, market: PreviewMarket) => {
      count.subscribers += 1;
      const decision = decisionOf(portfolio, market);
      if (decision.kind === 'refused') return refuse(decision.code, portfolio.id);
      if (decision.kind === 'not-needed') {
        count.withinThreshold += 1;
        return;
      }
      count.accounts += 1;
      count.orders += decision.orders.length;
      const of = (side: 'BUY' | 'SELL') =>
        sum(decision.orders.filter((order) => order.side === side).map((order) => bookedUsd(order)));
      bought = bought.plus(of('BUY'));
      sold = sold.plus(of('SELL'));
    },
    result: (): RolloutPreview => {
      const turnover = bought.plus(sold);
      const requests = count.accounts * REQUESTS_OF_BATCH + count.orders * REQUESTS_OF_ORDER;
      return {
        ...count,
        bought: showCents(bought),
        sold: showCents(sold),
        turnover: showCents(turnover),
        cost: showCents(halfEvenToCents(turnover.times(decimal(costBasisPoints)).div(10_000))),
        requests,
        minutes: Math.ceil(requests / requestsPerMinute),
        refused: [...refused].map(([code, one]) => ({ code, ...one })).sort((a, b) => b.count - a.count),
      };
    },
  };
}

export interface PreviewMarket {
  prices: ReadonlyMap<TickerSymbol, string>;
  assets: ReadonlyMap<TickerSymbol, Asset>;
  caps: Caps;
}

function decisionOf(portfolio: Portfolio, { prices, assets, caps }: PreviewMarket) {
  const status = statusRefusal(portfolio);
  if (status !== undefined) return { kind: 'refused' as const, code: status.code };
  const priced = pricePortfolio(portfolio, prices);
  if ('missing' in priced) return { kind: 'refused' as const, code: 'PRICE_MISSING' as const };
  const situation = booksAlone({ ...portfolio, coolUntil: null }, priced, { prices, assets, margin: true });
  const decision = decide({ ...situation, assets, caps: { ...caps, openingMinutes: 0 } });
  if (decision.kind === 'refused') return { kind: decision.kind, code: decision.refusal.code };
  // The books are the account here.
  return decision.kind === 'books-differ' ? { kind: 'not-needed' as const } : decision;
}
