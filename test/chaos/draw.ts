import type { FaultInput } from '../../src/simulator/engine/faults';
import { BROKER_DRAWS, drawPortfolio, drawRefusal, weighted } from '../simulation/draw';
import type { PlannedPortfolio } from '../simulation/schedule';
import { CRASH_POINTS } from '../support/crashing-adapters';
import { createRandom, type Random } from '../support/random';
import { type Plan, PROGRAMS, type Strike, WORKERS } from './plan';

/**
 * Draws what one seed does: 4 to 6 portfolios of 2 to 4 symbols, 1 to 4 faults of the broker, 1 to 4 strikes on programs,
 * and sometimes a hand or a market that interferes. Waits are short, so that a seed is over within seconds.
 */
export function drawPlan(seed: number): Plan {
  const random = createRandom(seed, 'chaos');
  const prices = new Map(['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => [`${letter}${seed}`, random.int(10, 900)]));
  const portfolios = Array.from({ length: random.int(4, 6) }, (_none, index) =>
    withShortWaits(random, drawPortfolio(random, `s${seed}-${index + 1}`, prices, random.int(2, 4))),
  );
  if (random.chance(0.2)) return drawDeploys(random, seed, prices, portfolios);
  const strikes = Array.from({ length: random.int(1, 4) }, () => drawStrike(random));
  const faults = [
    ...strikes.flatMap((strike) => whatLeadsTo(random, strike, random.pick(portfolios))),
    ...Array.from({ length: random.int(1, 4) }, () => drawFaults(random, random.pick(portfolios))).flat(),
  ];
  if (random.chance(0.5)) strikes.push(drawInterference(random, portfolios, prices));
  return {
    seed,
    prices: shown(prices),
    fillDelayMs: random.pick([20, 20, 300, 1_000]),
    portfolios,
    faults,
    strikes,
  };
}

/** Nothing goes wrong but that workers are told to stop: then no order may be cancelled or reversed (I17). */
function drawDeploys(
  random: Random,
  seed: number,
  prices: ReadonlyMap<string, number>,
  portfolios: PlannedPortfolio[],
): Plan {
  const patience = { lockTtlMs: 600_000, orderDeadlineMs: 120_000, planTtlMs: 120_000 };
  return {
    seed,
    prices: shown(prices),
    // Orders that are still open when the grace time is over are among them.
    fillDelayMs: random.pick([300, 4_000, 14_000]),
    portfolios: portfolios.map((portfolio) => ({ ...portfolio, policy: { ...portfolio.policy, ...patience } })),
    faults: [],
    strikes: Array.from({ length: random.int(1, 2) }, () => drawDeploy(random)),
  };
}

function drawDeploy(random: Random): Strike {
  const after = random.int(1, 12);
  return random.chance(0.5) ? { kind: 'deploy', after } : { kind: 'term', program: random.pick(WORKERS), after };
}

function shown(prices: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries([...prices].map(([symbol, price]) => [symbol, price.toFixed(2)]));
}

/** A lock whose TTL is shorter than a dead worker is noticed in is among them. */
function withShortWaits(random: Random, portfolio: PlannedPortfolio): PlannedPortfolio {
  const policy = {
    ...portfolio.policy,
    lockTtlMs: random.pick([6_000, 600_000, 600_000]),
    reversalRetries: random.int(1, 3),
    reversalDelayMs: random.pick([200, 1_000]),
    orderDeadlineMs: random.pick([2_000, 4_000]),
    planTtlMs: 20_000,
    cooldownAfterRollbackMs: random.pick([0, 0, 900_000]),
  };
  return { ...portfolio, policy };
}

const AT_BROKER = weighted(BROKER_DRAWS);

/** Of the simulator's menu what is over soon, so that healing need not wait for it. */
function drawFaults(random: Random, portfolio: PlannedPortfolio): FaultInput[] {
  for (;;) {
    const faults = [random.pick(AT_BROKER)(random, portfolio)].flat().map(({ fault }) => fault);
    if (faults.every(({ effect }) => isShort(effect))) return faults;
  }
}

const SHORT_MS = 6_000;

function isShort(effect: FaultInput['effect']): boolean {
  if (effect.kind === 'rate-limit') return effect.retryAfterSeconds <= 1;
  return !('ms' in effect) || (typeof effect.ms === 'number' && effect.ms <= SHORT_MS);
}

const STRIKES = weighted<(random: Random) => Strike>([
  [1, (random) => ({ kind: 'term', program: random.pick(WORKERS), after: drawCount(random) })],
  [1, (random) => ({ kind: 'deploy', after: drawCount(random) })],
  [
    4,
    (random) => ({
      kind: 'kill',
      program: random.pick(PROGRAMS),
      after: drawCount(random),
      times: random.pick([1, 1, 1, 2, 3]),
    }),
  ],
  [
    3,
    (random) => ({
      kind: 'stop',
      program: random.pick(PROGRAMS),
      after: drawCount(random),
      forMs: random.pick([500, 2_000, 6_000, 12_000]),
    }),
  ],
  [
    4,
    (random) => ({
      kind: 'crash',
      point: random.pick(CRASH_POINTS),
      of: random.pick(['order', 'order', 'reversal']),
      nth: random.int(1, 2),
      forMs: random.pick([null, null, 2_000, 12_000]),
    }),
  ],
]);

function drawStrike(random: Random): Strike {
  return random.pick(STRIKES)(random);
}

/** Nothing is reversed unless an order fails. */
function whatLeadsTo(random: Random, strike: Strike, { id }: PlannedPortfolio): FaultInput[] {
  if (strike.kind !== 'crash' || strike.of === 'order') return [];
  return [{ match: { operation: 'submit', kind: 'order', accountId: id }, effect: drawRefusal(random) }];
}

/** In the broker's journal; a portfolio that is rebalanced leaves about ten entries. */
function drawCount(random: Random): number {
  return random.pick([1, random.int(2, 10), random.int(10, 40)]);
}

function drawInterference(random: Random, portfolios: PlannedPortfolio[], prices: ReadonlyMap<string, number>): Strike {
  const after = drawCount(random);
  const symbol = random.pick([...prices.keys()]);
  return random.pick<Strike>([
    { kind: 'cancel-run', portfolio: random.pick(portfolios).id, after },
    { kind: 'terminate-run', portfolio: random.pick(portfolios).id, after },
    { kind: 'close-market', after },
    {
      kind: 'move-price',
      symbol,
      price: ((prices.get(symbol) ?? 1) * random.pick([0.7, 0.9, 1.2, 1.6])).toFixed(2),
      after,
    },
  ]);
}
