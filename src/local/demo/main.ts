// The demo: starts everything, then buys, rebalances and rolls back a portfolio, makes it STALE, and fixes it.

import { parseArgs } from 'node:util';
import { readConfig } from '../../config';
import { connect } from '../../connect';
import { principalOf } from '../../domain/principal';
import { freezePortfolio } from '../../operations/freeze-portfolio';
import { createSimulatorAdmin } from '../../simulator/admin/client';
import { makeDevKey } from '../dev-key';
import { answerHelp } from '../process/help';
import { openPage } from '../process/open-page';
import { patient } from '../process/patient';
import { type SlackStandIn, startSlackStandIn } from '../servers/slack-stand-in';
import type { Stack } from '../stack';
import { runOnThrowawayStack } from '../throwaway-stack';
import { byHand } from './by-hand';
import { createDemoScenes, DEMO } from './scenes';

const USAGE = `npm run demo [-- --keep [--no-open]]

Starts everything from nothing, plays through a portfolio's life in a minute, and stops everything.
  --keep      keep everything running after the last scene, until Ctrl-C, and open the console in your browser
  --no-open   only print where the console is`;

async function main(): Promise<void> {
  answerHelp(process.argv.slice(2), USAGE);
  const { values } = readOptions();
  const slack = await startSlackStandIn();
  let played: number | undefined;
  await runOnThrowawayStack({
    name: 'demo',
    programs: ['worker', 'monitor', ...(values.keep ? ['api' as const] : [])],
    settings: { SLACK_WEBHOOK_URL: slack.url },
    work: async (stack, stop) => {
      const say = (line: string) => {
        // A scene ends here when the demo is stopped.
        stop.throwIfAborted();
        console.log(line);
      };
      const code = (await play(stack, slack, say, values.keep)) ? 0 : 1;
      if (!values.keep) return code;
      played = code;
      console.log(byHand({ ...stack, key: await makeDevKey(stack.settings.DATABASE_URL) }, DEMO.id));
      if (!values['no-open']) openPage(`${stack.apiUrl}/`, process.env);
      return new Promise(() => undefined);
    },
    // After the last scene Ctrl-C is how a kept demo ends.
    codeWhenStopped: (shellCode) => played ?? shellCode,
  });
}

function readOptions() {
  try {
    return parseArgs({
      options: { keep: { type: 'boolean', default: false }, 'no-open': { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split(/[.\n]/)[0]}\n${USAGE}`, { cause: error });
  }
}

async function play(stack: Stack, slack: SlackStandIn, say: (line: string) => void, keep: boolean): Promise<boolean> {
  const adapters = connect({ config: () => readConfig(stack.env), env: stack.env });
  const ledger = patient(await adapters.ledger());
  const client = await adapters.client();
  const scenes = createDemoScenes({
    ledger,
    client,
    slack,
    broker: patient(adapters.broker()),
    market: patient(adapters.market()),
    admin: patient(createSimulatorAdmin(stack.simulatorUrl)),
    webUiUrl: stack.webUiUrl,
    say,
  });
  try {
    const good = await scenes.play();
    // With --keep, a person may want to fix a portfolio by hand.
    if (keep) {
      const deps = { ledger, client, door: 'program', now: () => new Date().toISOString() } as const;
      const freeze = { portfolioId: DEMO.id, reason: 'to be released by hand' };
      await freezePortfolio(deps, principalOf({ kind: 'program', name: 'demo' }), freeze);
    }
    return good;
  } finally {
    await adapters.close();
  }
}

main().catch((error: unknown) => {
  console.error('demo:', error instanceof Error ? error.message : error);
  process.exit(2);
});
