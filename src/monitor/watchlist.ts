// The portfolios that a monitor watches: which ones the ledger has, their versions, and the slot of each in the drift index.

import type { Portfolio } from '../domain/portfolio';
import type { Ledger, WatchedPortfolio } from '../ledger/ledger';
import type { Calendars } from './calendars';
import type { DriftIndex } from './index/drift-index';

export interface Watchlist {
  /** Brings everything up to date with the ledger: reads only portfolios whose version changed. */
  refresh(ledger: Pick<Ledger, 'portfolioVersions' | 'findWatched'>): Promise<void>;
  /** Brings these portfolios up to date with the ledger. */
  update(ledger: Pick<Ledger, 'findWatched'>, ids: Iterable<string>): Promise<void>;
  /**
   * Reads these portfolios completely and updates what is known about them. Returns those that should be watched, in this order.
   */
  read(ledger: Pick<Ledger, 'findPortfolios'>, ids: readonly string[]): Promise<Portfolio[]>;
  /** The portfolio of a slot of the index. */
  at(slot: number): { id: string; version: number };
  /** The slot of a portfolio, or undefined when it is not known. */
  slotOf(id: string): number | undefined;
  /** The number of portfolios it knows, watched or not. */
  size(): number;
}

/** This many rows are in memory at once, however many portfolios there are. */
const PAGE = 1_000;

/** Keeps `index` and `calendars` filled with every ACTIVE portfolio for which `isMine` is true. Nothing is planned for the others. */
// eslint-disable-next-line max-lines-per-function -- one short method for each thing that is asked of the list
export function createWatchlist(
  index: DriftIndex,
  calendars: Pick<Calendars, 'put' | 'remove'>,
  isMine: (id: string) => boolean,
): Watchlist {
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
  const leave = (slot: number) => {
    index.remove(slot);
    calendars.remove(slot);
  };
  const take = (portfolio: WatchedPortfolio) => {
    const slot = slotOf(portfolio.id);
    metIn[slot] = refreshes;
    if (versions[slot] === portfolio.version) return;
    versions[slot] = portfolio.version;
    if (portfolio.status === 'ACTIVE') {
      index.put(slot, portfolio);
      calendars.put(slot, portfolio);
    } else leave(slot);
  };
  const forget = (id: string) => {
    const slot = slots.get(id);
    if (slot === undefined) return;
    slots.delete(id);
    leave(slot);
    versions[slot] = 0;
    freeSlots.push(slot);
  };
  /** Takes what was found of `wanted`. What was not found no longer exists. */
  const takeAll = <Found extends WatchedPortfolio>(
    wanted: readonly string[],
    portfolios: readonly Found[],
  ): Found[] => {
    const found = new Map(portfolios.map((portfolio) => [portfolio.id, portfolio]));
    return wanted.flatMap((id) => {
      const portfolio = found.get(id);
      if (portfolio === undefined) forget(id);
      else take(portfolio);
      return portfolio?.status === 'ACTIVE' ? [portfolio] : [];
    });
  };
  const update: Watchlist['update'] = async (ledger, wanted) => {
    const mine = [...wanted].filter(isMine);
    for (let start = 0; start < mine.length; start += PAGE) {
      const page = mine.slice(start, start + PAGE);
      takeAll(page, await ledger.findWatched(page));
    }
  };

  return {
    read: async (ledger, wanted) => takeAll(wanted, await ledger.findPortfolios(wanted)),
    update,
    at: (slot) => ({ id: ids[slot] ?? '', version: versions[slot] ?? 0 }),
    slotOf: (id) => slots.get(id),
    size: () => slots.size,
    refresh: async (ledger) => {
      refreshes += 1;
      for (let after = ''; ; ) {
        const page = await ledger.portfolioVersions({ after, limit: PAGE });
        const changed: string[] = [];
        for (const { id, version } of page) {
          if (!isMine(id)) continue;
          const slot = slots.get(id);
          if (slot === undefined || versions[slot] !== version) changed.push(id);
          else metIn[slot] = refreshes;
        }
        await update(ledger, changed);
        if (page.length < PAGE) break;
        after = page.at(-1)?.id ?? '';
      }
      // A portfolio that was on no page is closed.
      for (const [id, slot] of slots) if (metIn[slot] !== refreshes) forget(id);
    },
  };
}
