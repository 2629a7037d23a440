// Program: looks at the market every half second until it is told to stop.

import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createAlpacaMarket } from '../broker/alpaca/market';
import { observedWire } from '../broker/alpaca/observed-wire';
import { createRebalanceClient } from '../client';
import { readConfig, showConfig } from '../config';
import { createPostgresLedger } from '../ledger/postgres/ledger';
import { schemaProblem } from '../ledger/postgres/migrate';
import { createLogger } from '../telemetry/logger';
import { meterMarket } from '../telemetry/metered-market';
import { brokerMetrics, createRegistry, ledgerMetrics, lookMetrics } from '../telemetry/metrics';
import { startStatusServer } from '../telemetry/status-server';
import { createMonitor } from './monitor';
import { createWatch } from './watch';

const log = createLogger('monitor', process.env);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const configuration = showConfig(config, { address: connectionOptions.address, namespace });
  log.info({ configuration }, 'starting');
  const problem = await schemaProblem(config.databaseUrl);
  if (problem !== undefined) throw new Error(problem);
  const connection = await Connection.connect(connectionOptions);
  const ledger = createPostgresLedger(config.databaseUrl);
  const registry = createRegistry();
  const metrics = lookMetrics(registry);
  ledgerMetrics(registry, ledger, Date.now);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  const market = createAlpacaMarket({ ...config.broker, wire: observedWire(brokerMetrics(registry)) });
  const monitor = createMonitor({
    ledger,
    market: meterMarket(market, metrics, Date.now),
    client: createRebalanceClient(new Client({ connection, ...(namespace === undefined ? {} : { namespace }) })),
    monotonicMs: () => performance.now(),
    onSignal: ({ portfolio: { id, policy }, drift }) => {
      metrics.signals.inc();
      log.info(
        { portfolioId: id, drift, threshold: policy.driftThreshold },
        `${id} drifted ${drift} % (threshold ${policy.driftThreshold} %): rebalance asked for`,
      );
    },
  });
  const watch = createWatch({ look: () => monitor.look(), metrics, log });
  const status =
    config.status && (await startStatusServer(config.status, { ...watch.probes, metrics: () => registry.metrics() }));
  if (status !== undefined) log.info(`status at ${status.url}`);
  log.info('watching');
  await watch.until(stop.signal);
  await status?.close();
  await ledger.close();
  await connection.close();
}

main().catch((error: unknown) => {
  log.fatal(error, 'stopped');
  process.exit(1);
});
