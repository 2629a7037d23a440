import type { AlertInput } from '../../src/domain/steps';
import type { Ledger } from '../../src/ledger/ledger';
import { createRefusalCaller } from '../../src/monitor/refusal-caller';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newPortfolio } from '../support/portfolios';

const MINUTE = 60_000;
const START = Date.parse('2026-03-02T15:00:00.000Z');
const CALLS = { afterMs: 30 * MINUTE, everyMs: 24 * 60 * MINUTE };

let ledger: Ledger;
let nowMs: number;
let heard: AlertInput[];
beforeEach(() => {
  [ledger, nowMs, heard] = [createMemoryLedger(), START, []];
});

/** What one monitor has. */
const caller = () =>
  createRefusalCaller({
    ledger,
    client: { callPerson: async (alert) => void heard.push(alert) },
    calls: CALLS,
    now: () => nowMs,
  });

async function refuse(count: number, code: 'ACCOUNT_UNREADABLE' | 'MARKET_UNREADABLE' | 'MARKET_CLOSED') {
  for (let n = 0; n < count; n += 1) {
    const { id } = newPortfolio();
    await ledger.createPortfolio(newPortfolio({ id }), actor());
    await ledger.noteRefusal(id, { code, detail: '' }, 1, actor({ at: new Date(nowMs).toISOString() }));
  }
}

test('a person is told once for each code, with the count and since when, and not for each portfolio', async () => {
  const { look } = caller();
  await refuse(3, 'ACCOUNT_UNREADABLE');
  await refuse(1, 'MARKET_UNREADABLE');
  nowMs += 30 * MINUTE - 1;
  await look();
  expect(heard).toEqual([]);
  nowMs += 1;
  await look();
  await look();
  expect(heard.map(({ portfolioId, text }) => [portfolioId, text.slice(0, 82)])).toEqual([
    ['_system', '3 portfolios are refused as ACCOUNT_UNREADABLE, the first since 2026-03-02T15:00:0'],
    ['_system', '1 portfolio is refused as MARKET_UNREADABLE, the first since 2026-03-02T15:00:00.0'],
  ]);
  expect(heard[0]?.text).toContain('"autobalancer refused list --code ACCOUNT_UNREADABLE"');
});

test('another monitor, and one that starts again, call under the same id: a person hears of it once', async () => {
  await refuse(1, 'ACCOUNT_UNREADABLE');
  nowMs += 30 * MINUTE;
  await caller().look();
  await caller().look();
  expect(new Set(heard.map(({ eventId }) => eventId)).size).toBe(1);
});

test('a person is told again after a day, or when ten times as many are refused', async () => {
  const { look } = caller();
  await refuse(1, 'ACCOUNT_UNREADABLE');
  nowMs += 30 * MINUTE;
  await look();
  await refuse(8, 'ACCOUNT_UNREADABLE');
  await look();
  expect(heard).toHaveLength(1);
  await refuse(1, 'ACCOUNT_UNREADABLE');
  await look();
  nowMs += CALLS.everyMs;
  await look();
  expect(heard.map(({ text }) => text.split(' ')[0])).toEqual(['1', '10', '10']);
});

test('nobody is called about refusals that end by themselves', async () => {
  await refuse(20, 'MARKET_CLOSED');
  nowMs += 48 * 60 * MINUTE;
  await caller().look();
  expect(heard).toEqual([]);
});

test('a call that fails is made again', async () => {
  await refuse(1, 'ACCOUNT_UNREADABLE');
  nowMs += 30 * MINUTE;
  let isAway = true;
  const callPerson = async (alert: AlertInput) => {
    if (isAway) throw new Error('Temporal is away');
    heard.push(alert);
  };
  const { look } = createRefusalCaller({ ledger, client: { callPerson }, calls: CALLS, now: () => nowMs });
  await expect(look()).rejects.toThrow('away');
  isAway = false;
  await look();
  expect(heard).toHaveLength(1);
});
