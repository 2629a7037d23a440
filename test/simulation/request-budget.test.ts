// A herd on a key with few requests a minute, in the deterministic simulation: real saga, steps and adapter, simulated time.

import { check } from '../../src/check/check';
import { NO_CAPS } from '../../src/domain/caps';
import { DEFAULT_POLICY, ROLLBACK_BUDGET_MS } from '../../src/domain/policy';
import type { Outcome } from '../../src/domain/steps';
import { createRandom } from '../support/random';
import type { Surroundings } from './attempt';
import { WORLD } from './clock';
import { startRebalance } from './run';
import { createStrikes } from './strikes';
import { createWorld, START, settle } from './world';

const REQUESTS_PER_MINUTE = 200;
const MINUTE = 60_000;
const TARGETS = [
  { symbol: 'AAPL', percent: '33.3300' },
  { symbol: 'META', percent: '33.3300' },
  { symbol: 'MSFT', percent: '33.3400' },
];

/**
 * Starts rebalances of so many portfolios at one moment; one whose plan came too late is started again, as the monitor does it. The
 * first `refused` of them hold what they have no target for.
 */
async function herd(portfolios: number, seed: number, refused = 0) {
  const statuses: { minute: number; status: number }[] = [];
  const random = createRandom(seed, 'herd');
  const minuteNow = () => Math.floor((world.clock.now() - START) / MINUTE);
  const world = createWorld(
    300,
    random,
    () => 0,
    (status) => statuses.push({ minute: minuteNow(), status }),
  );
  world.admin('PUT', '/simulator/settings', { requestsPerMinute: REQUESTS_PER_MINUTE });
  const adapters = world.newAdapters();
  const around: Surroundings = {
    clock: world.clock,
    random,
    ledger: world.ledger,
    adapters: () => adapters,
    strikes: createStrikes([], START, () => undefined),
    caps: NO_CAPS,
    spins: (id) => fail(`${id} asks without a pause`),
  };
  const ids = Array.from({ length: portfolios }, (_, n) => `p${n}`);
  const ended = new Map<string, { outcome: Outcome; atMs: number }>();
  const starts = new Map<string, number>();
  const begin = (id: string) => {
    starts.set(id, (starts.get(id) ?? 0) + 1);
    startRebalance(around, {
      portfolio: id,
      batchId: random.uuid(),
      lockTtlMs: DEFAULT_POLICY.lockTtlMs,
      timeoutMs: DEFAULT_POLICY.lockTtlMs + ROLLBACK_BUDGET_MS + MINUTE,
      lost: () => fail(`${id} was lost`),
      failed: (error) => fail(`${id} threw: ${String(error)}`),
      ended: (outcome) => {
        ended.set(id, { outcome, atMs: world.clock.now() - START });
        if (outcome.outcome === 'ROLLED_BACK' && outcome.cause.code === 'PLAN_EXPIRED')
          world.clock.after(1_000, WORLD, () => begin(id));
      },
    });
  };
  const problems: string[] = [];
  const fail = (problem: string) => void problems.push(problem);
  for (const [nth, id] of ids.entries()) {
    await settle(world, {
      id,
      cash: '100000.00',
      margin: true,
      positions: nth < refused ? { NVDA: '1' } : {},
      targets: TARGETS,
      policy: {},
      startsAt: 0,
    });
    world.clock.after(0, WORLD, () => begin(id));
  }
  return { world, ids, ended, starts, statuses, problems };
}

test('40 portfolios at 200 requests a minute: each is rebalanced, at the limit, and the broker turns nothing away', async () => {
  const { world, ids, ended, statuses, problems } = await herd(40, 2);
  expect(await world.clock.runToEnd(1_000_000)).toBe(true);
  expect(problems).toEqual([]);
  expect(ids.filter((id) => ended.get(id)?.outcome.outcome !== 'REBALANCED')).toEqual([]);
  for (const id of ids) expect(check(await world.recordsOf(id))).toEqual([]);
  expect(statuses.filter(({ status }) => status === 429)).toEqual([]);
  // Of 200 a minute 20 are kept back, and each of them reserves 16. What they share leaves some of those unused.
  const endedIn = (minute: number) => ids.filter((id) => Math.floor((ended.get(id)?.atMs ?? 0) / 60_000) === minute);
  expect([0, 1, 2].map((minute) => endedIn(minute).length)).toEqual([11, 11, 11]);
  const minutes = [0, 1, 2].map((minute) => statuses.filter((one) => one.minute === minute).length);
  for (const requests of minutes) expect(requests).toBeGreaterThanOrEqual(11 * 15);
});

test('in a herd that waits for requests, a rollback ends in the minute in which it began', async () => {
  const { world, ids, ended, problems } = await herd(40, 2);
  const unlucky = ['p3', 'p17'];
  for (const accountId of unlucky)
    world.admin('POST', '/simulator/faults', {
      match: { accountId, symbol: 'MSFT', operation: 'submit' },
      effect: { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' },
    });
  expect(await world.clock.runToEnd(1_000_000)).toBe(true);
  expect(problems).toEqual([]);
  for (const id of ids) expect(check(await world.recordsOf(id))).toEqual([]);
  for (const id of unlucky) {
    const { portfolio, batches } = await world.recordsOf(id);
    expect(portfolio).toMatchObject({ holdings: [], rollbacksInARow: 1 });
    expect(ended.get(id)?.outcome).toMatchObject({ outcome: 'ROLLED_BACK', cause: { code: 'INSUFFICIENT_FUNDS' } });
    const tookMs = START + (ended.get(id)?.atMs ?? 0) - Date.parse(batches[0]?.pricedAt ?? '');
    expect(tookMs).toBeLessThan(10_000);
  }
});

test('a plan whose turn came too late is made again, and neither cools its portfolio down nor counts as a rollback', async () => {
  const { world, ended, starts } = await herd(1, 3);
  world.admin('POST', '/simulator/faults', {
    match: { operation: 'submit' },
    effect: { kind: 'rate-limit', retryAfterSeconds: 61 },
    times: 3,
  });
  expect(await world.clock.runToEnd(1_000_000)).toBe(true);
  expect(starts.get('p0')).toBe(2);
  expect(ended.get('p0')?.outcome).toMatchObject({ outcome: 'REBALANCED' });
  const { batches, portfolio } = await world.recordsOf('p0');
  expect(batches.map(({ state, cause }) => [state, cause?.code])).toEqual([
    ['ROLLED_BACK', 'PLAN_EXPIRED'],
    ['SUCCESS', undefined],
  ]);
  expect(portfolio).toMatchObject({ status: 'ACTIVE', coolUntil: null, rollbacksInARow: 0 });
});

test('a crowd of refused portfolios keeps no requests from those that trade: all of them begin in the first minute', async () => {
  const { world, ids, ended, problems } = await herd(24, 4, 20);
  expect(await world.clock.runToEnd(1_000_000)).toBe(true);
  expect(problems).toEqual([]);
  for (const id of ids.slice(0, 20))
    expect(ended.get(id)?.outcome).toMatchObject({ refusal: { code: 'UNTARGETED_HOLDING' } });
  const traded = ids.slice(20).map((id) => [ended.get(id)?.outcome.outcome, (ended.get(id)?.atMs ?? MINUTE) < MINUTE]);
  expect(traded).toEqual(Array.from({ length: 4 }, () => ['REBALANCED', true]));
});
