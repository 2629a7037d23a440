// The generators draw all that validation accepts of a policy: what they call an edge is one, and they draw each.

import fc from 'fast-check';
import { Decimal } from '../../src/domain/money';
import type { Policy } from '../../src/domain/policy';
import { parsePolicy } from '../../src/input/policy';
import { anyPolicy } from '../support/any-policy';
import { POLICY_EDGES, POLICY_FIELDS } from '../support/policy-edges';

/** Together with these any edge of the other fields is accepted. */
const ROOM: Partial<Policy> = { planTtlMs: 1_000, orderDeadlineMs: 1_000, reversalRetries: 0 };

/** What an edge needs of another field. */
const NEEDED: { readonly [field: string]: Partial<Policy> } = {
  cashAbove: { cashReserve: '0.0000' },
  cashBelow: { cashReserve: '99.9999' },
};

const withField = (name: string, value: unknown) => parsePolicy({ ...ROOM, ...NEEDED[name], [name]: value });

test.each(POLICY_FIELDS)('each edge of %s is accepted', (field) => {
  for (const edge of POLICY_EDGES[field]) expect(withField(field, edge)[field]).toEqual(edge);
});

/** The next smaller and the next larger one in units of the field. */
function neighbours(edge: string | number): (string | number)[] {
  if (typeof edge === 'number') return [edge - 1, edge + 1];
  const decimals = edge.length - edge.indexOf('.') - 1;
  return [-1, 1].map((step) =>
    new Decimal(edge).plus(new Decimal(step).div(new Decimal(10).pow(decimals))).toFixed(decimals),
  );
}

const isRefused = (name: string, value: unknown) => {
  try {
    withField(name, value);
  } catch {
    return true;
  }
  return false;
};

const MEASURED = POLICY_FIELDS.flatMap((field) => {
  const edges = POLICY_EDGES[field].filter(
    (edge) => edge !== null && typeof edge !== 'object' && typeof edge !== 'boolean' && /^[0-9.]+$/.test(`${edge}`),
  );
  return edges.length === 0 ? [] : [[field, edges as (string | number)[]] as const];
});

test.each(MEASURED)('beyond each edge of %s nothing is accepted', (field, [least, most]) => {
  const [below] = neighbours(least as string | number);
  const [, above] = neighbours(most as string | number);
  expect(isRefused(field, below)).toBe(true);
  expect(isRefused(field, above)).toBe(true);
});

test('beyond the edges of the rollback limits nothing is accepted', () => {
  for (const [field, values] of [
    ['priceMovePercent', ['0.0000', '1000.0001']],
    ['residualPercent', ['0.0000', '100.0001']],
  ] as const)
    for (const value of values) expect(isRefused('rollbackLimits', { [field]: value })).toBe(true);
});

test('2,000 policies draw each edge of each field, and all of them are accepted as they are', () => {
  const drawn = fc.sample(anyPolicy, { numRuns: 2_000, seed: 1 });
  for (const policy of drawn) expect(parsePolicy(policy as unknown as Record<string, unknown>)).toEqual(policy);
  const missing = POLICY_FIELDS.flatMap((field) => {
    const seen = new Set(drawn.map((policy) => JSON.stringify(policy[field])));
    return POLICY_EDGES[field].filter((edge) => !seen.has(JSON.stringify(edge))).map((edge) => [field, edge]);
  });
  expect(missing).toEqual([]);
});
