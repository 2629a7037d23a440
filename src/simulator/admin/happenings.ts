// The simulator's own calls that make cash and shares move without an order.

import { z } from 'zod';
import { CENTS, decimal, PRICE_DECIMALS, SHARE_DECIMALS } from '../../domain/money';
import type { Reply } from '../api/reply';
import { bookActivity } from '../engine/activities';
import { priceOf } from '../engine/buying-power';
import * as corporate from '../engine/corporate-actions';
import { iso } from '../engine/state';
import { type AdminCall, amount, checked, invalidField, symbol } from './checked';

const splitSchema = z.strictObject({
  symbol,
  oldShares: amount(SHARE_DECIMALS, 'positive'),
  newShares: amount(SHARE_DECIMALS, 'positive'),
  cashInLieu: z.boolean().default(false),
});
const dividendSchema = z.strictObject({ symbol, usd: amount(PRICE_DECIMALS, 'positive') });
const spinOffSchema = z.strictObject({
  symbol,
  newSymbol: symbol,
  newShares: amount(SHARE_DECIMALS, 'positive'),
  newPrice: amount(PRICE_DECIMALS, 'positive'),
});
const renameSchema = z.strictObject({ symbol, newSymbol: symbol });
const transferSchema = z.strictObject({ accountId: z.string(), usd: amount(CENTS, 'any') });

const activitySchema = z.strictObject({
  accountId: z.string(),
  type: z.string().regex(/^[A-Z]{1,12}$/, 'must be capital letters'),
  usd: amount(CENTS, 'any').default('0.00'),
  symbol: symbol.optional(),
  quantity: amount(SHARE_DECIMALS, 'any').optional(),
  moves: z.boolean().default(true),
});

export type SplitInput = { symbol: string; oldShares: string; newShares: string; cashInLieu?: boolean };
export type DividendInput = { symbol: string; usd: string };
export type SpinOffInput = { symbol: string; newSymbol: string; newShares: string; newPrice: string };
export type RenameInput = { symbol: string; newSymbol: string };
export type TransferInput = { accountId: string; usd: string };
export type ActivityInput = {
  accountId: string;
  type: string;
  usd?: string;
  symbol?: string;
  quantity?: string;
  moves?: boolean;
};

/** On one day `oldShares` become `newShares`. */
export function splitAsset({ state, body, at }: AdminCall): Reply {
  return checked(splitSchema, body, ({ symbol: name, oldShares, newShares, cashInLieu }) => {
    const asset = state.assets.get(name);
    if (asset === undefined) return invalidField('symbol', 'has no price');
    corporate.split(state, asset, decimal(newShares).div(decimal(oldShares)), { cashInLieu, at });
    state.journal.push({ at: iso(at), kind: 'split', symbol: name, message: `${oldShares} become ${newShares}` });
    return { status: 204 };
  });
}

export function payDividend({ state, body, at }: AdminCall): Reply {
  return checked(dividendSchema, body, ({ symbol: name, usd }) => {
    if (!state.assets.has(name)) return invalidField('symbol', 'has no price');
    corporate.payDividend(state, name, decimal(usd), at);
    return { status: 204 };
  });
}

/** For each share of `symbol` there are `newShares` of `newSymbol`. */
export function spinOff({ state, body, at }: AdminCall): Reply {
  return checked(spinOffSchema, body, ({ symbol: name, newSymbol, newShares, newPrice }) => {
    const asset = state.assets.get(name);
    if (asset === undefined) return invalidField('symbol', 'has no price');
    if (state.assets.has(newSymbol)) return invalidField('newSymbol', 'is taken: there is such an asset already');
    const child = { symbol: newSymbol, price: decimal(newPrice), sharesEach: decimal(newShares) };
    if (!asset.price.greaterThan(child.price.times(child.sharesEach)))
      return invalidField('newPrice', 'makes the new shares worth as much as the old ones');
    corporate.spinOff(state, asset, child, at);
    return { status: 204 };
  });
}

export function renameAsset({ state, body, at }: AdminCall): Reply {
  return checked(renameSchema, body, ({ symbol: name, newSymbol }) => {
    const asset = state.assets.get(name);
    if (asset === undefined) return invalidField('symbol', 'has no price');
    if (state.assets.has(newSymbol)) return invalidField('newSymbol', 'is taken: there is such an asset already');
    corporate.rename(state, asset, newSymbol, at);
    return { status: 204 };
  });
}

/** An activity of any type: a fee, interest, a journal, or one that Alpaca may add. */
export function addActivity({ state, body, at }: AdminCall): Reply {
  return checked(activitySchema, body, ({ accountId, type, usd, symbol: name = null, quantity, moves }) => {
    const account = state.accounts.get(accountId);
    if (account === undefined) return invalidField('accountId', 'does not exist');
    if (name !== null && !state.assets.has(name)) return invalidField('symbol', 'has no price');
    if (quantity !== undefined && name === null) return invalidField('quantity', 'is of no symbol');
    const shares = quantity === undefined ? null : decimal(quantity);
    if (name !== null && moves && shares !== null && !account.entryPrices.has(name))
      account.entryPrices.set(name, priceOf(state, name));
    bookActivity(state, account, at, { type, usd: decimal(usd), symbol: name, quantity: shares }, moves);
    return { status: 204 };
  });
}

/** A deposit, or a withdrawal if it is negative. */
export function transfer({ state, body, at }: AdminCall): Reply {
  return checked(transferSchema, body, ({ accountId, usd }) => {
    const account = state.accounts.get(accountId);
    if (account === undefined) return invalidField('accountId', 'does not exist');
    const cash = decimal(usd);
    if (cash.isZero()) return invalidField('usd', 'must not be zero');
    if (cash.isNegative() && account.multiplier === '1' && account.cash.plus(cash).isNegative())
      return invalidField('usd', 'is more than the account has');
    bookActivity(state, account, at, { type: cash.isNegative() ? 'CSW' : 'CSD', usd: cash });
    return { status: 204 };
  });
}
