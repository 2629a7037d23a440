import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../../src/local/process/until';

const root = join(__dirname, '../..');
/** It takes three seconds of processor time, of which a busy machine gives little. */
const STARTS_WITHIN_MS = 60_000;

/** One of our programs, running from its source. */
export interface RunningProgram {
  /** What it has printed so far, both streams. */
  output(): string;
  /** Resolves with the address after "status at", once it is printed. */
  statusUrl(): Promise<string>;
  /** Resolves with the address after "serving at", once it is printed. */
  servingUrl(): Promise<string>;
  /** Resolves with the exit code, once it ended by itself. */
  ended(): Promise<number | null>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<number | null>;
}

/**
 * Starts `script` (a path under src) in an environment of only `env` and what Node itself needs. `sources` is where another build's
 * repository is.
 */
export function startProgram(
  script: string,
  env: Record<string, string>,
  args: string[] = [],
  sources = root,
): RunningProgram {
  const hook = join(root, 'test/support/typescript-hook.js');
  const child: ChildProcess = spawn(process.execPath, ['--require', hook, join(sources, script), ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exit;
  };
  const urlAfter = async (words: string) => {
    const url = () => new RegExp(`${words} (http://[\\w.:]+)`).exec(output)?.[1];
    await until(async () => url() !== undefined || child.exitCode !== null, STARTS_WITHIN_MS);
    return url() ?? Promise.reject(new Error(`${script} ended:\n${output}`));
  };
  return {
    output: () => output,
    statusUrl: () => urlAfter('status at'),
    servingUrl: () => urlAfter('serving at'),
    ended: () => exit,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
