import { TRIGGERS, type Trigger } from '../../domain/drift';
import { type ClassReason, EXPLAINED, type Reason } from '../../domain/explain';
import type { Screen } from './screen';
import { table } from './table';

/** How far each asset class of the policy is from the sum of its targets. */
export function classesText(classes: readonly ClassReason[], screen: Screen): string {
  const rows = classes.map(({ name, weight, target, band, isPast }) => [
    name,
    `${weight} %`,
    `${target} % ± ${band}`,
    isPast ? 'it is past its band' : 'it is inside its band',
  ]);
  return table(['CLASS', 'WEIGHT', 'TARGET', 'STATE'], rows, screen);
}

/** Why a rebalance is needed, and for each symbol why it is traded, left alone or blocked. */
export function reasonsText(triggers: readonly Trigger[], reasons: readonly Reason[], screen: Screen): string {
  const rows = reasons.map(({ symbol, weight, target, band, side, because }) => [
    symbol,
    `${weight} %`,
    `${target} % ± ${band}`,
    side ?? '-',
    EXPLAINED[because],
  ]);
  const why = triggers.map((trigger) => TRIGGERS[trigger]).join(', ');
  const reasonsTable = table(['SYMBOL', 'WEIGHT', 'TARGET', 'ORDER', 'WHY'], rows, screen);
  return why === '' ? reasonsTable : `why now: ${why}\n\n${reasonsTable}`;
}
