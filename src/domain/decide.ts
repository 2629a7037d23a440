// The decision: given everything that was read, trade or not, and why not. Pure, so that a dry run decides the same.

import { type Announced, cashDifference, type Doubt } from './agreement';
import type { ClassDrift } from './asset-class';
import type { BatchExecution } from './batch';
import { calendarDue } from './calendar';
import { type Caps, capProblem } from './caps';
import { buysFromCash, type CashRun, sellsForWithdrawals } from './cash-decision';
import type { RefusalCode } from './causes';
import { isUnderWay, unfollowedAction } from './corporate-action';
import {
  type Drift,
  investableValueOf,
  measureDrift,
  misplacedUsd,
  type PricedPortfolio,
  priceBySymbol,
  pricePortfolio,
  showDrift,
  showHalfSum,
  symbolsOf,
} from './drift';
import { invariant } from './invariant';
import { beginningRefusal, type Trading } from './kill-switch';
import { closureOf, openingOf } from './market-hours';
import { type Decimal, decimal, floorToCents, HUNDRED, showCents, showPercent, ZERO } from './money';
import type { Side } from './order';
import {
  afterOrders,
  buyShortfall,
  chooseExecution,
  type Funding,
  LEFT_OUT_TEXTS,
  type LeftOut,
  type Plan,
  type PlanLimits,
  type PlannedOrder,
  planOrders,
  undoMoneyOf,
  undoShortfall,
} from './plan';
import type { Holding, Portfolio, TickerSymbol } from './portfolio';
import { type Known, priceProblem } from './price-jump';
import { type Quote, spreadProblem } from './quote';
import type { Refusal } from './refusal';
import { managedPart, restrictionOn } from './restriction';
import { type Finding, findingText, type RuleSet, ruleFindings } from './rules';
import { spendableUsd } from './settled';
import { targetsProblem } from './targets';
import { isBefore } from './time';
import { NOTHING_TRADED, type Turnover, turnoverRoom, turnoverText } from './turnover';
import { keptUsd, setAsideUsd } from './withdrawal';

/** Everything a decision rests on, as read just before. Times are ISO; `now` is our clock, `market.now` the market's. */
export interface Situation {
  portfolio: Portfolio;
  account: {
    blocked: string | null;
    cash: string;
    /** USD of `cash` that are on their way out. */
    leaving: string;
    arriving: string;
    buyingPower: string;
    margin: boolean;
    positions: Holding[];
    /** Client order ids of open orders that are not of this system. */
    foreignOpenOrders: string[];
  };
  prices: ReadonlyMap<TickerSymbol, { price: string; at: string; quote?: Quote | undefined }>;
  assets: ReadonlyMap<TickerSymbol, Asset>;
  market: { now: string; isOpen: boolean; nextClose: string; openedAt?: string | undefined };
  trading: Pick<Trading, 'position' | 'reason'>;
  /** The broker is in doubt, or null. */
  doubt: Doubt | null;
  /** What the read of this account before had announced. */
  announced: Announced;
  /** ISO time of the last fill that was booked, or null. */
  lastFillAt: string | null;
  caps: Caps;
  /** USD that the orders of this account filled on the market's day, reversals not counted. */
  tradedTodayUsd: string;
  /** Batches that were opened on the market's day. */
  runsToday: number;
  /** What it traded within 30 days; read only where its policy limits it. */
  turnover?: Turnover;
  /** What prices are judged by. */
  knownPrices: ReadonlyMap<TickerSymbol, Known>;
  /** What every plan is held to; nothing unless given. */
  ruleSet?: RuleSet;
  now: string;
}

/** What may be done with a symbol. `buy` and `sell` are for restrictions of one side; both are allowed unless given. */
export interface Asset {
  tradable: boolean;
  /** In whole shares only when false. */
  fractionable: boolean;
  buy?: boolean;
  sell?: boolean;
  /** Why this account may not trade it. */
  problem?: string;
}

export type Decision =
  | { kind: 'refused'; refusal: Refusal; drift: string | null }
  | { kind: 'not-needed'; drift: string /** The day of the calendar whose look this was. */; calendarDay?: string }
  | { kind: 'books-differ'; reason: 'BOOKS_DIFFER' | 'CASH_DIFFERS'; message: string }
  | {
      kind: 'trade';
      execution: BatchExecution;
      orders: PlannedOrder[];
      /** What the targets ask for and the plan has not. */
      leftOut: LeftOut[];
      drift: string;
      /** What is left when the orders have filled at their prices. */
      driftPlanned: string;
      /** The rules that it breaks and that do not keep it from being traded. */
      findings: Finding[];
      /** The day of the calendar whose look is done when the orders have filled. */
      calendarDay?: string;
    };

interface BooksAndBroker {
  portfolio: Pick<Portfolio, 'holdings'>;
  account: { positions: Holding[] };
}

/** More shares than any company has: the books keep 15 digits before the point. */
const QUANTITY_MAX = decimal('999999999999999');

/** What a run is asked for: to bring a portfolio to its targets, or only to buy with the cash that is there. */
export type AskedRun = 'full' | 'invest_cash';

/**
 * Decides in the documented order of refusals; the books are compared once no foreign order can explain a difference. While withdrawals
 * lack money, a full run only sells what is furthest over its target.
 */
export function decide(situation: Situation, run: AskedRun = 'full'): Decision {
  const early = standingRefusal(situation, run) ?? foreignOrders(situation);
  if (early !== undefined) return { kind: 'refused', refusal: early, drift: null };
  const difference = differenceOf(situation);
  const action = difference?.reason === 'BOOKS_DIFFER' ? unbookedAction(situation) : undefined;
  if (action !== undefined) return { kind: 'refused', refusal: action, drift: null };
  if (difference !== undefined) return { kind: 'books-differ', ...difference };
  const blind = unfollowedPrice(situation) ?? untargetedHolding(situation) ?? pricesProblem(situation);
  if (blind !== undefined) return { kind: 'refused', refusal: blind, drift: null };
  return decideOnDrift(situation, run);
}

/**
 * Returns the cash that is there to be planned with, USD. What is on its way out, or set aside for a withdrawal, is not: neither to be
 * spent, nor to be part of the value that the targets divide, because it will be gone.
 */
function ownCash({ portfolio, account }: Pick<Situation, 'portfolio' | 'account'>): Decimal {
  return decimal(account.cash).minus(keptUsd(portfolio, account.leaving));
}

/** Whether open withdrawals lack money. */
function isOwing(situation: Pick<Situation, 'portfolio' | 'account'>): boolean {
  return situation.portfolio.withdrawals.length > 0 && ownCash(situation).isNegative();
}

/** Returns what of it orders may spend now, USD: what a cash account sold for may have to settle first. */
function spendableCash({ portfolio, account }: Pick<Situation, 'portfolio' | 'account'>): Decimal {
  return floorToCents(spendableUsd(account).minus(keptUsd(portfolio, account.leaving)));
}

/** Returns the portfolio as a decision sees it: at the latest prices, with the cash that is its own. */
export function pricedIn({
  portfolio,
  account,
  prices,
  market,
}: Pick<Situation, 'portfolio' | 'account' | 'prices' | 'market'>) {
  const setAside = setAsideUsd(portfolio);
  // What is kept for withdrawals is taken from the cash once.
  const cash = ownCash({ portfolio, account }).plus(setAside).toFixed();
  const priced = pricePortfolio({ ...portfolio, cash }, priceBySymbol(prices));
  const calendarDay = calendarDue(portfolio, market.now);
  return calendarDay === undefined || 'missing' in priced ? priced : { ...priced, calendarDay };
}

/** How a portfolio is when `orders` have filled at the prices they were planned with: USD in cash, and percentage points. */
export interface AfterPlan {
  cash: string;
  /** Half the sum of all deviations from the targets, before and after. */
  halfSumBefore: string;
  halfSum: string;
  /** Percent of the investable value, in symbol order. */
  weights: { symbol: TickerSymbol; before: string; after: string; target: string }[];
}

/** Undefined without a price for each symbol, or a value to measure by. */
export function afterPlan(situation: Situation, orders: readonly PlannedOrder[]): AfterPlan | undefined {
  const { portfolio } = situation;
  const priced = pricedIn(situation);
  if ('missing' in priced) return undefined;
  const investable = investableValueOf(priced, portfolio.policy.cashReserve);
  if (investable.lessThanOrEqualTo(0)) return undefined;
  const after = afterOrders(priced, orders);
  const halfSumOf = (one: PricedPortfolio) => showHalfSum(one, investable);
  const weightsOf = (one: PricedPortfolio) => measureDrift(one, portfolio.policy).positions;
  const then = new Map(weightsOf(after).map(({ symbol, weight }) => [symbol, weight]));
  return {
    cash: showCents(floorToCents(after.cash)),
    halfSumBefore: halfSumOf(priced),
    halfSum: halfSumOf(after),
    weights: weightsOf(priced).map(({ symbol, weight, target }) => ({
      symbol,
      before: showPercent(weight),
      after: showPercent(then.get(symbol) ?? ZERO),
      target: showPercent(target),
    })),
  };
}

/** Why a portfolio's own row keeps it from being traded, whatever broker and market say. */
export function statusRefusal(portfolio: Pick<Portfolio, 'status' | 'statusReason' | 'frozen'>): Refusal | undefined {
  if (portfolio.status === 'CLOSED') return refuse('PORTFOLIO_CLOSED');
  if (portfolio.status === 'PAUSED') return refuse('PORTFOLIO_PAUSED', portfolio.statusReason ?? '');
  if (portfolio.status === 'STALE') return refuse('PORTFOLIO_STALE', portfolio.statusReason ?? '');
  return portfolio.frozen ? refuse('PORTFOLIO_STALE', 'FROZEN') : undefined;
}

/** Cash runs are exempt from what only keeps a portfolio from being turned over: not from the wait after a rollback. */
function standingRefusal(situation: Situation, run: AskedRun): Refusal | undefined {
  const { portfolio, market, trading, doubt, caps, runsToday, now } = situation;
  const status = statusRefusal(portfolio);
  if (status !== undefined) return status;
  if (trading.position === 'halted') return refuse('TRADING_HALTED', trading.reason);
  if (doubt !== null) return refuse('BROKER_IN_DOUBT', doubtText(doubt));
  const isRaise = isOwing(situation);
  const isExempt = (isRaise || run === 'invest_cash') && portfolio.rollbacksInARow === 0;
  if (portfolio.coolUntil !== null && isBefore(now, portfolio.coolUntil) && !isExempt)
    return refuse('COOLING_DOWN', `until ${portfolio.coolUntil}`);
  const { maxRunsPerDay } = portfolio.policy;
  if (maxRunsPerDay !== null && runsToday >= maxRunsPerDay && !isRaise)
    return refuse('RUNS_PER_DAY', `${runsToday} today, at most ${maxRunsPerDay}`);
  const closure = closureOf(market);
  if (closure !== undefined) return refuse('MARKET_CLOSED', closure);
  const opening = openingOf(market, caps.openingMinutes);
  return opening === undefined ? undefined : refuse('MARKET_JUST_OPENED', opening);
}

export function doubtText({ since, differing, read }: Doubt): string {
  return `since ${since}, when ${differing} of ${read} accounts differed`;
}

function foreignOrders({ account }: Situation): Refusal | undefined {
  if (account.foreignOpenOrders.length === 0) return undefined;
  return refuse('FOREIGN_OPEN_ORDERS', account.foreignOpenOrders.slice(0, 3).join(', '));
}

/** Returns what keeps the books from being believed: other shares, or cash that nothing explains. */
export function differenceOf(
  situation: Pick<Situation, 'portfolio' | 'account' | 'announced' | 'lastFillAt' | 'now' | 'prices'>,
): { reason: 'BOOKS_DIFFER' | 'CASH_DIFFERS'; message: string } | undefined {
  const books = booksDifference(situation);
  if (books !== undefined) return { reason: 'BOOKS_DIFFER', message: books };
  const cash = cashDifference(situation);
  return cash === undefined ? undefined : { reason: 'CASH_DIFFERS', message: cash };
}

/** Returns where a quantity at the broker is not the ledger's, to 9 decimals, or undefined. */
export function booksDifference(given: BooksAndBroker): string | undefined {
  const differences = differingSymbols(given).map(
    ({ symbol, ledger, broker }) => `${symbol}: ledger ${ledger}, broker ${broker}`,
  );
  return differences.length === 0 ? undefined : differences.join('; ');
}

function differingSymbols({ portfolio, account }: BooksAndBroker) {
  const ledger = new Map(portfolio.holdings.map((holding) => [holding.symbol, holding.quantity]));
  const broker = new Map(account.positions.map((holding) => [holding.symbol, holding.quantity]));
  return [...new Set([...ledger.keys(), ...broker.keys()])]
    .sort()
    .map((symbol) => ({ symbol, ledger: ledger.get(symbol) ?? '0', broker: broker.get(symbol) ?? '0' }))
    .filter((one) => !decimal(one.ledger).equals(decimal(one.broker)));
}

/** Where a price shows what happened to the shares, and the broker does not list it yet: it will, and then the books agree. */
function unbookedAction({ portfolio, account, prices, knownPrices, caps }: Situation): Refusal | undefined {
  const problems = differingSymbols({ portfolio, account }).map(({ symbol, ledger, broker }) => {
    const [known, latest] = [knownPrices.get(symbol), prices.get(symbol)];
    const problem = known && latest && priceProblem(known, latest.price, latest.at, caps.priceMovePercent);
    return problem && `${symbol}: ledger ${ledger}, broker ${broker}, and its price: ${problem}`;
  });
  return problems.includes(undefined) ? undefined : refuse('CORPORATE_ACTION', problems[0]);
}

/** At the old price, the new number of shares would seem to be worth a multiple. */
function unfollowedPrice({ portfolio, prices, knownPrices }: Situation): Refusal | undefined {
  for (const symbol of symbolsOf(portfolio)) {
    const [action = null, latest] = [knownPrices.get(symbol)?.action, prices.get(symbol)];
    if (action === null || latest === undefined || !isUnderWay(action, latest.at)) continue;
    const text = unfollowedAction(action, latest.price);
    if (text !== undefined) return refuse('CORPORATE_ACTION', `${symbol}: ${text}`);
  }
  return undefined;
}

function untargetedHolding({ portfolio }: Situation): Refusal | undefined {
  if (portfolio.policy.untargeted === 'sell') return undefined;
  const { targets, holdings } = managedPart(portfolio);
  const targeted = new Set(targets.map((target) => target.symbol));
  const stray = holdings.find((holding) => !targeted.has(holding.symbol));
  return stray === undefined ? undefined : refuse('UNTARGETED_HOLDING', stray.symbol);
}

function pricesProblem({ portfolio, prices, market, knownPrices, caps }: Situation): Refusal | undefined {
  const symbols = symbolsOf(portfolio);
  const missing = symbols.find((symbol) => !prices.has(symbol));
  if (missing !== undefined) return refuse('PRICE_MISSING', missing);
  const oldest = Date.parse(market.now) - portfolio.policy.priceMaxAgeMs;
  const old = symbols.find((symbol) => Date.parse(prices.get(symbol)?.at ?? '') < oldest);
  if (old !== undefined) return refuse('PRICE_TOO_OLD', `${old} traded last at ${prices.get(old)?.at}`);
  for (const symbol of symbols) {
    const [known, latest] = [knownPrices.get(symbol), prices.get(symbol)];
    if (known === undefined || latest === undefined) continue;
    const problem = priceProblem(known, latest.price, latest.at, caps.priceMovePercent);
    if (problem !== undefined) return refuse('PRICE_JUMP', `${symbol} ${problem}`);
  }
  return undefined;
}

function decideOnDrift(situation: Situation, run: AskedRun): Decision {
  const { portfolio } = situation;
  invariant(targetsProblem(portfolio.targets) === undefined, 'the targets of a portfolio sum to exactly 100.0000 %');
  const priced = pricedIn(situation);
  if ('missing' in priced) return { kind: 'refused', refusal: refuse('PRICE_MISSING', priced.missing), drift: null };
  const measured: Drift = measureDrift(priced, portfolio.policy);
  const drift = showDrift(measured);
  if (run === 'full' && !measured.exceeds) return { kind: 'not-needed', drift };
  const funding = fundingOf(situation);
  const isTooWide = (symbol: TickerSymbol) => quoteProblem(symbol, situation) !== undefined;
  const isRestricted = (symbol: TickerSymbol, side: Side) =>
    restrictionOn(symbol, side, portfolio.restrictions, situation.now) !== undefined;
  const limits: PlanLimits = {
    isBlocked: (symbol, side) =>
      isRestricted(symbol, side) || assetProblem(symbol, side, situation) !== undefined || isTooWide(symbol),
    isRestricted,
    isTooWide: (symbol, side) => assetProblem(symbol, side, situation) === undefined && isTooWide(symbol),
    isFractionable: (symbol) => isFractionable(symbol, situation),
    ...(portfolio.policy.execution !== 'sells-first' && { togetherMoney: undoMoneyOf(funding) }),
    undoMoney: undoMoneyOf(funding),
    room: turnoverRoom(priced, portfolio.policy, situation.turnover ?? NOTHING_TRADED),
  };
  const cashRun: CashRun = { priced, policy: portfolio.policy, funding, limits };
  if (isOwing(situation)) return decideOnCash(sellsForWithdrawals(cashRun), cashRun, measured, situation);
  if (run === 'invest_cash') {
    const buys = buysFromCash(cashRun);
    return buys ? decideOnCash(buys, cashRun, measured, situation) : { kind: 'not-needed', drift };
  }
  return decideOnPlan(cashRun, measured, situation);
}

/** USD that the buys would cost beyond what the sells bring and the portfolio's own cash. Zero when there is enough. */
function shortOfOwnCash(orders: readonly PlannedOrder[], situation: Situation): Decimal {
  return buyShortfall(orders, floorToCents(ownCash(situation)));
}

function fundingOf(situation: Situation): Funding {
  const { portfolio, account } = situation;
  return {
    cash: spendableCash(situation),
    buyingPower: decimal(account.buyingPower).minus(keptUsd(portfolio, account.leaving)),
    margin: account.margin,
  };
}

/**
 * Returns why orders of earlier prices may not be sent at those of `situation`: a cap, or money that is missing by now. `orders` are at the
 * latest prices, and those in dollars keep their dollars. What is bought after the sells is sized to the money that is there then. Rules are
 * about the plan as it was made.
 */
export function refusedAtLatest(
  { orders, execution }: { orders: PlannedOrder[]; execution: BatchExecution },
  situation: Situation,
): Refusal | undefined {
  const beyond = beyondCaps(orders, situation);
  if (beyond !== undefined || execution === 'sells-first') return beyond;
  const short = shortOfOwnCash(orders, situation);
  if (!short.isZero())
    return refuse('PLAN_DIFFERS', `at the latest prices the buys would cost $${showCents(short)} more than there is`);
  return chooseExecution(orders, fundingOf(situation), situation.portfolio.policy.execution) === execution
    ? undefined
    : refuse('PLAN_DIFFERS', 'at the latest prices its orders may not be sent together');
}

function decideOnPlan({ priced, funding, limits }: CashRun, measured: Drift, situation: Situation): Decision {
  const { portfolio } = situation;
  const drift = showDrift(measured);
  const plan = planOrders(priced, portfolio.policy, limits);
  const { calendarDay } = priced;
  const { orders, leftOut } = plan;
  const refusal =
    untradable(plan, measured, situation) ??
    tooWide(plan, measured, situation) ??
    increasing(orders, situation) ??
    beyondCaps(orders, situation) ??
    unfunded(plan, measured, funding, portfolio) ??
    unsettled(orders, situation) ??
    nothingTradable(plan) ??
    turnedOver(plan, measured, situation) ??
    unfixable(plan, priced, measured, situation);
  if (refusal !== undefined && calendarDay !== undefined && hadNothingToDo(refusal, measured))
    return { kind: 'not-needed', drift, calendarDay };
  if (refusal !== undefined) return { kind: 'refused', refusal, drift };
  const execution = chooseExecution(orders, funding, portfolio.policy.execution);
  if (execution === undefined)
    return {
      kind: 'refused',
      refusal: refuse('REVERSAL_UNFUNDED', 'policy "execution" is "parallel" and the buying power is too small'),
      drift,
    };
  const isLast = !plan.raisesCash && plan.isCut !== true;
  const done = calendarDay !== undefined && isLast ? { calendarDay } : {};
  return ruled({ execution, orders, leftOut, drift, ...done }, priced, situation);
}

/** Only the calendar asked for it, and no plan brings it nearer to its targets: that look is done. */
function hadNothingToDo({ code }: Refusal, { triggers }: Drift): boolean {
  const isCalendarAlone = triggers.every((trigger) => trigger === 'CALENDAR');
  return isCalendarAlone && (code === 'NOTHING_TRADABLE' || code === 'UNFIXABLE_DRIFT');
}

/** What all plans are held to comes last: it is said of what would be traded, and of nothing else. */
function ruled(
  plan: Omit<Extract<Decision, { kind: 'trade' }>, 'kind' | 'driftPlanned' | 'findings'>,
  priced: PricedPortfolio,
  { portfolio: { policy }, ruleSet }: Situation,
): Decision {
  const found = ruleFindings(ruleSet?.rules ?? [], priced, policy, plan.orders);
  const blocking = found.filter(({ severity }) => severity === 'block');
  if (blocking.length > 0) {
    const detail = blocking.slice(0, 3).map(findingText).join('; ');
    return { kind: 'refused', refusal: refuse('RULE_BROKEN', detail), drift: plan.drift };
  }
  const driftPlanned = showDrift(measureDrift(afterOrders(priced, plan.orders), policy));
  return { kind: 'trade', ...plan, driftPlanned, findings: found };
}

/** Decides on a run that trades in one direction. There is no band to come back into: what it trades for is the money. */
function decideOnCash(
  found: PlannedOrder[] | Refusal,
  { priced, policy, funding }: CashRun,
  measured: Drift,
  situation: Situation,
): Decision {
  const drift = showDrift(measured);
  if ('code' in found) return { kind: 'refused', refusal: found, drift };
  const short = buyShortfall(found, funding.cash);
  const refusal =
    untradable({ orders: found, leftOut: [] }, measured, situation) ??
    increasing(found, situation) ??
    beyondCaps(found, situation) ??
    (found.length === 0 ? refuse('NOTHING_TRADABLE') : undefined) ??
    (short.isZero() ? undefined : refuse('CASH_NOT_THERE', `the buys would cost $${showCents(short)} more`));
  if (refusal !== undefined) return { kind: 'refused', refusal, drift };
  const execution = chooseExecution(found, funding, policy.execution) ?? 'sells-first';
  return ruled({ execution, orders: found, leftOut: [], drift }, priced, situation);
}

/** Why one side of a symbol cannot be traded now, or undefined when it can. */
export function assetProblem(
  symbol: TickerSymbol,
  side: Side,
  { assets }: Pick<Situation, 'assets'>,
): string | undefined {
  const asset = assets.get(symbol);
  if (asset === undefined || !asset.tradable) return `${symbol} is not tradable`;
  if (asset.problem !== undefined) return `${symbol}: ${asset.problem}`;
  const isAllowed = side === 'BUY' ? asset.buy : asset.sell;
  return isAllowed === false ? `${symbol} may not be ${side === 'BUY' ? 'bought' : 'sold'}` : undefined;
}

/** Whether the broker takes parts of a share, from this account. */
export function isFractionable(symbol: TickerSymbol, { assets }: Pick<Situation, 'assets'>): boolean {
  return assets.get(symbol)?.fractionable !== false;
}

/** A symbol that is not traded keeps the others from nothing, as long as one of those past the threshold can be traded. */
function untradable(
  { orders, leftOut }: Pick<Plan, 'orders' | 'leftOut'>,
  drift: Drift,
  situation: Situation,
): Refusal | undefined {
  const { blocked } = situation.account;
  if (blocked !== null) return refuse('ORDER_UNTRADABLE', `the account is blocked: ${blocked}`);
  const huge = orders.find(({ quantity }) => quantity.greaterThanOrEqualTo(QUANTITY_MAX));
  if (huge !== undefined) return refuse('ORDER_UNTRADABLE', `${huge.symbol}: ${huge.quantity.toFixed()} shares`);
  const blocking = leftOut.find(({ because }) => because === 'UNTRADABLE');
  if (blocking === undefined || touchesDrift(orders, drift)) return undefined;
  return refuse('ORDER_UNTRADABLE', assetProblem(blocking.symbol, blocking.side, situation));
}

function quoteProblem(symbol: TickerSymbol, { prices, caps }: Situation): string | undefined {
  const problem = spreadProblem(prices.get(symbol)?.quote, caps.spreadPercent);
  return problem && `${symbol} ${problem}`;
}

/** As with what the broker does not trade: it waits, and the others do not wait for it. */
function tooWide({ orders, leftOut }: Plan, drift: Drift, situation: Situation): Refusal | undefined {
  const blocking = leftOut.find(({ because }) => because === 'SPREAD_TOO_WIDE');
  if (blocking === undefined || touchesDrift(orders, drift)) return undefined;
  return refuse('SPREAD_TOO_WIDE', quoteProblem(blocking.symbol, situation));
}

/** Without an order in what is past the threshold the portfolio would be traded again with every move of the others. */
function touchesDrift(orders: readonly PlannedOrder[], drift: Drift): boolean {
  // Every order that brings the portfolio nearer to its targets fixes its cash.
  if (drift.triggers.some((trigger) => trigger !== 'DRIFT' && trigger !== 'CLASS')) return orders.length > 0;
  const past = new Set(drift.positions.filter(({ exceeds }) => exceeds).map(({ symbol }) => symbol));
  const classes = drift.classes.filter(({ exceeds }) => exceeds);
  return orders.some(({ symbol, side }) => past.has(symbol) || classes.some((one) => isTowards(one, symbol, side)));
}

/** Whether an order brings a class nearer to its target. */
function isTowards({ symbols, weight, target }: ClassDrift, symbol: TickerSymbol, side: Side): boolean {
  return symbols.includes(symbol) && side === (weight.greaterThan(target) ? 'SELL' : 'BUY');
}

function increasing(orders: PlannedOrder[], { trading }: Situation): Refusal | undefined {
  return beginningRefusal(trading, orders);
}

function beyondCaps(orders: PlannedOrder[], { caps, tradedTodayUsd }: Situation): Refusal | undefined {
  const problem = capProblem(orders, tradedTodayUsd, caps);
  return problem === undefined ? undefined : refuse('CAP_EXCEEDED', problem);
}

function unfunded(plan: Plan, drift: Drift, funding: Funding, { policy }: Portfolio): Refusal | undefined {
  if (plan.raisesCash) return undefined;
  const unsold = plan.leftOut.filter(({ because }) => because === 'NOT_UNDOABLE');
  const shortfall = undoShortfall(touchesDrift(plan.orders, drift) ? plan.orders : unsold, undoMoneyOf(funding));
  if (shortfall.isZero()) return undefined;
  return refuse('REVERSAL_UNFUNDED', `$${showCents(shortfall)} short with a cash reserve of ${policy.cashReserve} %`);
}

/** What the plan needs is there, and may not be spent today: sent, its buys would be refused, and what was sold would have to be bought back. */
function unsettled(orders: readonly PlannedOrder[], situation: Situation): Refusal | undefined {
  const spendable = spendableCash(situation);
  const waiting = floorToCents(ownCash(situation)).minus(spendable);
  if (!waiting.greaterThan(ZERO) || buyShortfall(orders, spendable).isZero()) return undefined;
  return refuse('CASH_UNSETTLED', `$${showCents(waiting)} of its cash may not be spent yet`);
}

function nothingTradable({ orders, leftOut }: Plan): Refusal | undefined {
  const isAllSmall = orders.length === 0 && leftOut.every(({ because }) => because === 'TOO_SMALL');
  return isAllSmall ? refuse('NOTHING_TRADABLE') : undefined;
}

/** It waits like what cannot be traded: without an order in what drifted, the next look would find the same. */
function turnedOver({ orders, leftOut, raisesCash }: Plan, drift: Drift, situation: Situation): Refusal | undefined {
  const isCut = leftOut.some(({ because }) => because === 'TURNOVER_30_DAYS');
  if (!isCut || raisesCash || touchesDrift(orders, drift)) return undefined;
  return refuse('TURNOVER_REACHED', turnoverText(situation.turnover ?? NOTHING_TRADED, situation.portfolio.policy));
}

/**
 * What must hold of every plan before it becomes a batch: it touches what drifted and brings the portfolio nearer to its targets, it
 * sells what there is and spends what there is. A refusal also where the planner would be wrong: an error would be tried again
 * for ever and nobody would hear of it.
 */
function unfixable(plan: Plan, priced: PricedPortfolio, drift: Drift, situation: Situation): Refusal | undefined {
  const { orders, leftOut, raisesCash } = plan;
  const { account, portfolio } = situation;
  if (orders.length === 0 || !(touchesDrift(orders, drift) || raisesCash))
    return refuse('UNFIXABLE_DRIFT', blockersOf(leftOut));
  const short = shortOfOwnCash(orders, situation);
  if (!short.isZero()) return refuse('UNFIXABLE_DRIFT', `the buys would cost $${showCents(short)} more than there is`);
  const held = new Map(account.positions.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
  const beyond = orders.find(({ side, symbol, quantity }) => side === 'SELL' && !held.get(symbol)?.gte(quantity));
  if (beyond !== undefined) return refuse('UNFIXABLE_DRIFT', `more of ${beyond.symbol} would be sold than is held`);
  return notBetter(orders, priced, portfolio);
}

function notBetter(
  orders: readonly PlannedOrder[],
  priced: PricedPortfolio,
  portfolio: Portfolio,
): Refusal | undefined {
  const investable = investableValueOf(priced, portfolio.policy.cashReserve);
  const gained = misplacedUsd(priced, investable).minus(misplacedUsd(afterOrders(priced, orders), investable));
  if (gained.lessThanOrEqualTo(0)) return refuse('UNFIXABLE_DRIFT', 'the plan would bring it no nearer to its targets');
  const { minImprovement } = portfolio.policy;
  const isEnough = gained.times(HUNDRED).greaterThanOrEqualTo(decimal(minImprovement).times(investable));
  const targets = new Map(priced.positions.map(({ symbol, target }) => [symbol, target]));
  // An exit has no minimum.
  if (isEnough || orders.every(({ symbol }) => targets.get(symbol)?.isZero())) return undefined;
  const points = showPercent(gained.times(HUNDRED).div(investable));
  return refuse(
    'UNFIXABLE_DRIFT',
    `the plan improves it by ${points} points, less than minImprovement ${minImprovement}`,
  );
}

/** "BUY AAPL: no money to buy; SELL META: below the smallest order", the largest first. */
function blockersOf(leftOut: readonly LeftOut[]): string {
  const largest = [...leftOut].sort((a, b) => b.value.comparedTo(a.value)).slice(0, 3);
  return largest.map(({ side, symbol, because }) => `${side} ${symbol}: ${LEFT_OUT_TEXTS[because]}`).join('; ');
}

function refuse(code: RefusalCode, detail = ''): Refusal {
  return { code, detail };
}
