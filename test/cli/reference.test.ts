import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliReference } from '../../src/cli/reference';
import { settingsReference } from '../../src/cli/settings-reference';
import { Environment } from '../../src/config';

test('docs/cli.md is generated from the commands by npm run reference', () => {
  expect(readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8')).toBe(cliReference());
});

test('docs/configuration.md is generated from the settings by npm run reference', () => {
  const written = readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8');
  expect(written).toBe(settingsReference());
  const undescribed = Object.keys(Environment.shape).filter(
    (name) => !new RegExp(`\\| .${name}. \\| \\S`).test(written),
  );
  expect(undescribed).toEqual([]);
});

test('every command has an example', () => {
  const sections = cliReference().split('\n## ').slice(1);
  const leaves = sections.filter((section) => !section.includes('\nCommands:'));
  expect(leaves.filter((section) => !section.includes('\nExamples:')).map((section) => section.split('\n')[0])).toEqual(
    [],
  );
});
