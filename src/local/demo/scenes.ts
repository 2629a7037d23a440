import { setTimeout as sleep } from 'node:timers/promises';
import { createReadEvidence } from '../../activities/stale/read-evidence';
import type { RebalanceClient } from '../../client';
import { DEFAULT_POLICY } from '../../domain/policy';
import type { SimulatorAdmin } from '../../simulator/admin/client';
import { until } from '../process/until';
import type { SlackStandIn } from '../servers/slack-stand-in';
import { type Cast, createDemoStage, type DemoStageDeps } from './stage';

export interface DemoDeps extends DemoStageDeps {
  admin: SimulatorAdmin;
  client: RebalanceClient;
  slack: SlackStandIn;
}

export const DEMO: Cast = {
  id: 'demo',
  accountId: 'demo-account',
  targets: [
    { symbol: 'META', percent: '33.3300' },
    { symbol: 'AAPL', percent: '33.3300' },
    { symbol: 'MSFT', percent: '33.3400' },
  ],
  // Waits that take minutes in production take seconds here.
  policy: { ...DEFAULT_POLICY, reversalRetries: 1, reversalDelayMs: 1_000, cooldownAfterRollbackMs: 3_000 },
};
/** Longer than the monitor needs for several looks. */
const QUIET_MS = 2_000;
const WITHIN_MS = 15_000;
const UNFILLED = { kind: 'partial-fill', fraction: '0', afterwards: 'cancel' } as const;
const REFUSED = { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' } as const;

/** Plays the scenes and resolves with whether each ended as it should, judged by the broker's positions. */
// eslint-disable-next-line max-lines-per-function -- the scenes of a story, each a short method
export function createDemoScenes(deps: DemoDeps): { play(): Promise<boolean> } {
  const { ledger, broker, admin, client, slack, say } = deps;
  const stage = createDemoStage(deps, DEMO);
  const refuse = (symbol: string, kind: 'order' | 'reversal') =>
    admin.addFault({
      match: { accountId: DEMO.accountId, symbol, kind, operation: 'submit' },
      // An immediate refusal would stop the other orders from being sent, and there would be nothing to undo.
      effect: kind === 'order' ? UNFILLED : REFUSED,
      times: kind === 'order' ? 1 : 9,
    });
  const rebalanced = async (count: number) => {
    const batch = await stage.batchAfter(count);
    stage.check(batch?.state === 'SUCCESS', 'every order of the batch filled');
    const drift = await stage.showWeights();
    stage.check(!drift.exceeds, 'the broker shows the portfolio at its targets');
    await stage.checkBooks();
  };
  /** The evidence that the person has seen. */
  const evidence = async () => (await createReadEvidence(deps)({ portfolioId: DEMO.id })).hash ?? '';
  const cooledDown = () =>
    until(async () => Date.parse((await stage.portfolio()).coolUntil ?? '') < Date.now(), WITHIN_MS);

  const firstPurchase = async () => {
    stage.title(
      'A portfolio of $100,000: META 33.33 %, AAPL 33.33 %, MSFT 33.34 %. Its first purchase is a rebalance from cash.',
    );
    await admin.createAccount({ id: DEMO.accountId, cash: '100000.00', margin: true });
    await ledger.createPortfolio(
      { ...DEMO, holdings: [], cash: '100000.00' },
      { name: 'demo', at: new Date().toISOString() },
    );
    await rebalanced(0);
  };
  const smallMoves = async () => {
    stage.title('Scene 1: small moves. META $400 → $404, MSFT $420 → $416.');
    await admin.setPrices({ META: '404.00', MSFT: '416.00' });
    await stage.showWeights();
    await sleep(QUIET_MS);
    stage.check((await ledger.listBatches(DEMO.id)).length === 1, 'nothing was traded');
  };
  const largeMove = async () => {
    stage.title('Scene 2: META $400 → $440.');
    await admin.setPrices({ META: '440.00', MSFT: '420.00' });
    await stage.showWeights();
    await rebalanced(1);
  };
  const rolledBack = async () => {
    stage.title('Scene 3: META $440 → $484, and the broker does not fill one of the orders.');
    const before = await stage.holdings();
    await refuse('MSFT', 'order');
    await admin.setPrices({ META: '484.00' });
    const batch = await stage.batchAfter(2);
    stage.check(batch?.state === 'ROLLED_BACK', `the batch was rolled back, with a residual of ${batch?.residual} USD`);
    stage.check((await stage.holdings()) === before, `the broker holds what it held before: ${before}`);
    await stage.checkBooks();
    await admin.setPrices({ META: '440.00' });
    say('    META is back at $440, and the portfolio cools down before it is looked at again.');
    await cooledDown();
  };
  const becomesStale = async () => {
    stage.title('Scene 4: META $440 → $484, one order not filled, and a reversal refused.');
    await refuse('MSFT', 'order');
    await refuse('META', 'reversal');
    await admin.setPrices({ META: '484.00' });
    const batch = await stage.batchAfter(3);
    stage.check(batch?.state === 'STALE', 'the batch could not be undone: the portfolio is STALE');
    await until(async () => slack.alerts.length > 0, WITHIN_MS);
    stage.alert(slack.alerts.join('\n'));
    stage.check(slack.alerts.length === 1, 'a person was called, once');
    await admin.setPrices({ META: '500.00' });
    const asked = await client.requestRebalance({ id: DEMO.id, lockTtlMs: DEMO.policy.lockTtlMs }, 'demo');
    stage.check(!asked.ok && asked.refusal === 'PORTFOLIO_STALE', 'a rebalance is refused: PORTFOLIO_STALE');
    stage.check((await ledger.listBatches(DEMO.id)).length === 4, 'META $484 → $500 caused no orders');
  };
  const resolved = async () => {
    stage.title('Scene 5: the broker takes orders again, and a person sends resolve: retry-reversal.');
    await admin.clearFaults();
    const seen = { actor: 'demo', note: 'broker is back', evidence: await evidence() };
    const answer = await client.resolve(DEMO.id, { action: 'retry-reversal', ...seen });
    stage.check(answer.ok && answer.verdict.status === 'ACTIVE', 'the portfolio is ACTIVE again');
    const [batch] = (await ledger.listBatches(DEMO.id)).slice(3);
    stage.check(batch?.state === 'ROLLED_BACK', `its batch is rolled back, with a residual of ${batch?.residual} USD`);
    say('    It is over its threshold, so it is rebalanced by itself:');
    await rebalanced(4);
  };

  const held = async () => {
    stage.title('Scene 6: META $500 → $545, one order does not fill, and META goes on to $580.');
    await admin.addFault({
      match: { accountId: DEMO.accountId, symbol: 'MSFT', operation: 'submit' },
      effect: { kind: 'never-fill' },
    });
    await admin.setPrices({ META: '545.00' });
    const open = async () => (await broker.account(DEMO.accountId)).openOrders;
    const filled = async () => (await ledger.findOpenBatch(DEMO.id))?.orders.filter(({ state }) => state === 'SUCCESS');
    await until(async () => (await filled())?.length === 2 && (await open()).length === 1, WITHIN_MS);
    await admin.setPrices({ META: '580.00' });
    // Waiting a minute for the order's deadline would show nothing new.
    for (const { brokerOrderId } of await open()) await broker.cancelOrder(DEMO.accountId, brokerOrderId);
    const batch = await stage.batchAfter(5);
    const isHeld = batch?.state === 'STALE' && batch.orders.every(({ kind }) => kind === 'order');
    stage.check(isHeld, 'outside the limits nothing is sent: the portfolio is HELD');
    await until(async () => slack.alerts.length > 1, WITHIN_MS);
    stage.alert(slack.alerts.slice(1).join('\n'));
  };
  const completed = async () => {
    stage.title('Scene 7: a person weighs the ways out, and sends resolve: complete.');
    const seen = { actor: 'demo', note: 'MSFT trades again', evidence: await evidence() };
    say(`    evidence ${seen.evidence}: what the account holds, and both costs`);
    const answer = await client.resolve(DEMO.id, { action: 'complete', ...seen });
    stage.check(answer.ok && answer.verdict.status === 'ACTIVE', 'the portfolio is ACTIVE again');
    const batch = await stage.batchAfter(5);
    stage.check(batch?.state === 'ADJUSTED', 'its batch is ADJUSTED: a second attempt bought the missing MSFT');
    await stage.checkBooks();
  };

  return {
    play: async () => {
      await firstPurchase();
      await smallMoves();
      await largeMove();
      await rolledBack();
      await becomesStale();
      await resolved();
      await held();
      await completed();
      say('');
      stage.check(
        stage.allGood(),
        stage.allGood() ? 'Each scene ended as it should.' : 'A scene did not end as it should.',
      );
      return stage.allGood();
    },
  };
}
