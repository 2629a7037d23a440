// Threads for what takes one processor minutes: every processor works, and the thread that asks goes on meanwhile.

import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';

export interface Threads<Task, Answer> {
  /** How many work at the same time. */
  count: number;
  /** Has the next free thread do this. Rejects with what it threw there. */
  ask(task: Task): Promise<Answer>;
  /** Ends the threads. What they have not answered is rejected. */
  close(): Promise<void>;
}

type Ended<Answer> = { answer: Answer } | { fault: unknown };

interface Waiting<Task, Answer> {
  task: Task;
  resolve(answer: Answer): void;
  reject(fault: unknown): void;
}

/**
 * Runs `program`, a file that calls `answerTasks`, with this data. Threads start when there is work that no other is free for, and live until
 * `close`. They keep no process alive that waits for nothing.
 */
export function createThreads<Task, Answer>(program: string, workerData?: unknown): Threads<Task, Answer> {
  const count = availableParallelism();
  const free: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: Waiting<Task, Answer>[] = [];
  let isClosed = false;
  const next = () => {
    const [first] = waiting;
    const thread = first && (free.pop() ?? (all.size < count ? started() : undefined));
    if (first === undefined || thread === undefined) return;
    waiting.shift();
    give(thread, first);
  };
  const started = () => {
    const thread = new Worker(program, { workerData });
    all.add(thread);
    thread.unref();
    // Also one that ends while it has nothing to do: nobody else listens to it then, and it would be given work that it never does.
    const ended = () => {
      all.delete(thread);
      if (free.includes(thread)) free.splice(free.indexOf(thread), 1);
    };
    thread.on('error', ended).on('exit', ended);
    return thread;
  };
  const give = (thread: Worker, { task, resolve, reject }: Waiting<Task, Answer>) => {
    const gone = (fault: unknown) => {
      reject(fault);
      if (!isClosed) next();
    };
    const onExit = (code: number) => gone(new Error(`a thread ended with code ${code} before it answered`));
    thread.ref();
    thread.once('error', gone).once('exit', onExit);
    thread.once('message', (ended: Ended<Answer>) => {
      thread.off('error', gone).off('exit', onExit);
      thread.unref();
      free.push(thread);
      if ('fault' in ended) reject(ended.fault);
      else resolve(ended.answer);
      next();
    });
    thread.postMessage(task);
  };
  return {
    count,
    ask: (task) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new Error(CLOSED));
        waiting.push({ task, resolve, reject });
        next();
      }),
    close: async () => {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(new Error(CLOSED));
      await Promise.all([...all].map((thread) => thread.terminate()));
    },
  };
}

const CLOSED = 'the threads are closed';

/** In a thread: answers one task after the other. */
export function answerTasks<Task, Answer>(answer: (task: Task) => Answer): void {
  const ended = (task: Task): Ended<Answer> => {
    try {
      return { answer: answer(task) };
    } catch (fault) {
      return { fault };
    }
  };
  parentPort?.on('message', (task: Task) => parentPort?.postMessage(ended(task)));
}
