// The faults of money, one in each entry: what becomes of one portfolio's account, orders and policy, and which hands interfere.
// The simulator's menu has most of them; here each is drawn so that it can matter to the portfolio that it hits.

import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import type { FaultInput } from '../../src/simulator/engine/faults';
import type { PlannedPortfolio } from '../simulation/schedule';
import type { Random } from '../support/random';
import type { Plan, Strike } from './plan';

export interface MoneyFault {
  name: string;
  /** Changes of the portfolio that make the fault matter. */
  portfolio?: { margin?: boolean; policy?: Partial<Policy> };
  faults?: FaultInput[];
  strikes?: Strike[];
  lag?: Plan['lags'][string];
  executionsLagMs?: number | null;
  market?: Plan['market'];
}

type Draw = (
  random: Random,
  portfolio: PlannedPortfolio,
  prices: ReadonlyMap<string, number>,
) => Omit<MoneyFault, 'name'>;

/** `after` how many entries of the broker's journal a hand interferes: a batch under way has written about so many. */
const drawAfter = (random: Random) => random.pick([1, random.int(2, 10), random.int(10, 30)]);
const SELLS_FIRST = { margin: false, policy: { execution: 'sells-first' } } as const;
const UNTIL_HEALED = 100_000;

export const MONEY_DRAWS: readonly (readonly [name: string, draw: Draw])[] = [
  [
    'cash and buying power lag after the sells',
    (random) => ({
      portfolio: SELLS_FIRST,
      lag: { cashMs: drawLag(random), buyingPowerMs: drawLag(random), positionsMs: 0 },
    }),
  ],
  [
    'insufficient buying power once',
    (_random, { id }) => ({ portfolio: SELLS_FIRST, faults: [refused(id, NO_FUNDS, { side: 'BUY' })] }),
  ],
  [
    'insufficient buying power for a while',
    (random, { id }) => ({
      portfolio: SELLS_FIRST,
      faults: [refused(id, NO_FUNDS, { side: 'BUY' }, random.pick([3, 8, UNTIL_HEALED]))],
    }),
  ],
  ['wrong positions: a symbol is missing', (random, { id }) => wrongPositions(random, id, 'missing')],
  ['wrong positions: none', (random, { id }) => wrongPositions(random, id, 'empty')],
  ['wrong positions: the last digit', (random, { id }) => wrongPositions(random, id, 'digit')],
  [
    'no key is known',
    (random) => ({ strikes: [{ kind: 'keys', after: drawAfter(random), forMs: random.pick([1_000, 4_000, 9_000]) }] }),
  ],
  ['the account cannot be read for a while', (random, { id }) => unreadable(random, id, random.int(6, 30))],
  ['the account cannot be read until all is healed', (random, { id }) => unreadable(random, id, UNTIL_HEALED)],
  [
    'an order in dollars fills for a part',
    (random, { id }) => ({
      faults: [standing(id, 'filled', random.pick(['0.1', '0.5', '0.9']), { side: 'BUY' })],
    }),
  ],
  [
    'an order is done for the day',
    (random, { id }) => ({ faults: [standing(id, 'done-for-day', random.pick(['0', '0.5']))] }),
  ],
  [
    'somebody replaces an order',
    (random, { id }) => ({
      faults: [
        {
          match: { operation: 'submit', kind: 'order', accountId: id },
          effect: { kind: 'replace', ms: random.pick([300, 2_500]) },
        },
      ],
    }),
  ],
  ['a symbol is halted and refuses orders', (random, portfolio) => ({ strikes: [haltOf(random, portfolio, true)] })],
  ['a symbol is halted and fills nothing', (random, portfolio) => ({ strikes: [haltOf(random, portfolio, false)] })],
  [
    'fills come in parts',
    (random) => ({
      market: {
        partialFillPercent: random.pick(['10', '50']),
        ...(random.chance(0.5) && { bookShares: random.pick(['20', '300']), bookRefillMs: random.pick([100, 1_000]) }),
      },
    }),
  ],
  [
    'a price leaves the collars',
    (random, portfolio, prices) => ({
      market: { collarPercent: random.pick(['0.5', '2', '5']) },
      strikes: [moveOf(symbolOf(random, portfolio), random.pick([0.93, 1.07]), drawAfter(random), prices)],
    }),
  ],
  [
    'only settled cash buys',
    (random, { id }) => ({
      portfolio: SELLS_FIRST,
      strikes: [restrictOf(id, { settledCashOnly: true }, random.pick([1, 1, 8]), UNTIL_HEALED)],
    }),
  ],
  [
    'the account is restricted',
    (random, { id }) => {
      const restrictions = random.pick([
        { liquidationOnly: 'ach_return' },
        { suspendedByUser: true },
        { noFractions: true },
        'all' as const,
      ]);
      return { strikes: [restrictOf(id, restrictions, drawAfter(random), random.pick([1_000, 4_000, 9_000]))] };
    },
  ],
  [
    'the owner has an order open',
    (random, portfolio) => ({
      strikes: [
        {
          kind: 'own-order',
          portfolio: portfolio.id,
          symbol: symbolOf(random, portfolio),
          side: random.pick(['buy', 'sell']),
          after: drawAfter(random),
          forMs: random.pick([1_000, 9_000]),
        },
      ],
    }),
  ],
  ['executions are listed late', (random) => ({ executionsLagMs: random.pick([2_000, 12_000, null]) })],
  ['a freeze', (random, portfolio) => ({ strikes: [freezeOf(random, portfolio, false)] })],
  ['a freeze that undoes', (random, portfolio) => ({ strikes: [freezeOf(random, portfolio, true)] })],
  ['trading is halted', (random) => ({ strikes: [haltOfAll(random, false)] })],
  ['trading is halted, and what filled is undone', (random) => ({ strikes: [haltOfAll(random, true)] })],
  [
    'a rollback beyond its limits',
    (random, portfolio, prices) => ({
      portfolio: { policy: { onFailure: 'rollback', rollbackLimits: drawTightLimits(random), execution: 'parallel' } },
      faults: [failing(random, portfolio)],
      strikes: [moveOf(symbolOf(random, portfolio), random.pick([0.93, 1.07]), random.int(1, 6), prices)],
    }),
  ],
  [
    'a failed batch is completed',
    (random, portfolio) => ({
      portfolio: { policy: { onFailure: 'complete' } },
      faults: [failing(random, portfolio, random.pick([1, 2, UNTIL_HEALED]))],
    }),
  ],
  [
    'a failed batch is held',
    (random, portfolio) => ({
      portfolio: { policy: { onFailure: 'hold' } },
      faults: [failing(random, portfolio)],
    }),
  ],
];

/** What people try first at what is held; the rest follows. */
export const FIRST_TRIES = ['retry-reversal', 'complete', 'adopt-positions'] as const;

const drawLag = (random: Random) => random.pick([1_000, 5_000, 12_000]);

const NO_FUNDS = { status: 403, code: 40310000, message: 'insufficient buying power' } as const;

function refused(
  accountId: string,
  refusal: { status: number; code: number; message: string },
  match: Partial<FaultInput['match']>,
  times = 1,
): FaultInput {
  return {
    match: { operation: 'submit', kind: 'order', accountId, ...match },
    effect: { kind: 'refuse', ...refusal },
    times,
  };
}

/** A short lock believes the first read; a long one reads again. */
function wrongPositions(
  random: Random,
  accountId: string,
  how: 'missing' | 'empty' | 'digit',
): Omit<MoneyFault, 'name'> {
  return {
    portfolio: { policy: { lockTtlMs: random.pick([6_000, 600_000]) } },
    faults: [
      {
        match: { operation: 'read', accountId },
        effect: { kind: 'wrong-positions', how },
        times: random.pick([1, 1, 1, 2, 3]),
      },
    ],
  };
}

function unreadable(random: Random, accountId: string, times: number): Omit<MoneyFault, 'name'> {
  const status = random.pick([403, 404]);
  return { faults: [{ match: { operation: 'read', accountId }, effect: { kind: 'status', status }, times }] };
}

function standing(
  accountId: string,
  afterwards: 'filled' | 'done-for-day',
  fraction: string,
  match: Partial<FaultInput['match']> = {},
): FaultInput {
  return {
    match: { operation: 'submit', kind: 'order', accountId, ...match },
    effect: { kind: 'partial-fill', fraction, afterwards },
  };
}

/** An order that ends short once the others have left, or is refused while they leave. */
function failing(random: Random, { id }: PlannedPortfolio, times = 1): FaultInput {
  const short = { kind: 'partial-fill', fraction: random.pick(['0', '0.4']), afterwards: 'cancel' } as const;
  const wash = { kind: 'refuse', status: 403, code: 40310000, message: 'potential wash trade detected' } as const;
  return {
    match: { operation: 'submit', kind: 'order', accountId: id },
    effect: random.chance(0.7) ? short : wash,
    times,
  };
}

/** Every rollback is outside of at least one of them, or only where a price moves. */
export function drawTightLimits(random: Random): Policy['rollbackLimits'] {
  return random.pick([
    { ...DEFAULT_POLICY.rollbackLimits, residualPercent: '0.0001' },
    { ...DEFAULT_POLICY.rollbackLimits, priceMovePercent: '0.0001' },
    { ...DEFAULT_POLICY.rollbackLimits, priceMovePercent: '2.0000' },
  ]);
}

function haltOf(random: Random, portfolio: PlannedPortfolio, refuses: boolean): Strike {
  return {
    kind: 'halt-symbol',
    symbol: symbolOf(random, portfolio),
    refuses,
    after: drawAfter(random),
    forMs: random.pick([1_000, 4_000, 9_000]),
  };
}

function restrictOf(
  portfolio: string,
  restrictions: Extract<Strike, { kind: 'restrict' }>['restrictions'],
  after: number,
  forMs: number,
): Strike {
  return { kind: 'restrict', portfolio, restrictions, after, forMs };
}

function freezeOf(random: Random, { id }: PlannedPortfolio, undo: boolean): Strike {
  return { kind: 'freeze', portfolio: id, undo, after: drawAfter(random) };
}

function haltOfAll(random: Random, undo: boolean): Strike {
  return { kind: 'halt-trading', undo, after: drawAfter(random), forMs: random.pick([500, 4_000, 12_000]) };
}

/** The price becomes this many times what it was at the start. */
export function moveOf(symbol: string, times: number, after: number, prices: ReadonlyMap<string, number>): Strike {
  return { kind: 'move-price', symbol, price: ((prices.get(symbol) ?? 1) * times).toFixed(2), after };
}

function symbolOf(random: Random, { targets }: PlannedPortfolio): string {
  return random.pick(targets.map(({ symbol }) => symbol));
}
