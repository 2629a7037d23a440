import fc from 'fast-check';
import { parseExactly } from '../../src/domain/exact-json';

const READ: [text: string, value: unknown][] = [
  ['{"p":190.10}', { p: '190.10' }],
  ['{ "p" : -0.000000001 , "q":[1, 2.50,3e-7] }', { p: '-0.000000001', q: ['1', '2.50', '3e-7'] }],
  ['[[12345678901234567890.123456789]]', [['12345678901234567890.123456789']]],
  ['{"id":"a\\":5,","at":"2026-03-02T15:00:00Z","n":5}', { id: 'a":5,', at: '2026-03-02T15:00:00Z', n: '5' }],
  ['{"id":"[1,2]"}', { id: '[1,2]' }],
  ['{"id":"\\\\","n":1}', { id: '\\', n: '1' }],
  [' 7 ', '7'],
  ['{"a":null,"b":true,"c":""}', { a: null, b: true, c: '' }],
];

test.each(READ)('%s is read with every digit', (text, value) => {
  expect(parseExactly(text)).toEqual(value);
});

test.each(['', '01', '1.', '.5', '-', '+1', '--1', '1e', '[1 2]', '{1:2}', '{"a":1', '{"a":NaN}', '["1"2]', '<html>1'])(
  '%s is no JSON',
  (text) => {
    expect(() => parseExactly(text)).toThrow(SyntaxError);
  },
);

test('whatever the JSON, only its numbers become text', () => {
  const withTexts = (text: string): unknown =>
    JSON.parse(text, (_key, part: unknown) => (typeof part === 'number' ? JSON.stringify(part) : part));
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, 4), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      expect(parseExactly(text)).toEqual(withTexts(text));
    }),
    { numRuns: 500 },
  );
});
