import { HEALS_BY_ITSELF } from '../../src/domain/stale';
import { readAccount } from '../../src/monitor/read-account';
import type { Stand } from './stand';

/**
 * Reads these accounts as the monitor does it once a day, because a stream may lose what happened. True when each agrees with its books, or its
 * portfolio is held and stays so.
 */
export async function allAgree({ ledger, broker, market, client }: Stand, ids: readonly string[]): Promise<boolean> {
  const deps = { ledger, broker, market, client, isOpen: () => true };
  const by = () => ({ name: 'monitor', at: new Date().toISOString() });
  let agree = true;
  for (const id of ids) {
    const outcome = await readAccount(deps, id, false, by);
    const portfolio = await ledger.findPortfolio(id);
    const isStale = portfolio?.status === 'STALE';
    // Its hold was told to look again, and releases it.
    const heals = isStale && outcome === 'agrees' && HEALS_BY_ITSELF.has(portfolio.statusReason ?? '');
    if (heals || (outcome !== 'agrees' && !isStale)) agree = false;
  }
  return agree;
}
