// The rules that hold for a new order and for one that replaces another.

import { z } from 'zod';
import {
  CENTS,
  Decimal,
  decimal,
  decimalProblem,
  floorToShares,
  PRICE_DECIMALS,
  SHARE_DECIMALS,
  ZERO,
} from '../../domain/money';
import type { Side } from '../../domain/order';
import { insufficientBuyingPower, insufficientQuantity, invalid, type Reply, refuse, washTrade } from '../api/reply';
import { buyingPowerOf, buyReserveOf, heldQuantity, quantityInOpenSells } from './buying-power';
import type { SimulatedAccount, SimulatedAsset, SimulatedOrder, SimulatorState } from './state';

const MINIMUM_BUY = decimal('1');
export const CLIENT_ORDER_ID_MAX = 128;

/** A number as a string, or as the text of a JSON number: those may be written with an exponent. */
export const numberText = z.string().transform(withoutExponent);

/** What is asked for, in shares or in dollars. */
export interface Amount {
  side: Side;
  quantity: Decimal | null;
  notional: Decimal | null;
}

/** Prices from a dollar up have cents, those below it four decimals. */
export function badLimit(limit: string): Reply | undefined {
  const problem = decimalProblem(limit, SHARE_DECIMALS);
  if (problem !== undefined) return refuse(422, 40010001, `limit_price ${problem}`);
  const price = decimal(limit);
  if (!price.greaterThan(ZERO)) return refuse(422, 40010001, 'limit_price must be > 0');
  const decimals = price.lessThan(MINIMUM_BUY) ? PRICE_DECIMALS : CENTS;
  if (price.decimalPlaces() <= decimals) return undefined;
  return invalid(`invalid limit_price ${limit}. sub-penny increment does not fulfill minimum pricing criteria`);
}

/** What an order asks of its account. */
export interface Ask extends Amount {
  asset: SimulatedAsset;
  /** USD a share, or null for a market order. */
  limitPrice: Decimal | null;
  intent: string | null;
  /** Market time. */
  at: number;
  /** The order that it replaces: what that one holds counts as there. */
  replaces?: SimulatedOrder;
}

/** Says what an order would need that is not there. */
export function uncovered(state: SimulatorState, account: SimulatedAccount, ask: Ask): Reply | undefined {
  if (ask.side === 'BUY') return unfunded(state, account, ask);
  const { restrictions, configurations } = account;
  const mayGoShort = restrictions.shorting && !configurations.noShorting && ask.intent !== 'sell_to_close';
  return mayGoShort && ask.quantity?.isInteger() ? undefined : unheld(state, account, ask);
}

/** Says which open order of the account it could trade against: any on the other side, unless the two limits keep them apart. */
export function againstItself(state: SimulatorState, account: SimulatedAccount, ask: Ask): Reply | undefined {
  if (!state.settings.refusesWashTrades) return undefined;
  const existing = [...state.open].find(
    (order) =>
      order.account === account &&
      order.symbol === ask.asset.symbol &&
      order.side !== ask.side &&
      order !== ask.replaces &&
      meet(ask, order.limitPrice),
  );
  return existing && washTrade(existing.id, existing.limitPrice === null ? 'market/stop' : 'limit');
}

function meet({ side, limitPrice }: Ask, other: Decimal | null): boolean {
  if (limitPrice === null || other === null) return true;
  return side === 'BUY' ? limitPrice.greaterThanOrEqualTo(other) : limitPrice.lessThanOrEqualTo(other);
}

/** What a limit buy costs at most is known; a market buy may cost more than it looks. */
function unfunded(state: SimulatorState, account: SimulatedAccount, ask: Ask): Reply | undefined {
  const { asset, notional, quantity, limitPrice } = ask;
  const value = notional ?? (quantity ?? ZERO).times(limitPrice ?? asset.price);
  if (value.lessThan(MINIMUM_BUY)) return invalid('cost basis must be >= minimal amount of order 1');
  const costBasis = notional ?? (limitPrice === null ? value.times(buyReserveOf(state)) : value);
  const buyingPower = buyingPowerOf(state, account, ask.at, ask.replaces);
  if (costBasis.lessThanOrEqualTo(buyingPower)) return undefined;
  return insufficientBuyingPower(buyingPower.toFixed(2), costBasis.toFixed(2));
}

function unheld(state: SimulatorState, account: SimulatedAccount, ask: Ask): Reply | undefined {
  const { symbol, price } = ask.asset;
  const requested = ask.quantity ?? floorToShares((ask.notional ?? ZERO).div(price));
  const existing = heldQuantity(account, symbol);
  const held = quantityInOpenSells(state, account, symbol, ask.replaces);
  const available = existing.minus(held);
  if (requested.lessThanOrEqualTo(available)) return undefined;
  return insufficientQuantity({
    symbol,
    requested: requested.toFixed(),
    available: available.toFixed(),
    existing: existing.toFixed(),
    held: held.toFixed(),
  });
}

/** Larger exponents than an amount can have are left for the other checks to refuse. */
const EXPONENT = /^-?[0-9.]+[eE][-+]?[0-9]{1,2}$/;

function withoutExponent(text: string): string {
  return EXPONENT.test(text) ? new Decimal(text).toFixed() : text;
}
