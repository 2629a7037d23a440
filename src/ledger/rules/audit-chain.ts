// A portfolio's audit as a chain: row n carries SHA-256 of row n - 1's hash and of what row n says. The trigger `chain_audit`
// computes the same in Postgres.

import { hash } from 'node:crypto';
import { Decimal } from '../../domain/money';
import type { AuditHead, AuditRow } from '../ledger';
import { compareText } from './canonical';

/** Where every chain starts. */
export const GENESIS: AuditHead = { sequence: 0, hash: '' };

/** Returns the row that follows `head`. Its hash is computed when somebody reads it: hardly anybody does of the ledger in memory. */
export function chained(head: AuditHead, row: Omit<AuditRow, 'sequence' | 'hash'>): AuditRow {
  const sequence = head.sequence + 1;
  let known: string | undefined;
  return {
    ...row,
    sequence,
    get hash() {
      known ??= hashOf(head.hash, sequence, row);
      return known;
    },
  };
}

/**
 * Returns the first thing wrong with the audit of one portfolio as a sentence, or undefined when nothing is. `rows` are all
 * of it, oldest first; `kept` is an end it had earlier, by the ledger or by a person who wrote it down: rows may have followed.
 */
export function chainProblem(rows: readonly AuditRow[], kept: AuditHead): string | undefined {
  let last = GENESIS;
  for (const row of rows) {
    if (row.sequence !== last.sequence + 1) return `row ${last.sequence + 1} is missing`;
    if (row.hash !== hashOf(last.hash, row.sequence, row))
      return `row ${row.sequence} is not what was recorded, or a row before it is not`;
    last = row;
  }
  if (kept.sequence > last.sequence) return `the last rows are missing: there were ${kept.sequence}`;
  const then = rows[kept.sequence - 1]?.hash ?? GENESIS.hash;
  return then === kept.hash ? undefined : `row ${kept.sequence} has another hash than the one that was kept`;
}

function hashOf(previous: string, sequence: number, row: Omit<AuditRow, 'sequence' | 'hash'>): string {
  const { portfolioId, batchId, event, at, detail, actor, via } = row;
  const content = [sequence, portfolioId, batchId ?? '-', event, at, jsonbText(detail), actor];
  // It comes first, where a row without it has a number: no row can be read as another one.
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
