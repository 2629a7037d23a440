import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import type { FaultInput } from '../../src/simulator/engine/faults';
import { createSimulatorState } from '../../src/simulator/engine/state';
import { createRandom, type Random } from '../support/random';
import { drawHappenings } from './happenings';
import { drawMarket } from './market';
import { drawHeld } from './people';
import type { PlannedFault, PlannedPortfolio, Schedule } from './schedule';
import { widened } from './widen';

/** USD per share of as many symbols as the largest batch has orders. */
export const PRICES: ReadonlyMap<string, number> = new Map(
  [...createSimulatorState().assets.values()].slice(0, 12).map(({ symbol, price }) => [symbol, +price.toFixed()]),
);
const MINUTE = 60_000;

/** The `nth` schedule of a seed, from 1 on. */
export function nthSchedule(seed: number, nth: number): Schedule {
  return drawSchedule(createRandom(seed, `schedule ${nth}`).int(0, 0xffff_ffff));
}

/** A ledger that forgets, and at most orders that fail: an order still on its way while its row is lost is not covered (docs/faults.md, D08). */
function withLostRows(random: Random, seed: number, portfolios: PlannedPortfolio[]): Schedule {
  const failing = portfolios
    .filter(() => random.chance(0.4))
    .map((portfolio) =>
      atBroker(portfolio, {
        match: { operation: 'submit', kind: 'order' },
        effect: { kind: 'partial-fill', fraction: random.pick(['0', '0.5']), afterwards: 'cancel' },
      }),
    );
  const lostMs = random.pick([20, 100, 500, 2_000]);
  const { startsAt } = random.pick(portfolios);
  return {
    seed,
    fillDelayMs: random.pick([20, 300, 2_000]),
    ordersPerBatch: PRICES.size,
    breaker: undefined,
    portfolios,
    faults: [...failing, { kind: 'lose-rows', at: Math.max(startsAt, lostMs) + random.int(1, 3_000), lostMs }],
  };
}

/**
 * Draws one schedule: 5 to 20 portfolios of 1 to 12 orders and 1 to 4 faults. Nine of ten are small, because what a fault
 * does to a portfolio does not depend on how many others there are.
 */
export function drawSchedule(seed: number): Schedule {
  const random = createRandom(seed, 'schedule');
  const count = random.chance(0.9) ? 5 : random.int(5, 20);
  const drawn = Array.from({ length: count }, (_none, index) =>
    drawPortfolio(random, `p${index + 1}`, PRICES, random.chance(0.8) ? 3 : random.int(1, 12)),
  );
  const wide = createRandom(seed, 'wide');
  const portfolios = drawn.map((portfolio) => (wide.chance(0.3) ? widened(wide, portfolio, PRICES) : portfolio));
  if (random.chance(0.04)) return withLostRows(random, seed, portfolios);
  const onlyDeploys = random.chance(0.05);
  const faults = Array.from({ length: random.int(1, 4) }, () =>
    onlyDeploys ? drawDeploy(random, random.pick(portfolios)) : drawFault(random, portfolios),
  ).flat();
  const people = createRandom(seed, 'people');
  const held = !onlyDeploys && people.chance(0.4) ? drawHeld(people, people.pick(portfolios)) : [];
  const { market, faults: further } = onlyDeploys
    ? { faults: [] }
    : drawMarket(createRandom(seed, 'market'), portfolios, faults);
  const happenings = onlyDeploys ? [] : drawHappenings(createRandom(seed, 'happenings'), portfolios, PRICES);
  return {
    seed,
    holdStepsMax: people.chance(0.3) ? people.int(4, 12) : undefined,
    fillDelayMs: random.chance(0.9) ? 20 : random.pick([300, 2_000, 9_000]),
    ordersPerBatch: random.chance(0.95) ? PRICES.size : random.int(2, PRICES.size),
    breaker: random.chance(0.9)
      ? undefined
      : {
          batchesPerMinute: random.pick([1, 2, 4]),
          usdPerMinute: random.pick([null, null, '20000.00']),
          forMs: random.pick([5_000, 10 * MINUTE]),
        },
    // An order whose deadline is a second is cancelled without any deploy.
    portfolios: onlyDeploys ? drawn : portfolios,
    faults: [...faults, ...held, ...further, ...happenings],
    market,
    hints: createRandom(seed, 'hints').chance(0.5),
  };
}

/** Draws a portfolio of `count` of the symbols, most of them away from their targets. */
export function drawPortfolio(
  random: Random,
  id: string,
  prices: ReadonlyMap<string, number>,
  count: number,
): PlannedPortfolio {
  const symbols = random.some([...prices.keys()], count);
  const weights = symbols.map(() => random.int(1, 10));
  const total = weights.reduce((a, b) => a + b);
  const tenThousandths = weights.map((weight) => Math.floor((weight / total) * 1_000_000));
  tenThousandths[0] = 1_000_000 - tenThousandths.slice(1).reduce((a, b) => a + b, 0);
  const targets = symbols.map((symbol, index) => ({ symbol, percent: percentOf(tenThousandths[index] as number) }));
  const value = random.pick([500, 5_000, 20_000, 100_000, 1_000_000]) * random.int(1, 5);
  const fromCash = random.chance(0.1);
  const positions = symbols.map((symbol, index): [string, string] => {
    const off = index === 0 ? random.int(9, 30) : random.int(-15, 15);
    const shares =
      (value * 0.95 * ((tenThousandths[index] as number) / 1_000_000) * (1 + off / 100)) / (prices.get(symbol) ?? 1);
    return [symbol, shares.toFixed(random.pick([0, 3, 9]))];
  });
  return {
    id,
    margin: random.chance(0.5),
    cash: fromCash ? value.toFixed(2) : (value * 0.05).toFixed(2),
    positions: fromCash ? {} : Object.fromEntries(positions.filter(([, shares]) => +shares > 0)),
    targets,
    policy: {
      cashReserve: random.pick(['0.2500', '3.0000']),
      lockTtlMs: random.pick([5 * MINUTE, 20 * MINUTE]),
      reversalDelayMs: random.pick([1_000, 30_000]),
      execution: random.pick(['auto', 'auto', 'sells-first']),
      onFailure: random.pick(['rollback', 'rollback', 'complete', 'hold']),
      rollbackLimits: random.chance(0.7)
        ? DEFAULT_POLICY.rollbackLimits
        : { ...DEFAULT_POLICY.rollbackLimits, sameSession: false },
      ...random.pick<Partial<Policy>>([
        {},
        {},
        { destination: 'band-edge' },
        { destination: 'band-edge', bandReturn: '25.0000' },
        { shares: 'whole' },
      ]),
    },
    startsAt: random.int(0, 5_000),
  };
}

/** From one end of what validation accepts to the other: a batch under way keeps the policy it was planned with. */
const POLICY_CHANGES: readonly Partial<Policy>[] = [
  { reversalRetries: 0, orderDeadlineMs: 1_000, planTtlMs: 1_000 },
  { reversalRetries: 100, reversalDelayMs: 1_000, planTtlMs: 599_000, orderDeadlineMs: 1_000 },
  { orderDeadlineMs: 599_000, planTtlMs: 1_000 },
  { cooldownAfterRollbackMs: 0, driftMode: 'absolute' },
  { destination: 'band-edge', bandReturn: '100.0000', driftThreshold: '1.0000' },
  { shares: 'whole', driftThreshold: '1.0000' },
  { cashReserve: '20.0000', minOrder: '1000.00', driftThreshold: '0.5000' },
];

/** The steps' calls at which something can be struck. */
const LEDGER_POINTS = [
  'findPortfolio',
  'findOpenBatch',
  'openBatch',
  'findBatch',
  'raiseEpoch',
  'sizeBuys',
  'markSent',
  'markSent',
  'markSent',
  'markClaimed',
  'recordOrder',
  'recordOrder',
  'planReversal',
  'closeBatch',
  'markStale',
  'noteRefusal',
];
const BROKER_POINTS = ['submitOrder', 'submitOrder', 'submitOrder', 'findOrder', 'cancelOrder', 'account', 'listFills'];

/** One fault, or a pair of which the second needs the first. */
type Draw = (random: Random, portfolio: PlannedPortfolio, all: PlannedPortfolio[]) => PlannedFault | PlannedFault[];
type FaultAtBroker = Extract<PlannedFault, { kind: 'broker' }>;
type DrawAtBroker = (random: Random, portfolio: PlannedPortfolio) => FaultAtBroker | FaultAtBroker[];

/** Faults of the simulator's own menu, in one call or in two that belong together. */
export const BROKER_DRAWS: readonly (readonly [weight: number, draw: DrawAtBroker])[] = [
  [7, (random, portfolio) => atBroker(portfolio, drawBrokerFault(random, portfolio))],
  [
    4,
    // A batch that fails, and trouble in undoing it.
    (random, portfolio) => [
      atBroker(portfolio, { match: { operation: 'submit', kind: 'order' }, effect: drawRefusal(random) }),
      atBroker(portfolio, {
        match: { operation: 'submit', kind: 'reversal' },
        effect: drawSubmitEffect(random),
        times: random.pick([1, 2, 5, 20]),
      }),
    ],
  ],
  [
    3,
    // An order that does not end, and trouble in cancelling it.
    (random, portfolio) => [
      atBroker(portfolio, { match: { operation: 'submit', kind: 'order' }, effect: drawStanding(random) }),
      atBroker(portfolio, {
        match: { operation: 'cancel' },
        effect: drawCancelEffect(random),
        times: random.pick([1, 3, 50]),
      }),
    ],
  ],
];

/** Bid and ask in percent of the price: wide, crossed, one-sided, locked, and narrow, so that a price that moves away from it is an odd print. */
const QUOTES: readonly (readonly [bid: number, ask: number])[] = [
  [98, 102],
  [80, 120],
  [101, 99],
  [0, 101],
  [99, 0],
  [100, 100],
  [99.99, 100.01],
];

const DRAWS: readonly (readonly [weight: number, draw: Draw])[] = [
  ...BROKER_DRAWS,
  [
    1,
    // An account that cannot be read for a long time, or never again: closed, or answered in a form nobody knows.
    (random, portfolio) =>
      atBroker(portfolio, {
        match: { operation: 'read' },
        effect: random.pick<Effect>([
          { kind: 'status', status: 404 },
          { kind: 'status', status: 503 },
          { kind: 'garble-answer', as: 'other-json' },
        ]),
        times: random.pick([8, 40, 100_000]),
      }),
  ],
  [
    2,
    // An order that never arrives, and a broker that is particular about the orders with which its id can be taken.
    (random, portfolio) => [
      atBroker(portfolio, {
        match: { operation: 'submit', kind: random.pick(['order', 'order', 'reversal']) },
        effect: { kind: 'drop-before' },
        times: random.pick([2, 20, 100_000]),
      }),
      {
        kind: 'limits',
        limitAwayPercent: random.pick([null, '5', '20']),
        fractionalLimits: random.chance(0.5),
      },
    ],
  ],
  [
    1,
    (random, portfolio) =>
      atBroker(portfolio, {
        match: { operation: 'submit', kind: 'order' },
        effect: { kind: 'bust', ms: random.pick([200, 5_000, 15 * MINUTE]) },
      }),
  ],
  [
    1,
    (random, portfolio) =>
      atBroker(portfolio, { match: { operation: 'read' }, effect: { kind: 'zero-balances' }, times: random.int(1, 3) }),
  ],
  [
    3,
    // A list of positions that is wrong: once, for some reads, or until it is held; a person may freeze it then.
    (random, portfolio) => [
      atBroker(portfolio, {
        match: { operation: 'read' },
        effect: { kind: 'wrong-positions', how: random.pick(['empty', 'missing', 'digit']) },
        times: random.pick([1, 1, 2, 3, 4, 8]),
      }),
      ...(random.chance(0.2)
        ? [
            {
              kind: 'person' as const,
              portfolio: portfolio.id,
              afterMs: random.int(0, 30) * MINUTE,
              message: { what: 'freeze' as const, undo: false, ledgerFirst: true },
            },
          ]
        : []),
    ],
  ],
  [
    1,
    (random, portfolio) =>
      atBroker(portfolio, {
        match: { operation: 'read' },
        effect: { kind: 'wrong-cash', usd: random.pick(['0.01', '-40.00', '2500.00', '-90000.00']) },
        times: random.pick([1, 2, 8]),
      }),
  ],
  [
    1,
    // A second look while the list of positions does not show yet what the first one traded.
    (random, { id, startsAt }) => [
      {
        kind: 'lag',
        portfolio: id,
        lag: { cashMs: 0, buyingPowerMs: 0, positionsMs: random.pick([2_000, 12_000, 90_000]) },
      },
      { kind: 'again', portfolio: id, at: startsAt + random.int(300, 10_000) },
    ],
  ],
  [
    1,
    (random, { id, startsAt }) => ({
      kind: 'cash',
      portfolio: id,
      at: random.pick([0, startsAt + random.int(0, 1_000)]),
      usd: random.pick(['12.34', '-5.00', '3000.00', '250000.00']),
      forMs: random.pick([null, 300, 90_000]),
    }),
  ],
  [1, (random) => ({ kind: 'activities', lagMs: random.pick([3_000, 45_000, 10 * MINUTE, null]) })],
  [
    2,
    (random, portfolio) => ({
      kind: 'happens',
      portfolio: portfolio.id,
      at: random.pick([0, portfolio.startsAt + random.int(0, 12_000)]),
      ...random.pick([
        { type: 'CSD', usd: '3000.00' },
        { type: 'CSD', usd: '250000.00' },
        { type: 'CSW', usd: '-5.00' },
        { type: 'DIV', usd: '12.34' },
        { type: 'FEE', usd: '-0.07' },
        { type: 'JNLS', symbol: random.pick(symbolsOf(portfolio)), quantity: '3' },
        { type: 'VOF', usd: '1.00' },
      ]),
    }),
  ],
  [
    1,
    (random, portfolio) => ({
      kind: 'split',
      at: random.pick([random.int(0, 10_000), 20 * MINUTE]),
      symbol: random.pick(symbolsOf(portfolio)),
      newShares: random.pick(['2', '10', '0.1']),
    }),
  ],
  [
    8,
    (random, { id }) => ({
      kind: 'crash',
      portfolio: id,
      point: random.pick([...LEDGER_POINTS, ...BROKER_POINTS]),
      nth: random.pick([1, 1, 2, 3, random.int(1, 12)]),
      when: random.pick(['before', 'after']),
      what: random.pick(['attempt', 'attempt', 'attempt', 'freeze', 'freeze', 'run', 'terminate', 'grace-over']),
      forMs: random.pick([3_000, 12_000, 30_000, 90_000, 20 * MINUTE]),
    }),
  ],
  [
    2,
    (random, { id }) => ({
      kind: 'ledger',
      portfolio: id,
      point: random.pick(LEDGER_POINTS),
      nth: random.int(1, 4),
      times: random.int(1, 5),
      when: random.pick(['before', 'after']),
    }),
  ],
  [3, (random) => ({ kind: 'ledger-down', at: random.int(0, 10_000), forMs: random.pick([1_000, 10_000, 40_000]) })],
  [2, (random) => ({ kind: 'unreachable', at: random.int(0, 10_000), forMs: random.pick([1_000, 5_000, 20_000]) })],
  [1, (random) => ({ kind: 'slow-connect', at: random.int(0, 8_000), forMs: 20_000, takesMs: random.int(500, 8_000) })],
  [1, (random) => ({ kind: 'worker-crash', at: random.int(100, 15_000) })],
  [1, drawDeploy],
  [
    2,
    (random, { id, startsAt }) => ({
      kind: 'stop',
      portfolio: id,
      at: startsAt + random.pick([random.int(0, 400), random.int(0, 10_000), random.int(0, 120_000)]),
      reason: random.pick(['TTL_EXPIRED', 'FROZEN', 'CANCELLED']),
    }),
  ],
  [
    1,
    // Sizing takes longer than a workflow task waits for it, and a stop is let in.
    (random, { id }) => [
      { kind: 'ledger', portfolio: id, point: 'sizeBuys', nth: 1, times: random.int(5, 8), when: 'before' },
      {
        kind: 'stop-at',
        portfolio: id,
        point: 'sizeBuys',
        nth: random.int(1, 3),
        reason: random.pick(['TTL_EXPIRED', 'FROZEN', 'CANCELLED']),
      },
    ],
  ],
  [
    2,
    // Also while a reversal waits for its next attempt, or for the opening.
    (random, { id, startsAt }) => ({
      kind: 'freeze',
      portfolio: id,
      at: startsAt + random.pick([random.int(0, 400), random.int(0, 10_000), random.int(0, 12 * MINUTE)]),
      undo: random.chance(0.3),
      ledgerFirst: random.chance(0.7),
    }),
  ],
  [
    3,
    // A batch that fails, and a price that moves between the fill and its reversal.
    (random, portfolio) => [
      atBroker(portfolio, { match: { operation: 'submit', kind: 'order' }, effect: drawRefusal(random) }),
      {
        kind: 'price-at',
        portfolio: portfolio.id,
        point: random.pick(['planReversal', 'planReversal', 'markSent', 'readGuards', 'listAudit']),
        nth: random.int(1, 6),
        symbol: random.pick(symbolsOf(portfolio)),
        percent: random.pick([-60, -20, -4, 4, 8, 25, 150]),
      },
    ],
  ],
  [
    1,
    // A batch that fails, and a market that closes before all of it is undone.
    (random, portfolio) => [
      atBroker(portfolio, { match: { operation: 'submit', kind: 'order' }, effect: drawRefusal(random) }),
      atBroker(portfolio, {
        match: { operation: 'submit', kind: 'reversal' },
        effect: drawSubmitEffect(random),
        times: random.pick([1, 2]),
      }),
      { kind: 'market-closed', at: portfolio.startsAt + random.int(100, 30_000), forMs: 10 * MINUTE },
    ],
  ],
  [
    2,
    (random, { id }) => ({
      kind: 'stop-at',
      portfolio: id,
      point: random.pick([...LEDGER_POINTS, 'sizeBuys', 'sizeBuys', ...BROKER_POINTS]),
      nth: random.pick([1, 1, 2, random.int(1, 8)]),
      reason: random.pick(['TTL_EXPIRED', 'FROZEN', 'CANCELLED']),
    }),
  ],
  [
    2,
    (random, _portfolio, all) => ({
      kind: 'price',
      at: random.int(0, 20_000),
      symbol: random.pick(symbolsOf(random.pick(all))),
      percent: random.pick([-60, -20, -3, 2, 5, 25, 150]),
    }),
  ],
  [
    2,
    // Also while a batch that failed is undone.
    (random, portfolio) => [
      {
        kind: 'walk',
        at: portfolio.startsAt + random.int(-500, 1_500),
        symbol: random.pick(symbolsOf(portfolio)),
        percent: random.pick([-20, -20, -5, 5, 20]),
        everyMs: random.pick([MINUTE, MINUTE, 200, 5_000]),
        steps: random.int(2, 8),
        quotes: random.pick(['follow', 'follow', 'stay', 'jump']),
      },
      ...(random.chance(0.5)
        ? [
            atBroker(portfolio, { match: { operation: 'submit', kind: 'order' }, effect: drawRefusal(random) }),
            atBroker(portfolio, {
              match: { operation: 'submit', kind: 'reversal' },
              effect: drawSubmitEffect(random),
              times: random.int(1, 2),
            }),
          ]
        : []),
    ],
  ],
  [1, (random) => ({ kind: 'old-prices', at: random.int(0, 8_000), forMs: random.pick([5_000, 10 * MINUTE]) })],
  [
    2,
    (random, _portfolio, all) => {
      const [bid, ask] = random.pick(QUOTES);
      const symbol = random.pick(symbolsOf(random.pick(all)));
      return { kind: 'quote', at: random.pick([0, 0, random.int(0, 12_000)]), symbol, forMs: 10 * MINUTE, bid, ask };
    },
  ],
  [1, (random) => ({ kind: 'opening', at: random.int(0, 12_000) })],
  [1, (random) => ({ kind: 'market-closed', at: random.int(0, 12_000), forMs: random.pick([30_000, 10 * MINUTE]) })],
  [
    1,
    (random) => ({
      kind: 'trading',
      at: random.int(0, 12_000),
      forMs: random.pick([1_000, 10 * MINUTE]),
      position: random.pick(['halted', 'halted', 'reduce-only']),
      undo: random.chance(0.3),
    }),
  ],
  [
    1,
    (random, portfolio) => ({
      kind: 'asset',
      at: random.int(0, 10_000),
      symbol: random.pick(symbolsOf(portfolio)),
      forMs: random.pick([5_000, 10 * MINUTE]),
      what: random.pick(['tradable', 'fractionable', 'ptp', 'halted', 'halted', 'halt-refuses', 'halt-refuses']),
    }),
  ],
  [
    1,
    // Of this one the broker takes no parts of a share, from before the first plan on.
    (random, portfolio) => ({
      kind: 'asset',
      at: 0,
      symbol: random.pick(symbolsOf(portfolio)),
      forMs: 60 * MINUTE,
      what: 'fractionable',
    }),
  ],
  [1, (random) => ({ kind: 'executions', lagMs: random.pick([3_000, 45_000, 10 * MINUTE, null]) })],
  [
    3,
    (random, { id }) => ({
      kind: 'lag',
      portfolio: id,
      lag: {
        cashMs: random.pick([0, 1_000, 5_000, 20_000, 4 * MINUTE]),
        buyingPowerMs: random.pick([0, 1_000, 5_000, 20_000, 4 * MINUTE]),
        positionsMs: 0,
      },
    }),
  ],
  [
    1,
    (random) => ({ kind: 'keys', at: random.int(0, 8_000), forMs: random.pick([1_000, 10_000, 90_000, 20 * MINUTE]) }),
  ],
  [
    1,
    (random, { id }) => ({
      kind: 'restricted',
      portfolio: id,
      at: random.pick([0, random.int(0, 10_000)]),
      forMs: random.pick([5_000, 10 * MINUTE]),
      restrictions: random.pick([{ liquidationOnly: 'ach_return' }, { suspendedByUser: true }, { noFractions: true }]),
    }),
  ],
  [1, (random, { id }) => ({ kind: 'blocked', portfolio: id, at: random.int(0, 10_000), forMs: 5 * MINUTE })],
  [
    1,
    (random, { id, startsAt }) => ({
      kind: 'policy',
      portfolio: id,
      at: startsAt + random.pick([random.int(0, 400), random.int(0, 10_000)]),
      policy: random.pick(POLICY_CHANGES),
    }),
  ],
];

/** A worker is told to stop: at some time, or so early that its grace time is over at some call. */
function drawDeploy(random: Random, { id }: PlannedPortfolio): PlannedFault {
  if (random.chance(0.5)) return { kind: 'deploy', at: random.int(0, 12_000) };
  return {
    kind: 'crash',
    portfolio: id,
    point: random.pick([...LEDGER_POINTS, ...BROKER_POINTS]),
    nth: random.int(1, 6),
    when: random.pick(['before', 'after']),
    what: 'grace-over',
    forMs: 0,
  };
}

const WEIGHTED = weighted(DRAWS);

function drawFault(random: Random, portfolios: PlannedPortfolio[]): PlannedFault | PlannedFault[] {
  const portfolio = random.pick(portfolios);
  return random.pick(WEIGHTED)(random, portfolio, portfolios);
}

/** Each as often as it weighs. */
export function weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T[] {
  return items.flatMap(([weight, item]) => Array.from({ length: weight }, () => item));
}

function atBroker({ id }: PlannedPortfolio, fault: FaultInput): FaultAtBroker {
  return { kind: 'broker', portfolio: id, fault: { ...fault, match: { ...fault.match, accountId: id } } };
}

type Effect = FaultInput['effect'];

function drawBrokerFault(random: Random, portfolio: PlannedPortfolio): FaultInput {
  const operation = random.pick(['submit', 'submit', 'submit', 'lookup', 'read', 'any'] as const);
  return {
    match: {
      operation,
      ...(operation === 'submit' && random.chance(0.3) ? { symbol: random.pick(symbolsOf(portfolio)) } : {}),
    },
    effect: operation === 'submit' ? drawSubmitEffect(random) : drawCallEffect(random),
    times: random.pick([1, 1, 1, 2, 5, 20]),
  };
}

function drawSubmitEffect(random: Random): Effect {
  return random.pick<(random: Random) => Effect>([
    drawRefusal,
    drawStanding,
    drawCallEffect,
    drawCallEffect,
    () => ({ kind: 'replace', ms: random.pick([500, 20_000, 90_000]) }),
    () => ({ kind: 'hide', ms: random.pick([500, 5_000, 20_000, 300_000, 86_400_000]) }),
  ])(random);
}

/** What can become of any call. */
function drawCallEffect(random: Random): Effect {
  return random.pick<Effect>([
    { kind: 'lose-answer' },
    { kind: 'truncate-answer' },
    { kind: 'garble-answer', as: random.pick(['html', 'empty', 'other-json']) },
    { kind: 'drip-answer', bytesPerSecond: random.pick([10, 1_000]) },
    { kind: 'deliver-twice', answer: random.pick(['first', 'second']) },
    { kind: 'drop-before' },
    { kind: 'status', status: random.pick([500, 502, 503, 504]), done: random.chance(0.5) },
    { kind: 'status', status: random.pick([400, 403, 404, 422]) },
    { kind: 'rate-limit', retryAfterSeconds: random.pick([0, 1, 15, 300]) },
    { kind: 'delay', ms: random.pick([2_000, 6_000, 20_000]) },
    { kind: 'delay', ms: random.pick([1_000, 6_000, 20_000, 90_000, 600_000]), done: 'late' },
  ]);
}

export function drawRefusal(random: Random): Effect {
  return random.pick<Effect>([
    { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' },
    { kind: 'refuse', status: 403, code: 40310000, message: 'potential wash trade detected' },
    { kind: 'refuse', status: 422, code: 42210000, message: 'asset "X" is not tradable' },
    { kind: 'refuse', status: 422, code: 42210000, message: 'cost basis must be >= minimal amount of order 1' },
  ]);
}

/** An order that does not fill whole. */
function drawStanding(random: Random): Effect {
  const fraction = random.pick(['0', '0.000001', '0.25', '0.5', '0.999999']);
  return random.pick<Effect>([
    { kind: 'partial-fill', fraction },
    { kind: 'partial-fill', fraction, afterwards: random.pick(['cancel', 'expire', 'done-for-day', 'filled']) },
    { kind: 'never-fill', status: random.pick(['pending_new', 'accepted', 'new']) },
  ]);
}

function drawCancelEffect(random: Random): Effect {
  return random.pick<Effect>([
    { kind: 'ignore-cancel' },
    { kind: 'fill-first' },
    { kind: 'stick-cancel', ms: random.pick([1_000, 30_000, null]) },
    drawCallEffect(random),
  ]);
}

function symbolsOf({ targets }: PlannedPortfolio): string[] {
  return targets.map(({ symbol }) => symbol);
}

function percentOf(tenThousandths: number): string {
  return (tenThousandths / 10_000).toFixed(4);
}
