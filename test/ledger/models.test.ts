import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { NO_OVERRIDES } from '../../src/domain/model';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Target } from '../../src/domain/portfolio';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { until } from '../../src/local/process/until';
import { FAILED } from '../contracts/ledger/situations';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { closing, newBatch } from '../support/portfolios';

const BY = { name: 'cli:anna@desk', via: 'cli', at: '2026-03-02T15:00:00.000Z' } as const;
const V1 = targets({ AAPL: '40', META: '30', MSFT: '30' });
const V2 = targets({ AAPL: '50', META: '0', MSFT: '50' });

let database: TestDatabase;
let ledger: ReturnType<typeof createPostgresLedger>;
beforeAll(async () => {
  database = await createTestDatabase();
  ledger = createPostgresLedger(database.appUrl);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

function targets(percents: Record<string, string>): Target[] {
  return Object.entries(percents).map(([symbol, percent]) => ({ symbol, percent: `${percent}.0000` }));
}

async function model(policy: typeof DEFAULT_POLICY | null = null): Promise<string> {
  const id = `m-${randomUUID()}`;
  expect(await ledger.createModel({ id, name: 'Growth', targets: V1, policy }, BY)).toEqual({ ok: true });
  return id;
}

async function portfolio(holdings: { symbol: string; quantity: string }[] = []): Promise<string> {
  const id = `p-${randomUUID()}`;
  const created = {
    id,
    accountId: id,
    policy: DEFAULT_POLICY,
    targets: targets({ AAPL: '100' }),
    holdings,
    cash: '1000.00',
  };
  expect(await ledger.createPortfolio(created, BY)).toEqual({ ok: true });
  return id;
}

const PLAN = { version: 2, cohorts: [50, 100], abortPercent: '0', perMinute: 60 };
const DONE = { state: 'DONE', code: 'WITHIN_THRESHOLD', batchId: null } as const;
const follows = (modelId: string) => ({ modelId, pinned: null, overrides: NO_OVERRIDES });
const targetsOf = async (id: string) => (await ledger.findPortfolio(id))?.targets;
const eventsOf = async (id: string) => (await ledger.listAudit(id)).map(({ event }) => event);
const auditOf = async (id: string) =>
  (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ detail }) => detail.model === id);

test('a model has versions that are kept, and the audit has each of them', async () => {
  const id = await model();
  expect(await ledger.createModel({ id, name: 'Other', targets: V2, policy: null }, BY)).toMatchObject({
    refusal: 'MODEL_EXISTS',
  });
  expect(await ledger.addModelVersion(id, { targets: V2, policy: null, reason: 'META goes' }, BY)).toEqual({
    ok: true,
    version: 2,
  });
  expect(await ledger.findModel(id)).toEqual({
    id,
    name: 'Growth',
    status: 'ACTIVE',
    latest: 2,
    current: 1,
    createdBy: BY.name,
    createdAt: BY.at,
  });
  expect(await ledger.listModelVersions(id, { limit: 5 })).toMatchObject([
    { modelId: id, version: 2, targets: V2, policy: null, reason: 'META goes', by: BY.name, at: BY.at },
    { version: 1, targets: V1 },
  ]);
  expect((await auditOf(id)).map(({ event, detail }) => [event, detail.version])).toEqual([
    ['MODEL_CREATED', 1],
    ['MODEL_VERSION_ADDED', 2],
  ]);
  expect(await ledger.addModelVersion('none', { targets: V2, policy: null, reason: '' }, BY)).toMatchObject({
    refusal: 'MODEL_NOT_FOUND',
  });
  const owner = new Client(database.ownerUrl);
  await owner.connect();
  await expect(owner.query('UPDATE model_versions SET version = version + 10')).rejects.toThrow(/append-only/);
  await owner.end();
});

test('who subscribes has the targets and the policy of the model, at once and explained', async () => {
  const policy = { ...DEFAULT_POLICY, driftThreshold: '3.0000' };
  const [modelId, id] = [await model(policy), await portfolio([{ symbol: 'AAPL', quantity: '1' }])];
  const subscribed = await ledger.subscribe(id, follows(modelId), BY);
  const subscription = { portfolioId: id, modelId, pinned: null, version: 1, overrides: NO_OVERRIDES, rolloutId: null };
  expect(subscribed).toEqual({ ok: true, subscription: { ...subscription, since: BY.at, appliedAt: BY.at } });
  expect(await ledger.findPortfolio(id)).toMatchObject({ targets: V1, policy, policyVersion: 2 });
  expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED', 'MODEL_APPLIED', 'TARGETS_SET', 'POLICY_SET', 'SUBSCRIBED']);
  // The same again changes nothing; anything else, and another model, is refused.
  expect(await ledger.subscribe(id, follows(modelId), BY)).toEqual(subscribed);
  expect(await ledger.subscribe(id, follows(await model()), BY)).toMatchObject({ refusal: 'PORTFOLIO_SUBSCRIBED' });
  expect(await eventsOf(id)).toHaveLength(5);
  expect(await ledger.countSubscribers(modelId)).toEqual([{ version: 1, subscribers: 1, pinned: 0 }]);
  expect(await ledger.listSubscriptions(modelId, { limit: 5 })).toMatchObject([subscription]);
});

test('what a model sets nobody sets by hand, until the portfolio follows it no longer', async () => {
  const [withPolicy, without] = [await model(DEFAULT_POLICY), await model()];
  const [one, other] = [await portfolio(), await portfolio()];
  await ledger.subscribe(one, follows(withPolicy), BY);
  await ledger.subscribe(other, follows(without), BY);
  const policy = { policy: { ...DEFAULT_POLICY, driftThreshold: '7.0000' }, ifVersion: null, reason: 'a test' };
  expect(await ledger.setTargets(one, V2, BY)).toMatchObject({ refusal: 'PORTFOLIO_SUBSCRIBED' });
  expect(await ledger.setPolicy(one, policy, BY)).toMatchObject({ refusal: 'PORTFOLIO_SUBSCRIBED' });
  expect(await ledger.setPolicy(other, policy, BY)).toMatchObject({ ok: true });
  expect(await targetsOf(one)).toEqual(V1);
  expect(await ledger.unsubscribe(one, BY)).toMatchObject({ ok: true, subscription: { modelId: withPolicy } });
  expect(await ledger.unsubscribe(one, BY)).toMatchObject({ refusal: 'NOT_SUBSCRIBED' });
  expect(await targetsOf(one)).toEqual(V1);
  expect(await ledger.setTargets(one, V2, BY)).toEqual({ ok: true });
  expect(await ledger.setPolicy(one, policy, BY)).toMatchObject({ ok: true });
});

test('a pin stays with its version, and who lets go of it has the current one', async () => {
  const [modelId, id] = [await model(), await portfolio()];
  await ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: '' }, BY);
  await ledger.subscribe(id, { ...follows(modelId), pinned: 2 }, BY);
  expect(await targetsOf(id)).toEqual(V2);
  expect(await ledger.countSubscribers(modelId)).toEqual([{ version: 2, subscribers: 1, pinned: 1 }]);
  const pinnedTo = (pinned: number | null) => ledger.changeSubscription(id, { pinned }, BY);
  expect(await pinnedTo(7)).toMatchObject({ refusal: 'MODEL_VERSION_NOT_FOUND' });
  expect(await pinnedTo(3_000_000_000)).toMatchObject({ refusal: 'MODEL_VERSION_NOT_FOUND' });
  expect(await pinnedTo(null)).toMatchObject({ ok: true, subscription: { pinned: null, version: 1 } });
  expect(await targetsOf(id)).toEqual(V1);
  expect((await eventsOf(id)).slice(-3)).toEqual(['MODEL_APPLIED', 'TARGETS_SET', 'SUBSCRIPTION_CHANGED']);
});

test('overrides hold from the moment they are set', async () => {
  const [modelId, id] = [await model(), await portfolio()];
  await ledger.subscribe(id, follows(modelId), BY);
  const overrides = { exclude: ['META'], substitute: { MSFT: 'GOOGL' }, cashReserve: '5.0000' };
  expect(await ledger.changeSubscription(id, { overrides }, BY)).toMatchObject({
    ok: true,
    subscription: { overrides },
  });
  expect(await ledger.findPortfolio(id)).toMatchObject({
    targets: [
      { symbol: 'AAPL', percent: '57.1429' },
      { symbol: 'GOOGL', percent: '42.8571' },
      { symbol: 'META', percent: '0.0000' },
      { symbol: 'MSFT', percent: '0.0000' },
    ],
    policy: { cashReserve: '5.0000' },
  });
});

test('a cash reserve that contradicts the policy is refused, and a roll-out leaves such a portfolio as it is', async () => {
  const modelId = await model({ ...DEFAULT_POLICY, cashAbove: '2.0000' });
  const [one, other] = [await portfolio(), await portfolio()];
  const withReserve = (cashReserve: string) => ({ ...follows(modelId), overrides: { ...NO_OVERRIDES, cashReserve } });
  expect(await ledger.subscribe(one, withReserve('2.0000'), BY)).toMatchObject({
    refusal: 'OVERRIDES_CONTRADICT',
    message: expect.stringContaining('cashAbove') as string,
  });
  expect(await ledger.findSubscription(one)).toBeUndefined();
  expect(await ledger.subscribe(other, withReserve('1.9999'), BY)).toMatchObject({ ok: true });
  const policy = { ...DEFAULT_POLICY, cashAbove: '1.5000' };
  await ledger.addModelVersion(modelId, { targets: V2, policy, reason: '' }, BY);
  const id = randomUUID();
  await ledger.startRollout({ id, modelId, ...PLAN }, BY);
  await ledger.applyRollout(id, 10, BY.at);
  expect(await ledger.listMembers(id, { limit: 5 })).toMatchObject([{ state: 'FAILED', code: 'OVERRIDES_CONTRADICT' }]);
  expect(await targetsOf(other)).toEqual(V1);
});

test('a refusal stores nothing', async () => {
  const [modelId, id] = [await model(), await portfolio([{ symbol: 'NFLX', quantity: '1' }])];
  const before = await ledger.findPortfolio(id);
  const nothing = { ...NO_OVERRIDES, exclude: ['AAPL', 'META', 'MSFT'] };
  const refusals = [
    [follows('none'), 'MODEL_NOT_FOUND'],
    [{ ...follows(modelId), pinned: 2 }, 'MODEL_VERSION_NOT_FOUND'],
    [{ ...follows(modelId), overrides: nothing }, 'EVERYTHING_EXCLUDED'],
    [follows(modelId), 'HELD_WITHOUT_TARGET'],
  ] as const;
  for (const [asked, refusal] of refusals) expect(await ledger.subscribe(id, asked, BY)).toMatchObject({ refusal });
  expect(await ledger.subscribe('nobody', follows(modelId), BY)).toMatchObject({ refusal: 'PORTFOLIO_NOT_FOUND' });
  expect(await ledger.changeSubscription(id, { pinned: 1 }, BY)).toMatchObject({ refusal: 'NOT_SUBSCRIBED' });
  expect(await ledger.findPortfolio(id)).toEqual(before);
  expect(await ledger.findSubscription(id)).toBeUndefined();
  expect(await eventsOf(id)).toEqual(['PORTFOLIO_CREATED']);
  // A holding that a person keeps out of the rebalance needs no target.
  await ledger.addRestriction(id, { symbol: 'NFLX', kind: 'legacy', reason: 'inherited', until: null }, BY);
  expect(await ledger.subscribe(id, follows(modelId), BY)).toMatchObject({ ok: true });
});

test('a model that somebody follows is not archived; one that is has no new subscriber and no new version', async () => {
  const [modelId, id] = [await model(), await portfolio()];
  await ledger.subscribe(id, follows(modelId), BY);
  expect(await ledger.archiveModel(modelId, BY)).toMatchObject({ refusal: 'MODEL_SUBSCRIBED' });
  await ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, BY);
  expect(await ledger.countSubscribers(modelId)).toEqual([]);
  expect(await ledger.archiveModel(modelId, BY)).toEqual({ ok: true });
  expect(await ledger.archiveModel(modelId, BY)).toEqual({ ok: true });
  expect((await auditOf(modelId)).map(({ event }) => event)).toEqual(['MODEL_CREATED', 'MODEL_ARCHIVED']);
  expect(await ledger.subscribe(await portfolio(), follows(modelId), BY)).toMatchObject({ refusal: 'MODEL_ARCHIVED' });
  expect(await ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: '' }, BY)).toMatchObject({
    refusal: 'MODEL_ARCHIVED',
  });
});

test('who subscribes while the model is archived is either kept or refused, and never lost', async () => {
  const modelId = await model();
  const ids = await Promise.all(Array.from({ length: 8 }, () => portfolio()));
  const [archived, ...answers] = await Promise.all([
    ledger.archiveModel(modelId, BY),
    ...ids.map((id) => ledger.subscribe(id, follows(modelId), BY)),
  ]);
  const count = (await ledger.listSubscriptions(modelId, { limit: 10 })).length;
  expect(count).toBe(answers.filter(({ ok }) => ok).length);
  expect(archived.ok).toBe(count === 0);
});

/** A roll-out of version 2 to portfolios that follow version 1. */
async function rollout(count: number) {
  const modelId = await model();
  await ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: '' }, BY);
  const ids = await Promise.all(Array.from({ length: count }, () => portfolio()));
  for (const id of ids) await ledger.subscribe(id, follows(modelId), BY);
  const id = randomUUID();
  await ledger.startRollout({ id, modelId, ...PLAN }, BY);
  return { id, modelId, ids };
}

test('who was pinned or followed nothing when its turn came, and follows the model again, gets the version before the end', async () => {
  const { id, modelId, ids } = await rollout(4);
  const [pinned = '', left = '', back = '', stays = ''] = ids;
  await ledger.changeSubscription(pinned, { pinned: 1 }, BY);
  await ledger.changeSubscription(stays, { pinned: 1 }, BY);
  await ledger.unsubscribe(left, BY);
  const look = async () => {
    await ledger.applyRollout(id, 10, BY.at);
    const atWork = await ledger.membersAtWork(id, { after: '', limit: 10 });
    const done = atWork.map(({ portfolio: { id: portfolioId } }) => ({ portfolioId, ...DONE }));
    await ledger.settleMembers(id, done, BY.at);
    return (await ledger.judgeRollout(id, BY))?.state;
  };
  await look();
  await ledger.applyRollout(id, 10, BY.at);
  await ledger.changeSubscription(back, { pinned: 1 }, BY);
  for (const one of [pinned, back]) await ledger.changeSubscription(one, { pinned: null }, BY);
  await ledger.subscribe(left, follows(modelId), BY);
  for (let looks = 0; looks < 4 && (await look()) === 'RUNNING'; looks += 1);
  expect(await ledger.findRollout(id)).toMatchObject({ state: 'DONE' });
  for (const one of [pinned, left, back]) expect(await ledger.findSubscription(one)).toMatchObject({ version: 2 });
  expect(await ledger.findSubscription(stays)).toMatchObject({ version: 1 });
  expect((await ledger.countCohorts(id)).map(({ failed }) => failed)).not.toContain(1);
});

test('who subscribes while a roll-out ends is in it, or begins with its version', async () => {
  const { id, modelId } = await rollout(0);
  await ledger.judgeRollout(id, BY);
  const late = await portfolio();
  const owner = new Client(database.ownerUrl);
  await owner.connect();
  await owner.query('BEGIN');
  await owner.query('SELECT FROM models WHERE id = $1 FOR SHARE', [modelId]);
  const judged = ledger.judgeRollout(id, BY);
  const waiting = `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`;
  await until(async () => (await owner.query(waiting)).rowCount === 1, 10_000);
  await owner.query(
    `INSERT INTO subscriptions (portfolio_id, model_id, version, overrides, since, applied_at) VALUES ($1, $2, 1, '{}', $3, $3)`,
    [late, modelId, BY.at],
  );
  await owner.query('COMMIT');
  await owner.end();
  expect(await judged).toMatchObject({ state: 'RUNNING' });
  expect(await ledger.listMembers(id, { limit: 5 })).toMatchObject([{ portfolioId: late, state: 'WAITING' }]);
});

test('a batch whose plan expired before anything was sent does not say how a portfolio came to rest', async () => {
  const { id, ids } = await rollout(1);
  await ledger.applyRollout(id, 10, BY.at);
  const batchAtWork = async () => (await ledger.membersAtWork(id, { after: '', limit: 1 }))[0]?.batch;
  const undone = async (code: 'PLAN_EXPIRED' | 'STOPPED') => {
    const [portfolioId = '', before] = [ids[0], await ledger.findPortfolio(ids[0] ?? '')];
    const batch = newBatch({
      portfolioId,
      expectedVersion: before?.version ?? 0,
      orders: [{ symbol: 'AAPL', side: 'BUY', quantity: '1', notional: null }],
    });
    const opened = await ledger.openBatch(batch, BY);
    if (!opened.ok) throw new Error(opened.refusal);
    const [order] = opened.batch.orders;
    await ledger.recordOrder(order?.clientOrderId ?? '', FAILED, BY);
    const cause = { code, symbol: 'AAPL', message: '' };
    await ledger.closeBatch(closing({ batchId: batch.id, state: 'ROLLED_BACK', residual: '0.00', cause }), BY);
    return batch.id;
  };
  await undone('PLAN_EXPIRED');
  expect(await batchAtWork()).toBeNull();
  const stopped = await undone('STOPPED');
  await undone('PLAN_EXPIRED');
  expect(await batchAtWork()).toEqual({ id: stopped, state: 'ROLLED_BACK' });
});

test('the vitals count roll-outs that are under way, and those that their own rule aborted within a day', async () => {
  const before = await ledger.vitals();
  const begun = async () => {
    const id = randomUUID();
    const modelId = await model();
    await ledger.addModelVersion(modelId, { targets: V2, policy: null, reason: '' }, BY);
    const plan = { version: 2, cohorts: [100], abortPercent: '5', perMinute: 60 };
    await ledger.startRollout({ id, modelId, ...plan }, { ...BY, at: '2020-01-01T00:00:00.000Z' });
    return id;
  };
  const ended = async (to: 'PAUSED' | 'ABORTED', name: string, at: string) =>
    ledger.setRolloutState(await begun(), { to, reason: 'a test' }, { name, at });
  const now = new Date().toISOString();
  await begun();
  await ended('PAUSED', 'cli:anna@desk', now);
  await ended('ABORTED', 'rollout', now);
  await ended('ABORTED', 'rollout', '2026-03-02T15:00:00.000Z');
  await ended('ABORTED', 'cli:anna@desk', now);
  const { rollouts, oldestCohort } = await ledger.vitals();
  const more = (state: keyof typeof rollouts) => rollouts[state] - before.rollouts[state];
  expect([more('RUNNING'), more('PAUSED'), more('ABORTED')]).toEqual([1, 1, 1]);
  expect(oldestCohort).toBe('2020-01-01T00:00:00.000Z');
});
