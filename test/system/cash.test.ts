// Money that is taken out, and money that is invested, on real servers.

import { randomBytes } from 'node:crypto';
import { requestInvestment } from '../../src/operations/request-rebalance';
import { listWithdrawals, requestWithdrawal } from '../../src/operations/withdrawals';
import { AT_TERMINAL, person } from '../support/person';
import { booksOf, startSystem, type TestSystem } from '../support/system';

const ANNA = person('anna');

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ fillDelayMs: 0 });
});
afterAll(() => system.close());

async function bought(): Promise<string> {
  const id = await system.createPortfolio({ cash: '100000.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  return id;
}

const depsOf = ({ ledger, market, client }: TestSystem) => ({ ledger, market, client, randomBytes, ...AT_TERMINAL });

async function sidesOf(id: string): Promise<string[]> {
  const last = (await system.ledger.listBatches(id)).at(-1);
  return [...new Set(last?.orders.map(({ side }) => side))];
}

async function statesOf(portfolioId: string): Promise<string[]> {
  const listed = await listWithdrawals(depsOf(system), { portfolioId, limit: 10 });
  return listed.ok ? listed.withdrawals.map(({ state }) => state) : [];
}

test('money that is taken out is raised by selling at the next look, once, and its withdrawal ends when it has left', async () => {
  const id = await bought();
  const asked = await requestWithdrawal(depsOf(system), ANNA, { portfolioId: id, amount: '5000', reason: 'a house' });
  expect(asked).toMatchObject({ ok: true, withdrawal: { state: 'REQUESTED' } });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  expect(await sidesOf(id)).toEqual(['SELL']);
  expect(await statesOf(id)).toEqual(['READY']);
  expect(await system.lookAt(id)).toEqual([]);

  // A price moves, and the money stays where it is.
  await system.simulator.setPrices({ META: '444.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  const { cash = '0' } = (await system.ledger.findPortfolio(id)) ?? {};
  expect(Number(cash)).toBeGreaterThanOrEqual(5000);
  expect(await statesOf(id)).toEqual(['READY']);

  // The broker shows that it has left.
  await system.simulator.transfer({ accountId: id, usd: '-5000.00' });
  const run = await system.client.requestRebalance({ id, lockTtlMs: 60_000 }, ANNA);
  if (run.ok) await run.rebalance.result();
  expect(await statesOf(id)).toEqual(['PAID']);
  const { ledger, broker } = await booksOf(system, id);
  expect(ledger).toEqual(broker);
});

test('a run that somebody asks for to invest only buys, and the one after it brings the portfolio to its targets again', async () => {
  const id = await bought();
  await system.simulator.setPrices({ META: '456.00' });
  await system.simulator.transfer({ accountId: id, usd: '4000.00' });
  const asked = await requestInvestment(depsOf(system), ANNA, id);
  if (!asked.ok) throw new Error(asked.message);
  expect(await asked.rebalance.result()).toMatchObject({ outcome: 'REBALANCED' });
  expect(await sidesOf(id)).toEqual(['BUY']);
  const again = await requestInvestment(depsOf(system), ANNA, id);
  expect(again.ok && (await again.rebalance.result())).toMatchObject({ outcome: 'NOT_NEEDED' });
});
