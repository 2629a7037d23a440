// Everything the simulator knows, in one object that the engine owns and changes. Times are milliseconds since 1970.

import { type Decimal, decimal, ZERO } from '../../domain/money';
import type { Side } from '../../domain/order';
import type { TickerSymbol } from '../../domain/portfolio';
import type { ActivityEvent, SimulatedActivity } from './activities';
import type { Call, Effect, Fault, StreamName } from './faults';
import type { OrderEvent } from './order-events';
import type { Taken } from './parts';

export interface SimulatorState {
  settings: SimulatorSettings;
  clock: SimulatedClock;
  accounts: Map<string, SimulatedAccount>;
  assets: Map<TickerSymbol, SimulatedAsset>;
  /** The orders that may still fill, oldest first. */
  open: Set<SimulatedOrder>;
  /** The filled orders whose executions will be taken back. */
  busting: Set<SimulatedOrder>;
  faults: Fault[];
  journal: JournalEntry[];
  /** Requests of each key in the minute it began; kept only while the limit is on. */
  minutes: Map<string, { endsAt: number; used: number }>;
  /** Rises with every change of the books: what is kept on disk is written again when it did. */
  changes: number;
  /** How many ids were given out: the next one follows from it. */
  ids: number;
  /** Trades of assets that were taken back or corrected and are not told yet, oldest first. */
  revisions: { symbol: TickerSymbol; price: Decimal; corrected: Decimal | null }[];
  /** What became of orders and is not told yet, oldest first; null while nobody could be told. */
  orderEvents: OrderEvent[] | null;
  /** Activities of which nobody was told yet; null when nobody could be. */
  activityEvents: ActivityEvent[] | null;
}

export interface SimulatorSettings {
  fillDelayMs: number;
  /** Between bid and ask, of which the latest price is the middle: a buy pays the ask, a sell gets the bid. */
  spreadBasisPoints: string;
  /** False: every price counts as traded when it is read, so that prices nobody moves never get old. */
  keepPriceAge: boolean;
  /** How far above the latest price a market buy by quantity is reckoned: percent. */
  buyReservePercent: string;
  /** A client order id is refused only from this long after its first order: 0 is at once. */
  duplicateRaceMs: number;
  /** The farthest that a limit may be from the latest price: percent, or null for any. */
  limitAwayPercent: string | null;
  /** False: a limit order for a part of a share is refused. */
  fractionalLimits: boolean;
  /** Of one key; null for no limit. */
  requestsPerMinute: number | null;
  /** The key ids that are let in, by any secret; null for any. A key that is taken out is revoked. */
  acceptedKeys: readonly string[] | null;
  /** How long after its fill an execution is listed: 0 is at once, null never. */
  executionsLagMs: number | null;
  /** How long an activity that is no execution is not listed; null for ever. */
  activitiesLagMs: number | null;
  /** Each of them is listed twice, with one id. */
  activitiesTwice: boolean;
  /** When the market is open: until somebody closes it, or on the days and at the hours of the New York exchanges. */
  hours: 'around-the-clock' | 'exchange';
  /** True: an order that could trade against another one of its account is refused. */
  refusesWashTrades: boolean;
  /** How far from the quote of its submission a market order fills at worst: percent, or null for any price. */
  collarPercent: string | null;
  /** Shares that are bid for, and that are asked for, of each asset; null for any number. */
  bookShares: string | null;
  /** How long after somebody took some of them there are as many again. */
  bookRefillMs: number;
  /** Of a hundred fills so many are of a part, and the rest is tried again: "10" is Alpaca's paper. */
  partialFillPercent: string;
}

/** The market's time is the caller's plus `offsetMs`. */
export interface SimulatedClock {
  offsetMs: number;
  isOpen: boolean;
  /** Market time at which it last opened: what waited for the opening fills no earlier. */
  openedAt: number;
  /** ISO, or null for a day away. */
  nextClose: string | null;
  /** The latest market time that a clock answer showed: what is submitted afterwards is stamped later. */
  shownAt: number;
  /** Market time up to which the exchange's hours were followed, or null. */
  followedAt: number | null;
}

export interface SimulatedAccount {
  id: string;
  /** Market time. */
  createdAt: number;
  cash: Decimal;
  /** USD of the cash that are on their way out, that fees have accrued to, and that are on their way in: nothing moves by itself. */
  leaving: Decimal;
  fees: Decimal;
  arriving: Decimal;
  /** "1" is a cash account, "2" a margin account. */
  multiplier: '1' | '2';
  /** True: it may not trade. */
  blocked: boolean;
  positions: Map<TickerSymbol, Decimal>;
  /** What the shares that it holds, or last held, cost on average: USD. */
  entryPrices: Map<TickerSymbol, Decimal>;
  /** Its worth when it was created and at every close of the market, oldest first. */
  closes: AccountWorth[];
  /** Oldest first. */
  orders: SimulatedOrder[];
  byClientOrderId: Map<string, SimulatedOrder>;
  /** Oldest first. */
  fills: SimulatedFill[];
  /** What moved cash or shares without an order, oldest first. */
  activities: SimulatedActivity[];
  lag: AccountLag;
  restrictions: AccountRestrictions;
  configurations: AccountConfigurations;
}

/** USD, at a market time. */
export interface AccountWorth {
  at: number;
  cash: Decimal;
  held: Decimal;
}

/** What its owner chose; what restricts it as well is in the restrictions. */
export interface AccountConfigurations {
  fractionalTrading: boolean;
  noShorting: boolean;
  /** "1" makes a margin account trade like a cash account. */
  maxMarginMultiplier: '1' | '2' | '4';
  tradeConfirmEmail: 'all' | 'none';
}

export const DEFAULT_CONFIGURATIONS: AccountConfigurations = {
  fractionalTrading: true,
  noShorting: false,
  maxMarginMultiplier: '4',
  tradeConfirmEmail: 'all',
};

/** What an account may not do beside `blocked`. */
export interface AccountRestrictions {
  /** Alpaca's reason for which it may only sell ("ach_return"), or null. */
  liquidationOnly: string | null;
  /** Its owner has suspended trading. */
  suspendedByUser: boolean;
  noFractions: boolean;
  /** False: orders of a PTP are refused. */
  ptpAllowed: boolean;
  /** True: a sell of whole shares beyond what is held goes short, unless its `position_intent` is to close. */
  shorting: boolean;
  /** True: a cash account buys with settled cash only. */
  settledCashOnly: boolean;
}

export const NO_RESTRICTIONS: AccountRestrictions = {
  liquidationOnly: null,
  suspendedByUser: false,
  noFractions: false,
  ptpAllowed: false,
  shorting: false,
  settledCashOnly: false,
};

/** How long after a fill an answer still shows the account as it was before it: milliseconds. */
export interface AccountLag {
  cashMs: number;
  /** It decides too which buys are taken. */
  buyingPowerMs: number;
  positionsMs: number;
}

export const NO_LAG: AccountLag = { cashMs: 0, buyingPowerMs: 0, positionsMs: 0 };

export interface SimulatedAsset {
  symbol: TickerSymbol;
  price: Decimal;
  /** Market time at which the price was set. */
  pricedAt: number;
  /** What it cost before its latest trade, or null if that is its first or was taken back. */
  priceBefore: Decimal | null;
  /** Its price when the market last closed, or its first one. */
  lastClose: Decimal;
  tradable: boolean;
  fractionable: boolean;
  /** A partnership whose sales are taxed at the source. */
  ptp: boolean;
  /** Its orders are taken, but do not fill. */
  halted: boolean;
  /** While it is halted its orders are refused: brokers differ in that. */
  haltRefuses: boolean;
  /** Market time at which it was halted: since then it has neither trades nor quotes. */
  haltedAt: number;
  /** Market time at which a halt last ended: what waited for it fills no earlier. */
  resumedAt: number;
  /** Its own spread, or null for that of the settings. */
  spreadBasisPoints: string | null;
  /** What is bid and asked whatever the latest price is, or null; a side of 0 is not there. */
  quote: { bid: Decimal; ask: Decimal } | null;
  /** What is gone of the shares at the ask (for buys) and at the bid. */
  taken: Record<Side, Taken>;
}

export interface SimulatedOrder {
  id: string;
  clientOrderId: string;
  account: SimulatedAccount;
  symbol: TickerSymbol;
  side: Side;
  quantity: Decimal | null;
  notional: Decimal | null;
  /** USD a share, or null for a market order. */
  limitPrice: Decimal | null;
  /** The worst price of a market order, which nobody is shown: USD a share, or null for any. */
  collar: Decimal | null;
  timeInForce: TimeInForce;
  /** As Alpaca says it ("sell_to_close"), or null. */
  intent: string | null;
  status: OrderStatus;
  submittedAt: number;
  /** Market time until which nobody who asks for it is shown it. */
  hiddenUntil: number;
  endedAt: number | null;
  /** Market time at which it fills, or null when it never will by itself. */
  fillsAt: number | null;
  /** How much of it fills: 1, or less under a fault. */
  fraction: Decimal;
  /** What becomes of the rest of it. */
  afterwards: 'stall' | 'cancel' | 'expire' | 'reject' | 'done-for-day' | 'filled';
  /** Market time at which a cancel takes hold that was stuck, or null. */
  cancelsAt: number | null;
  /** Market time at which somebody replaces it, or null. */
  replacesAt: number | null;
  /** The id of the order that took its place, or null. */
  replacedBy: string | null;
  /** The id of the order whose place it took, or null. */
  replaces: string | null;
  /** How long after its fill the executions are taken back, or null. */
  bustMs: number | null;
  /** What a share costs at most when buying power is reserved: USD. */
  reservedPrice: Decimal;
  filledQuantity: Decimal;
  filledPrice: Decimal | null;
}

export const TIMES_IN_FORCE = ['day', 'gtc', 'ioc', 'fok'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export const ORDER_STATUSES = [
  'accepted',
  'pending_new',
  'new',
  'partially_filled',
  'pending_cancel',
  'filled',
  'canceled',
  'expired',
  'done_for_day',
  'replaced',
  'rejected',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export interface SimulatedFill {
  id: string;
  order: SimulatedOrder;
  quantity: Decimal;
  price: Decimal;
  at: number;
  partial: boolean;
}

/** What the simulator saw or did. Nothing in the product reads it; tests and people do. */
export interface JournalEntry {
  /** ISO, market time. */
  at: string;
  kind: Call['operation'] | 'fill' | 'bust' | 'end' | 'activity' | 'price' | 'split' | 'account' | 'clock';
  accountId?: string;
  clientOrderId?: string;
  symbol?: TickerSymbol;
  side?: Side;
  /** Shares and USD: of a fill, what was booked (negative cash is paid); of an account, what it started with. */
  quantity?: string;
  price?: string;
  cash?: string;
  /** The HTTP status the engine decided on, even when the answer was lost on purpose. */
  status?: number;
  message?: string;
  /** The fault that was applied. */
  fault?: Effect['kind'];
  /** Of a fault that hit what was told, or who listened. */
  stream?: StreamName;
}

const DEFAULT_PRICES = {
  AAPL: '190',
  AMD: '160',
  AMZN: '200',
  BAC: '45',
  BBY: '75',
  CVX: '155',
  GE: '290',
  GOOGL: '170',
  HD: '390',
  JNJ: '160',
  JPM: '250',
  KO: '70',
  LLY: '800',
  META: '400',
  MRK: '95',
  MSFT: '420',
  NVDA: '130',
  PEP: '145',
  PFE: '25',
  PG: '155',
  RRC: '38',
  TSLA: '250',
  UNH: '340',
  WMT: '90',
  XOM: '110',
};

const DEFAULT_SETTINGS: SimulatorSettings = {
  fillDelayMs: 20,
  spreadBasisPoints: '2',
  keepPriceAge: false,
  buyReservePercent: '2.5',
  duplicateRaceMs: 0,
  limitAwayPercent: null,
  fractionalLimits: true,
  requestsPerMinute: null,
  executionsLagMs: 0,
  activitiesLagMs: 0,
  activitiesTwice: false,
  acceptedKeys: null,
  hours: 'around-the-clock',
  refusesWashTrades: true,
  collarPercent: null,
  bookShares: null,
  bookRefillMs: 1_000,
  partialFillPercent: '0',
};

export function createSimulatorState(settings: Partial<SimulatorSettings> = {}): SimulatorState {
  const assets = Object.entries(DEFAULT_PRICES).map(([symbol, price]) => createAsset(symbol, decimal(price), 0));
  return {
    settings: { ...DEFAULT_SETTINGS, ...settings },
    clock: { offsetMs: 0, isOpen: true, openedAt: 0, nextClose: null, shownAt: 0, followedAt: null },
    accounts: new Map(),
    assets: new Map(assets.map((asset) => [asset.symbol, asset])),
    open: new Set(),
    busting: new Set(),
    faults: [],
    journal: [],
    minutes: new Map(),
    changes: 0,
    ids: 0,
    revisions: [],
    orderEvents: null,
    activityEvents: null,
  };
}

export function createAsset(symbol: TickerSymbol, price: Decimal, pricedAt: number): SimulatedAsset {
  return {
    symbol,
    price,
    pricedAt,
    tradable: true,
    fractionable: true,
    ptp: false,
    halted: false,
    haltRefuses: false,
    haltedAt: 0,
    resumedAt: 0,
    spreadBasisPoints: null,
    quote: null,
    priceBefore: null,
    taken: { BUY: NOTHING_TAKEN, SELL: NOTHING_TAKEN },
    lastClose: price,
  };
}

export const NOTHING_TAKEN: Taken = { shares: ZERO, refillsAt: 0 };

/** Returns ids in the form of a UUID, the same ones in every run. */
export function nextId(state: SimulatorState): string {
  state.ids += 1;
  return `00000000-0000-4000-8000-${state.ids.toString(16).padStart(12, '0')}`;
}

/** Alpaca's activities are named after their time, to the millisecond. */
export function activityId(state: SimulatorState, at: number): string {
  return `${iso(at).replaceAll(/[^0-9]/g, '')}::${nextId(state)}`;
}

export function iso(time: number): string {
  const known = KNOWN_TIMES.get(time);
  if (known !== undefined) return known;
  const text = new Date(time).toISOString();
  if (KNOWN_TIMES.size >= KNOWN_TIMES_MAX) KNOWN_TIMES.clear();
  KNOWN_TIMES.set(time, text);
  return text;
}

/** The same few moments are shown again and again. */
const KNOWN_TIMES = new Map<number, string>();
const KNOWN_TIMES_MAX = 10_000;
