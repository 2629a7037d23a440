// The simulator's own calls: what a test or a demo sets up. Not part of Alpaca's API.

import { z } from 'zod';
import { PORTFOLIO_ID_PATTERN } from '../../domain/ids';
import { CENTS, decimal, PRICE_DECIMALS, SHARE_DECIMALS, ZERO } from '../../domain/money';
import { accountView } from '../api/account-view';
import { orderView } from '../api/order-view';
import { positionViews } from '../api/position-view';
import { ok, type Reply } from '../api/reply';
import { marketValueOf, priceOf } from '../engine/buying-power';
import { faultSchema } from '../engine/faults';
import { closeMarket, openMarket } from '../engine/market-clock';
import {
  createAsset,
  DEFAULT_CONFIGURATIONS,
  iso,
  NO_LAG,
  NO_RESTRICTIONS,
  type SimulatedAccount,
} from '../engine/state';
import { type AdminCall, amount, checked, invalidField, symbol } from './checked';

const lagMs = z.int().min(0);
const isoTime = z.iso.datetime({ offset: true });

const accountSchema = z.strictObject({
  id: z.string().regex(PORTFOLIO_ID_PATTERN, 'must be letters, digits, "-" and "_", at most 64'),
  /** Negative is what a margin account owes. */
  cash: amount(CENTS, 'any'),
  margin: z.boolean(),
  positions: z.record(symbol, amount(SHARE_DECIMALS, 'positive')).default({}),
});
/** A position of "0" is taken away. Nothing at the broker explains the change: it damages the books on purpose. */
const accountChangeSchema = z.strictObject({
  cash: amount(CENTS, 'zero').optional(),
  positions: z.record(symbol, amount(SHARE_DECIMALS, 'zero')).default({}),
  blocked: z.boolean().optional(),
  /** USD of the cash that are on their way out or owed for fees, and USD on their way in. */
  leaving: amount(CENTS, 'zero').optional(),
  fees: amount(CENTS, 'zero').optional(),
  arriving: amount(CENTS, 'zero').optional(),
  /** Given whole: what it does not name does not lag. */
  lag: z
    .strictObject({ cashMs: lagMs.default(0), buyingPowerMs: lagMs.default(0), positionsMs: lagMs.default(0) })
    .optional(),
  /** Given whole: what it does not name is not restricted. */
  restrictions: z
    .strictObject({
      liquidationOnly: z.string().min(1).nullable().default(null),
      suspendedByUser: z.boolean().default(false),
      noFractions: z.boolean().default(false),
      ptpAllowed: z.boolean().default(false),
      shorting: z.boolean().default(false),
      settledCashOnly: z.boolean().default(false),
    })
    .optional(),
});
const pricesSchema = z.record(symbol, amount(PRICE_DECIMALS, 'positive'));
const clockSchema = z.strictObject({
  now: isoTime.optional(),
  isOpen: z.boolean().optional(),
  nextClose: isoTime.nullable().optional(),
});
const settingsSchema = z.strictObject({
  fillDelayMs: z.int().min(0).optional(),
  spreadBasisPoints: amount(4, 'zero').optional(),
  keepPriceAge: z.boolean().optional(),
  buyReservePercent: amount(4, 'zero').optional(),
  duplicateRaceMs: z.int().min(0).optional(),
  limitAwayPercent: amount(4, 'zero').nullable().optional(),
  fractionalLimits: z.boolean().optional(),
  requestsPerMinute: z.int().min(1).nullable().optional(),
  acceptedKeys: z.array(z.string().min(1).max(200)).nullable().optional(),
  executionsLagMs: lagMs.nullable().optional(),
  activitiesLagMs: lagMs.nullable().optional(),
  activitiesTwice: z.boolean().optional(),
  hours: z.enum(['around-the-clock', 'exchange']).optional(),
  refusesWashTrades: z.boolean().optional(),
  collarPercent: amount(4, 'positive').nullable().optional(),
  bookShares: amount(0, 'positive').nullable().optional(),
  bookRefillMs: z.int().min(1).optional(),
  partialFillPercent: amount(4, 'zero').optional(),
});
const assetSchema = z.strictObject({
  tradable: z.boolean().optional(),
  fractionable: z.boolean().optional(),
  ptp: z.boolean().optional(),
  halted: z.boolean().optional(),
  haltRefuses: z.boolean().optional(),
  spreadBasisPoints: amount(4, 'zero').nullable().optional(),
  /** A side of "0" is not there; null goes back to the spread. */
  quote: z
    .strictObject({ bid: amount(PRICE_DECIMALS, 'zero'), ask: amount(PRICE_DECIMALS, 'zero') })
    .nullable()
    .optional(),
});
export type AccountInput = z.input<typeof accountSchema> & { cash: string; positions?: Record<string, string> };
export type AccountChange = z.input<typeof accountChangeSchema> & {
  cash?: string;
  positions?: Record<string, string>;
  leaving?: string;
  fees?: string;
  arriving?: string;
};
export type ClockInput = z.input<typeof clockSchema>;
export type SettingsInput = z.input<typeof settingsSchema> & {
  spreadBasisPoints?: string;
  buyReservePercent?: string;
  limitAwayPercent?: string | null;
  collarPercent?: string | null;
  bookShares?: string | null;
  partialFillPercent?: string;
};
export type AssetInput = z.input<typeof assetSchema> & {
  spreadBasisPoints?: string | null;
  quote?: { bid: string; ask: string } | null;
};
/** Creates an account. An existing one is left alone: its used client order ids count for ever. */
export function createAccount({ state, body, at }: AdminCall): Reply {
  return checked(accountSchema, body, ({ id, cash, margin, positions }) => {
    const missing = Object.keys(positions).find((held) => !state.assets.has(held));
    if (missing !== undefined) return invalidField(`positions.${missing}`, 'has no price');
    if (!margin && decimal(cash).isNegative())
      return invalidField('cash', 'must not be negative: only margin accounts owe');
    if (state.accounts.has(id)) return invalidField('id', `is taken: there is an account ${id} already`);
    const held = new Map(Object.entries(positions).map(([symbol, quantity]) => [symbol, decimal(quantity)]));
    const account: SimulatedAccount = {
      id,
      createdAt: at,
      cash: decimal(cash),
      leaving: ZERO,
      fees: ZERO,
      arriving: ZERO,
      multiplier: margin ? '2' : '1',
      blocked: false,
      positions: held,
      entryPrices: new Map([...held.keys()].map((symbol) => [symbol, priceOf(state, symbol)])),
      closes: [{ at, cash: decimal(cash), held: marketValueOf(state, held) }],
      orders: [],
      byClientOrderId: new Map(),
      fills: [],
      activities: [],
      lag: NO_LAG,
      restrictions: NO_RESTRICTIONS,
      configurations: DEFAULT_CONFIGURATIONS,
    };
    state.accounts.set(id, account);
    state.journal.push({ at: iso(at), kind: 'account', accountId: id, cash });
    return { status: 201, body: { id } };
  });
}

/** Changes cash, positions, the right to trade or the lag of an account, as nothing a broker does would. */
export function putAccount({ state, body, name, at }: AdminCall): Reply {
  const account = state.accounts.get(name);
  if (account === undefined) return invalidField('id', 'does not exist');
  return checked(accountChangeSchema, body, ({ cash, positions, blocked, lag, restrictions, ...announced }) => {
    const missing = Object.keys(positions).find((held) => !state.assets.has(held));
    if (missing !== undefined) return invalidField(`positions.${missing}`, 'has no price');
    if (cash !== undefined) account.cash = decimal(cash);
    if (blocked !== undefined) account.blocked = blocked;
    account.lag = lag ?? account.lag;
    account.restrictions = restrictions ?? account.restrictions;
    for (const name of ['leaving', 'fees', 'arriving'] as const)
      account[name] = decimal(announced[name] ?? account[name].toFixed());
    for (const [held, quantity] of Object.entries(positions)) {
      if (decimal(quantity).isZero()) account.positions.delete(held);
      else {
        if (!account.positions.has(held)) account.entryPrices.set(held, priceOf(state, held));
        account.positions.set(held, decimal(quantity));
      }
      state.journal.push({ at: iso(at), kind: 'account', accountId: name, symbol: held, quantity });
    }
    if (cash !== undefined) state.journal.push({ at: iso(at), kind: 'account', accountId: name, cash });
    return { status: 204 };
  });
}

export function putPrices({ state, body, at }: AdminCall): Reply {
  return checked(pricesSchema, body, (prices) => {
    for (const [name, price] of Object.entries(prices)) {
      const asset = state.assets.get(name);
      if (asset === undefined) state.assets.set(name, createAsset(name, decimal(price), at));
      else Object.assign(asset, { priceBefore: asset.price, price: decimal(price), pricedAt: at });
      state.journal.push({ at: iso(at), kind: 'price', symbol: name, price });
    }
    return { status: 204 };
  });
}

export function getPrices({ state }: AdminCall): Reply {
  return ok(Object.fromEntries([...state.assets.values()].map(({ symbol: name, price }) => [name, price.toFixed()])));
}

export function putAsset({ state, body, name, at }: AdminCall): Reply {
  const asset = state.assets.get(name);
  if (asset === undefined) return invalidField('symbol', 'has no price');
  return checked(assetSchema, body, ({ halted, spreadBasisPoints, quote, ...change }) => {
    asset.tradable = change.tradable ?? asset.tradable;
    asset.fractionable = change.fractionable ?? asset.fractionable;
    asset.ptp = change.ptp ?? asset.ptp;
    asset.haltRefuses = change.haltRefuses ?? asset.haltRefuses;
    if (halted === false && asset.halted) asset.resumedAt = at;
    if (halted === true && !asset.halted) asset.haltedAt = at;
    asset.halted = halted ?? asset.halted;
    if (spreadBasisPoints !== undefined) asset.spreadBasisPoints = spreadBasisPoints;
    if (quote !== undefined) asset.quote = quote && { bid: decimal(quote.bid), ask: decimal(quote.ask) };
    return { status: 204 };
  });
}

/** Sets the market's time, which then goes on from there. Closing expires the open orders: they are for the day. */
export function putClock({ state, body, now, at }: AdminCall): Reply {
  return checked(clockSchema, body, (change) => {
    const { clock, settings } = state;
    if (settings.hours === 'exchange' && (change.isOpen !== undefined || change.nextClose !== undefined))
      return invalidField('isOpen', 'follows the hours of the exchange: set "now" instead, or the setting "hours"');
    if (change.isOpen === false) closeMarket(state, at);
    if (change.now !== undefined) {
      const shift = Date.parse(change.now) - at;
      clock.offsetMs += shift;
      clock.openedAt += shift;
      clock.shownAt += shift;
      for (const minute of state.minutes.values()) minute.endsAt += shift;
      for (const asset of state.assets.values()) {
        asset.pricedAt += shift;
        asset.resumedAt += shift;
        for (const side of ['BUY', 'SELL'] as const)
          asset.taken[side] = { ...asset.taken[side], refillsAt: asset.taken[side].refillsAt + shift };
      }
      for (const order of state.open) {
        if (order.fillsAt !== null) order.fillsAt += shift;
        if (order.cancelsAt !== null) order.cancelsAt += shift;
        if (order.replacesAt !== null) order.replacesAt += shift;
        order.hiddenUntil += shift;
      }
      for (const order of state.busting) order.bustMs = (order.bustMs ?? 0) + shift;
    }
    if (change.isOpen === true) openMarket(state, now + clock.offsetMs);
    if (change.nextClose !== undefined) clock.nextClose = change.nextClose;
    state.journal.push({ at: iso(now + clock.offsetMs), kind: 'clock', message: clock.isOpen ? 'open' : 'closed' });
    return { status: 204 };
  });
}

export function addFault({ state, body }: AdminCall): Reply {
  return checked(faultSchema, body, (fault) => {
    state.faults.push(fault);
    return { status: 204 };
  });
}

/** Those that still have calls to hit. */
export function getFaults({ state }: AdminCall): Reply {
  return ok(state.faults);
}

export function clearFaults({ state }: AdminCall): Reply {
  state.faults.length = 0;
  return { status: 204 };
}

/** Numbered from 1; `after` leaves out the first so many. */
export function getJournal({ state, query }: AdminCall): Reply {
  const after = query.get('after') ?? '0';
  if (!/^[0-9]{1,9}$/.test(after)) return invalidField('after', 'must be a whole number');
  const skipped = Number.parseInt(after, 10);
  return ok(state.journal.slice(skipped).map((entry, index) => ({ sequence: skipped + index + 1, ...entry })));
}

/** Everything at a glance, in Alpaca's words where it has some. */
export function getState({ state, at }: AdminCall): Reply {
  const accounts = [...state.accounts.values()].map((account) => ({
    ...accountView(state, account, at),
    positions: positionViews(state, account, at),
    orders: account.orders.map(orderView),
  }));
  const { settings, clock, faults, journal } = state;
  return ok({ now: iso(at), settings, clock, accounts, faults, journalled: journal.length });
}

export function putSettings({ state, body }: AdminCall): Reply {
  return checked(settingsSchema, body, (change) => {
    Object.assign(state.settings, change);
    if (change.requestsPerMinute !== undefined) state.minutes.clear();
    return { status: 204 };
  });
}
