// How new targets change their portfolio's row.

import type { Portfolio, Target, TickerSymbol } from '../../domain/portfolio';
import { type Refused, refused, refusedAs } from '../../domain/refused';
import type { SetTargetsResult } from '../ledger';
import type { AuditEntry } from './closing';
import { settingsChanged } from './settings';

type Row = Pick<Portfolio, 'id' | 'status' | 'settingsRevision' | 'targets' | 'holdings'>;
type Changed =
  | { entry: AuditEntry }
  | { ok: true }
  | Refused<'PORTFOLIO_CLOSED'>
  | Refused<'HELD_WITHOUT_TARGET', { symbols: TickerSymbol[] }>;

/** Returns the audit row of new targets, in their canonical form, or the answer when nothing is stored. */
export function targetsSet(
  portfolio: Row,
  after: Target[],
  ifRevision: number | undefined,
): { entry: AuditEntry } | SetTargetsResult {
  const set = targetsFollowed(portfolio, after);
  if ('ok' in set && (set.ok || set.refusal === 'PORTFOLIO_CLOSED')) return set;
  return settingsChanged(portfolio, ifRevision) ?? set;
}

/** The same, whatever the revision of the settings is. */
export function targetsFollowed({ id, status, targets: before, holdings }: Row, after: Target[]): Changed {
  if (status === 'CLOSED') return refusedAs('PORTFOLIO_CLOSED', id);
  if (JSON.stringify(before) === JSON.stringify(after)) return { ok: true };
  const targeted = new Set(after.map(({ symbol }) => symbol));
  const symbols = holdings.map(({ symbol }) => symbol).filter((symbol) => !targeted.has(symbol));
  if (symbols.length > 0)
    return refused('HELD_WITHOUT_TARGET', `portfolio ${id} holds ${symbols.join(', ')}`, { symbols });
  return { entry: { event: 'TARGETS_SET', batchId: null, detail: { before, after } } };
}
