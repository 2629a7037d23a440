// The servers of one run, which its seeds share: Temporal with its file, a durable Postgres, the simulator with its state file, and
// the product's own worker and monitor, two of the one.

import { renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createAlpacaBroker } from '../../src/broker/alpaca/client';
import { createAlpacaMarket } from '../../src/broker/alpaca/market';
import type { Broker } from '../../src/broker/broker';
import type { Market } from '../../src/broker/market';
import { createRebalanceClient, type RebalanceClient } from '../../src/client';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { migrate } from '../../src/ledger/postgres/migrate';
import { type Leashed, spawnLeashed, untilServing } from '../../src/local/process/leash';
import { patient } from '../../src/local/process/patient';
import { temporaryDirectory } from '../../src/local/process/temporary-directory';
import { cacheDirectory } from '../../src/local/servers/cache';
import { freePort } from '../../src/local/servers/ports';
import { startPostgres } from '../../src/local/servers/postgres-server';
import { provisionDatabase } from '../../src/local/servers/provision-database';
import { temporalCli } from '../../src/local/servers/temporal-binaries';
import { startTemporal } from '../../src/local/servers/temporal-server';
import { stackEnvironment } from '../../src/local/stack-environment';
import { createSimulatorAdmin, type SimulatorAdmin } from '../../src/simulator/admin/client';
import { type Backup, takeBackup } from '../support/database';
import { type Armoury, createArmoury } from './armed';
import { createHappenings, type Happenings } from './happenings';
import { createOwners, type Owners } from './owners';
import { createProcesses, type Processes } from './processes';
import { createRuns, type Runs } from './runs';
import { createWithdrawals, type Withdrawals } from './withdrawals';

/** What asks here asks again while what it asks is down. */
export interface Stand {
  processes: Processes;
  armoury: Armoury;
  runs: Runs;
  client: RebalanceClient;
  ledger: ReturnType<typeof createPostgresLedger>;
  broker: Broker;
  market: Market;
  admin: SimulatorAdmin;
  key: OurKey;
  owners: Owners;
  happenings: Happenings;
  withdrawals: Withdrawals;
  /** A copy of the ledger's database, which can be put back in its place: what was committed meanwhile is lost then. */
  takeBackup(): Promise<Backup>;
  close(): Promise<void>;
}

/** The broker's key that worker and monitor show, in files that they read again. */
interface OurKey {
  /** Puts another one into the files. */
  replace(): void;
  /** The ids of the key in the files and of our own. */
  ids(): string[];
}

const root = join(__dirname, '../..');
const HOOK = join(root, 'test/support/typescript-hook.js');
const KEY = { keyId: 'chaos', secretKey: 'none' };
const CRASHING = join(__dirname, 'crashing-preload.ts');

export async function startStand(): Promise<Stand> {
  const directory = await temporaryDirectory('chaos');
  const processes = createProcesses();
  const closeAll = async () => {
    await processes.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return await startAll(directory, processes, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function createKey(directory: string): OurKey & { env: Record<string, string> } {
  let nth = 0;
  const [idFile, secretFile] = [join(directory, 'key-id'), join(directory, 'secret-key')];
  const put = (file: string, text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const replace = () => {
    nth += 1;
    put(secretFile, `secret-${nth}`);
    put(idFile, `key-${nth}`);
  };
  replace();
  const ids = () => [KEY.keyId, `key-${nth}`];
  return { replace, ids, env: { ALPACA_KEY_ID_FILE: idFile, ALPACA_SECRET_KEY_FILE: secretFile } };
}

async function startAll(directory: string, processes: Processes, closeAll: () => Promise<void>): Promise<Stand> {
  const [temporalAddress, { superuserUrl, databaseUrl }, brokerUrl] = await Promise.all([
    keepTemporal(directory, processes),
    keepPostgres(directory, processes),
    keepSimulator(directory, processes),
  ]);
  const key = createKey(directory);
  const env = {
    ...key.env,
    ...stackEnvironment(process.env, {
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_CONFIG_FILE: join(directory, 'temporal.toml'),
      DATABASE_URL: databaseUrl,
    }),
    AUTOBALANCER_BROKER_URL: brokerUrl,
    AUTOBALANCER_LOG_LEVEL: 'warn',
    // The prices that a seed moves are moved to be traded on.
    AUTOBALANCER_CAP_PRICE_MOVE_PERCENT: 'none',
    // A seed that closes the market has three minutes to come to rest.
    AUTOBALANCER_OPENING_MINUTES: '0',
    // Seed after seed most batches of a stand are rolled back on purpose.
    AUTOBALANCER_BREAKER_ROLLBACK_PERCENT: 'none',
    CHAOS_DIRECTORY: directory,
  };
  const crashing = ['--require', HOOK, '--require', CRASHING];
  await Promise.all([
    keepProduct(processes, 'worker-1', [...crashing, join(root, 'dist/worker.js')], env),
    keepProduct(processes, 'worker-2', [...crashing, join(root, 'dist/worker.js')], env),
    keepProduct(processes, 'monitor', [join(root, 'dist/monitor/main.js')], env),
  ]);
  const connection = await Connection.connect({ address: temporalAddress });
  const temporal = new Client({ connection });
  const ledger = createPostgresLedger(databaseUrl);
  const alpaca = { baseUrl: brokerUrl, dataUrl: brokerUrl, api: 'broker', ...KEY } as const;
  return {
    processes,
    armoury: createArmoury(directory),
    runs: patient(createRuns(temporal)),
    client: patient(createRebalanceClient(temporal)),
    ledger: patient(ledger),
    broker: patient(createAlpacaBroker(alpaca)),
    market: patient(createAlpacaMarket(alpaca)),
    admin: patient(createSimulatorAdmin(brokerUrl)),
    key,
    owners: patient(createOwners(brokerUrl, KEY)),
    happenings: patient(createHappenings(brokerUrl)),
    withdrawals: createWithdrawals(ledger, brokerUrl),
    takeBackup: () => takeBackup(databaseUrl, superuserUrl),
    close: async () => {
      await ledger.close();
      await connection.close();
      await closeAll();
    },
  };
}

/** Each start takes the same ports, because the others know them. */
async function keepTemporal(directory: string, { keep }: Processes): Promise<string> {
  const binary = await temporalCli(cacheDirectory());
  const [preferredPort, uiPort] = [await freePort(0), await freePort(0)];
  const dbFile = join(directory, 'temporal.db');
  return (await keep('temporal', () => startTemporal({ binary, preferredPort, uiPort, dbFile }))).address;
}

async function keepPostgres(directory: string, { keep }: Processes) {
  const preferredPort = await freePort(0);
  const dataDir = join(directory, 'postgres');
  const { superuserUrl } = await keep('postgres', () => startPostgres({ dataDir, preferredPort, durable: true }));
  const { ownerUrl, appUrl } = await provisionDatabase(superuserUrl, 'autobalancer');
  await migrate(ownerUrl);
  return { superuserUrl, databaseUrl: appUrl };
}

async function keepSimulator(directory: string, { keep }: Processes): Promise<string> {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const script = join(root, 'dist/simulator/main.js');
  const args = [script, '--port', `${port}`, '--state', join(directory, 'simulator.json')];
  await keep('simulator', () => startServing(args, process.env, `${url}/healthz`));
  return url;
}

async function keepProduct(
  { keep }: Processes,
  name: 'worker-1' | 'worker-2' | 'monitor',
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  // A port of its own for each start: in a deploy two of one name run for a while.
  await keep(name, async () => {
    const port = await freePort(0);
    const own = { ...env, AUTOBALANCER_STATUS_PORT: `${port}` };
    return startServing(args, own, `http://127.0.0.1:${port}/healthz`);
  });
}

async function startServing(args: string[], env: NodeJS.ProcessEnv, url: string): Promise<Leashed> {
  const program = spawnLeashed(process.execPath, args, { env });
  await untilServing(program, async () => (await fetch(url)).ok);
  return program;
}
