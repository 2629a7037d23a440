// Each thing a person can do about each kind of damage, over the real steps. A freeze and a foreign order: test/system/stale.test.ts.

import type { ResolveAction } from '../../src/domain/stale';
import type { FaultInput } from '../../src/simulator/engine/faults';
import { drawSchedule } from './draw';
import { play } from './play';
import type { PlannedFault, PlannedPortfolio } from './schedule';

const MINUTE = 60_000;
const PORTFOLIO: PlannedPortfolio = {
  ...(drawSchedule(1).portfolios[0] as PlannedPortfolio),
  id: 'p1',
  margin: true,
  policy: { lockTtlMs: MINUTE, reversalRetries: 1, reversalDelayMs: 1_000 },
};
const SYMBOL = PORTFOLIO.targets[0]?.symbol ?? '';

const atBroker = (
  match: FaultInput['match'],
  effect: FaultInput['effect'],
  times?: number,
): Extract<PlannedFault, { kind: 'broker' }> => ({
  kind: 'broker',
  portfolio: 'p1',
  fault: { match, effect, ...(times === undefined ? {} : { times }) },
});
const refuse = (code: number, message: string) => ({ kind: 'refuse', status: 403, code, message }) as const;

const orderRefused = atBroker({ operation: 'submit', symbol: SYMBOL }, refuse(40310000, 'insufficient buying power'));
const reversal = { operation: 'submit', kind: 'reversal' } as const;

/** What ends a hold. A declaration does not: declare.test.ts. */
type Ended = Exclude<ResolveAction, 'declare-outcome'>;

/** The reason, what makes it, and what each action comes to once the broker is well again. */
const DAMAGES: [reason: string, faults: PlannedFault[], verdicts: Record<Ended, string>][] = [
  [
    'REVERSAL_EXHAUSTED',
    [orderRefused, atBroker(reversal, refuse(40310000, 'insufficient buying power'), 1_000)],
    { complete: 'ACTIVE', 'retry-reversal': 'ACTIVE', 'adopt-positions': 'ACTIVE', release: 'STALE BATCH_OPEN' },
  ],
  [
    'REVERSAL_IMPOSSIBLE',
    [orderRefused, atBroker(reversal, refuse(40310000, 'asset is not tradable'), 1_000)],
    { complete: 'ACTIVE', 'retry-reversal': 'ACTIVE', 'adopt-positions': 'ACTIVE', release: 'STALE BATCH_OPEN' },
  ],
  [
    'OUTCOME_UNKNOWN',
    [
      atBroker({ operation: 'submit', symbol: SYMBOL }, { kind: 'lose-answer' }),
      atBroker({ operation: 'lookup' }, { kind: 'status', status: 503 }, 100_000),
    ],
    { complete: 'ACTIVE', 'retry-reversal': 'ACTIVE', 'adopt-positions': 'ACTIVE', release: 'STALE BATCH_OPEN' },
  ],
  [
    'BOOKS_DIFFER',
    [
      { kind: 'activities', lagMs: null },
      { kind: 'happens', portfolio: 'p1', at: 0, type: 'JNLS', symbol: SYMBOL, quantity: '3' },
    ],
    {
      complete: 'STALE NOTHING_TO_COMPLETE',
      'retry-reversal': 'STALE NOTHING_TO_REVERSE',
      'adopt-positions': 'ACTIVE',
      release: 'STALE BOOKS_DIFFER',
    },
  ],
  [
    'STEP_FAILED',
    [
      atBroker({ operation: 'submit' }, { kind: 'bust', ms: 300 }),
      atBroker({ operation: 'submit' }, { kind: 'partial-fill', fraction: '0.5' }),
    ],
    {
      complete: 'STALE REVERSAL_BEGUN',
      'retry-reversal': 'STALE STEP_FAILED',
      'adopt-positions': 'ACTIVE',
      release: 'STALE BATCH_OPEN',
    },
  ],
];

const CASES = DAMAGES.flatMap(([reason, faults, verdicts]) =>
  (Object.keys(verdicts) as Ended[]).map((action) => ({
    reason,
    faults,
    action,
    verdict: verdicts[action],
  })),
);

test.each(CASES)('$action of $reason: $verdict', async ({ reason, faults, action, verdict }) => {
  const { outcomes, verdicts, violations } = await play(
    { seed: 1, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [PORTFOLIO], faults },
    [{ action, actor: 'ann' }],
    [],
  );
  expect(outcomes).toEqual([`STALE ${reason}`]);
  expect(verdicts).toEqual([`${action}: ${verdict}`]);
  expect(violations).toEqual([]);
});
