import { priceJump } from '../../src/domain/price-jump';

const AT = '2026-03-02T15:00:00.000Z';

test.each([
  ['10 % up, as in the demo', '400', '440', undefined],
  ['exactly the percent', '400', '640', undefined],
  ['above it by a hundredth of a cent', '400', '640.0001', '$400 → $640.0001, by 60.0000 %'],
  ['2 for 1', '440', '220', '$440 → $220, as after a split of 2 for 1'],
  ['2 for 1, and the market 2 % up', '440', '224.4', '$440 → $224.4, as after a split of 2 for 1'],
  ['2 for 1, and the market further up', '440', '224.5', undefined],
  ['3 for 2', '300', '199', '$300 → $199, as after a split of 3 for 2'],
  ['4 for 1', '400', '100', '$400 → $100, as after a split of 4 for 1'],
  ['10 for 1', '400', '40', '$400 → $40, as after a split of 10 for 1'],
  ['1 for 2', '1', '2', '$1 → $2, as after a split of 1 for 2'],
  ['1 for 10', '0.5', '5', '$0.5 → $5, as after a split of 1 for 10'],
  ['to nothing', '400', '0.0001', '$400 → $0.0001, by 100.0000 %'],
])('%s', (_what, known, price, jump) => {
  expect(priceJump({ price: known, lately: null }, price, AT, '60')).toBe(jump);
});

test('without a percent nothing is a jump', () => {
  expect(priceJump({ price: '440', lately: null }, '220', AT, null)).toBeUndefined();
});
