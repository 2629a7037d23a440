// A file of portfolios through the command line, as an operator imports it: read, checked and stored, then the same file again.

import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { equalTargets } from '../src/domain/targets';
import { temporaryDirectory } from '../src/local/process/temporary-directory';
import type { Stand } from './stand';

const PORTFOLIOS = Number.parseInt(process.env.BENCH_IMPORT ?? '100000', 10);

export interface MeasuredImport {
  portfolios: number;
  run: 'first' | 'again';
  seconds: number;
  stored: number;
  skipped: number;
}

export async function benchImport(stand: Stand, say: (line: string) => void): Promise<MeasuredImport[]> {
  const directory = await temporaryDirectory('bench-import');
  const file = join(directory, 'portfolios.ndjson');
  const symbols = Object.keys(await stand.admin.prices())
    .sort()
    .slice(0, 10);
  await writeFile(file, Array.from({ length: PORTFOLIOS }, (_, n) => `${lineOf(n, symbols)}\n`).join(''));
  const rows: MeasuredImport[] = [];
  for (const run of ['first', 'again'] as const) {
    const startedAt = performance.now();
    const { stored, skipped } = await importFile(stand, file);
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
    rows.push({ portfolios: PORTFOLIOS, run, seconds, stored, skipped });
    say(`${run}: ${stored} stored, ${skipped} skipped in ${seconds} s`);
  }
  await rm(directory, { recursive: true });
  return rows;
}

function lineOf(n: number, symbols: readonly string[]): string {
  const holdings = symbols.map((symbol) => ({ symbol, quantity: `${(n % 97) + 1}.5` }));
  return JSON.stringify({
    id: `p-${n}`,
    accountId: `a-${n}`,
    cash: '250.00',
    targets: equalTargets(symbols),
    holdings,
  });
}

async function importFile(stand: Stand, file: string): Promise<{ stored: number; skipped: number }> {
  const cli = join(__dirname, '../dist/cli/main.js');
  const env = { ...process.env, DATABASE_URL: stand.databaseUrl, AUTOBALANCER_BROKER_URL: stand.brokerUrl };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'portfolio', 'import', file, '--json'], { env });
  return JSON.parse(stdout) as { stored: number; skipped: number };
}
