import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PriceFileError, readCloses } from '../../../src/local/prices/closes';

const HEADER = 'Date,AAPL,JPM';
const GOOD = `${HEADER}\n2008-01-02,5.894,28.4\n2008-01-03,5.897,28.1\n`;

let directory: string;
let file: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'prices-'));
  file = join(directory, 'prices.csv');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test.each([
  ['plain text', GOOD],
  ['gzip', gzipSync(GOOD)],
  ['Windows line ends and a byte order mark', `\uFEFF${GOOD.replaceAll('\n', '\r\n')}`],
  ['text without a last line end', GOOD.trimEnd()],
])('closes are read from %s', async (_, content) => {
  await writeFile(file, content);

  const { symbols, days } = await readCloses(file);

  expect(symbols).toEqual(['AAPL', 'JPM']);
  expect(days.map(({ date, closes }) => [date, closes.get('AAPL'), closes.get('JPM')])).toEqual([
    ['2008-01-02', '5.894', '28.4'],
    ['2008-01-03', '5.897', '28.1'],
  ]);
});

test('a column is empty until its symbol is listed, and only until then', async () => {
  await writeFile(file, `${HEADER}\n2008-01-02,5.894,\n2008-01-03,5.897,28.1\n2008-01-04,5.4,\n`);
  await expect(readCloses(file)).rejects.toThrow(/line 4, field JPM: must be a plain decimal/);

  await writeFile(file, `${HEADER}\n2008-01-02,5.894,\n2008-01-03,5.897,28.1\n`);
  const { days } = await readCloses(file);
  expect(days.map(({ closes }) => [...closes.keys()])).toEqual([['AAPL'], ['AAPL', 'JPM']]);
});

test.each([
  [
    '2008-01-03,nan,28.1',
    'line 3, field AAPL: must be a plain decimal such as "12.5" (digits and one point), not "nan"',
  ],
  ['2008-01-03,5.897,', 'line 3, field JPM: must be a plain decimal such as "12.5" (digits and one point), not ""'],
  [
    '2008-01-03,1e400,28.1',
    'line 3, field AAPL: must be a plain decimal such as "12.5" (digits and one point), not "1e400"',
  ],
  [
    '2008-01-03, 5.897,28.1',
    'line 3, field AAPL: must be a plain decimal such as "12.5" (digits and one point), not " 5.897"',
  ],
  ['2008-01-03,5.89712,28.1', 'line 3, field AAPL: must have at most 4 decimals'],
  ['2008-01-03,5.897,0.0000', 'line 3, field JPM: must be above 0, not "0.0000"'],
  ['2008-01-03,5.897,-1', 'line 3, field JPM: must be above 0, not "-1"'],
  ['2008-01-03,5.897', 'line 3, field JPM: must be there: the line has 2 fields, not 3'],
  ['2008-01-03,5.897,28.1,1', 'line 3, field 4: must not be there: the line has 4 fields'],
  ['2008-02-30,5.897,28.1', 'line 3, field Date: must be a day such as "2008-01-02", not "2008-02-30"'],
  ['2008-13-01,5.897,28.1', 'line 3, field Date: must be a day such as "2008-01-02", not "2008-13-01"'],
  ['3 Jan 2008,5.897,28.1', 'line 3, field Date: must be a day such as "2008-01-02", not "3 Jan 2008"'],
  ['', 'line 3, field Date: must be a day such as "2008-01-02", not ""'],
  ['2008-01-02,5.897,28.1', 'line 3, field Date: must be after 2008-01-02, the line before, not "2008-01-02"'],
  ['2007-12-31,5.897,28.1', 'line 3, field Date: must be after 2008-01-02, the line before, not "2007-12-31"'],
])('a corrupt line is refused with its number and field: %s', async (line, sentence) => {
  await writeFile(file, `${HEADER}\n2008-01-02,5.894,28.4\n${line}\n2008-01-04,5.4,27\n`);

  await expect(readCloses(file)).rejects.toEqual(new PriceFileError(`${file} ${sentence}`));
});

test.each([
  ['', 'line 1, field Date: must be the first column, not ""'],
  ['Day,AAPL\n', 'line 1, field Date: must be the first column, not "Day"'],
  ['Date\n', 'line 1, field Date: must be followed by at least one symbol'],
  ['Date,BRK/B\n', 'line 1, field "BRK/B": must look like "META" or "BRK.B"'],
  ['Date,AAPL,AAPL\n', 'line 1, field AAPL: must be a column only once'],
  ['Date,AAPL\n', 'line 2, field Date: must be there: the file has no day'],
])('a file whose columns or days are missing is refused: %j', async (content, sentence) => {
  await writeFile(file, content);

  await expect(readCloses(file)).rejects.toEqual(new PriceFileError(`${file} ${sentence}`));
});

test('a file that is not there, or gzip that is cut short, is refused by name', async () => {
  const cut = join(directory, 'cut.csv.gz');
  await writeFile(cut, gzipSync(GOOD).subarray(0, 40));

  await expect(readCloses(join(directory, 'none.csv'))).rejects.toThrow(/none\.csv must be a readable file .*ENOENT/);
  await expect(readCloses(cut)).rejects.toThrow(/cut\.csv\.gz must be a readable file .*Z_BUF_ERROR/);
});

test('the sample in the repository is whole', async () => {
  const { symbols, days } = await readCloses(join(__dirname, '../../../data/sp500-sample.csv'));

  expect(symbols).toEqual(['AAPL', 'JPM', 'JNJ', 'XOM', 'WMT']);
  expect([days.length, days[0]?.date, days.at(-1)?.date]).toEqual([505, '2008-01-02', '2009-12-31']);
});
