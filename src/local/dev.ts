// Everything up and staying up until Ctrl-C, with its state kept in .autobalancer/.

import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DEV_PORTS, startStack } from './stack';
import { closeOnSignal, createSupervisor } from './supervisor';

async function main(): Promise<void> {
  const directory = resolve('.autobalancer');
  // Postgres runs as another user when this program is root's: it has to pass through.
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const supervisor = createSupervisor((line) => console.log(line));
  closeOnSignal(() => supervisor.close());
  const stack = await startStack({ directory, supervisor, ports: DEV_PORTS, programs: ['worker', 'monitor'] });
  console.log(`Temporal ${stack.temporalAddress}   Web UI ${stack.webUiUrl}   simulator ${stack.simulatorUrl}`);
  console.log('For commands in another terminal:');
  for (const name of ['TEMPORAL_ADDRESS', 'DATABASE_URL', 'AUTOBALANCER_BROKER_URL'])
    console.log(`  export ${name}='${stack.env[name]}'`);
  console.log('Ctrl-C stops everything.');
}

main().catch((error: unknown) => {
  console.error('dev:', error instanceof Error ? error.message : error);
  process.exit(1);
});
