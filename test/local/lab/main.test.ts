// The lab as a person starts it: a process of its own, with its threads.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const SAMPLE = join(root, 'data/sp500-sample.csv');
const GOOD = [
  '--prices',
  SAMPLE,
  '--symbols',
  'AAPL,JPM',
  '--to',
  '2008-02-29',
  '--thresholds',
  '2',
  '--costs',
  '0,20',
];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lab-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function lab(args: string[]) {
  const hook = join(root, 'test/support/typescript-hook.js');
  const program = join(root, 'src/local/lab/main.ts');
  return spawnSync(process.execPath, ['--require', hook, program, ...args], { encoding: 'utf8' });
}

function written(content: string): string {
  const file = join(directory, 'prices.csv');
  writeFileSync(file, content);
  return file;
}

test('a comparison prints its settings and results, and writes the same report twice', () => {
  const reports = ['one', 'two'].map((name) => join(directory, name));
  const [first, second] = reports.map((report) => lab([...GOOD, '--report', report, '--json']));

  expect([first?.status, first?.stderr]).toEqual([0, '']);
  expect(second?.stdout).toBe(first?.stdout);
  const { settings, results } = JSON.parse(first?.stdout ?? '') as {
    settings: Record<string, unknown>;
    results: Record<string, unknown>[];
  };
  expect(settings).toMatchObject({
    prices: 'sp500-sample.csv',
    days: 41,
    startCashUsd: '100000.00',
    thresholds: ['2.0000'],
  });
  expect(results).toHaveLength((1 + 3 + 4) * 2);
  expect(results[1]).toMatchObject({
    policy: { kind: 'buy-and-hold' },
    costBasisPoints: '20.0000',
    tradedUsd: '0.00',
    firstPurchaseCostUsd: '199.60',
  });
  for (const file of ['index.html', 'policies.csv', 'daily.csv', 'lab.json']) {
    const [one, two] = reports.map((report) => readFileSync(join(report, file), 'utf8'));
    expect(two).toBe(one);
    expect(one).not.toMatch(/NaN|undefined|<script|https?:/);
  }
  const daily = readFileSync(join(directory, 'one', 'daily.csv'), 'utf8')
    .trim()
    .split('\n');
  expect(daily).toHaveLength(42);
  expect(daily[0]).toMatch(
    /^date,target_index,buy_and_hold_0bp_usd,buy_and_hold_20bp_usd,every_month_0bp_usd,.*relative_2_band-edge_0bp_usd/,
  );
  expect(daily[1]).toMatch(/^2008-01-02,100\.0000,100000\.00,99800\.\d\d,/);
});

test('the policies of a file are compared beside buy and hold and the calendar, and are part of the report', () => {
  const [file, report] = [join(directory, 'policies.json'), join(directory, 'of-a-file')];
  writeFileSync(file, JSON.stringify({ calm: { driftThreshold: '10' }, 'half-sum': { halfSumThreshold: '1' } }));
  const days = ['--prices', SAMPLE, '--symbols', 'AAPL,JPM', '--to', '2008-02-29'];
  const { status, stdout, stderr } = lab([...days, '--policies', file, '--costs', '5', '--report', report, '--json']);

  expect([status, stderr]).toEqual([0, '']);
  const { settings, results } = JSON.parse(stdout) as { settings: object; results: { policy: object }[] };
  expect(settings).toMatchObject({ policies: ['calm', 'half-sum'] });
  expect(results).toHaveLength(1 + 3 + 2);
  expect(results[4]?.policy).toMatchObject({ kind: 'policy', name: 'calm', policy: { driftThreshold: '10.0000' } });
  expect(readFileSync(join(report, 'daily.csv'), 'utf8')).toMatch(
    /^date,target_index,.*,calm_5bp_usd,half-sum_5bp_usd\n/,
  );
  expect(readFileSync(join(report, 'index.html'), 'utf8')).toContain('<title>half-sum: turnover ');
});

test.each([
  [
    'a symbol that the file does not have',
    [...GOOD, '--symbols', 'AAPL,META'],
    /--symbols: META must be in .*, which has AAPL, JPM/,
  ],
  ['thresholds that do not rise', [...GOOD, '--thresholds', '5,2'], /--thresholds must rise, and 2 comes after 5/],
  ['a negative cost', [...GOOD, '--costs=-1'], /--costs: each must be from 0 to 1000 basis points, not -1/],
  ['too few days', [...GOOD, '--to', '2008-01-03'], /must leave at least 3 days, not 2/],
])('%s ends with 2, a sentence, and nothing written', (_name, args, sentence) => {
  const report = join(directory, 'refused');
  const { status, stdout, stderr } = lab([...args, '--report', report]);

  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(sentence);
  expect(existsSync(report)).toBe(false);
});

test.each([
  ['no day', 'Date,A\n', /line 2, field Date: must be there: the file has no day/],
  ['a day twice', 'Date,A\n2020-01-02,1\n2020-01-02,1\n', /line 3, field Date: must be after 2020-01-02/],
  [
    'a symbol that comes later',
    'Date,A,B\n2020-01-02,1,\n2020-01-03,1,5\n',
    /B has no price on 2020-01-02, the first day; all have one from 2020-01-03/,
  ],
])('a price file with %s ends with 2, a sentence, and nothing written', (_name, content, sentence) => {
  const report = join(directory, 'refused');
  const symbols = content.includes('B') ? 'A,B' : 'A';
  const { status, stderr } = lab(['--prices', written(content), '--symbols', symbols, '--report', report]);

  expect(status).toBe(2);
  expect(stderr).toMatch(sentence);
  expect(existsSync(report)).toBe(false);
});
