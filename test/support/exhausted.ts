// A batch that goes wrong at the broker, and whose reversal goes wrong as well.

import { NO_FUNDS } from './bought';
import type { TestSystem } from './system';

/** It ends later than the others have left: after a refusal at once they would not leave. */
export const UNFILLED = { kind: 'partial-fill', fraction: '0', afterwards: 'cancel' } as const;

/**
 * Rebalances a portfolio that has bought its targets: MSFT does not fill, and the reversal of META is refused until the faults are cleared.
 * META stays sold, and the portfolio is STALE.
 */
export async function exhaustReversal({ simulator, lookAt }: TestSystem, id: string): Promise<void> {
  await simulator.addFault({ match: { accountId: id, symbol: 'MSFT', operation: 'submit' }, effect: UNFILLED });
  const reversal = { accountId: id, kind: 'reversal', symbol: 'META', operation: 'submit' } as const;
  await simulator.addFault({ match: reversal, effect: NO_FUNDS, times: 9 });
  await simulator.setPrices({ META: '440.00' });
  expect(await lookAt(id)).toMatchObject([{ outcome: 'STALE', reason: 'REVERSAL_EXHAUSTED' }]);
}
