import * as causes from '../../src/domain/causes';
import { type CauseCode, type Code, faultCodeOf, isCode, SENTENCES, sentenceOf } from '../../src/domain/causes';

test('a code without a sentence does not compile', () => {
  // @ts-expect-error nobody has written what it means
  const code: Code = 'NOBODY_KNOWS';
  // @ts-expect-error it is a code, but never the cause of a failed batch
  const cause: CauseCode = 'PORTFOLIO_NOT_FOUND';
  expect([isCode(code), isCode(cause)]).toEqual([false, true]);
});

test('every sentence says something, in one line that ends', () => {
  for (const [code, sentence] of Object.entries(SENTENCES)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(`${code}: ${sentence}`).toMatch(/: \S[^\n]{9,}\.$|_CAP_…\.$/);
  }
});

test('a refusal of a rebalance and one of a declaration are never spelt alike', () => {
  const tables = [causes.REFUSAL_SENTENCES, causes.DECLARATION_SENTENCES].map((table) => Object.keys(table));
  expect(new Set(tables.flat()).size).toBe(tables.flat().length);
});

test('a sentence names what it is about, and a code of a later build is shown as it is', () => {
  expect(sentenceOf('NOT_HELD', 'META')).toBe('The fill would leave a short position in the symbol. (META)');
  expect(sentenceOf('HELD')).toBe('A batch failed half way, and nothing is sent until a person decides.');
  expect(sentenceOf('OF_A_LATER_BUILD' as Code, 'META')).toBe('OF_A_LATER_BUILD (META)');
});

test('a fault is known by the type of the failed step', () => {
  expect(faultCodeOf('OVERTAKEN')).toBe('OVERTAKEN');
  expect(faultCodeOf('ROW_LOST')).toBe('ROW_LOST');
  expect(faultCodeOf('InvariantError')).toBeUndefined();
  expect(faultCodeOf(undefined)).toBeUndefined();
});
