import { join } from 'node:path';
import { readLabOptions, requireDays } from '../../../src/local/lab/options';
import { UsageError } from '../../../src/local/prices/selection';

const SAMPLE = join(__dirname, '../../../data/sp500-sample.csv');
const GOOD = ['--prices', SAMPLE, '--symbols', 'AAPL,JPM'];

test('what is not given is compared in all ways', async () => {
  expect(await readLabOptions(GOOD)).toEqual({
    prices: SAMPLE,
    symbols: ['AAPL', 'JPM'],
    from: undefined,
    to: undefined,
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
