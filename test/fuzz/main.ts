// Program: Schemathesis asks the HTTP API what its contract allows, and much that it does not, as nobody and with a key of each role. It
// ends with an error when an answer is a 5xx, is not in the contract, or lets somebody in who may not, and when a request that is as the
// contract says is refused. --seed N (1), --examples N (15) for each operation, --role ROLE alone; --help.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runUntilStopped } from '../../src/local/process/until-stopped';
import { type Python, pythonWith } from '../support/python';
import { EVERYBODY, type Somebody, startWorld, type World } from './world';

const USAGE = `npm run fuzz -- [--seed N] [--examples N] [--role ${EVERYBODY.join('|')}]`;
interface Options {
  seed: string;
  examples: string;
  roles: readonly Somebody[];
}

async function main(options: Options): Promise<number> {
  const python = pythonWith(join(__dirname, 'requirements.txt'));
  if ('missing' in python) {
    console.error(`fuzz: not run, which is not passed: ${python.missing}`);
    return 1;
  }
  mkdirSync(KEPT, { recursive: true });
  console.log('Starting Temporal, Postgres, the simulated broker, worker and api …');
  starting = startWorld();
  const world = await starting;
  const failed: string[] = [];
  for (const role of options.roles) if (!(await passes(python, world, role, options, OF_ALL))) failed.push(role);
  // Last, and with a key of its own: it revokes whatever key it is told of.
  if (options.roles.includes('admin') && !(await passes(python, world, 'admin', options, REVOKING)))
    failed.push('admin, revoking keys');
  console.log(failed.length === 0 ? `passed with seed ${options.seed}` : `FAILED as ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

/** Where `st replay` finds a case again. */
const KEPT = join(__dirname, '../../node_modules/.cache/fuzz');
const OF_ALL = ['--exclude-operation-id', 'revokeKey'];
const REVOKING = ['--include-operation-id', 'revokeKey'];

let starting: Promise<World> | undefined;

async function passes(
  python: Python,
  { startApi, key, known }: World,
  role: Somebody,
  { seed, examples }: Options,
  which: readonly string[],
): Promise<boolean> {
  const api = await startApi();
  const startedAt = performance.now();
  const { exitCode, output, errors } = await python.run(
    [
      ...[
        '-m',
        'schemathesis.cli',
        '--config-file',
        join(__dirname, role === 'nobody' ? 'nobody.toml' : 'somebody.toml'),
      ],
      ...['run', `${api.url}/openapi.json`, ...which, '--seed', seed, '--max-examples', examples],
      // Ours is in its place: it knows what no schema can say.
      ...['--exclude-checks', 'positive_data_acceptance', '--continue-on-failure'],
      ...['--phases', 'examples,coverage,fuzzing', '--generation-database', 'none', '--no-color', '--warnings', 'off'],
    ],
    {
      SCHEMATHESIS_HOOKS: join(__dirname, 'hooks.py'),
      FUZZ_ROLE: role,
      FUZZ_KNOWN: JSON.stringify(known),
      ...(role !== 'nobody' && { FUZZ_KEY: await key(role) }),
    },
    KEPT,
  );
  await api.stop();
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  const cases = /(\d+) generated/.exec(output)?.[1] ?? 'no';
  console.log(`${exitCode === 0 ? '✓' : '✗'} ${role}: ${cases} requests in ${seconds} s`);
  if (exitCode !== 0) console.log(`${output}\n${errors}`);
  return exitCode === 0;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      examples: { type: 'string', default: '15' },
      role: { type: 'string' },
    },
  });
  for (const name of ['seed', 'examples'] as const)
    if (!/^[1-9][0-9]{0,8}$/.test(values[name])) throw new Error(`--${name} must be a whole number of at least 1`);
  const roles = EVERYBODY.filter((role) => values.role === undefined || role === values.role);
  if (roles.length === 0) throw new Error(`--role must be one of ${EVERYBODY.join(', ')}`);
  return { seed: values.seed, examples: values.examples, roles };
}

let options: Options;
try {
  options = readOptions();
} catch (error) {
  console.error(`fuzz: ${(error as Error).message}\n${USAGE}`);
  process.exit(2);
}
void runUntilStopped({
  name: 'fuzz',
  work: () => main(options),
  close: async () => (await starting?.catch(() => undefined))?.stand.close(),
});
