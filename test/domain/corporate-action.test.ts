import {
  type CorporateAction,
  isUnderWay,
  narrowed,
  ratioOf,
  unfollowedAction,
} from '../../src/domain/corporate-action';
import { decimal } from '../../src/domain/money';
import { priceProblem } from '../../src/domain/price-jump';

const SINCE = '2026-03-02T15:00:00.000Z';
const HOUR_LATER = '2026-03-02T16:00:00.000Z';
const action = (some: Partial<CorporateAction> = {}): CorporateAction => ({
  symbol: 'META',
  since: SINCE,
  priceBefore: '500',
  low: '10',
  high: '10',
  ...some,
});

test.each([
  ['the old price', '500', true],
  ['a tenth of it', '50', false],
  ['a tenth of it after the market moved', '58', false],
  ['a price in between', '250', true],
  ['half of a tenth', '25', true],
])('after ten for one %s: %s', (_what, price, isUnfollowed) => {
  expect(unfollowedAction(action(), price) !== undefined).toBe(isUnfollowed);
});

test('a price that followed the shares has not jumped, and three days later it is judged like any other', () => {
  const known = { price: '500', lately: null, action: action() };
  expect(priceProblem(known, '50', HOUR_LATER, '50')).toBeUndefined();
  expect(priceProblem(known, '500', HOUR_LATER, null)).toContain('the shares became 10 times as many');
  expect(isUnderWay(action(), '2026-03-05T15:00:00.000Z')).toBe(false);
  expect(priceProblem(known, '50', '2026-03-05T15:00:00.000Z', '50')).toContain('split of 10 for 1');
});

test('of a reverse split one holder of whole shares knows little, and several know it exactly', () => {
  const first = action(ratioOf(decimal('15'), decimal('1')));
  expect(first).toMatchObject({ low: '0.0666666667', high: '0.133333333' });
  const second = narrowed(first, action({ ...ratioOf(decimal('1523'), decimal('152')), priceBefore: '51' }));
  expect(second).toMatchObject({ low: '0.0998030204', high: '0.100459619', priceBefore: '500', since: SINCE });
});

test('a holder whose shares say something else changes nothing, and an action of last week is another one', () => {
  const other = action(ratioOf(decimal('10'), decimal('20')));
  expect(narrowed(action(), other)).toEqual(action());
  expect(narrowed(action({ since: '2026-02-20T15:00:00.000Z' }), other)).toEqual(other);
});
