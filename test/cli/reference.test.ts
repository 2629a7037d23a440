import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliReference } from '../../src/cli/reference';

test('docs/cli.md is what the commands say of themselves: npm run reference writes it', () => {
  expect(readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8')).toBe(cliReference());
});

test('every command has an example', () => {
  const sections = cliReference().split('\n## ').slice(1);
  const leaves = sections.filter((section) => !section.includes('\nCommands:'));
  expect(leaves.filter((section) => !section.includes('\nExamples:')).map((section) => section.split('\n')[0])).toEqual(
    [],
  );
});
