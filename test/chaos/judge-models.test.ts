import type { Records } from '../../src/check/records';
import type { MemberState } from '../../src/domain/rollout';
import { judgeModel } from './judge-models';
import type { PlannedModel } from './models';

const MODEL: PlannedModel = {
  id: 'm1',
  first: [
    { symbol: 'A', percent: '0.0000' },
    { symbol: 'B', percent: '100.0000' },
  ],
  second: [
    { symbol: 'A', percent: '100.0000' },
    { symbol: 'B', percent: '0.0000' },
  ],
  followers: ['p'],
  rollout: { id: 'r', cohorts: [50, 100], abortPercent: '0' },
};

const FIRST = { event: 'MODEL_APPLIED', detail: { version: 1 } };
const SECOND = { event: 'MODEL_APPLIED', detail: { version: 2, rollout: 'r' } };
const bought = (symbol: string) => ({
  event: 'BATCH_OPENED',
  batchId: 'b',
  detail: { orders: [{ side: 'BUY', symbol }] },
});

interface Story {
  state?: string;
  cohort?: number;
  member?: { state: MemberState; code?: string | null; appliedAt?: string | null; cohort?: number };
  version?: number;
  targets?: PlannedModel['first'];
  audit?: object[];
}

/** By default the second version has reached the one follower, and the roll-out is over. */
async function judged(story: Story): Promise<string[]> {
  const {
    state = 'DONE',
    cohort = 2,
    version = 2,
    targets = MODEL.second,
    audit = [FIRST, bought('B'), SECOND],
  } = story;
  const member = { portfolioId: 'p', cohort: 2, state: 'DONE', code: 'SUCCESS', appliedAt: 'then', ...story.member };
  const ledger = {
    findRollout: () => Promise.resolve({ id: 'r', state, cohort }),
    listMembers: () => Promise.resolve([member]),
    findSubscription: () => Promise.resolve({ version }),
  };
  const records = [{ portfolio: { id: 'p', targets }, audit: [{ event: 'PORTFOLIO_CREATED', detail: {} }, ...audit] }];
  const found = await judgeModel(ledger as never, MODEL, records as unknown as Records[]);
  return found.map(({ message }) => message);
}

const WAITING = { state: 'WAITING', code: null, appliedAt: null } as const;

test.each<[string, Story]>([
  ['has the second version', {}],
  ['bought what each version wanted', { audit: [FIRST, bought('B'), SECOND, bought('A')] }],
  [
    'waits at the abort',
    { state: 'ABORTED', cohort: 1, member: WAITING, version: 1, targets: MODEL.first, audit: [FIRST] },
  ],
  ['was STALE when its turn came', { member: { state: 'DONE', code: 'NOT_ACTIVE', appliedAt: null } }],
])('nothing is wrong with a follower that %s', async (_what, story) => {
  expect(await judged(story)).toEqual([]);
});

test.each<[string, Story, string]>([
  ['without the version that it was given', { version: 1, targets: MODEL.first }, 'it has version 1'],
  ['with targets of another version', { targets: MODEL.first }, 'not those of version 2'],
  ['that waits although all have it', { member: WAITING, version: 1, targets: MODEL.first }, 'and it is WAITING'],
  ['of a later cohort than the last one', { state: 'ABORTED', cohort: 1 }, 'ended at cohort 1'],
  ['that got the version twice', { audit: [FIRST, SECOND, SECOND] }, 'the versions that it got'],
  ['that got it from nobody', { audit: [FIRST, { ...SECOND, detail: { version: 2 } }] }, 'the versions that it got'],
  ['that bought what it is to get later', { audit: [FIRST, bought('A'), SECOND] }, 'buys A'],
  ['that bought what it wants no more', { audit: [FIRST, SECOND, bought('B')] }, 'buys B'],
])('the judge sees a follower %s', async (_what, story, message) => {
  expect((await judged(story)).join()).toContain(message);
});
