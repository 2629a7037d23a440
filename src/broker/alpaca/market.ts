import { decimal, ZERO } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { believedPrice, type Quote, type Trade } from '../../domain/quote';
import type { Market, Price } from '../../market/market';
import { ClockModel, SnapshotsModel } from './models';
import { halfEvenToPrice } from './parse';
import { type AlpacaSettings, createTransport } from './transport';

/** Servers and proxies refuse a request line of more than about 8 kB. */
const QUERY_MAX = 7_500;

/** Alpaca's snapshots (the latest trade and quote in one answer) and clock. */
export function createAlpacaMarket(settings: AlpacaSettings): Market {
  const transport = createTransport(settings);
  const clockUrl = `${settings.baseUrl}/${settings.api === 'trading' ? 'v2' : 'v1'}/clock`;
  const snapshotsUrl = `${settings.dataUrl}/v2/stocks/snapshots?symbols=`;
  return {
    latestPrices: async (symbols) => {
      const answers = await Promise.all(
        inQueries(symbols).map((query) => transport.get(`${snapshotsUrl}${query}`, SnapshotsModel)),
      );
      return pricesOf(answers.flatMap((answer) => Object.entries(answer)));
    },
    clock: async () => {
      const { timestamp, is_open, next_close, next_open } = await transport.get(clockUrl, ClockModel);
      return { now: timestamp, isOpen: is_open, nextClose: next_close, nextOpen: next_open };
    },
  };
}

/** Puts the symbols into as few queries as fit. */
function inQueries(symbols: readonly TickerSymbol[]): string[] {
  const queries: string[] = [];
  for (const symbol of symbols) {
    const last = queries.at(-1);
    const longer = `${last ?? ''}${last === undefined ? '' : '%2C'}${encodeURIComponent(symbol)}`;
    if (last === undefined || longer.length > QUERY_MAX) queries.push(encodeURIComponent(symbol));
    else queries[queries.length - 1] = longer;
  }
  return queries;
}

function pricesOf(snapshots: [TickerSymbol, SnapshotsModel[string]][]): Map<TickerSymbol, Price> {
  const read = snapshots.flatMap(([symbol, snapshot]) => {
    const trade = tradeOf(snapshot);
    return trade === undefined ? [] : [{ symbol, trade, quote: quoteOf(snapshot) }];
  });
  const newest = read.reduce((latest, { trade, quote }) => maxOf(latest, maxOf(trade.at, quote?.at ?? '')), '');
  return new Map(
    read.map(({ symbol, trade, quote }) => [symbol, { ...believedPrice(trade, quote, newest), tradedAt: trade.at }]),
  );
}

function tradeOf(snapshot: SnapshotsModel[string]): Trade | undefined {
  const { p, t } = snapshot?.latestTrade ?? {};
  if (p === undefined || t === undefined) return undefined;
  const price = halfEvenToPrice(p);
  return decimal(price).greaterThan(ZERO) ? { price, at: t } : undefined;
}

function quoteOf(snapshot: SnapshotsModel[string]): Quote | undefined {
  const quote = snapshot?.latestQuote ?? undefined;
  return quote && { bid: quote.bp, ask: quote.ap, at: quote.t };
}

/** Of ISO times in UTC. */
function maxOf(one: string, other: string): string {
  return one > other ? one : other;
}
