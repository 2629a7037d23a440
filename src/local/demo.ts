// The demo: everything started from nothing, a portfolio bought, small moves ignored, a large one rebalanced.

import { parseArgs } from 'node:util';
import { createAlpacaBroker } from '../broker/alpaca/client';
import { createAlpacaMarket } from '../broker/alpaca/market';
import { createSimulatorAdmin } from '../broker/simulator/admin';
import { readConfig } from '../config';
import { DEFAULT_POLICY } from '../domain/policy';
import { createPostgresLedger } from '../ledger/postgres/ledger';
import { createDemoScenes } from './demo-scenes';
import type { Stack } from './stack';
import { runOnThrowawayStack } from './throwaway-stack';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
  let played: number | undefined;
  await runOnThrowawayStack({
    name: 'demo',
    programs: ['worker', 'monitor'],
    work: async (stack) => {
      const code = (await play(stack)) ? 0 : 1;
      if (!values.keep) return code;
      played = code;
      console.log(`\nEverything stays up until Ctrl-C. Web UI: ${stack.webUiUrl}   simulator: ${stack.simulatorUrl}`);
      return new Promise(() => undefined);
    },
    // After the last scene Ctrl-C is how a kept demo ends.
    codeWhenStopped: (shellCode) => played ?? shellCode,
  });
}

async function play(stack: Stack): Promise<boolean> {
  const config = readConfig(stack.env);
  const ledger = createPostgresLedger(config.databaseUrl);
  const scenes = createDemoScenes({
    ledger,
    broker: createAlpacaBroker(config.broker),
    market: createAlpacaMarket(config.broker),
    admin: createSimulatorAdmin(stack.simulatorUrl),
    webUiUrl: stack.webUiUrl,
    policy: DEFAULT_POLICY,
    say: (line) => console.log(line),
  });
  try {
    return await scenes.play();
  } finally {
    await ledger.close();
  }
}

main().catch((error: unknown) => {
  console.error('demo:', error instanceof Error ? error.message : error);
  process.exit(2);
});
