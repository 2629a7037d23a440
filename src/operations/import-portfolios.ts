import { setTimeout as delay } from 'node:timers/promises';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { hasEnded, type Import, type ImportLedger, type LineProblem } from '../ledger/imports';
import { type CancelImportAnswer, cancelImport } from './cancel-import';
import type { Audited } from './deps';
import { type ReceiveImportInput, receiveImport } from './receive-import';
import { type RunImportDeps, runImport } from './run-import';

export type { LineProblem };

export type OnProgress = (phase: 'read' | 'checked' | 'stored', lines: number) => void;

export interface ImportInput extends Omit<ReceiveImportInput, 'onRead'> {
  onProgress?: OnProgress;
  /** Cancels it while nothing is stored. After that it goes on to its end, so that nothing is half stored. */
  cancel?: AbortSignal;
}

/** `skipped` are there already with the same content. */
export interface ImportReport {
  importId: string;
  stored: number;
  skipped: number;
  problems: LineProblem[];
}

export type ImportAnswer =
  | ({ ok: true } & ImportReport)
  | Refused<'IMPORT_REFUSED', ImportReport>
  | Refused<'IMPORT_CANCELLED'>;

const LOOK_MS = 500;
const PROBLEMS_AT_ONCE = 1_000;

/**
 * Imports the portfolios of a file, all or, when one line is wrong, none. Safe to repeat: an import that was interrupted goes on. Others
 * that wait come first.
 *
 * @throws InputRefused, BrokerFault
 */
export async function importPortfolios(
  deps: Audited & Omit<RunImportDeps, 'ledger'> & { ledger: ImportLedger },
  principal: Principal,
  { onProgress = () => undefined, cancel, ...input }: ImportInput,
): Promise<ImportAnswer> {
  const { ledger } = deps;
  const onRead = (lines: number) => onProgress('read', lines);
  const lines = untilCancelled(input.lines, cancel);
  const received = await receiveImport(deps, principal, { ...input, lines, onRead }).catch(cancelledOr);
  if ('refusal' in received) return received;
  const { importId, isNew } = received;
  const watching = new AbortController();
  const cancelling = cancelWhenAborted(deps, principal, importId, cancel);
  const tell = tellOf(onProgress);
  const watched = watch(deps, importId, tell, watching.signal);
  try {
    for (;;) {
      const found = await ledger.findImport(importId);
      if (found === undefined || hasEnded(found)) {
        if (found !== undefined) tell(found);
        else if ((await cancelling.answer)?.ok === true) return cancelled();
        return await report(deps, importId, found);
      }
      // Somebody else runs it, or one that came before.
      if (!(await runImport(deps))) await delay(LOOK_MS);
    }
  } catch (error) {
    // Who hears of a fault asks again: it must not be imported behind their back.
    if (isNew) await ledger.dropImport(importId).catch(() => undefined);
    throw error;
  } finally {
    cancelling.stop();
    watching.abort();
    await watched;
  }
}

/** Ends with a fault at the next line once it is cancelled, so that nothing of the file stays. */
async function* untilCancelled(lines: ImportInput['lines'], cancel: AbortSignal | undefined): AsyncGenerator<string> {
  for await (const line of lines) {
    if (cancel?.aborted === true) throw new Cancelled();
    yield line;
  }
}

class Cancelled extends Error {}

function cancelledOr(error: unknown): Refused<'IMPORT_CANCELLED'> {
  if (error instanceof Cancelled) return cancelled();
  throw error;
}

export function cancelled(): Refused<'IMPORT_CANCELLED'> {
  return refused('IMPORT_CANCELLED', 'the import is cancelled: nothing of it is stored');
}

function cancelWhenAborted(
  deps: Audited & { ledger: ImportLedger },
  principal: Principal,
  importId: string,
  cancel: AbortSignal | undefined,
): { answer: Promise<CancelImportAnswer> | undefined; stop(): void } {
  const cancelling: { answer: Promise<CancelImportAnswer> | undefined; stop(): void } = {
    answer: undefined,
    stop: () => cancel?.removeEventListener('abort', begin),
  };
  const begin = () => {
    cancelling.answer = cancelImport(deps, principal, importId);
    // The ledger is away: then the import fails as well, and that is told.
    cancelling.answer.catch(() => undefined);
  };
  if (cancel?.aborted === true) begin();
  else cancel?.addEventListener('abort', begin, { once: true });
  return cancelling;
}

async function watch(
  { ledger }: { ledger: ImportLedger },
  importId: string,
  tell: ReturnType<typeof tellOf>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
    const found = signal.aborted ? undefined : await ledger.findImport(importId).catch(() => undefined);
    if (found?.state === 'CHECKING' || found?.state === 'STORING') tell(found);
  }
}

/**
 * Returns what to call with each look at an import. It tells each figure once, and of each phase the last figure at least: between two
 * looks an import may pass from one phase to the next.
 */
export function tellOf(onProgress: OnProgress): (found: Pick<Import, 'checked' | 'stored' | 'skipped'>) => void {
  const told = { checked: 0, stored: 0 };
  const tell = (phase: 'checked' | 'stored', lines: number) => {
    if (lines !== told[phase]) onProgress(phase, lines);
    told[phase] = lines;
  };
  return ({ checked, stored, skipped }) => {
    tell('checked', checked);
    if (stored > 0) tell('stored', stored + skipped);
  };
}

async function report(
  { ledger }: { ledger: ImportLedger },
  importId: string,
  found: Import | undefined,
): Promise<ImportAnswer> {
  const problems: LineProblem[] = [];
  for (let after = 0, isMore = true; isMore; after = problems.at(-1)?.line ?? 0) {
    const page = await ledger.listImportProblems(importId, { after, limit: PROBLEMS_AT_ONCE });
    problems.push(...page);
    isMore = page.length === PROBLEMS_AT_ONCE;
  }
  const { stored = 0, skipped = 0, state = 'REFUSED' } = found ?? {};
  const all = { importId, stored, skipped, problems };
  if (state === 'DONE') return { ok: true, ...all };
  return refused('IMPORT_REFUSED', `nothing is stored: ${problems.length} lines are wrong`, all);
}
