import type { Evidence } from '../../src/domain/stale';
import { waysOut } from '../../src/domain/stale-choices';

const EVIDENCE: Evidence = {
  reason: 'BOOKS_DIFFER',
  cause: null,
  batch: null,
  positions: [],
  cash: { ledger: '0.00', broker: '0.00' },
  openOrders: [],
  brokerProblem: null,
  reopensInMs: null,
  hash: '6b1f0d9c3a52e874',
};
const BATCH = { id: 'b', state: 'STALE' as const, orders: [] };

test.each<[what: string, given: Partial<Evidence>, open: string[]]>([
  ['differing books', {}, ['adopt-positions', 'release']],
  ['a freeze', { reason: 'FROZEN' }, ['release']],
  ['an open batch', { reason: 'REVERSAL_EXHAUSTED', batch: BATCH }, ['retry-reversal', 'complete', 'adopt-positions']],
  ['a held batch', { reason: 'HELD', batch: BATCH }, ['complete', 'retry-reversal', 'adopt-positions']],
  ['an unknown outcome', { reason: 'OUTCOME_UNKNOWN', batch: BATCH }, ['retry-reversal', 'adopt-positions']],
  ['differing books with a batch', { batch: BATCH }, ['adopt-positions', 'retry-reversal']],
  ['a broker that does not answer', { hash: null, brokerProblem: 'no answer' }, ['release']],
])('of %s every way out is named, the open ones first, and the others with the reason', (_what, given, open) => {
  const ways = waysOut({ ...EVIDENCE, ...given });
  expect(ways.map(({ action }) => action).sort()).toEqual(['adopt-positions', 'complete', 'release', 'retry-reversal']);
  expect(ways.filter(({ whyNot }) => whyNot === null).map(({ action }) => action)).toEqual(open);
  for (const { whyNot } of ways) expect(whyNot).not.toBe('');
});
