// Finds the portfolios that may have drifted past their thresholds, among millions, with floats in typed arrays. It only says
// which to look at; what is decided and traded stays exact.
//
// docs/drift-index.md proves it:
// I1. Nobody is missed: a portfolio whose drift exceeds its threshold is a candidate. One too many only costs a look.
// I2. The bounds are narrower than the exact ones by more than all roundings together.
// I3. The value kept here is never far from the exact one: a price change adds to it, a portfolio is measured again after at most 2^22 of
//     them, and outside of half and twice the value last measured it is measured at once.
// I4. Between two measurings a band only narrows, so one price change costs one comparison per holder.
// I5. What a check reads of a portfolio is 16 bytes of one cache line.
// I6. When prices of symbols with many holders move, every value is summed again in the order of portfolios.
// I7. A portfolio with a threshold for half the sum of its deviations gives each holding a part of the room that it has left. When a
//     holding leaves its part, the portfolio is measured again.
// I8. A portfolio whose cash does not cover its open withdrawals is always a candidate.
// I9. A portfolio with asset classes gives each holding of a class a part of the room that its class has left, as in I7.

import type { DriftPolicy } from '../../domain/drift';
import { invariant } from '../../domain/invariant';
import { decimal } from '../../domain/money';
import type { Portfolio, TickerSymbol } from '../../domain/portfolio';
import { managedPart } from '../../domain/restriction';
import { setAsideUsd, uncoveredUsd } from '../../domain/withdrawal';
import { boundsOf, cashBoundsOf } from './bounds';
import { classesOf } from './classes';
import { CHUNK_BITS, createHolders, grown, type Holders, type Holdings } from './holders';
import { multipleOf } from './multiple';
import { type Sums, shareRoom } from './parts';
import { scatterOf } from './scatter';

/** The part of a portfolio that decides its drift. */
export type IndexedPortfolio = Pick<Portfolio, 'cash' | 'targets' | 'holdings'> &
  Partial<Pick<Portfolio, 'restrictions' | 'withdrawals'>> & { policy: DriftPolicy };

/** Portfolios are numbers from 0 that the caller gives and reuses. */
export interface DriftIndex {
  /** Adds a portfolio, or replaces what was known about it. Until each of its symbols has a price, it is no candidate. */
  put(slot: number, portfolio: IndexedPortfolio): void;
  remove(slot: number): void;
  /** Takes a price: USD per share, above 0. Returns how many portfolios it was checked for. A price of a symbol that nobody has is kept too. */
  setPrice(symbol: TickerSymbol, price: string): number;
  /** Takes many prices at once, with the same result as one by one, but faster (I6). */
  setPrices(prices: ReadonlyMap<TickerSymbol, string>): number;
  /** Every symbol that some portfolio holds or targets, in symbol order. */
  symbols(): TickerSymbol[];
  /** The symbols that some portfolio holds or targets and that have no price, in symbol order; and how many portfolios cannot be judged. */
  unpriced(): { symbols: TickerSymbol[]; portfolios: number };
  /** True when each of its symbols has a price. Only then does "no candidate" mean that it is within its threshold. */
  isJudged(slot: number): boolean;
  /** The portfolios that hold or target a symbol, in no order. */
  holdersOf(symbol: TickerSymbol): number[];
  /** The portfolios that may be past their threshold now, or were when they were last measured. In no order. */
  candidates(): number[];
  /**
   * Measures a candidate at the current prices. Returns how far it is past its threshold: 0 when it is back within it, Infinity for an exit
   * or a withdrawal.
   */
  excess(slot: number): number;
  /**
   * How far it is from its targets at the current prices, in multiples of its threshold: above 1 it has drifted. NaN when a price is missing,
   * undefined when there is no such portfolio. For information only: nothing is decided by it.
   */
  multiple(slot: number): number | undefined;
  /** One more than the highest number of a portfolio that was ever in use. */
  slots(): number;
  /** Bytes of all arrays, including room to grow. */
  bytes(): { holdings: number; portfolios: number };
}

/**
 * I5: where a portfolio's value is, in 64 bits, followed by the two edges of its band (I4), in 32 bits each. No value is outside a
 * band of NaN. Indexes are shifted and not multiplied, because V8 keeps a shifted number as an integer. They stay below 2^27.
 */
const valueAt = (slot: number) => slot << 1;
const lowAt = (slot: number) => (slot << 2) + 2;
const highAt = (slot: number) => (slot << 2) + 3;
const HOLDINGS_MAX = 2 ** 12;
const SLOTS_MAX = 2 ** 24;
/** I3.3: SLOTS_MAX / 4 = 2^22. */
const MEASURED_PER_PRICE = 4;
const LEVERAGE_MAX = 4;
/** I2 and I3.1: 2^-24 + (2^12 + 4)·u, rounded up. */
const MEASURING_ERROR = 2 ** -23;
/** I6: how many times as long a holder takes as a holding. */
const HOLDER_COST = 4;

// eslint-disable-next-line max-lines-per-function -- typed arrays that are replaced as they grow, and short functions over them
export function createDriftIndex(): DriftIndex {
  const holders = createHolders();
  const symbols = new Map<TickerSymbol, number>();
  const prices: number[] = [];
  let values = new Float64Array(0);
  /** The same bytes as `values`. */
  let bands = new Float32Array(0);
  let cash = new Float64Array(0);
  /** Two edges of 32 bits each: which values the cash alone allows. */
  let cashBounds = new Float32Array(0);
  let unpriced = new Uint16Array(0);
  let flags = new Uint8Array(0);
  /** The portfolios that have SUMS. */
  const sums = new Map<number, Sums>();
  let slots = 0;
  let listed = new Uint32Array(0);
  let listedCount = 0;
  let cursor = 0;

  const numberOf = (symbol: TickerSymbol): number => {
    const known = symbols.get(symbol);
    if (known !== undefined) return known;
    symbols.set(symbol, prices.length);
    return prices.push(Number.NaN) - 1;
  };
  const reserve = (slot: number) => {
    invariant(slot < SLOTS_MAX, `a monitor has at most ${SLOTS_MAX} portfolios`);
    slots = Math.max(slots, slot + 1);
    if (slot < flags.length) return;
    const room = Math.ceil(slots * 1.2);
    values = grown(values, valueAt(room), Float64Array);
    bands = new Float32Array(values.buffer);
    cash = grown(cash, room, Float64Array);
    cashBounds = grown(cashBounds, room * 2, Float32Array);
    unpriced = grown(unpriced, room, Uint16Array);
    flags = grown(flags, room, Uint8Array);
    holders.reserve(room);
  };
  const setBand = (slot: number, value: number, low: number, high: number) => {
    values[valueAt(slot)] = value;
    bands[lowAt(slot)] = low;
    bands[highAt(slot)] = high;
  };
  const list = (slot: number) => {
    flags[slot] = (flags[slot] ?? 0) | PAST;
    if ((flags[slot] ?? 0) & LISTED) return;
    flags[slot] = (flags[slot] ?? 0) | LISTED;
    if (listedCount === listed.length) listed = grown(listed, Math.ceil((listedCount + 16) * 1.2), Uint32Array);
    listed[listedCount++] = slot;
  };

  /** Measures a portfolio from its holdings: sets value and band, or makes it a candidate. Returns its excess. */
  const measure = (slot: number): number => {
    const { first, count, symbols: symbolOf } = holders;
    const { quantity, over, under, link } = holders.rows;
    let value = cash[slot] ?? 0;
    let scale = Math.abs(value);
    let low = cashBounds[slot * 2] as number;
    let high = cashBounds[slot * 2 + 1] as number;
    const row = first[slot] as number;
    const end = row + (count[slot] as number);
    for (let at = row; at < end; at += 1) {
      const symbol = symbolOf[(link[at] as number) >>> CHUNK_BITS] as number;
      const x = (quantity[at] as number) * (prices[symbol] as number);
      value += x;
      scale += x;
      // Zero times an infinite factor is NaN, and every comparison with NaN is false: nothing bounds the value then.
      const least = x * (over[at] as number);
      const most = x * (under[at] as number);
      if (least > low) low = least;
      if (most < high) high = most;
    }
    flags[slot] = (flags[slot] ?? 0) & ~PAST;
    if (flags[slot] & OWING) {
      // I8
      setBand(slot, Number.NaN, Number.NaN, Number.NaN);
      list(slot);
      return Number.POSITIVE_INFINITY;
    }
    // A portfolio worth nothing has no drift. One that owes more than it holds is looked at whenever a price moves.
    if (scale === 0) setBand(slot, 0, low, high);
    else if (value < -scale * MEASURING_ERROR) setBand(slot, value, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    else if (scale > LEVERAGE_MAX * value || value < low || value > high) {
      // While it is a candidate, no price change needs to look at it: it is measured again when the monitor takes it.
      setBand(slot, Number.NaN, Number.NaN, Number.NaN);
      list(slot);
      // One that owes so much that its bounds say nothing has an excess of 1.
      return Math.max(1, low / value, value / high) || 1;
    } else return keepWatching(slot, value, low, high);
    return 0;
  };
  /** Sets the band of a portfolio that is within its own bounds and those of its cash. */
  const keepWatching = (slot: number, value: number, low: number, high: number): number => {
    // I3.2: outside these, the errors are not bounded by V0.
    setBand(slot, value, Math.max(low, value / 2), Math.min(high, value * 2));
    const ofSums = (flags[slot] ?? 0) & SUMS ? sums.get(slot) : undefined;
    if (ofSums === undefined || Number.isNaN(value)) return 0;
    // I7, I9
    const shared = shareRoom(
      ofSums,
      holders,
      holders.first[slot] as number,
      holders.count[slot] as number,
      prices,
      value,
    );
    if ('excess' in shared) {
      setBand(slot, Number.NaN, Number.NaN, Number.NaN);
      list(slot);
      return shared.excess;
    }
    setBand(slot, value, Math.max(low, value / 2, shared.low), Math.min(high, value * 2, shared.high));
    return 0;
  };
  const isWatched = (slot: number) => ((flags[slot] ?? 0) & (USED | PAST)) === USED && unpriced[slot] === 0;
  const measureSome = () => {
    for (let n = 0; n < MEASURED_PER_PRICE && n < slots; n += 1) {
      cursor = (cursor + 1) % slots;
      if (isWatched(cursor)) measure(cursor);
    }
  };

  const firstPrice = (symbol: number) =>
    holders.eachRun(symbol, (start, end) => {
      for (const slot of holders.bySymbol.link.subarray(start, end)) {
        unpriced[slot] = (unpriced[slot] ?? 0) - 1;
        if (unpriced[slot] === 0) measure(slot);
      }
    });
  const movePrice = (symbol: number, price: number, change: number) =>
    holders.eachRun(symbol, (start, end) => {
      for (let from = start; from < end; from += 1) {
        from = moveHolders(holders.bySymbol, values, bands, from, end, price, change);
        if (from < end) measure(holders.bySymbol.link[from] ?? 0);
      }
    });

  /** Takes a price that has changed. */
  const setPrice = (number: number, price: number) => {
    const before = prices[number] ?? Number.NaN;
    prices[number] = price;
    if (Number.isNaN(before)) firstPrice(number);
    else movePrice(number, price, price - before);
    // I3.3
    measureSome();
  };
  /** I6 */
  const setPricesAtOnce = (moved: readonly (readonly [number: number, price: number])[]) => {
    for (const [number, price] of moved) {
      const isFirst = Number.isNaN(prices[number]);
      prices[number] = price;
      if (isFirst) firstPrice(number);
    }
    for (let slot = 0; slot < slots; slot += 1) {
      slot = sumRows(holders, prices, cash, values, bands, flags, slot, slots);
      if (slot < slots) measure(slot);
    }
  };
  const setPrices = (all: Iterable<readonly [TickerSymbol, string]>): number => {
    // Read all prices before the first one counts.
    const moved = [...all]
      .map(([symbol, text]) => [numberOf(symbol), priceOf(text)] as const)
      .filter(([number, price]) => prices[number] !== price);
    const checks = moved.reduce((sum, [number]) => sum + holders.countOf(number), 0);
    if (checks * HOLDER_COST >= holders.size()) setPricesAtOnce(moved);
    else for (const [number, price] of moved) setPrice(number, price);
    return checks;
  };

  return {
    put: (slot, portfolio) => {
      reserve(slot);
      const held = [...entriesOf(portfolio)];
      const ofSums = sumsOf(portfolio, held);
      const owing = uncoveredUsd(portfolio).isZero() ? 0 : OWING;
      flags[slot] = ((flags[slot] ?? 0) & LISTED) | USED | (ofSums === undefined ? 0 : SUMS) | owing;
      if (ofSums === undefined) sums.delete(slot);
      else sums.set(slot, ofSums);
      const own = ownCashOf(portfolio);
      cash[slot] = own;
      const { low, high } = cashBoundsOf(own, portfolio.policy);
      cashBounds.set([low, high], slot * 2);
      setBand(slot, Number.NaN, Number.NaN, Number.NaN);
      const holdings = held.map(([symbol, { quantity, target }]) => {
        return { symbol: numberOf(symbol), quantity, bounds: boundsOf(target, portfolio.policy) };
      });
      invariant(holdings.length <= HOLDINGS_MAX, `a portfolio has at most ${HOLDINGS_MAX} holdings`);
      holders.put(slot, holdings);
      unpriced[slot] = holdings.filter(({ symbol }) => Number.isNaN(prices[symbol])).length;
      if (unpriced[slot] === 0) measure(slot);
    },
    remove: (slot) => {
      if (slot >= slots) return;
      holders.put(slot, []);
      setBand(slot, Number.NaN, Number.NaN, Number.NaN);
      sums.delete(slot);
      flags[slot] = (flags[slot] ?? 0) & LISTED;
    },
    setPrice: (symbol, text) => setPrices([[symbol, text]]),
    setPrices,
    symbols: () => [...symbols].flatMap(([symbol, n]) => (holders.countOf(n) > 0 ? [symbol] : [])).sort(),
    unpriced: () => {
      const without = [...symbols].filter(([, n]) => holders.countOf(n) > 0 && Number.isNaN(prices[n]));
      let portfolios = 0;
      if (without.length > 0)
        for (let slot = 0; slot < slots; slot += 1)
          if ((flags[slot] ?? 0) & USED && unpriced[slot] !== 0) portfolios += 1;
      return { symbols: without.map(([symbol]) => symbol).sort(), portfolios };
    },
    isJudged: (slot) => ((flags[slot] ?? 0) & USED) === USED && unpriced[slot] === 0,
    holdersOf: (symbol) => {
      const all: number[] = [];
      holders.eachRun(numberOf(symbol), (start, end) => {
        for (const slot of holders.bySymbol.link.subarray(start, end)) all.push(slot);
      });
      return all;
    },
    candidates: () => {
      const slotsNow: number[] = [];
      for (const slot of listed.subarray(0, listedCount)) {
        if ((flags[slot] ?? 0) & PAST) slotsNow.push(slot);
        else flags[slot] = (flags[slot] ?? 0) & ~LISTED;
      }
      listed.set(slotsNow);
      listedCount = slotsNow.length;
      return slotsNow;
    },
    excess: (slot) => ((flags[slot] ?? 0) & PAST ? measure(slot) : 0),
    multiple: (slot) => {
      if (((flags[slot] ?? 0) & USED) === 0) return undefined;
      if (unpriced[slot] !== 0) return Number.NaN;
      return multipleOf(holders, prices, cash[slot] as number, slot);
    },
    slots: () => slots,
    bytes: () => ({
      holdings: holders.bytes(),
      portfolios:
        values.byteLength +
        cash.byteLength +
        cashBounds.byteLength +
        [...sums.values()].reduce((sum, one) => sum + sizeOf(one), 0) +
        unpriced.byteLength +
        flags.byteLength +
        holders.first.byteLength +
        holders.count.byteLength +
        listed.byteLength,
    }),
  };
}

/**
 * Applies a price change to the holders from `from` on, up to the first whose portfolio leaves its band. Returns where that is, or `end`.
 * It gets everything as arguments and calls nothing, because most of the time is spent in this loop.
 */
function moveHolders(
  { quantity, over, under, link }: Holdings,
  values: Float64Array,
  bands: Float32Array,
  from: number,
  end: number,
  price: number,
  change: number,
): number {
  for (let holding = from; holding < end; holding += 1) {
    const slot = link[holding] as number;
    const shares = quantity[holding] as number;
    const x = shares * price;
    const least = x * (over[holding] as number);
    const most = x * (under[holding] as number);
    const value = (values[valueAt(slot)] as number) + shares * change;
    let low = bands[lowAt(slot)] as number;
    let high = bands[highAt(slot)] as number;
    // I4
    if (least > low) bands[lowAt(slot)] = low = least;
    if (most < high) bands[highAt(slot)] = high = most;
    values[valueAt(slot)] = value;
    if (value < low || value > high) return holding;
  }
  return end;
}

/**
 * Sums up portfolios from `from` on at the current prices, up to the first whose value leaves its band. Returns which that is, or `end`.
 * Like `moveHolders`, it gets everything as arguments.
 */
function sumRows(
  { rows: { quantity, over, under, link }, symbols, first, count }: Holders,
  prices: readonly number[],
  cash: Float64Array,
  values: Float64Array,
  bands: Float32Array,
  flags: Uint8Array,
  from: number,
  end: number,
): number {
  for (let slot = from; slot < end; slot += 1) {
    let value = cash[slot] as number;
    let low = bands[lowAt(slot)] as number;
    let high = bands[highAt(slot)] as number;
    const row = first[slot] as number;
    const rowEnd = row + (count[slot] as number);
    for (let at = row; at < rowEnd; at += 1) {
      const symbol = symbols[(link[at] as number) >>> CHUNK_BITS] as number;
      const x = (quantity[at] as number) * (prices[symbol] as number);
      value += x;
      const least = x * (over[at] as number);
      const most = x * (under[at] as number);
      if (least > low) low = least;
      if (most < high) high = most;
    }
    values[valueAt(slot)] = value;
    bands[lowAt(slot)] = low;
    bands[highAt(slot)] = high;
    if (value < low || value > high || (flags[slot] as number) & SUMS) return slot;
  }
  return end;
}

function priceOf(text: string): number {
  const price = Number(text);
  invariant(price > 0 && price < Number.POSITIVE_INFINITY, 'a price is above 0');
  return price;
}

/** What open withdrawals set aside is no cash of its own (I8). Nearly all portfolios have none. */
function ownCashOf(portfolio: IndexedPortfolio): number {
  const { cash, withdrawals = [] } = portfolio;
  if (withdrawals.length === 0) return Number(cash);
  return Number(decimal(cash).minus(setAsideUsd(portfolio)).toFixed());
}

/**
 * Flags: in use; past its threshold when last measured; in the list of candidates; with limits for sums over its holdings; with
 * withdrawals that its cash does not cover.
 */
const [USED, PAST, LISTED, SUMS, OWING] = [1, 2, 4, 8, 16] as const;

/** Returns undefined when no sum over the holdings has a limit. */
function sumsOf(
  portfolio: IndexedPortfolio,
  held: readonly (readonly [TickerSymbol, { target: number }])[],
): Sums | undefined {
  const { policy } = portfolio;
  if (policy.halfSumThreshold === null && policy.assetClasses.length === 0) return undefined;
  const scatter = scatterOf(
    held.map(([, { target }]) => target),
    policy,
  );
  const classes = classesOf(
    held.map(([symbol]) => symbol),
    managedPart(portfolio).targets,
    policy,
  );
  return scatter === undefined && classes === undefined ? undefined : { scatter, classes };
}

function sizeOf({ scatter, classes }: Sums): number {
  return (scatter?.targets.byteLength ?? 0) + (classes?.byteLength ?? 0);
}

/** What is held or targeted, by symbol: shares, and percent of the investable value. */
function entriesOf(portfolio: IndexedPortfolio): Map<TickerSymbol, { quantity: number; target: number }> {
  const { targets, holdings } = managedPart(portfolio);
  const entries = new Map<TickerSymbol, { quantity: number; target: number }>();
  for (const { symbol, percent } of targets) entries.set(symbol, { quantity: 0, target: Number(percent) });
  for (const { symbol, quantity } of holdings)
    entries.set(symbol, { quantity: Number(quantity), target: entries.get(symbol)?.target ?? 0 });
  // Neither held nor wanted: it does not count in the drift and needs no price, as in `pricePortfolio`.
  for (const [symbol, { quantity, target }] of entries) if (quantity === 0 && target === 0) entries.delete(symbol);
  return entries;
}
