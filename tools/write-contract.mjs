// Writes docs/openapi.json from the sources of the API, unless that would break a client, and the types of its clients, docs/openapi.d.ts, from that.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const { contract } = require('../src/api/contract.ts');
const { contractBreaks } = require('../test/support/contract-breaks.ts');
const document = contract();
const committed = JSON.parse(await readFile(join(root, 'docs/openapi.json'), 'utf8'));
const breaks = contractBreaks(committed, JSON.parse(JSON.stringify(document)));
// Before the first release nobody relies on it: then it is said to be meant.
if (breaks.length > 0 && !process.argv.includes('--breaks')) {
  console.error(`clients would break, and nothing was written (--breaks if that is meant):\n${breaks.join('\n')}`);
  process.exit(1);
}
await writeFile(join(root, 'docs/openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
// What has a default need not be sent; no answer has one.
const types = astToString(await openapiTS(document, { defaultNonNullable: false }));
await writeFile(join(root, 'docs/openapi.d.ts'), `// Made from docs/openapi.json by "npm run contract".\n\n${types}`);
