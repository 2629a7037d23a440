// An exported audit: one row a line, as JSON.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { DOORS } from '../domain/principal';
import { InputRefused } from '../input/refused';
import type { AuditRow } from '../operations/list-audit';

const Row = z.strictObject({
  sequence: z.int().min(1),
  portfolioId: z.string(),
  batchId: z.string().nullable(),
  event: z.string(),
  detail: z.record(z.string(), z.unknown()),
  actor: z.string(),
  // An export of an earlier build has none.
  via: z.enum(DOORS).nullable().default(null),
  at: z.string(),
  hash: z.string(),
});

export function auditLine(row: AuditRow): string {
  return JSON.stringify(row);
}

/** Returns the rows of each portfolio in the file, in the order of the file. @throws InputRefused */
export async function readAuditFile(file: string): Promise<Map<string, AuditRow[]>> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new InputRefused('INVALID_FILE', '--file', `${file} must be a file to read: ${error.message}`);
  });
  const chains = new Map<string, AuditRow[]>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const row = Row.safeParse(jsonOf(line));
    if (!row.success)
      throw new InputRefused(
        'INVALID_FILE',
        '--file',
        `${file}: line ${index + 1} must be a row of "autobalancer audit export"`,
      );
    const chain = chains.get(row.data.portfolioId);
    if (chain === undefined) chains.set(row.data.portfolioId, [row.data]);
    else chain.push(row.data);
  }
  return chains;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
