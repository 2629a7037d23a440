// The state as plain JSON and back: amounts as decimal strings, orders by their ids. What a field's default stands for was not yet
// kept by an earlier version.

import { z } from 'zod';
import { decimal, ZERO } from '../domain/money';
import { faultSchema } from './engine/faults';
import {
  DEFAULT_CONFIGURATIONS,
  type JournalEntry,
  NO_LAG,
  NO_RESTRICTIONS,
  NOTHING_TAKEN,
  ORDER_STATUSES,
  type SimulatedAccount,
  type SimulatedOrder,
  type SimulatorState,
  TIMES_IN_FORCE,
} from './engine/state';

const amount = z.string().transform(decimal);
const side = z.enum(['BUY', 'SELL']);
const pairs = <T extends z.ZodType>(value: T) => z.array(z.tuple([z.string(), value]));

const orderSchema = z.strictObject({
  id: z.string(),
  clientOrderId: z.string(),
  symbol: z.string(),
  side,
  quantity: amount.nullable(),
  notional: amount.nullable(),
  limitPrice: amount.nullable(),
  collar: amount.nullable().default(null),
  timeInForce: z.enum(TIMES_IN_FORCE).default('day'),
  intent: z.string().nullable().default(null),
  status: z.enum(ORDER_STATUSES),
  submittedAt: z.int(),
  hiddenUntil: z.int().default(0),
  endedAt: z.int().nullable(),
  fillsAt: z.int().nullable(),
  fraction: amount,
  afterwards: z.enum(['stall', 'cancel', 'expire', 'reject', 'done-for-day', 'filled']),
  cancelsAt: z.int().nullable().default(null),
  replacesAt: z.int().nullable().default(null),
  replacedBy: z.string().nullable().default(null),
  replaces: z.string().nullable().default(null),
  bustMs: z.int().nullable().default(null),
  reservedPrice: amount,
  filledQuantity: amount,
  filledPrice: amount.nullable(),
});
const fillSchema = z.strictObject({
  id: z.string(),
  orderId: z.string(),
  quantity: amount,
  price: amount,
  at: z.int(),
  partial: z.boolean(),
});
const activitySchema = z.strictObject({
  id: z.string(),
  at: z.int(),
  type: z.string(),
  usd: amount,
  symbol: z.string().nullable(),
  quantity: amount.nullable(),
  perShare: amount.nullable(),
  description: z.string(),
});
const accountSchema = z.strictObject({
  id: z.string(),
  createdAt: z.int().default(0),
  cash: amount,
  leaving: amount.default(ZERO),
  fees: amount.default(ZERO),
  arriving: amount.default(ZERO),
  multiplier: z.enum(['1', '2']),
  blocked: z.boolean(),
  positions: pairs(amount),
  entryPrices: pairs(amount).default([]),
  closes: z.array(z.strictObject({ at: z.int(), cash: amount, held: amount })).default([]),
  orders: z.array(orderSchema),
  fills: z.array(fillSchema),
  activities: z.array(activitySchema).default([]),
  lag: z.strictObject({ cashMs: z.int(), buyingPowerMs: z.int(), positionsMs: z.int() }).default(NO_LAG),
  restrictions: z
    .strictObject({
      liquidationOnly: z.string().nullable(),
      suspendedByUser: z.boolean(),
      noFractions: z.boolean(),
      ptpAllowed: z.boolean(),
      shorting: z.boolean().default(false),
      settledCashOnly: z.boolean().default(false),
    })
    .default(NO_RESTRICTIONS),
  configurations: z
    .strictObject({
      fractionalTrading: z.boolean(),
      noShorting: z.boolean(),
      maxMarginMultiplier: z.enum(['1', '2', '4']),
      tradeConfirmEmail: z.enum(['all', 'none']),
    })
    .default(DEFAULT_CONFIGURATIONS),
});
const takenSchema = z.strictObject({ shares: amount, refillsAt: z.int() });
const assetSchema = z
  .strictObject({
    symbol: z.string(),
    price: amount,
    pricedAt: z.int(),
    tradable: z.boolean(),
    fractionable: z.boolean(),
    ptp: z.boolean().default(false),
    halted: z.boolean().default(false),
    haltRefuses: z.boolean().default(false),
    haltedAt: z.int().default(0),
    resumedAt: z.int().default(0),
    spreadBasisPoints: z.string().nullable().default(null),
    quote: z.strictObject({ bid: amount, ask: amount }).nullable().default(null),
    priceBefore: amount.nullable().default(null),
    taken: z.strictObject({ BUY: takenSchema, SELL: takenSchema }).default({ BUY: NOTHING_TAKEN, SELL: NOTHING_TAKEN }),
    lastClose: amount.optional(),
  })
  .transform((asset) => ({ ...asset, lastClose: asset.lastClose ?? asset.price }));
const snapshotSchema = z.strictObject({
  format: z.literal(1),
  settings: z.strictObject({
    fillDelayMs: z.int(),
    spreadBasisPoints: z.string(),
    keepPriceAge: z.boolean(),
    buyReservePercent: z.string().default('2.5'),
    duplicateRaceMs: z.int().default(0),
    limitAwayPercent: z.string().nullable().default(null),
    fractionalLimits: z.boolean().default(true),
    requestsPerMinute: z.int().nullable(),
    executionsLagMs: z.int().nullable().default(0),
    activitiesLagMs: z.int().nullable().default(0),
    activitiesTwice: z.boolean().default(false),
    acceptedKeys: z.array(z.string()).nullable().default(null),
    hours: z.enum(['around-the-clock', 'exchange']).default('around-the-clock'),
    refusesWashTrades: z.boolean().default(true),
    collarPercent: z.string().nullable().default(null),
    bookShares: z.string().nullable().default(null),
    bookRefillMs: z.int().default(1_000),
    partialFillPercent: z.string().default('0'),
  }),
  clock: z.strictObject({
    offsetMs: z.int(),
    isOpen: z.boolean(),
    openedAt: z.int(),
    nextClose: z.string().nullable(),
    shownAt: z.int(),
    followedAt: z.int().nullable().default(null),
  }),
  ids: z.int(),
  /** Files of earlier builds have it. */
  walk: z.unknown().optional(),
  assets: z.array(assetSchema),
  accounts: z.array(accountSchema),
  faults: z.array(faultSchema),
  journal: z.array(z.custom<JournalEntry>((entry) => typeof entry === 'object' && entry !== null)),
});

/** Returns the state as JSON text. */
export function takeSnapshot(state: SimulatorState): string {
  const { settings, clock, ids, faults, journal } = state;
  const accounts = [...state.accounts.values()].map(
    ({ byClientOrderId: _, positions, entryPrices, orders, fills, ...account }) => ({
      ...account,
      positions: [...positions],
      entryPrices: [...entryPrices],
      orders: orders.map(({ account: _owner, ...order }) => order),
      fills: fills.map(({ order, ...fill }) => ({ ...fill, orderId: order.id })),
    }),
  );
  const plain = {
    format: 1,
    settings,
    clock,
    ids,
    assets: [...state.assets.values()],
    accounts,
    faults,
    journal,
  };
  // An amount writes itself as its decimal string.
  return JSON.stringify(plain);
}

/** @throws ZodError when it is not a snapshot. */
export function restoreState(json: unknown): SimulatorState {
  const { format: _, walk: _walk, accounts, assets, ...rest } = snapshotSchema.parse(json);
  const restored = accounts.map(restoreAccount);
  const orders = restored.flatMap((account) => account.orders);
  const open = orders.filter(({ endedAt }) => endedAt === null);
  return {
    ...rest,
    accounts: new Map(restored.map((account) => [account.id, account])),
    assets: new Map(assets.map((asset) => [asset.symbol, asset])),
    open: new Set(open.sort((a, b) => a.submittedAt - b.submittedAt)),
    busting: new Set(orders.filter(({ bustMs, endedAt }) => bustMs !== null && endedAt !== null)),
    minutes: new Map(),
    changes: 0,
    revisions: [],
    orderEvents: null,
    activityEvents: null,
  };
}

function restoreAccount({
  orders,
  fills,
  positions,
  entryPrices,
  ...kept
}: z.output<typeof accountSchema>): SimulatedAccount {
  const account: SimulatedAccount = {
    ...kept,
    positions: new Map(positions),
    entryPrices: new Map(entryPrices),
    orders: [],
    byClientOrderId: new Map(),
    fills: [],
  };
  const byId = new Map<string, SimulatedOrder>();
  for (const stored of orders) {
    const order = { ...stored, account };
    account.orders.push(order);
    account.byClientOrderId.set(order.clientOrderId, order);
    byId.set(order.id, order);
  }
  for (const { orderId, ...fill } of fills) {
    const order = byId.get(orderId);
    if (order === undefined) throw new RangeError(`a fill belongs to no order: ${fill.id}`);
    account.fills.push({ ...fill, order });
  }
  return account;
}
