import { adoptionDoubt } from '../../src/domain/adoption';

const PRICES = new Map([
  ['META', '100'],
  ['AAPL', '10'],
]);
const LEDGER = { holdings: [{ symbol: 'META', quantity: '1' }], cash: '100.00' };
const books = (cash: string, ...holdings: [string, string][]) => ({
  holdings: holdings.map(([symbol, quantity]) => ({ symbol, quantity })),
  cash,
});

test.each([
  ['the same', books('100.00', ['META', '1']), undefined],
  ['exactly half', books('0.00', ['META', '1']), undefined],
  [
    'less than half by a cent',
    books('-0.01', ['META', '1']),
    'it is worth $99.99 at the broker, $200.00 in the ledger',
  ],
  ['exactly double', books('300.00', ['META', '1']), undefined],
  ['more than double', books('300.01', ['META', '1']), 'it is worth $400.01 at the broker, $200.00 in the ledger'],
  ['a position that is gone, whatever came of it', books('200.00'), 'the ledger holds 1 META, the broker none'],
  ['a new position', books('100.00', ['META', '1'], ['AAPL', '5']), undefined],
  ['what has no price', books('100.00', ['META', '1'], ['TSLA', '5']), 'TSLA has no price'],
])('%s', (_what, broker, doubt) => {
  expect(adoptionDoubt(LEDGER, broker, PRICES)).toBe(doubt);
});
