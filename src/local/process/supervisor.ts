// Keeps the programs of `dev` and `demo` running, and ends them all together. leash.ts makes sure that none outlives this process,
// even when it is killed.

import { setTimeout as delay } from 'node:timers/promises';
import { spawnLeashed } from './leash';

/** A running program: Temporal, Postgres, or one of ours. */
export interface Program {
  pid: number;
  /** Resolves with how it ended. */
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface Supervisor {
  /**
   * Starts a program, prints its pid, and calls `start` again whenever it ends by itself. Resolves with the first one.
   * `start` has to give the program the same ports each time, because others know them.
   */
  keep<T extends Program>(name: string, start: () => Promise<T>): Promise<T>;
  /** Stops every program, the last one kept first, and resolves when all are gone. Safe to call again. */
  close(): Promise<void>;
}

export function createSupervisor(say: (line: string) => void): Supervisor {
  const kept: Kept[] = [];
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  const keep = async <T extends Program>(name: string, start: () => Promise<T>): Promise<T> => {
    if (closing.signal.aborted) throw new Error(`${name} was not started: everything is being stopped`);
    const announced = async () => {
      const program = await start();
      say(`${name} pid ${program.pid}`);
      return program;
    };
    const first = announced();
    const entry: Kept = { name, start: announced, current: first };
    kept.push(entry);
    // The caller decides what a failed first start means; only a program that has run is started again.
    await first;
    entry.restarting = keepRunning(entry, say, closing.signal);
    return first;
  };

  const stopAll = async () => {
    closing.abort();
    for (const { current, restarting } of kept.reverse()) {
      await restarting;
      await current.then(
        (program) => program.stop(),
        () => undefined,
      );
    }
  };
  return { keep, close: () => (closed ??= stopAll()) };
}

/** Starts one of our own programs: `script` is the path of a JavaScript file. Its output appears on this process's own. */
export function startNodeProgram(script: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Program> {
  return Promise.resolve(spawnLeashed(process.execPath, [script, ...args], { env, output: 'inherit' }));
}

interface Kept {
  name: string;
  start: () => Promise<Program>;
  current: Promise<Program>;
  restarting?: Promise<void>;
}

const PAUSE_MS = { shortest: 250, longest: 10_000 };

async function keepRunning(entry: Kept, say: (line: string) => void, closing: AbortSignal): Promise<void> {
  const aborted = new Promise<undefined>((resolve) => {
    closing.addEventListener('abort', () => resolve(undefined));
  });
  let pauseMs = PAUSE_MS.shortest;
  while (!closing.aborted) {
    const since = Date.now();
    const how = await Promise.race([aborted, endOf(entry.current)]);
    if (how === undefined || closing.aborted) return;
    // A program that ran for a while is started again at once; one that keeps dying waits longer each time.
    pauseMs = Date.now() - since > PAUSE_MS.longest ? PAUSE_MS.shortest : pauseMs;
    say(`${entry.name} ended (${how}), starts again in ${pauseMs / 1000} s`);
    await delay(pauseMs, undefined, { signal: closing }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest);
    if (!closing.aborted) entry.current = entry.start();
  }
}

async function endOf(current: Promise<Program>): Promise<string> {
  try {
    return await (await current).exited;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
