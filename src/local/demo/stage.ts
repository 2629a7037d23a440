import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import type { Broker } from '../../broker/broker';
import type { Market } from '../../broker/market';
import type { Batch } from '../../domain/batch';
import { type Drift, measureDrift, priceBySymbol, pricePortfolio, showDrift, symbolsOf } from '../../domain/drift';
import { rebalanceWorkflowId } from '../../domain/ids';
import { decimal, showPercent } from '../../domain/money';
import type { Policy } from '../../domain/policy';
import type { Portfolio, Target } from '../../domain/portfolio';
import type { Ledger } from '../../ledger/ledger';
import { batchLines, wrapped } from './lines';

export interface DemoStageDeps {
  ledger: Ledger;
  broker: Broker;
  market: Market;
  webUiUrl: string;
  say(line: string): void;
}

/** The demo's one portfolio. */
export interface Cast {
  id: string;
  accountId: string;
  targets: Target[];
  policy: Policy;
}

/** What a scene can see and do. It is judged by what the broker shows, not by our own log. */
export interface DemoStage {
  check(condition: boolean, what: string): void;
  allGood(): boolean;
  title(line: string): void;
  portfolio(): Promise<Portfolio>;
  /** Shares at the broker, as one text to compare. */
  holdings(): Promise<string>;
  showWeights(): Promise<Drift>;
  /** Waits for the end of the batch after the first `count`, and shows it. */
  batchAfter(count: number): Promise<Batch | undefined>;
  checkBooks(): Promise<void>;
  /** Shows the message that a person was sent. */
  alert(text: string): void;
  workflowUrl: string;
}

const ALERT_MARGIN = '    alert │ ';
/** For a wider terminal, or for output that is not a terminal. */
const ALERT_COLUMNS = 120;
/** The monitor leaves a portfolio that was signalled during its cool-down alone for half of it. */
const BATCH_WITHIN_MS = 60_000;

// eslint-disable-next-line max-lines-per-function -- one short method for each thing that a scene does
export function createDemoStage({ ledger, broker, market, webUiUrl, say }: DemoStageDeps, cast: Cast): DemoStage {
  const workflowUrl = `${webUiUrl}/namespaces/default/workflows/${rebalanceWorkflowId(cast.id)}`;
  let good = true;
  const check = (condition: boolean, what: string) => {
    say(`  ${condition ? pc.green('✓') : pc.red('✗')} ${what}`);
    good &&= condition;
  };
  const portfolio = async (): Promise<Portfolio> => {
    const found = await ledger.findPortfolio(cast.id);
    if (found === undefined) throw new Error('the demo portfolio is gone');
    return found;
  };
  const driftAtBroker = async (): Promise<Drift> => {
    const { positions, cash } = await broker.account(cast.accountId);
    const seen = { targets: cast.targets, holdings: positions, cash };
    const priced = pricePortfolio(seen, priceBySymbol(await market.latestPrices(symbolsOf(seen))));
    if ('missing' in priced) throw new Error(`no price for ${priced.missing}`);
    return measureDrift(priced, cast.policy);
  };
  const show = (batch: Batch) => {
    for (const line of batchLines(batch)) say(`    ${line}`);
    say(`    ${pc.cyan(workflowUrl)}`);
  };

  return {
    check,
    allGood: () => good,
    // The colour begins on the line that it colours, so a reader who starts there sees it too.
    title: (line) => say(`\n${pc.bold(line)}`),
    portfolio,
    holdings: async () => {
      const { positions } = await broker.account(cast.accountId);
      return positions.map(({ symbol, quantity }) => `${quantity} ${symbol}`).join(', ');
    },
    showWeights: async () => {
      const drift = await driftAtBroker();
      for (const { symbol, weight, target } of drift.positions)
        say(`    ${symbol.padEnd(5)} weight ${showPercent(weight)} %  target ${showPercent(target)} %`);
      say(`    drift ${showDrift(drift)} % against a threshold of ${cast.policy.driftThreshold} %`);
      return drift;
    },
    batchAfter: async (count) => {
      const until = performance.now() + BATCH_WITHIN_MS;
      while (performance.now() < until) {
        const batches = await ledger.listBatches(cast.id);
        const batch = batches.at(-1);
        if (batches.length > count && batch !== undefined && batch.state !== 'PENDING') {
          show(batch);
          return batch;
        }
        await sleep(100);
      }
      return undefined;
    },
    checkBooks: async () => {
      const [{ holdings, cash }, account] = await Promise.all([portfolio(), broker.account(cast.accountId)]);
      const same =
        holdings.length === account.positions.length &&
        account.positions.every(({ symbol, quantity }) =>
          holdings.some((holding) => holding.symbol === symbol && decimal(holding.quantity).equals(decimal(quantity))),
        );
      check(
        same && decimal(cash).equals(decimal(account.cash)),
        `the ledger's books equal the broker's: cash $${account.cash}`,
      );
    },
    alert: (text) => {
      const width = Math.min(process.stdout.columns ?? ALERT_COLUMNS, ALERT_COLUMNS);
      for (const line of wrapped(text, width - ALERT_MARGIN.length)) say(`${ALERT_MARGIN}${line}`);
    },
    workflowUrl,
  };
}
