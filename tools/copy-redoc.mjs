// Copies the script of the page /docs to dist: the programs run without the package that brings it.
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const redocly = dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json'));
copyFileSync(join(redocly, 'lib/chunks/redoc.standalone.js'), join(import.meta.dirname, '../dist/api/redoc.js'));
