import type { AuditHead, AuditRow } from '../../src/ledger/ledger';
import { chainProblem } from '../../src/ledger/rules/audit-chain';
import { actor, newPortfolio } from '../support/portfolios';
import { createMemoryLedger } from './memory-ledger';

let rows: AuditRow[];
let head: AuditHead;
beforeAll(async () => {
  const ledger = createMemoryLedger();
  const { id } = newPortfolio();
  for (const number of [1, 2, 3, 4]) await ledger.audit(id, null, 'MESSAGE_IGNORED', { number }, actor());
  rows = await ledger.listAudit(id);
  head = await ledger.auditHead(id);
});

test('an untouched chain holds, and so does one that has grown since its end was kept', () => {
  expect(chainProblem(rows, head)).toBeUndefined();
  for (const { sequence, hash } of rows) expect(chainProblem(rows, { sequence, hash })).toBeUndefined();
});

test.each<[string, (rows: AuditRow[]) => AuditRow[], RegExp]>([
  ['a row in the middle is missing', ([a, , ...rest]) => compact([a, ...rest]), /^row 2 is missing$/],
  ['the first row is missing', ([, ...rest]) => rest, /^row 1 is missing$/],
  ['the last row is missing', (all) => all.slice(0, -1), /^the last rows are missing: there were 4$/],
  ['two rows changed places', ([a, b, c, d]) => compact([a, c, b, d]), /^row 2 is missing$/],
  ['a detail was changed', (all) => changed(all, { detail: { number: 9 } }), /^row 2 is not what was recorded/],
  ['an actor was changed', (all) => changed(all, { actor: 'nobody' }), /^row 2 is not what was recorded/],
  ['a time was changed', (all) => changed(all, { at: '2026-03-02T15:00:02.001Z' }), /^row 2 is not what was recorded/],
  ['an event was changed', (all) => changed(all, { event: 'OTHER' }), /^row 2 is not what was recorded/],
  ['a portfolio was changed', (all) => changed(all, { portfolioId: 'p' }), /^row 2 is not what was recorded/],
  ['a door was added', (all) => changed(all, { via: 'cli' }), /^row 2 is not what was recorded/],
  ['a hash was changed', (all) => changed(all, { hash: '00' }), /^row 2 is not what was recorded/],
])('%s: it is found', (_what, tamper, problem) => {
  expect(chainProblem(tamper(rows), head)).toMatch(problem);
});

test('a chain that was written anew as a whole differs from the end that was kept', async () => {
  const ledger = createMemoryLedger();
  for (const number of [1, 2, 3, 5])
    await ledger.audit(rows[0]?.portfolioId ?? '', null, 'MESSAGE_IGNORED', { number }, actor());
  expect(chainProblem(await ledger.listAudit(rows[0]?.portfolioId ?? ''), head)).toMatch(/^row 4 has another hash/);
});

function changed(all: AuditRow[], change: Partial<AuditRow>): AuditRow[] {
  return all.map((row) => (row.sequence === 2 ? { ...row, ...change } : row));
}

function compact(all: (AuditRow | undefined)[]): AuditRow[] {
  return all.filter((row) => row !== undefined);
}
