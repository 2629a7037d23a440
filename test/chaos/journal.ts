import type { JournalEntry } from '../../src/simulator/engine/state';
import type { PriceSince } from '../simulation/judge-stops';
import { isNotOwners } from '../simulation/owner';
import type { Plan } from './plan';
import type { Stand } from './stand';

/** The broker's journal of one seed's accounts. */
export interface Journal {
  /** Looks how far it has come. */
  look(): Promise<void>;
  /** Orders, look-ups, cancels, fills and ends so far, about: a simulator that is killed forgets look-ups. */
  counted(): number;
  /** What each of the seed's symbols cost, from when on. */
  prices(): Promise<ReadonlyMap<string, readonly PriceSince[]>>;
  /** All that it says of the seed's accounts. */
  read(): Promise<JournalEntry[]>;
}

export async function openJournal({ admin }: Stand, { portfolios, prices }: Plan): Promise<Journal> {
  const accounts = new Set(portfolios.map(({ id }) => id));
  let seen = (await admin.journal()).length;
  let counted = 0;
  return {
    look: async () => {
      const fresh = await admin.journal(seen);
      seen += fresh.length;
      counted += fresh.filter(({ kind }) => COUNTED.has(kind)).length;
    },
    counted: () => counted,
    prices: async () => {
      const all = (await admin.journal()).filter(({ kind }) => kind === 'price');
      const since = (symbol: string) =>
        all.flatMap((entry) =>
          entry.symbol === symbol ? [{ at: Date.parse(entry.at), price: entry.price ?? '0' }] : [],
        );
      return new Map(Object.keys(prices).map((symbol) => [symbol, since(symbol)]));
    },
    // By account, not by where the seed began: entries move forward when the simulator was killed and has forgotten some.
    read: async () =>
      (await admin.journal()).filter((entry) => accounts.has(entry.accountId ?? '') && isNotOwners(entry)),
  };
}

const COUNTED = new Set<JournalEntry['kind']>(['submit', 'lookup', 'cancel', 'fill', 'end']);
