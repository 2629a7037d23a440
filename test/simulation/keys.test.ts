// A broker that knows no key of ours for a while, in mid-batch: what it turns away has not arrived, and nothing comes of it but time.

import { drawSchedule } from './draw';
import { play } from './play';
import type { PlannedFault, PlannedPortfolio } from './schedule';

const MINUTE = 60_000;
const PORTFOLIO: PlannedPortfolio = {
  ...(drawSchedule(1).portfolios[0] as PlannedPortfolio),
  id: 'p1',
  margin: true,
  startsAt: 0,
  policy: { lockTtlMs: 5 * MINUTE, reversalRetries: 1, reversalDelayMs: 1_000 },
};
const SYMBOL = PORTFOLIO.targets[0]?.symbol ?? '';
const refused: PlannedFault = {
  kind: 'broker',
  portfolio: 'p1',
  fault: {
    match: { operation: 'submit', symbol: SYMBOL, kind: 'order' },
    effect: { kind: 'refuse', status: 403, code: 40310000, message: 'insufficient buying power' },
  },
};

test.each([
  ['10 s', 10_000],
  ['20 minutes, longer than a plan is fresh', 20 * MINUTE],
])('a 401 for %s at any moment of a batch makes nothing STALE', async (_what, forMs) => {
  for (let at = 0; at <= 400; at += 25)
    for (const faults of [[], [refused]] as PlannedFault[][]) {
      const schedule = { seed: 1 + at, fillDelayMs: 20, ordersPerBatch: 12, portfolios: [PORTFOLIO] };
      const played = await play({ ...schedule, faults: [...faults, { kind: 'keys', at, forMs }] });
      expect(played.violations).toEqual([]);
      expect([at, played.outcomes.join()]).not.toEqual([at, expect.stringContaining('STALE')]);
    }
});
