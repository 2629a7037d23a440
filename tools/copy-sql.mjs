// Copies src/**/*.sql to the same place under dist: the compiler carries only what it compiles.
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const filter = (path) => path.endsWith('.sql') || statSync(path).isDirectory();

cpSync(join(root, 'src/ledger'), join(root, 'dist/ledger'), { recursive: true, filter });
