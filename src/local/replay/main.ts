// The replay: the whole system, started from nothing, driven through real daily closes.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../config';
import { connect } from '../../connect';
import { createMonitor } from '../../monitor/monitor';
import { createSimulatorAdmin } from '../../simulator/admin/client';
import { writeFiles } from '../output/files';
import { PriceFileError, readCloses, type TradingDay } from '../prices/closes';
import { selectDays, UsageError } from '../prices/selection';
import { answerHelp } from '../process/help';
import type { Stack } from '../stack';
import { runOnThrowawayStack } from '../throwaway-stack';
import { type Replay, replayDays } from './days';
import { type ReplayOptions, readReplayOptions, USAGE } from './options';
import { replayReport } from './page';
import { createProgress, showReplay } from './report';

const HOUR_MS = 3_600_000;

async function main(): Promise<void> {
  answerHelp(process.argv.slice(2), USAGE);
  const options = await readReplayOptions(process.argv.slice(2));
  const days = selectDays(await readCloses(options.prices), options);
  await runOnThrowawayStack({
    name: 'replay',
    programs: ['worker'],
    // Decades of growth must not hit a cap.
    settings: Object.fromEntries(
      ['ORDERS', 'ORDER_USD', 'BATCH_USD', 'DAY_USD', 'PRICE_MOVE_PERCENT'].map((cap) => [
        `AUTOBALANCER_CAP_${cap}`,
        'none',
      ]),
    ),
    work: async (stack, stop) => {
      const replay = await replayOn(stack, days, options, stop);
      console.log(showReplay(replay));
      if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(replay, null, 2)}\n`);
      if (options.report !== undefined) {
        await writeFiles(options.report, replayReport(replay, days, options));
        console.log(`Report: ${join(options.report, 'index.html')}`);
      }
      return 0;
    },
  });
}

async function replayOn(stack: Stack, days: TradingDay[], options: ReplayOptions, stop: AbortSignal): Promise<Replay> {
  const adapters = connect({ config: () => readConfig(stack.env), env: stack.env });
  const ledger = await adapters.ledger();
  let looks = 0;
  const monitor = createMonitor({
    ledger,
    market: adapters.market(),
    client: await adapters.client(),
    // An hour passes between two looks, so that yesterday's signal never delays today's.
    monotonicMs: () => looks * HOUR_MS,
    now: Date.now,
    onSignal: () => undefined,
  });
  const look = () => {
    looks += 1;
    return monitor.look();
  };
  const admin = createSimulatorAdmin(stack.simulatorUrl);
  console.log(`${days.length} days of ${options.symbols.join(', ')}`);
  const screen = {
    write: (text: string) => {
      // When the replay is stopped, the days end here.
      stop.throwIfAborted();
      process.stdout.write(text);
    },
    rewritable: process.stdout.isTTY && process.env.NO_COLOR === undefined,
  };
  try {
    const deps = { ledger, broker: adapters.broker(), admin, monitor: { look } };
    return await replayDays(deps, days, options, createProgress(screen, days.length));
  } finally {
    await adapters.close();
  }
}

main().catch((error: unknown) => {
  console.error('replay:', error instanceof Error ? error.message : error);
  process.exit(error instanceof UsageError || error instanceof PriceFileError ? 2 : 1);
});
