// What a rebalance, an investment or a withdrawal would trade, from given holdings and prices alone.

import { NOTHING_ANNOUNCED } from './agreement';
import { NO_CAPS } from './caps';
import { deployableCash, planInvestment, planRaise } from './cash-run';
import type { RefusalCode } from './causes';
import { type Asset, assetProblem, type Decision, decide, isFractionable, type Situation } from './decide';
import { investableValueOf, measureDrift, type PricedPortfolio, pricePortfolio, showHalfSum, valueOf } from './drift';
import { type Reason, reasonsOf } from './explain';
import { InvariantError } from './invariant';
import { Decimal, decimal, HUNDRED, showCents, showPercent, sum, ZERO } from './money';
import { afterOrders, bookedUsd, type LeftOut, type LeftOutBecause, type PlanLimits, type PlannedOrder } from './plan';
import { type Policy, policyWarnings } from './policy';
import type { Holding, Portfolio, Target, TickerSymbol } from './portfolio';
import type { Refusal } from './refusal';
import { later } from './time';

/** Amounts are decimal strings: shares, USD per share, USD. */
export interface Question {
  portfolio: { targets: Target[]; holdings: Holding[]; cash: string; policy: Policy };
  prices: ReadonlyMap<TickerSymbol, string>;
  /** A symbol without an entry may be traded, in fractions, both ways. */
  assets: ReadonlyMap<TickerSymbol, Asset>;
  account: { margin: boolean };
  run: Run;
  /** What a full run finds of the days before; any day, with nothing before it, unless given. */
  moment?: Moment;
}

/** A time of the market (ISO) in a portfolio's life. */
export interface Moment extends Pick<Portfolio, 'calendarDoneOn' | 'coolUntil'>, Pick<Situation, 'turnover'> {
  now: string;
}

/** `amount` is USD. Investing without one takes all that is above the reserve. */
export type Run =
  | { kind: 'full' }
  | { kind: 'invest_cash'; amount: string | null }
  | { kind: 'raise_cash'; amount: string };

export interface WhatIf {
  decision: 'trade' | 'not-needed' | 'refused';
  refusal: Refusal | null;
  /** Null when a price is missing. */
  drift: { largest: string; symbol: TickerSymbol | null; halfSum: string } | null;
  orders: PlannedOrder[];
  /** As the portfolio would be once the orders have filled at these prices; null when a price is missing. */
  after: {
    cash: string;
    /** Percent of the value, 4 decimals; the rest to 100 is cash. */
    weights: Record<TickerSymbol, string>;
    drift: { largest: string; halfSum: string };
  } | null;
  warnings: (PolicyWarning | LeftOutBecause)[];
  /** Why each symbol of a full run is traded or not, in symbol order; empty for other runs, and when a price is missing. */
  reasons: Reason[];
}

export type PolicyWarning = 'THRESHOLD_WITHIN_NOISE';

/**
 * Answers as a rebalance would decide with an open market, fresh prices and no caps. A margin account borrows as brokers let it: twice
 * its value less what it holds.
 */
export function whatIf(question: Question): WhatIf {
  const { portfolio, prices } = question;
  const warnings: WhatIf['warnings'] = policyWarnings(portfolio.policy).length > 0 ? ['THRESHOLD_WITHIN_NOISE'] : [];
  const priced = pricePortfolio(portfolio, prices);
  if ('missing' in priced) {
    const refusal: Refusal = { code: 'PRICE_MISSING', detail: priced.missing };
    return { decision: 'refused', refusal, drift: null, orders: [], after: null, warnings, reasons: [] };
  }
  const decision = decideRun(question, priced);
  const orders = decision.kind === 'trade' ? decision.orders : [];
  const leftOut = decision.kind === 'trade' ? decision.leftOut : [];
  const before = measured(priced, portfolio.policy);
  return {
    decision: decision.kind,
    refusal: decision.kind === 'refused' ? decision.refusal : null,
    drift: before,
    orders,
    after: afterwards(priced, orders, portfolio.policy),
    warnings: [...warnings, ...new Set(leftOut.map(({ because }) => because))],
    reasons:
      question.run.kind === 'full'
        ? reasonsOf(measureDrift(priced, portfolio.policy), orders, leftOut, portfolio.policy)
        : [],
  };
}

export type Answer =
  | { kind: 'trade'; orders: PlannedOrder[]; leftOut: LeftOut[]; calendarDay?: string | undefined }
  | { kind: 'not-needed'; calendarDay?: string | undefined }
  | { kind: 'refused'; refusal: Refusal };

/** What `whatIf` decides, without how it was before and would be after. `priced` is the question's portfolio at its prices. */
export function decideRun(question: Question, priced: PricedPortfolio): Answer {
  switch (question.run.kind) {
    case 'full':
      return answerOf(decide(situationOf(question, priced)));
    case 'invest_cash':
      return invest(question, priced, question.run.amount);
    case 'raise_cash':
      return raise(question, priced, question.run.amount);
  }
}

function answerOf(decision: Decision): Answer {
  switch (decision.kind) {
    case 'trade':
      return {
        kind: 'trade',
        orders: decision.orders,
        leftOut: decision.leftOut,
        calendarDay: decision.calendarDay,
      };
    case 'not-needed':
      return { kind: 'not-needed', calendarDay: decision.calendarDay };
    case 'refused':
      return { kind: 'refused', refusal: decision.refusal };
    case 'books-differ':
      throw new InvariantError(`broken invariant: the books are the account, so they agree: ${decision.message}`);
  }
}

function invest(question: Question, priced: PricedPortfolio, given: string | null): Answer {
  const { policy } = question.portfolio;
  const deployable = deployableCash(priced, policy.cashReserve);
  const amount = given === null ? deployable : decimal(given);
  if (amount.greaterThan(deployable))
    return refuse('CASH_NOT_THERE', `$${showCents(deployable)} is there above the cash reserve`);
  if (amount.isZero()) return { kind: 'not-needed' };
  const orders = planInvestment(priced, policy, amount, limitsIn(question));
  return orders.length === 0 ? refuse('NOTHING_TRADABLE') : { kind: 'trade', orders, leftOut: [] };
}

function raise(question: Question, priced: PricedPortfolio, amount: string): Answer {
  const { policy } = question.portfolio;
  const raised = (usd: Decimal) => planRaise(priced, policy, usd, limitsIn(question));
  const orders = raised(Decimal.max(decimal(amount), decimal(policy.minOrder))) ?? raised(decimal(amount));
  if (orders === undefined) return refuse('CASH_NOT_THERE', `all that may be sold brings less than $${amount}`);
  return { kind: 'trade', orders, leftOut: [] };
}

function refuse(code: RefusalCode, detail = ''): Answer {
  return { kind: 'refused', refusal: { code, detail } };
}

function limitsIn(question: Question): Pick<PlanLimits, 'isBlocked' | 'isFractionable'> {
  const assets = assetsOf(question);
  return {
    isBlocked: (symbol, side) => assetProblem(symbol, side, { assets }) !== undefined,
    isFractionable: (symbol) => isFractionable(symbol, { assets }),
  };
}

const FREE: Asset = { tradable: true, fractionable: true };

function assetsOf({ portfolio, assets }: Question): Map<TickerSymbol, Asset> {
  const symbols = [...portfolio.targets, ...portfolio.holdings].map(({ symbol }) => symbol);
  return new Map(symbols.map((symbol) => [symbol, assets.get(symbol) ?? FREE]));
}

/** Any moment will do: prices are fresh and the market is open. */
const NOW = '2026-01-05T15:00:00.000Z';

/** Until the market closes. */
const OPEN_MS = 6 * 3_600_000;

function situationOf(question: Question, priced: PricedPortfolio): Situation {
  const { account, prices, moment } = question;
  const { now = NOW, turnover, ...lived } = moment ?? {};
  const given = { prices, assets: assetsOf(question), margin: account.margin, now };
  const situation = booksAlone({ ...FRESH, ...lived, ...question.portfolio }, priced, given);
  return turnover === undefined ? situation : { ...situation, turnover };
}

interface Books extends Pick<Question, 'prices'>, Pick<Situation, 'assets'> {
  margin: boolean;
  now?: string;
}

/** What a rebalance would find if the account were what the books say, with an open market, fresh prices and no caps. */
export function booksAlone(
  portfolio: Portfolio,
  priced: PricedPortfolio,
  { prices, assets, margin, now = NOW }: Books,
): Situation {
  const cash = priced.cash;
  const buyingPower = margin ? valueOf(priced).plus(cash) : cash;
  return {
    portfolio,
    account: {
      blocked: null,
      cash: cash.toFixed(),
      leaving: '0.00',
      arriving: '0.00',
      buyingPower: (buyingPower.isNegative() ? ZERO : buyingPower).toFixed(),
      margin,
      positions: portfolio.holdings,
      foreignOpenOrders: [],
    },
    prices: new Map([...prices].map(([symbol, price]) => [symbol, { price, at: now }])),
    assets,
    market: { now, isOpen: true, nextClose: later(now, OPEN_MS) },
    trading: { position: 'active', reason: '' },
    doubt: null,
    announced: NOTHING_ANNOUNCED,
    lastFillAt: null,
    caps: NO_CAPS,
    tradedTodayUsd: '0.00',
    runsToday: 0,
    knownPrices: new Map(),
    now,
  };
}

const FRESH: Omit<Portfolio, keyof Question['portfolio']> = {
  id: 'what-if',
  accountId: 'what-if',
  status: 'ACTIVE',
  statusReason: null,
  statusBefore: null,
  frozen: false,
  restrictions: [],
  withdrawals: [],
  freezeUndoes: false,
  version: 1,
  settingsRevision: 1,
  policyVersion: 1,
  coolUntil: null,
  // Nothing is due: what is asked for is what its drift makes of it.
  calendarDoneOn: NOW.slice(0, 10),
  rollbacksInARow: 0,
  refusal: null,
  refusedSince: null,
};

function measured(priced: PricedPortfolio, policy: Policy): NonNullable<WhatIf['drift']> {
  const { largest, symbol } = measureDrift(priced, policy);
  const investable = investableValueOf(priced, policy.cashReserve);
  const halfSum = investable.greaterThan(ZERO) ? showHalfSum(priced, investable) : showPercent(ZERO);
  return { largest: showPercent(largest), symbol, halfSum };
}

function afterwards(priced: PricedPortfolio, orders: readonly PlannedOrder[], policy: Policy): WhatIf['after'] {
  const booked = orders.map((order) => (order.side === 'BUY' ? bookedUsd(order).negated() : bookedUsd(order)));
  const after = { ...afterOrders(priced, orders), cash: priced.cash.plus(sum(booked)) };
  const value = valueOf(after);
  const weightOf = (usd: Decimal) => showPercent(value.greaterThan(ZERO) ? usd.times(HUNDRED).div(value) : ZERO);
  const { largest, halfSum } = measured(after, policy);
  return {
    cash: showCents(after.cash),
    weights: Object.fromEntries(
      after.positions.map(({ symbol, quantity, price }) => [symbol, weightOf(quantity.times(price))]),
    ),
    drift: { largest, halfSum },
  };
}
