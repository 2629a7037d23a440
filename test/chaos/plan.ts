// What one seed will do, as data: it can be printed and played again. Real processes keep no step, so a seed fixes what is
// done and upon which condition, not what else happens in that moment.

import type { FaultInput } from '../../src/simulator/engine/faults';
import type { PlannedPortfolio } from '../simulation/schedule';
import type { CrashPoint } from '../support/crashing-adapters';

export interface Plan {
  seed: number;
  /** USD per share; the symbols are this seed's own. */
  prices: Record<string, string>;
  fillDelayMs: number;
  portfolios: PlannedPortfolio[];
  /** Set before the first portfolio is there. */
  faults: FaultInput[];
  strikes: Strike[];
}

export const PROGRAMS = ['worker-1', 'worker-2', 'monitor', 'temporal', 'postgres', 'simulator'] as const;
export type ProgramName = (typeof PROGRAMS)[number];
export const WORKERS = ['worker-1', 'worker-2'] as const;
export type WorkerName = (typeof WORKERS)[number];

/** `after` so many orders, look-ups, cancels, fills and ends in the broker's journal, counted from the seed's start. */
export type Strike =
  /** SIGKILL, and again as soon as it runs again, so many times. */
  | { kind: 'kill'; program: ProgramName; after: number; times: number }
  /** SIGSTOP, and SIGCONT so much later. */
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
  | { kind: 'move-price'; symbol: string; price: string; after: number };

/** Where I17 is asked for: nothing is done but that workers are told to stop. */
export function isOnlyDeploys({ faults, strikes }: Plan): boolean {
  return faults.length === 0 && strikes.every(({ kind }) => kind === 'term' || kind === 'deploy');
}
