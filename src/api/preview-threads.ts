// Planning for a hundred thousand portfolios takes minutes of one processor. So every processor plans, and a program that does this for one
// caller still answers the others.

import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Portfolio } from '../domain/portfolio';
import type { PreviewMarket, PreviewTotals } from '../domain/rollout-preview';
import type { PreviewThreads } from '../operations/preview-rollout';

/** What a thread is asked, and what it answers. */
export interface PreviewTask {
  portfolios: readonly Portfolio[];
  market: PreviewMarket;
}
export type PreviewAnswer = { totals: PreviewTotals } | { fault: unknown };

interface Waiting {
  task: PreviewTask;
  resolve(totals: PreviewTotals): void;
  reject(fault: unknown): void;
}

/** Threads start when there is work that no other is free for, and live until `close`. They keep no process alive that has nothing to wait for. */
export function createPreviewThreads(): PreviewThreads & { close(): Promise<void> } {
  const most = availableParallelism();
  const free: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: Waiting[] = [];
  const next = () => {
    const [first] = waiting;
    const thread = first && (free.pop() ?? (all.size < most ? started() : undefined));
    if (first === undefined || thread === undefined) return;
    waiting.shift();
    ask(thread, first);
  };
  const started = () => {
    const thread = new Worker(join(__dirname, `preview-thread${extname(__filename)}`));
    all.add(thread);
    thread.unref();
    return thread;
  };
  const ask = (thread: Worker, { task, resolve, reject }: Waiting) => {
    const gone = (fault: unknown) => {
      all.delete(thread);
      reject(fault);
      next();
    };
    const onExit = (code: number) => gone(new Error(`a thread that plans ended with code ${code}`));
    thread.ref();
    thread.once('error', gone).once('exit', onExit);
    thread.once('message', (answer: PreviewAnswer) => {
      thread.off('error', gone).off('exit', onExit);
      thread.unref();
      free.push(thread);
      if ('fault' in answer) reject(answer.fault);
      else resolve(answer.totals);
      next();
    });
    thread.postMessage(task);
  };
  return {
    threads: most,
    previewMany: (portfolios, market) =>
      new Promise((resolve, reject) => {
        waiting.push({ task: { portfolios, market }, resolve, reject });
        next();
      }),
    close: async () => {
      await Promise.all([...all].map((thread) => thread.terminate()));
    },
  };
}
