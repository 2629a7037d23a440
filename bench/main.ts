// Program: measures what docs/performance.md shows. Names of tables run those only; --json FILE keeps the figures with the machine, and
// --profile DIRECTORY the processor profiles of our programs, which slows them down.

import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import packageJson from '../package.json';
import { table } from '../src/cli/screen/table';
import { benchApi } from './api';
import { benchBulkheads } from './bulkheads';
import { benchConsole } from './console';
import { benchDriftIndex } from './drift-index';
import { benchHerd } from './herd';
import { benchImport } from './import';
import { benchPlans } from './plans';
import { benchPreview } from './preview';
import { sharesOf } from './profile';
import { benchRebalances } from './rebalances';
import { benchRollout } from './rollout';
import { type Stand, startStand } from './stand';
import { benchTicks } from './ticks';
import { benchWatching } from './watching';

type Row = Record<string, unknown>;

type Say = (line: string) => void;

/** One module a table, which returns its rows; these need no servers. */
const ALONE: Record<string, (say: Say) => Promise<object[]>> = {
  index: benchDriftIndex,
  plans: async (say) => Promise.resolve(benchPlans(say)),
};

/** These get the servers. */
const TABLES: Record<string, (stand: Stand, say: Say) => Promise<object[]>> = {
  rebalances: benchRebalances,
  ticks: benchTicks,
  watching: benchWatching,
  herd: benchHerd,
  bulkheads: benchBulkheads,
  api: benchApi,
  console: benchConsole,
  import: benchImport,
  preview: benchPreview,
  rollout: benchRollout,
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' }, profile: { type: 'string' } },
    allowPositionals: true,
  });
  const all = [...Object.keys(ALONE), ...Object.keys(TABLES)];
  const names = positionals.length === 0 ? all : positionals;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`there is no table ${unknown}: there are ${all.join(', ')}`);
  const machine = describeMachine();
  const tables: Record<string, object[]> = {};
  for (const name of names) {
    const say = (line: string) => console.log(`  ${line}`);
    tables[name] = (await ALONE[name]?.(say)) ?? (await onServers(name, say, values.profile));
    console.log(show(tables[name] as Row[]));
    // After each table: what comes later may fail.
    const results = { ...machine, loadAfter: loadavg(), tables };
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
  }
  if (values.profile !== undefined) console.log(show(sharesOf(values.profile).map((share) => ({ ...share }))));
  console.log(JSON.stringify({ ...machine, loadAfter: loadavg() }));
}

async function onServers(name: string, say: Say, profiles: string | undefined): Promise<object[]> {
  say(`${name}: starting the servers …`);
  const stand = await startStand(profiles);
  try {
    return (await TABLES[name]?.(stand, say)) ?? [];
  } finally {
    await stand.close();
  }
}

/** What the figures depend on. A load above the number of processors says that others were at work. */
function describeMachine() {
  return {
    at: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    temporalSdk: packageJson.dependencies['@temporalio/worker'],
    loadBefore: loadavg(),
  };
}

function show(rows: Row[]): string {
  const flat = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([key, value]) =>
        typeof value === 'object' && value !== null
          ? Object.entries(value).map(([inner, of]) => [`${key} ${inner}`, String(of)])
          : [[key, String(value)]],
      ),
    ),
  );
  return table(Object.keys(flat[0] ?? {}), flat.map(Object.values));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error('bench:', error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(1);
  },
);
