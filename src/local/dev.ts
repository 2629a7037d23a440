// Starts everything and keeps it running until Ctrl-C. Its state is in .autobalancer/.

import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeDevKey } from './dev-key';
import { DEV_DIRECTORY, removeDevSettings, writeDevSettings } from './dev-settings';
import { answerHelp } from './process/help';
import { openPage } from './process/open-page';
import { createSupervisor } from './process/supervisor';
import { runUntilStopped } from './process/until-stopped';
import { DEV_PORTS, startStack } from './stack';

const USAGE = `npm run dev [-- --no-open]

Starts Temporal, Postgres, the simulated broker, a worker, a monitor and the HTTP API, and keeps them running until Ctrl-C.
Their state stays in ${DEV_DIRECTORY}/ of this directory. The console opens in your browser.
  --no-open   only print where the console is`;

answerHelp(process.argv.slice(2), USAGE);
const options = readOptions();

const supervisor = createSupervisor((line) => console.log(line));
const directory = resolve(DEV_DIRECTORY);
/** A second `dev` in this directory must not remove the settings of the first. */
let isOurs = false;

void runUntilStopped({
  name: 'dev',
  work: async () => {
    // If root runs this program, Postgres runs as another user, who has to reach its files in here.
    await mkdir(directory, { recursive: true, mode: 0o711 });
    const stack = await startStack({ directory, supervisor, ports: DEV_PORTS, programs: ['worker', 'monitor', 'api'] });
    console.log(`Temporal ${stack.temporalAddress}   Web UI ${stack.webUiUrl}   simulator ${stack.simulatorUrl}`);
    console.log(`HTTP API ${stack.apiUrl}   key ${await makeDevKey(stack.settings.DATABASE_URL)}`);
    console.log(`Console ${stack.apiUrl}/   log in with that key`);
    await writeDevSettings(directory, stack.settings);
    isOurs = true;
    console.log('Commands find this from the same directory. Elsewhere they need:');
    for (const [name, value] of Object.entries(stack.settings)) console.log(`  export ${name}='${value}'`);
    console.log(`  alias temporal='${stack.temporalCli}'`);
    console.log('Ctrl-C stops everything.');
    if (!options['no-open']) openPage(`${stack.apiUrl}/`, process.env);
    return new Promise(() => undefined);
  },
  close: async () => {
    if (isOurs) await removeDevSettings(directory);
    await supervisor.close();
  },
  // Ending by a signal is the normal end.
  codeWhenStopped: () => 0,
});

function readOptions() {
  try {
    return parseArgs({ options: { 'no-open': { type: 'boolean', default: false } } }).values;
  } catch (error) {
    console.error(`dev: ${(error as Error).message.split(/[.\n]/)[0]}\n${USAGE}`);
    process.exit(2);
  }
}
