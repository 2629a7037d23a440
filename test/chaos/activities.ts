// What happens in the accounts beside orders, one kind in each entry: money that comes and goes, and what companies do to their shares.

import type { FaultInput } from '../../src/simulator/engine/faults';
import type { PlannedPortfolio } from '../simulation/schedule';
import type { Random } from '../support/random';
import type { Happening } from './happenings';
import type { Plan, Strike } from './plan';

type Draw = (random: Random, portfolio: PlannedPortfolio, prices: ReadonlyMap<string, number>) => Happening;

export const ACTIVITY_DRAWS: readonly (readonly [name: string, draw: Draw])[] = [
  ['a deposit', (random, { id }) => transfer(id, random.pick(['12.34', '3000.00', '250000.00']))],
  ['money leaves', (_random, { id }) => transfer(id, '-5.00')],
  [
    'a dividend',
    (random, portfolio) => ({
      what: 'dividend',
      dividend: { symbol: symbolOf(random, portfolio), usd: random.pick(['0.17', '2']) },
    }),
  ],
  ['a fee', (random, { id }) => listed(id, { type: 'FEE', usd: random.pick(['-0.07', '-12.00']) })],
  ['a split', (random, portfolio) => splitOf(random, portfolio, random.pick(['2', '10']), false)],
  ['a reverse split', (random, portfolio) => splitOf(random, portfolio, '0.1', false)],
  ['a reverse split with cash in lieu', (random, portfolio) => splitOf(random, portfolio, '0.1', true)],
  [
    'another name',
    (random, portfolio) => {
      const symbol = symbolOf(random, portfolio);
      return { what: 'rename', rename: { symbol, newSymbol: `R${symbol}` } };
    },
  ],
  [
    'a spin-off',
    (random, portfolio, prices) => {
      const symbol = symbolOf(random, portfolio);
      const newPrice = ((prices.get(symbol) ?? 1) * 0.2).toFixed(2);
      return { what: 'spin-off', spinOff: { symbol, newSymbol: `S${symbol}`, newShares: '0.5', newPrice } };
    },
  ],
  [
    'shares are moved in',
    (random, portfolio) =>
      listed(portfolio.id, { type: 'JNLS', symbol: symbolOf(random, portfolio), quantity: random.pick(['3', '0.25']) }),
  ],
  ['interest', (_random, { id }) => listed(id, { type: 'INT', usd: '1.11' })],
  ['an activity of an unknown kind', (_random, { id }) => listed(id, { type: 'VOF', usd: '1.00' })],
  ['an activity that moves nothing', (_random, { id }) => listed(id, { type: 'CSD', usd: '75.00', moves: false })],
  ['two deposits of one amount', (_random, { id }) => ({ ...transfer(id, '40.00'), times: 2 })],
];

/** How the stream of activities fails. The monitor listens once, unless its connection breaks: what hits the listening comes with a cut. */
const ACTIVITY_STREAM_FAULTS: readonly ((random: Random) => FaultInput[])[] = [
  () => [told({ kind: 'silence-stream' })],
  (random) => [{ ...told({ kind: 'lose-event' }), times: random.pick([1, 3]) }],
  () => [{ ...told({ kind: 'repeat-event' }), times: 3 }],
  (random) => [told({ kind: 'delay-event', ms: random.pick([300, 5_000]) })],
  () => [told({ kind: 'break-line' })],
  () => [told({ kind: 'endless-line' })],
  () => [{ ...told({ kind: 'cut-stream' }), times: 2 }],
  (random) => [told({ kind: 'cut-stream' }), listening({ kind: 'refuse-stream' }, random.int(1, 4))],
  () => [told({ kind: 'cut-stream' }), listening({ kind: 'mute-stream' }, 1)],
];

/** Has what happens at its turn happen to one portfolio, some money besides come and go in others, and the stream tell of it badly. */
export function withActivities(random: Random, plan: Plan, turn: number, prices: ReadonlyMap<string, number>): Plan {
  const [name, draw] = ACTIVITY_DRAWS[turn % ACTIVITY_DRAWS.length] as (typeof ACTIVITY_DRAWS)[number];
  const [hit, ...others] = random.some(plan.portfolios, random.int(1, 3));
  const first: Strike = {
    kind: 'activity',
    name,
    happening: draw(random, hit as PlannedPortfolio, prices),
    after: drawAfter(random),
  };
  const more = others.map(({ id }): Strike => {
    const happening = random.chance(0.5) ? transfer(id, '700.00') : listed(id, { type: 'FEE', usd: '-0.35' });
    return { kind: 'activity', name: 'money besides', happening, after: drawAfter(random) };
  });
  const faults = ACTIVITY_STREAM_FAULTS[turn % ACTIVITY_STREAM_FAULTS.length]?.(random) ?? [];
  const lagMs = random.pick([0, 0, 0, 2_000, null]);
  const kinds = faults.map(({ effect }) => effect.kind);
  return {
    ...plan,
    faults: [...plan.faults, ...faults],
    strikes: [...plan.strikes, first, ...more],
    activitiesLagMs: lagMs,
    drawn: [
      ...plan.drawn,
      { name, portfolio: null, shownBy: name },
      { name: `activities: ${kinds.join(', ')}`, portfolio: null, shownBy: kinds[0] ?? '', stream: 'activities' },
      ...(lagMs === 0 ? [] : [{ name: 'activities are listed late', portfolio: null, shownBy: name }]),
    ],
  };
}

/** `after` how many entries of the broker's journal: before, while and after the batches of a seed are under way. */
const drawAfter = (random: Random) => random.pick([1, random.int(2, 12), random.int(2, 12), random.int(12, 40)]);

function told(effect: FaultInput['effect']): FaultInput {
  return { match: { operation: 'event', stream: 'activities' }, effect };
}

function listening(effect: FaultInput['effect'], times: number): FaultInput {
  return { match: { operation: 'listen', stream: 'activities' }, effect, times };
}

function transfer(accountId: string, usd: string): Happening {
  return { what: 'transfer', transfer: { accountId, usd } };
}

function listed(
  accountId: string,
  activity: Omit<Extract<Happening, { what: 'activity' }>['activity'], 'accountId'>,
): Happening {
  return { what: 'activity', activity: { accountId, ...activity } };
}

function splitOf(random: Random, portfolio: PlannedPortfolio, newShares: string, cashInLieu: boolean): Happening {
  return { what: 'split', split: { symbol: symbolOf(random, portfolio), oldShares: '1', newShares, cashInLieu } };
}

function symbolOf(random: Random, { targets }: PlannedPortfolio): string {
  return random.pick(targets.map(({ symbol }) => symbol));
}
