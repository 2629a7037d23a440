import { InputRefused, parsePortfolio, parsePrices } from '../src/input';

const META = [{ symbol: 'META', percent: '100' }];

function refusalOf(parse: () => unknown): { code: string; message: string } {
  try {
    parse();
  } catch (error) {
    if (error instanceof InputRefused) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was accepted');
}

test.each([
  ['a path as id', { id: '../x', accountId: 'a', targets: META }, 'INVALID_PORTFOLIO_ID', /^id must/],
  [
    'a JSON number as percent',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: 100 }] },
    'INVALID_TARGETS',
    /META must be a decimal string/,
  ],
  [
    'NaN as percent',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: 'NaN' }] },
    'INVALID_TARGETS',
    /META must be a plain decimal/,
  ],
  [
    '1e400 as percent',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: '1e400' }] },
    'INVALID_TARGETS',
    /META must be a plain decimal/,
  ],
  [
    'a sum of 99.9999',
    { id: 'x', accountId: 'a', targets: [{ symbol: 'META', percent: '99.9999' }] },
    'INVALID_TARGETS',
    /sum to exactly 100/,
  ],
  ['an unknown field', { id: 'x', accountId: 'a', targets: META, extra: 1 }, 'INVALID_FILE', /^extra is not a field/],
  ['a list', [], 'INVALID_FILE', /must be a JSON object/],
])('a portfolio with %s is refused by name', (_what, input, code, message) => {
  expect(refusalOf(() => parsePortfolio(input))).toEqual({ code, message: expect.stringMatching(message) as string });
});

test.each([
  ['META=0', 'INVALID_PRICE', /must be more than 0/],
  ['META=-1', 'INVALID_PRICE', /must be more than 0/],
  ['META=1.00001', 'INVALID_PRICE', /at most 4 decimals/],
  ['META', 'INVALID_PRICE', /plain decimal/],
  ['BRK/B=1', 'INVALID_SYMBOL', /^symbol must look like/],
])('the price %s is refused by name', (pair, code, message) => {
  expect(refusalOf(() => parsePrices([pair]))).toEqual({ code, message: expect.stringMatching(message) as string });
});

test('percents are kept with four decimals', () => {
  expect(parsePortfolio({ id: 'x', accountId: 'a', targets: META }).targets).toEqual([
    { symbol: 'META', percent: '100.0000' },
  ]);
});
