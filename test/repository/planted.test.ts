import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const patches = readdirSync(join(root, 'test/planted')).filter((file) => file.endsWith('.patch'));

test.each(patches)('the bug of %s can still be planted: where the code has moved on, so must the patch', (patch) => {
  execFileSync('git', ['apply', '--check', join(root, 'test/planted', patch)], { cwd: root, stdio: 'pipe' });
});
