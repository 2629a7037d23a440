// A version of a model on its way to those who follow it: through the real workflow, ledger, Temporal, monitor and broker.
// TEST_SUBSCRIBERS=2000 makes it as large as a real one.

import { randomUUID } from 'node:crypto';
import { type AdvanceInput, createAdvanceRollout } from '../../src/activities/rollout/advance-rollout';
import { NO_CAPS } from '../../src/domain/caps';
import { NO_OVERRIDES } from '../../src/domain/model';
import type { Target } from '../../src/domain/portfolio';
import { type Principal, principalOf } from '../../src/domain/principal';
import type { Rollout } from '../../src/domain/rollout';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { until } from '../../src/local/process/until';
import { previewRollout } from '../../src/operations/preview-rollout';
import { changeRollout, startRollout } from '../../src/operations/rollouts';
import { startSystem, type TestSystem, THIRDS } from '../support/system';

const SUBSCRIBERS = Number.parseInt(process.env.TEST_SUBSCRIBERS ?? '12', 10);
const WAIT_MS = 120_000 + SUBSCRIBERS * 1_000;
const ANNA: Principal = principalOf({ kind: 'cli', login: 'anna', host: 'desk' });
const now = () => new Date().toISOString();
const by = () => ({ name: ANNA, at: now() });
const V2: Target[] = [
  { symbol: 'META', percent: '0.0000' },
  { symbol: 'AAPL', percent: '50.0000' },
  { symbol: 'MSFT', percent: '50.0000' },
];
/** The broker does not list it: who gets it is refused. */
const V3: Target[] = [...V2.slice(0, 2), { symbol: 'MSFT', percent: '0.0000' }, { symbol: 'GONE', percent: '50.0000' }];

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system.close();
});

const deps = () => ({ ...system, door: 'cli' as const, now, randomUUID, caps: NO_CAPS });

const advance = (input: AdvanceInput) => createAdvanceRollout({ ...system, now, lookEveryMs: 500 })(input);

async function modelWith(count: number): Promise<{ modelId: string; ids: string[] }> {
  const modelId = `m-${randomUUID()}`;
  await system.ledger.createModel({ id: modelId, name: 'Growth', targets: THIRDS, policy: null }, by());
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const id = await system.createPortfolio({ cash: '10000.00' });
    await system.ledger.subscribe(id, { modelId, pinned: null, overrides: NO_OVERRIDES }, by());
    ids.push(id);
  }
  return { modelId, ids };
}

/** Lets the monitor look until the roll-out is in one of `states`. */
async function reached(id: string, ...states: Rollout['state'][]): Promise<Rollout> {
  let rollout = await system.ledger.findRollout(id);
  await until(async () => {
    await system.lookOnce();
    rollout = await system.ledger.findRollout(id);
    return rollout !== undefined && states.includes(rollout.state);
  }, WAIT_MS);
  if (rollout === undefined) throw new Error('there is no roll-out');
  return rollout;
}

async function started(modelId: string, version: number, plan: object = {}): Promise<string> {
  const asked = { modelId, version, cohorts: [10, 50, 100], perMinute: 10_000, ...plan };
  const answer = await startRollout(deps(), ANNA, asked);
  if (!answer.ok) throw new Error(answer.message);
  return answer.rollout.id;
}

const eventsOf = async (rollout: string) =>
  (await system.ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.rollout === rollout);

test(
  'a version reaches all cohort by cohort, the next one aborts by its rule, and the audit explains every order',
  async () => {
    const { modelId, ids } = await modelWith(SUBSCRIBERS);
    await system.lookOnce();
    await system.ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: 'META goes' }, by());
    const { preview } = (await previewRollout(deps(), { modelId, version: 2 })) as { preview: object };
    expect(preview).toMatchObject({
      subscribers: SUBSCRIBERS,
      accounts: SUBSCRIBERS,
      orders: 3 * SUBSCRIBERS,
      refused: [],
    });

    const first = await started(modelId, 2);
    expect(await startRollout(deps(), ANNA, { modelId, version: 2 })).toMatchObject({ refusal: 'ROLLOUT_RUNNING' });
    expect(await reached(first, 'DONE', 'ABORTED', 'PAUSED')).toMatchObject({ state: 'DONE', cohort: 3 });
    expect((await eventsOf(first)).map(({ event, detail }) => [event, detail.failed])).toEqual([
      ['ROLLOUT_STARTED', undefined],
      ['ROLLOUT_COHORT_ENDED', 0],
      ['ROLLOUT_COHORT_ENDED', 0],
      ['ROLLOUT_DONE', 0],
    ]);
    expect(await system.ledger.findModel(modelId)).toMatchObject({ current: 2 });
    // Each batch follows, in the portfolio's own audit, the version that it trades for.
    for (const id of ids) {
      const audit = await system.ledger.listAudit(id);
      const opened = audit.findLastIndex(({ event }) => event === 'BATCH_OPENED');
      const applied = audit.slice(0, opened).findLast(({ event }) => event === 'MODEL_APPLIED');
      expect(applied).toMatchObject({ actor: ANNA, detail: { model: modelId, version: 2, rollout: first } });
      expect((await system.ledger.findPortfolio(id))?.holdings.map(({ symbol }) => symbol)).toEqual(['AAPL', 'MSFT']);
    }

    // The monitor sees no price of GONE, so that what has it counts as failed at once.
    await system.ledger.addModelVersion(modelId, { targets: V3, policy: null, reason: 'a mistake' }, by());
    const second = await started(modelId, 3);
    const aborted = await reached(second, 'DONE', 'ABORTED', 'PAUSED');
    expect(aborted).toMatchObject({
      state: 'ABORTED',
      cohort: 1,
      stateReason: expect.stringContaining('of cohort 1') as string,
    });
    const counts = await system.ledger.countCohorts(second);
    expect(counts.slice(1).map(({ applied, done, failed }) => applied + done + failed)).toEqual([0, 0]);
    expect(await system.ledger.listMembers(second, { state: 'FAILED', limit: 1 })).toMatchObject([
      { code: 'PRICE_MISSING' },
    ]);
    expect((await eventsOf(second)).map(({ event }) => event)).toEqual(['ROLLOUT_STARTED', 'ROLLOUT_ABORTED']);
    expect(await system.ledger.findModel(modelId)).toMatchObject({ current: 2, latest: 3 });
    // The answer of the step that aborted it may be lost: the next one calls the same person by the same alert.
    const again = await advance({ rolloutId: second, after: '' });
    expect(again).toMatchObject({
      kind: 'ended',
      alert: { eventId: `rollout-${second}-ABORTED-${aborted.cohortSince}` },
    });
    const called = `WorkflowId = 'alert-rollout-${second}-ABORTED-${aborted.cohortSince}'`;
    await until(async () => (await system.temporal.workflow.count(called)).count === 1, WAIT_MS);

    // The way back is a roll-out of the version before: only those that have another one are in it.
    const third = await started(modelId, 2);
    expect(await reached(third, 'DONE', 'ABORTED', 'PAUSED')).toMatchObject({ state: 'DONE' });
    expect(await system.ledger.countSubscribers(modelId)).toEqual([
      { version: 2, subscribers: SUBSCRIBERS, pinned: 0 },
    ]);
  },
  WAIT_MS * 4,
);

test(
  'while it is paused nobody gets the version, and once a person has aborted it nobody ever does',
  async () => {
    const { modelId } = await modelWith(3);
    await system.ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: '' }, by());
    const id = await started(modelId, 2, { cohorts: [34, 100] });
    const change = (to: 'PAUSED' | 'RUNNING' | 'ABORTED') =>
      changeRollout(deps(), ANNA, { rolloutId: id, to, reason: 'a call' });
    expect(await change('PAUSED')).toMatchObject({ ok: true, rollout: { state: 'PAUSED' } });
    const waiting = async () => (await system.ledger.countCohorts(id)).reduce((all, one) => all + one.waiting, 0);
    const before = await waiting();
    expect(await system.ledger.applyRollout(id, 10, now())).toBe(0);
    expect(await waiting()).toBe(before);
    expect(await change('RUNNING')).toMatchObject({ ok: true, rollout: { state: 'RUNNING' } });
    await until(async () => {
      await system.lookOnce();
      return (await system.ledger.findRollout(id))?.cohort === 2;
    }, WAIT_MS);
    expect(await change('ABORTED')).toMatchObject({ rollout: { stateBy: ANNA } });
    expect(await advance({ rolloutId: id, after: '' })).toEqual({ kind: 'ended', alert: null });
    expect(await change('RUNNING')).toMatchObject({ refusal: 'ROLLOUT_ENDED' });
    const left = await waiting();
    expect(await system.ledger.applyRollout(id, 10, now())).toBe(0);
    expect(await waiting()).toBe(left);
    expect(await system.ledger.findModel(modelId)).toMatchObject({ current: 1 });
  },
  WAIT_MS * 2,
);

test('no more portfolios get the version within a minute than its pace allows, however often it is looked at', async () => {
  const { modelId } = await modelWith(13);
  await system.ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: '' }, by());
  const plan = { version: 2, cohorts: [100], abortPercent: '5', perMinute: 12 };
  const [id, at] = [randomUUID(), now()];
  await system.ledger.startRollout({ id, modelId, ...plan }, by());
  const seconds = (count: number) => new Date(Date.parse(at) + count * 1_000).toISOString();
  expect(await system.ledger.applyRollout(id, 10, at)).toBe(10);
  expect(await system.ledger.applyRollout(id, 10, seconds(30))).toBe(2);
  expect(await system.ledger.applyRollout(id, 10, seconds(59))).toBe(0);
  expect(await system.ledger.applyRollout(id, 10, seconds(61))).toBe(1);
});
