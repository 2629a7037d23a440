import { spawnSync } from 'node:child_process';
import { dirname, join, relative } from 'node:path';

const source = join(__dirname, '../../src');
const main = join(source, 'cli/main.ts');

/** Returns the packages that a command loads, the files of src with their folders, and how it ended. */
function loadedBy(...args: string[]) {
  const script = `
    process.argv = [process.execPath, ${JSON.stringify(main)}, ...${JSON.stringify(args)}];
    process.on('exit', () => require('node:fs').writeSync(2, '\\n' + JSON.stringify(Object.keys(require.cache))));
    require(${JSON.stringify(main)});`;
  const hook = join(__dirname, '../support/typescript-hook.js');
  const { stderr } = spawnSync(process.execPath, ['--require', hook, '-e', script], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      AUTOBALANCER_KEY: 'ab_live_nobody',
      AUTOBALANCER_BROKER_URL: 'http://127.0.0.1:1',
    },
    encoding: 'utf8',
  });
  const lines = stderr.trim().split('\n');
  const files = JSON.parse(lines.pop() ?? '') as string[];
  const packageOf = (file: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(file)?.[1];
  const folderOf = (file: string) => relative(source, dirname(file));
  return {
    loaded: new Set(files.flatMap((file) => packageOf(file) ?? [folderOf(file), relative(source, file)])),
    said: lines.join('\n'),
  };
}

const TEMPORAL = ['@temporalio/client', '@temporalio/worker', '@temporalio/proto', '@grpc/grpc-js', 'temporal'];
const SERVERS = [
  'hono',
  '@hono/zod-openapi',
  'api',
  'monitor',
  'workflows',
  'simulator',
  'simulator/engine',
  'simulator/api',
];
const BROKER = ['broker/alpaca/client.ts', 'ws'];
const LEDGER = ['ledger/postgres', 'pg'];

// What a command loads and does not need takes longer than what it does.
test.each([
  ['--help', [], '', [...TEMPORAL, ...SERVERS, ...BROKER, ...LEDGER, 'zod']],
  [
    'a what-if',
    ['plan', '--what-if', __filename],
    '[INVALID_FILE]',
    [...TEMPORAL, ...SERVERS, ...BROKER, ...LEDGER, 'zod'],
  ],
  [
    'a command over the API',
    ['portfolio', 'list', '--url', 'http://127.0.0.1:1'],
    '[API_UNREACHABLE]',
    [...TEMPORAL, ...SERVERS, ...BROKER, ...LEDGER, 'zod'],
  ],
  [
    'a command that asks the ledger only',
    ['portfolio', 'list'],
    '[DATABASE_UNREACHABLE]',
    [...TEMPORAL, ...SERVERS, ...BROKER],
  ],
  [
    'a command to the simulated broker',
    ['price', 'set', 'META=1'],
    '[BROKER_UNREACHABLE]',
    [...TEMPORAL, ...SERVERS, ...BROKER],
  ],
])('%s loads nothing that it does not use', (name, args, ends, unused) => {
  const { loaded, said } = loadedBy(...(args.length === 0 ? [name] : args));
  expect(said).toContain(ends);
  expect([...loaded]).toEqual(expect.arrayContaining(['commander', 'cli/commands']));
  expect(unused.filter((one) => loaded.has(one))).toEqual([]);
});
