import { decide, type Situation } from '../../src/domain/decide';
import { pricePortfolio } from '../../src/domain/drift';
import { managedPart, type Restriction } from '../../src/domain/restriction';
import { parseRestriction } from '../../src/input/restriction';
import { portfolio, situation } from '../support/situations';

const NOW = '2026-01-05T15:00:00.000Z';
const LATER = '2026-01-05T15:00:00.001Z';
const one = (symbol: string, kind: Restriction['kind'], until: string | null = null): Restriction => ({
  ...{ symbol, kind, until, reason: 'a test', by: 'x', at: NOW },
});
/** META is 10 % up: without restrictions it is sold, and the others are bought. */
const restricted = (...restrictions: Restriction[]): Situation => situation({ portfolio: portfolio({ restrictions }) });
const sidesOf = (about: Situation) => {
  const decision = decide(about);
  return decision.kind === 'trade' ? decision.orders.map(({ side, symbol }) => `${side} ${symbol}`) : decision;
};

test('what may not be bought is not bought, and the others are', () => {
  expect(sidesOf(restricted())).toEqual(['SELL META', 'BUY AAPL', 'BUY MSFT']);
  expect(sidesOf(restricted(one('AAPL', 'no-buy')))).toEqual(['SELL META', 'BUY MSFT']);
  expect(sidesOf(restricted(one('AAPL', 'no-sell')))).toEqual(['SELL META', 'BUY AAPL', 'BUY MSFT']);
});

test('when what drifted may not be sold, the drift cannot be fixed, and the refusal says why', () => {
  expect(sidesOf(restricted(one('META', 'no-sell')))).toMatchObject({
    refusal: { code: 'UNFIXABLE_DRIFT', detail: expect.stringContaining('SELL META: a restriction') as string },
  });
});

test('a restriction holds until its time, not at it', () => {
  expect(sidesOf(restricted(one('AAPL', 'no-buy', LATER)))).toEqual(['SELL META', 'BUY MSFT']);
  expect(sidesOf(restricted(one('AAPL', 'no-buy', NOW)))).toEqual(['SELL META', 'BUY AAPL', 'BUY MSFT']);
});

test('a legacy hold is outside: the other targets share the whole, and it needs no price', () => {
  const about = portfolio({ restrictions: [one('META', 'legacy')] });
  expect(managedPart(about)).toMatchObject({
    holdings: [{ symbol: 'AAPL' }, { symbol: 'MSFT' }],
    targets: [
      { symbol: 'AAPL', percent: expect.stringMatching(/^49\.992500/) as string },
      { symbol: 'MSFT', percent: expect.stringMatching(/^50\.007499/) as string },
    ],
  });
  const prices = new Map([
    ['AAPL', '190'],
    ['MSFT', '420'],
  ]);
  expect(pricePortfolio(about, prices)).toMatchObject({ positions: [{ symbol: 'AAPL' }, { symbol: 'MSFT' }] });
  expect(sidesOf(restricted(one('META', 'legacy')))).toMatchObject({ kind: 'not-needed' });
});

test('a legacy hold without a target is not an untargeted holding', () => {
  const holdings = [...portfolio().holdings, { symbol: 'IBM', quantity: '5' }];
  const of = (...restrictions: Restriction[]) =>
    decide(situation({ portfolio: portfolio({ holdings, restrictions }) }));
  expect(of()).toMatchObject({ refusal: { code: 'UNTARGETED_HOLDING' } });
  expect(of(one('IBM', 'legacy')).kind).toBe('trade');
});

test.each([
  ['symbol', { symbol: 'meta' }],
  ['kind', { kind: 'never' }],
  ['reason', { reason: ' ' }],
  ['reason', { reason: 'two\nlines' }],
  ['until', { until: 'tomorrow' }],
  ['until', { until: '2026-13-01' }],
  ['until', { until: NOW }],
])('a wrong %s is refused: %j', (field, wrong) => {
  const given = { symbol: 'META', kind: 'no-buy', reason: 'why', until: '2026-02-01', ...wrong };
  expect(() => parseRestriction(given, NOW)).toThrow(expect.objectContaining({ field }) as Error);
});

test('a day is its first moment in UTC', () => {
  const given = { symbol: 'META', kind: 'no-buy', reason: ' why ', until: '2026-02-01' };
  expect(parseRestriction(given, NOW)).toEqual({ ...given, reason: 'why', until: '2026-02-01T00:00:00.000Z' });
});
