// Crash points, each armed by a file. So a worker that has been running for a while can be struck, and only one of them is.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CrashPoint, Struck } from '../support/crashing-adapters';
import type { Strike } from './plan';

export type Crash = Extract<Strike, { kind: 'crash' }>;

/** As many can be armed at a time. */
const ARMED_MAX = 4;

export interface Armoury {
  /** Arms what strikes from here on; what was armed before is not any more. */
  arm(seed: number, crashes: readonly Crash[]): void;
  /** Returns the pid of the process that the nth crash has struck, or undefined. */
  struckPid(nth: number): number | undefined;
}

export function createArmoury(directory: string): Armoury {
  return {
    arm: (seed, crashes) => {
      for (let nth = 0; nth < ARMED_MAX; nth += 1) {
        rmSync(struckFile(directory, nth), { force: true });
        rmSync(armedFile(directory, nth), { force: true });
      }
      for (const [nth, crash] of crashes.entries()) {
        // Written beside it first, so that a worker never reads half of a file.
        writeFileSync(`${armedFile(directory, nth)}.new`, JSON.stringify({ ...crash, seed }));
        renameSync(`${armedFile(directory, nth)}.new`, armedFile(directory, nth));
      }
    },
    struckPid: (nth) => {
      const pid = Math.trunc(+(read(struckFile(directory, nth)) ?? ''));
      return pid > 0 ? pid : undefined;
    },
  };
}

/** What a worker asks at each point: whether an armed crash strikes it. */
export function createStruck(directory: string): Struck {
  const reached = new Map<string, number>();
  return ({ point, clientOrderId }) => {
    for (let nth = 0; nth < ARMED_MAX; nth += 1) {
      const text = read(armedFile(directory, nth));
      if (text === undefined) continue;
      const crash = JSON.parse(text) as Crash;
      if (!isAt(crash, point, clientOrderId)) continue;
      const times = (reached.get(text) ?? 0) + 1;
      reached.set(text, times);
      if (times < crash.nth || !claim(directory, nth)) continue;
      return crash.forMs === null ? 'SIGKILL' : 'SIGSTOP';
    }
    return undefined;
  };
}

function isAt(crash: Crash, point: CrashPoint, clientOrderId: string | undefined): boolean {
  if (crash.point !== point) return false;
  return clientOrderId === undefined || clientOrderId.includes(crash.of === 'order' ? '-o-' : '-r-');
}

/** Only one of several workers can rename the file. */
function claim(directory: string, nth: number): boolean {
  try {
    renameSync(armedFile(directory, nth), struckFile(directory, nth));
  } catch {
    return false;
  }
  writeFileSync(struckFile(directory, nth), `${process.pid}`);
  return true;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const armedFile = (directory: string, nth: number) => join(directory, `armed-${nth}`);
const struckFile = (directory: string, nth: number) => join(directory, `struck-${nth}`);
