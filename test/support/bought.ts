// What most suites on real servers begin with, and the ways in which a batch then goes wrong.

import type { TestSystem } from './system';

/** A definite answer: the broker does not take the order. */
export const NO_FUNDS = { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' } as const;

/** Creates a portfolio and waits until it has bought its targets. */
export async function buyPortfolio(
  system: TestSystem,
  some: Parameters<TestSystem['createPortfolio']>[0] = {},
): Promise<string> {
  const id = await system.createPortfolio(some);
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  return id;
}

/** Lets META rise while the broker leaves MSFT open: a rebalance that begins then stays in the middle of its batch. */
export async function leaveOpen({ simulator }: TestSystem, id: string): Promise<void> {
  const match = { accountId: id, symbol: 'MSFT', kind: 'order', operation: 'submit' } as const;
  await simulator.addFault({ match, effect: { kind: 'never-fill' } });
  await simulator.setPrices({ META: '440.00' });
}

/** Lets the broker hold one share of META, which no order of ours explains: a sale that the books do not know. */
export function letBooksDiffer({ simulator }: Pick<TestSystem, 'simulator'>, id: string): Promise<void> {
  return simulator.changeAccount(id, { positions: { META: '1' } });
}
