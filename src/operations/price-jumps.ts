import type { Market } from '../broker/market';
import type { Caps } from '../domain/caps';
import type { TickerSymbol } from '../domain/portfolio';
import { priceProblem } from '../domain/price-jump';
import type { Ledger } from '../ledger/ledger';

/** A price that is not traded on, in USD per share. `jump` says how far it is from the known one. */
export interface PriceJump {
  symbol: TickerSymbol;
  known: string;
  /** ISO */
  knownSince: string;
  latest: string;
  jump: string;
}

/** Returns the latest prices that are far from the last known good ones, by symbol. @throws BrokerFault */
export async function listPriceJumps({
  ledger,
  market,
  caps,
}: {
  ledger: Pick<Ledger, 'knownPrices'>;
  market: Pick<Market, 'latestPrices'>;
  caps: Pick<Caps, 'priceMovePercent'>;
}): Promise<PriceJump[]> {
  const known = await ledger.knownPrices();
  const latest = await market.latestPrices(known.map(({ symbol }) => symbol));
  return known.flatMap((one) => {
    const { symbol, price, at } = one;
    const now = latest.get(symbol);
    const jump = now && priceProblem(one, now.price, now.at, caps.priceMovePercent);
    return now && jump ? [{ symbol, known: price, knownSince: at, latest: now.price, jump }] : [];
  });
}
