// Everything the simulator knows, in one object that the engine owns and changes. Times are milliseconds since 1970.

import { type Decimal, decimal } from '../../domain/money';
import type { Side } from '../../domain/order';
import type { TickerSymbol } from '../../domain/portfolio';
import type { Fault } from './faults';

export interface SimulatorState {
  settings: SimulatorSettings;
  clock: SimulatedClock;
  accounts: Map<string, SimulatedAccount>;
  assets: Map<TickerSymbol, SimulatedAsset>;
  /** The orders that may still fill, oldest first. */
  open: Set<SimulatedOrder>;
  faults: Fault[];
  journal: JournalEntry[];
  /** How many ids were given out: the next one follows from it. */
  ids: number;
}

export interface SimulatorSettings {
  fillDelayMs: number;
  /** A buy pays half of it above the latest price, a sell gets half of it below. */
  spreadBasisPoints: string;
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
}

export interface SimulatedAccount {
  id: string;
  cash: Decimal;
  /** "1" is a cash account, "2" a margin account. */
  multiplier: '1' | '2';
  positions: Map<TickerSymbol, Decimal>;
  /** Oldest first. */
  orders: SimulatedOrder[];
  byClientOrderId: Map<string, SimulatedOrder>;
  /** Oldest first. */
  fills: SimulatedFill[];
}

export interface SimulatedAsset {
  symbol: TickerSymbol;
  price: Decimal;
  tradable: boolean;
  fractionable: boolean;
}

export interface SimulatedOrder {
  id: string;
  clientOrderId: string;
  account: SimulatedAccount;
  symbol: TickerSymbol;
  side: Side;
  quantity: Decimal | null;
  notional: Decimal | null;
  status: 'accepted' | 'pending_new' | 'new' | 'partially_filled' | 'filled' | 'canceled' | 'expired';
  submittedAt: number;
  endedAt: number | null;
  /** Market time at which it fills, or null when it never will by itself. */
  fillsAt: number | null;
  /** How much of it fills: 1, or less under a fault. */
  fraction: Decimal;
  /** What a share costs at most when buying power is reserved: USD. */
  reservedPrice: Decimal;
  filledQuantity: Decimal;
  filledPrice: Decimal | null;
}

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
  kind: 'submit' | 'lookup' | 'cancel' | 'fill' | 'expire' | 'price' | 'account' | 'clock';
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
  fault?: Fault['effect']['kind'];
}

const DEFAULT_PRICES = {
  AAPL: '190',
  AMZN: '200',
  GOOGL: '170',
  JNJ: '160',
  JPM: '250',
  META: '400',
  MSFT: '420',
  NVDA: '130',
  TSLA: '250',
  WMT: '90',
  XOM: '110',
};

export function createSimulatorState(settings: SimulatorSettings): SimulatorState {
  const assets = Object.entries(DEFAULT_PRICES).map(([symbol, price]) => createAsset(symbol, decimal(price)));
  return {
    settings,
    clock: { offsetMs: 0, isOpen: true, openedAt: 0, nextClose: null, shownAt: 0 },
    accounts: new Map(),
    assets: new Map(assets.map((asset) => [asset.symbol, asset])),
    open: new Set(),
    faults: [],
    journal: [],
    ids: 0,
  };
}

export function createAsset(symbol: TickerSymbol, price: Decimal): SimulatedAsset {
  return { symbol, price, tradable: true, fractionable: true };
}

/** Returns ids in the form of a UUID, the same ones in every run. */
export function nextId(state: SimulatorState): string {
  state.ids += 1;
  return `00000000-0000-4000-8000-${state.ids.toString(16).padStart(12, '0')}`;
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
