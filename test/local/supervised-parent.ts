// A program for supervisor.test.ts: keeps two children and says what happens.
import { spawnLeashed } from '../../src/local/leash';
import { closeOnSignal, createSupervisor } from '../../src/local/supervisor';

async function main(): Promise<void> {
  const supervisor = createSupervisor((line) => console.log(line));
  const sleeper = () => Promise.resolve(spawnLeashed('sleep', ['600']));
  await supervisor.keep('first', sleeper);
  await supervisor.keep('second', sleeper);
  closeOnSignal(async () => {
    console.log('closing');
    await supervisor.close();
    console.log('closed');
  });
  console.log('ready');
  setInterval(() => undefined, 60_000);
}

void main();
