import { rm } from 'node:fs/promises';
import { createSupervisor } from './process/supervisor';
import { temporaryDirectory } from './process/temporary-directory';
import { type Run, runUntilStopped } from './process/until-stopped';
import { ANY_PORTS, type Stack, type StackOptions, startStack } from './stack';

/** A program on a stack of its own; `work` resolves with the exit code, or never. */
export interface ThrowawayRun extends Pick<Run, 'codeWhenStopped'> {
  name: string;
  programs: StackOptions['programs'];
  /** Further variables of its programs. */
  settings?: Record<string, string>;
  work(stack: Stack, stop: AbortSignal): Promise<number>;
}

/** Starts a stack in a temporary directory, runs `work` on it, and ends the process with nothing of the stack left. */
export function runOnThrowawayStack({ name, programs, settings = {}, work, ...run }: ThrowawayRun): Promise<never> {
  const supervisor = createSupervisor((line) => console.log(`  ${line}`));
  const made = temporaryDirectory(name);
  return runUntilStopped({
    ...run,
    name,
    work: async (stop) => {
      const parts = ['Temporal', 'Postgres', 'the simulated broker', ...programs];
      console.log(`Starting ${new Intl.ListFormat('en-GB').format(parts)} …`);
      const stack = await startStack({ directory: await made, supervisor, ports: ANY_PORTS, programs, settings });
      console.log(`  Temporal Web UI ${stack.webUiUrl}`);
      return work(stack, stop);
    },
    close: async () => {
      await supervisor.close();
      await rm(await made, { recursive: true, force: true });
    },
  });
}
