import type { StaleReason } from '../../src/domain/causes';
import { ALERTED, IN_DIGEST } from '../../src/domain/stale-digest';
import type { AlertInput } from '../../src/domain/steps';
import type { Ledger } from '../../src/ledger/ledger';
import { createStaleCaller } from '../../src/monitor/stale-caller';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newPortfolio } from '../support/portfolios';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-03-02T15:00:00.000Z');

let ledger: Ledger;
let nowMs: number;
let heard: AlertInput[];
beforeEach(() => {
  [ledger, nowMs, heard] = [createMemoryLedger(), START, []];
});

const by = () => actor({ at: new Date(nowMs).toISOString() });

/** What one monitor has. A call under an id that was called before is none. */
const caller = () =>
  createStaleCaller({
    ledger,
    client: {
      callPerson: async (alert) => {
        if (heard.every(({ eventId }) => eventId !== alert.eventId)) heard.push(alert);
      },
    },
    now: () => nowMs,
  });

/** Each hold says what became of its own call. */
async function stale(count: number, reason: StaleReason, delivered: string = IN_DIGEST): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { id } = newPortfolio();
    await ledger.createPortfolio(newPortfolio({ id }), by());
    await ledger.markStale(id, { reason, cause: null, fills: [] }, by());
    await ledger.audit(id, null, ALERTED, { delivered }, by());
    ids.push(id);
  }
  return ids;
}

/** A monitor that looks every minute. */
async function minutes(count: number, look: () => Promise<void>): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    nowMs += MINUTE;
    await look();
  }
}

test('a portfolio that its hold reported is not reported again before an hour has passed, and then every hour', async () => {
  const { look } = caller();
  const [id] = await stale(1, 'HELD', 'sent');
  await minutes(59, look);
  expect(heard).toEqual([]);
  await minutes(1, look);
  expect(heard.map(({ portfolioId }) => portfolioId)).toEqual(['_system']);
  expect(heard[0]?.text).toContain('1 portfolio is STALE: HELD, the first since 2026-03-02T15:00:00.000Z.');
  expect(heard[0]?.text).toContain(`- ${id}, since 2026-03-02T15:00:00.000Z\n`);
  await minutes(120, look);
  expect(heard).toHaveLength(3);
});

test('when there are many, there is one message for each reason, with the count and the worst ten', async () => {
  const { look } = caller();
  await stale(1, 'BOOKS_DIFFER', 'sent');
  const crowd = await stale(200, 'BOOKS_DIFFER');
  await stale(3, 'HELD');
  await minutes(59, look);
  expect(heard.map(({ text }) => text.split('\n')[0]?.split(',')[0])).toEqual([
    '201 portfolios are STALE: BOOKS_DIFFER',
    '3 portfolios are STALE: HELD',
  ]);
  expect(heard[0]?.text).toContain('New since the last message: 200.\nThe worst 10:\n');
  expect(crowd.filter((id) => heard[0]?.text.includes(id)).length).toBeGreaterThanOrEqual(9);
  expect(heard[0]?.text).toContain('"autobalancer stale list --reason BOOKS_DIFFER" lists them all');
});

test('later ones are reported together within five minutes', async () => {
  const { look } = caller();
  await stale(1, 'HELD');
  await minutes(1, look);
  expect(heard).toHaveLength(1);
  for (let n = 0; n < 4; n += 1) {
    await stale(1, 'HELD');
    await minutes(1, look);
  }
  expect(heard).toHaveLength(1);
  await minutes(1, look);
  expect(heard.map(({ text }) => /message: (\d+)/.exec(text)?.[1])).toEqual(['1', '4']);
  await minutes(30, look);
  expect(heard).toHaveLength(2);
});

test('a hold has half a minute to report its portfolio itself', async () => {
  const { look } = caller();
  await stale(1, 'HELD');
  nowMs += 29 * SECOND;
  await look();
  expect(heard).toEqual([]);
  nowMs += 2 * SECOND;
  await look();
  expect(heard).toHaveLength(1);
});

test('another monitor, and one that starts again, call under the same ids', async () => {
  const [one, other] = [caller(), caller()];
  await stale(3, 'HELD');
  nowMs += MINUTE;
  for (const { look } of [one, other, caller()]) await look();
  expect(heard).toHaveLength(1);
  nowMs += HOUR;
  for (const { look } of [one, other, caller()]) await look();
  expect(heard).toHaveLength(2);
});

test('a call that fails is made again', async () => {
  await stale(2, 'HELD');
  nowMs += MINUTE;
  let isAway = true;
  const callPerson = async (alert: AlertInput) => {
    if (isAway) throw new Error('Temporal is away');
    heard.push(alert);
  };
  const { look } = createStaleCaller({ ledger, client: { callPerson }, now: () => nowMs });
  await expect(look()).rejects.toThrow('away');
  isAway = false;
  await look();
  expect(heard).toHaveLength(1);
});
