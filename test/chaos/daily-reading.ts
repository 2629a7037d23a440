import { readAccount } from '../../src/monitor/read-account';
import type { Stand } from './stand';

/**
 * Reads these accounts as the monitor does it once a day, because a stream may lose what happened. True when each agrees with its books, or its
 * portfolio is held.
 */
export async function allAgree({ ledger, broker, market, client }: Stand, ids: readonly string[]): Promise<boolean> {
  const deps = { ledger, broker, market, client, isOpen: () => true };
  const by = () => ({ name: 'monitor', at: new Date().toISOString() });
  let agree = true;
  for (const id of ids) {
    const outcome = await readAccount(deps, id, false, by);
    if (outcome === 'agrees') continue;
    if ((await ledger.findPortfolio(id))?.status !== 'STALE') agree = false;
  }
  return agree;
}
