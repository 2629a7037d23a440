import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../temporal/namespace';
import { spawnLeashed, untilServing } from '../process/leash';
import { freePort } from './ports';

/** The one that a dev server comes with. */
export const NAMESPACE = 'default';

export interface TemporalServer {
  address: string;
  uiUrl: string;
  pid: number;
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface TemporalServerOptions {
  binary: string;
  /** The next free one is taken when it is in use; 0 asks for any. */
  preferredPort: number;
  uiPort: number;
  /** The file that keeps workflows while the server is down. Without it they are in memory. */
  dbFile?: string;
  dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
}

/** Starts the Temporal dev server with its Web UI and resolves once namespace and search attributes are ready. */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const port = await freePort(options.preferredPort);
  const uiPort = await freePort(options.uiPort === port ? port + 1 : options.uiPort);
  const server = spawnLeashed(options.binary, startDevArguments(options, port, uiPort));
  const address = `127.0.0.1:${port}`;
  await untilServing(server, () => isReady(address));
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, pid: server.pid, exited: server.exited, stop: server.stop };
}

// With the default of 20 polls per second, the dev server's single shard delays every step of a busy server by 45 ms.
const DYNAMIC_CONFIG = { 'history.transferProcessorMaxPollRPS': 1000, 'history.timerProcessorMaxPollRPS': 1000 };

function startDevArguments(options: TemporalServerOptions, port: number, uiPort: number): string[] {
  const settings = Object.entries({ ...DYNAMIC_CONFIG, ...options.dynamicConfig });
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${port}`, '--ui-port', `${uiPort}`],
    ...['--log-level', 'error', '--ui-disable-news-fetch'],
    ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...settings.flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    ...(options.dbFile === undefined ? [] : ['--db-filename', options.dbFile]),
  ];
}

async function isReady(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
    return SEARCH_ATTRIBUTES.every((name) => customAttributes?.[name] !== undefined);
  } finally {
    await connection.close();
  }
}
