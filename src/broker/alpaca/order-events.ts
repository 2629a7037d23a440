// Alpaca's events of orders: `trade_updates` on the Trading API, `/v2/events/trades` on the Broker API.

import { z } from 'zod';

/** An event has more fields; what they say decides nothing here, because only a look-up does. */
export const OrderEventModel = z.object({ event: z.string(), order: z.object({ client_order_id: z.string() }) });

const Authorization = z.object({ stream: z.literal('authorization'), data: z.object({ status: z.string() }) });
const Listening = z.object({ stream: z.literal('listening'), data: z.object({ streams: z.array(z.string()) }) });
const TradeUpdate = z.object({ stream: z.literal('trade_updates'), data: OrderEventModel });

/** A kind that is not known here is passed over: Alpaca adds some. */
export const OrderFrame = z.union([TradeUpdate, Authorization, Listening]);
export type OrderFrame = z.infer<typeof OrderFrame>;

/** Events after which an order goes on. A word that is not known here is news: it costs one look. */
const GOES_ON = new Set([
  'accepted',
  'accepted_for_bidding',
  'calculated',
  'held',
  'new',
  'order_replace_rejected',
  'partial_fill',
  'pending_cancel',
  'pending_new',
  'pending_replace',
  'restated',
  'stopped',
  'suspended',
]);

export function mayHaveEnded(event: string): boolean {
  return !GOES_ON.has(event);
}

/** What a connection tells to the one who opened it. */
export interface Connection {
  /** From now on events arrive. */
  onLive(): void;
  onEvent(event: z.infer<typeof OrderEventModel>): void;
  /** The other side says that it has left some out. */
  onGap(): void;
  /** It ended; called once. */
  onLoss(reason: string): void;
}
