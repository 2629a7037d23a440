import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import type { Broker } from '../broker/broker';
import type { SimulatorAdmin } from '../broker/simulator/admin';
import type { Batch } from '../domain/batch';
import { measureDrift, priceBySymbol, pricePortfolio, showDrift, symbolsOf } from '../domain/drift';
import { rebalanceWorkflowId } from '../domain/ids';
import { decimal, showPercent } from '../domain/money';
import type { Policy } from '../domain/policy';
import type { Portfolio } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import type { Market } from '../market/market';

export interface DemoDeps {
  ledger: Ledger;
  broker: Broker;
  market: Market;
  admin: SimulatorAdmin;
  webUiUrl: string;
  policy: Policy;
  say(line: string): void;
}

const ID = 'demo';
const ACCOUNT = 'demo-account';
const TARGETS = [
  { symbol: 'META', percent: '33.3300' },
  { symbol: 'AAPL', percent: '33.3300' },
  { symbol: 'MSFT', percent: '33.3400' },
];
/** Longer than the monitor needs for several looks. */
const QUIET_MS = 3_000;
const BATCH_WITHIN_MS = 30_000;

/** Plays the scenes and resolves with whether each ended as it should, judged by the broker's positions. */
export function createDemoScenes(deps: DemoDeps): { play(): Promise<boolean> } {
  const { ledger, broker, market, admin, say, policy } = deps;
  let good = true;
  const check = (condition: boolean, what: string) => {
    say(`  ${condition ? pc.green('✓') : pc.red('✗')} ${what}`);
    good &&= condition;
  };

  const portfolio = async (): Promise<Portfolio> => {
    const found = await ledger.findPortfolio(ID);
    if (found === undefined) throw new Error('the demo portfolio is gone');
    return found;
  };
  /** What the broker, not our ledger, says the portfolio is. */
  const driftAtBroker = async () => {
    const { positions, cash } = await broker.account(ACCOUNT);
    const seen = { targets: TARGETS, holdings: positions, cash };
    const latest = await market.latestPrices(symbolsOf(seen));
    const priced = pricePortfolio(seen, priceBySymbol(latest));
    if ('missing' in priced) throw new Error(`no price for ${priced.missing}`);
    return measureDrift(priced, policy);
  };
  const showWeights = async () => {
    const drift = await driftAtBroker();
    for (const { symbol, weight, target } of drift.positions)
      say(`    ${symbol.padEnd(5)} weight ${showPercent(weight)} %  target ${showPercent(target)} %`);
    say(`    deviation ${showDrift(drift)} % against a threshold of ${policy.driftThreshold} %`);
    return drift;
  };
  const batchAfter = async (count: number): Promise<Batch | undefined> => {
    const until = performance.now() + BATCH_WITHIN_MS;
    while (performance.now() < until) {
      const batches = await ledger.listBatches(ID);
      const batch = batches.at(-1);
      if (batches.length > count && batch !== undefined && batch.state !== 'PENDING') return batch;
      await sleep(100);
    }
    return undefined;
  };
  const showBatch = (batch: Batch) => {
    for (const order of batch.orders)
      say(
        `    ${order.side.padEnd(4)} ${order.filledQuantity} ${order.symbol} at $${order.filledPrice ?? '-'}  ${order.state}`,
      );
    say(`    batch ${batch.state}, drift ${batch.driftBefore} % → ${batch.driftAfter ?? '?'} %`);
    say(`    ${pc.cyan(`${deps.webUiUrl}/namespaces/default/workflows/${rebalanceWorkflowId(ID)}`)}`);
  };
  const booksEqual = async () => {
    const [{ holdings, cash }, account] = await Promise.all([portfolio(), broker.account(ACCOUNT)]);
    const same =
      holdings.length === account.positions.length &&
      account.positions.every(({ symbol, quantity }) =>
        holdings.some((holding) => holding.symbol === symbol && decimal(holding.quantity).equals(decimal(quantity))),
      );
    check(
      same && decimal(cash).equals(decimal(account.cash)),
      `the ledger's books equal the broker's: cash $${account.cash}`,
    );
  };
  const rebalanced = async (count: number) => {
    const batch = await batchAfter(count);
    if (batch !== undefined) showBatch(batch);
    check(batch?.state === 'SUCCESS', 'every order of the batch filled');
    const drift = await showWeights();
    check(!drift.exceeds, 'the broker shows the portfolio at its targets');
    await booksEqual();
  };

  return {
    play: async () => {
      say(
        pc.bold(
          '\nA portfolio of $100,000: META 33.33 %, AAPL 33.33 %, MSFT 33.34 %. Its first purchase is a rebalance from cash.',
        ),
      );
      await admin.createAccount({ id: ACCOUNT, cash: '100000.00', margin: true });
      await ledger.createPortfolio(
        { id: ID, accountId: ACCOUNT, policy, targets: TARGETS, holdings: [], cash: '100000.00' },
        { name: 'demo', at: new Date().toISOString() },
      );
      await rebalanced(0);

      say(pc.bold('\nScene 1: small moves. META $400 → $404, MSFT $420 → $416.'));
      await admin.setPrices({ META: '404.00', MSFT: '416.00' });
      await showWeights();
      await sleep(QUIET_MS);
      check((await ledger.listBatches(ID)).length === 1, 'nothing was traded');

      say(pc.bold('\nScene 2: META $400 → $440.'));
      await admin.setPrices({ META: '440.00', MSFT: '420.00' });
      await showWeights();
      await rebalanced(1);
      say(good ? pc.green('\nEach scene ended as it should.') : pc.red('\nA scene did not end as it should.'));
      return good;
    },
  };
}
