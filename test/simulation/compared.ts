// What both the re-enactment of Temporal and Temporal itself have to come to, and the schedules on which they are compared: short ones,
// because one of the two takes its time.

import type { Records } from '../../src/check/records';
import { createRandom, type Random } from '../support/random';
import { drawPortfolio, drawRefusal, PRICES } from './draw';
import { play } from './play';
import type { PlannedFault, PlannedPortfolio, Schedule } from './schedule';

/** Draws one portfolio, and what happens to it within seconds. */
export function drawCompared(seed: number): Schedule {
  const random = createRandom(seed, 'compared');
  const drawn = drawPortfolio(random, `c${seed}`, PRICES, random.int(2, 3));
  const portfolio: PlannedPortfolio = {
    ...drawn,
    policy: {
      ...drawn.policy,
      lockTtlMs: 600_000,
      reversalRetries: random.int(1, 2),
      reversalDelayMs: 200,
      orderDeadlineMs: 1_500,
      planTtlMs: 30_000,
    },
    startsAt: 0,
  };
  const faults = random.pick(CASES)(random, portfolio);
  return { seed, fillDelayMs: random.pick([20, 20, 400]), ordersPerBatch: 12, portfolios: [portfolio], faults };
}

/** What people try at what became STALE, once nothing fails any more: a hold that is not over answers each of them. */
export const DECIDING = [
  { action: 'release', actor: 'ann' },
  { action: 'retry-reversal', actor: 'ann' },
  { action: 'adopt-positions', actor: 'ann' },
  { action: 'adopt-positions', actor: 'bob' },
] as const;

/**
 * Returns how it ends: outcome, what people's decisions came to, portfolio, batches with their orders, and the kinds of audit rows.
 * Nothing that depends on times or ids.
 */
export function endOf(outcome: string, verdicts: readonly string[], { portfolio, batches, audit }: Records): string {
  return [
    outcome,
    ...verdicts,
    `${portfolio.status} ${portfolio.statusReason}`,
    ...batches.map(({ state, orders }) =>
      [
        state,
        ...orders
          .map(({ kind, side, symbol, state, errorCode, filledQuantity }) =>
            [kind, side, symbol, state, errorCode, filledQuantity].join(' '),
          )
          .sort(),
      ].join('\n  '),
    ),
    audit
      .map(({ event }) => event)
      .sort()
      .join(' '),
  ].join('\n');
}

/**
 * Returns the ends that the re-enactment has for a schedule. Where things race it has several: `races` is how often it is played, each
 * time with other latencies.
 */
export async function endsOfModel(schedule: Schedule, races: number, until: string): Promise<Set<string>> {
  const ends = new Set<string>();
  for (let race = 0; race < races && !ends.has(until); race += 1) {
    const raced = { ...schedule, seed: schedule.seed * 1_000 + race };
    const { outcomes, verdicts, after, violations } = await play(raced, DECIDING, []);
    if (violations.length > 0) throw new Error(JSON.stringify(violations));
    ends.add(endOf(outcomes[0] ?? '', verdicts, after[0] as Records));
  }
  return ends;
}

type Draw = (random: Random, portfolio: PlannedPortfolio) => PlannedFault[];

const AT_ORDERS = ['markSent', 'submitOrder', 'recordOrder'];
const POINTS = [...AT_ORDERS, 'findPortfolio', 'openBatch', 'closeBatch', 'planReversal', 'sizeBuys', 'account'];

const CASES: Draw[] = [
  () => [],
  (random, portfolio) => [refused(random, portfolio)],
  (random, portfolio) => [
    refused(random, portfolio),
    {
      ...at(portfolio),
      fault: {
        match: { accountId: portfolio.id, operation: 'submit', kind: 'reversal' },
        effect: drawRefusal(random),
        times: random.pick([1, 9]),
      },
    },
  ],
  (random, portfolio) => [stands(random, portfolio)],
  // A stop at any call, also while an order is open or a rollback is under way.
  (random, portfolio) => [stop(random, portfolio, random.pick(POINTS))],
  (random, portfolio) => [stop(random, portfolio, random.pick(AT_ORDERS)), stands(random, portfolio)],
  (random, portfolio) => [stop(random, portfolio, random.pick(POINTS)), refused(random, portfolio)],
  // The buys are sized for longer than a workflow task waits for it.
  (random, portfolio) => [
    { kind: 'ledger', portfolio: portfolio.id, point: 'sizeBuys', nth: 1, times: 6, when: 'before' },
    { ...stop(random, portfolio, 'sizeBuys'), nth: random.int(1, 3) },
  ],
  (random, portfolio) => [
    {
      kind: 'ledger',
      portfolio: portfolio.id,
      point: random.pick(POINTS),
      nth: random.int(1, 2),
      times: 2,
      when: 'after',
    },
  ],
  (random, portfolio) => [crash(random, portfolio, random.pick(POINTS), 'grace-over')],
  (random, portfolio) => [
    crash(random, portfolio, random.pick(AT_ORDERS), 'grace-over'),
    crash(random, portfolio, random.pick(AT_ORDERS), 'grace-over'),
  ],
  (random, portfolio) => [crash(random, portfolio, random.pick(AT_ORDERS), 'attempt')],
  (random, portfolio) => [crash(random, portfolio, random.pick(AT_ORDERS), 'terminate')],
];

function at({ id }: PlannedPortfolio) {
  return { kind: 'broker', portfolio: id } as const;
}

function refused(random: Random, portfolio: PlannedPortfolio): PlannedFault {
  const { symbol } = random.pick(portfolio.targets);
  const match = { accountId: portfolio.id, operation: 'submit', kind: 'order', symbol } as const;
  return { ...at(portfolio), fault: { match, effect: drawRefusal(random) } };
}

/** An order that fills in part or not at all. */
function stands(random: Random, portfolio: PlannedPortfolio): PlannedFault {
  const { symbol } = random.pick(portfolio.targets);
  const match = { accountId: portfolio.id, operation: 'submit', kind: 'order', symbol } as const;
  const effect = random.pick([
    { kind: 'never-fill' } as const,
    { kind: 'partial-fill', fraction: '0.5', afterwards: random.pick(['stall', 'cancel'] as const) } as const,
  ]);
  return { ...at(portfolio), fault: { match, effect } };
}

function stop(random: Random, { id }: PlannedPortfolio, point: string): Extract<PlannedFault, { kind: 'stop-at' }> {
  const reason = random.pick(['CANCELLED', 'FROZEN'] as const);
  return { kind: 'stop-at', portfolio: id, point, nth: random.int(1, 2), reason };
}

function crash(
  random: Random,
  { id }: PlannedPortfolio,
  point: string,
  what: 'grace-over' | 'attempt' | 'terminate',
): PlannedFault {
  const [nth, when] = [random.int(1, 3), random.pick(['before', 'after'] as const)];
  return { kind: 'crash', portfolio: id, point, nth, when, what, forMs: 0 };
}
