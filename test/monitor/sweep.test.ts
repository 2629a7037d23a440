import { createSweep } from '../../src/monitor/sweep';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newPortfolio } from '../support/portfolios';

const BY = actor();
const FREEZE = { actor: 'anna', reason: 'split' };

/** A sweep over `count` frozen portfolios, and a client whose starts end when they are told to. */
async function sweeping(count: number) {
  const ledger = createMemoryLedger();
  const ids = Array.from({ length: count }, (_, number) => `p-${String(number).padStart(5, '0')}`);
  for (const id of ids) {
    await ledger.createPortfolio(newPortfolio({ id }), BY);
    await ledger.freeze(id, FREEZE, BY);
  }
  const time = { ms: 0 };
  const temporal = {
    running: new Set<string>(),
    failing: new Set<string>(),
    lists: 0,
    isListing: true,
    asked: [] as string[],
    atOnce: 0,
    mostAtOnce: 0,
    /** What every start waits for. */
    gate: Promise.resolve(),
  };
  const failures: unknown[][] = [];
  const sweep = createSweep({
    ledger,
    client: {
      listRunning: async () => {
        temporal.lists += 1;
        if (!temporal.isListing) throw new Error('visibility is away');
        return new Set(temporal.running);
      },
      ensureRunning: async ({ id }) => {
        temporal.asked.push(id);
        temporal.atOnce += 1;
        temporal.mostAtOnce = Math.max(temporal.mostAtOnce, temporal.atOnce);
        await temporal.gate;
        temporal.atOnce -= 1;
        if (temporal.failing.has(id)) throw new Error(`${id} is not reached`);
        temporal.running.add(id);
      },
    },
    isMine: () => true,
    monotonicMs: () => time.ms,
    onFailures: (...all) => failures.push(all),
  });
  /** Begins one after a minute, waits for its end, and returns whom it asked for. */
  const once = async () => {
    time.ms += 60_000;
    temporal.asked = [];
    sweep.whenDue();
    await ended();
    return temporal.asked;
  };
  const ended = async () => {
    do await new Promise(setImmediate);
    while (temporal.atOnce > 0 || sweep.counters().toGo > 0);
  };
  return { ledger, ids, time, temporal, failures, sweep, once, ended };
}

function closedGate(): { gate: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open };
}

test('many are started several at a time, and few enough for the server', async () => {
  const { ids, temporal, once, sweep } = await sweeping(1_000);
  expect((await once()).sort()).toEqual(ids);
  expect(temporal.mostAtOnce).toBeGreaterThan(10);
  expect(temporal.mostAtOnce).toBeLessThanOrEqual(50);
  expect(sweep.counters()).toMatchObject({ unsettled: 1_000, toGo: 0, ensured: 1_000, failures: 0 });
});

test('of many, those that have a run are skipped, and one whose run ended is started again', async () => {
  const { ids, temporal, once } = await sweeping(1_000);
  temporal.running = new Set(ids.slice(3));
  expect(await once()).toEqual(ids.slice(0, 3));
  expect(await once()).toEqual([]);
  temporal.running.delete('p-00500');
  expect(await once()).toEqual(['p-00500']);
});

test('few are started without listing what runs', async () => {
  const { ids, temporal, once } = await sweeping(3);
  expect(await once()).toEqual(ids);
  expect(temporal.lists).toBe(0);
});

test('when what runs cannot be listed, all are started', async () => {
  const { ids, temporal, failures, once } = await sweeping(300);
  temporal.isListing = false;
  expect(await once()).toEqual(ids);
  expect(failures).toMatchObject([[1, { message: 'visibility is away' }]]);
});

test('a portfolio that fails does not stop the others, and is retried in the next sweep', async () => {
  const { ids, temporal, failures, sweep, once } = await sweeping(100);
  for (const id of ['p-00000', 'p-00042']) temporal.failing.add(id);
  expect(await once()).toEqual(ids);
  expect(temporal.running.size).toBe(98);
  expect(failures).toMatchObject([[2, { message: 'p-00000 is not reached' }]]);
  temporal.failing.clear();
  await once();
  expect(temporal.running.size).toBe(100);
  expect(sweep.counters()).toMatchObject({ failures: 2 });
  expect(failures).toHaveLength(1);
});

test('rows that cannot be read do not stop the others', async () => {
  const { ledger, temporal, failures, once } = await sweeping(100);
  const { findPortfolios } = ledger;
  ledger.findPortfolios = async (ids) => {
    if (ids.includes('p-00000')) throw new Error('the row is broken');
    return findPortfolios(ids);
  };
  expect((await once()).length).toBeGreaterThanOrEqual(50);
  expect(temporal.running).toContain('p-00099');
  expect(failures).toMatchObject([[1, { message: 'the row is broken' }]]);
});

test('a sweep under way is not begun a second time, and shows how long it has made no progress', async () => {
  const { temporal, time, sweep, ended } = await sweeping(100);
  const { gate, open } = closedGate();
  temporal.gate = gate;
  for (const _minute of [1, 2, 3]) {
    sweep.whenDue();
    await new Promise(setImmediate);
    time.ms += 60_000;
  }
  expect(temporal.asked.length).toBeLessThanOrEqual(50);
  expect(sweep.counters()).toMatchObject({ unsettled: 100, toGo: 100, ensured: 0, idleMs: 180_000 });
  open();
  await ended();
  expect(temporal.asked).toHaveLength(100);
  expect(sweep.counters()).toMatchObject({ toGo: 0, ensured: 100, idleMs: 0 });
});

test('a sweep in which every start fails makes no progress, and one that finds nothing to do counts as progress', async () => {
  const all = await sweeping(3);
  for (const id of all.ids) all.temporal.failing.add(id);
  for (const _minute of [1, 2, 3]) await all.once();
  expect(all.sweep.counters()).toMatchObject({ failures: 9, idleMs: 180_000 });
  const none = await sweeping(0);
  for (const _minute of [1, 2, 3]) await none.once();
  expect(none.sweep.counters()).toMatchObject({ failures: 0, idleMs: 0 });
});

test('a sweep that is stopped ends with its present starts, and no other begins', async () => {
  const { temporal, time, sweep } = await sweeping(100);
  const { gate, open } = closedGate();
  temporal.gate = gate;
  sweep.whenDue();
  await new Promise(setImmediate);
  const stopped = sweep.stop();
  open();
  await stopped;
  const { length } = temporal.asked;
  expect(length).toBeLessThanOrEqual(50);
  time.ms += 60_000;
  sweep.whenDue();
  await new Promise(setImmediate);
  expect(temporal.asked).toHaveLength(length);
});
