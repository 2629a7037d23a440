// What one seed will do, as data: it can be printed and played again. Real processes keep no step, so a seed fixes what is
// done and upon which condition, not what else happens in that moment.

import type { ResolveAction } from '../../src/domain/stale';
import type { SettingsInput } from '../../src/simulator/admin/routes';
import type { FaultInput, StreamName } from '../../src/simulator/engine/faults';
import type { AccountLag, AccountRestrictions } from '../../src/simulator/engine/state';
import type { PlannedPortfolio } from '../simulation/schedule';
import type { CrashPoint } from '../support/crashing-adapters';
import type { Happening } from './happenings';
import type { PlannedModel } from './models';

export interface Plan {
  seed: number;
  /** USD per share; the symbols are this seed's own. */
  prices: Record<string, string>;
  fillDelayMs: number;
  portfolios: PlannedPortfolio[];
  /** Set before the first portfolio is there. */
  faults: FaultInput[];
  /** How orders fill until everything is healed. */
  market: SettingsInput;
  /** How long the answers about an account still show it as it was before a fill. */
  lags: Record<string, AccountLag>;
  /** How long after it happened an execution is listed; null until everything is healed. */
  executionsLagMs: number | null;
  /** How long after it happened an activity is listed; null until everything is healed. */
  activitiesLagMs: number | null;
  /** The faults of money, the activities and how they are told, the deploys and the lost rows that were drawn. */
  drawn: Drawn[];
  /** What people try first at a portfolio that is STALE. */
  firstTry: ResolveAction;
  strikes: Strike[];
  /** What some of the portfolios follow, or null. */
  model: PlannedModel | null;
}

/** What was drawn, as the tally names it, and what shows that it struck. */
export interface Drawn {
  name: string;
  /** The portfolio that it hits, or null for all. */
  portfolio: string | null;
  /** An effect of the broker's, a strike by its name, or (null) any fill. */
  shownBy: string | null;
  /** Of an effect: only on this stream. */
  stream?: StreamName;
}

export const PROGRAMS = ['worker-1', 'worker-2', 'monitor', 'temporal', 'postgres', 'simulator'] as const;
export type ProgramName = (typeof PROGRAMS)[number];
export const WORKERS = ['worker-1', 'worker-2'] as const;
export type WorkerName = (typeof WORKERS)[number];

/** `after` so many orders, look-ups, cancels, fills and ends in the broker's journal, counted from the seed's start. */
export type Strike =
  /** SIGKILL, and again as soon as it runs again, so many times. */
  | { kind: 'kill'; program: ProgramName; after: number; times: number }
  /** SIGSTOP, and SIGCONT this much later. */
  | { kind: 'stop'; program: ProgramName; after: number; forMs: number }
  /** SIGTERM: it has its grace time, and starts again once it has ended. */
  | { kind: 'term'; program: WorkerName; after: number }
  /** A rolling deploy: the next worker starts first, then the one before it gets SIGTERM, and so on through the workers. */
  | { kind: 'deploy'; after: number }
  /** The worker that comes to this point for the nth time dies there, or stands still for so long. */
  | { kind: 'crash'; point: CrashPoint; of: 'order' | 'reversal'; nth: number; forMs: number | null }
  | { kind: 'cancel-run'; portfolio: string; after: number }
  | { kind: 'terminate-run'; portfolio: string; after: number }
  /** Until everything is healed. */
  | { kind: 'close-market'; after: number }
  /** The broker knows no key of ours: 401 for every request. */
  | { kind: 'keys'; after: number; forMs: number }
  /** Our key is replaced in its files. The broker knows both for a while, then the new one only; below zero it knows none for a while. */
  | { kind: 'rotate-key'; after: number; overlapMs: number }
  /** A symbol neither trades nor quotes; its orders are refused, or wait. */
  | { kind: 'halt-symbol'; symbol: string; refuses: boolean; after: number; forMs: number }
  /** The broker forbids an account something, or everything, for a while. */
  | {
      kind: 'restrict';
      portfolio: string;
      restrictions: Partial<AccountRestrictions> | 'all';
      after: number;
      forMs: number;
    }
  /** The owner of an account has an order of their own open for a while, far from the market. */
  | { kind: 'own-order'; portfolio: string; symbol: string; side: 'buy' | 'sell'; after: number; forMs: number }
  /** A person freezes a portfolio, or halts all trading; with `undo` what filled is rolled back. */
  | { kind: 'freeze'; portfolio: string; undo: boolean; after: number }
  | { kind: 'halt-trading'; undo: boolean; after: number; forMs: number }
  /** Postgres fails over to a standby that lagged: what it committed in this time is gone. */
  | { kind: 'lose-rows'; after: number; forMs: number }
  /** Money or shares come or go without an order, and the broker lists why. */
  | { kind: 'activity'; name: string; happening: Happening; after: number }
  /** A person asks for money. It leaves once it is there, or is cancelled after so long. */
  | { kind: 'withdrawal'; portfolio: string; usd: string; leaves: boolean; after: number; forMs: number }
  /** The second version of the seed's model is rolled out. */
  | { kind: 'roll-out'; after: number }
  | { kind: 'move-price'; symbol: string; price: string; after: number };

/** The word for a strike in tallies. */
export function nameOf(strike: Strike): string {
  switch (strike.kind) {
    case 'kill':
      return `SIGKILL ${programOf(strike.program)}`;
    case 'stop':
      return `SIGSTOP ${programOf(strike.program)}`;
    case 'crash':
      return `${strike.forMs === null ? 'SIGKILL' : 'SIGSTOP'} worker ${strike.point}`;
    case 'freeze':
    case 'halt-trading':
      return strike.undo ? `${strike.kind} with undo` : strike.kind;
    case 'restrict':
      return strike.restrictions === 'all' ? 'block' : `restrict ${Object.keys(strike.restrictions).join(' ')}`;
    case 'own-order':
      return `own ${strike.side} order`;
    case 'activity':
      return strike.name;
    case 'withdrawal':
      return strike.leaves ? 'a withdrawal leaves' : 'a withdrawal is cancelled';
    case 'halt-symbol':
      return strike.refuses ? 'halt-symbol that refuses' : strike.kind;
    default:
      return strike.kind;
  }
}

function programOf(name: ProgramName): string {
  return name.replace(/-[0-9]$/, '');
}

/** Where the ledger may have forgotten what the broker did. */
export function losesRows({ strikes }: Plan): boolean {
  return strikes.some(({ kind }) => kind === 'lose-rows');
}

/** Where accounts change without an order. */
export function hasActivities({ strikes }: Plan): boolean {
  return strikes.some(({ kind }) => kind === 'activity' || kind === 'withdrawal');
}

/** Where I17 is asked for: nothing is done but that workers are told to stop, and a key is replaced. */
export function isOnlyDeploys({ faults, strikes }: Plan): boolean {
  return faults.length === 0 && strikes.every(({ kind }) => MAINTENANCE.has(kind));
}

const MAINTENANCE: ReadonlySet<Strike['kind']> = new Set<Strike['kind']>(['term', 'deploy', 'rotate-key']);
