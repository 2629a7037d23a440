import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { temporaryDirectory } from '../../../src/local/process/temporary-directory';
import { freePort } from '../../../src/local/servers/ports';
import { startTemporal, type TemporalServer } from '../../../src/local/servers/temporal-server';

const binary = process.env.TEST_TEMPORAL_CLI ?? '';
let server: TemporalServer | undefined;
afterEach(async () => server?.stop());

test('a killed dev server comes back on the same port with the workflows it had', async () => {
  const directory = await temporaryDirectory('temporal');
  const dbFile = join(directory, 'temporal.db');
  const first = await startTemporal({ binary, preferredPort: 0, uiPort: 0, dbFile });
  await withClient(first.address, async ({ workflow }) => {
    await workflow.start('anything', {
      taskQueue: 'nobody-polls',
      workflowId: 'kept',
      searchAttributes: { PortfolioId: ['p1'], RebalanceState: ['STALE'] },
    });
  });
  process.kill(first.pid, 'SIGKILL');
  await first.exited;

  const port = Number(first.address.split(':')[1]);
  server = await startTemporal({ binary, preferredPort: port, uiPort: 0, dbFile });
  expect(server.address).toBe(first.address);
  await withClient(server.address, async ({ workflow }) => {
    expect((await workflow.getHandle('kept').describe()).searchAttributes).toEqual({
      PortfolioId: ['p1'],
      RebalanceState: ['STALE'],
    });
  });
  expect((await fetch(server.uiUrl)).status).toBe(200);
  rmSync(directory, { recursive: true });
});

test('a taken port gives the next free one', async () => {
  const taken = createServer();
  const port = await freePort(0);
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  expect(await freePort(port)).toBeGreaterThan(port);
  taken.close();
});

test('a server that cannot start says why at once', async () => {
  const options = { binary, preferredPort: 0, uiPort: 0, dbFile: '/nowhere/temporal.db' };
  await expect(startTemporal(options)).rejects.toThrow(/^ended before it was ready \(exit code 1\): /);
});

async function withClient(address: string, use: (client: Client) => Promise<void>): Promise<void> {
  const connection = await Connection.connect({ address });
  await use(new Client({ connection }));
  await connection.close();
}
