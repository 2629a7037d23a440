// The drift index against decimals: how many portfolios are checked a second, and what they take of memory.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MeasuredIndex } from './drift-index-once';

const root = join(__dirname, '..');

const SIZES: readonly { portfolios: number; holdings: number; isMixed?: boolean }[] = [
  { portfolios: 10_000, holdings: 10 },
  { portfolios: 100_000, holdings: 10 },
  { portfolios: 1_000_000, holdings: 10 },
  { portfolios: 1_000_000, holdings: 10, isMixed: true },
  { portfolios: 100_000, holdings: 3 },
  { portfolios: 100_000, holdings: 50 },
];

/** Each size in a process of its own: what one leaves in memory is not another's. */
export async function benchDriftIndex(say: (line: string) => void): Promise<MeasuredIndex[]> {
  const rows: MeasuredIndex[] = [];
  for (const { portfolios, holdings, isMixed = false } of SIZES) {
    const script = ['--require', join(root, 'test/support/typescript-hook.js'), join(__dirname, 'drift-index-once.ts')];
    const args = ['--expose-gc', ...script, `${portfolios}`, `${holdings}`, isMixed ? '1' : '0'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const row = JSON.parse(stdout) as MeasuredIndex;
    say(
      `${portfolios} × ${holdings} ${row.triggers}: ${row.millionChecksPerSecond} million checks/s, ${row.ratioToExact} × exact`,
    );
    rows.push(row);
  }
  return rows;
}
