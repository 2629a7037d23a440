// What Alpaca's market data stream says, in Alpaca's names. Each frame is an array of messages; numbers arrive as their own text.

import { z } from 'zod';
import { decimalText } from './models';

/** A trade has more fields; what they say decides nothing here. */
const TradeMessage = z.object({ T: z.literal('t'), S: z.string(), p: decimalText, t: z.string() });

/** A trade that was told is cancelled (x) or corrected (c). Both come with the subscription of trades. */
const RevisionMessage = z.object({ T: z.enum(['x', 'c']), S: z.string() });

const SuccessMessage = z.object({ T: z.literal('success'), msg: z.string() });
const ErrorMessage = z.object({ T: z.literal('error'), code: z.string(), msg: z.string() });
const SubscriptionMessage = z.object({ T: z.literal('subscription'), trades: z.array(z.string()).default([]) });

/** A kind that is not known here is passed over: Alpaca adds some. */
export const StreamMessage = z.union([
  TradeMessage,
  RevisionMessage,
  SuccessMessage,
  ErrorMessage,
  SubscriptionMessage,
]);
export type StreamMessage = z.infer<typeof StreamMessage>;
