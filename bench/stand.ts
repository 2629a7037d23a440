// The servers of one run: one Temporal dev server, one durable Postgres, the simulated broker, and programs of ours as processes of their own.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../src/ledger/postgres/migrate';
import { type Program, startNodeProgram } from '../src/local/process/supervisor';
import { temporaryDirectory } from '../src/local/process/temporary-directory';
import { until, untilAnswering } from '../src/local/process/until';
import { cacheDirectory } from '../src/local/servers/cache';
import { freePort } from '../src/local/servers/ports';
import { startPostgres } from '../src/local/servers/postgres-server';
import { provisionDatabase } from '../src/local/servers/provision-database';
import { temporalCli } from '../src/local/servers/temporal-binaries';
import { startTemporal } from '../src/local/servers/temporal-server';
import { createSimulatorAdmin, type SimulatorAdmin } from '../src/simulator/admin/client';

export interface Stand {
  temporalAddress: string;
  databaseUrl: string;
  /** The same, as the database role of the HTTP API. */
  apiDatabaseUrl: string;
  superuserUrl: string;
  brokerUrl: string;
  admin: SimulatorAdmin;
  /** Process ids by what runs in them. */
  pids: Record<string, number>;
  /** Starts one of the programs, and resolves when it is ready with where its metrics are and how to end it. */
  start(
    name: string,
    script: string,
    env?: Record<string, string>,
    withinMs?: number,
  ): Promise<{ statusUrl: string; stop(): Promise<void> }>;
  close(): Promise<void>;
}

const root = join(__dirname, '..');
const HOOK = join(root, 'test/support/typescript-hook.js');

/** With `profiles`, a directory, each of our programs leaves its processor profile there when it ends. */
export async function startStand(profiles?: string): Promise<Stand> {
  const directory = await temporaryDirectory('bench');
  const binary = await temporalCli(cacheDirectory());
  const temporal = await startTemporal({ binary, preferredPort: 0, uiPort: 0, dbFile: join(directory, 'temporal.db') });
  const postgres = await startPostgres({ dataDir: join(directory, 'postgres'), preferredPort: 0, durable: true });
  const { ownerUrl, appUrl, apiUrl } = await provisionDatabase(postgres.superuserUrl, 'autobalancer');
  await migrate(ownerUrl);
  const port = await freePort(0);
  const brokerUrl = `http://127.0.0.1:${port}`;
  // Without a state file: writing its books at each change would be what is measured.
  const simulator = await startNodeProgram(join(root, 'dist/simulator/main.js'), ['--port', `${port}`], process.env);
  await untilAnswering(`${brokerUrl}/healthz`);
  const pids: Record<string, number> = { temporal: temporal.pid, postgres: postgres.pid, simulator: simulator.pid };
  const profiling = profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`];
  const running = new Set<Program>([simulator]);
  return {
    temporalAddress: temporal.address,
    databaseUrl: appUrl,
    apiDatabaseUrl: apiUrl,
    superuserUrl: postgres.superuserUrl,
    brokerUrl,
    admin: createSimulatorAdmin(brokerUrl),
    pids,
    start: async (name, script, env = {}, withinMs = 60_000) => {
      const statusPort = await freePort(0);
      const statusUrl = `http://127.0.0.1:${statusPort}`;
      const flags = script.endsWith('.ts') ? ['--require', HOOK] : profiling;
      const [first = '', ...rest] = [...flags, join(root, script)];
      const program = await startNodeProgram(first, rest, {
        ...process.env,
        TEMPORAL_ADDRESS: temporal.address,
        DATABASE_URL: appUrl,
        AUTOBALANCER_BROKER: 'simulator',
        AUTOBALANCER_BROKER_URL: brokerUrl,
        AUTOBALANCER_LOG_LEVEL: 'warn',
        AUTOBALANCER_STATUS_PORT: `${statusPort}`,
        ...env,
      });
      running.add(program);
      pids[name] = program.pid;
      await until(async () => (await fetch(`${statusUrl}/readyz`).catch(() => undefined))?.ok === true, withinMs);
      const stop = async () => {
        running.delete(program);
        delete pids[name];
        await program.stop();
      };
      return { statusUrl, stop };
    },
    close: async () => {
      await Promise.all([...running].map((program) => program.stop()));
      await Promise.all([temporal.stop(), postgres.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
