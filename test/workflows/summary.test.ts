import fc from 'fast-check';
import { summaryOf } from '../../src/workflows/summary';

test.each([
  ['short', 'the ledger does not answer'],
  ['of 300 plain characters', 'x'.repeat(300)],
])('a text that is %s is kept', (_what, text) => {
  expect(summaryOf(text)).toBe(text);
});

test('any text is cut between characters to what the server accepts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const summary = summaryOf(text);
      expect(Buffer.byteLength(JSON.stringify(summary))).toBeLessThanOrEqual(400);
      expect(text.startsWith(summary)).toBe(true);
      if (summary !== text) expect(Buffer.byteLength(JSON.stringify(summary))).toBeGreaterThan(100);
    }),
  );
});
