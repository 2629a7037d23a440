// Program: a simulated broker. `--port 7400` is the default; it listens on 127.0.0.1 and ends on SIGTERM or Ctrl-C.

import { parseArgs } from 'node:util';
import { startSimulator } from './http-server';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '7400' } } });
  if (!/^[0-9]{1,5}$/.test(values.port)) throw new RangeError(`--port must be a port, not "${values.port}"`);
  const simulator = await startSimulator({ port: Math.trunc(+values.port) });
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
