// A file of portfolios is read whole before anything of it is stored: what is wrong is told line by line. Its lines wait in the ledger. An
// account is not asked about, as a hundred thousand of them would take hours of the broker's requests: the file says what each has, and
// the first read of the account, by the monitor or before the first batch, compares it. Until then nothing is traded on it.

import { createHash } from 'node:crypto';
import type { InputRefusalCode } from '../domain/causes';
import type { ImportedPortfolio } from '../domain/imported';
import type { TickerSymbol } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import { type ImportFormat, lineReader } from '../input/portfolio-lines';
import { InputRefused } from '../input/refused';
import type { ImportLedger, LineProblem } from '../ledger/imports';
import { type Audited, actorOf } from './deps';

export interface ReceiveImportInput {
  lines: AsyncIterable<string> | Iterable<string>;
  format: ImportFormat;
  /** Store what is right although some lines are wrong. */
  isPartial: boolean;
  /** Told how many lines are in the ledger. */
  onRead?: ((lines: number) => void) | undefined;
}

/** More would have to wait for each other for too long, and their ids are all in memory while they are read. */
export const IMPORT_LINES_MAX = 250_000;
const CHUNK = 250;

/**
 * Reads a file of portfolios into the ledger, where it waits for `runImport`, and returns its import. The same file again is the import
 * that is under way, until that has ended: it is not new then.
 *
 * @throws InputRefused, and whatever `lines` throws: nothing of the file stays then
 */
export async function receiveImport(
  deps: Audited & { ledger: Pick<ImportLedger, 'beginImport' | 'addToImport' | 'importReceived' | 'dropImport'> },
  principal: Principal,
  input: ReceiveImportInput,
): Promise<{ importId: string; isNew: boolean }> {
  const { ledger, now } = deps;
  const begun = await ledger.beginImport(input.isPartial, actorOf(deps, principal));
  try {
    const whole = await readAll(deps, begun, input);
    const importId = await ledger.importReceived(begun, whole, now());
    return { importId, isNew: importId === begun };
  } catch (error) {
    await ledger.dropImport(begun).catch(() => undefined);
    throw error;
  }
}

interface Read {
  line: number;
  portfolio: ImportedPortfolio;
}

async function readAll(
  { ledger, now }: Pick<Audited, 'now'> & { ledger: Pick<ImportLedger, 'addToImport'> },
  importId: string,
  { lines, format, onRead = () => undefined }: ReceiveImportInput,
): Promise<{ content: string; symbols: TickerSymbol[] }> {
  const [hash, reader] = [createHash('sha256'), lineReader(format)];
  const [ids, accounts] = [new Map<string, number>(), new Map<string, number>()];
  const symbols = new Set<TickerSymbol>();
  let [read, problems]: [Read[], LineProblem[]] = [[], []];
  let line = 0;
  // While a chunk is stored the next one is read.
  let storing: Promise<void> = Promise.resolve();
  const store = async () => {
    await storing;
    const part = { read: line, portfolios: read, problems };
    [read, problems] = [[], []];
    storing = ledger.addToImport(importId, part, now()).then(() => onRead(part.read));
    // It is awaited before the next one; until then nobody would hear of its fault.
    storing.catch(() => undefined);
  };
  try {
    for await (const text of lines) {
      line += 1;
      if (line > IMPORT_LINES_MAX) throw tooLong();
      hash.update(`${text}\n`);
      if (text.trim() === '') continue;
      try {
        const portfolio = reader(text);
        if (portfolio === undefined) continue;
        once(ids, portfolio.id, line, 'INVALID_PORTFOLIO_ID', 'id');
        once(accounts, portfolio.accountId, line, 'INVALID_ACCOUNT', 'accountId');
        for (const { symbol } of portfolio.targets) symbols.add(symbol);
        read.push({ line, portfolio });
      } catch (error) {
        if (!(error instanceof InputRefused)) throw error;
        const { code, field, message } = error;
        problems.push({ line, field, code, message });
        // Without a header nothing that follows has a meaning.
        if (field === 'header') break;
      }
      if (read.length + problems.length >= CHUNK) await store();
    }
    await store();
    await storing;
  } finally {
    // An import that is dropped after a fault must not meet a chunk that is still being stored.
    await storing.catch(() => undefined);
  }
  return { content: hash.digest('hex'), symbols: [...symbols].sort() };
}

function tooLong(): InputRefused {
  return new InputRefused('INVALID_FILE', 'file', `the file has more than ${IMPORT_LINES_MAX} lines: divide it`);
}

function once(seen: Map<string, number>, text: string, line: number, code: InputRefusalCode, field: string): void {
  const before = seen.get(text);
  if (before !== undefined) throw new InputRefused(code, field, `${field} is that of line ${before} as well`);
  seen.set(text, line);
}
