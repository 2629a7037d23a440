// A program for supervisor.test.ts: keeps two children and says what happens.
import { spawnLeashed } from '../../../src/local/process/leash';
import { createSupervisor } from '../../../src/local/process/supervisor';
import { runUntilStopped } from '../../../src/local/process/until-stopped';

const supervisor = createSupervisor((line) => console.log(line));
const sleeper = () => Promise.resolve(spawnLeashed('sleep', ['600']));

void runUntilStopped({
  name: 'parent',
  work: async () => {
    await supervisor.keep('first', sleeper);
    await supervisor.keep('second', sleeper);
    console.log('ready');
    const chatter = setInterval(() => console.log('still here'), 50);
    return new Promise<never>(() => void chatter);
  },
  close: async () => {
    await supervisor.close();
    console.log('closed');
  },
});
