// Takes the place of a container engine for deploy/smoke.sh: `exec` runs the command line here, and the rest is asked of the test.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const [verb, ...rest] = process.argv.slice(2).filter((_argument, at, all) => !isGlobal(all, at));
if (verb === 'exec') {
  const [tty, , node, program, ...command] = rest;
  if (tty !== '-T' || node !== 'node' || program !== 'dist/cli/main.js')
    throw new Error(`unknown exec: ${rest.join(' ')}`);
  const root = join(import.meta.dirname, '../..');
  const hook = join(root, 'test/support/typescript-hook.js');
  const { status } = spawnSync(process.execPath, ['--require', hook, join(root, 'src/cli/main.ts'), ...command], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
const response = await fetch(process.env.ENGINE_URL, { method: 'POST', body: JSON.stringify([verb, ...rest]) });
process.stdout.write(await response.text());
process.exit(response.ok ? 0 : 1);

/** The options before the verb, each with its value. */
function isGlobal(all, at) {
  const options = ['--project-name', '--env-file'];
  return options.includes(all[at]) || options.includes(all[at - 1]);
}
