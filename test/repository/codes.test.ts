import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// A code in a field of type `string` is checked by nobody: a misspelt one has neither a sentence nor a branch that knows it.

const root = join(__dirname, '../..');
const sources = execFileSync('git', ['ls-files', 'src'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.startsWith('src/simulator/'));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** Codes of others: SQLSTATEs, and Node's errors. */
const OF_OTHERS = [
  'src/cli/failure.ts: code?: string',
  'src/ledger/postgres/connection.ts: code: string',
  'src/local/prices/closes.ts: code?: string',
];

test('no field or parameter that holds a code of ours is a bare string', () => {
  const found = sources.flatMap((file) =>
    [...textOf(file).matchAll(/\b(?:code|errorCode|refusal)\??: string\b/g)].map(([field]) => `${file}: ${field}`),
  );
  expect(found.filter((field) => !OF_OTHERS.includes(field))).toEqual([]);
});

test('each table of sentences is in the one that holds them all: a code is in one table only', () => {
  const text = textOf('src/domain/causes.ts');
  const tables = [...text.matchAll(/^(?:export )?const ([A-Z_]+_SENTENCES) = \{\n([\s\S]*?)^\}/gm)];
  const codes = tables.flatMap(([, , rows = '']) => [...rows.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, code]) => code));
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  for (const [, name] of tables) expect(text).toContain(`  ...${name},`);
});

test('times are compared by domain/time, and never as text', () => {
  const compared = /Date\.parse\([^)]*\)\)? *(?:<|>|-)=? *Date\.parse|\bnow\(\) *(?:<|>)=? *\w*(?:At|Until|later)\b/;
  const strict = sources.filter(
    (file) => /^src\/(?:domain|activities|ledger)\//.test(file) && !/domain\/time/.test(file),
  );
  expect(strict.filter((file) => compared.test(textOf(file)))).toEqual([]);
});
