import { createBudget } from '../../../src/broker/alpaca/budget';
import { budgetOf } from '../../../src/broker/alpaca/budgets';
import { createAlpacaBroker } from '../../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../../src/broker/alpaca/market';
import { REAL_WIRE, type Wire } from '../../../src/broker/alpaca/transport';

/** A budget on a clock of its own, and a broker that answers with the headers of `remaining` requests until second 60. */
function budget() {
  const time = { ms: 0 };
  const one = createBudget(() => time.ms);
  const told = (remaining: number, endsAtSeconds = 60) =>
    one.note(200, {
      'x-ratelimit-limit': '200',
      'x-ratelimit-remaining': `${remaining}`,
      'x-ratelimit-reset': `${endsAtSeconds}`,
    });
  /** For a batch that is decided at once. Returns how long to wait, or 0. */
  const reserve = (requests: number) => {
    const answer = one.reserve(requests);
    if (typeof answer === 'number') return answer;
    answer.keep();
    return 0;
  };
  return { ...one, reserve, setAside: one.reserve, time, told };
}

test('a new order leaves the last tenth of a minute to what undoes and settles', () => {
  const { waitMs, told, time } = budget();
  told(21);
  expect([waitMs(true), waitMs(false)]).toEqual([0, 0]);
  time.ms = 15_000;
  told(20);
  expect([waitMs(true), waitMs(false)]).toEqual([45_000, 0]);
});

test('what others spend counts, and so does what is on its way', () => {
  const { waitMs, leave, told } = budget();
  told(25);
  for (let n = 0; n < 5; n += 1) leave();
  expect(waitMs(true)).toBe(60_000);
  // An answer that overtook another says more than is left.
  told(24);
  expect(waitMs(true)).toBe(60_000);
  told(1);
  leave();
  expect(waitMs(false)).toBe(60_000);
});

test('before the first answer of a minute ten requests go, the others wait for it', () => {
  const { waitMs, leave, told, time } = budget();
  const ends = Array.from({ length: 10 }, () => leave());
  expect(waitMs(false)).toBe(50);
  told(191);
  for (const end of ends) end();
  expect(waitMs(false)).toBe(0);
  time.ms = 60_000;
  for (let n = 0; n < 10; n += 1) leave();
  expect(waitMs(false)).toBe(50);
  told(150, 120);
  expect(waitMs(false)).toBe(0);
});

test('a batch is planned only while all its requests fit into the minute, the first one to find out how many there are', () => {
  const { reserve, told, time } = budget();
  expect([reserve(15), reserve(15)]).toEqual([0, 250]);
  // Nobody answered it.
  time.ms = 250;
  expect([reserve(15), reserve(15)]).toEqual([0, 250]);
  told(195);
  const granted = Array.from({ length: 20 }, () => reserve(15)).filter((waitMs) => waitMs === 0);
  // 12 × 15 and the tenth that is kept are 200.
  expect(granted).toHaveLength(10);
  expect(reserve(15)).toBe(59_750);
  time.ms = 61_000;
  expect([reserve(15), reserve(15)]).toEqual([0, 250]);
  // Others with the same key have been quicker.
  told(30, 120);
  expect(reserve(15)).toBe(59_000);
});

test('a minute is over after a minute, however far our clock is behind that of the broker', () => {
  const { waitMs, told, time, setAside } = budget();
  told(0, 3_600);
  time.ms = 59_000;
  expect([waitMs(false), setAside(10)]).toEqual([1_000, 1_000]);
  // Its end may be told as up to a second late.
  time.ms = 61_000;
  expect(waitMs(false)).toBe(0);
  told(150, 3_660);
  expect([waitMs(true), typeof setAside(100)]).toEqual([0, 'object']);
});

test('a minute is over when our clock is set back', () => {
  const { waitMs, told, time, setAside, leave } = budget();
  time.ms = 3_600_000;
  told(1, 3_660);
  leave();
  expect(waitMs(false)).toBe(60_000);
  time.ms = 60_000;
  expect(waitMs(false)).toBe(0);
  expect(typeof setAside(10)).toBe('object');
  time.ms = 0;
  expect(typeof setAside(10)).toBe('object');
  time.ms = 7_200_000;
  told(0, 7_260);
  expect(waitMs(false)).toBe(60_000);
  time.ms = 0;
  expect(waitMs(false)).toBe(0);
});

test('what is set aside and not decided yet is waited for, and is there again when it is given back', () => {
  const { setAside, told, time } = budget();
  told(200);
  const set = Array.from({ length: 12 }, () => setAside(15));
  expect(set.filter((answer) => typeof answer === 'number')).toEqual([]);
  expect(setAside(15)).toBe(250);
  const [first, second, ...others] = set;
  for (const one of [first, second]) if (typeof one === 'object') one.giveBack();
  expect(typeof setAside(15)).toBe('object');
  for (const one of [...others, setAside(15)]) if (typeof one === 'object') one.keep();
  // All but one of them are decided, and that one's come back perhaps.
  expect(setAside(15)).toBe(250);
  time.ms = 61_000;
  told(200, 120);
  // Of a minute that is over nothing comes back.
  if (typeof first === 'object') first.giveBack();
  expect(Array.from({ length: 13 }, () => setAside(15)).filter((answer) => typeof answer === 'object')).toHaveLength(
    12,
  );
});

test('what is kept does not come back', () => {
  const { setAside, told } = budget();
  told(200);
  const one = setAside(180);
  if (typeof one === 'object') {
    one.keep();
    one.giveBack();
  }
  expect(setAside(10)).toBe(60_000);
});

test('a batch of more requests than a minute has is planned when half of a minute is free', () => {
  const { reserve, told } = budget();
  told(200);
  expect(reserve(900)).toBe(0);
  expect(reserve(15)).toBe(60_000);
});

test('a broker that tells of no limit has none', () => {
  const { waitMs, leave, note, reserve } = budget();
  note(200, {});
  for (let n = 0; n < 1_000; n += 1) leave();
  expect([waitMs(true), reserve(15), reserve(9_999)]).toEqual([0, 0, 0]);
});

test('a request turned away by anyone, on a key that has no limit, is over when its time is', () => {
  const { waitMs, leave, note, reserve, time } = budget();
  note(429, {
    'x-ratelimit-limit': '200',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '15',
    'retry-after': '15',
  });
  expect([waitMs(false), reserve(15)]).toEqual([15_000, 15_000]);
  time.ms = 15_000;
  expect(waitMs(false)).toBe(0);
  note(200, {});
  for (let n = 0; n < 100; n += 1) leave();
  expect([waitMs(true), reserve(15), reserve(15)]).toEqual([0, 0, 0]);
});

describe('the budget of a process', () => {
  const [TRADING, DATA] = ['http://trading.test', 'http://data.test'];
  const settings = { baseUrl: TRADING, dataUrl: DATA, api: 'broker', keyId: 'one', secretKey: 'secret' } as const;

  /** A network where each host counts for itself: the trading host has no request left, or the data host has none. */
  function wire(spent: string): Wire {
    return {
      ...REAL_WIRE,
      now: () => 0,
      sleep: () => Promise.resolve(),
      exchange: ({ url }) =>
        Promise.resolve({
          kind: 'answer',
          status: 200,
          headers: {
            'x-ratelimit-limit': '200',
            'x-ratelimit-remaining': url.startsWith(spent) ? '0' : '150',
            'x-ratelimit-reset': url.startsWith(spent) ? '60' : '50',
          },
          text: url.includes('snapshots') ? '{}' : '{"timestamp":"x"}',
        }),
    };
  }

  test('is one for orders, reads and the clock, which all go to one host', async () => {
    const shared = { ...settings, wire: wire(TRADING) };
    const [broker, market] = [createAlpacaBroker(shared), createAlpacaMarket(shared)];
    await market.clock().catch(() => undefined);
    await expect(broker.reserve(10)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(broker.findOrder('a', 'b')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('is another one at the host of market data: neither blinds the other', async () => {
    const shared = { ...settings, wire: wire(TRADING) };
    const market = createAlpacaMarket(shared);
    await market.clock().catch(() => undefined);
    expect(await market.latestPrices(['META'])).toEqual(new Map());
    const other = { ...settings, wire: wire(DATA) };
    const [broker, prices] = [createAlpacaBroker(other), createAlpacaMarket(other)];
    await prices.latestPrices(['META']);
    (await broker.reserve(10)).keep();
  });

  test('keeps a POST waiting no longer than it may: a process that slept through the wait does not send it', async () => {
    const time = { ms: 0 };
    const left: string[] = [];
    const headers = { 'x-ratelimit-limit': '200', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' };
    const stalled: Wire = {
      now: () => time.ms,
      sleep: (ms) => Promise.resolve((time.ms += ms + 60_000)),
      exchange: ({ method }) => {
        left.push(method);
        return Promise.resolve({ kind: 'answer', status: 503, headers, text: '' });
      },
    };
    const broker = createAlpacaBroker({ ...settings, wire: stalled });
    await broker.findOrder('a', 'b').catch(() => undefined);
    const order = { clientOrderId: 'c', symbol: 'META', side: 'BUY', quantity: '1', notional: null } as const;
    expect(await broker.submitOrder('a', order, { leaveWithinMs: 5_000 })).toMatchObject({ kind: 'deferred' });
    expect(left).toEqual(['GET']);
  });

  test('is another one for another key', () => {
    const one = wire(DATA);
    expect(budgetOf(one, 'first', TRADING)).toBe(budgetOf(one, 'first', TRADING));
    expect(budgetOf(one, 'first', TRADING)).not.toBe(budgetOf(one, 'second', TRADING));
    expect(budgetOf(one, 'first', TRADING)).not.toBe(budgetOf({ ...one }, 'first', TRADING));
  });
});
