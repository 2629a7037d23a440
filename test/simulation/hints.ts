// News about orders, as bad as it can be: it has nothing to do with what happens. It comes before the order is sent, long after it ended, twice,
// or never, and the stream is lost and comes back. Nothing about how a schedule ends may depend on it.

import { createWatches } from '../../src/broker/alpaca/watches';
import type { OrderNews } from '../../src/broker/order-news';
import type { Random } from '../support/random';
import { type Clock, WORLD } from './clock';

const FLAPS_MAX = 3;
const FLAPS_WITHIN_MS = 10 * 60_000;

/** Draws the news about every order that is watched. */
export function createHints(random: Random, clock: Clock, hit: (kind: string) => void): OrderNews {
  const watches = createWatches(
    {
      onWake: () => hit('news'),
      onVain: () => hit('news in vain'),
      onMissed: () => hit('news lost'),
      onDoubt: () => hit('news doubted'),
    },
    clock.now,
  );
  watches.connected(true);
  for (let flap = random.int(0, FLAPS_MAX); flap > 0; flap -= 1) {
    const at = random.int(0, FLAPS_WITHIN_MS);
    clock.after(at, WORLD, () => watches.connected(false));
    clock.after(at + random.pick([5, 500, 60_000]), WORLD, () => watches.connected(true));
  }
  return {
    isLive: watches.isLive,
    watch: (clientOrderId) => {
      for (let times = random.pick([0, 1, 1, 1, 2, 3]); times > 0; times -= 1) {
        const afterMs = random.int(0, random.pick([20, 150, 150, 3_000, 120_000]));
        clock.after(afterMs, WORLD, () => {
          watches.believe();
          watches.tell(clientOrderId);
        });
      }
      return watches.watch(clientOrderId);
    },
  };
}
