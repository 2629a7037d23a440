// Everything up and staying up until Ctrl-C, with its state kept in .autobalancer/.

import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DEV_PORTS, startStack } from './stack';
import { createSupervisor } from './supervisor';
import { runUntilStopped } from './until-stopped';

const supervisor = createSupervisor((line) => console.log(line));

void runUntilStopped({
  name: 'dev',
  work: async () => {
    const directory = resolve('.autobalancer');
    // Postgres runs as another user when this program is root's: it has to pass through.
    await mkdir(directory, { recursive: true, mode: 0o711 });
    const stack = await startStack({ directory, supervisor, ports: DEV_PORTS, programs: ['worker', 'monitor'] });
    console.log(`Temporal ${stack.temporalAddress}   Web UI ${stack.webUiUrl}   simulator ${stack.simulatorUrl}`);
    console.log('For commands in another terminal:');
    for (const [name, value] of Object.entries(stack.settings)) console.log(`  export ${name}='${value}'`);
    console.log(`  alias temporal='${stack.temporalCli}'`);
    console.log('Ctrl-C stops everything.');
    return new Promise(() => undefined);
  },
  close: () => supervisor.close(),
  // A signal is how it is meant to end.
  codeWhenStopped: () => 0,
});
