// Writes docs/openapi.json from the sources of the API, and the types of its clients, docs/openapi.d.ts, from that.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const root = join(import.meta.dirname, '..');
const { contract } = createRequire(import.meta.url)('../src/api/contract.ts');
const document = contract();
await writeFile(join(root, 'docs/openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
const types = astToString(await openapiTS(document));
await writeFile(join(root, 'docs/openapi.d.ts'), `// Made from docs/openapi.json by "npm run reference".\n\n${types}`);
