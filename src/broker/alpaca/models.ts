// Alpaca's answers, in Alpaca's names. Numbers arrive as decimal strings: the transport reads JSON numbers as their own text.

import { z } from 'zod';

export const decimalText = z.string().regex(/^-?[0-9]+(\.[0-9]+)?$/);

export const OrderModel = z.object({
  id: z.string().min(1),
  client_order_id: z.string(),
  symbol: z.string(),
  side: z.string(),
  type: z.string(),
  qty: decimalText.nullable(),
  notional: decimalText.nullable(),
  filled_qty: decimalText,
  filled_avg_price: decimalText.nullable(),
  // Alpaca adds words: an unknown one must not make an order unreadable.
  status: z.string(),
  replaced_by: z.string().nullish(),
  submitted_at: z.string().nullable(),
  created_at: z.string(),
});
export type OrderModel = z.infer<typeof OrderModel>;

export const AccountModel = z.object({
  id: z.string(),
  cash: decimalText,
  buying_power: decimalText,
  multiplier: decimalText,
  pending_transfer_out: decimalText.nullish(),
  pending_transfer_in: decimalText.nullish(),
  accrued_fees: decimalText.nullish(),
  status: z.string().optional(),
  trading_blocked: z.boolean().default(false),
  account_blocked: z.boolean().default(false),
  trade_suspended_by_user: z.boolean().default(false),
  admin_configurations: z
    .object({
      restrict_to_liquidation_reasons: z.record(z.string(), z.unknown()).nullish(),
      disable_fractional: z.boolean().nullish(),
    })
    .nullish(),
  user_configurations: z
    .object({
      fractional_trading: z.boolean().nullish(),
      ptp_no_exception_entry: z.boolean().nullish(),
      suspend_trade: z.boolean().nullish(),
    })
    .nullish(),
});
export type AccountModel = z.infer<typeof AccountModel>;

export const PositionModel = z.object({ symbol: z.string(), qty: decimalText });

export const AssetModel = z.object({
  symbol: z.string(),
  status: z.string(),
  tradable: z.boolean(),
  fractionable: z.boolean(),
  attributes: z.array(z.string()).nullish(),
});

export const FillModel = z.object({
  id: z.string().min(1),
  order_id: z.string(),
  symbol: z.string(),
  side: z.string(),
  qty: decimalText,
  price: decimalText,
  transaction_time: z.string(),
});
export type FillModel = z.infer<typeof FillModel>;

/** New York's local time with its offset, to the nanosecond. */
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** What its local date is, and how far it is from UTC, is read from the text of its time. */
export const ClockModel = z.object({
  timestamp: z.iso.datetime({ offset: true }),
  is_open: z.boolean(),
  next_close: time,
  next_open: time,
});

/** A day on which the market opens: local times, "2026-11-27" and "09:30". */
export const CalendarModel = z.array(
  z.object({ date: z.iso.date(), open: z.string().regex(/^[0-9]{2}:[0-9]{2}$/), close: z.string() }),
);

/** Of a symbol that it does not know, Alpaca says nothing or null. */
export const SnapshotsModel = z.record(
  z.string(),
  z
    .object({
      latestTrade: z.object({ p: decimalText, t: time }).nullish(),
      latestQuote: z.object({ bp: decimalText, ap: decimalText, t: time }).nullish(),
    })
    .nullable(),
);
export type SnapshotsModel = z.infer<typeof SnapshotsModel>;

export const ErrorModel = z.object({ code: z.string().optional(), message: z.string() });
export type ErrorModel = z.infer<typeof ErrorModel>;
