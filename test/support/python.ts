// Python with the packages of a requirements file, for what other languages' programs must be asked.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = join(__dirname, '../../node_modules/.cache/python');
const INSTALL_MS = 300_000;

export interface Python {
  /** Runs it with these arguments, in `directory`, and resolves with all that it printed, whatever it exits with. */
  run(args: readonly string[], environment?: Record<string, string>, directory?: string): Promise<PythonResult>;
}

interface PythonResult {
  exitCode: number | null;
  output: string;
  errors: string;
}

/**
 * A suite that needs a Python. Where there is none its name says so and it is skipped, and so not counted as passed; continuous
 * integration must have one.
 */
export function describeWithPython(name: string, requirements: string, tests: (python: Python) => void): void {
  const python = pythonWith(requirements);
  if ('run' in python) return describe(name, () => tests(python));
  if (process.env.CI !== undefined) throw new Error(`${name}: ${python.missing}`);
  const none: Python = { run: () => Promise.reject(new Error(python.missing)) };
  describe.skip(`${name} (not run: ${python.missing})`, () => tests(none));
}

/**
 * Returns a Python that can import what `requirements` pins, or why there is none. The packages are installed when a requirements file is
 * first asked for, and are kept for this file and this Python: after that it takes the start of one process.
 */
export function pythonWith(requirements: string): Python | { missing: string } {
  const version = spawnSync('python3', ['-c', 'import sys, platform; print(sys.version, platform.machine())'], TEXT);
  if (version.status !== 0) return { missing: 'there is no python3' };
  const text = readFileSync(requirements, 'utf8');
  const key = createHash('sha256').update(`${version.stdout}\n${text}`).digest('hex').slice(0, 16);
  const packages = join(CACHE, key);
  const failure = existsSync(packages) ? undefined : install(requirements, packages);
  return failure === undefined
    ? { run: (args, environment, directory) => runPython(packages, args, environment, directory) }
    : failure;
}

const TEXT = { encoding: 'utf8' } as const;

/** Two suites may install at once: each does it in a folder of its own, and the first one is kept. */
function install(requirements: string, packages: string): { missing: string } | undefined {
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(join(CACHE, 'unfinished-'));
  try {
    const pip = spawnSync(
      'python3',
      [
        ...['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', '--only-binary', ':all:'],
        ...['--require-hashes', '--retries', '2', '--timeout', '15', '--target', unfinished, '-r', requirements],
      ],
      { ...TEXT, timeout: INSTALL_MS },
    );
    if (pip.status !== 0) return { missing: `pip says: ${lastLine(pip.stderr) ?? pip.error?.message ?? 'nothing'}` };
    renameSync(unfinished, packages);
  } catch (error) {
    if (!existsSync(packages)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return undefined;
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}

function runPython(
  packages: string,
  args: readonly string[],
  environment = {},
  directory?: string,
): Promise<PythonResult> {
  // -B: no compiled files beside ours.
  const python = spawn('python3', ['-B', ...args], {
    env: { ...process.env, ...environment, PYTHONPATH: packages },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: directory,
  });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  python.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  python.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  return new Promise((resolve, reject) => {
    python.once('error', reject);
    python.once('close', (exitCode) => {
      resolve({ exitCode, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() });
    });
  });
}
