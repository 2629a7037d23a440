import { decimal, ZERO } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { believedPrice, type Quote, type Trade } from '../../domain/quote';
import type { Market, Price } from '../market';
import { CalendarModel, ClockModel, SnapshotsModel } from './models';
import { priceOf } from './parse';
import { recentEach } from './recent-each';
import { type AlpacaSettings, createTransport, DEFAULT_FEED, REAL_WIRE, type Transport } from './transport';

/** Servers and proxies refuse a request line of more than about 8 kB. */
const QUERY_MAX = 7_500;

/** The longest that prices are kept for those who take older ones. */
const PRICES_AGE_MAX_MS = 5_000;

/** How long a reading of the market's clock tells how far ours is ahead: clocks drift by milliseconds in that time. */
const AHEAD_AGE_MAX_MS = 10 * 60_000;

/** Alpaca's snapshots (the latest trade and quote in one answer) and clock. */
export function createAlpacaMarket(settings: AlpacaSettings): Market {
  const transport = createTransport(settings);
  const base = `${settings.baseUrl}/${settings.api === 'trading' ? 'v2' : 'v1'}`;
  const openingOf = createOpenings(transport, `${base}/calendar`);
  const now = settings.wire?.now ?? REAL_WIRE.now;
  let ahead: { ms: number; readAt: number } | undefined;
  const snapshotsUrl = `${settings.dataUrl}/v2/stocks/snapshots?feed=${settings.feed ?? DEFAULT_FEED}&symbols=`;
  const clock: Market['clock'] = async () => {
    const readAt = now();
    const { timestamp, is_open, next_close, next_open } = await transport.get(`${base}/clock`, ClockModel);
    // Taken before the market was asked: a slow answer makes a plan seem older, never fresher.
    ahead = { ms: readAt - Date.parse(timestamp), readAt };
    const openedAt = is_open ? await openingOf(timestamp, next_close) : undefined;
    const said = new Date(timestamp).toISOString();
    return { now: said, isOpen: is_open, openedAt, nextClose: next_close, nextOpen: next_open };
  };
  const snapshots = recentEach(now, PRICES_AGE_MAX_MS, async (symbols) => {
    const answers = await Promise.all(
      inQueries(symbols).map((query) => transport.get(`${snapshotsUrl}${query}`, SnapshotsModel)),
    );
    return new Map(answers.flatMap((answer) => Object.entries(answer)));
  });
  return {
    latestPrices: async (symbols, ageMaxMs) => pricesOf([...(await snapshots(symbols, ageMaxMs))]),
    clock,
    aheadMs: async () => {
      if (ahead === undefined || Math.abs(now() - ahead.readAt) > AHEAD_AGE_MAX_MS) await clock();
      return ahead?.ms ?? 0;
    },
  };
}

/**
 * Returns when the session of a local time began, by the calendar, which is asked once a session: the clock does not say it. A session is
 * known by its day and its close. Undefined on a day that is not in the calendar.
 */
function createOpenings(transport: Transport, url: string) {
  let known: { session: string; openedAt: Promise<string | undefined> } | undefined;
  const read = async (local: string) => {
    const [date = '', offset = ''] = [local.slice(0, 10), /(Z|[+-][0-9:]{5})$/.exec(local)?.[0]];
    const days = await transport.get(`${url}?start=${date}&end=${date}`, CalendarModel);
    const open = days.find((day) => day.date === date)?.open;
    return open && new Date(`${date}T${open}:00${offset}`).toISOString();
  };
  return (local: string, nextClose: string): Promise<string | undefined> => {
    const session = `${local.slice(0, 10)} ${nextClose}`;
    if (known?.session === session) return known.openedAt;
    const asked = { session, openedAt: read(local) };
    known = asked;
    asked.openedAt.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.openedAt;
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
  const price = priceOf(p);
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
