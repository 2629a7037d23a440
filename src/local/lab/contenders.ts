// What the lab compares: drift policies or whole policies of a file, rebalancing by the calendar, and buying and holding.

import { decimal } from '../../domain/money';
import type { Destination, DriftMode, Policy } from '../../domain/policy';

export const PERIODS = ['month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];

export type Contender =
  | { kind: 'buy-and-hold' }
  | { kind: 'calendar'; every: Period }
  | { kind: 'drift'; mode: DriftMode /** Percent, 4 decimals. */; threshold: string; destination: Destination }
  | NamedPolicy;

/** A whole policy under the name that its file gives it. */
export interface NamedPolicy {
  kind: 'policy';
  name: string;
  policy: Policy;
}

export interface Choices {
  policies: readonly NamedPolicy[];
  /** Empty when the policies come from a file. */
  thresholds: readonly string[];
  modes: readonly DriftMode[];
  destinations: readonly Destination[];
}

/** Buy and hold, the calendar, the policies of the file, then every drift policy of `choices`: by mode, destination and threshold. */
export function contendersOf({ policies, thresholds, modes, destinations }: Choices): Contender[] {
  return [
    { kind: 'buy-and-hold' },
    ...PERIODS.map((every) => ({ kind: 'calendar', every }) as const),
    ...policies,
    ...modes.flatMap((mode) =>
      destinations.flatMap((destination) =>
        thresholds.map((threshold) => ({ kind: 'drift', mode, threshold, destination }) as const),
      ),
    ),
  ];
}

/** "relative 5 to band-edge": for tables. */
export function nameOf(contender: Contender): string {
  switch (contender.kind) {
    case 'buy-and-hold':
      return 'buy and hold';
    case 'calendar':
      return `every ${contender.every}`;
    case 'drift':
      return `${contender.mode} ${shownThreshold(contender.threshold)} to ${contender.destination}`;
    case 'policy':
      return contender.name;
  }
}

/** "relative_5_band-edge": for the names of columns. */
export function columnOf(contender: Contender): string {
  return nameOf(contender).replace(' to ', ' ').replaceAll(' ', '_');
}

/** "5.0000" is "5". */
export function shownThreshold(threshold: string): string {
  return decimal(threshold).toFixed();
}
