import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '../..');
const TOP = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const DOCUMENTS = [...TOP, ...markdownUnder('docs')];

test.each(DOCUMENTS)('every link of %s that stays in the repository leads somewhere', (document) => {
  const links = [...textOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
  const inside = links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.replace(/#.*/, ''));
  expect(inside.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
});

test.each(DOCUMENTS)('every file that %s names exists', (document) => {
  const named = textOf(document).match(/(?<![\w/.-])(src|test|tools|docs|data)\/[\w./-]*\w/g) ?? [];
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(DOCUMENTS)('every npm script that %s names is in package.json', (document) => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...textOf(document).matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(([, run, test]) => run ?? test);
  expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
});

test('the README says how to run the demo, the tests and the check', () => {
  const readme = textOf('README.md');
  for (const command of ['npm run demo', 'npm test', 'npm run check']) expect(readme).toContain(command);
});

test('no document names a directory of somebody’s machine', () => {
  expect(
    DOCUMENTS.filter((document) => /(?:^|[\s`"(])\/(?:home|Users|root|tmp|work)\//m.test(textOf(document))),
  ).toEqual([]);
});

function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

function markdownUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}
