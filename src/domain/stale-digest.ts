// Who is told that portfolios are STALE: the first of a reason on its own and at once, the others together.

import type { StaleReason } from './causes';

/** How the audit names a call, and that one was left to the digest. */
export const ALERTED = 'ALERT';
export const IN_DIGEST = 'in-digest';

/** One that becomes STALE within this time after another one, for the same reason, is told of together with others. */
export const TOGETHER_MS = 5 * 60_000;

/** How many a digest names. */
export const WORST_MAX = 10;

interface Digest {
  reason: StaleReason;
  count: number;
  oldest: string | null;
  untold: number;
  worst: readonly { portfolioId: string; since: string | null; batchId: string | null; drift: string | null }[];
}

/** Plain text of one message about all that are STALE for one reason. */
export function digestText({ reason, count, oldest, untold, worst }: Digest): string {
  const many = count === 1 ? '1 portfolio is' : `${count} portfolios are`;
  return [
    `${many} STALE: ${reason}${oldest === null ? '' : `, the first since ${oldest}`}. Nothing of them is traded until somebody resolves them.`,
    ...(untold > 0 ? [`New since the last message: ${untold}.`] : []),
    ...(count > worst.length ? [`The worst ${worst.length}:`] : []),
    ...worst.map(
      ({ portfolioId, since, batchId, drift }) =>
        `- ${portfolioId}, ${since === null ? 'STALE for long' : `since ${since}`}${batchId === null ? '' : `, a batch is half done that was to mend a drift of ${drift} %`}`,
    ),
    `"autobalancer stale list --reason ${reason}" lists them all, and "autobalancer stale show ID" says what to do.`,
  ].join('\n');
}
