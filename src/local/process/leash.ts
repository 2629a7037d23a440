// Child programs that cannot outlive this process.
//
// L1. Each child has a process group of its own: Ctrl-C in a terminal reaches only this process, which then stops its
//     children once and in its own order.
// L2. Each child starts as a shell that leaves a guard behind and becomes the program. The guard reads a pipe whose other
//     end only this process holds. When this process dies, however it dies, the kernel closes the pipe and the guard stops
//     the program, which need not know about it. A line in the pipe tells the guard to end without stopping it.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { until } from './until';

export interface Leashed {
  pid: number;
  /** Resolves with how the program ended ("exit code 1", "SIGKILL"), never rejects. */
  exited: Promise<string>;
  /** Returns the end of what the program has written, for error messages. Empty when the output is inherited. */
  lastOutput(): string;
  /** Asks with the stop signal, insists with SIGKILL after the grace, and resolves when the program is gone. */
  stop(): Promise<void>;
}

export interface LeashOptions {
  stopSignal?: 'SIGTERM' | 'SIGINT';
  graceMs?: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  user?: { uid: number; gid: number } | undefined;
  /** `inherit` shows the output on this process's own; `keep` holds only its end. */
  output?: 'inherit' | 'keep';
}

/** Starts `command`. @throws Error when the shell cannot be started at all. */
export function spawnLeashed(command: string, args: readonly string[], options: LeashOptions = {}): Leashed {
  const { stopSignal = 'SIGTERM', graceMs = 10_000, env = process.env, output = 'keep' } = options;
  const stream = output === 'inherit' ? 'inherit' : 'pipe';
  const child = spawn('/bin/sh', ['-c', GUARD, stopSignal.slice(3), command, ...args], {
    detached: true,
    env,
    stdio: ['ignore', stream, stream, 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.user ?? {}),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`cannot start ${command}`);

  const lastOutput = keepLastOutput(child);
  let gone = false;
  const exited = whenExited(child).finally(() => {
    gone = true;
  });
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    // Another process may have its pid by now.
    if (gone) return;
    const insist = setTimeout(() => signal(-pid, 'SIGKILL'), graceMs);
    signal(pid, stopSignal);
    await exited;
    clearTimeout(insist);
  };
  return { pid, exited, lastOutput, stop: () => (stopping ??= stop()) };
}

/** Waits until `ready` holds. @throws Error with the program's last words when it ends instead, or takes too long. */
export async function untilServing(program: Leashed, ready: () => Promise<boolean>): Promise<void> {
  let ended: string | undefined;
  void program.exited.then((how) => {
    ended = how;
  });
  try {
    await until(async () => ended !== undefined || (await ready()), 60_000);
  } catch (cause) {
    await program.stop();
    throw new Error(`not ready in time: ${program.lastOutput()}`, { cause });
  }
  if (ended !== undefined) throw new Error(`ended before it was ready (${ended}): ${program.lastOutput()}`);
}

// $0 is the signal and $$ the program. The guard closes the program's own output, or readers of it would wait for the guard.
const GUARD = `
(read -r _ || { kill -"$0" $$; sleep 10; kill -KILL -$$; }) <&3 3<&- >/dev/null 2>&1 &
exec "$@" 3<&-`;

function whenExited(child: ChildProcess): Promise<string> {
  const guard = child.stdio[3] as Writable;
  guard.on('error', () => undefined);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signalName) => {
      guard.end('\n');
      resolve(signalName ?? `exit code ${code}`);
    });
  });
}

function keepLastOutput(child: ChildProcess): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      kept = (kept + chunk.toString()).slice(-4_000);
    });
  return () => kept.trim();
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already, as intended.
  }
}
