// Planning for a hundred thousand portfolios takes minutes of one processor. So every processor plans, and a program that does this for one
// caller still answers the others.

import { extname, join } from 'node:path';
import type { Portfolio } from '../domain/portfolio';
import type { PreviewMarket, PreviewTotals } from '../domain/rollout-preview';
import type { PreviewThreads } from '../operations/preview-rollout';
import { createThreads } from '../threads';

/** What a thread is asked. */
export interface PreviewTask {
  portfolios: readonly Portfolio[];
  market: PreviewMarket;
}

export function createPreviewThreads(): PreviewThreads & { close(): Promise<void> } {
  const program = join(__dirname, `preview-thread${extname(__filename)}`);
  const { count, ask, close } = createThreads<PreviewTask, PreviewTotals>(program);
  return { threads: count, previewMany: (portfolios, market) => ask({ portfolios, market }), close };
}
