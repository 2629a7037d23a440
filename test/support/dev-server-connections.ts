import { Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';

/** Connections to the dev server of the tests, for the suite that calls this: both are there once its tests run. */
export function connectToDevServer(): { readonly connection: Connection; readonly native: NativeConnection } {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
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
