// What people do to a portfolio that is held, and what each of their decisions came to.

import type { Resolve, ResolveAction, Verdict } from '../../src/domain/stale';
import type { Random } from '../support/random';
import type { PlannedFault, PlannedPortfolio } from './schedule';

/** What somebody sends to whatever runs under the id of a portfolio. */
export type PersonMessage =
  | {
      what: 'resolve';
      action: Exclude<ResolveAction, 'declare-outcome'>;
      actor: string;
      door: 'update' | 'signal';
      /** The same once more, this much later. */
      againMs?: number;
    }
  | { what: 'freeze'; undo: boolean; ledgerFirst: boolean }
  | { what: 'cancel' | 'look-again' | 'ask' | 'nonsense' };

export type Door = Extract<PersonMessage, { what: 'resolve' }>['door'];

/** A decision that somebody sent. Times are milliseconds since 1970. */
export interface Sent {
  portfolio: string;
  resolve: Resolve;
  door: Door;
  /** When a hold took it; undefined when none did, and the sender knows. */
  takenAt?: number;
  verdicts: Verdict[];
  heardAt?: number;
  /** A rebalance was running: it records what it could not do. */
  strayed?: true;
  /** The run that took it was terminated before it was done: a sender who waited knows, and a signal is gone. */
  lost?: true;
}

const ACTIONS = ['release', 'retry-reversal', 'complete', 'adopt-positions'] as const;

/** Returns what makes a portfolio STALE, and what people do then. */
export function drawHeld(random: Random, { id, startsAt }: PlannedPortfolio): PlannedFault[] {
  const messages = Array.from({ length: random.int(1, 4) }, () => ({
    kind: 'person' as const,
    portfolio: id,
    afterMs: random.pick([random.int(0, 60), random.int(0, 60), random.int(0, 5_000), random.int(0, 600_000)]),
    message: drawMessage(random),
  }));
  return [...drawDamage(random, id, startsAt), ...messages, ...(random.chance(0.4) ? [drawStrike(random, id)] : [])];
}

function drawMessage(random: Random): PersonMessage {
  if (random.chance(0.15)) return { what: 'freeze', undo: random.chance(0.3), ledgerFirst: random.chance(0.5) };
  if (random.chance(0.2)) return { what: random.pick(['cancel', 'look-again', 'ask', 'ask', 'nonsense'] as const) };
  return {
    what: 'resolve',
    action: random.pick(ACTIONS),
    actor: random.pick(['ann', 'bob']),
    door: random.pick(['update', 'signal']),
    ...(random.chance(0.3) && { againMs: random.pick([0, 5, random.int(0, 30_000)]) }),
  };
}

function drawDamage(random: Random, portfolio: string, startsAt: number): PlannedFault[] {
  const atBroker = (fault: Extract<PlannedFault, { kind: 'broker' }>['fault']) => ({
    kind: 'broker' as const,
    portfolio,
    fault: { ...fault, match: { ...fault.match, accountId: portfolio } },
  });
  const refuse = { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' } as const;
  return random.pick([
    () => [
      atBroker({ match: { operation: 'submit', kind: 'order' }, effect: refuse }),
      atBroker({ match: { operation: 'submit', kind: 'reversal' }, effect: refuse, times: random.pick([4, 8, 1_000]) }),
    ],
    () => [
      atBroker({
        match: { operation: 'read' },
        effect: { kind: 'wrong-positions', how: random.pick(['empty', 'missing', 'digit'] as const) },
        times: random.pick([4, 6, 12]),
      }),
    ],
    () => [{ kind: 'freeze' as const, portfolio, at: startsAt + random.int(0, 300), undo: false, ledgerFirst: true }],
  ])();
}

/** What a hold and its resolves ask of ledger and broker. */
const POINTS = [
  'endStale',
  'endStale',
  'audit',
  'audit',
  'markStale',
  'raiseEpoch',
  'freeze',
  'listAudit',
  'planReversal',
  'findOpenBatch',
  'account',
];

function drawStrike(random: Random, portfolio: string): PlannedFault {
  const aimed = { portfolio, point: random.pick(POINTS), nth: random.int(1, 3) };
  if (random.chance(0.3))
    return { kind: 'ledger', ...aimed, times: random.int(1, 3), when: random.pick(['before', 'after']) };
  return {
    kind: 'crash',
    ...aimed,
    when: random.pick(['before', 'after']),
    what: random.pick(['attempt', 'attempt', 'freeze', 'freeze', 'run', 'terminate', 'grace-over']),
    forMs: random.pick([3_000, 12_000, 30_000, 20 * 60_000]),
  };
}
