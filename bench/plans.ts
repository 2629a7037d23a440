// One decision, from prices and account to the orders: with the default policy, and with every feature that costs time.

import { type Asset, decide, type Situation } from '../src/domain/decide';
import { pricePortfolio } from '../src/domain/drift';
import { DEFAULT_POLICY, type Policy } from '../src/domain/policy';
import type { RuleSet } from '../src/domain/rules';
import { equalTargets } from '../src/domain/targets';
import { booksAlone } from '../src/domain/what-if';
import { newPortfolio } from '../src/ledger/rules/creation';
import { seeded } from './population';

const SEED = 20261201;
const SIZES = [10, 30, 60];
const DECISIONS = Number.parseInt(process.env.BENCH_PLANS ?? '2000', 10);
/** The first decisions compile the code. */
const WARM_UP = 500;
const AT = '2026-03-02T15:00:00.000Z';

export interface MeasuredPlans {
  positions: number;
  features: string;
  p50Ms: number;
  p99Ms: number;
  /** Decisions that have orders, of all. */
  planned: number;
  orders: number;
}

/** Each holding is worth up to a fifth more or less than its target. */
export function benchPlans(say: (line: string) => void): MeasuredPlans[] {
  const rows: MeasuredPlans[] = [];
  for (const positions of SIZES)
    for (const features of ['defaults', 'every feature'] as const) {
      const random = seeded(SEED + positions);
      const times: number[] = [];
      let [planned, orders] = [0, 0];
      for (let n = -WARM_UP; n < DECISIONS; n += 1) {
        const situation = situationOf(positions, features, random);
        const startedAt = performance.now();
        const decision = decide(situation);
        if (n < 0) continue;
        times.push(performance.now() - startedAt);
        if (decision.kind !== 'trade') continue;
        planned += 1;
        orders += decision.orders.length;
      }
      times.sort((a, b) => a - b);
      const row = { positions, features, p50Ms: at(times, 0.5), p99Ms: at(times, 0.99), planned, orders };
      say(`${positions} positions, ${features}: p50 ${row.p50Ms} ms`);
      rows.push(row);
    }
  return rows;
}

function at(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 100) / 100;
}

/** Only what may be combined: `half-sum` and `calendar` go to the target. */
const EVERY_FEATURE: Partial<Policy> = {
  driftFloor: '0.0500',
  driftCeiling: '2.0000',
  halfSumThreshold: '3.0000',
  cashAbove: '2.0000',
  cashBelow: '0.1000',
  calendar: 'quarterly',
  minOrder: '5.00',
  minOrderPercent: '0.0100',
  minOrderPositionPercent: '1.0000',
  maxTurnover: '10.0000',
  maxTurnover30Days: '25.0000',
  minImprovement: '0.1000',
  maxRunsPerDay: 2,
};
const RULES: RuleSet = {
  version: 1,
  rules: [
    { kind: 'max-weight', severity: 'warn', limit: '50.0000', symbols: [] },
    { kind: 'min-cash', severity: 'warn', limit: '0.1000', symbols: [] },
    { kind: 'restricted', severity: 'warn', limit: null, symbols: ['GME'] },
    { kind: 'max-turnover', severity: 'warn', limit: '50.0000', symbols: [] },
    { kind: 'max-order', severity: 'warn', limit: '1000000.00', symbols: [] },
  ],
};

function situationOf(positions: number, features: 'defaults' | 'every feature', random: () => number): Situation {
  const isEvery = features === 'every feature';
  const symbols = Array.from({ length: positions }, (_, n) => `S${String(n).padStart(2, '0')}`);
  const prices = new Map(symbols.map((symbol) => [symbol, (5 + 495 * random()).toFixed(2)]));
  const value = 10_000 + 990_000 * random();
  const holdings = symbols.map((symbol) => {
    const worth = (value / positions) * (0.8 + 0.4 * random());
    return { symbol, quantity: (worth / Number.parseFloat(prices.get(symbol) ?? '1')).toFixed(9) };
  });
  const restrictions = ['no-buy', 'no-sell'].map((kind, n) => ({
    symbol: symbols[n] ?? '',
    kind: kind as 'no-buy' | 'no-sell',
    reason: 'a wish',
    until: null,
    by: 'anna',
    at: AT,
  }));
  const created = newPortfolio({
    id: 'anna',
    accountId: 'anna',
    cash: (value * 0.01).toFixed(2),
    policy: isEvery ? { ...DEFAULT_POLICY, ...EVERY_FEATURE } : DEFAULT_POLICY,
    targets: equalTargets(symbols),
    holdings,
  });
  const portfolio = { ...created, restrictions: isEvery ? restrictions : [] };
  // Every other symbol is traded in whole shares only.
  const assets = new Map<string, Asset>(
    symbols.map((symbol, n) => [symbol, { tradable: true, fractionable: !isEvery || n % 2 === 0, ptp: false }]),
  );
  const priced = pricePortfolio(portfolio, prices);
  if ('missing' in priced) throw new Error(`no price for ${priced.missing}`);
  const alone = booksAlone(portfolio, priced, { prices, assets, margin: true });
  return isEvery ? { ...alone, ruleSet: RULES, turnover: { boughtUsd: '100.00', soldUsd: '50.00' } } : alone;
}
