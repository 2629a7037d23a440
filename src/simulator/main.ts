// Program: a simulated broker on 127.0.0.1:7400, or on `--host` and `--port`; `--state FILE` keeps its books over restarts.
// It ends on SIGTERM or Ctrl-C.

import { parseArgs } from 'node:util';
import { startSimulator } from './server';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7400' },
      host: { type: 'string', default: '127.0.0.1' },
      state: { type: 'string' },
    },
  });
  if (!/^[0-9]{1,5}$/.test(values.port)) throw new RangeError(`--port must be a port, not "${values.port}"`);
  const simulator = await startSimulator({
    port: Number.parseInt(values.port, 10),
    host: values.host,
    ...(values.state === undefined ? {} : { stateFile: values.state }),
  });
  console.log(`simulator listening on ${simulator.url}`);
  const end = () => {
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
