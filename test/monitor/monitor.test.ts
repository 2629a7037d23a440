import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningRebalance } from '../../src/client';
import type { Ledger, NewPortfolio } from '../../src/ledger/ledger';
import type { Crowd } from '../../src/monitor/crowd';
import { createMonitor } from '../../src/monitor/monitor';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, closing, newBatch, newPortfolio } from '../support/portfolios';

const BY = actor();

/** A monitor over a ledger in memory, a market that is a list of prices, and a client that writes down whom it signals. */
function watched(openingMinutes = 0, crowd?: Pick<Crowd, 'room' | 'add'>) {
  const ledger = createMemoryLedger();
  const prices = new Map<string, string>();
  const signals: string[] = [];
  const ensured: string[] = [];
  const failing = new Set<string>();
  const time = { ms: 0 };
  /** How long after the start the market opens and closes. */
  const hours = { opensMs: 0, closesMs: 86_400_000, asked: 0 };
  const iso = (ms: number) => new Date(Date.parse(BY.at) + ms).toISOString();
  const waits: number[] = [];
  const lags: number[] = [];
  const monitor = createMonitor({
    ledger,
    market: {
      latestPrices: async (symbols) =>
        new Map(symbols.flatMap((symbol) => (prices.has(symbol) ? [[symbol, quote(prices.get(symbol) ?? '')]] : []))),
      clock: async () => {
        hours.asked += 1;
        const { opensMs, closesMs } = hours;
        const isOpen = time.ms >= opensMs && time.ms < closesMs;
        return { now: iso(time.ms), isOpen, openedAt: iso(opensMs), nextClose: iso(closesMs), nextOpen: iso(opensMs) };
      },
    },
    client: {
      priceChanged: async ({ id }) => {
        if (failing.has(id)) throw new Error(`${id} is not reached`);
        signals.push(id);
        return {} as RunningRebalance;
      },
      ensureRunning: async ({ id }) => {
        ensured.push(id);
        await sleep(1);
      },
      listRunning: async () => new Set(),
    },
    openingMinutes,
    crowd,
    monotonicMs: () => time.ms,
    now: () => Date.parse(BY.at) + time.ms,
    onSignal: (_drifted, _started, waitedMs) => waits.push(waitedMs),
    onDecision: (lagMs) => lags.push(lagMs),
  });
  /** Looks once, and returns the ids that were signalled, in that order. */
  const look = async () => {
    const before = signals.length;
    monitor.missed();
    await monitor.look();
    return signals.slice(before);
  };
  return { ledger, monitor, prices, signals, ensured, failing, time, hours, waits, lags, look };
}

const quote = (price: string) => ({ price, at: BY.at });

/** All of $100 in one symbol that should be half of it, and the rest in cash. */
function halfIn(symbol: string, id: string, quantity: string): NewPortfolio {
  return newPortfolio({
    id,
    targets: [
      { symbol, percent: '50.0000' },
      { symbol: 'B', percent: '50.0000' },
    ],
    holdings: [
      { symbol, quantity },
      { symbol: 'B', quantity: '5' },
    ],
    cash: '0.00',
  });
}

/** Ends a batch of nothing but a refused order, so that its portfolio cools down. */
async function rollBack(ledger: Ledger, portfolioId: string, coolMs: number): Promise<void> {
  const orders = [{ symbol: 'A', side: 'SELL' as const, quantity: '1', notional: null }];
  const batch = newBatch({ portfolioId, orders });
  await ledger.openBatch(batch, BY);
  const [order] = (await ledger.findBatch(batch.id))?.orders ?? [];
  await ledger.recordOrder(order?.clientOrderId ?? '', { event: 'FAILED', ofSend: null }, BY);
  const coolUntil = new Date(Date.parse(BY.at) + coolMs).toISOString();
  await ledger.closeBatch(closing({ batchId: batch.id, state: 'ROLLED_BACK', coolUntil }), BY);
}

test('a portfolio past its threshold is signalled once, and again when its row changes or after a growing time', async () => {
  const { ledger, prices, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'drifted', '7'), BY);
  await ledger.createPortfolio(halfIn('A', 'calm', '5'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual(['drifted']);
  expect(await look()).toEqual([]);
  await ledger.bookExternalCash('drifted', '1.00', 1, BY);
  expect(await look()).toEqual(['drifted']);
  for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
    time.ms += seconds * 1_000 - 1;
    expect(await look()).toEqual([]);
    time.ms += 1;
    expect(await look()).toEqual(['drifted']);
  }
});

test.each(['UNFIXABLE_DRIFT', 'NOTHING_TRADABLE', 'ORDER_UNTRADABLE'] as const)(
  'who was refused as %s is not signalled again while its row and its prices stay, give or take a hundredth',
  async (code) => {
    const { ledger, prices, time, look } = watched();
    await ledger.createPortfolio(halfIn('A', 'stuck', '7'), BY);
    prices.set('A', '10').set('B', '10');
    expect(await look()).toEqual(['stuck']);
    await ledger.noteRefusal('stuck', { code, detail: '' }, 1, BY);
    for (const price of ['10', '10.10', '9.90', '10.05', '10']) {
      prices.set('A', price);
      time.ms += 600_000;
      expect(await look()).toEqual([]);
    }
    prices.set('A', '10.11');
    expect(await look()).toEqual([]);
    time.ms += 600_000;
    expect(await look()).toEqual(['stuck']);
    // From here on it is compared with the price of that signal.
    time.ms += 600_000;
    prices.set('A', '10.21');
    expect(await look()).toEqual([]);
    await ledger.bookExternalCash('stuck', '1.00', 1, BY);
    expect(await look()).toEqual(['stuck']);
  },
);

test('who could not be helped has its turn soon after the prices moved it far', async () => {
  const { ledger, prices, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'stuck', '7'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual(['stuck']);
  await ledger.noteRefusal('stuck', { code: 'UNFIXABLE_DRIFT', detail: '' }, 1, BY);
  prices.set('A', '10.50');
  time.ms += 30_000;
  expect(await look()).toEqual(['stuck']);
});

test('whose restriction ends is asked again: its row has another version from then on', async () => {
  const { ledger, prices, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'held', '7'), BY);
  const until = new Date(Date.parse(BY.at) + 7_200_000).toISOString();
  await ledger.addRestriction('held', { symbol: 'A', kind: 'no-sell', reason: 'gift', until }, BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual(['held']);
  await ledger.noteRefusal('held', { code: 'UNFIXABLE_DRIFT', detail: '' }, 2, BY);
  time.ms += 7_199_000;
  expect(await look()).toEqual([]);
  time.ms += 61_000;
  await look();
  expect(await look()).toEqual(['held']);
  expect(await ledger.findPortfolio('held')).toMatchObject({ restrictions: [] });
});

test('a legacy hold is no drift: neither its shares nor its target count', async () => {
  const { ledger, prices, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'legacy', '7'), BY);
  prices.set('A', '10').set('B', '10');
  await ledger.addRestriction('legacy', { symbol: 'A', kind: 'legacy', reason: 'gift', until: null }, BY);
  expect(await look()).toEqual([]);
  await ledger.removeRestriction('legacy', { symbol: 'A', kind: 'legacy' }, BY);
  expect(await look()).toEqual(['legacy']);
});

test('what the broker does not trade is asked for again after an hour, and all are with the next opening', async () => {
  const { ledger, prices, time, hours, look } = watched();
  for (const [id, code] of [
    ['untraded', 'ORDER_UNTRADABLE'],
    ['unfixable', 'UNFIXABLE_DRIFT'],
  ] as const) {
    await ledger.createPortfolio(halfIn('A', id, '7'), BY);
    await ledger.noteRefusal(id, { code, detail: '' }, 1, BY);
  }
  prices.set('A', '10').set('B', '10');
  expect((await look()).sort()).toEqual(['unfixable', 'untraded']);
  time.ms += 3_599_999;
  expect(await look()).toEqual([]);
  time.ms += 600_000;
  expect(await look()).toEqual(['untraded']);
  Object.assign(hours, { opensMs: time.ms + 1_000 });
  time.ms += 10_000_000;
  hours.opensMs = time.ms + 1;
  await look();
  time.ms += 3_600_000;
  expect((await look()).sort()).toEqual(['unfixable', 'untraded']);
});

test('a portfolio that was signalled and stays past its threshold gets its turn sooner when prices move it', async () => {
  const { ledger, prices, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'refused', '7'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual(['refused']);
  time.ms += 30_000;
  expect(await look()).toEqual(['refused']);
  prices.set('A', '10.50');
  time.ms += 29_999;
  expect(await look()).toEqual([]);
  time.ms += 1;
  prices.set('A', '10.01');
  expect(await look()).toEqual([]);
  prices.set('A', '10.50');
  expect(await look()).toEqual(['refused']);
});

test('when the jump of a price is over, its holders get a turn at once', async () => {
  const { ledger, monitor, prices, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'jumped', '7'), BY);
  await ledger.createPortfolio(halfIn('C', 'refused', '7'), BY);
  prices.set('A', '10').set('B', '10').set('C', '10');
  for (const seconds of [0, 30, 60, 120]) {
    time.ms += seconds * 1_000;
    expect(await look()).toEqual(['jumped', 'refused']);
  }
  expect(await look()).toEqual([]);
  monitor.jumpIsOver('A');
  expect(await look()).toEqual(['jumped']);
  expect(await look()).toEqual([]);
});

test('while the market is closed nobody is signalled, and at its opening everybody is', async () => {
  const { ledger, monitor, prices, time, hours, waits, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'early', '8'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual(['early']);
  // Within a quarter of an hour of the close every run would be refused.
  Object.assign(hours, { opensMs: 60_000_000, closesMs: 915_000 });
  time.ms = 16_000;
  await ledger.createPortfolio(halfIn('A', 'late', '7'), BY);
  expect(await look()).toEqual([]);
  time.ms = 2_000_000;
  expect(await look()).toEqual([]);
  expect(monitor.counters()).toMatchObject({ backlog: 0, heldBack: { 'market-closed': 2, 'trading-halted': 0 } });
  time.ms = 59_995_000;
  expect(await look()).toEqual([]);
  const { asked } = hours;
  time.ms = 59_999_999;
  expect(await look()).toEqual([]);
  expect(hours.asked).toBe(asked);
  hours.closesMs = 80_000_000;
  time.ms = 60_000_000;
  expect(await look()).toEqual(['early', 'late']);
  expect(monitor.counters()).toMatchObject({ signals: 3, heldBack: { 'market-closed': 0 } });
  expect(waits.slice(1)).toEqual([0, 0]);
});

test('in the first minutes after the opening nobody is signalled, and then everybody is', async () => {
  const { ledger, monitor, prices, time, hours, look } = watched(5);
  await ledger.createPortfolio(halfIn('A', 'p', '7'), BY);
  prices.set('A', '10').set('B', '10');
  time.ms = 1_000_000;
  hours.opensMs = 1_000_000;
  expect(await look()).toEqual([]);
  time.ms = 1_299_999;
  expect(await look()).toEqual([]);
  expect(monitor.counters()).toMatchObject({ isSignalling: false, heldBack: { 'market-just-opened': 1 } });
  time.ms = 1_300_000;
  expect(await look()).toEqual(['p']);
});

test('an opening that was not announced is seen within ten seconds', async () => {
  const { ledger, prices, time, hours, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'p', '7'), BY);
  prices.set('A', '10').set('B', '10');
  hours.opensMs = 3_600_000;
  expect(await look()).toEqual([]);
  hours.opensMs = 0;
  time.ms = 9_999;
  expect(await look()).toEqual([]);
  time.ms = 10_000;
  expect(await look()).toEqual(['p']);
});

test('while trading is halted nobody is signalled, and a second after it goes on everybody is', async () => {
  const { ledger, monitor, prices, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'p', '7'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual(['p']);
  await ledger.setTrading({ position: 'halted', reason: 'a drill' }, BY);
  time.ms = 600_000;
  expect(await look()).toEqual([]);
  expect(monitor.counters().heldBack).toEqual({
    'market-closed': 0,
    'market-just-opened': 0,
    'trading-halted': 1,
    'broker-in-doubt': 0,
    'price-jump': 0,
  });
  await ledger.setTrading({ position: 'active', reason: 'over' }, BY);
  time.ms += 999;
  expect(await look()).toEqual([]);
  time.ms += 1;
  expect(await look()).toEqual(['p']);
});

test('a portfolio that is paused, closed or healed is not signalled, and one that is resumed is', async () => {
  const { ledger, prices, look } = watched();
  for (const id of ['paused', 'closed', 'healed']) await ledger.createPortfolio(halfIn('A', id, '7'), BY);
  await ledger.setStatus('paused', { from: ['ACTIVE'], to: 'PAUSED', reason: null }, BY);
  await ledger.setStatus('closed', { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
  prices.set('A', '10');
  expect(await look()).toEqual([]);
  prices.set('A', '7.15').set('B', '10');
  expect(await look()).toEqual([]);
  await ledger.setStatus('paused', { from: ['PAUSED'], to: 'ACTIVE', reason: null }, BY);
  prices.set('A', '10');
  expect(await look()).toEqual(['healed', 'paused']);
});

test('a portfolio that is cooling down is neither signalled nor read again before its time, unless its row changes', async () => {
  const { ledger, monitor, prices, signals, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'cooling', '7'), BY);
  await rollBack(ledger, 'cooling', 600_000);
  prices.set('A', '10').set('B', '10');
  for (const ms of [0, 30_000, 299_000]) {
    time.ms += ms;
    expect(await look()).toEqual([]);
  }
  expect(monitor.counters()).toMatchObject({ measured: 1, cooling: 1, backlog: 0 });
  await ledger.bookExternalCash('cooling', '1.00', 2, BY);
  expect(await look()).toEqual([]);
  expect(monitor.counters()).toMatchObject({ measured: 2, cooling: 2 });
  time.ms = 600_000;
  expect(await look()).toEqual(['cooling']);
  expect(signals).toHaveLength(1);
});

test('of hundreds at once, those furthest past their threshold go first, the others in the next look, and second turns last', async () => {
  const { ledger, monitor, prices, time, look } = watched();
  const ids = Array.from({ length: 450 }, (_, n) => `p-${String(n).padStart(3, '0')}`);
  for (const [n, id] of ids.entries()) await ledger.createPortfolio(halfIn('A', id, `${1000 + n}`), BY);
  prices.set('A', '10').set('B', '10');
  const furthestFirst = [...ids].reverse();
  expect(await look()).toEqual(furthestFirst.slice(0, 200));
  expect(monitor.counters()).toMatchObject({ candidates: 450, backlog: 250 });
  // The first ones may have their second turn now; the last have not had one.
  time.ms += 30_000;
  expect(await look()).toEqual(furthestFirst.slice(200, 400));
  expect(await look()).toEqual([...furthestFirst.slice(400), ...furthestFirst.slice(0, 150)]);
});

test('a portfolio that is back within its threshold when its turn comes is not signalled', async () => {
  const { ledger, monitor, prices, look } = watched();
  for (let n = 0; n < 200; n += 1) await ledger.createPortfolio(halfIn('A', `first-${n}`, '9'), BY);
  await ledger.createPortfolio(halfIn('A', 'healed', '6'), BY);
  await ledger.createPortfolio(halfIn('A', 'waiting', '8'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toHaveLength(200);
  expect(monitor.counters()).toMatchObject({ backlog: 2 });
  prices.set('A', '8.34');
  expect(await look()).toEqual(['waiting']);
  expect(monitor.counters()).toMatchObject({ backlog: 0 });
});

test('a failed signal fails the look, does not stop the others, and is repeated in the next look', async () => {
  const { ledger, prices, failing, look, signals } = watched();
  const ids = Array.from({ length: 120 }, (_, n) => `p-${n}`);
  for (const [n, id] of ids.entries()) await ledger.createPortfolio(halfIn('A', id, `${1000 - n}`), BY);
  prices.set('A', '10').set('B', '10');
  failing.add('p-0');
  await expect(look()).rejects.toThrow('p-0 is not reached');
  expect(signals).toEqual(ids.slice(1));
  failing.clear();
  expect(await look()).toEqual(['p-0']);
});

test('an announced change is read in the next look, a missed one within a minute', async () => {
  const { ledger, monitor, prices, signals, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'heard', '5'), BY);
  await ledger.createPortfolio(halfIn('A', 'unheard', '5'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual([]);
  for (const id of ['heard', 'unheard']) await ledger.bookExternalCash(id, '20.00', 1, BY);
  monitor.changed('heard');
  await monitor.look();
  expect(signals).toEqual(['heard']);
  time.ms += 60_000;
  await monitor.look();
  expect(signals).toEqual(['heard', 'unheard', 'heard']);
});

test('a tick moves a price between two looks, only the newest of a symbol counts, and all of it is counted', async () => {
  const { ledger, monitor, prices, signals, time, waits, lags, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'p', '5'), BY);
  prices.set('A', '10').set('B', '10');
  expect(await look()).toEqual([]);
  const later = (ms: number) => new Date(Date.parse(BY.at) + ms).toISOString();
  monitor.offer({ symbol: 'A', price: '20', at: later(1) });
  monitor.offer({ symbol: 'A', price: '10.0001', at: later(2) });
  await monitor.look();
  expect(signals).toEqual([]);
  monitor.offer({ symbol: 'A', price: '11', at: later(3) });
  time.ms += 30;
  monitor.offer({ symbol: 'A', price: '12', at: later(4) });
  time.ms += 12;
  await monitor.look();
  expect(signals).toEqual(['p']);
  expect(monitor.counters()).toMatchObject({
    portfolios: 1,
    ticks: { received: 4, conflated: 2 },
    candidates: 1,
    measured: 1,
    confirmed: 1,
    signals: 1,
    backlog: 0,
  });
  expect(lags).toEqual([0, 42]);
  expect(waits).toEqual([42]);
});

test('one look takes the ticks of every symbol, and the oldest of them says how long they waited', async () => {
  const { ledger, monitor, prices, signals, time, lags, look } = watched();
  const symbols = ['A', 'C', 'D', 'E'];
  for (const symbol of symbols) {
    await ledger.createPortfolio(halfIn(symbol, `of-${symbol}`, '5'), BY);
    prices.set(symbol, '10');
  }
  prices.set('B', '10');
  expect(await look()).toEqual([]);
  for (const [n, symbol] of symbols.entries()) {
    monitor.offer({ symbol, price: `${15 - n}`, at: new Date(Date.parse(BY.at) + 1).toISOString() });
    time.ms += 10;
  }
  await monitor.look();
  expect(signals).toEqual(['of-A', 'of-C', 'of-D', 'of-E']);
  expect(lags).toEqual([40]);
});

describe('portfolios that cannot move', () => {
  const MINUTE = 60_000;
  const refusalOf = async (ledger: Ledger, id: string) => (await ledger.findPortfolio(id))?.refusal;

  test('a portfolio with a symbol that has no price is counted, and after ten minutes its row says so', async () => {
    const { ledger, monitor, prices, time, look } = watched();
    await ledger.createPortfolio(halfIn('A', 'blind', '7'), BY);
    await ledger.createPortfolio(halfIn('B2', 'judged', '5'), BY);
    prices.set('B', '10').set('B2', '10');
    await look();
    expect(monitor.counters()).toMatchObject({ unpricedSymbols: 1, unjudged: 1 });
    time.ms += 10 * MINUTE - 1;
    await look();
    expect(await refusalOf(ledger, 'blind')).toBeNull();
    time.ms += MINUTE;
    await look();
    expect(await ledger.findPortfolio('blind')).toMatchObject({
      version: 1,
      refusal: { code: 'PRICE_MISSING', detail: 'A' },
    });
    expect(await refusalOf(ledger, 'judged')).toBeNull();
    prices.set('A', '10');
    expect(await look()).toEqual(['blind']);
    time.ms += MINUTE;
    await look();
    expect(monitor.counters()).toMatchObject({ unpricedSymbols: 0, unjudged: 0 });
    // Past its threshold: what the run decides is what the row says.
    expect(await refusalOf(ledger, 'blind')).toMatchObject({ code: 'PRICE_MISSING' });
  });

  test('another refusal is not replaced by a missing price: the first reason and its time stay', async () => {
    const { ledger, prices, time, look } = watched();
    await ledger.createPortfolio(halfIn('A', 'blind', '7'), BY);
    await ledger.noteRefusal('blind', { code: 'FOREIGN_OPEN_ORDERS', detail: 'x' }, 1, BY);
    prices.set('B', '10');
    await look();
    time.ms += 11 * MINUTE;
    await look();
    expect(await refusalOf(ledger, 'blind')).toMatchObject({ code: 'FOREIGN_OPEN_ORDERS' });
  });

  test('a refusal is over when its portfolio is within the threshold again, and stays while it is not', async () => {
    const { ledger, prices, time, look } = watched();
    for (const [id, quantity] of [
      ['calm', '5'],
      ['drifted', '7'],
    ] as const) {
      await ledger.createPortfolio(halfIn('A', id, quantity), BY);
      await ledger.noteRefusal(id, { code: 'CAP_EXCEEDED', detail: '' }, 1, BY);
    }
    prices.set('A', '10').set('B', '10');
    await look();
    expect(await refusalOf(ledger, 'calm')).toBeNull();
    expect(await refusalOf(ledger, 'drifted')).toMatchObject({ code: 'CAP_EXCEEDED' });
    prices.set('A', '7.14');
    await look();
    time.ms += MINUTE;
    await look();
    expect(await refusalOf(ledger, 'drifted')).toBeNull();
  });

  test('an account that was refused is asked again every hour while the market is open, whatever its drift', async () => {
    const { ledger, prices, time, hours, look } = watched();
    await ledger.createPortfolio(halfIn('A', 'calm', '5'), BY);
    await ledger.noteRefusal('calm', { code: 'ACCOUNT_UNREADABLE', detail: 'NOT_FOUND' }, 1, BY);
    prices.set('A', '10').set('B', '10');
    expect(await look()).toEqual(['calm']);
    time.ms += 59 * MINUTE;
    expect(await look()).toEqual([]);
    time.ms += MINUTE;
    expect(await look()).toEqual(['calm']);
    expect(await refusalOf(ledger, 'calm')).toMatchObject({ code: 'ACCOUNT_UNREADABLE' });
    hours.closesMs = time.ms;
    time.ms += 60 * MINUTE;
    expect(await look()).toEqual([]);
  });
});

test('50,000 unsettled portfolios delay a look by less than a second', async () => {
  const { ledger, monitor, prices, ensured, time, look } = watched();
  await ledger.createPortfolio(halfIn('A', 'drifted', '7'), BY);
  prices.set('A', '10').set('B', '10');
  const stale = await ledger.findPortfolio('drifted');
  if (stale === undefined) throw new Error('it was created');
  ledger.listUnsettled = async () => Array.from({ length: 50_000 }, (_, number) => `stale-${number}`);
  const { findPortfolios } = ledger;
  ledger.findPortfolios = async (ids) =>
    ids.includes('drifted') ? findPortfolios(ids) : ids.map((id) => ({ ...stale, id }));
  const beganMs = performance.now();
  expect(await look()).toEqual(['drifted']);
  expect(performance.now() - beganMs).toBeLessThan(1_000);
  expect(ensured.length).toBeLessThan(50_000);
  time.ms += 60_000;
  await look();
  await monitor.stop();
  expect(new Set(ensured).size).toBe(ensured.length);
});

test('of a herd no more are asked for than there is room for, and who drifts furthest meanwhile is next', async () => {
  let room = 2;
  const { ledger, monitor, prices, look } = watched(0, { room: () => room, add: () => void (room -= 1) });
  for (let n = 1; n <= 5; n += 1) await ledger.createPortfolio(halfIn('A', `p${n}`, `${10 + n}`), BY);
  await ledger.createPortfolio(halfIn('C', 'late', '8'), BY);
  prices.set('A', '10').set('B', '10').set('C', '10');
  expect(await look()).toEqual(['p5', 'p4']);
  expect(monitor.counters()).toMatchObject({ backlog: 4 });
  expect(await look()).toEqual([]);
  prices.set('C', '60');
  room = 1;
  expect(await look()).toEqual(['late']);
  room = 3;
  expect(await look()).toEqual(['p3', 'p2', 'p1']);
});

test('holders of a symbol whose price jumped are held back, except one from time to time, and get a turn when the jump is over', async () => {
  const { ledger, monitor, prices, time, look } = watched();
  for (let n = 1; n <= 3; n += 1) await ledger.createPortfolio(halfIn('A', `p${n}`, `${10 + n}`), BY);
  await ledger.createPortfolio(halfIn('C', 'other', '8'), BY);
  prices.set('A', '10').set('B', '10').set('C', '10');
  monitor.jumped('A');
  const asked = await look();
  expect(asked).toHaveLength(2);
  expect(asked).toContain('other');
  expect(monitor.counters()).toMatchObject({ backlog: 0, heldBack: { 'price-jump': 2, 'market-closed': 0 } });
  time.ms += 599_999;
  expect((await look()).filter((id) => id !== 'other')).toEqual([]);
  time.ms += 1;
  expect((await look()).filter((id) => id !== 'other')).toHaveLength(1);
  monitor.jumpIsOver('A');
  expect((await look()).sort()).toEqual(['p1', 'p2', 'p3']);
  expect(monitor.counters()).toMatchObject({ heldBack: { 'price-jump': 0 } });
});

test('a portfolio whose calendar is due is signalled although it has not drifted, after those that have, until its look is done', async () => {
  const { ledger, prices, time, hours, look } = watched();
  const { policy } = newPortfolio();
  const monthly = { ...policy, calendar: 'monthly' as const };
  await ledger.createPortfolio({ ...halfIn('A', 'monthly', '5'), policy: monthly }, BY);
  await ledger.createPortfolio(halfIn('A', 'drifted', '7'), BY);
  await ledger.createPortfolio(halfIn('A', 'calm', '5'), BY);
  prices.set('A', '10').set('B', '10');
  // The monitor, or the exchange, was away on the day itself: 2026-03-02 is a Monday, and the first trading day.
  const days = (count: number) => count * 86_400_000;
  time.ms = days(9);
  Object.assign(hours, { opensMs: days(10), closesMs: days(60) });
  expect(await look()).toEqual([]);
  time.ms = days(10);
  expect(await look()).toEqual(['drifted', 'monthly']);
  expect(await ledger.noteCalendar('monthly', '2026-03-02', 1, BY)).toBe(true);
  time.ms += 30_000;
  expect(await look()).toEqual(['drifted']);
  time.ms = days(29) - 1;
  expect(await look()).not.toContain('monthly');
  // The first of April is a Wednesday.
  time.ms = days(31);
  expect(await look()).toContain('monthly');
});
