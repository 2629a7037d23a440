// What rolling out a version would do, added up portfolio by portfolio. Each is decided as a rebalance would, at given prices, on the books
// alone: the account is taken to be what the ledger has, on margin, with an open market.

import type { Caps } from './caps';
import type { RefusalCode } from './causes';
import { type Asset, decide, statusRefusal } from './decide';
import { pricePortfolio } from './drift';
import { decimal, halfEvenToCents, showCents, sum } from './money';
import { bookedUsd } from './plan';
import type { Portfolio, TickerSymbol } from './portfolio';
import { booksAlone } from './what-if';

/** What has been added up so far: plain data, so that it can be given out and taken back. USD have 2 decimals. */
export interface PreviewTotals {
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
  /** By code, the most frequent first, of equal ones by name; `example` is one of them. */
  refused: { code: PreviewRefusal; count: number; example: string }[];
}

/** What the totals come to, in money and in time. */
export interface RolloutPreview extends PreviewTotals {
  turnover: string;
  /** Of what is bought and sold, at the cost that was given. */
  cost: string;
  /** What is asked of the broker, and for how long at the budget that was given. */
  requests: number;
  minutes: number;
}

/** What a portfolio may be refused for: by a rebalance, or because it cannot have the targets. */
export type PreviewRefusal = RefusalCode | 'EVERYTHING_EXCLUDED' | 'OVERRIDES_CONTRADICT' | 'HELD_WITHOUT_TARGET';

export interface PreviewCosts {
  costBasisPoints: string;
  requestsPerMinute: number;
}

export const NOTHING_PREVIEWED: PreviewTotals = {
  subscribers: 0,
  pinned: 0,
  unchanged: 0,
  accounts: 0,
  orders: 0,
  withinThreshold: 0,
  bought: '0.00',
  sold: '0.00',
  refused: [],
};

/** Account, books and clock, and then two for each order: measured with three orders in docs/performance.md. */
const REQUESTS_OF_BATCH = 3;
const REQUESTS_OF_ORDER = 2;

/** Adds up what rolling out to these would do, in another thread or in this one. */
export type PreviewMany = (portfolios: readonly Portfolio[], market: PreviewMarket) => Promise<PreviewTotals>;

/** What rolling out to these would do. They have their new targets and policy. */
export function previewMany(portfolios: readonly Portfolio[], market: PreviewMarket): PreviewTotals {
  const preview = createPreview(NOTHING_PREVIEWED);
  for (const portfolio of portfolios) preview.add(portfolio, market);
  return preview.totals();
}

/** Goes on from what has been added up so far. */
export function createPreview({ bought: boughtBefore, sold: soldBefore, refused: before, ...counted }: PreviewTotals) {
  const count = { ...counted };
  let [bought, sold] = [decimal(boughtBefore), decimal(soldBefore)];
  const refused = new Map(before.map(({ code, ...one }) => [code, one]));
  const refuse = (code: PreviewRefusal, example: string, times = 1) => {
    const known = refused.get(code);
    refused.set(code, { count: (known?.count ?? 0) + times, example: known?.example ?? example });
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
    addTotals: ({ refused: others, bought: moreBought, sold: moreSold, ...counts }: PreviewTotals) => {
      for (const key of Object.keys(counts) as (keyof typeof counts)[]) count[key] += counts[key];
      for (const { code, count: times, example } of others) refuse(code, example, times);
      bought = bought.plus(decimal(moreBought));
      sold = sold.plus(decimal(moreSold));
    },
    totals: (): PreviewTotals => ({
      ...count,
      bought: showCents(bought),
      sold: showCents(sold),
      refused: [...refused]
        .map(([code, one]) => ({ code, ...one }))
        .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
    }),
  };
}

export function previewOf(totals: PreviewTotals, { costBasisPoints, requestsPerMinute }: PreviewCosts): RolloutPreview {
  const turnover = decimal(totals.bought).plus(decimal(totals.sold));
  const requests = totals.accounts * REQUESTS_OF_BATCH + totals.orders * REQUESTS_OF_ORDER;
  return {
    ...totals,
    turnover: showCents(turnover),
    cost: showCents(halfEvenToCents(turnover.times(decimal(costBasisPoints)).div(10_000))),
    requests,
    minutes: Math.ceil(requests / requestsPerMinute),
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
