// A portfolio's audit as a chain: row n carries SHA-256 of row n - 1's hash and of what row n says. The trigger `chain_audit`
// computes the same in Postgres.

import { hash } from 'node:crypto';
import { Decimal } from '../../domain/money';
import type { AuditHead, AuditRow } from '../ledger';
import { compareText } from './canonical';

/** Where every chain starts. */
export const GENESIS: AuditHead = { sequence: 0, hash: '' };

type Content = Omit<AuditRow, 'sequence' | 'hash'>;

/**
 * Returns the row that follows `head`. Its hash is computed when it is read, which hardly ever happens in the ledger in memory.
 */
export function chained(head: AuditHead, row: Content): AuditRow {
  return new ChainedRow(head, row);
}

class ChainedRow implements AuditRow {
  readonly portfolioId: string;
  readonly batchId: string | null;
  readonly event: string;
  readonly detail: Record<string, unknown>;
  readonly actor: string;
  readonly via: AuditRow['via'];
  readonly at: string;
  readonly sequence: number;
  declare readonly hash: string;
  readonly #head: AuditHead;
  #known: string | undefined;

  constructor(head: AuditHead, row: Content) {
    this.portfolioId = row.portfolioId;
    this.batchId = row.batchId;
    this.event = row.event;
    this.detail = row.detail;
    this.actor = row.actor;
    this.via = row.via;
    this.at = row.at;
    this.sequence = head.sequence + 1;
    this.#head = head;
    Object.defineProperty(this, 'hash', ChainedRow.HASH);
  }

  /**
   * An own field, so that copies and comparisons see it. All rows share one getter: with one each, the engine would have a shape for each
   * row, and everything that reads rows would be slow.
   */
  private static readonly HASH: PropertyDescriptor & ThisType<ChainedRow> = {
    enumerable: true,
    get(): string {
      this.#known ??= hashOf(this.#head.hash, this.sequence, this);
      return this.#known;
    },
  };
}

/** Finds the first thing wrong with the audit of one portfolio, as a sentence, while its rows pass by: however many they are. */
export interface ChainCheck {
  /** Takes the next row; call it from the first row on. */
  add(row: AuditRow): string | undefined;
  /** Call it after the last row. */
  end(): string | undefined;
  /** Where the rows that passed end. */
  head(): AuditHead;
}

/** `kept` are ends that it had earlier, according to the ledger or to a person who noted them; rows may have followed. */
export function checkChain(kept: readonly AuditHead[]): ChainCheck {
  let last = GENESIS;
  const hashes = new Map(kept.map(({ sequence }) => [sequence, GENESIS.hash]));
  return {
    add: (row) => {
      if (row.sequence !== last.sequence + 1) return `row ${last.sequence + 1} is missing`;
      if (row.hash !== hashOf(last.hash, row.sequence, row))
        return `row ${row.sequence} is not what was recorded, or a row before it is not`;
      last = { sequence: row.sequence, hash: row.hash };
      if (hashes.has(row.sequence)) hashes.set(row.sequence, row.hash);
      return undefined;
    },
    end: () => {
      for (const { sequence, hash } of kept) {
        if (sequence > last.sequence) return `the last rows are missing: there were ${sequence}`;
        if (hashes.get(sequence) !== hash) return `row ${sequence} has another hash than the one that was kept`;
      }
      return undefined;
    },
    head: () => last,
  };
}

/** The same for rows that are all at hand, with one end that was kept. */
export function chainProblem(rows: readonly AuditRow[], kept: AuditHead): string | undefined {
  const check = checkChain([kept]);
  for (const row of rows) {
    const problem = check.add(row);
    if (problem !== undefined) return problem;
  }
  return check.end();
}

function hashOf(previous: string, sequence: number, row: Content): string {
  const { portfolioId, batchId, event, at, detail, actor, via } = row;
  const content = [sequence, portfolioId, batchId ?? '-', event, at, jsonbText(detail), actor];
  // It comes first, where a row without it has a number, so no row can be read as a different one.
  if (via !== null) content.unshift(via);
  return hash('sha256', Buffer.concat([Buffer.from(previous, 'hex'), Buffer.from(content.join('\n'))]), 'hex');
}

/** JSON as Postgres writes a `jsonb`: equal content is equal text. */
export function jsonbText(value: unknown): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'number') return new Decimal(JSON.stringify(value)).toFixed();
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => compareKeys(a, b));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}: ${jsonbText(part)}`).join(', ')}}`;
}

/** One byte a character. */
const ASCII = /^[\0-\x7f]*$/;

/** Postgres sorts keys by their length in bytes, then by these bytes. */
function compareKeys(a: string, b: string): number {
  if (ASCII.test(a) && ASCII.test(b)) return a.length - b.length || compareText(a, b);
  return Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.from(a).compare(Buffer.from(b));
}
