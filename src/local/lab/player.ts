// The thread that plays: it gets a history when it starts, then one task at a time.

import { workerData } from 'node:worker_threads';
import { answerTasks } from '../../threads';
import type { Task } from './compare';
import { historyOf } from './history';
import { type Played, play } from './play';
import type { PlayedText, PlayerData } from './players';

const { days, symbols } = workerData as PlayerData;
const history = historyOf(days, symbols);

answerTasks(({ contender, cost }: Task) => textOf(play(contender, history, cost)));

function textOf(played: Played): PlayedText {
  return {
    ...played,
    values: played.values.map((value) => value.toFixed()),
    tradedUsd: played.tradedUsd.toFixed(),
    costUsd: played.costUsd.toFixed(),
    firstPurchaseCostUsd: played.firstPurchaseCostUsd.toFixed(),
  };
}
