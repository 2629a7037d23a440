// Writes docs/cli.md and docs/configuration.md from the built command line.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { cliReference } = await import(join(root, 'dist/cli/reference.js'));
await writeFile(join(root, 'docs/cli.md'), cliReference());
const { settingsReference } = await import(join(root, 'dist/cli/settings-reference.js'));
await writeFile(join(root, 'docs/configuration.md'), settingsReference());
