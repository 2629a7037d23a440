import { join } from 'node:path';
import { readCloses } from '../../../src/local/prices/closes';
import { selectDays, UsageError } from '../../../src/local/prices/selection';
import { readReplayOptions } from '../../../src/local/replay/options';

const SAMPLE = join(__dirname, '../../../data/sp500-sample.csv');
const GOOD = ['--prices', SAMPLE, '--symbols', 'AAPL,JPM'];

const select = async (args: string[]) => selectDays(await readCloses(SAMPLE), await readReplayOptions(args));

test('all days of the file are replayed at the default threshold unless others are asked for', async () => {
  expect(await readReplayOptions(GOOD)).toMatchObject({ symbols: ['AAPL', 'JPM'], threshold: '5.0000' });
  expect(await select(GOOD)).toHaveLength(505);
  expect((await select([...GOOD, '--from', '2008-01-03', '--to', '2008-01-04'])).map(({ date }) => date)).toEqual([
    '2008-01-03',
    '2008-01-04',
  ]);
});

test.each([
  [[], '--prices must name a file'],
  [['--prices', SAMPLE], '--symbols must be symbols such as AAPL,JPM,BRK.B, not ""'],
  [[...GOOD, '--symbols', 'AAPL,BRK/B'], '--symbols must be symbols such as AAPL,JPM,BRK.B, not "BRK/B"'],
  [[...GOOD, '--symbols', 'AAPL,AAPL'], '--symbols: AAPL appears more than once'],
  [[...GOOD, '--symbols', 'AAPL,META'], `--symbols: META must be in ${SAMPLE}, which has AAPL, JPM, JNJ, XOM, WMT`],
  [[...GOOD, '--from', '2008-02-30'], '--from must be a day such as 2008-01-02, not "2008-02-30"'],
  [[...GOOD, '--from', '2009-01-01', '--to', '2008-01-01'], '--to must not be before --from'],
  [[...GOOD, '--from', '2010-01-01'], `must leave at least one day: ${SAMPLE} has 2008-01-02 to 2009-12-31`],
  [[...GOOD, '--threshold', 'NaN'], '--threshold must be a plain decimal'],
  [[...GOOD, '--threshold', '5.00001'], '--threshold must have at most 4 decimals'],
  [[...GOOD, '--threshold=-1'], '--threshold must be at least 0 and below 100 percent, not -1'],
  [[...GOOD, '--threshold', '100'], '--threshold must be at least 0 and below 100 percent, not 100'],
  [
    [...GOOD, '--json', '/nowhere/replay.json'],
    '--json must name a file in a directory that exists: /nowhere does not',
  ],
  [
    [...GOOD, '--report', '/nowhere/report'],
    '--report must name a directory in a directory that exists: /nowhere does not',
  ],
  [[...GOOD, '--report', SAMPLE], `--report must name a directory, and ${SAMPLE} is a file`],
  [[...GOOD, '--form', '2008-01-01'], "Unknown option '--form'"],
  [[...GOOD, 'today'], "Unexpected argument 'today'"],
])('a command line that cannot be done is refused with its flag: %j', async (args, sentence) => {
  const refusal = await select(args).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as UsageError).message).toContain(sentence);
});

test('symbols that are listed later are refused with the first day on which all have a price', () => {
  const day = (date: string, closes: Record<string, string>) => ({ date, closes: new Map(Object.entries(closes)) });
  const closes = {
    symbols: ['AAPL', 'META', 'NONE'],
    days: [day('2012-05-17', { AAPL: '18' }), day('2012-05-18', { AAPL: '19', META: '38' })],
  };
  const selection = { prices: 'prices.csv', symbols: ['AAPL', 'META'], from: undefined, to: undefined };

  expect(() => selectDays(closes, selection)).toThrow(
    new UsageError(
      '--symbols: META has no price on 2012-05-17, the first day; all have one from 2012-05-18: use --from 2012-05-18',
    ),
  );
  expect(selectDays(closes, { ...selection, from: '2012-05-18' })).toHaveLength(1);
  expect(() => selectDays(closes, { ...selection, symbols: ['NONE'] })).toThrow('it never has one');
});
