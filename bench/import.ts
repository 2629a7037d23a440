// A file of portfolios through the command line, as an operator imports it: read, checked and stored, then the same file again.

import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { equalTargets } from '../src/domain/targets';
import { temporaryDirectory } from '../src/local/process/temporary-directory';
import { cpuMs } from './measures';
import type { Stand } from './stand';

const PORTFOLIOS = Number.parseInt(process.env.BENCH_IMPORT ?? '100000', 10);
/** A directory, in which the command then leaves its profile. */
const PROFILES = process.env.BENCH_IMPORT_PROFILES;

export interface MeasuredImport {
  portfolios: number;
  run: 'first' | 'again';
  seconds: number;
  /** Seconds of processor time, which a busy machine changes less: of the command, and of Postgres. */
  commandCpu: number;
  postgresCpu: number | null;
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
    const postgresBefore = cpuMs(stand.pids.postgres ?? 0);
    const { stored, skipped, commandCpu } = await importFile(stand, file);
    const seconds = tenths(performance.now() - startedAt);
    const postgresNow = cpuMs(stand.pids.postgres ?? 0);
    const isKnown = postgresBefore !== undefined && postgresNow !== undefined;
    const postgresCpu = isKnown ? tenths(postgresNow - postgresBefore) : null;
    rows.push({ portfolios: PORTFOLIOS, run, seconds, commandCpu, postgresCpu, stored, skipped });
    const used = `${commandCpu} s of processor in the command, ${postgresCpu ?? '?'} s in Postgres`;
    say(`${run}: ${stored} stored, ${skipped} skipped in ${seconds} s; ${used}`);
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

/** Said on stderr when the command ends. */
const SAY_CPU = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('\\n' + (user + system));
});`;

interface Imported {
  stored: number;
  skipped: number;
  commandCpu: number;
}

async function importFile(stand: Stand, file: string): Promise<Imported> {
  const cli = join(__dirname, '../dist/cli/main.js');
  const profiling = PROFILES === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${PROFILES}`];
  const env = { ...process.env, DATABASE_URL: stand.databaseUrl, AUTOBALANCER_BROKER_URL: stand.brokerUrl };
  const flags = [...profiling, '--import', `data:text/javascript,${encodeURIComponent(SAY_CPU)}`];
  const args = [...flags, cli, 'portfolio', 'import', file, '--json'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
  const used = Number.parseInt(stderr.trim().split('\n').at(-1) ?? '', 10);
  return { ...(JSON.parse(stdout) as Omit<Imported, 'commandCpu'>), commandCpu: tenths(used / 1_000) };
}

function tenths(ms: number): number {
  return Math.round(ms / 100) / 10;
}
