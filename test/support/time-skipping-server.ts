import { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { spawnLeashed, untilServing } from '../../src/local/process/leash';
import { freePort } from '../../src/local/servers/ports';
import { SEARCH_ATTRIBUTES } from '../../src/temporal/namespace';

export interface TimeSkippingServer {
  address: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the test server whose clock jumps while a test awaits a result, on `port` or the next free one. */
export async function startTimeSkippingServer(options: { binary: string; port: number }): Promise<TimeSkippingServer> {
  const port = await freePort(options.port);
  const server = spawnLeashed(options.binary, [`${port}`]);
  const address = `127.0.0.1:${port}`;
  await untilServing(server, () => addSearchAttributes(address));
  return { address, pid: server.pid, stop: server.stop };
}

// Without them a start that names one is refused, and an upsert holds its task, and every other test's clock, for ever.
async function addSearchAttributes(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  const keyword = temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, keyword])),
    });
    return true;
  } finally {
    await connection.close();
  }
}
