// Tests the tests: plants one known bug at a time in a copy of the tree and demands that the part of the suite that is there for it
// sees it. `npm run planted`, or with the names of some bugs behind it.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const COPIED = ['src', 'test', 'tools', 'jest.config.js', 'package.json', 'package-lock.json', 'tsconfig.json'];

const simulate = (schedules) => [
  'node',
  '--require',
  './test/support/typescript-hook.js',
  'test/simulation/main.ts',
  '--stop',
  '--schedules',
  String(schedules),
];
const jest = (file, name) => ['node', 'node_modules/jest/bin/jest.js', file, '-t', name];
/** Without the servers that the other suites share. */
const plainJest = (file, name) => [...jest(file, name), '--config', plainConfig()];

const alone = () =>
  plainJest('test/operations/two-people.test.ts', 'over the ledger in memory no person does alone what takes two');

/** What has to see each bug, and the words with which it says so. */
const BUGS = {
  'random-client-order-id': { run: simulate(200), says: /I2 / },
  'no-lookup-before-resend': {
    run: plainJest('test/simulation/found.test.ts', 'even at a broker that takes an id twice'),
    says: /✕.*takes an id twice/,
  },
  'compensation-from-the-plan': { run: simulate(200), says: /I1 / },
  'duplicate-taken-as-failure': { run: simulate(400), says: /I3 / },
  'cancel-assumed': { run: simulate(400), says: /I[38] / },
  'no-unique-key': {
    run: jest('test/ledger/schema.test.ts', 'a second open batch of a portfolio'),
    says: /✕.*a second open batch/,
  },
  'float-money': { run: simulate(200), says: /I3 / },
  'activity-booked-twice': {
    run: plainJest('test/activities/broker-activities.test.ts', 'listed after the account was read'),
    says: /✕.*listed after the account was read/,
  },
  'hold-forgets-what-comes-late': {
    run: plainJest('test/simulation/holds.test.ts', 'has the last word'),
    says: /I46[^]*a message in its inbox/,
  },
  'hold-decides-again': {
    run: plainJest('test/simulation/holds.test.ts', 'ends it once, sent twice'),
    says: /I46[^]*no audit row says what it came to/,
  },
  'hold-ends-unreleased': {
    run: plainJest('test/simulation/holds.test.ts', 'books that agree again'),
    says: /I46[^]*the ledger says STALE/,
  },
  'stale-releases-the-lock': {
    run: jest('test/system/stale.test.ts', 'is held under the same id'),
    says: /✕.*is held under the same id/,
  },
  'audit-after-commit': {
    run: jest('test/ledger/audit-atomic.test.ts', 'stands in the ledger without its audit row'),
    says: /✕.*without its audit row/,
  },
  'bound-that-moves': { run: alone(), says: /✕.*no person does alone/ },
  'maker-is-another-person': { run: alone(), says: /✕.*no person does alone/ },
  'lock-by-row': {
    run: jest('test/system/rebalancing.test.ts', 'if several people ask at the same moment'),
    says: /✕.*several people ask at the same moment/,
  },
};

const patches = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.patch'));
if (
  patches.sort().join() !==
  Object.keys(BUGS)
    .map((name) => `${name}.patch`)
    .sort()
    .join()
)
  throw new Error('each patch needs what has to see it, and the other way round');

const asked = process.argv.slice(2);
const missed = Object.keys(BUGS)
  .filter((name) => asked.length === 0 || asked.includes(name))
  .filter((name) => !isSeen(name, BUGS[name]));
if (missed.length > 0) {
  console.error(`not seen: ${missed.join(', ')}`);
  process.exit(1);
}
console.log('every planted bug was seen, and none where none was planted');

/** Runs the same command without the bug and with it: only the second may fail, and in the words that name it. */
function isSeen(name, { run, says }) {
  const startedAt = Date.now();
  const copy = mkdtempSync(join(tmpdir(), 'planted-'));
  try {
    for (const path of COPIED) cpSync(join(root, path), join(copy, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const clean = runIn(copy, run);
    execFileSync('git', ['apply', join(import.meta.dirname, `${name}.patch`)], { cwd: copy });
    const planted = runIn(copy, run);
    const seen = clean.status === 0 && planted.status !== 0 && says.test(planted.output);
    console.log(`${seen ? 'seen    ' : 'NOT SEEN'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(0)} s)`);
    if (!seen) console.error(clean.status === 0 ? planted.output.slice(-2_000) : clean.output.slice(-2_000));
    return seen;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function runIn(cwd, [command, ...args]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 240_000 });
  return { status, output: `${stdout}${stderr}` };
}

function plainConfig() {
  const {
    globalSetup: _up,
    globalTeardown: _down,
    ...config
  } = createRequire(import.meta.url)(join(root, 'jest.config.js'));
  return JSON.stringify(config);
}
