// Runs "npm run build", unless nothing it is made from has changed since it last did: commands need not wait for it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { whenChanged } from './when-changed.mjs';

const root = join(import.meta.dirname, '..');
const sources = [
  'package-lock.json',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tools',
  'src',
  'console',
];

whenChanged('dist/.built', sources, () => {
  const { status } = spawnSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  return status === 0;
});
