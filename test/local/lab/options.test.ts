import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '../../../src/input/policy';
import { readLabOptions, requireDays } from '../../../src/local/lab/options';
import { UsageError } from '../../../src/local/prices/selection';

const SAMPLE = join(__dirname, '../../../data/sp500-sample.csv');
const GOOD = ['--prices', SAMPLE, '--symbols', 'AAPL,JPM'];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lab-options-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function policies(content: string): string {
  const file = join(directory, 'policies.json');
  writeFileSync(file, content);
  return file;
}

test('what is not given is compared in all ways', async () => {
  expect(await readLabOptions(GOOD)).toEqual({
    prices: SAMPLE,
    symbols: ['AAPL', 'JPM'],
    from: undefined,
    to: undefined,
    policies: [],
    thresholds: ['1.0000', '2.0000', '5.0000', '10.0000'],
    modes: ['relative', 'absolute'],
    destinations: ['target', 'band-edge'],
    costs: ['0.0000', '5.0000', '20.0000'],
    report: undefined,
    json: false,
  });
});

test.each([
  [[], '--prices must name a file'],
  [[...GOOD, '--thresholds', ''], '--thresholds: each must be a plain decimal such as "12.5"'],
  [[...GOOD, '--thresholds', '1,x'], '--thresholds: each must be a plain decimal such as "12.5"'],
  [[...GOOD, '--thresholds', '0,1'], '--thresholds: each must be above 0 and at most 100 percent, not 0'],
  [[...GOOD, '--thresholds', '5,100.0001'], '--thresholds: each must be above 0 and at most 100 percent, not 100.0001'],
  [[...GOOD, '--thresholds=-1,1'], '--thresholds: each must be above 0 and at most 100 percent, not -1'],
  [[...GOOD, '--thresholds', '5,2'], '--thresholds must rise, and 2 comes after 5'],
  [[...GOOD, '--thresholds', '2,2.0'], '--thresholds must rise, and 2 comes after 2'],
  [[...GOOD, '--modes', 'relative,half-sum'], '--modes must be of relative, absolute, not "half-sum"'],
  [[...GOOD, '--modes', 'absolute,absolute'], '--modes: absolute appears more than once'],
  [[...GOOD, '--destinations', 'middle'], '--destinations must be of target, band-edge, not "middle"'],
  [[...GOOD, '--costs=-5'], '--costs: each must be from 0 to 1000 basis points, not -5'],
  [[...GOOD, '--costs', '0,1001'], '--costs: each must be from 0 to 1000 basis points, not 1001'],
  [[...GOOD, '--costs', '20,5'], '--costs must rise, and 5 comes after 20'],
  [[...GOOD, '--from', '2009-02-30'], '--from must be a day such as 2008-01-02, not "2009-02-30"'],
  [[...GOOD, '--report', '/nowhere/report'], '--report must name a directory in a directory that exists'],
  [[...GOOD, '--trade', 'next-day'], "Unknown option '--trade'"],
])('a command line that cannot be done is refused with its flag: %j', async (args, sentence) => {
  const refusal = await readLabOptions(args).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as UsageError).message).toContain(sentence);
});

test('two days are too few for a deviation', () => {
  const day = { date: '2020-01-02', closes: new Map() };

  expect(() => requireDays([day, day])).toThrow('--from and --to must leave at least 3 days, not 2');
  expect(() => requireDays([day, day, day])).not.toThrow();
});

test('the policies of a file are compared instead of thresholds, in its order', async () => {
  const [calm, monthly] = [{ driftThreshold: '10' }, { calendar: 'monthly', shares: 'whole' }];
  const options = await readLabOptions([...GOOD, '--policies', policies(JSON.stringify({ monthly, calm }))]);
  expect(options).toMatchObject({ thresholds: [], modes: [], destinations: [] });
  expect(options.policies).toEqual([
    { kind: 'policy', name: 'monthly', policy: parsePolicy(monthly) },
    { kind: 'policy', name: 'calm', policy: parsePolicy(calm) },
  ]);
});

test('the rules that docs/policies.md names are policies', async () => {
  const file = join(__dirname, '../../../examples/policies.json');
  const { policies: named } = await readLabOptions([...GOOD, '--policies', file]);
  expect(named.map(({ name }) => name)).toEqual(['5-25', '200-175', 'opportunistic', 'half-sum-3']);
});

test.each([
  ['{', [], /^--policies: .*policies\.json must be JSON/],
  ['[]', [], /^--policies: .*policies\.json must be an object of policies, such as \{"calm"/],
  ['{}', [], /must be an object of policies/],
  ['{"a b": {}}', [], /^--policies: a name is 1 to 40 letters, digits, "." or "-", not "a b"$/],
  ['{"a": 5}', [], /^--policies: a must be an object of the fields of a policy$/],
  ['{"a": {"driftThreshold": "x"}}', [], /^--policies: a: policy\.driftThreshold must be/],
  ['{"a": {"calm": true}}', [], /^--policies: a: policy\.calm is not a field/],
  ['{"a": {}}', ['--modes', 'absolute'], /^--modes must not be given with --policies/],
])('a file of policies that breaks a rule is refused with it: %s', async (content, more, sentence) => {
  const refusal = await readLabOptions([...GOOD, '--policies', policies(content), ...more]).catch(
    (error: unknown) => error,
  );

  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as UsageError).message).toMatch(sentence);
});

test('a file of policies that is not there is refused', async () => {
  const refusal = readLabOptions([...GOOD, '--policies', '/nowhere/policies.json']);
  await expect(refusal).rejects.toThrow('--policies: there is no file /nowhere/policies.json');
});
