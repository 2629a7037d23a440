import { readAccount } from '../../src/monitor/read-account';
import { hasActivities, type Plan } from './plan';
import type { Stand } from './stand';

/**
 * Reads every account of the seed as the monitor does it once a day, because a stream may lose what happened. True when each agrees with its
 * books, or its portfolio is held.
 */
export async function allAgree(stand: Stand, plan: Plan): Promise<boolean> {
  if (!hasActivities(plan)) return true;
  const { ledger, broker, market, client } = stand;
  const deps = { ledger, broker, market, client, isOpen: () => true };
  const by = () => ({ name: 'monitor', at: new Date().toISOString() });
  let agree = true;
  for (const { id } of plan.portfolios) {
    const outcome = await readAccount(deps, id, false, by);
    if (outcome === 'agrees') continue;
    if ((await ledger.findPortfolio(id))?.status !== 'STALE') agree = false;
  }
  return agree;
}
