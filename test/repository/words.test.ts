import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { notPlainIn } from './words';

// Comments, messages and test names in plain English. Documents are in documents.test.ts.

const root = join(__dirname, '../..');

/** How many a folder still has. A number may only go down; a folder that is not here has none. */
const STILL: Readonly<Record<string, number>> = {
  '.': 1,
  bench: 1,
  'src/broker': 1,
  'src/broker/alpaca': 1,
  'src/ledger/postgres/migrations': 6,
  'src/simulator/api': 2,
  'src/simulator/engine': 4,
  'src/temporal': 1,
  'test/broker/alpaca': 2,
  'test/chaos': 10,
  'test/cli': 1,
  'test/domain': 1,
  'test/histories': 1,
  'test/ledger': 4,
  'test/planted': 1,
  'test/repository': 3,
  'test/simulator': 4,
  'test/support': 2,
  'test/system': 8,
  'test/telemetry': 2,
  tools: 1,
};

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => /\.(?:ts|mjs|js|sql|sh|ya?ml)$/.test(file) && !file.startsWith('test/repository/words'));

const foundIn = new Map<string, string[]>();
for (const file of files) {
  const folder = dirname(file);
  const found = notPlainIn(proseOf(file)).map((one) => `${file}: ${one}`);
  foundIn.set(folder, [...(foundIn.get(folder) ?? []), ...found]);
}

test.each([...foundIn.keys()].sort())('%s says it in plain words', (folder) => {
  const found = foundIn.get(folder) ?? [];
  const allowed = STILL[folder] ?? 0;
  expect(found.length > allowed ? found : []).toEqual([]);
});

test.each([
  'show at most so many',
  'a step of before that wakes up late',
  'AAPL must stand only once',
  'news of an unknown order are a fault',
  'take a price for good',
  'whoever lost its answer',
  'the plan is made\n// afresh',
  'a batch is open since 17 minutes',
])('%j is seen', (text) => {
  expect(notPlainIn(text)).not.toEqual([]);
});

test.each([
  'anna stands for the portfolio',
  'as long as the market is open',
  'how many of the orders filled',
  'a stand-in for Slack',
  'the file ./stand and test/chaos/stand.ts',
])('%j is plain', (text) => {
  expect(notPlainIn(text)).toEqual([]);
});

test('the numbers are of folders that exist', () => {
  expect(Object.keys(STILL).filter((folder) => !foundIn.has(folder))).toEqual([]);
});

/** The comments and strings of a program; the whole text of other files. */
function proseOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  if (!/\.(?:ts|mjs|js)$/.test(file)) return text;
  const prose = /(?:^\s*\/\/.*\n)+|\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gm;
  return (text.match(prose) ?? []).join('\n\n|\n\n');
}
