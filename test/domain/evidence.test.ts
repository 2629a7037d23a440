import { accountPartOf, evidenceText, mayWorsenBy, parseEvidence, worsening } from '../../src/domain/evidence';
import { decimal } from '../../src/domain/money';
import type { Costs } from '../../src/domain/stale';

const HASH = '6b1f0d9c3a52e874';

function costs(residual: string | null, orders: Costs['complete']['orders'] = []): Costs {
  return { mayWorsen: '25.00', rollback: { residual, beyond: [] }, complete: { orders, deviation: null } };
}
const missing = (side: 'BUY' | 'SELL', usd: string | null) => ({ side, symbol: 'META', quantity: '5', usd });

test('what was seen of account and costs is one text, and is read back', () => {
  const text = evidenceText(HASH, costs('-150.27', [missing('BUY', '2000.00'), missing('SELL', '300.50')]));
  expect(text).toBe(`${HASH}:-150.27:-1699.50`);
  expect(parseEvidence(text)).toEqual({ hash: HASH, seen: { residual: '-150.27', completion: '-1699.50' } });
  expect(accountPartOf(text)).toBe(HASH);
});

test('what nobody could tell is a question mark, and without costs the account is alone', () => {
  const text = evidenceText(HASH, costs(null, [missing('BUY', null)]));
  expect(text).toBe(`${HASH}:?:?`);
  expect(parseEvidence(text)).toEqual({ hash: HASH, seen: { residual: null, completion: null } });
  expect(evidenceText(HASH, null)).toBe(HASH);
  expect(parseEvidence(HASH)).toEqual({ hash: HASH });
});

test.each([
  '',
  'x',
  HASH.slice(1),
  `${HASH}:`,
  `${HASH}:1`,
  `${HASH}:1.00`,
  `${HASH}:1.00:x`,
  `${HASH}:1.0:2.00`,
  `${HASH}:1.00:2.00:3.00`,
])('%j is no evidence', (text) => expect(parseEvidence(text)).toBeUndefined());

test.each([
  ['the same', '-150.00', '-150.00', false],
  ['better', '-150.00', '900.00', false],
  ['worse by exactly what it may', '-150.00', '-175.00', false],
  ['worse by a cent more', '-150.00', '-175.01', true],
  ['a gain that has become a loss', '20.00', '-5.01', true],
  ['what nobody can tell any more', '-150.00', null, true],
  ['what nobody could tell then', null, '-900.00', false],
])('rolling back is judged by what it came to: %s', (_what, seen, now, isWorse) => {
  const judged = worsening('retry-reversal', { residual: seen, completion: '0.00' }, costs(now));
  expect(judged !== undefined).toBe(isWorse);
});

test('completing is judged by its own cost, and an action that trades nothing by none', () => {
  const seen = { residual: '-150.00', completion: '-2000.00' };
  expect(worsening('complete', seen, costs('-900.00', [missing('BUY', '2025.00')]))).toBeUndefined();
  expect(worsening('complete', seen, costs('-150.00', [missing('BUY', '2025.01')]))).toContain('$-2025.01');
  for (const action of ['adopt-positions', 'declare-outcome', 'release'] as const)
    expect(worsening(action, seen, costs(null, [missing('BUY', null)]))).toBeUndefined();
});

test('a cost may worsen by a percent of the value, and by a dollar at least', () => {
  expect(mayWorsenBy(decimal('100000'), '0.2500')).toBe('250.00');
  expect(mayWorsenBy(decimal('100'), '0.2500')).toBe('1.00');
});
