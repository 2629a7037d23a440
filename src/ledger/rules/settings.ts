// The settings of a portfolio are its targets, its policy, its status and whether it is frozen: what people decide. From their
// revision a reader learns whether somebody has changed them since.

import type { Portfolio } from '../../domain/portfolio';
import { type Refused, refused, refusedAs } from '../../domain/refused';
import type { SetStatusResult, SettingsChanged, StatusChange } from '../ledger';
import { storableText } from './canonical';
import type { AuditEntry } from './closing';

/** Returns the refusal if another revision is expected; undefined if none is expected or it is this one. */
export function settingsChanged(
  { id, settingsRevision: revision }: Pick<Portfolio, 'id' | 'settingsRevision'>,
  ifRevision: number | undefined,
): SettingsChanged | undefined {
  if (ifRevision === undefined || ifRevision === revision) return undefined;
  return refused('SETTINGS_CHANGED', `the settings of ${id} have revision ${revision} by now`, { revision });
}

/** What somebody hears who changes by hand what a model sets. */
export function subscribed(id: string, modelId: string): Refused<'PORTFOLIO_SUBSCRIBED'> {
  return refusedAs('PORTFOLIO_SUBSCRIBED', `${id} follows ${modelId}`);
}

/** Returns the row after a change of status, or the answer when nothing is stored. */
export function statusSet(
  row: Pick<Portfolio, 'id' | 'status' | 'statusReason' | 'settingsRevision'>,
  { from, to, reason, ifRevision }: StatusChange,
): { after: Pick<Portfolio, 'status' | 'statusReason' | 'statusBefore'>; entry: AuditEntry } | SetStatusResult {
  const statusReason = to === 'PAUSED' && reason !== null ? storableText(reason) : null;
  // The second run of a change finds it made (L2).
  if (row.status === to && row.statusReason === statusReason) return { ok: true };
  const changed = settingsChanged(row, ifRevision);
  if (changed !== undefined) return changed;
  if (!from.includes(row.status)) return refusedAs('OTHER_STATUS', `${row.id} is ${row.status}`);
  return {
    after: { status: to, statusReason, statusBefore: null },
    entry: { event: `PORTFOLIO_${to}`, batchId: null, detail: { from: row.status, reason } },
  };
}
