import { exhaustReversal, UNFILLED } from './exhausted';
import type { TestSystem } from './system';

const QUICK = { reversalRetries: 1, reversalDelayMs: 1_000, cooldownAfterRollbackMs: 0 };

const START = { META: '400.00', AAPL: '190.00', MSFT: '420.00' };

/** A portfolio that has bought its targets. */
async function bought(system: TestSystem): Promise<string> {
  await system.simulator.setPrices(START);
  const id = await system.createPortfolio({ policy: QUICK });
  await system.lookAt(id);
  return id;
}

/** One whose second batch was rolled back: MSFT did not fill. */
export async function rolledBack(system: TestSystem): Promise<string> {
  const id = await bought(system);
  await system.simulator.addFault({ match: { accountId: id, symbol: 'MSFT', operation: 'submit' }, effect: UNFILLED });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'ROLLED_BACK' }]);
  await system.simulator.clearFaults();
  return id;
}

/** One whose rollback is refused until the faults are cleared: META stays sold, and the portfolio is STALE. */
export async function stale(system: TestSystem): Promise<string> {
  const id = await bought(system);
  await exhaustReversal(system, id);
  return id;
}
