import { isFilledWhole } from '../../src/domain/whole';

test.each([
  ['nothing of shares', { quantity: '5' }, '0', null, false],
  ['all shares', { quantity: '5' }, '5', '400', true],
  ['a billionth short', { quantity: '5' }, '4.999999999', '400', false],
  ['all dollars', { notional: '2000.00' }, '5', '400', true],
  ['dollars less rounding', { notional: '2000.00' }, '4.999999999', '400', true],
  ['dollars less the collar', { notional: '2000.00' }, '4.75', '400', true],
  ['dollars less more than the collar', { notional: '2000.00' }, '4.74', '400', false],
  ['a part of the dollars', { notional: '2210.00' }, '2.045', '400', false],
  ['one dollar, as far as a share price of $800,000 lets it', { notional: '1.00' }, '0.000001249', '800000', true],
  ['dollars at a price nobody knows', { notional: '2000.00' }, '5', null, false],
])('%s', (_what, size, filledQuantity, filledPrice, isWhole) => {
  expect(isFilledWhole({ quantity: null, notional: null, ...size, filledQuantity, filledPrice })).toBe(isWhole);
});
