// The portfolios a monitor watches: which the ledger has, in which version, and where each is in the drift index.

import type { Portfolio } from '../domain/portfolio';
import type { Ledger } from '../ledger/ledger';
import type { DriftIndex } from './drift-index';

export interface Watchlist {
  /** Brings everything up to what the ledger says now: reads only portfolios whose version changed. */
  refresh(ledger: Pick<Ledger, 'portfolioVersions' | 'findPortfolios'>): Promise<void>;
  /** Reads these portfolios and takes note of what changed. Returns those that are to be watched, in this order. */
  read(ledger: Pick<Ledger, 'findPortfolios'>, ids: readonly string[]): Promise<Portfolio[]>;
  /** The portfolio of a slot of the index. */
  at(slot: number): { id: string; version: number };
}

/** So many rows are in memory at once, however many portfolios there are. */
const PAGE = 1_000;

/** Keeps `index` filled with every ACTIVE portfolio: nothing is planned for the others. */
export function createWatchlist(index: DriftIndex): Watchlist {
  const slots = new Map<string, number>();
  const ids: string[] = [];
  const versions: number[] = [];
  const freeSlots: number[] = [];
  /** The refresh that last met the portfolio of a slot. */
  const metIn: number[] = [];
  let refreshes = 0;

  const slotOf = (id: string): number => {
    const known = slots.get(id);
    if (known !== undefined) return known;
    const slot = freeSlots.pop() ?? ids.length;
    slots.set(id, slot);
    ids[slot] = id;
    return slot;
  };
  const take = (portfolio: Portfolio) => {
    const slot = slotOf(portfolio.id);
    metIn[slot] = refreshes;
    if (versions[slot] === portfolio.version) return;
    versions[slot] = portfolio.version;
    if (portfolio.status === 'ACTIVE') index.put(slot, portfolio);
    else index.remove(slot);
  };
  const forget = (id: string) => {
    const slot = slots.get(id);
    if (slot === undefined) return;
    slots.delete(id);
    index.remove(slot);
    versions[slot] = 0;
    freeSlots.push(slot);
  };
  const read: Watchlist['read'] = async (ledger, wanted) => {
    const found = new Map((await ledger.findPortfolios(wanted)).map((portfolio) => [portfolio.id, portfolio]));
    return wanted.flatMap((id) => {
      const portfolio = found.get(id);
      if (portfolio === undefined) forget(id);
      else take(portfolio);
      return portfolio?.status === 'ACTIVE' ? [portfolio] : [];
    });
  };

  return {
    read,
    at: (slot) => ({ id: ids[slot] ?? '', version: versions[slot] ?? 0 }),
    refresh: async (ledger) => {
      refreshes += 1;
      for (let after = ''; ; ) {
        const page = await ledger.portfolioVersions({ after, limit: PAGE });
        const changed: string[] = [];
        for (const { id, version } of page) {
          const slot = slots.get(id);
          if (slot === undefined || versions[slot] !== version) changed.push(id);
          else metIn[slot] = refreshes;
        }
        if (changed.length > 0) await read(ledger, changed);
        if (page.length < PAGE) break;
        after = page.at(-1)?.id ?? '';
      }
      // What no page had is closed.
      for (const [id, slot] of slots) if (metIn[slot] !== refreshes) forget(id);
    },
  };
}
