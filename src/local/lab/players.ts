// Decades of exact decimals take minutes of one processor, so every processor plays.

import { extname, join } from 'node:path';
import { decimal } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
import { createThreads } from '../../threads';
import type { TradingDay } from '../prices/closes';
import type { Task } from './compare';
import type { Played } from './play';

/** What a thread gets, and what it answers. Decimals are text between threads. */
export interface PlayerData {
  days: readonly TradingDay[];
  symbols: readonly TickerSymbol[];
}

export type PlayedText = {
  [Field in keyof Played]: Played[Field] extends number ? number : PlayedTextOf<Played[Field]>;
};
type PlayedTextOf<Value> = Value extends readonly unknown[] ? string[] : string;

/** Returns the results of `tasks` in their order, whichever thread was first. `onPlayed` is told how many are done. */
export async function playAll(
  data: PlayerData,
  tasks: readonly Task[],
  onPlayed: (done: number) => void,
): Promise<Played[]> {
  const threads = createThreads<Task, PlayedText>(join(__dirname, `player${extname(__filename)}`), data);
  let done = 0;
  try {
    return await Promise.all(
      tasks.map(async (task) => {
        const played = playedOf(await threads.ask(task));
        done += 1;
        onPlayed(done);
        return played;
      }),
    );
  } finally {
    await threads.close();
  }
}

function playedOf(text: PlayedText): Played {
  return {
    ...text,
    values: text.values.map(decimal),
    tradedUsd: decimal(text.tradedUsd),
    costUsd: decimal(text.costUsd),
    firstPurchaseCostUsd: decimal(text.firstPurchaseCostUsd),
  };
}
