import { type Refused, refused } from '../domain/refused';
import { IMPORT_STATES, type Import, type ImportLedger, type LineProblem } from '../ledger/imports';
import { nextPage, numberOf, timeAndId } from './page';

export type { Import, LineProblem };
export { IMPORT_STATES };

export type ImportNotFound = Refused<'IMPORT_NOT_FOUND'>;

/** Returns how far an import is. */
export async function showImport(
  { ledger }: { ledger: Pick<ImportLedger, 'findImport'> },
  importId: string,
): Promise<{ ok: true; import: Import } | ImportNotFound> {
  const found = await ledger.findImport(importId);
  if (found !== undefined) return { ok: true, import: found };
  return noImport(importId);
}

export function noImport(importId: string): ImportNotFound {
  return refused('IMPORT_NOT_FOUND', `there is no import ${importId}: they are kept for a week`);
}

/** Returns a page of imports, the latest first; `next` is null at the end. @throws InputRefused */
export async function listImports(
  { ledger }: { ledger: Pick<ImportLedger, 'listImports'> },
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<{ imports: Import[]; next: string | null }> {
  const last = after === undefined ? undefined : timeAndId(after);
  const imports = await ledger.listImports({ limit, ...(last && { after: { begunAt: last.time, id: last.id } }) });
  return { imports, next: nextPage(imports, limit, 'begunAt', 'id') };
}

/** Returns a page of what is wrong with its lines, by line; `next` is null at the end. @throws InputRefused */
export async function listImportProblems(
  deps: { ledger: Pick<ImportLedger, 'findImport' | 'listImportProblems'> },
  { importId, limit, after }: { importId: string; limit: number; after?: string | undefined },
): Promise<{ ok: true; problems: LineProblem[]; next: string | null } | ImportNotFound> {
  const last = after === undefined ? 0 : numberOf(after);
  const found = await showImport(deps, importId);
  if (!found.ok) return found;
  const problems = await deps.ledger.listImportProblems(importId, { after: last, limit });
  return { ok: true, problems, next: nextPage(problems, limit, 'line') };
}
