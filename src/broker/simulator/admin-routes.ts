// The simulator's own calls: what a test or a demo sets up. Not part of Alpaca's API.

import { z } from 'zod';
import { PORTFOLIO_ID_PATTERN } from '../../domain/ids';
import { CENTS, decimal, decimalProblem, PRICE_DECIMALS, SHARE_DECIMALS, ZERO } from '../../domain/money';
import { faultSchema } from './faults';
import { endOrder } from './fill-model';
import { ok, type Reply } from './reply';
import { createAsset, iso, type SimulatedAccount, type SimulatorState } from './state';

const amount = (decimals: number, accepts: 'zero' | 'positive') =>
  z.unknown().transform((value, context) => {
    const problem = decimalProblem(value, decimals) ?? signProblem(value as string, accepts);
    if (problem === undefined) return value as string;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
const symbol = z.string().regex(/^[A-Z][A-Z0-9.]{0,9}$/, 'must look like "META" or "BRK.B"');
const isoTime = z.iso.datetime({ offset: true });

const accountSchema = z.strictObject({
  id: z.string().regex(PORTFOLIO_ID_PATTERN, 'must be letters, digits, "-" and "_", at most 64'),
  cash: amount(CENTS, 'zero'),
  margin: z.boolean(),
  positions: z.record(symbol, amount(SHARE_DECIMALS, 'positive')).default({}),
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
});
const assetSchema = z.strictObject({ tradable: z.boolean().optional(), fractionable: z.boolean().optional() });

export type AccountInput = z.input<typeof accountSchema> & { cash: string; positions?: Record<string, string> };
export type ClockInput = z.input<typeof clockSchema>;
export type SettingsInput = z.input<typeof settingsSchema> & { spreadBasisPoints?: string };
export type AssetInput = z.input<typeof assetSchema>;

/** One administrative call; `at` is market time and `now` the caller's. */
export interface AdminCall {
  state: SimulatorState;
  body: unknown;
  /** The last part of the path. */
  name: string;
  at: number;
  now: number;
}

/** Creates an account. An existing one is left alone: its used client order ids count for ever. */
export function createAccount({ state, body, at }: AdminCall): Reply {
  return checked(accountSchema, body, ({ id, cash, margin, positions }) => {
    const missing = Object.keys(positions).find((held) => !state.assets.has(held));
    if (missing !== undefined) return invalidField(`positions.${missing}`, 'has no price');
    if (state.accounts.has(id)) return invalidField('id', 'exists already');
    const account: SimulatedAccount = {
      id,
      cash: decimal(cash),
      multiplier: margin ? '2' : '1',
      positions: new Map(Object.entries(positions).map(([held, quantity]) => [held, decimal(quantity)])),
      orders: [],
      byClientOrderId: new Map(),
      fills: [],
    };
    state.accounts.set(id, account);
    state.journal.push({ at: iso(at), kind: 'account', accountId: id, cash });
    return { status: 201, body: { id } };
  });
}

export function putPrices({ state, body, at }: AdminCall): Reply {
  return checked(pricesSchema, body, (prices) => {
    for (const [name, price] of Object.entries(prices)) {
      const asset = state.assets.get(name);
      if (asset === undefined) state.assets.set(name, createAsset(name, decimal(price)));
      else asset.price = decimal(price);
      state.journal.push({ at: iso(at), kind: 'price', symbol: name, price });
    }
    return { status: 204 };
  });
}

export function getPrices({ state }: AdminCall): Reply {
  return ok(Object.fromEntries([...state.assets.values()].map(({ symbol: name, price }) => [name, price.toFixed()])));
}

export function putAsset({ state, body, name }: AdminCall): Reply {
  const asset = state.assets.get(name);
  if (asset === undefined) return invalidField('symbol', 'has no price');
  return checked(assetSchema, body, ({ tradable, fractionable }) => {
    asset.tradable = tradable ?? asset.tradable;
    asset.fractionable = fractionable ?? asset.fractionable;
    return { status: 204 };
  });
}

/** Sets the market's time, which then goes on from there. Closing expires the open orders: they are for the day. */
export function putClock({ state, body, now, at }: AdminCall): Reply {
  return checked(clockSchema, body, (change) => {
    const { clock } = state;
    if (change.isOpen === false && clock.isOpen)
      for (const order of [...state.open]) endOrder(state, order, 'expired', at);
    if (change.now !== undefined) {
      const shift = Date.parse(change.now) - at;
      clock.offsetMs += shift;
      clock.openedAt += shift;
      clock.shownAt += shift;
      for (const order of state.open) if (order.fillsAt !== null) order.fillsAt += shift;
    }
    if (change.isOpen === true && !clock.isOpen) clock.openedAt = now + clock.offsetMs;
    clock.isOpen = change.isOpen ?? clock.isOpen;
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

export function clearFaults({ state }: AdminCall): Reply {
  state.faults.length = 0;
  return { status: 204 };
}

export function getJournal({ state }: AdminCall): Reply {
  return ok(state.journal);
}

export function putSettings({ state, body }: AdminCall): Reply {
  return checked(settingsSchema, body, ({ fillDelayMs, spreadBasisPoints }) => {
    state.settings.fillDelayMs = fillDelayMs ?? state.settings.fillDelayMs;
    state.settings.spreadBasisPoints = spreadBasisPoints ?? state.settings.spreadBasisPoints;
    return { status: 204 };
  });
}

function checked<T extends z.ZodType>(schema: T, body: unknown, use: (value: z.output<T>) => Reply): Reply {
  const parsed = schema.safeParse(body);
  if (parsed.success) return use(parsed.data);
  const [issue] = parsed.error.issues;
  return invalidField(issue?.path.join('.') ?? '', issue?.message ?? 'is invalid');
}

function invalidField(field: string, message: string): Reply {
  return { status: 400, body: { code: 'INVALID', field, message } };
}

function signProblem(text: string, accepts: 'zero' | 'positive'): string | undefined {
  const value = decimal(text);
  if (value.isNegative()) return 'must not be negative';
  return accepts === 'positive' && !value.greaterThan(ZERO) ? 'must be above zero' : undefined;
}
