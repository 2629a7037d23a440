import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

test('what an earlier build made of a source that is gone is not found any more', () => {
  const root = mkdtempSync(join(tmpdir(), 'autobalancer-build-'));
  const made = ['price/index.js', 'price/index.js.map', 'price/index.d.ts', '0001-a.sql', 'workflow-bundle.js'];
  const leftOver = ['price.js', 'price.js.map', 'price.d.ts', '0002-renumbered.sql'];
  for (const file of [
    'src/price/index.ts',
    'src/0001-a.sql',
    ...[...made, ...leftOver].map((name) => `dist/${name}`),
  ]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  execFileSync(process.execPath, [join(__dirname, '../../tools/remove-stale.mjs'), root]);
  const there = (name: string) => existsSync(join(root, 'dist', name));
  expect([made.filter(there), leftOver.filter(there)]).toEqual([made, []]);
  rmSync(root, { recursive: true });
});
