// One thread that plans: it answers one task after the other.

import { parentPort } from 'node:worker_threads';
import { previewMany } from '../domain/rollout-preview';
import type { PreviewAnswer, PreviewTask } from './preview-threads';

parentPort?.on('message', ({ portfolios, market }: PreviewTask) =>
  parentPort?.postMessage(answered(portfolios, market)),
);

function answered(...[portfolios, market]: [PreviewTask['portfolios'], PreviewTask['market']]): PreviewAnswer {
  try {
    return { totals: previewMany(portfolios, market) };
  } catch (fault) {
    return { fault };
  }
}
