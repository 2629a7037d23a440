import type { Evidence } from '../../src/domain/stale';
import { choicesOf } from '../../src/domain/stale-choices';
import { alertText, detailsText } from '../../src/workflows/stale-texts';

type Orders = NonNullable<Evidence['batch']>['orders'];

const SOLD: Orders[number] = {
  clientOrderId: 'ab-b1-META-o-1',
  kind: 'order',
  symbol: 'META',
  side: 'SELL',
  quantity: '5',
  filled: '5',
  state: 'SUCCESS',
  error: null,
};
const SHORT: Orders[number] = { ...SOLD, symbol: 'MSFT', side: 'BUY', filled: '2', state: 'ERROR', error: 'CANCELED' };
const REVERSED: Orders[number] = { ...SOLD, kind: 'reversal', side: 'BUY', filled: '1', state: 'ERROR', error: 'NO' };

const HELD: Evidence = {
  reason: 'HELD',
  cause: { code: 'HELD', message: 'META moved 6.8289 % since its fill ($439.956 → $470; limit 5.0000 %)' },
  batch: { id: 'b1', state: 'STALE', orders: [SOLD, SHORT] },
  positions: [{ symbol: 'META', ledger: '78', broker: '78' }],
  cash: { ledger: '919.32', broker: '919.32' },
  openOrders: [],
  brokerProblem: null,
  reopensInMs: null,
  hash: '6b1f0d9c3a52e874',
  costs: {
    rollback: { residual: '-151.92', beyond: ['META moved 6.8289 % since its fill ($439.956 → $470; limit 5.0000 %)'] },
    complete: {
      orders: [{ side: 'BUY', symbol: 'MSFT', quantity: '3', usd: '1260.00' }],
      deviation: { before: '3.6714', now: '1.8157', completed: '1.5023' },
    },
  },
};

const page = (evidence: Evidence) =>
  detailsText({
    portfolioId: 'anna',
    since: '2026-11-30T03:55:33.856Z',
    readAt: '2026-11-30T04:00:00.000Z',
    evidence,
    last: undefined,
  });

const withOrders = (...orders: Orders): Evidence => ({ ...HELD, batch: { id: 'b1', state: 'STALE', orders } });

test('the page shows what happened first, and what to send next', () => {
  const [before = '', after = ''] = page(HELD).split('```json');
  expect(before.split('\n').filter((line) => line !== '')).toEqual([
    '## STALE: HELD',
    'A batch failed half way, and nothing is sent until a person decides: META moved 6.8289 % since its fill (439.956 USD → 470 USD; limit 5.0000 %).',
    '**To fix it:** More Actions → Send an Update → `resolve`. Data:',
  ]);
  expect(JSON.parse(after.split('```')[0] ?? '')).toEqual({
    action: 'complete',
    actor: 'your name',
    note: 'why',
    evidence: '6b1f0d9c3a52e874',
  });
});

test('each choice says what it would lead to, at the prices of a given moment', () => {
  const text = page(HELD);
  expect(text).toContain('at the prices of 2026-11-30 04:00:00 UTC');
  expect(text).toMatch(/`complete` .* Now: BUY 3 MSFT \(1260.00 USD\); leaves it 1.5023 points from its targets\./);
  expect(text).toMatch(/`retry-reversal` .* Now: loses about 151.92 USD, outside the limits: META moved/);
  expect(text).toMatch(/`adopt-positions` .* Now: leaves it 1.8157 points from its targets\./);
});

test('while an outcome is unknown no costs are shown, because they could not include that order', () => {
  const unknown: Evidence = { ...HELD, reason: 'OUTCOME_UNKNOWN' };
  expect(page(unknown)).toContain('**Your choice of "action"**:');
  expect(page(unknown)).not.toContain('Now:');
});

test('a rollback of nothing costs nothing', () => {
  const costs = HELD.costs && { ...HELD.costs, rollback: { residual: '0.00', beyond: [] } };
  expect(page({ ...HELD, costs: costs ?? null })).toContain('Now: costs nothing, within the limits;');
});

test('a page contains no dollar sign, because the Web UI shows text between two of them as a formula', () => {
  const differing = { ...HELD, cash: { ledger: '919.32', broker: '-5.00' } };
  expect(page(differing)).toContain('cash: ledger 919.32 USD, broker -5.00 USD');
  expect(page(differing)).not.toContain('$');
});

test('a repeated line is shown once, with its count', () => {
  const refused = { ...REVERSED, filled: '0' };
  expect(page(withOrders(SOLD, refused, refused, refused))).toContain(
    '- reversal BUY 5 META: ERROR, filled 0, NO (3 times)',
  );
});

test('the page does not say that the books agree while something has to be reversed', () => {
  expect(page(HELD)).toContain('The ledger knows about everything that the broker holds.');
});

test.each<[string, Evidence, string[]]>([
  ['a held batch is completed, undone or kept', HELD, ['complete', 'retry-reversal', 'adopt-positions']],
  ['one that is half undone is not completed', withOrders(SOLD, REVERSED), ['retry-reversal', 'adopt-positions']],
  [
    'a refused reversal is tried again first',
    { ...HELD, reason: 'REVERSAL_EXHAUSTED' },
    ['retry-reversal', 'complete', 'adopt-positions'],
  ],
  [
    'an unknown outcome is asked about again',
    { ...HELD, reason: 'OUTCOME_UNKNOWN' },
    ['retry-reversal', 'adopt-positions'],
  ],
  ['books that differ are adopted', { ...HELD, reason: 'BOOKS_DIFFER', batch: null }, ['adopt-positions', 'release']],
  [
    'of a batch as well, whose reversal the books contradict',
    { ...HELD, reason: 'BOOKS_DIFFER' },
    ['adopt-positions', 'retry-reversal'],
  ],
  ['a freeze is released', { ...HELD, reason: 'FROZEN', batch: null }, ['release']],
])('%s', (_what, evidence, choices) => {
  expect(choicesOf(evidence)).toEqual(choices);
});

test('the alert says what each action would lead to', () => {
  const { portfolioId, since } = { portfolioId: 'anna', since: '2026-11-30T03:55:33.856Z' };
  expect(alertText({ portfolioId, since, evidence: HELD }).split('\n')).toEqual([
    'Portfolio anna has been STALE since 2026-11-30T03:55:33.856Z: HELD. It is not traded until somebody resolves it.',
    'META moved 6.8289 % since its fill ($439.956 → $470; limit 5.0000 %)',
    'complete: BUY 3 MSFT ($1260.00); leaves it 1.5023 points from its targets',
    'retry-reversal: loses about $151.92, outside the limits: META moved 6.8289 % since its fill ($439.956 → $470; limit 5.0000 %); leaves it 3.6714 points from its targets',
    'adopt-positions: leaves it 1.8157 points from its targets',
    'Open workflow rebalance-anna in the Temporal Web UI: its tab "User Metadata" says what to send.',
  ]);
});
