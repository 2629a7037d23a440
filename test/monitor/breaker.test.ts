import type { AlertInput } from '../../src/domain/steps';
import { createBreaker } from '../../src/monitor/breaker';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { newBatch, newPortfolio } from '../support/portfolios';

const START = Date.parse('2026-03-02T15:00:00.000Z');
const LIMITS = { batchesPerMinute: 3, usdPerMinute: null, rollbackPercent: null };

/** A breaker over a ledger in memory, in which batches begin, and the calls of a person. */
function watched() {
  const ledger = createMemoryLedger();
  const calls: AlertInput[] = [];
  const trips: string[] = [];
  let nowMs = START;
  const now = () => new Date(nowMs).toISOString();
  const create = () =>
    createBreaker({
      ledger,
      client: { callPerson: async (alert) => void calls.push(alert) },
      limits: LIMITS,
      now,
      onTrip: (problem) => trips.push(problem),
    });
  const open = async () => {
    const portfolio = newPortfolio();
    const by = { name: 'rebalance', at: now() };
    await ledger.createPortfolio(portfolio, by);
    return ledger.openBatch(newBatch({ portfolioId: portfolio.id, pricedAt: now() }), by);
  };
  const wait = (ms: number) => {
    nowMs += ms;
  };
  const set = (position: 'active' | 'halted', name = 'anna') =>
    ledger.setTrading({ position, reason: 'looked' }, { name, at: now() });
  return { ledger, calls, trips, create, open, wait, set, now };
}

test('more batches within a minute than the limit halt trading, with the reason, and call a person once', async () => {
  const { ledger, calls, trips, create, open, wait } = watched();
  const breaker = create();
  for (let n = 0; n < 3; n += 1) await open();
  await breaker.look();
  expect([trips, breaker.isTripped()]).toEqual([[], false]);
  wait(10_000);
  await open();
  await breaker.look();
  expect(await ledger.trading()).toMatchObject({
    position: 'halted',
    actor: 'breaker',
    reason: 'the breaker tripped: 4 batches began within a minute, at most 3',
  });
  await breaker.look();
  expect([trips.length, calls.length, breaker.isTripped()]).toEqual([1, 1, true]);
  expect(calls[0]).toMatchObject({ eventId: 'breaker-2026-03-02T15:00:10.000Z' });
  expect(calls[0]?.text).toContain('4 batches began within a minute');
});

test('the batches of more than a minute ago count no more', async () => {
  const { trips, create, open, wait } = watched();
  const breaker = create();
  for (let n = 0; n < 4; n += 1) {
    await open();
    wait(21_000);
  }
  await breaker.look();
  expect(trips).toEqual([]);
});

test('after a person has resumed it the same minute does not trip it again, and a new one does', async () => {
  const { calls, trips, create, open, wait, set } = watched();
  const breaker = create();
  for (let n = 0; n < 4; n += 1) await open();
  wait(1_000);
  await breaker.look();
  wait(1_000);
  await set('active');
  await breaker.look();
  expect([trips.length, breaker.isTripped()]).toEqual([1, false]);
  wait(1_000);
  for (let n = 0; n < 4; n += 1) await open();
  await breaker.look();
  expect([trips.length, calls.length]).toEqual([2, 2]);
  expect(calls[1]?.eventId).not.toBe(calls[0]?.eventId);
});

test('a monitor that starts while the breaker is tripped calls under the same event id, and does not call about a halt by a person', async () => {
  const { ledger, calls, create, open, set, wait } = watched();
  for (let n = 0; n < 4; n += 1) await open();
  await create().look();
  await create().look();
  expect(new Set(calls.map(({ eventId }) => eventId)).size).toBe(1);
  wait(1_000);
  await set('active');
  wait(1_000);
  await set('halted');
  const breaker = create();
  for (let n = 0; n < 4; n += 1) await open();
  await breaker.look();
  expect([breaker.isTripped(), (await ledger.trading()).actor]).toEqual([false, 'anna']);
});

test('a person who sets the switch between the measure and the trip is not overruled', async () => {
  const { ledger, trips, open, set, wait, now } = watched();
  for (let n = 0; n < 4; n += 1) await open();
  wait(1_000);
  const breaker = createBreaker({
    ledger: {
      ...ledger,
      readPace: async (since) => {
        const pace = await ledger.readPace(since);
        await ledger.setTrading({ position: 'reduce-only', reason: 'looking' }, { name: 'anna', at: now() });
        await set('active');
        return pace;
      },
    },
    client: { callPerson: async () => undefined },
    limits: LIMITS,
    now,
    onTrip: (problem) => trips.push(problem),
  });
  await breaker.look();
  expect(trips).toEqual([]);
  expect((await ledger.trading()).position).toBe('active');
});
