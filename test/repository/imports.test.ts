import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

// Each row plants one line in a file that could be there, and names the rule that has to see it.
const FORBIDDEN: [why: string, file: string, line: string, rule: string][] = [
  [
    'equal inputs give equal results, so the domain knows no other folder',
    'src/domain/drift.ts',
    "import '../ledger/ledger';",
    'boundaries/dependencies',
  ],
  [
    'the domain is plain arithmetic, so decimal.js is all it needs',
    'src/domain/drift.ts',
    "import 'zod';",
    'no-restricted-imports',
  ],
  [
    'a decision that reads the clock cannot be replayed',
    'src/domain/drift.ts',
    'export const now = Date.now();',
    'no-restricted-properties',
  ],
  [
    'a workflow is replayed, so the world reaches it only through activities',
    'src/workflows/saga.ts',
    "import '../ledger/ledger';",
    'boundaries/dependencies',
  ],
  [
    'a workflow that does I/O gives another answer at its replay',
    'src/workflows/saga.ts',
    "import 'node:fs';",
    'no-restricted-imports',
  ],
  ['zod triples the workflow bundle', 'src/workflows/saga.ts', "import 'zod';", 'no-restricted-imports'],
  [
    'an activity meets its broker and ledger as interfaces, so tests and simulation can choose them',
    'src/activities/planted.ts',
    "import '../ledger/postgres/ledger';",
    'boundaries/dependencies',
  ],
  [
    'SQL in an activity would be outside the transaction that audits it',
    'src/activities/planted.ts',
    "import 'pg';",
    'no-restricted-imports',
  ],
  [
    'an interface that knows its adapter cannot have a second one',
    'src/ledger/ledger.ts',
    "import './postgres/ledger';",
    'boundaries/dependencies',
  ],
  [
    'the simulator stands in for a broker, so it knows nothing of the program that talks to it',
    'src/simulator/planted.ts',
    "import '../broker/alpaca/client';",
    'boundaries/dependencies',
  ],
  [
    'the broker adapter must work on the real broker, of which the books know nothing',
    'src/broker/alpaca/planted.ts',
    "import '../../ledger/postgres/ledger';",
    'boundaries/dependencies',
  ],
  [
    'the monitor asks through the client, so only one place knows how a rebalance is started',
    'src/monitor/planted.ts',
    "import '../workflows/saga';",
    'boundaries/dependencies',
  ],
  [
    'a command parses and prints, so that every door does the same: what changes a row is an operation',
    'src/cli/commands/planted.ts',
    "import '../../ledger/ledger';",
    'boundaries/dependencies',
  ],
  [
    'a rule that only a command knows is missing behind the other doors',
    'src/cli/commands/planted.ts',
    "import '../../activities/stale/read-evidence';",
    'boundaries/dependencies',
  ],
  [
    'a command does not send messages to workflows itself, because the audit would not say who asked',
    'src/cli/planted.ts',
    "import '../workflows/messages';",
    'boundaries/dependencies',
  ],
  [
    'a route that reads the ledger itself has a rule that the other doors do not have',
    'src/api/routes/planted.ts',
    "import '../../ledger/ledger';",
    'boundaries/dependencies',
  ],
  [
    'an answer that no schema has seen may show what nobody should see',
    'src/api/routes/planted.ts',
    "import type { Context } from 'hono';\nexport const planted = (c: Context) => c.json({});",
    'no-restricted-syntax',
  ],
  [
    'an operation is for every door, so it knows none of them',
    'src/operations/planted.ts',
    "import '../cli/failure';",
    'boundaries/dependencies',
  ],
  [
    'a program that builds an adapter itself has a request budget beside that of the others',
    'src/worker.ts',
    "import './broker/alpaca/client';",
    'boundaries/dependencies',
  ],
  [
    'a new folder has to say which way its imports point',
    'src/planted/planted.ts',
    'export const planted = 1;',
    'boundaries/no-unknown-files',
  ],
  [
    'the console knows HTTP and the contract, so that it proves what anybody else can do with them',
    'console/planted.ts',
    "import '../src/domain/money';",
    'no-restricted-imports',
  ],
  [
    'each package of the console is loaded by everyone who opens it',
    'console/planted.ts',
    "import 'zod';",
    'no-restricted-imports',
  ],
  [
    'an amount on the screen is the text that the API sent, digit by digit',
    'console/planted.ts',
    "export const usd = Number('0.1');",
    'no-restricted-syntax',
  ],
  [
    'a float cannot hold a cent',
    'src/broker/alpaca/planted.ts',
    "export const price = Number('0.1');",
    'no-restricted-syntax',
  ],
  [
    'a rounding without a name hides its direction',
    'src/domain/drift.ts',
    "import { HUNDRED } from './money';\nexport const rounded = HUNDRED.toDecimalPlaces(2);",
    'no-restricted-syntax',
  ],
  [
    'a float cannot hold a share',
    'src/ledger/postgres/ledger.ts',
    "export const quantity = parseFloat('0.1');",
    'no-restricted-syntax',
  ],
  [
    'a function that does not fit on a screen is not read as a whole',
    'src/domain/drift.ts',
    `export function planted(): number {\n${'  Math.abs(1);\n'.repeat(70)}  return 1;\n}`,
    'max-lines-per-function',
  ],
  [
    'terminating a rebalance skips its compensation',
    'src/worker.ts',
    "export const policy = 'TERMINATE_EXISTING';",
    'no-restricted-syntax',
  ],
];

// The proof above is worth nothing if the lint refuses everything.
const ALLOWED: [why: string, file: string, line: string][] = [
  ['the domain imports itself', 'src/domain/drift.ts', "import './money';"],
  ['workflows take values from the domain', 'src/workflows/saga.ts', "import '../domain/ids';"],
  ['activities know the interfaces', 'src/activities/planted.ts', "import type { Broker } from '../broker/broker';"],
  [
    'the ledger on Postgres keeps the rules of the books',
    'src/ledger/postgres/ledger.ts',
    "import '../rules/closing';",
  ],
  ['a command calls an operation', 'src/cli/commands/planted.ts', "import '../../operations/trading';"],
  ['adapters meet where every program is connected', 'src/connect.ts', "import './ledger/postgres/ledger';"],
  ['a program takes its adapters from there', 'src/worker.ts', "import './connect';"],
];

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file));

let rulesBroken: string[][];
beforeAll(() => {
  const planted = [...FORBIDDEN, ...ALLOWED].map(([, file, text]) => ({ file, text }));
  const input = JSON.stringify([...planted, ...sources.map((file) => ({ file, text: '' }))]);
  rulesBroken = JSON.parse(
    execFileSync(process.execPath, ['tools/lint-planted.mjs'], { cwd: root, input, encoding: 'utf8' }),
  ) as string[][];
});

test.each(FORBIDDEN.map((row, index) => [...row, index] as const))('%s', (_why, _file, _line, rule, index) => {
  expect(rulesBroken[index]).toContain(rule);
});

test.each(ALLOWED.map((row, index) => [...row, FORBIDDEN.length + index] as const))(
  '%s',
  (_why, _file, _line, index) => {
    expect(rulesBroken[index]).toEqual([]);
  },
);

test('every source file belongs to a folder whose arrows are stated', () => {
  const unknown = sources.filter((_, index) =>
    rulesBroken[FORBIDDEN.length + ALLOWED.length + index]?.includes('boundaries/no-unknown-files'),
  );
  expect(unknown).toEqual([]);
});
