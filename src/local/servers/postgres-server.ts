import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { spawnLeashed, untilServing } from '../process/leash';
import { cacheDirectory } from './cache';
import { freePort } from './ports';
import { postgresBinaries } from './postgres-binaries';
import { reachablePath, type User, unprivilegedUser } from './unprivileged';

const run = promisify(execFile);

export interface PostgresServer {
  /** A connection string of the superuser, with its password, to database `postgres`. */
  superuserUrl: string;
  port: number;
  pid: number;
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Made at the first start, reopened later. Started by root it may get a reachable stand-in: see `reachablePath`. */
  dataDir: string;
  /** The next free one is taken when it is in use; 0 asks for any. */
  preferredPort: number;
  /** False lets a power cut lose everything, for tests. A killed process loses nothing either way. */
  durable: boolean;
}

/** Another running server holds the data directory. */
export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError';
  constructor(
    readonly dataDir: string,
    options: { cause: Error },
  ) {
    super(`another Postgres holds ${dataDir}: ${options.cause.message}`, options);
  }
}

/**
 * Starts a Postgres on the loopback address and resolves when it answers. Its password is kept in `<dataDir>.password`.
 *
 * @throws DirectoryInUseError
 * @throws Error when Postgres cannot start.
 */
export async function startPostgres(options: PostgresServerOptions): Promise<PostgresServer> {
  const user = unprivilegedUser();
  const bin = await postgresBinaries(cacheDirectory(), user);
  const dataDir = reachablePath(options.dataDir, user);
  const password = await keptPassword(`${dataDir}.password`);
  if (!existsSync(dataDir)) await initialise({ bin, dataDir, password, user });
  await forgetStalePid(dataDir);

  const port = await freePort(options.preferredPort);
  const superuserUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const server = await whenLetGo(dataDir, async () => {
    // SIGINT is Postgres's fast shutdown; SIGTERM would wait for every client to leave.
    const started = spawnLeashed(join(bin, 'postgres'), serverArguments(dataDir, port, options.durable), {
      stopSignal: 'SIGINT',
      graceMs: 30_000,
      env: POSTGRES_ENV,
      cwd: dataDir,
      user,
    });
    await untilServing(started, () => answers(superuserUrl));
    return started;
  });
  return { superuserUrl, port, pid: server.pid, exited: server.exited, stop: server.stop };
}

// The processes of a killed server hold its data directory for a moment longer; a server that still runs keeps holding it.
async function whenLetGo<T>(dataDir: string, start: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 5_000;
  for (;;)
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof Error && HELD.test(error.message))) throw error;
      if (Date.now() > deadline) throw new DirectoryInUseError(dataDir, { cause: error });
      await delay(200);
    }
}

/** Postgres's own wording, in the locale of POSTGRES_ENV. */
const HELD = /pre-existing shared memory|"postmaster.pid" already exists/;

// Without the caller's environment, because its PGDATA, PGPORT or locale would change what starts.
const POSTGRES_ENV = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };

function serverArguments(dataDir: string, port: number, durable: boolean): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function keptPassword(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  if (!existsSync(path)) await writeFile(path, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFile(path, 'utf8');
}

interface Cluster {
  bin: string;
  dataDir: string;
  password: string;
  user: User | undefined;
}

// The directory gets its name when it is whole, so an interrupted first start leaves nothing that looks like a cluster.
async function initialise({ bin, dataDir, password, user }: Cluster): Promise<void> {
  const work = await mkdtemp(`${dataDir}-`);
  try {
    await chmod(work, 0o711);
    const fresh = join(work, 'data');
    const passwordFile = join(work, 'password');
    await mkdir(fresh, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user !== undefined) for (const path of [fresh, passwordFile]) await chown(path, user.uid, user.gid);
    const options = ['--no-locale', '-E', 'UTF8', '-A', 'scram-sha-256', '-U', 'postgres', '--pwfile', passwordFile];
    await run(join(bin, 'initdb'), ['-D', fresh, ...options], { ...user, env: POSTGRES_ENV, cwd: work });
    await rename(fresh, dataDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// Postgres forgives a pid file whose process is gone, but not one whose pid now belongs to some other program.
async function forgetStalePid(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = (await readFile(pidFile, 'utf8')).split('\n')[0] ?? '';
  const command = await commandOf(pid);
  if (command !== undefined && !command.includes(dataDir)) await rm(pidFile, { force: true });
}

/** Returns the command line of a running process; undefined when there is none that we may see. */
async function commandOf(pid: string): Promise<string | undefined> {
  try {
    if (existsSync('/proc/self')) return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await run('ps', ['-o', 'command=', '-p', pid])).stdout;
  } catch {
    return undefined;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } finally {
    await client.end();
  }
}
