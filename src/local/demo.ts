// The demo: everything started from nothing, a portfolio bought, small moves ignored, a large one rebalanced.

import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createAlpacaBroker } from '../broker/alpaca/client';
import { createAlpacaMarket } from '../broker/alpaca/market';
import { createSimulatorAdmin } from '../broker/simulator/admin';
import { readConfig } from '../config';
import { DEFAULT_POLICY } from '../domain/policy';
import { createPostgresLedger } from '../ledger/postgres/ledger';
import { createDemoScenes } from './demo-scenes';
import { ANY_PORTS, startStack } from './stack';
import { closeOnSignal, createSupervisor } from './supervisor';
import { temporaryDirectory } from './temporary-directory';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
  const say = (line: string) => console.log(line);
  const directory = await temporaryDirectory('demo');
  const supervisor = createSupervisor((line) => say(`  ${line}`));
  const close = async () => {
    await supervisor.close();
    await rm(directory, { recursive: true, force: true });
  };
  closeOnSignal(close);
  say('Starting Temporal, Postgres, the simulated broker, a worker and a monitor …');
  const stack = await startStack({ directory, supervisor, ports: ANY_PORTS, programs: ['worker', 'monitor'] });
  say(`  Temporal Web UI ${stack.webUiUrl}`);
  const config = readConfig(stack.env);
  const ledger = createPostgresLedger(config.databaseUrl);
  const scenes = createDemoScenes({
    ledger,
    broker: createAlpacaBroker(config.broker),
    market: createAlpacaMarket(config.broker),
    admin: createSimulatorAdmin(stack.simulatorUrl),
    webUiUrl: stack.webUiUrl,
    policy: DEFAULT_POLICY,
    say,
  });
  const ok = await scenes.play();
  if (values.keep) {
    say(`\nEverything stays up until Ctrl-C. Web UI: ${stack.webUiUrl}   simulator: ${stack.simulatorUrl}`);
    return;
  }
  await ledger.close();
  await close();
  process.exit(ok ? 0 : 1);
}

main().catch((error: unknown) => {
  console.error('demo:', error instanceof Error ? error.message : error);
  process.exit(1);
});
