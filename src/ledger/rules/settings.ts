// The settings of a portfolio are its targets, its policy, its status and whether it is frozen: what people decide. Their revision tells
// who read them whether somebody has changed them since.

import type { Portfolio } from '../../domain/portfolio';
import { refused, refusedAs } from '../../domain/refused';
import type { SetStatusResult, SettingsChanged, StatusChange } from '../ledger';
import { storableText } from './canonical';
import type { AuditEntry } from './closing';

/** Returns the answer to who expects another revision than there is, or undefined when nothing is expected or it is this one. */
export function settingsChanged(
  { id, settingsRevision: revision }: Pick<Portfolio, 'id' | 'settingsRevision'>,
  ifRevision: number | undefined,
): SettingsChanged | undefined {
  if (ifRevision === undefined || ifRevision === revision) return undefined;
  return refused('SETTINGS_CHANGED', `the settings of ${id} have revision ${revision} by now`, { revision });
}

/** Returns what a change of the status makes of the row, or the answer when nothing is stored. */
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
