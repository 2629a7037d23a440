import type { FaultInput } from '../../src/simulator/engine/faults';
import { BROKER_DRAWS, drawPortfolio, drawRefusal, weighted } from '../simulation/draw';
import type { PlannedPortfolio } from '../simulation/schedule';
import { CRASH_POINTS } from '../support/crashing-adapters';
import { createRandom, type Random } from '../support/random';
import { withActivities } from './activities';
import { withModel } from './models';
import { drawTightLimits, FIRST_TRIES, MONEY_DRAWS, type MoneyFault, moveOf } from './money';
import { nameOf, type Plan, PROGRAMS, type Strike, WORKERS } from './plan';
import { withWithdrawal } from './withdrawals';

/** Any twenty seeds in a row draw every fault of money, deploys and lost rows at least once. */
export const ROUND = 20;
const DEPLOYS = 4;
const LOSSES = 2;
const MIXED = ROUND - DEPLOYS - LOSSES;

/**
 * Draws what one seed does: 4 to 6 portfolios of 2 to 4 symbols, one or two faults of money, 1 to 3 other faults of the broker, 1 to 4
 * strikes on programs, and sometimes a hand or a market that interferes. In some seeds there is nothing but deploys, or little but a
 * database that loses its last rows. Waits are short, so that a seed is over within seconds.
 */
export function drawPlan(seed: number): Plan {
  const random = createRandom(seed, 'chaos');
  const prices = new Map(['A', 'B', 'C', 'D', 'E', 'F'].map((letter) => [`${letter}${seed}`, random.int(10, 900)]));
  const portfolios = Array.from({ length: random.int(4, 6) }, (_none, index) =>
    withShortWaits(random, drawPortfolio(random, `s${seed}-${index + 1}`, prices, random.int(2, 4))),
  );
  const calm = {
    seed,
    prices: shown(prices),
    fillDelayMs: random.pick([20, 20, 300, 1_000]),
    portfolios,
    faults: [],
    market: {},
    lags: {},
    executionsLagMs: 0,
    activitiesLagMs: 0,
    strikes: [],
    drawn: [],
    firstTry: random.pick(FIRST_TRIES),
    model: null,
  };
  const turn = seed % ROUND;
  if (turn < DEPLOYS) return withMaintenance(random, calm, turn % 2 === 1);
  if (turn < DEPLOYS + LOSSES) return withLostRows(random, calm);
  const troubled = withMoneyFaults(random, withTrouble(random, calm, prices), turn - DEPLOYS - LOSSES, prices);
  const told = withBadNews(createRandom(seed, 'news'), troubled, turn);
  const changing = withActivities(createRandom(seed, 'activities'), told, turn - DEPLOYS - LOSSES, prices);
  const paying = withWithdrawal(createRandom(seed, 'withdrawals'), changing, turn - DEPLOYS - LOSSES);
  return withModel(createRandom(seed, 'models'), paying, turn - DEPLOYS - LOSSES);
}

/** The stream of orders fails in one of the ways it can, and sometimes tells a few events wrongly besides. */
function withBadNews(random: Random, plan: Plan, turn: number): Plan {
  const [first, more] = [STREAM_FAULTS[turn % STREAM_FAULTS.length], random.pick(TELLINGS)];
  const faults = [...(first?.(random) ?? []), ...(random.chance(0.5) ? [atEvents(random, more(random))] : [])];
  return { ...plan, faults: [...plan.faults, ...faults] };
}

const TELLINGS: ((random: Random) => FaultInput['effect'])[] = [
  () => ({ kind: 'lose-event' }),
  () => ({ kind: 'repeat-event' }),
  (random) => ({ kind: 'delay-event', ms: random.pick([20, 300, 5_000]) }),
];

/** A worker listens once, unless its connection breaks: what hits the listening comes with a cut. */
const STREAM_FAULTS: ((random: Random) => FaultInput[])[] = [
  ...TELLINGS.map((telling) => (random: Random) => [atEvents(random, telling(random))]),
  (random) => [{ ...atEvents(random, { kind: 'cut-stream' }), times: random.int(1, 3) }],
  (random) => [{ ...atEvents(random, { kind: 'silence-stream' }), times: 1 }],
  (random) => [{ ...atEvents(random, { kind: 'endless-line' }), times: 1 }],
  (random) => [atEvents(random, { kind: 'break-line' })],
  (random) => [
    CUT,
    { match: { operation: 'listen', stream: 'orders' }, effect: { kind: 'refuse-stream' }, times: random.int(1, 6) },
  ],
  (random) => [
    CUT,
    { match: { operation: 'listen', stream: 'orders' }, effect: { kind: 'mute-stream' }, times: random.int(1, 2) },
  ],
];

const CUT: FaultInput = { match: { operation: 'event', stream: 'orders' }, effect: { kind: 'cut-stream' } };

function atEvents(random: Random, effect: FaultInput['effect']): FaultInput {
  return { match: { operation: 'event', stream: 'orders' }, effect, times: random.pick([1, 3, 1_000]) };
}

/** Nothing goes wrong but that workers are told to stop, or that our key is replaced too: then no order may be cancelled or reversed (I17). */
function withMaintenance(random: Random, plan: Plan, replacesKey: boolean): Plan {
  const strikes = [
    ...(replacesKey ? [drawRotation(random)] : []),
    ...Array.from({ length: random.int(replacesKey ? 0 : 1, 2) }, () => drawDeploy(random)),
  ];
  const patience = { lockTtlMs: 600_000, orderDeadlineMs: 120_000, planTtlMs: 120_000 };
  return {
    ...plan,
    // Orders that are still open when the grace time is over are among them.
    fillDelayMs: random.pick([300, 4_000, 14_000]),
    portfolios: plan.portfolios.map((portfolio) => ({ ...portfolio, policy: { ...portfolio.policy, ...patience } })),
    strikes,
    drawn: [
      {
        name: replacesKey ? 'nothing but a key that is replaced, and deploys' : 'nothing but deploys',
        portfolio: null,
        shownBy: nameOf(strikes[0] as Strike),
      },
    ],
  };
}

/**
 * A database that loses its last rows, and at most orders that fail: what is still on its way to the broker while its row is lost is not
 * covered (docs/faults.md, D08), so that nothing is late here. Locks are so short that the first read is believed.
 */
function withLostRows(random: Random, plan: Plan): Plan {
  const faults = plan.portfolios
    .filter(() => random.chance(0.4))
    .map(
      ({ id }): FaultInput => ({
        match: { operation: 'submit', kind: 'order', accountId: id },
        effect: { kind: 'partial-fill', fraction: random.pick(['0', '0.5']), afterwards: 'cancel' },
      }),
    );
  return {
    ...plan,
    fillDelayMs: random.pick([20, 300, 1_000]),
    portfolios: plan.portfolios.map((portfolio) => ({
      ...portfolio,
      policy: { ...portfolio.policy, lockTtlMs: 19_000 },
    })),
    faults,
    strikes: [{ kind: 'lose-rows', after: random.int(1, 25), forMs: random.pick([50, 200, 600, 1_500]) }],
    drawn: [{ name: 'rows are lost', portfolio: null, shownBy: 'lose-rows' }],
  };
}

/** Strikes on programs, faults of the broker, and sometimes a hand. */
function withTrouble(random: Random, plan: Plan, prices: ReadonlyMap<string, number>): Plan {
  const { portfolios } = plan;
  const strikes = Array.from({ length: random.int(1, 4) }, () => drawStrike(random));
  const faults = [
    ...strikes.flatMap((strike) => whatLeadsTo(random, strike, random.pick(portfolios))),
    ...Array.from({ length: random.int(1, 3) }, () => drawFaults(random, random.pick(portfolios))).flat(),
  ];
  if (random.chance(0.5)) strikes.push(drawInterference(random, portfolios, prices));
  return { ...plan, faults, strikes };
}

/** Each of the faults of money whose turn it is hits a portfolio of its own. */
function withMoneyFaults(random: Random, plan: Plan, turn: number, prices: ReadonlyMap<string, number>): Plan {
  const whoseTurn = MONEY_DRAWS.filter((_draw, nth) => nth % MIXED === turn);
  const hit = random.some(plan.portfolios, whoseTurn.length);
  return whoseTurn.reduce((changed, [name, draw], nth) => {
    const portfolio = hit[nth] as PlannedPortfolio;
    return withMoneyFault(changed, portfolio.id, { name, ...draw(random, portfolio, prices) });
  }, plan);
}

/** Its faults come first: of two that fit a call the first one hits. */
function withMoneyFault(plan: Plan, id: string, fault: MoneyFault): Plan {
  const { margin, policy } = fault.portfolio ?? {};
  const [effect, strike] = [fault.faults?.[0]?.effect.kind, fault.strikes?.[0]];
  const shownBy = effect ?? (strike === undefined ? null : nameOf(strike));
  const change = (portfolio: PlannedPortfolio): PlannedPortfolio =>
    portfolio.id === id
      ? { ...portfolio, margin: margin ?? portfolio.margin, policy: { ...portfolio.policy, ...policy } }
      : portfolio;
  return {
    ...plan,
    portfolios: plan.portfolios.map(change),
    faults: [...(fault.faults ?? []), ...plan.faults],
    strikes: [...plan.strikes, ...(fault.strikes ?? [])],
    market: { ...plan.market, ...fault.market },
    lags: fault.lag === undefined ? plan.lags : { ...plan.lags, [id]: fault.lag },
    executionsLagMs: fault.executionsLagMs === undefined ? plan.executionsLagMs : fault.executionsLagMs,
    drawn: [...plan.drawn, { name: fault.name, portfolio: id, shownBy }],
  };
}

function drawDeploy(random: Random): Strike {
  const after = random.int(1, 12);
  return random.chance(0.5) ? { kind: 'deploy', after } : { kind: 'term', program: random.pick(WORKERS), after };
}

/** Below zero the old key is revoked that long before the new one is in its files: nothing arrives meanwhile. */
function drawRotation(random: Random): Strike {
  return { kind: 'rotate-key', after: random.int(1, 12), overlapMs: random.pick([-2_000, -2_000, 1_500, 4_000]) };
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
    ...(random.chance(0.2) && { rollbackLimits: drawTightLimits(random) }),
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
  [1, drawRotation],
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
    moveOf(symbol, random.pick([0.7, 0.9, 1.2, 1.6]), after, prices),
  ]);
}
