// How new targets change their portfolio's row.

import type { Portfolio, Target } from '../../domain/portfolio';
import { refused, refusedAs } from '../../domain/refused';
import type { SetTargetsResult } from '../ledger';
import type { AuditEntry } from './closing';
import { settingsChanged } from './settings';

/** Returns the audit row of new targets, in their canonical form, or the answer when nothing is stored. */
export function targetsSet(
  portfolio: Pick<Portfolio, 'id' | 'status' | 'settingsRevision' | 'targets' | 'holdings'>,
  after: Target[],
  ifRevision: number | undefined,
): { entry: AuditEntry } | SetTargetsResult {
  const { id, status, targets: before, holdings } = portfolio;
  if (status === 'CLOSED') return refusedAs('PORTFOLIO_CLOSED', id);
  if (JSON.stringify(before) === JSON.stringify(after)) return { ok: true };
  const changed = settingsChanged(portfolio, ifRevision);
  if (changed !== undefined) return changed;
  const targeted = new Set(after.map(({ symbol }) => symbol));
  const symbols = holdings.map(({ symbol }) => symbol).filter((symbol) => !targeted.has(symbol));
  if (symbols.length > 0)
    return refused('HELD_WITHOUT_TARGET', `portfolio ${id} holds ${symbols.join(', ')}`, { symbols });
  return { entry: { event: 'TARGETS_SET', batchId: null, detail: { before, after } } };
}
