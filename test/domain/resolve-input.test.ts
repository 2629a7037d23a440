import { parseFreeze, parseResolve } from '../../src/domain/stale';

const GOOD = { action: 'release', actor: 'anna', note: 'the symbol trades again' };
const EVIDENCE = '0123456789abcdef';
const NEVER = { clientOrderId: 'ab-1-META-o-1', outcome: 'never-arrived' };
const FILLED = { clientOrderId: 'ab-1-META-o-1', outcome: 'filled', quantity: '5', price: '400.00' };
const DECLARE = { ...GOOD, action: 'declare-outcome', evidence: EVIDENCE, declaration: NEVER };
const LONG = 'x'.repeat(1_001);

test.each<[what: string, given: object, resolve: object]>([
  ['without evidence', GOOD, GOOD],
  ['with evidence', { ...GOOD, evidence: EVIDENCE }, { ...GOOD, evidence: EVIDENCE }],
  ['and what else was sent is left out', { ...GOOD, force: true }, GOOD],
  ['that declares what never arrived', DECLARE, DECLARE],
  ['that declares a fill', { ...DECLARE, declaration: FILLED }, { ...DECLARE, declaration: FILLED }],
  ['of 1,000 characters', { ...GOOD, note: LONG.slice(1) }, { ...GOOD, note: LONG.slice(1) }],
])('a resolve %s is taken', (_what, given, resolve) => {
  expect(parseResolve(given)).toEqual({ ok: true, resolve });
});

test.each<[what: string, given: unknown, field: string]>([
  ['nothing', undefined, 'action'],
  ['null', null, 'action'],
  ['a text', 'retry-reversal', 'action'],
  ['a list', [GOOD], 'action'],
  ['an unknown action', { ...GOOD, action: 'forgive' }, 'action'],
  ['the name of a method', { ...GOOD, action: 'toString' }, 'action'],
  ['no actor', { ...GOOD, actor: undefined }, 'actor'],
  ['an actor of spaces', { ...GOOD, actor: '  ' }, 'actor'],
  ['a note that is a number', { ...GOOD, note: 5 }, 'note'],
  ['a note that is too long', { ...GOOD, note: LONG }, 'note'],
  ['evidence of another form', { ...GOOD, evidence: EVIDENCE.toUpperCase() }, 'evidence'],
  ['evidence that is a number', { ...GOOD, evidence: 1234567890123456 }, 'evidence'],
  ['reversing without evidence', { ...GOOD, action: 'retry-reversal' }, 'evidence'],
  ['declaring without evidence', { ...DECLARE, evidence: undefined }, 'evidence'],
  ['declaring nothing', { ...DECLARE, declaration: undefined }, 'declaration'],
  ['declaring of no order', { ...DECLARE, declaration: { outcome: 'never-arrived' } }, 'declaration'],
  ['an outcome that there is not', { ...DECLARE, declaration: { ...NEVER, outcome: 'lost' } }, 'declaration'],
  ['a fill without its price', { ...DECLARE, declaration: { ...FILLED, price: undefined } }, 'declaration'],
  ['a fill as a number', { ...DECLARE, declaration: { ...FILLED, quantity: 5 } }, 'declaration'],
  ['adopting without evidence', { ...GOOD, action: 'adopt-positions' }, 'evidence'],
])('%s is no resolve, and the field is named', (_what, given, field) => {
  expect(parseResolve(given)).toEqual({
    ...{ ok: false, refusal: 'INVALID_RESOLVE' },
    message: expect.stringMatching(`^"${field}" must `) as string,
  });
});

test.each([[undefined], [null], ['freeze!'], [{}], [{ reason: 5, actor: [] }], [{ reason: LONG, actor: LONG }]])(
  'a freeze that says %j freezes all the same',
  (given) => {
    expect(parseFreeze(given)).toEqual({ reason: 'no reason given', actor: 'unknown' });
  },
);
