// Builds the operators' console into dist/console, unless nothing it is made from has changed since it last did.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { whenChanged } from './when-changed.mjs';

const root = join(import.meta.dirname, '..');

mkdirSync(join(root, 'dist'), { recursive: true });
whenChanged('dist/.console-built', ['package-lock.json', 'tools/build-console.mjs', 'console'], () => {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const options = ['build', '--config', join(root, 'console/vite.config.mjs'), '--logLevel', 'warn'];
  // The program that starts it may have another NODE_ENV, with which the libraries are built in as they are for development.
  const env = { ...process.env, NODE_ENV: 'production' };
  return spawnSync(process.execPath, [vite, ...options], { cwd: root, env, stdio: ['ignore', 2, 2] }).status === 0;
});
