import type { Ledger } from '../../src/ledger/ledger';
import { type ChangeListener, listenForChanges } from '../../src/ledger/postgres/changes';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { startCuttingProxy } from '../support/cutting-proxy';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { actor, newPortfolio } from '../support/portfolios';

const BY = actor();
let database: TestDatabase;
let ledger: Ledger;
beforeAll(async () => {
  database = await createTestDatabase();
  ledger = createPostgresLedger(database.appUrl);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

/** A test that fails closes what it started as well. */
const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

function listen(url: string, listener: ChangeListener): void {
  closings.push(listenForChanges(() => url, listener).close);
}

/** Collects what a listener hears. `until` waits for an event. */
function heard() {
  const events: string[] = [];
  const waiting = new Set<() => void>();
  const add = (event: string) => {
    events.push(event);
    for (const check of waiting) check();
  };
  const until = (isThere: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isThere()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return {
    events,
    listener: { onChange: (id: string) => add(id), onGap: () => add('gap') },
    untilHeard: (event: string, times = 1) => until(() => events.filter((one) => one === event).length >= times),
  };
}

test('every change of a portfolio is told, and the start is a gap', async () => {
  const { events, listener, untilHeard } = heard();
  listen(database.appUrl, listener);
  await untilHeard('gap');
  const { id } = newPortfolio({ id: 'told' });
  await ledger.createPortfolio(newPortfolio({ id }), BY);
  await untilHeard(id);
  await ledger.bookExternalCash(id, '1.00', 1, BY);
  await untilHeard(id, 2);
  await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
  await untilHeard(id, 3);
  expect(events).toEqual(['gap', id, id, id]);
});

test('a refusal is not reported as a change, because reading the row again would only lead to another refusal', async () => {
  const { events, listener, untilHeard } = heard();
  listen(database.appUrl, listener);
  await untilHeard('gap');
  const { id } = newPortfolio({ id: 'refused' });
  await ledger.createPortfolio(newPortfolio({ id }), BY);
  expect(await ledger.noteRefusal(id, { code: 'PRICE_MISSING', detail: 'META' }, 1, BY)).toBe(true);
  await ledger.bookExternalCash(id, '1.00', 1, BY);
  await untilHeard(id, 2);
  await ledger.createPortfolio(newPortfolio({ id: 'after-it' }), BY);
  await untilHeard('after-it');
  expect(events).toEqual(['gap', id, id, 'after-it']);
});

test('a lost connection is made again, and is reported as a gap', async () => {
  const proxy = await startCuttingProxy(database.appUrl);
  closings.push(proxy.close);
  const { listener, untilHeard } = heard();
  listen(proxy.url, listener);
  await untilHeard('gap');
  proxy.cutAt('cut-here');
  await ledger.createPortfolio(newPortfolio({ id: 'cut-here' }), BY);
  await untilHeard('gap', 2);
  expect(proxy.cuts()).toBe(1);
  await ledger.createPortfolio(newPortfolio({ id: 'heard-again' }), BY);
  await untilHeard('heard-again');
});
