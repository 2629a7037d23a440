// Postgres fails over to a standby that lagged: what was committed in the last moments before is gone, while the broker has acted on it.

import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { checkPortfolio } from '../../src/check/check-portfolio';
import type { Policy } from '../../src/domain/policy';
import { STATUS_CHANGES } from '../../src/domain/portfolio';
import type { Outcome } from '../../src/domain/steps';
import type { Ledger } from '../../src/ledger/ledger';
import { until } from '../../src/local/process/until';
import { startSlackStandIn } from '../../src/local/servers/slack-stand-in';
import { type Backup, takeBackup } from '../support/database';
import { booksOf, startSystem, type TestSystem } from '../support/system';

type Method = keyof Ledger;

/** From which call of the ledger on everything is lost, and at which call that happens, if a test does not do it itself. */
interface Loss {
  from: { when: 'before' | 'after'; method: Method };
  at?: { when: 'before' | 'after'; method: Method };
}

let system: TestSystem;
let slack: Awaited<ReturnType<typeof startSlackStandIn>>;
let loss: Loss | undefined;
let backup: Backup | undefined;
let isLost = false;
let latest: string | undefined;

beforeAll(async () => {
  slack = await startSlackStandIn();
  system = await startSystem({ slackWebhookUrl: slack.url, ledger: forgetting });
});
afterAll(async () => {
  await system.close();
  await slack.close();
});
afterEach(async () => {
  await backup?.drop();
  [loss, backup, isLost] = [undefined, undefined, false];
  // The next test moves prices: a rebalance of this one would call the ledger, too, and lose the next test's rows too early.
  const by = { name: 'test', at: new Date().toISOString() };
  const pause = { ...STATUS_CHANGES.pause, reason: 'its test is over' };
  if (latest !== undefined) await system.ledger.setStatus(latest, pause, by);
  await system.simulator.clearFaults();
});

/** Keeps what the database was at one call, and puts it back at another: one after the other, whoever else calls meanwhile. */
function forgetting(real: Ledger): Ledger {
  let turn: Promise<unknown> = Promise.resolve();
  const reach = async (when: 'before' | 'after', method: Method) => {
    const isPoint = (point: Loss['from'] | undefined) => point?.when === when && point.method === method;
    const next = turn.then(async () => {
      if (isPoint(loss?.from) && backup === undefined) backup = await takeBackup(system.env.DATABASE_URL ?? '');
      else if (isPoint(loss?.at) && backup !== undefined && !isLost) {
        await backup.restore();
        isLost = true;
      }
    });
    turn = next.catch(() => undefined);
    await next;
  };
  return new Proxy(real, {
    get: (target, method: Method) => {
      const call = target[method] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await reach('before', method);
        const answer = await call(...args);
        await reach('after', method);
        return answer;
      };
    },
  });
}

async function bought(policy: Partial<Policy> = {}): Promise<string> {
  await system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' });
  const id = await system.createPortfolio({ policy: { cooldownAfterRollbackMs: 0, ...policy } });
  latest = id;
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  return id;
}

/** Rebalances it while the ledger loses what it lost, and returns what came of it. */
async function rebalancedWhileLosing(id: string, what: Loss): Promise<Outcome | undefined> {
  loss = what;
  await system.simulator.setPrices({ META: '450.00' });
  const [outcome] = await system.lookAt(id);
  expect(isLost).toBe(true);
  return outcome;
}

async function expectClean(id: string): Promise<void> {
  const found = await checkPortfolio({ ...system, whatRuns: system.client.whatRuns }, id, '2020-01-01T00:00:00.000Z');
  expect(found).toMatchObject({ violations: [], note: null });
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
  const taken = (await system.simulator.journal())
    .filter(({ kind, accountId, status = 500 }) => kind === 'submit' && accountId === id && status < 300)
    .map(({ clientOrderId }) => clientOrderId);
  expect(new Set(taken).size).toBe(taken.length);
}

/** A person takes over what the broker shows, and it is traded again. */
async function adopt(id: string): Promise<void> {
  const { hash } = await createReadEvidence(system)({ portfolioId: id });
  const resolve = { action: 'adopt-positions', actor: 'jo', note: 'a failover', evidence: hash ?? '' } as const;
  expect(await system.client.resolve(id, resolve)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
}

test('the batch: a person is called, and adopts what the broker holds', async () => {
  const id = await bought();
  const from = { when: 'before', method: 'openBatch' } as const;
  const outcome = await rebalancedWhileLosing(id, { from, at: { when: 'before', method: 'recordOrder' } });
  expect(outcome).toMatchObject({ outcome: 'STALE', reason: 'ROW_LOST' });
  await until(async () => slack.alerts.some((alert) => alert.includes(id) && alert.includes('ROW_LOST')), 60_000);
  await adopt(id);
  await expectClean(id);
});

test('that an order was sent: it is found at the broker, and the batch continues', async () => {
  const id = await bought();
  const from = { when: 'before', method: 'markSent' } as const;
  const outcome = await rebalancedWhileLosing(id, { from, at: { when: 'before', method: 'recordOrder' } });
  expect(outcome).toMatchObject({ outcome: 'REBALANCED' });
  await expectClean(id);
});

test('that an order was sent, in a run that is stopped: an order that filled is never recorded as unsent', async () => {
  const id = await bought();
  const noAnswer = { kind: 'lose-answer' } as const;
  await system.simulator.addFault({ match: { accountId: id, operation: 'submit' }, effect: noAnswer, times: 3 });
  // The look-ups that follow a lost answer are where a stop finds it.
  await system.simulator.addFault({
    match: { accountId: id, operation: 'lookup' },
    effect: { kind: 'status', status: 503 },
    times: 6,
  });
  loss = { from: { when: 'after', method: 'openBatch' }, at: { when: 'after', method: 'markSent' } };
  await system.simulator.setPrices({ META: '450.00' });
  const looking = system.lookAt(id);
  await until(async () => isLost, 60_000);
  const filled = async () => (await system.simulator.journal()).filter(({ kind }) => kind === 'submit').length >= 3;
  await until(filled, 60_000);
  await system.client.freeze({ id, lockTtlMs: 21_600_000 }, { reason: 'a failover', actor: 'ada', undo: true });
  expect(await looking).toMatchObject([{ outcome: 'STALE', reason: 'FROZEN' }]);
  const batches = await system.ledger.listBatches(id);
  expect(batches.at(-1)?.state).toMatch(/SUCCESS|ROLLED_BACK/);
  const release = { action: 'release', actor: 'ada', note: 'it is over' } as const;
  expect(await system.client.resolve(id, release)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  await expectClean(id);
});

test('how the orders ended: the broker is asked again', async () => {
  const id = await bought();
  const from = { when: 'before', method: 'recordOrder' } as const;
  const outcome = await rebalancedWhileLosing(id, { from, at: { when: 'before', method: 'closeBatch' } });
  expect(outcome?.outcome).toMatch(/REBALANCED|STALE/);
  if (outcome?.outcome === 'STALE') await adopt(id);
  await expectClean(id);
});

test('that the batch was closed: the sweep settles it once more', async () => {
  const id = await bought();
  loss = { from: { when: 'before', method: 'closeBatch' } };
  await system.simulator.setPrices({ META: '450.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  await backup?.restore();
  expect(await system.ledger.findOpenBatch(id)).toMatchObject({ state: 'PENDING' });
  await system.lookAt(id);
  await until(async () => (await system.ledger.findOpenBatch(id)) === undefined, 60_000);
  await expectClean(id);
});

test('a reversal: its id is taken at the broker, so it is sent once', async () => {
  const id = await bought();
  // It fails once the others have filled: an order that is refused at once keeps them from being sent.
  await system.simulator.addFault({
    match: { accountId: id, operation: 'submit', symbol: 'MSFT' },
    effect: { kind: 'partial-fill', fraction: '0', afterwards: 'cancel' },
  });
  const from = { when: 'before', method: 'planReversal' } as const;
  const outcome = await rebalancedWhileLosing(id, { from, at: { when: 'before', method: 'closeBatch' } });
  expect(outcome?.outcome).toMatch(/ROLLED_BACK|STALE/);
  if (outcome?.outcome === 'STALE') await adopt(id);
  await expectClean(id);
});

test('how the buys were sized: they are not sent with a different size', async () => {
  const id = await bought({ execution: 'sells-first' });
  const from = { when: 'before', method: 'sizeBuys' } as const;
  const outcome = await rebalancedWhileLosing(id, { from, at: { when: 'after', method: 'sizeBuys' } });
  expect(outcome?.outcome).toMatch(/ROLLED_BACK|STALE/);
  if (outcome?.outcome === 'STALE') await adopt(id);
  await expectClean(id);
});
