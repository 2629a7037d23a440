// Decades of exact decimals take minutes of one processor, so every processor plays.

import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { decimal } from '../../domain/money';
import type { TickerSymbol } from '../../domain/portfolio';
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
  const results = new Map<number, Played>();
  const waiting = tasks.map((task, index) => ({ task, index }));
  const players = Array.from({ length: Math.min(availableParallelism(), tasks.length) }, () => startPlayer(data));
  try {
    await Promise.all(
      players.map(async ({ play }) => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          results.set(next.index, await play(next.task));
          onPlayed(results.size);
        }
      }),
    );
  } finally {
    await Promise.all(players.map(({ worker }) => worker.terminate()));
  }
  return tasks.flatMap((_task, index) => results.get(index) ?? []);
}

function startPlayer(data: PlayerData) {
  const worker = new Worker(join(__dirname, `player${extname(__filename)}`), { workerData: data });
  const play = (task: Task) =>
    new Promise<Played>((resolve, reject) => {
      worker.removeAllListeners();
      worker.once('error', reject);
      worker.once('message', (played: PlayedText) => resolve(playedOf(played)));
      worker.postMessage(task);
    });
  return { worker, play };
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
