// Keeps the refusals in the ledger true where no run does so, because the monitor knows more than the last evaluation.
//
// K1. A portfolio with a symbol that has no price is never a candidate, so no run would ever evaluate it. After a while its
//     row says PRICE_MISSING, and people are told.
// K2. A portfolio within its threshold whose calendar is not due is not evaluated, so an old refusal about its drift would stay in the row. It is
//     removed.
// K3. A problem with an account has nothing to do with drift, so such a portfolio is signalled every hour while the market is
//     open.

import type { RebalanceClient } from '../client';
import type { TickerSymbol } from '../domain/portfolio';
import { REFUSAL_ENDS } from '../domain/refusal';
import type { Ledger, RefusedPage, RefusedPortfolio } from '../ledger/ledger';
import type { Calendars } from './calendars';
import type { DriftIndex } from './index/drift-index';
import type { Watchlist } from './watchlist';

interface StandstillDeps {
  ledger: Pick<
    Ledger,
    'findPortfolio' | 'findPortfolios' | 'listRefused' | 'noteRefusal' | 'endRestrictions' | 'endWithdrawals'
  >;
  client: Pick<RebalanceClient, 'priceChanged'>;
  index: Pick<DriftIndex, 'unpriced' | 'isJudged' | 'holdersOf' | 'excess'>;
  calendars: Pick<Calendars, 'isDue'>;
  watchlist: Pick<Watchlist, 'at' | 'slotOf'>;
  monotonicMs(): number;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Standstill {
  /** Updates the rows. Returns how many symbols have no price, and how many portfolios wait for one. */
  look(isOpen: boolean): Promise<{ symbols: number; portfolios: number }>;
}

/** A feed that has just started, or a stock listed today, has no price for a while. */
const MISSING_AFTER_MS = 600_000;
const ACCOUNT_AGAIN_MS = 3_600_000;
/** One look writes or reads at most this many rows; the rest waits for the next one. */
const NOTED_PER_LOOK = 200;
const PAGE = 1_000;
const PAGES_PER_LOOK = 5;

export function createStandstill(deps: StandstillDeps): Standstill {
  const { ledger, client, index, calendars, watchlist, monotonicMs, now } = deps;
  const missing = new Map<TickerSymbol, { sinceMs: number; noted: Set<string> }>();
  const askedAtMs = new Map<string, number>();
  let after: RefusedPage['after'];
  const by = () => ({ name: 'monitor', at: new Date(now()).toISOString() });

  /** K1 */
  const noteMissing = async (symbols: readonly TickerSymbol[]) => {
    for (const symbol of missing.keys()) if (!symbols.includes(symbol)) missing.delete(symbol);
    let left = NOTED_PER_LOOK;
    for (const symbol of symbols) {
      const entry = missing.get(symbol) ?? { sinceMs: monotonicMs(), noted: new Set() };
      missing.set(symbol, entry);
      if (monotonicMs() - entry.sinceMs < MISSING_AFTER_MS) continue;
      const keyOf = ({ id, version }: { id: string; version: number }) => `${id} ${version}`;
      const holders = index.holdersOf(symbol).map((slot) => watchlist.at(slot));
      const some = holders.filter((one) => !entry.noted.has(keyOf(one))).slice(0, left);
      left -= some.length;
      for (const { id, version, refusal } of await ledger.findPortfolios(some.map(({ id }) => id)))
        if (refusal === null) await ledger.noteRefusal(id, { code: 'PRICE_MISSING', detail: symbol }, version, by());
      for (const one of some) entry.noted.add(keyOf(one));
    }
  };
  const isWithinThreshold = ({ id, version }: RefusedPortfolio): boolean => {
    const slot = watchlist.slotOf(id);
    if (slot === undefined || watchlist.at(slot).version !== version) return false;
    return index.isJudged(slot) && index.excess(slot) === 0 && !calendars.isDue(slot);
  };
  /** K3 */
  const askAccount = async ({ id }: RefusedPortfolio) => {
    if (monotonicMs() - (askedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < ACCOUNT_AGAIN_MS) return;
    const portfolio = await ledger.findPortfolio(id);
    if (portfolio === undefined) return;
    askedAtMs.set(id, monotonicMs());
    await client.priceChanged({ id, lockTtlMs: portfolio.policy.lockTtlMs }, { symbols: [] });
  };
  /** K2 */
  const endThoseThatAreOver = async (isOpen: boolean) => {
    for (let pages = 0; pages < PAGES_PER_LOOK; pages += 1) {
      const page = await ledger.listRefused({ limit: PAGE, ...(after && { after }) });
      for (const one of page) {
        if (!isWithinThreshold(one)) continue;
        if (REFUSAL_ENDS[one.code] !== 'account') await ledger.noteRefusal(one.id, null, one.version, by());
        else if (isOpen) await askAccount(one);
      }
      after = page.length < PAGE ? undefined : page.at(-1);
      if (after === undefined) return;
    }
  };
  return {
    look: async (isOpen) => {
      // Whose restriction or withdrawal is over has another version of its row from here on, and is looked at again.
      await ledger.endRestrictions(by());
      await ledger.endWithdrawals(by());
      const { symbols, portfolios } = index.unpriced();
      await noteMissing(symbols);
      await endThoseThatAreOver(isOpen);
      return { symbols: symbols.length, portfolios };
    },
  };
}
