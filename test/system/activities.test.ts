// What happens in an account without an order is in the books at once: the monitor hears of it, and reads the account.

import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import { type RunningProgram, startProgram } from '../support/programs';
import { booksOf, startSystem, type TestSystem, THIRDS } from '../support/system';

let system: TestSystem;
let monitor: RunningProgram;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await monitor.stop();
  await system.close();
});

/** It is at its targets, and what happens here moves it by less than its threshold: nothing is rebalanced. */
async function createHolder(): Promise<string> {
  const id = `p-${randomUUID()}`;
  const prices = await system.simulator.prices();
  const holdings = THIRDS.map(({ symbol }) => ({ symbol, quantity: (33_000 / Number(prices[symbol])).toFixed(9) }));
  const positions = Object.fromEntries(holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  const cash = '1000.00';
  await system.simulator.createAccount({ id, cash, margin: false, positions });
  await system.ledger.createPortfolio(
    { id, accountId: id, policy: DEFAULT_POLICY, targets: THIRDS, holdings, cash },
    { name: 'test', at: new Date().toISOString() },
  );
  return id;
}

test('a deposit and a dividend are booked as soon as the broker tells of them, without anybody who asks', async () => {
  const { ledger, simulator } = system;
  const id = await createHolder();
  monitor = startProgram('src/monitor/main.ts', system.env);
  // From here on the account is due again in a day: only what the stream tells has it read sooner.
  await until(async () => (await ledger.readProgress(new Date(0).toISOString())).read === 1, 50_000);
  const booked = () => ledger.listActivities({ portfolioId: id, state: 'BOOKED', limit: 10 });

  await simulator.transfer({ accountId: id, usd: '250.00' });
  await until(async () => (await booked()).length === 1, 50_000);
  await simulator.payDividend({ symbol: 'META', usd: '0.5' });
  await until(async () => (await booked()).length === 2, 50_000);

  expect((await booked()).map(({ kind, type }) => `${kind} ${type}`)).toEqual(['DIVIDEND DIV', 'CASH_FLOW CSD']);
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
});
