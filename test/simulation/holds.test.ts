// What people send to a portfolio that is held, at the moments that matter, over the product's own hold; and the rule that judges it.

import type { Records } from '../../src/check/records';
import type { AuditRow } from '../../src/ledger/ledger';
import { drawSchedule } from './draw';
import { judgeHolds } from './judge-holds';
import type { PersonMessage, Sent } from './people';
import { type Played, play } from './play';
import type { PlannedFault, PlannedPortfolio, Schedule } from './schedule';

const PORTFOLIO: PlannedPortfolio = {
  ...(drawSchedule(1).portfolios[0] as PlannedPortfolio),
  id: 'p1',
  margin: true,
  policy: { lockTtlMs: 20 * 60_000 },
};

const FROZEN: PlannedFault = { kind: 'freeze', portfolio: 'p1', at: 0, undo: false, ledgerFirst: true };
/** Its list of positions is wrong for this many reads. */
const wrongReads = (times: number): PlannedFault => ({
  kind: 'broker',
  portfolio: 'p1',
  fault: {
    match: { operation: 'read', accountId: 'p1' },
    effect: { kind: 'wrong-positions', how: 'empty' },
    times,
  },
});
const at = (afterMs: number, message: PersonMessage): PlannedFault => ({
  kind: 'person',
  portfolio: 'p1',
  afterMs,
  message,
});
const release = (door: 'update' | 'signal', againMs?: number): PersonMessage => ({
  what: 'resolve',
  action: 'release',
  actor: 'ann',
  door,
  ...(againMs !== undefined && { againMs }),
});

async function played(faults: PlannedFault[], more: Partial<Schedule> = {}): Promise<Played> {
  const schedule = { seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [PORTFOLIO], faults, ...more };
  const result = await play(schedule, [], []);
  expect(result.violations).toEqual([]);
  return result;
}

const endsIn = ({ records }: Played) =>
  (records[0] as Records).audit.filter(({ event }) => event === 'STALE_ENDED').length;

test.each(['update', 'signal'] as const)('a release by %s ends it once, sent twice', async (door) => {
  for (const againMs of [0, 5, 300]) {
    const result = await played([FROZEN, at(60_000, release(door, againMs))]);
    expect(result.outcomes).toEqual(['RESOLVED release']);
    expect(endsIn(result)).toBe(1);
  }
});

test.each(['update', 'signal'] as const)(
  'a release by %s that is sent before the hold listens is not lost',
  async (door) => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const result = await played([wrongReads(4), at(0, release(door))], { seed });
      expect(result.outcomes).toEqual(['RESOLVED release']);
    }
  },
);

test('books that agree again end it within the hour', async () => {
  const { outcomes, hits } = await played([wrongReads(6)]);
  expect(outcomes).toEqual(['RELEASED BOOKS_DIFFER']);
  expect(hits.get('released by agreement')).toBe(1);
});

test('a cancel request, a look and a rebalance that is asked for end nothing', async () => {
  const messages = (['cancel', 'look-again', 'ask', 'nonsense'] as const).map((what) => at(1_000, { what }));
  const result = await played([FROZEN, ...messages]);
  expect(result.outcomes).toEqual(['STALE FROZEN']);
  expect(endsIn(result)).toBe(0);
});

test('a freeze that arrives while a release is carried out has the last word', async () => {
  const freeze: PersonMessage = { what: 'freeze', undo: false, ledgerFirst: false };
  let heldAgain = 0;
  for (const seed of [1, 2, 3, 4])
    for (let afterMs = 60_080; afterMs < 60_125; afterMs += 1) {
      const { records } = await played([FROZEN, at(60_000, release('update')), at(afterMs, freeze)], { seed });
      if (records[0]?.portfolio.status === 'STALE') heldAgain += 1;
    }
  expect(heldAgain).toBeGreaterThan(5);
});

test('it goes on in another run when its history is long, and what people send meanwhile is carried out', async () => {
  const looks = Array.from({ length: 12 }, (_none, n) => at(7_000 + 100 * n, { what: 'look-again' as const }));
  const { outcomes, hits } = await played([FROZEN, ...looks, at(7_650, release('update'))], { holdStepsMax: 4 });
  expect(hits.get('a hold goes on in another run')).toBeGreaterThan(0);
  expect(outcomes).toEqual(['RESOLVED release']);
});

test.each(['attempt', 'freeze', 'grace-over', 'run', 'terminate'] as const)(
  'a release whose step meets "%s" at any of its calls ends it once, or people try again',
  async (what) => {
    for (const point of ['findPortfolio', 'findOpenBatch', 'account', 'listAudit', 'endStale'])
      for (const when of ['before', 'after'] as const) {
        const crash = { kind: 'crash' as const, portfolio: 'p1', point, nth: 1, when, what, forMs: 30_000 };
        // Counted from the release on, when everything earlier has happened.
        const nth = await callsBefore(point);
        const result = await played([FROZEN, { ...crash, nth: nth + 1 }, at(60_000, release('update', 120_000))]);
        expect(endsIn(result)).toBe(1);
      }
  },
);

test('what is adopted while it is frozen is adopted once, although a step gets stuck in the middle of it', async () => {
  const adopt: PersonMessage = { what: 'resolve', action: 'adopt-positions', actor: 'ann', door: 'update' };
  for (const when of ['before', 'after'] as const) {
    const crash = { kind: 'crash' as const, portfolio: 'p1', point: 'endStale', nth: 1, when, what: 'freeze' as const };
    const { verdicts } = await played([FROZEN, { ...crash, forMs: 30_000 }, at(60_000, adopt)]);
    expect(verdicts).toEqual(['adopt-positions: STALE FROZEN']);
  }
});

/** How often the portfolio's steps call `point` before the release arrives. */
async function callsBefore(point: string): Promise<number> {
  let calls = 0;
  for (let nth = 1; ; nth += 1) {
    const crash = {
      kind: 'crash' as const,
      portfolio: 'p1',
      point,
      nth,
      when: 'after',
      what: 'grace-over',
      forMs: 0,
    } as const;
    const { hits } = await played([FROZEN, crash]);
    if (hits.get('crash grace-over') === undefined) return calls;
    calls += 1;
  }
}

describe('the rule sees', () => {
  const row = (event: string, detail: object, at = '2026-03-02T15:00:10.000Z') =>
    ({ event, detail, at, actor: 'ann', batchId: null }) as unknown as AuditRow;
  const sent: Sent = {
    portfolio: 'p1',
    resolve: { action: 'release', actor: 'ann', note: '<decision 1>' },
    door: 'update',
    takenAt: Date.parse('2026-03-02T15:00:09.000Z'),
    heardAt: Date.parse('2026-03-02T15:00:11.000Z'),
    verdicts: [{ status: 'ACTIVE', message: 'released' }],
  };
  const ended = row('STALE_ENDED', { action: 'release', note: '<decision 1>' });
  const stale = row('PORTFOLIO_STALE', { reason: 'HELD' });
  const judged = (audit: AuditRow[], people: Sent[]) => judgeHolds({ audit } as unknown as Records, people);

  test.each<[string, AuditRow[], Partial<Sent>]>([
    ['a decision that nobody answered', [ended], { verdicts: [] }],
    ['a decision that was answered twice', [ended], { verdicts: [...sent.verdicts, ...sent.verdicts] }],
    ['a decision of which the audit says nothing', [], {}],
    ['a decision that was carried out twice', [ended, ended], {}],
    [
      'a freeze that something else than a release ended',
      [row('PORTFOLIO_FROZEN', {}), ended, row('PORTFOLIO_FROZEN', {}), row('STALE_ENDED', { action: 'complete' })],
      {},
    ],
    ['an order that nobody decided', [stale, row('ORDER_SENT', { clientOrderId: 'x' }), ended], {}],
    [
      'a reversal in the name of nobody',
      [stale, row('REVERSAL_SENT', { clientOrderId: 'x', decision: true }), ended],
      {},
    ],
  ])('%s', (_what, audit, changed) => {
    expect(judged(audit, [{ ...sent, ...changed }])).not.toEqual([]);
  });

  test('nothing in a decision that was carried out, or that died with its run', () => {
    expect(judged([stale, ended], [sent])).toEqual([]);
    expect(judged([], [{ ...sent, verdicts: [], lost: true }])).toEqual([]);
  });
});
