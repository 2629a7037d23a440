// The Broker API's stream of orders.

import { openEventStream } from './event-stream';
import type { KeyRing } from './key-ring';
import { type Connection, OrderEventModel } from './order-events';

/** Returns what ends it. `quietMs` is how long it may say nothing, not even a heartbeat. */
export function openOrderEventStream(baseUrl: string, ring: KeyRing, quietMs: number, to: Connection): () => void {
  return openEventStream({ url: `${baseUrl}/v2/events/trades`, api: 'broker', quietMs }, ring, {
    ...to,
    onData: (data) => {
      const event = OrderEventModel.safeParse(data).data;
      if (event !== undefined) to.onEvent(event);
    },
  });
}
