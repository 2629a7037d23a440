import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { changePolicy, parsePolicyPairs } from '../../src/input/policy';
import { InputRefused } from '../../src/input/refused';

// docs/policies.md against the code: a field, a default or a range that changes has to change there as well.

const page = readFileSync(join(__dirname, '../../docs/policies.md'), 'utf8');
const rows = [...page.matchAll(/^\| `([\w.]+)` \| ([^|]+) \| `([^`]+)` \| ([^|]+) \| `([^`]+)` \|$/gm)].map(
  ([, field = '', unit = '', standard = '', range = '', example = '']) => ({ field, unit, standard, range, example }),
);

test('the page has every field of a policy with its default, in the order of the code', () => {
  const shown = rows.map(({ field, standard }) => [field, standard]);
  const defaults = Object.entries(DEFAULT_POLICY).flatMap(([field, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([part, inner]) => [`${field}.${part}`, String(inner)])
      : [[field, Array.isArray(value) ? JSON.stringify(value) : String(value)]],
  );
  expect(shown).toEqual(defaults);
});

test.each(rows.map((row) => [row.field, row] as const))(
  '%s is explained, and its unit, range and example are right',
  (field, row) => {
    expect(page).toMatch(new RegExp(`\\*\\*.*\`${field}\`.*\\*\\*`));
    expect(row.unit.includes('milliseconds')).toBe(field.endsWith('Ms'));
    expect(problemOf(field, row.example)).toBeUndefined();
    const [, least, most] = /^([\d.]+) to ([\d.]+)/.exec(row.range) ?? [];
    if (least === undefined || most === undefined) {
      for (const word of wordsOf(row.range)) expect(problemOf(field, word)).toBeUndefined();
      expect(problemOf(field, 'nonsense')).toContain(wordsOf(row.range).join(', '));
      return;
    }
    for (const end of [least, most]) expect(problemOf(field, end)).toBeUndefined();
    expect(problemOf(field, 'nonsense')).toMatch(/must be/);
    for (const beyond of [`-${least === '0' ? '1' : least}`, `1${most}`])
      expect(problemOf(field, beyond)).toContain(`from ${least} to ${most}`);
    expect(problemOf(field, 'null') === undefined).toBe(row.range.includes('null'));
  },
);

test('the page says what a drift is relative to', () => {
  expect(page).toContain('relative to the target');
});

/** With these limits no other one contradicts them, however far it goes. */
const ROOMY = {
  ...DEFAULT_POLICY,
  lockTtlMs: 2_592_000_000,
  reversalDelayMs: 0,
  planTtlMs: 1_000,
  orderDeadlineMs: 1_000,
};

/** A limit of the cash is on its side of the reserve. */
const NEEDED: Readonly<Record<string, { cashReserve: string }>> = {
  cashAbove: { cashReserve: '0.0000' },
  cashBelow: { cashReserve: '99.9999' },
};

/** What is wrong with a value that a person types for a field. */
function problemOf(field: string, text: string): string | undefined {
  try {
    changePolicy({ ...ROOMY, ...NEEDED[field] }, parsePolicyPairs([`${field}=${text}`]));
    return undefined;
  } catch (error) {
    if (error instanceof InputRefused) return error.message;
    throw error;
  }
}

function wordsOf(range: string): string[] {
  return [...range.matchAll(/`([\w-]+)`/g)].map(([, word]) => word ?? '');
}
