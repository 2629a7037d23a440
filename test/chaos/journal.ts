import type { JournalEntry } from '../../src/broker/simulator/state';
import type { Stand } from './stand';

/** The broker's journal from here on. */
export interface Journal {
  /** Reads what is new. */
  read(): Promise<void>;
  /** Orders, look-ups, cancels, fills and ends so far; prices are read all the time. */
  counted(): number;
  all(): readonly JournalEntry[];
  of(accountId: string): JournalEntry[];
}

/** What earlier seeds left in the journal is not this one's. */
export async function openJournal({ admin }: Stand): Promise<Journal> {
  let seen = (await admin.journal()).length;
  let counted = 0;
  const entries: JournalEntry[] = [];
  return {
    read: async () => {
      const fresh = await admin.journal(seen);
      seen += fresh.length;
      counted += fresh.filter(({ kind }) => COUNTED.has(kind)).length;
      entries.push(...fresh);
    },
    counted: () => counted,
    all: () => entries,
    of: (accountId) => entries.filter((entry) => entry.accountId === accountId),
  };
}

const COUNTED = new Set<JournalEntry['kind']>(['submit', 'lookup', 'cancel', 'fill', 'end']);
