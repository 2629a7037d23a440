// What happens in accounts beside orders, and what people take out: on a random of its own, so that what else a seed draws stays.

import { decimal, sum } from '../../src/domain/money';
import type { Random } from '../support/random';
import type { PlannedFault, PlannedPortfolio } from './schedule';

const MINUTE = 60_000;

/** Three schedules in ten have some. */
export function drawHappenings(
  random: Random,
  portfolios: readonly PlannedPortfolio[],
  prices: ReadonlyMap<string, number>,
): PlannedFault[] {
  if (!random.chance(0.3)) return [];
  const portfolio = random.pick([...portfolios]);
  return random.pick(DRAWS)(random, portfolio, prices);
}

type Draw = (random: Random, portfolio: PlannedPortfolio, prices: ReadonlyMap<string, number>) => PlannedFault[];

const DRAWS: Draw[] = [
  (random, portfolio, prices) => [withdrawalOf(random, portfolio, prices)],
  (random, portfolio, prices) => [withdrawalOf(random, portfolio, prices), withdrawalOf(random, portfolio, prices)],
  (random, portfolio, prices) => [
    withdrawalOf(random, portfolio, prices),
    { kind: 'again', portfolio: portfolio.id, at: drawAt(random, portfolio) + random.int(0, 10_000) },
  ],
  (random, portfolio) => {
    const symbol = symbolOf(random, portfolio);
    return [{ kind: 'rename', at: drawAt(random, portfolio), symbol, newSymbol: `R${symbol}` }];
  },
  (random, portfolio, prices) => {
    const symbol = symbolOf(random, portfolio);
    const newPrice = ((prices.get(symbol) ?? 1) * 0.05).toFixed(2);
    return [{ kind: 'spin-off', at: drawAt(random, portfolio), symbol, newSymbol: `S${symbol}`, newPrice }];
  },
  (random, portfolio) => [
    {
      kind: 'split',
      at: drawAt(random, portfolio),
      symbol: symbolOf(random, portfolio),
      newShares: random.pick(['0.1', '0.25']),
      cashInLieu: true,
    },
  ],
  (random, portfolio) => [
    { kind: 'listed-twice', at: 0 },
    { kind: 'happens', portfolio: portfolio.id, at: drawAt(random, portfolio), type: 'CSD', usd: '3000.00' },
    { kind: 'happens', portfolio: portfolio.id, at: drawAt(random, portfolio), type: 'DIV', usd: '12.34' },
  ],
];

function withdrawalOf(random: Random, portfolio: PlannedPortfolio, prices: ReadonlyMap<string, number>): PlannedFault {
  const { id, cash, positions } = portfolio;
  const held = Object.entries(positions).map(([symbol, shares]) => decimal(shares).times(`${prices.get(symbol) ?? 0}`));
  const value = sum([decimal(cash), ...held]);
  const usd = value.times(random.pick(['0.02', '0.1', '0.4'])).toFixed(2);
  return {
    kind: 'withdrawal',
    portfolio: id,
    // Also before its first plan.
    at: random.pick([0, drawAt(random, portfolio)]),
    usd: usd.startsWith('-') || usd === '0.00' ? '10.00' : usd,
    everyMs: random.pick([2_000, MINUTE]),
    looks: random.int(1, 5),
  };
}

/** Before, while and after its first batch is under way. */
function drawAt(random: Random, { startsAt }: PlannedPortfolio): number {
  return startsAt + random.pick([random.int(0, 300), random.int(0, 2_500), random.int(0, 12_000)]);
}

function symbolOf(random: Random, { targets }: PlannedPortfolio): string {
  return random.pick(targets.map(({ symbol }) => symbol));
}
