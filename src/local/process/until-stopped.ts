// How `demo`, `replay` and `dev` end: by themselves or because they are told to, and with everything closed either way.

import { constants } from 'node:os';

export interface Run {
  /** The program's name, for its last message. */
  name: string;
  /** Resolves with the exit code, or never: then only a signal ends it. `stop` is aborted when one came. */
  work(stop: AbortSignal): Promise<number>;
  /** Stops everything that `work` has started, even while it is still starting. */
  close(): Promise<void>;
  /** The exit code after a signal, instead of 128 and its number, as shells have it: 130 for Ctrl-C, 143 for SIGTERM. */
  codeWhenStopped?(shellCode: number): number;
}

type Signal = (typeof SIGNALS)[number] | 'SIGPIPE';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work` until it ends or this process is told to stop, then `close`, whatever happened, and ends the process. */
export async function runUntilStopped({
  name,
  work,
  close,
  codeWhenStopped = (shellCode) => shellCode,
}: Run): Promise<never> {
  const failed = (error: unknown) => {
    console.error(`${name}:`, error instanceof Error ? error.message : error);
    return 1;
  };
  const stop = new AbortController();
  const stopped = firstSignal().then((signal) => () => {
    stop.abort();
    console.log(`${name}: stopping …`);
    return codeWhenStopped(128 + constants.signals[signal]);
  });
  const worked = work(stop.signal).then(
    (code) => () => code,
    (error: unknown) => () => failed(error),
  );
  // Only the first end counts: once the servers are stopped, `work` fails for that reason alone.
  const code = (await Promise.race([stopped, worked]))();
  process.exit(await close().then(() => code, failed));
}

/** Later signals change nothing: npm sends on the Ctrl-C that the terminal has already sent. */
function firstSignal(): Promise<Signal> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve(signal));
    // The reader of this program's output is gone (`| head`, a closed terminal). Nobody would see it end in a crash.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => resolve('SIGPIPE'));
  });
}
