// How much of an order fills at once: what the book offers, and as Alpaca's paper trading has it, sometimes only a part.

import { createHash } from 'node:crypto';
import { Decimal, decimal, floorToShares, floorToWholeShares, HUNDRED, SHARE_UNIT, ZERO } from '../../domain/money';
import type { Side } from '../../domain/order';
import type { SimulatedAsset, SimulatedOrder, SimulatorState } from './state';

/** What was taken of the shares that one side of a book offers. */
export interface Taken {
  shares: Decimal;
  /** Market time from which it offers as many again as at first. */
  refillsAt: number;
}

/** Shares of `wanted` that fill at market time `at`: all, or fewer. */
export function partOf(
  state: SimulatorState,
  asset: SimulatedAsset,
  order: SimulatedOrder,
  wanted: Decimal,
  at: number,
): Decimal {
  const offered = offeredAt(state, asset, order.side, at);
  const there = offered === null || wanted.lessThan(offered) ? wanted : offered;
  const part = paperPartOf(state, order);
  const filled = part === null ? there : Decimal.min(there, atLeastSomething(floorToShares(wanted.times(part))));
  if (!isWhole(asset, order) || filled.equals(wanted)) return filled;
  return Decimal.min(wanted, Decimal.max(floorToWholeShares(filled), ONE));
}

/** What is traded in whole shares also fills in whole shares. */
export function isWhole(asset: SimulatedAsset | undefined, { quantity }: SimulatedOrder): boolean {
  return quantity?.isInteger() === true && asset?.fractionable === false;
}

const ONE = decimal('1');

/** Notes that so many shares of one side are gone for a while. */
export function takeFromBook(
  { settings }: SimulatorState,
  asset: SimulatedAsset,
  side: Side,
  shares: Decimal,
  at: number,
): void {
  if (settings.bookShares === null) return;
  const before = asset.taken[side];
  asset.taken[side] =
    at < before.refillsAt
      ? { ...before, shares: before.shares.plus(shares) }
      : { shares, refillsAt: at + settings.bookRefillMs };
}

/** The market time before which a side offers nothing, or 0 if it offers something now. */
export function offersFrom({ settings }: SimulatorState, asset: SimulatedAsset, side: Side): number {
  const { shares, refillsAt } = asset.taken[side];
  return settings.bookShares !== null && shares.greaterThanOrEqualTo(decimal(settings.bookShares)) ? refillsAt : 0;
}

/** Shares, or null for any number. */
function offeredAt({ settings }: SimulatorState, asset: SimulatedAsset, side: Side, at: number): Decimal | null {
  if (settings.bookShares === null) return null;
  const { shares, refillsAt } = asset.taken[side];
  return at < refillsAt ? Decimal.max(decimal(settings.bookShares).minus(shares), ZERO) : decimal(settings.bookShares);
}

/** Which fraction fills, or null for all. The id of the order and what has filled of it decide: the same in every run. */
function paperPartOf({ settings }: SimulatorState, order: SimulatedOrder): Decimal | null {
  const percent = decimal(settings.partialFillPercent);
  if (percent.isZero()) return null;
  const digest = createHash('sha256').update(`${order.id} ${order.filledQuantity.toFixed()}`).digest();
  const drawn = new Decimal(digest.readUInt16BE(0)).times(HUNDRED).div(UINT16);
  return drawn.lessThan(percent) ? new Decimal(digest.readUInt16BE(2)).div(UINT16) : null;
}

const UINT16 = new Decimal(0x1_0000);

function atLeastSomething(shares: Decimal): Decimal {
  return shares.isZero() ? SHARE_UNIT : shares;
}
