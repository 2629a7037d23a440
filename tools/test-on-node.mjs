// Builds, runs the demo (which starts worker, monitor and every server) and the quick suites on other versions of Node:
// `npm run test:node -- 22 24`. npm's package `node` brings them; nothing is installed here.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** They need minutes, or say nothing about Node, as the console, which runs in a browser: `npm test` has them all. */
const LEFT_OUT = ['system', 'cli', 'console', 'local', 'simulation', 'planted', 'repository', 'deploy', 'chaos'];

const versions = process.argv.slice(2);
if (versions.length === 0 || versions.some((version) => !/^[0-9]+(\.[0-9]+){0,2}$/.test(version))) {
  console.error('npm run test:node -- 22 24');
  process.exit(2);
}
const suites = `jest --testPathIgnorePatterns ${LEFT_OUT.map((name) => `/test/${name}/`).join(' ')}`;
for (const version of versions) {
  if (onNode(version, 'node --version') !== 0) {
    console.log(`not run on Node ${version}: npm cannot bring it to this machine`);
    continue;
  }
  // Some npm and some Node stand before it on the path of a script: what runs has to say itself that it is the one that is meant.
  const isMeant = `node -e "process.exit(process.versions.node.startsWith('${version}.') || process.versions.node === '${version}' ? 0 : 1)"`;
  const status = onNode(version, [isMeant, 'npm run build', 'node dist/local/demo/main.js', suites].join(' && '));
  if (status !== 0) process.exit(status);
}

function onNode(version, command) {
  const { status } = spawnSync('npm', ['exec', '--yes', `--package=node@${version}`, '-c', command], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
  });
  return status ?? 1;
}
