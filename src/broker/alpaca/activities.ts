// What Alpaca calls its activities, and what each of them moves.

import { z } from 'zod';
import type { Activity, ActivityKind } from '../../domain/activity';
import { decimal, floorToShares, halfEvenToCents, showCents } from '../../domain/money';
import { later } from '../../domain/time';
import { decimalText } from './models';

/** An execution has other fields: it is listed with the rest, and read elsewhere. */
export const ActivityModel = z.object({
  id: z.string().min(1),
  activity_type: z.string(),
  date: z.iso.date().nullish(),
  created_at: z.iso.datetime({ offset: true }).nullish(),
  transaction_time: z.iso.datetime({ offset: true }).nullish(),
  net_amount: decimalText.nullish(),
  symbol: z.string().nullish(),
  qty: decimalText.nullish(),
  description: z.string().nullish(),
  status: z.string().nullish(),
});
export type ActivityModel = z.infer<typeof ActivityModel>;

/** Alpaca adds words: one that is not here is kept and shown, and nobody guesses what it moves. */
const KINDS: ReadonlyMap<string, ActivityKind> = new Map([
  ...kindsOf('CASH_FLOW', 'CSD CSW TRANS JNLC ACATC'),
  ...kindsOf('DIVIDEND', 'DIV DIVCGL DIVCGS DIVFEE DIVFT DIVNRA DIVROC DIVTW DIVTXEX DIVWH CIL'),
  ...kindsOf('INTEREST', 'INT INTNRA INTTW SWP'),
  ...kindsOf('FEE', 'FEE PTC PTR'),
  ...kindsOf('SPLIT', 'SPLIT SSP'),
  ...kindsOf('SPIN_OFF', 'SPIN SSO'),
  ...kindsOf('MERGER', 'MA REORG'),
  ...kindsOf('NAME_CHANGE', 'NC SC'),
  ...kindsOf('SHARES_MOVED', 'ACATS JNLS JNL'),
]);

/** Those whose `qty` is what the account got or lost. Elsewhere it is what was paid for: the shares of a dividend. */
const MOVES_SHARES: ReadonlySet<ActivityKind> = new Set(['SPLIT', 'SPIN_OFF', 'MERGER', 'NAME_CHANGE', 'SHARES_MOVED']);

export function isExecution({ activity_type: type }: ActivityModel): boolean {
  return type === 'FILL';
}

export function parseActivity(model: ActivityModel): Activity {
  const { id, activity_type: type, net_amount: net, qty, symbol, description, status } = model;
  const kind = KINDS.get(type) ?? 'UNKNOWN';
  return {
    id,
    kind,
    type,
    at: timeOf(model),
    cash: showCents(halfEvenToCents(decimal(net ?? '0'))),
    symbol: symbol === '' ? null : (symbol ?? null),
    quantity:
      (MOVES_SHARES.has(kind) || kind === 'UNKNOWN') && qty != null ? floorToShares(decimal(qty)).toFixed() : null,
    description: description ?? '',
    isVoid: status === 'canceled',
  };
}

function kindsOf(kind: ActivityKind, types: string): [string, ActivityKind][] {
  return types.split(' ').map((type) => [type, kind]);
}

const DAY_MS = 24 * 60 * 60_000;

/** Alpaca's ids begin with the time in New York, in digits; what has no other time is of the end of its day. */
function timeOf({ id, date, created_at: created, transaction_time: executed }: ActivityModel): string {
  const time = created ?? executed;
  if (time != null) return new Date(time).toISOString();
  const day = date ?? id.replace(/^(\d{4})(\d\d)(\d\d).*$/s, '$1-$2-$3');
  const start = Date.parse(`${day}T00:00:00.000Z`);
  return later(new Date(Number.isNaN(start) ? 0 : start).toISOString(), DAY_MS);
}
