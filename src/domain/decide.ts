// The decision: given everything that was read, trade or not, and why not. Pure, so that a dry run decides the same.

import type { BatchExecution } from './batch';
import { type Caps, capProblem } from './caps';
import { type Drift, measureDrift, priceBySymbol, pricePortfolio, showDrift, symbolsOf } from './drift';
import { closureOf } from './market-hours';
import { decimal, floorToCents, showCents } from './money';
import { chooseExecution, type Funding, type PlannedOrder, planOrders, reversalShortfall } from './plan';
import type { Holding, Portfolio, TickerSymbol } from './portfolio';
import { priceJump } from './price-jump';
import type { Refusal, RefusalCode } from './refusal';
import type { Trading } from './trading';

/** Everything a decision rests on, as read just before. Times are ISO; `now` is our clock, `market.now` the market's. */
export interface Situation {
  portfolio: Portfolio;
  account: {
    blocked: string | null;
    cash: string;
    buyingPower: string;
    margin: boolean;
    positions: Holding[];
    /** Client order ids of open orders that are not of this system. */
    foreignOpenOrders: string[];
  };
  prices: ReadonlyMap<TickerSymbol, { price: string; at: string }>;
  assets: ReadonlyMap<TickerSymbol, { tradable: boolean; fractionable: boolean }>;
  market: { now: string; isOpen: boolean; nextClose: string };
  trading: Pick<Trading, 'position' | 'reason'>;
  caps: Caps;
  /** USD that the orders of this account filled on the market's day, reversals not counted. */
  tradedTodayUsd: string;
  /** The last known good prices, USD per share. */
  knownPrices: ReadonlyMap<TickerSymbol, string>;
  now: string;
}

export type Decision =
  | { kind: 'refused'; refusal: Refusal; drift: string | null }
  | { kind: 'not-needed'; drift: string }
  | { kind: 'books-differ'; message: string }
  | { kind: 'trade'; execution: BatchExecution; orders: PlannedOrder[]; drift: string };

interface BooksAndBroker {
  portfolio: Pick<Portfolio, 'holdings'>;
  account: { positions: Holding[] };
}

/** More shares than any company has: the books keep 15 digits before the point. */
const QUANTITY_MAX = decimal('999999999999999');

/** Decides in the documented order of refusals; the books are compared once no foreign order can explain a difference. */
export function decide(situation: Situation): Decision {
  const early = standingRefusal(situation) ?? foreignOrders(situation);
  if (early !== undefined) return { kind: 'refused', refusal: early, drift: null };
  const difference = booksDifference(situation);
  if (difference !== undefined) return { kind: 'books-differ', message: difference };
  const blind = untargetedHolding(situation) ?? priceProblem(situation);
  if (blind !== undefined) return { kind: 'refused', refusal: blind, drift: null };
  return decideOnDrift(situation);
}

/** Why a portfolio's own row keeps it from being traded, whatever broker and market say. */
export function statusRefusal(portfolio: Pick<Portfolio, 'status' | 'statusReason' | 'frozen'>): Refusal | undefined {
  if (portfolio.status === 'CLOSED') return refuse('PORTFOLIO_CLOSED');
  if (portfolio.status === 'PAUSED') return refuse('PORTFOLIO_PAUSED', portfolio.statusReason ?? '');
  if (portfolio.status === 'STALE') return refuse('PORTFOLIO_STALE', portfolio.statusReason ?? '');
  return portfolio.frozen ? refuse('PORTFOLIO_STALE', 'FROZEN') : undefined;
}

function standingRefusal({ portfolio, market, trading, now }: Situation): Refusal | undefined {
  const status = statusRefusal(portfolio);
  if (status !== undefined) return status;
  if (trading.position === 'halted') return refuse('TRADING_HALTED', trading.reason);
  if (portfolio.coolUntil !== null && Date.parse(now) < Date.parse(portfolio.coolUntil))
    return refuse('COOLING_DOWN', `until ${portfolio.coolUntil}`);
  const closure = closureOf(market);
  return closure === undefined ? undefined : refuse('MARKET_CLOSED', closure);
}

function foreignOrders({ account }: Situation): Refusal | undefined {
  if (account.foreignOpenOrders.length === 0) return undefined;
  return refuse('FOREIGN_OPEN_ORDERS', account.foreignOpenOrders.slice(0, 3).join(', '));
}

/** Returns where a quantity at the broker is not the ledger's, to 9 decimals, or undefined. */
export function booksDifference({ portfolio, account }: BooksAndBroker): string | undefined {
  const ledger = new Map(portfolio.holdings.map((holding) => [holding.symbol, holding.quantity]));
  const broker = new Map(account.positions.map((holding) => [holding.symbol, holding.quantity]));
  const differences = [...new Set([...ledger.keys(), ...broker.keys()])]
    .sort()
    .filter((symbol) => !decimal(ledger.get(symbol) ?? '0').equals(decimal(broker.get(symbol) ?? '0')))
    .map((symbol) => `${symbol}: ledger ${ledger.get(symbol) ?? '0'}, broker ${broker.get(symbol) ?? '0'}`);
  return differences.length === 0 ? undefined : differences.join('; ');
}

function untargetedHolding({ portfolio }: Situation): Refusal | undefined {
  if (portfolio.policy.untargeted === 'sell') return undefined;
  const targeted = new Set(portfolio.targets.map((target) => target.symbol));
  const stray = portfolio.holdings.find((holding) => !targeted.has(holding.symbol));
  return stray === undefined ? undefined : refuse('UNTARGETED_HOLDING', stray.symbol);
}

function priceProblem({ portfolio, prices, market, knownPrices, caps }: Situation): Refusal | undefined {
  const symbols = symbolsOf(portfolio);
  const missing = symbols.find((symbol) => !prices.has(symbol));
  if (missing !== undefined) return refuse('PRICE_MISSING', missing);
  const oldest = Date.parse(market.now) - portfolio.policy.priceMaxAgeMs;
  const old = symbols.find((symbol) => Date.parse(prices.get(symbol)?.at ?? '') < oldest);
  if (old !== undefined) return refuse('PRICE_TOO_OLD', `${old} traded last at ${prices.get(old)?.at}`);
  for (const symbol of symbols) {
    const [known, latest] = [knownPrices.get(symbol), prices.get(symbol)?.price];
    if (known === undefined || latest === undefined) continue;
    const jump = priceJump(known, latest, caps.priceMovePercent);
    if (jump !== undefined) return refuse('PRICE_JUMP', `${symbol} ${jump}`);
  }
  return undefined;
}

function decideOnDrift(situation: Situation): Decision {
  const { portfolio, account } = situation;
  const priced = pricePortfolio({ ...portfolio, cash: account.cash }, priceBySymbol(situation.prices));
  if ('missing' in priced) return { kind: 'refused', refusal: refuse('PRICE_MISSING', priced.missing), drift: null };
  const measured: Drift = measureDrift(priced, portfolio.policy);
  const drift = showDrift(measured);
  if (!measured.exceeds) return { kind: 'not-needed', drift };
  const orders = planOrders(priced, portfolio.policy);
  const funding = {
    cash: floorToCents(decimal(account.cash)),
    buyingPower: decimal(account.buyingPower),
    margin: account.margin,
  };
  const refusal =
    untradable(orders, situation) ??
    increasing(orders, situation) ??
    beyondCaps(orders, situation) ??
    unfunded(orders, funding, portfolio) ??
    nothingTradable(orders);
  if (refusal !== undefined) return { kind: 'refused', refusal, drift };
  const execution = chooseExecution(orders, funding, portfolio.policy.execution);
  if (execution === undefined)
    return {
      kind: 'refused',
      refusal: refuse('REVERSAL_UNFUNDED', 'policy "execution" is "parallel" and the buying power is too small'),
      drift,
    };
  return { kind: 'trade', execution, orders, drift };
}

function untradable(orders: PlannedOrder[], { account, assets }: Situation): Refusal | undefined {
  if (account.blocked !== null) return refuse('ORDER_UNTRADABLE', `the account is blocked: ${account.blocked}`);
  for (const { symbol, quantity } of orders) {
    if (quantity.greaterThanOrEqualTo(QUANTITY_MAX))
      return refuse('ORDER_UNTRADABLE', `${symbol}: ${quantity.toFixed()} shares`);
    const asset = assets.get(symbol);
    if (asset === undefined || !asset.tradable) return refuse('ORDER_UNTRADABLE', `${symbol} is not tradable`);
    if (!asset.fractionable) return refuse('ORDER_UNTRADABLE', `${symbol} is not fractionable`);
  }
  return undefined;
}

function increasing(orders: PlannedOrder[], { trading }: Situation): Refusal | undefined {
  const buys = trading.position === 'reduce-only' && orders.some(({ side }) => side === 'BUY');
  return buys ? refuse('TRADING_REDUCE_ONLY', trading.reason) : undefined;
}

function beyondCaps(orders: PlannedOrder[], { caps, tradedTodayUsd }: Situation): Refusal | undefined {
  const problem = capProblem(orders, tradedTodayUsd, caps);
  return problem === undefined ? undefined : refuse('CAP_EXCEEDED', problem);
}

function unfunded(orders: PlannedOrder[], funding: Funding, { policy }: Portfolio): Refusal | undefined {
  const shortfall = reversalShortfall(orders, funding);
  if (shortfall.isZero()) return undefined;
  return refuse('REVERSAL_UNFUNDED', `$${showCents(shortfall)} short with a cash reserve of ${policy.cashReserve} %`);
}

function nothingTradable(orders: PlannedOrder[]): Refusal | undefined {
  return orders.length === 0 ? refuse('NOTHING_TRADABLE') : undefined;
}

function refuse(code: RefusalCode, detail = ''): Refusal {
  return { code, detail };
}
