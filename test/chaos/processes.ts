// Programs under a supervisor, by name: what strikes them needs to know which process each of them is at the moment.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Leashed } from '../../src/local/process/leash';
import { createSupervisor, type Program } from '../../src/local/process/supervisor';
import type { ProgramName } from './plan';

const run = promisify(execFile);

/** As long as a stop of the database may last, and its start. */
const START_AGAIN_MS = 60_000;

export interface Processes {
  /** Starts a program, and again whenever it ends, until `close`. */
  keep<T extends Program>(name: ProgramName, start: () => Promise<T>): Promise<T>;
  /** SIGKILL; resolves when another one has taken its place. */
  kill(name: ProgramName): Promise<void>;
  /** SIGTERM; resolves when another one has taken its place. */
  term(name: ProgramName): Promise<void>;
  /** Starts the next one first, then sends SIGTERM; resolves when the one before has ended. */
  roll(name: ProgramName): Promise<void>;
  /** SIGSTOP, to every process of the program; returns how it goes on. */
  stop(name: ProgramName): Promise<() => void>;
  /** What starts and ends were seen, and the last words of each program. */
  report(): string[];
  close(): Promise<void>;
}

export function createProcesses(): Processes {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(`${new Date().toISOString()} ${line}`);
  const supervisor = createSupervisor(say);
  const running = new Map<ProgramName, Program>();
  const starts = new Map<ProgramName, number>();
  const waiting = new Set<() => void>();
  const starters = new Map<ProgramName, () => Promise<Program>>();
  /** Started to take over from one that still runs. */
  const next = new Map<ProgramName, Program>();

  /** Resolves when `name` has been started more than `times` times. */
  const startedAfter = async (name: ProgramName, times: number) => {
    while ((starts.get(name) ?? 0) <= times) await new Promise<void>((resolve) => waiting.add(resolve));
  };
  const end = async (name: ProgramName, signalName: 'SIGKILL' | 'SIGTERM') => {
    const times = starts.get(name) ?? 0;
    say(`${signalName} ${name}`);
    signal(pidOf(running, name), signalName);
    await startedAfter(name, times);
  };
  return {
    keep: (name, start) => {
      starters.set(name, start);
      return supervisor.keep(name, async () => {
        const program = (next.get(name) as Awaited<ReturnType<typeof start>> | undefined) ?? (await start());
        next.delete(name);
        running.set(name, program);
        starts.set(name, (starts.get(name) ?? 0) + 1);
        for (const tell of waiting) tell();
        waiting.clear();
        return program;
      });
    },
    kill: (name) => end(name, 'SIGKILL'),
    term: (name) => end(name, 'SIGTERM'),
    roll: async (name) => {
      const start = starters.get(name);
      if (start === undefined) throw new Error(`${name} was never started`);
      next.set(name, await startedInTime(start, () => say(`${name} is started again`)));
      await end(name, 'SIGTERM');
    },
    stop: async (name) => {
      const pid = pidOf(running, name);
      const pids = [pid, ...(await childrenOf(pid))];
      say(`SIGSTOP ${name}`);
      for (const one of pids) signal(one, 'SIGSTOP');
      return () => {
        say(`SIGCONT ${name}`);
        for (const one of pids) signal(one, 'SIGCONT');
      };
    },
    report: () => [...lines, ...[...running].map(([name, program]) => `${name}: ${lastWordsOf(program)}`)],
    close: async () => {
      await supervisor.close();
      await Promise.all([...next.values()].map((program) => program.stop()));
    },
  };
}

/** As an engine does that restarts what ends: another strike may have taken the database away meanwhile. */
async function startedInTime(start: () => Promise<Program>, onEnded: () => void): Promise<Program> {
  for (const deadline = Date.now() + START_AGAIN_MS; ; ) {
    try {
      return await start();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      onEnded();
    }
  }
}

/** False when there is no such process any more. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function pidOf(running: ReadonlyMap<ProgramName, Program>, name: ProgramName): number {
  const program = running.get(name);
  if (program === undefined) throw new Error(`${name} was never started`);
  return program.pid;
}

/** Postgres serves each connection in a process of its own, and in a group of its own. */
async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) =>
      line
        .trim()
        .split(/\s+/)
        .map((text) => Number.parseInt(text, 10)),
    )
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

function lastWordsOf(program: Program & Partial<Pick<Leashed, 'lastOutput'>>): string {
  return program.lastOutput?.() ?? '';
}
