// Removes from dist what an earlier build made of sources that are gone. `require('./price')` finds a left-over price.js before the
// price/index.js that took its place.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2] ?? join(import.meta.dirname, '..');
/** What other tools of the build put there. */
const MADE = new Set(['workflow-bundle.js', 'api/redoc.js']);
/** The console's build empties its folder itself. */
const isConsole = (within) => within.startsWith('console/');

for (const entry of readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  const within = path.slice(join(root, 'dist/').length);
  const source = join(root, 'src', within.replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts'));
  if (
    entry.isFile() &&
    /\.(js|ts|map|sql)$/.test(within) &&
    !MADE.has(within) &&
    !isConsole(within) &&
    !existsSync(source)
  )
    rmSync(path);
}
