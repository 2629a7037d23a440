import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { notPlainIn } from './words';

const root = join(__dirname, '../..');
const TOP = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const { scripts: SCRIPTS } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const DOCUMENTS = [...TOP, ...markdownUnder('docs'), ...markdownUnder('data')];

test.each(DOCUMENTS)('every link of %s that stays in the repository leads somewhere', (document) => {
  const links = [...textOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
  const inside = links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.replace(/#.*/, ''));
  expect(inside.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
});

test.each(DOCUMENTS)('every file that %s names exists', (document) => {
  const named = textOf(document).match(/(?<![\w/.-])(src|test|tools|docs|data|deploy|bench)\/[\w./-]*\w/g) ?? [];
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every program that a script of the README starts has its source', () => {
  const started = scriptsIn('README.md').flatMap((name) => /dist\/[\w./-]+(?=\.js)/.exec(SCRIPTS[name] ?? '') ?? []);
  expect(started).not.toEqual([]);
  expect(started.filter((path) => !existsSync(join(root, `${path.replace('dist', 'src')}.ts`)))).toEqual([]);
});

test.each(DOCUMENTS)('every npm script that %s names is in package.json', (document) => {
  expect(scriptsIn(document).filter((name) => !(name in SCRIPTS))).toEqual([]);
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

/** `npm run reference` writes these from the code, whose words are in words.test.ts. */
const GENERATED = ['docs/cli.md', 'docs/configuration.md'];
const WRITTEN = DOCUMENTS.filter((document) => !GENERATED.includes(document));

test.each(WRITTEN)('%s says it in plain words', (document) => {
  // CONTRIBUTING has a table of what not to say.
  expect(notPlainIn(textOf(document).replace(/^\| not \| but \|\n(?:\|.*\n)+/m, ''))).toEqual([]);
});

test.each(WRITTEN)('the prose of %s is wrapped: if not, run "node tools/wrap-documents.mjs"', (document) => {
  const prose = textOf(document).replaceAll(/^```[\s\S]*?^```/gm, '');
  const wide = prose
    .split('\n')
    .filter((line) => line.length > 120 && !/^(?:[|<#]|\s*(?:[-*]|\d+\.)?\s*(?:`[^`]*`|\S)+$)/.test(line));
  expect(wide).toEqual([]);
});

test('the diagram of ARCHITECTURE.md has the arrows that lint allows', () => {
  const [diagram = ''] = /^```mermaid[\s\S]*?^```/m.exec(textOf('ARCHITECTURE.md')) ?? [];
  const drawn = [...diagram.replaceAll(/\[.*?\]/g, '').matchAll(/^ {2}(\S+) --> (.*)$/gm)].flatMap(
    ([, from, to = '']) => to.split(' & ').map((one) => `${from} --> ${one}`),
  );
  const [arrows = ''] = /^const ARROWS = \{[\s\S]*?^\};/m.exec(textOf('eslint.config.mjs')) ?? [];
  const allowed = [...arrows.matchAll(/^ {2}'?([\w-]+)'?: \[(.*)\],$/gm)].flatMap(([, from, to = '']) =>
    [...to.matchAll(/'([\w-]+)'/g)].map(([, one]) => `${from} --> ${one}`),
  );
  // Every part may import the domain, and a program everything: the text says so.
  const shown = (arrow: string) => !/--> domain$|^program /.test(arrow);
  expect(drawn.filter(shown).sort()).toEqual(allowed.filter(shown).sort());
});

/** The names after `npm run`, and `test` for `npm test`. */
function scriptsIn(document: string): string[] {
  return [...textOf(document).matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(([, run, test]) => run ?? test ?? '');
}

function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

function markdownUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}
