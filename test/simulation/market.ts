// How a market behaves in which nothing goes wrong: hours, collars, sizes, parts, settlement, and orders of an account's owner.

import type { SettingsInput } from '../../src/simulator/admin/routes';
import type { Random } from '../support/random';
import type { PlannedFault, PlannedPortfolio } from './schedule';

export interface PlannedMarket {
  /** From the start on. Anything that is not named keeps the simulator's default. */
  settings: SettingsInput;
  /** ISO: the time at which it all starts, where the hours of the exchange count. */
  startsAt?: string;
}

const MINUTE = 60_000;

/** Shortly before a close or an opening: of a day, of a half day before holidays, and of weekends in which the clocks change. */
export const STARTS = [
  '2026-03-02T14:25:00.000Z',
  '2026-03-02T20:50:00.000Z',
  '2026-03-06T20:58:00.000Z',
  '2026-07-02T19:59:30.000Z',
  '2026-10-30T19:55:00.000Z',
  '2026-11-27T17:50:00.000Z',
  '2026-11-27T17:59:50.000Z',
  '2026-12-24T17:45:00.000Z',
] as const;

/** Draws the market of a quarter of the schedules, and what belongs to it. Closing by hand and the hours of the exchange exclude each other. */
export function drawMarket(
  random: Random,
  portfolios: readonly PlannedPortfolio[],
  faults: readonly PlannedFault[],
): { market?: PlannedMarket; faults: PlannedFault[] } {
  if (random.chance(0.75)) return { faults: [] };
  const settings: SettingsInput = {
    ...(random.chance(0.5) && { partialFillPercent: random.pick(['10', '10', '50']) }),
    ...(random.chance(0.4) && {
      bookShares: random.pick(['1', '20', '300']),
      bookRefillMs: random.pick([200, 1_000, 10_000]),
    }),
    ...(random.chance(0.4) && { collarPercent: random.pick(['0.5', '2', '5']) }),
  };
  const further = [
    ...(random.chance(0.3) ? drawSettlement(random, portfolios) : []),
    ...(random.chance(0.3) ? [drawOwnOrder(random, random.pick(portfolios))] : []),
  ];
  const isClosedByHand = faults.some(({ kind }) => kind === 'market-closed' || kind === 'opening');
  if (isClosedByHand || random.chance(0.6)) return { market: { settings }, faults: further };
  const startsAt = random.pick(STARTS);
  return { market: { settings: { ...settings, hours: 'exchange' }, startsAt }, faults: further };
}

/** All the while a cash account buys with settled cash only, and is to sell first. */
function drawSettlement(random: Random, portfolios: readonly PlannedPortfolio[]): PlannedFault[] {
  const inCash = portfolios.filter(({ margin }) => !margin);
  if (inCash.length === 0) return [];
  const { id: portfolio } = random.pick(inCash);
  const restrictions = { settledCashOnly: true };
  return [{ kind: 'restricted', portfolio, at: 0, forMs: 2 * 60 * MINUTE, restrictions }];
}

function drawOwnOrder(random: Random, { id, targets, startsAt }: PlannedPortfolio): PlannedFault {
  return {
    kind: 'own-order',
    portfolio: id,
    at: random.pick([0, startsAt + random.int(0, 1_000), startsAt + random.int(0, 30_000)]),
    symbol: random.pick(targets).symbol,
    side: random.pick(['buy', 'sell']),
    forMs: random.pick([2_000, 90_000, 10 * MINUTE]),
  };
}
