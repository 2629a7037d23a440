// The simulator's books in a file, so that one that was killed goes on where it stopped.

import { readFile, rename, writeFile } from 'node:fs/promises';
import type { SimulatorState } from './engine/state';
import { restoreState, takeSnapshot } from './snapshot';

export interface StateFile {
  /** Resolves when a file with every change of `state` up to now is in place; at once when there is one. */
  keep(state: SimulatorState): Promise<void>;
}

export function createStateFile(path: string): StateFile {
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let kept = -1;
  return {
    // Requests that arrive during one write share the next one: many requests, few writes.
    keep: (state) => {
      if (kept >= state.changes) return Promise.resolve();
      next ??= writing
        .catch(() => undefined)
        .then(() => {
          next = undefined;
          const { changes } = state;
          writing = write(path, takeSnapshot(state)).then(() => {
            kept = changes;
          });
          return writing;
        });
      return next;
    },
  };
}

/** Returns what the file holds, or undefined without a file. @throws Error when it is not a simulator's file. */
export async function loadState(path: string): Promise<SimulatorState | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return restoreState(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} is not a state file of this simulator: move it away to start with an empty one`, {
      cause: error,
    });
  }
}

/** A reader sees the old file or the new one, never half of one. */
async function write(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  await writeFile(beside, text);
  await rename(beside, path);
}
