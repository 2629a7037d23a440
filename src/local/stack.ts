import { join } from 'node:path';
import { migrate } from '../ledger/postgres/migrate';
import { type Supervisor, startNodeProgram } from './process/supervisor';
import { untilAnswering } from './process/until';
import { cacheDirectory } from './servers/cache';
import { freePort } from './servers/ports';
import { DirectoryInUseError, startPostgres } from './servers/postgres-server';
import { provisionDatabase } from './servers/provision-database';
import { temporalCli } from './servers/temporal-binaries';
import { NAMESPACE, startTemporal } from './servers/temporal-server';
import { stackEnvironment } from './stack-environment';

/** Everything up: where each part answers, and the environment in which our programs find it. */
export interface Stack {
  temporalAddress: string;
  webUiUrl: string;
  /** Temporal's own command line. */
  temporalCli: string;
  simulatorUrl: string;
  /** Where the HTTP API answers, when it is one of the programs. */
  apiUrl: string;
  /** The variables that tell any program where all of this is. */
  settings: Record<string, string> & { DATABASE_URL: string };
  env: NodeJS.ProcessEnv;
}

export interface StackOptions {
  /** Where Postgres, Temporal and the simulator keep what they know. */
  directory: string;
  supervisor: Supervisor;
  /** Preferred ports; a taken one gives way to the next free one. */
  ports: { temporal: number; webUi: number; simulator: number; postgres: number; api: number };
  programs: readonly ('worker' | 'monitor' | 'api')[];
  /** Further variables of our programs. */
  settings?: Record<string, string>;
}

export const DEV_PORTS = { temporal: 7233, webUi: 8233, simulator: 7400, postgres: 7432, api: 7500 };
export const ANY_PORTS = { temporal: 0, webUi: 0, simulator: 0, postgres: 0, api: 0 };

/** Starts Postgres, Temporal, the simulated broker and our programs under `supervisor`, and resolves when all answer. */
export async function startStack({ directory, supervisor, ports, programs, ...more }: StackOptions): Promise<Stack> {
  const binary = await temporalCli(cacheDirectory());
  // First and alone, because only Postgres refuses a directory that another stack uses.
  const database = await keepPostgres(supervisor, directory, ports.postgres);
  const [temporal, simulator] = await Promise.all([
    keepTemporal(supervisor, binary, directory, ports),
    keepSimulator(supervisor, directory, ports.simulator),
  ]);
  const settings = {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
    // A file that does not exist, because the user's own file is meant for another server.
    TEMPORAL_CONFIG_FILE: join(directory, 'temporal.toml'),
    DATABASE_URL: database.appUrl,
    AUTOBALANCER_BROKER: 'simulator',
    AUTOBALANCER_BROKER_URL: simulator,
  };
  const env = {
    ...stackEnvironment(process.env, settings),
    AUTOBALANCER_LOG_FORMAT: 'human',
    // Each program takes a free one, and says which.
    AUTOBALANCER_STATUS_PORT: '0',
    ...more.settings,
  };
  // A restart takes the same port, because the callers know it.
  const apiPort = programs.includes('api') ? await freePort(ports.api) : 0;
  const scripts = {
    worker: { script: require.resolve('../worker'), env },
    monitor: { script: require.resolve('../monitor/main'), env },
    api: {
      script: require.resolve('../api/main'),
      env: { ...env, DATABASE_URL: database.apiUrl, AUTOBALANCER_API_PORT: `${apiPort}` },
    },
  };
  await Promise.all(
    programs.map((name) => supervisor.keep(name, () => startNodeProgram(scripts[name].script, [], scripts[name].env))),
  );
  return {
    temporalAddress: temporal.address,
    webUiUrl: temporal.uiUrl,
    temporalCli: binary,
    simulatorUrl: simulator,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    settings,
    env,
  };
}

/** The first start finds free ports; a restart takes the same, because the others know them. */
async function keepTemporal(supervisor: Supervisor, binary: string, directory: string, ports: StackOptions['ports']) {
  const preferredPort = await freePort(ports.temporal);
  const uiPort = await freePort(ports.webUi);
  const dbFile = join(directory, 'temporal.db');
  return supervisor.keep('temporal', () => startTemporal({ binary, preferredPort, uiPort, dbFile }));
}

async function keepPostgres(supervisor: Supervisor, directory: string, preferred: number) {
  const preferredPort = await freePort(preferred);
  const dataDir = join(directory, 'postgres');
  const { superuserUrl } = await supervisor
    .keep('postgres', () => startPostgres({ dataDir, preferredPort, durable: true }))
    .catch((error: unknown) => {
      if (!(error instanceof DirectoryInUseError)) throw error;
      throw new Error(`something runs in ${directory} already: use that, or stop it first`, { cause: error });
    });
  const urls = await provisionDatabase(superuserUrl, 'autobalancer');
  await migrate(urls.ownerUrl);
  return urls;
}

/** Its state is on disk, so that a restart keeps every account and order. */
async function keepSimulator(supervisor: Supervisor, directory: string, preferred: number): Promise<string> {
  const port = await freePort(preferred);
  const script = require.resolve('../simulator/main');
  const url = `http://127.0.0.1:${port}`;
  await supervisor.keep('simulator', async () => {
    const program = await startNodeProgram(
      script,
      ['--port', `${port}`, '--state', join(directory, 'simulator.json')],
      process.env,
    );
    await untilAnswering(`${url}/v1/clock`);
    return program;
  });
  return url;
}
