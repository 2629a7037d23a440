// Program: looks at the market every half second until it is told to stop.

import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createAlpacaMarket } from '../broker/alpaca/market';
import { createRebalanceClient } from '../client';
import { readConfig, showConfig } from '../config';
import { createPostgresLedger } from '../ledger/postgres/ledger';
import { schemaProblem } from '../ledger/postgres/migrate';
import { createMonitor } from './monitor';

const LOOK_EVERY_MS = 500;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { connectionOptions, namespace } = loadClientConnectConfig();
  console.log(`monitor: configuration ${showConfig(config, { address: connectionOptions.address, namespace })}`);
  const problem = await schemaProblem(config.databaseUrl);
  if (problem !== undefined) throw new Error(problem);
  const connection = await Connection.connect(connectionOptions);
  const ledger = createPostgresLedger(config.databaseUrl);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  const monitor = createMonitor({
    ledger,
    market: createAlpacaMarket(config.broker),
    client: createRebalanceClient(new Client({ connection, ...(namespace === undefined ? {} : { namespace }) })),
    monotonicMs: () => performance.now(),
    onSignal: ({ portfolio, drift }) =>
      console.log(
        `monitor: ${portfolio.id} drifted ${drift} % (threshold ${portfolio.policy.driftThreshold} %): rebalance asked for`,
      ),
  });
  console.log('monitor: watching');
  while (!stop.signal.aborted) {
    // Whatever failed, the next look sees the same drift.
    await monitor
      .look()
      .catch((error: unknown) => console.error('monitor:', error instanceof Error ? error.message : error));
    await sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
  }
  await ledger.close();
  await connection.close();
}

main().catch((error: unknown) => {
  console.error('monitor:', error instanceof Error ? error.message : error);
  process.exit(1);
});
