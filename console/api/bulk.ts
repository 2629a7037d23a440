import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { pause, resume } from './act';
import { ApiError } from './problem';

/** More than this at once is a decision about the fleet: the kill switch, or a program. */
export const BULK_MAX = 200;
const AT_ONCE = 4;

export type BulkDeed = 'pause' | 'resume';

/** What became of one of them: undefined while nobody knows. */
export interface BulkResult {
  id: string;
  outcome: 'done' | ApiError | undefined;
}

export interface BulkRun {
  deed: BulkDeed;
  reason: string;
  results: readonly BulkResult[];
}

/** A wish about one portfolio: its key stays the same however often it is sent. */
interface Wish {
  id: string;
  once: string;
}

/** Pauses or resumes portfolios one by one. Each is a request of its own, which the API may refuse; what became of it is kept. */
export function useBulk() {
  const [run, setRun] = useState<BulkRun>();
  const [wishes, setWishes] = useState<readonly Wish[]>([]);
  const queries = useQueryClient();
  const send = async (deed: BulkDeed, reason: string, those: readonly Wish[]) => {
    const left = [...those];
    const note = (id: string, outcome: BulkResult['outcome']) =>
      setRun((now) => now && { ...now, results: now.results.map((one) => (one.id === id ? { id, outcome } : one)) });
    const work = async () => {
      for (let wish = left.shift(); wish !== undefined; wish = left.shift())
        note(wish.id, await doOne(deed, reason, wish));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await queries.invalidateQueries();
  };
  return {
    run,
    begin: (deed: BulkDeed, ids: readonly string[], reason: string) => {
      const those = ids.map((id) => ({ id, once: crypto.randomUUID() }));
      setWishes(those);
      setRun({ deed, reason, results: ids.map((id) => ({ id, outcome: undefined })) });
      void send(deed, reason, those);
    },
    /** Sends again what got no answer, or came too fast, under the keys that it had: what was done is not done twice. */
    again: () => {
      if (run === undefined) return;
      const ids = new Set(run.results.filter(isOpen).map(({ id }) => id));
      setRun({
        ...run,
        results: run.results.map((one) => (ids.has(one.id) ? { id: one.id, outcome: undefined } : one)),
      });
      void send(
        run.deed,
        run.reason,
        wishes.filter(({ id }) => ids.has(id)),
      );
    },
    forget: () => setRun(undefined),
  };
}

/** Whether the same request may still be answered otherwise. */
export function isOpen({ outcome }: BulkResult): boolean {
  return outcome instanceof ApiError && (outcome.status === 0 || outcome.status === 429 || outcome.status >= 500);
}

async function doOne(deed: BulkDeed, reason: string, { id, once }: Wish): Promise<'done' | ApiError> {
  try {
    await (deed === 'pause' ? pause : resume)(id, reason, once);
    return 'done';
  } catch (error) {
    return error instanceof ApiError ? error : new ApiError(0, null, String(error), null);
  }
}
