import { VOID_SENTENCES } from '../../src/domain/causes';
import { type PlanBasis, proposalAt, whyVoid } from '../../src/domain/proposal';

const BASIS: PlanBasis = {
  settingsRevision: 3,
  rulesVersion: 2,
  cash: '100.5',
  positions: [{ symbol: 'AAPL', quantity: '1.5' }],
  prices: { AAPL: '200', META: '400' },
};
const EXPIRES = '2026-03-03T15:00:00.000Z';
const NOW = '2026-03-02T16:00:00.000Z';
const codeOf = (some: Partial<PlanBasis>, now = NOW, priceTolerance = '1.0000') =>
  whyVoid({ basis: BASIS, priceTolerance, expiresAt: EXPIRES }, { ...BASIS, ...some }, now)?.code;

test.each<[string, keyof typeof VOID_SENTENCES | undefined, Partial<PlanBasis>]>([
  ['nothing moved', undefined, {}],
  [
    'amounts are written in another way',
    undefined,
    { cash: '100.50', positions: [{ symbol: 'AAPL', quantity: '1.500' }] },
  ],
  ['a price moved by exactly the tolerance', undefined, { prices: { AAPL: '202', META: '396' } }],
  ['a price rose by more', 'PRICE_MOVED', { prices: { AAPL: '202.0001', META: '400' } }],
  ['a price fell by more', 'PRICE_MOVED', { prices: { AAPL: '200', META: '395.9999' } }],
  ['a price is gone', 'PRICE_MOVED', { prices: { AAPL: '200' } }],
  ['a symbol came', 'PRICE_MOVED', { prices: { ...BASIS.prices, MSFT: '1' } }],
  ['a cent came', 'CASH_MOVED', { cash: '100.51' }],
  ['a billionth of a share came', 'POSITIONS_MOVED', { positions: [{ symbol: 'AAPL', quantity: '1.500000001' }] }],
  ['the shares are gone', 'POSITIONS_MOVED', { positions: [] }],
  ['the settings were changed', 'SETTINGS_MOVED', { settingsRevision: 4 }],
  ['the rules were changed', 'RULES_MOVED', { rulesVersion: 3 }],
])('%s: %s', (_what, code, some) => {
  expect(codeOf(some)).toBe(code);
});

test('it is void from its time on, whatever else has moved', () => {
  expect(codeOf({ cash: '1' }, EXPIRES)).toBe('TIME_OVER');
});

test('without a tolerance no price may move at all', () => {
  expect(codeOf({}, NOW, '0.0000')).toBeUndefined();
  expect(codeOf({ prices: { AAPL: '200.0001', META: '400' } }, NOW, '0.0000')).toBe('PRICE_MOVED');
});

test('an open one is EXPIRED from its time on, and what has ended stays as it is', () => {
  const at = (state: 'PROPOSED' | 'APPROVED' | 'RELEASED', now: string) =>
    proposalAt({ state, expiresAt: EXPIRES }, now).state;
  expect([at('PROPOSED', NOW), at('APPROVED', NOW)]).toEqual(['PROPOSED', 'APPROVED']);
  expect([at('PROPOSED', EXPIRES), at('APPROVED', EXPIRES), at('RELEASED', EXPIRES)]).toEqual([
    'EXPIRED',
    'EXPIRED',
    'RELEASED',
  ]);
});
