import { believedPrice, spreadProblem } from '../../src/domain/quote';

const NEWEST = '2026-01-05T15:00:00.000Z';
const OLD = '2026-01-05T14:58:59.999Z';
const trade = (price: string, at = NEWEST) => ({ price, at });
const quote = (bid: string, ask: string, at = NEWEST) => ({ bid, ask, at });
const LATER = '2026-01-05T14:59:59.000Z';

test.each([
  ['without a quote the trade is the price', trade('400'), undefined, '400', NEWEST],
  ['a trade inside the quote is the price', trade('400.01'), quote('399.99', '400.03'), '400.01', NEWEST],
  ['a trade at the bid is inside', trade('399.99', LATER), quote('399.99', '400.03'), '399.99', LATER],
  ['a trade above the ask is not believed', trade('480'), quote('399.99', '400.03', LATER), '400.01', LATER],
  ['a trade below the bid is not believed', trade('320'), quote('399.99', '400.03', LATER), '400.01', LATER],
  ['an old trade gives way to a fresh quote', trade('400', OLD), quote('399', '401.01'), '400.005', NEWEST],
  ['a quote that is old counts for nothing', trade('480'), quote('399', '401', OLD), '480', NEWEST],
  ['a bid of 0 is no bid', trade('480'), quote('0', '400'), '480', NEWEST],
  ['an ask of 0 is no ask', trade('480'), quote('400', '0'), '480', NEWEST],
  ['a locked quote is a price', trade('480'), quote('400', '400'), '400', NEWEST],
  ['a crossed quote is none', trade('480'), quote('401', '400'), '480', NEWEST],
  ['5 % wide is still a price', trade('90'), quote('97.5', '102.5'), '100', NEWEST],
  ['wider says nothing', trade('90'), quote('97.4999', '102.5'), '90', NEWEST],
  ['wider makes no trade younger', trade('100', OLD), quote('90', '110'), '100', OLD],
  ['the middle has 4 decimals', trade('9', OLD), quote('1.0001', '1.0002'), '1.0002', NEWEST],
])('%s', (_what, last, quoted, price, at) => {
  expect(believedPrice(last, quoted, NEWEST)).toMatchObject({ price, at });
});

test.each([
  ['within the limit', quote('99.5', '100.5'), '1', undefined],
  ['above the limit', quote('99.49', '100.5'), '1', 'has a spread of 1.0101 % (bid $99.49, ask $100.5), at most 1 %'],
  ['locked', quote('100', '100'), '0.5', undefined],
  ['crossed by a cent', quote('100.01', '100'), '1', 'is quoted crossed (bid $100.01, ask $100)'],
  ['without a limit', quote('1', '100'), null, undefined],
  ['without a quote', undefined, '1', undefined],
])('a spread %s', (_what, quoted, limit, problem) => {
  expect(spreadProblem(quoted, limit)).toBe(problem);
});

test('only a quote that counts is handed on', () => {
  expect(believedPrice(trade('400'), quote('0', '400'), NEWEST)).toEqual(trade('400'));
  expect(believedPrice(trade('400'), quote('399', '401', OLD), NEWEST)).toEqual(trade('400'));
  expect(believedPrice(trade('400'), quote('401', '399'), NEWEST).quote).toEqual(quote('401', '399'));
});
