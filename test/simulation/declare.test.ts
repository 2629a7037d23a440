// Orders of which the broker never says anything, and people who say what became of them: over the real steps.

import type { FaultInput } from '../../src/simulator/engine/faults';
import type { Attempt } from './declare';
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
const DAY_MS = 86_400_000;

const submit = (effect: FaultInput['effect'], times = 1): PlannedFault => ({
  kind: 'broker',
  portfolio: 'p1',
  fault: { match: { operation: 'submit', symbol: SYMBOL, kind: 'order' }, effect, times },
});

/** It never arrived, and the broker refuses every order with which its id could be taken. */
const NEVER = [
  submit({ kind: 'drop-before' }, 100_000),
  { kind: 'limits', limitAwayPercent: '5', fractionalLimits: false } as const,
];
/** It filled, but everyone who asks for it is told that there is none. */
const HIDDEN = [submit({ kind: 'hide', ms: DAY_MS })];

const said = (...actors: string[]): Attempt[] => actors.map((actor) => ({ action: 'declare-outcome', actor }));
const RETRIED: Attempt[] = [{ action: 'retry-reversal', actor: 'ann' }];

/** Which seeds tell the truth follows from the order's id, which follows from the seed. */
const playOne = (seed: number, faults: PlannedFault[], attempts: Attempt[], declaring: Attempt[]) =>
  play({ seed, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [PORTFOLIO], faults }, attempts, declaring);

test.each([
  ['that never arrived', NEVER],
  ['that filled unseen', HIDDEN],
])('an order %s is declared by two people, and the rest is reversed', async (_what, faults) => {
  const { outcomes, verdicts, violations } = await playOne(1, faults, RETRIED, [...said('ann', 'bob'), ...RETRIED]);
  expect(outcomes).toEqual(['STALE OUTCOME_UNKNOWN']);
  expect(verdicts).toEqual([
    'retry-reversal: STALE OUTCOME_UNKNOWN',
    'declare-outcome: STALE SECOND_PERSON_NEEDED',
    'declare-outcome: STALE OUTCOME_DECLARED',
    'retry-reversal: ACTIVE',
  ]);
  expect(violations).toEqual([]);
});

test('nobody declares it within the hour, and no one person alone', async () => {
  const { verdicts, violations } = await playOne(1, NEVER, said('ann', 'bob'), said('ann', ' A n n'));
  expect(verdicts.slice(-2)).toEqual([
    'declare-outcome: STALE SECOND_PERSON_NEEDED',
    'declare-outcome: STALE SAME_PERSON',
  ]);
  expect(verdicts.slice(0, 2)).toEqual(['declare-outcome: STALE TOO_EARLY', 'declare-outcome: STALE TOO_EARLY']);
  expect(violations).toEqual([]);
});
