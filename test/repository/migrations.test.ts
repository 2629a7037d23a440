import { MIGRATIONS, readMigrations } from '../../src/ledger/postgres/schema';

// What a migration does to those who run beside it. The rules are in src/ledger/postgres/schema.ts (S1 to S3) and CONTRIBUTING.md.

/** Applied before any build was deployed: nobody ran beside them. */
const BEFORE_RELEASES = 9;

const NAME = String.raw`(?:IF (?:NOT )?EXISTS )?(?:ONLY )?(?:public\.)?"?(\w+)"?`;

/** Returns what is wrong with a migration, one sentence each. */
function problemsOf(text: string): string[] {
  const sql = text.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ');
  const bodies = sql.replaceAll(/\$(\w*)\$.*?\$\1\$/g, "''");
  const statements = bodies.split(';').map((statement) => statement.trim());
  const isNew = tablesMadeBy(statements);
  const contracts = /^-- oldest build: \d{4}$/m.test(text);
  return statements.flatMap((statement) => problemsOfStatement(statement, isNew, contracts, statements.length));
}

function tablesMadeBy(statements: string[]): (table: string | undefined) => boolean {
  const made = new Set(statements.map((one) => new RegExp(`^CREATE TABLE ${NAME}`, 'i').exec(one)?.[1]?.toLowerCase()));
  return (table) => table !== undefined && made.has(table.toLowerCase());
}

function problemsOfStatement(
  sql: string,
  isNew: (table: string | undefined) => boolean,
  contracts: boolean,
  statements: number,
): string[] {
  const problems: string[] = [];
  const index = new RegExp(`^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?(?:IF NOT EXISTS )?\\w+ ON ${NAME}`, 'i').exec(
    sql,
  );
  if (index !== null && index[1] === undefined && !isNew(index[2]))
    problems.push(
      'an index on a table that has rows locks out writers: CREATE INDEX CONCURRENTLY in a file of its own',
    );
  if (/\bCONCURRENTLY\b/i.test(sql) && (!/^CREATE (UNIQUE )?INDEX CONCURRENTLY \w+ ON /.test(sql) || statements > 2))
    problems.push('CREATE INDEX CONCURRENTLY stands alone in its file, with the name of the index');
  const table = new RegExp(`^ALTER TABLE ${NAME}`, 'i').exec(sql)?.[1];
  if (table !== undefined && !isNew(table)) problems.push(...problemsOfChange(sql));
  const takesAway =
    /^DROP (?!TRIGGER|FUNCTION|INDEX)|^ALTER TABLE .* (DROP (?!CONSTRAINT|DEFAULT|NOT NULL)|RENAME)|^TRUNCATE/i;
  if (!contracts && takesAway.test(sql))
    problems.push(
      'what a running build may use is taken away: say "-- oldest build: NNNN", a release after the last use',
    );
  const all = /^(UPDATE|DELETE FROM) \w+ (?!.*\bWHERE\b)/i.test(sql) || /^LOCK TABLE/i.test(sql);
  if (all) problems.push('every row of a table is locked until the migration ends');
  return problems;
}

function problemsOfChange(sql: string): string[] {
  const problems: string[] = [];
  for (const action of sql.split(/,(?![^(]*\))/)) {
    if (
      /\bADD (COLUMN )?(?!CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE).*\bNOT NULL\b/i.test(action) &&
      !/\bDEFAULT\b/i.test(action)
    )
      problems.push('the build before does not know the column, and could not insert: give it a DEFAULT');
    if (/\bDEFAULT (gen_random_uuid|random|clock_timestamp|nextval)\b/i.test(action))
      problems.push('a default that differs by row rewrites the table under a lock');
    if (/\bADD (CONSTRAINT \w+ )?(CHECK|FOREIGN KEY)\b/i.test(action) && !/\bNOT VALID\b/i.test(action))
      problems.push(
        'a constraint is checked over all rows under a lock: NOT VALID, and VALIDATE CONSTRAINT in a later file',
      );
    if (/\bADD (CONSTRAINT \w+ )?(UNIQUE|PRIMARY KEY|EXCLUDE)\b/i.test(action) && !/\bUSING INDEX\b/i.test(action))
      problems.push('a unique constraint builds its index under a lock: CREATE UNIQUE INDEX CONCURRENTLY first');
    if (/\bALTER (COLUMN )?\w+ (SET DATA )?TYPE\b/i.test(action))
      problems.push('another type rewrites the table under a lock');
    if (/\bALTER (COLUMN )?\w+ SET NOT NULL\b/i.test(action))
      problems.push('SET NOT NULL reads the table under a lock');
  }
  return problems;
}

const files = readMigrations(MIGRATIONS).slice(BEFORE_RELEASES);

test('each migration since the first release can run beside the build before it', () => {
  expect(files.flatMap(({ name, sql }) => problemsOf(sql).map((problem) => `${name}: ${problem}`))).toEqual([]);
});

test.each([
  ['CREATE INDEX a ON orders (state);', 'locks out writers'],
  ['CREATE INDEX CONCURRENTLY a ON orders (state); SELECT 1;', 'stands alone in its file'],
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON orders (state);', 'stands alone in its file'],
  ['ALTER TABLE orders ADD note text NOT NULL;', 'could not insert'],
  ['ALTER TABLE orders ADD a text, ADD COLUMN b text NOT NULL CHECK (b IN (1, 2));', 'could not insert'],
  ['ALTER TABLE orders ADD key uuid NOT NULL DEFAULT gen_random_uuid();', 'rewrites the table'],
  ['ALTER TABLE orders ADD CONSTRAINT positive CHECK (quantity > 0);', 'checked over all rows'],
  ['ALTER TABLE orders ADD CONSTRAINT one UNIQUE (symbol);', 'builds its index'],
  ['ALTER TABLE orders ALTER COLUMN quantity TYPE numeric(38, 9);', 'rewrites the table'],
  ['ALTER TABLE orders ALTER quantity SET NOT NULL;', 'reads the table'],
  ['ALTER TABLE orders DROP COLUMN note;', 'taken away'],
  ['ALTER TABLE orders RENAME note TO remark;', 'taken away'],
  ['DROP TABLE known_prices;', 'taken away'],
  ['UPDATE orders SET note = NULL;', 'every row'],
])('%s: %s', (sql, problem) => {
  expect(problemsOf(sql)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  'CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL); CREATE INDEX notes_by_text ON notes (text);',
  '-- Why.\nCREATE INDEX CONCURRENTLY a ON orders (state);',
  "ALTER TABLE orders ADD note text NOT NULL DEFAULT '', ADD COLUMN seen timestamptz;",
  'ALTER TABLE orders ADD CONSTRAINT positive CHECK (quantity > 0) NOT VALID;',
  '-- oldest build: 0012\nALTER TABLE orders DROP COLUMN note;',
  'CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET a = 1; RETURN NEW; END $$;',
  "UPDATE portfolios SET note = '' WHERE status = 'STALE';",
])('%s: can run beside the build before it', (sql) => {
  expect(problemsOf(sql)).toEqual([]);
});

test('a file is told apart by what it says', () => {
  expect(files.filter(({ sql, oldestBuild }) => /oldest build/.test(sql) !== oldestBuild > 0)).toEqual([]);
});

test('each migration has the number of its place, so that two that were written side by side are seen', () => {
  const numbers = readMigrations(MIGRATIONS).map(({ name, number }) => [name.slice(0, 4), number] as const);
  expect(numbers.filter(([inName, place]) => Number.parseInt(inName, 10) !== place)).toEqual([]);
});
