// A file of portfolios is read whole before anything of it is stored: what is wrong is told line by line. An account is not asked about, as
// a hundred thousand of them would take hours of the broker's requests: the file says what each has, and the first read of the
// account, by the monitor or before the first batch, compares it. Until then nothing is traded on it.

import { createHash } from 'node:crypto';
import type { Broker } from '../broker/broker';
import type { InputRefusalCode } from '../domain/causes';
import type { TickerSymbol } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import { type Refused, refused } from '../domain/refused';
import { type ImportedPortfolio, type ImportFormat, lineReader } from '../input/portfolio-lines';
import { InputRefused } from '../input/refused';
import { type Ledger, SYSTEM_AUDIT } from '../ledger/ledger';
import { type Audited, actorOf } from './deps';

export interface ImportInput {
  lines: AsyncIterable<string> | Iterable<string>;
  format: ImportFormat;
  /** Store what is right although some lines are wrong. */
  isPartial: boolean;
  onProgress?: (phase: 'read' | 'checked' | 'stored', lines: number) => void;
}

export interface LineProblem {
  /** From 1. */
  line: number;
  field: string;
  code: InputRefusalCode | 'UNKNOWN_SYMBOL' | 'PORTFOLIO_EXISTS' | 'ACCOUNT_TAKEN';
  message: string;
}

/** `importId` is the file's: the same file again goes on where it was interrupted. */
export interface ImportReport {
  importId: string;
  stored: number;
  /** They are there already with the same content. */
  skipped: number;
  problems: LineProblem[];
}

export type ImportAnswer = ({ ok: true } & ImportReport) | Refused<'IMPORT_REFUSED', ImportReport>;

type ImportDeps = Audited & {
  ledger: Pick<Ledger, 'createPortfolio' | 'createPortfolios' | 'findPortfolios' | 'accountOwners' | 'audit'>;
  broker: Pick<Broker, 'asset'>;
};

interface Read {
  line: number;
  portfolio: ImportedPortfolio;
}

const CHUNK = 500;

/** Imports the portfolios of a file, all or, when one line is wrong, none. Safe to repeat. @throws BrokerFault */
export async function importPortfolios(
  deps: ImportDeps,
  principal: Principal,
  input: ImportInput,
): Promise<ImportAnswer> {
  const { isPartial, onProgress = () => undefined } = input;
  const { importId, read, problems } = await readAll(input, onProgress);
  const known = await withoutUnlisted(deps, read, problems);
  const fresh = await withoutTaken(deps, principal, known, problems, onProgress);
  problems.sort((a, b) => a.line - b.line);
  const skipped = known.length - fresh.length - problems.filter(({ code }) => TAKEN.has(code)).length;
  const report = { importId, stored: 0, skipped, problems };
  if (problems.length > 0 && !isPartial)
    return refused('IMPORT_REFUSED', `nothing is stored: ${problems.length} lines are wrong`, report);
  const by = () => actorOf(deps, principal);
  await deps.ledger.audit(SYSTEM_AUDIT, null, 'IMPORT_BEGUN', { import: importId, portfolios: fresh.length }, by());
  for (const chunk of chunksOf(fresh)) {
    const answers = await deps.ledger.createPortfolios(portfoliosOf(chunk), by());
    for (const one of chunk) {
      const answer = answers.get(one.portfolio.id);
      if (answer === 'created') report.stored += 1;
      else if (answer === 'same') report.skipped += 1;
      else {
        // Somebody was quicker.
        const problem = await inTheWay(deps, principal, one);
        if (problem === undefined) report.stored += 1;
        else problems.push(problem);
      }
    }
    onProgress('stored', report.stored + report.skipped);
  }
  const { stored } = report;
  const detail = { import: importId, stored, skipped: report.skipped, wrong: problems.length };
  await deps.ledger.audit(SYSTEM_AUDIT, null, 'IMPORT_ENDED', detail, by());
  return { ok: true, ...report };
}

async function readAll({ lines, format }: ImportInput, onProgress: NonNullable<ImportInput['onProgress']>) {
  const [hash, reader] = [createHash('sha256'), lineReader(format)];
  const [read, problems]: [Read[], LineProblem[]] = [[], []];
  const [ids, accounts] = [new Map<string, number>(), new Map<string, number>()];
  let line = 0;
  for await (const text of lines) {
    line += 1;
    hash.update(`${text}\n`);
    if (text.trim() === '') continue;
    try {
      const portfolio = reader(text);
      if (portfolio === undefined) continue;
      once(ids, portfolio.id, line, 'INVALID_PORTFOLIO_ID', 'id');
      once(accounts, portfolio.accountId, line, 'INVALID_ACCOUNT', 'accountId');
      read.push({ line, portfolio });
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      const { code, field, message } = error;
      problems.push({ line, field, code, message });
      // Without a header nothing that follows has a meaning.
      if (field === 'header') break;
    }
    if (line % 10_000 === 0) onProgress('read', line);
  }
  return { importId: hash.digest('hex').slice(0, 12), read, problems };
}

function once(seen: Map<string, number>, text: string, line: number, code: InputRefusalCode, field: string): void {
  const before = seen.get(text);
  if (before !== undefined) throw new InputRefused(code, field, `${field} is that of line ${before} as well`);
  seen.set(text, line);
}

async function withoutUnlisted(
  { broker }: ImportDeps,
  read: readonly Read[],
  problems: LineProblem[],
): Promise<Read[]> {
  const symbols = new Set(read.flatMap(({ portfolio }) => portfolio.targets.map(({ symbol }) => symbol)));
  const unlisted = new Set<TickerSymbol>();
  for (const chunk of chunksOf([...symbols], 20)) {
    const assets = await Promise.all(chunk.map((symbol) => broker.asset(symbol)));
    for (const [n, symbol] of chunk.entries()) if (assets[n] === undefined) unlisted.add(symbol);
  }
  return read.filter(({ line, portfolio }) => {
    const unknown = portfolio.targets.find(({ symbol }) => unlisted.has(symbol));
    if (unknown === undefined) return true;
    const message = `targets: the broker does not list ${unknown.symbol}`;
    problems.push({ line, field: 'targets', code: 'UNKNOWN_SYMBOL', message });
    return false;
  });
}

const TAKEN = new Set<string>(['PORTFOLIO_EXISTS', 'ACCOUNT_TAKEN']);

/** Returns those that are not stored yet. */
async function withoutTaken(
  deps: ImportDeps,
  principal: Principal,
  read: readonly Read[],
  problems: LineProblem[],
  onProgress: NonNullable<ImportInput['onProgress']>,
): Promise<Read[]> {
  const fresh: Read[] = [];
  for (const chunk of chunksOf(read)) {
    const there = await deps.ledger.findPortfolios(chunk.map(({ portfolio }) => portfolio.id));
    const ids = new Set(there.map(({ id }) => id));
    const owners = await deps.ledger.accountOwners(chunk.map(({ portfolio }) => portfolio.accountId));
    // Of those that are there a creation stores nothing: it says whether their content is the same.
    const before = portfoliosOf(chunk).filter(({ id }) => ids.has(id));
    const same = before.length === 0 ? new Map() : await deps.ledger.createPortfolios(before, actorOf(deps, principal));
    for (const one of chunk) {
      const { line, portfolio } = one;
      const owner = owners.get(portfolio.accountId);
      if (same.has(portfolio.id)) continue;
      const problem = ids.has(portfolio.id) ? await inTheWay(deps, principal, one) : undefined;
      if (problem !== undefined) problems.push(problem);
      else if (owner === undefined) fresh.push(one);
      else {
        const message = `accountId is the account of portfolio ${owner}`;
        problems.push({ line, field: 'accountId', code: 'ACCOUNT_TAKEN', message });
      }
    }
    onProgress('checked', chunk.at(-1)?.line ?? 0);
  }
  return fresh;
}

/** Undefined when it is out of the way by now, and the portfolio is stored. */
async function inTheWay(
  deps: ImportDeps,
  principal: Principal,
  { line, portfolio }: Read,
): Promise<LineProblem | undefined> {
  const answer = await deps.ledger.createPortfolio(portfolio, actorOf(deps, principal));
  if (answer.ok) return undefined;
  const { refusal: code, message } = answer;
  return { line, field: code === 'PORTFOLIO_EXISTS' ? 'id' : 'accountId', code, message };
}

function portfoliosOf(chunk: readonly Read[]): ImportedPortfolio[] {
  return chunk.map(({ portfolio }) => portfolio);
}

function* chunksOf<Item>(items: readonly Item[], size = CHUNK): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
