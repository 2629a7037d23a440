import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const main = join(__dirname, '../../src/cli/main.ts');

/** Returns the packages that a command loads, and how it ended. */
function loadedBy(...args: string[]) {
  const script = `
    process.argv = [process.execPath, ${JSON.stringify(main)}, ...${JSON.stringify(args)}];
    process.on('exit', () => {
      const names = Object.keys(require.cache).map((path) => /node_modules\\/((?:@[^/]+\\/)?[^/]+)(?!.*node_modules)/.exec(path)?.[1]);
      require('node:fs').writeSync(2, '\\n' + JSON.stringify([...new Set(names.filter(Boolean))]));
    });
    require(${JSON.stringify(main)});`;
  const hook = join(__dirname, '../support/typescript-hook.js');
  const { stderr } = spawnSync(process.execPath, ['--require', hook, '-e', script], {
    env: { PATH: process.env.PATH, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    encoding: 'utf8',
  });
  const lines = stderr.trim().split('\n');
  return { packages: JSON.parse(lines.pop() ?? '') as string[], said: lines.join('\n') };
}

/** They take longer to load than everything else together. */
const SLOW = ['@temporalio/client', '@temporalio/worker', '@temporalio/proto', '@grpc/grpc-js'];

test.each([
  ['--help', [], ''],
  ['a command that asks the ledger only', ['portfolio', 'list'], '[DATABASE_UNREACHABLE]'],
])('%s does not load Temporal', (name, args, ends) => {
  const { packages, said } = loadedBy(...(args.length === 0 ? [name] : args));
  expect(said).toContain(ends);
  expect(packages).toContain('commander');
  expect(packages.filter((name) => SLOW.includes(name))).toEqual([]);
});
