import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import type { Import, ImportLedger, TooLate } from '../ledger/imports';
import { type Audited, actorOf } from './deps';
import { type ImportNotFound, noImport } from './show-import';

export type CancelImportAnswer = { ok: true; import: Import } | ImportNotFound | Refused<'IMPORT_TOO_LATE'>;

/** Cancels an import of which nothing is stored yet, and deletes it with its lines. Returns it as it was. */
export async function cancelImport(
  deps: Audited & { ledger: Pick<ImportLedger, 'cancelImport'> },
  principal: Principal,
  importId: string,
): Promise<CancelImportAnswer> {
  const cancelled = await deps.ledger.cancelImport(importId, actorOf(deps, principal));
  if (cancelled === undefined) return noImport(importId);
  if ('tooLate' in cancelled) return refused('IMPORT_TOO_LATE', `import ${importId} ${WHY[cancelled.tooLate]}`);
  return { ok: true, import: cancelled };
}

const WHY: Record<TooLate['tooLate'], string> = {
  STORING: 'is being stored, and goes on to its end, so that nothing is half stored',
  DONE: 'has ended: its portfolios are stored',
  REFUSED: 'has ended: nothing of it is stored',
};
