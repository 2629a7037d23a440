import type { Exchange, Outcome } from './exchange';
import { readRateLimit } from './rate-limit';
import { REAL_WIRE, type Wire } from './transport';

/** One request as it ended. */
export interface SeenRequest {
  host: string;
  /** Its method and what it is about: "POST orders". There are about ten of them. */
  call: string;
  /** The HTTP status, or how it went without one. */
  status: string;
  seconds: number;
  /** The budget of requests a minute, where the answer's headers say it. */
  budget: { remaining: number; limit: number } | undefined;
}

/** Returns the real wire, which tells `note` of every request that ended. */
export function observedWire(note: (seen: SeenRequest) => void): Wire {
  return {
    ...REAL_WIRE,
    exchange: async (wanted) => {
      const startedAt = performance.now();
      const outcome = await REAL_WIRE.exchange(wanted);
      note({
        host: new URL(wanted.url).host,
        call: callOf(wanted),
        status: outcome.kind === 'answer' ? String(outcome.status) : outcome.kind,
        seconds: (performance.now() - startedAt) / 1_000,
        budget: budgetOf(outcome),
      });
      return outcome;
    },
  };
}

/** The first of these that appears in a path says what it is about. */
const NOUNS = [
  'activities',
  'orders:by_client_order_id',
  'orders',
  'positions',
  'assets',
  'clock',
  'calendar',
  'snapshots',
  'account',
];

function callOf({ method, url }: Exchange): string {
  const parts = new URL(url).pathname.split('/');
  return `${method} ${NOUNS.find((noun) => parts.includes(noun)) ?? 'other'}`;
}

function budgetOf(outcome: Outcome): SeenRequest['budget'] {
  if (outcome.kind !== 'answer') return undefined;
  const { remaining, limit } = readRateLimit(outcome.headers);
  return remaining === undefined || limit === undefined ? undefined : { remaining, limit };
}
