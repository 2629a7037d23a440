import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { quietTemporal } from './quiet-temporal';

/** Connections to the dev server of the tests, for the suite that calls this: both are there once its tests run. */
export function connectToDevServer(): { readonly connection: Connection; readonly native: NativeConnection } {
  quietTemporal();
  const server = {} as { connection: Connection; native: NativeConnection };
  beforeAll(async () => {
    const address = process.env.TEST_TEMPORAL_ADDRESS ?? '';
    server.connection = await Connection.connect({ address });
    server.native = await NativeConnection.connect({ address });
  });
  afterAll(async () => {
    await server.connection.close();
    await server.native.close();
  });
  return server;
}
