import { PORTFOLIO_ID_PATTERN } from '../../src/domain/ids';
import { decimal, decimalProblem, PRICE_DECIMALS } from '../../src/domain/money';
import { equalTargets, targetsProblem } from '../../src/domain/targets';

const two = (first: string, second: string) => [
  { symbol: 'META', percent: first },
  { symbol: 'AAPL', percent: second },
];

test.each([
  ['a sum of 99.9999', two('50.0000', '49.9999'), 'targets must sum to exactly 100.0000 percent, not 99.9999'],
  ['a sum of 100.0001', two('50.0001', '50.0000'), 'targets must sum to exactly 100.0000 percent, not 100.0001'],
  ['a negative target', two('110', '-10'), 'targets: the percent of AAPL must not be negative'],
  ['a symbol twice', [...two('50', '25'), { symbol: 'META', percent: '25' }], 'targets: META appears more than once'],
  ['five decimals', two('50.00001', '49.99999'), 'targets: the percent of META must have at most 4 decimals'],
  ['an emoji', [{ symbol: '🚀', percent: '100' }], 'targets: symbol must look like "META" or "BRK.B", not "🚀"'],
  ['a slash', [{ symbol: 'BRK/B', percent: '100' }], 'targets: symbol must look like "META" or "BRK.B", not "BRK/B"'],
  ['no symbol', [], 'targets must name at least one symbol'],
])('targets with %s are refused with a sentence', (_what, targets, sentence) => {
  expect(targetsProblem(targets)).toBe(sentence);
});

test.each([
  'NaN',
  'Infinity',
  '1e400',
  '1e-30',
  '0x10',
  '1,5',
  ' 1 ',
  '٣',
  '+1',
  '.5',
  '1.',
  '',
  '1'.repeat(30),
  '1.00001',
  1.5,
  null,
])('%p is no price', (text) => {
  expect(decimalProblem(text, PRICE_DECIMALS)).toMatch(/^must /);
});

test('a number that is not plain text never becomes an amount', () => {
  expect(() => decimal('1e5')).toThrow(RangeError);
});

test.each(['../x', 'a/b', '', '-a', 'a'.repeat(65), 'a\nb', 'é'])('%p is no portfolio id', (id) => {
  expect(PORTFOLIO_ID_PATTERN.test(id)).toBe(false);
});

test('equal targets that do not divide evenly give the remainder to the last symbol', () => {
  expect(equalTargets(['A', 'B', 'C']).map((target) => target.percent)).toEqual(['33.3333', '33.3333', '33.3334']);
  expect(targetsProblem(equalTargets(['A', 'B', 'C']))).toBeUndefined();
});
