import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { later } from '../../src/domain/time';
import type { FailedAttempt, WebhookDelivery } from '../../src/domain/webhook';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { OPEN_MAX, OPEN_WHILE_FAILING_MAX } from '../../src/ledger/webhooks';
import { until } from '../../src/local/process/until';
import { shortId } from '../../src/operations/key-text';
import { createTestDatabase, type TestDatabase, takeBackup } from '../support/database';

const INSERT = `INSERT INTO audit (portfolio_id, event, detail, actor, at) VALUES ($1, $2, '{}', 'test', now())`;
const HOUR = 3_600_000;
const NOW = new Date().toISOString();
const by = (at = NOW) => ({ name: 'cli:anna@desk', at });
const FAILED: FailedAttempt = { answer: 500, problem: 'answered 500', retryAfterMs: null };

let database: TestDatabase;
let ledger: ReturnType<typeof createPostgresLedger>;
let owner: Client;
beforeEach(async () => {
  database = await createTestDatabase();
  ledger = createPostgresLedger(database.appUrl);
  owner = await connected();
});
afterEach(async () => {
  await Promise.all([ledger.close(), owner.end()]);
  await database.drop();
});

async function connected(): Promise<Client> {
  const client = new Client(database.ownerUrl);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const happens = (event: string, portfolio = 'p') => owner.query(INSERT, [portfolio, event]);
const secretOf = () => `whsec_${randomBytes(32).toString('base64')}`;

async function webhook(events: string[] | null = ['SEEN', 'SEEN_TOO']): Promise<string> {
  const id = shortId(randomBytes);
  expect(await ledger.createWebhook({ id, url: 'https://1.1.1.1/', events, secret: secretOf() }, by())).toBe('created');
  return id;
}

async function deliveries(id: string): Promise<WebhookDelivery[]> {
  return (await ledger.listDeliveries(id, { limit: 500 })).reverse();
}

const eventsOf = async (id: string) => (await deliveries(id)).map(({ event }) => event);

/** Transactions of other suites hold events back. */
async function fed(id: string, count: number): Promise<string[]> {
  await until(async () => {
    await ledger.feedWebhooks(NOW);
    return (await deliveries(id)).length >= count;
  }, 60_000);
  return eventsOf(id);
}

test('each webhook gets what it wants, in its order and once', async () => {
  const [some, all] = [await webhook(), await webhook(null)];
  for (const event of ['SEEN', 'OTHER', 'SEEN_TOO']) await happens(event);
  expect(await fed(all, 4)).toEqual(expect.arrayContaining(['WEBHOOK_CREATED', 'SEEN', 'OTHER', 'SEEN_TOO']));
  expect(await fed(some, 2)).toEqual(['SEEN', 'SEEN_TOO']);
  await ledger.feedWebhooks(NOW);
  expect(await eventsOf(some)).toEqual(['SEEN', 'SEEN_TOO']);
});

test('what commits late is not passed, and who feeds at the same moment takes nothing twice', async () => {
  const id = await webhook();
  const slow = await connected();
  await slow.query('BEGIN');
  await slow.query(INSERT, ['a', 'SEEN']);
  await happens('SEEN_TOO', 'b');
  expect([await ledger.feedWebhooks(NOW), await eventsOf(id)]).toEqual([false, []]);
  await slow.query('COMMIT');
  await slow.end();
  const others = Array.from({ length: 4 }, () => createPostgresLedger(database.appUrl));
  await until(async () => {
    await Promise.all([ledger, ...others].map((one) => one.feedWebhooks(NOW)));
    return (await deliveries(id)).length >= 2;
  }, 60_000);
  await Promise.all([ledger, ...others].map((one) => one.feedWebhooks(NOW)));
  expect(await eventsOf(id)).toEqual(['SEEN', 'SEEN_TOO']);
  await Promise.all(others.map((one) => one.close()));
});

test('no more than some messages wait at once, fewer of a receiver that fails, and the rest stays in the audit', async () => {
  const id = await webhook();
  for (let n = 0; n < OPEN_MAX + 5; n += 1) await happens('SEEN', `p-${n}`);
  expect(await fed(id, OPEN_MAX)).toHaveLength(OPEN_MAX);
  await ledger.feedWebhooks(NOW);
  const [first, ...others] = await deliveries(id);
  expect(others).toHaveLength(OPEN_MAX - 1);
  await attempt(first?.id, NOW, FAILED);
  for (const { id: other } of others.slice(0, OPEN_MAX - OPEN_WHILE_FAILING_MAX - 1))
    await owner.query(`UPDATE webhook_deliveries SET state = 'DELIVERED' WHERE id = $1`, [other]);
  await ledger.feedWebhooks(NOW);
  expect(await deliveries(id)).toHaveLength(OPEN_MAX);
  // Once one arrives there is room again.
  await attempt(others.at(-1)?.id, NOW, null);
  expect(await fed(id, OPEN_MAX + 5)).toHaveLength(OPEN_MAX + 5);
});

/** Makes one attempt at a message. */
async function attempt(
  id: string | undefined,
  at: string,
  failed: FailedAttempt | null,
  isLast = false,
): Promise<void> {
  const begun = await ledger.beginAttempt(id ?? '', at);
  if (begun === undefined) throw new Error('there is nothing to attempt');
  if (failed === null) await ledger.endAttempt(begun, { state: 'DELIVERED', answer: 204 }, at);
  else if (isLast) await ledger.endAttempt(begun, { state: 'FAILED', ...failed }, at);
  else await ledger.endAttempt(begun, { state: 'PENDING', nextAttemptAt: later(at, 5_000), ...failed }, at);
}

test('a message is handed out when it is due, again when nothing is heard of it, and not while it is attempted', async () => {
  const id = await webhook();
  const { id: message = '' } = (await ledger.testWebhook(id, by())) ?? {};
  expect(await ledger.takeDueDeliveries(NOW, 10)).toEqual([message]);
  expect(await ledger.takeDueDeliveries(later(NOW, 59_000), 10)).toEqual([]);
  expect(await ledger.takeDueDeliveries(later(NOW, 61_000), 10)).toEqual([message]);
  await attempt(message, later(NOW, 62_000), FAILED);
  expect(await ledger.takeDueDeliveries(later(NOW, 72_000), 10)).toEqual([]);
  expect((await deliveries(id))[0]).toMatchObject({
    state: 'PENDING',
    attempts: 1,
    answer: 500,
    problem: 'answered 500',
    nextAttemptAt: later(NOW, 67_000),
  });
  // The worker that was to attempt it is gone.
  expect(await ledger.takeDueDeliveries(later(NOW, 300_000), 10)).toEqual([message]);
  await attempt(message, later(NOW, 301_000), null);
  expect((await deliveries(id))[0]).toMatchObject({
    state: 'DELIVERED',
    attempts: 2,
    answer: 204,
    problem: null,
    nextAttemptAt: null,
  });
  expect(await ledger.beginAttempt(message, NOW)).toBeUndefined();
  await ledger.resendDelivery(id, message, by());
  expect(await ledger.beginAttempt(message, NOW)).toMatchObject({ attempts: 3, attempt: 1 });
});

test('an attempt that ends after a later one was begun says no more than that the message arrived', async () => {
  const id = await webhook();
  const { id: message = '' } = (await ledger.testWebhook(id, by())) ?? {};
  const [late, later_] = [await ledger.beginAttempt(message, NOW), await ledger.beginAttempt(message, NOW)];
  if (late === undefined || later_ === undefined) throw new Error('both begin');
  await ledger.endAttempt(late, { state: 'FAILED', ...FAILED }, NOW);
  expect((await deliveries(id))[0]).toMatchObject({ state: 'PENDING', attempts: 2 });
  await ledger.endAttempt(late, { state: 'DELIVERED', answer: 200 }, NOW);
  await ledger.endAttempt(later_, { state: 'FAILED', ...FAILED }, NOW);
  expect((await deliveries(id))[0]).toMatchObject({ state: 'DELIVERED', answer: 200 });
});

test('nothing delivered for most of a day disables a webhook; what waits is sent once it is enabled', async () => {
  const id = await webhook();
  const [one, other] = [(await ledger.testWebhook(id, by()))?.id, (await ledger.testWebhook(id, by()))?.id ?? ''];
  await attempt(one, NOW, FAILED);
  expect(await ledger.findWebhook(id)).toMatchObject({ enabled: true, failingSince: NOW });
  // One that arrives in between starts the count again.
  await attempt(other, later(NOW, HOUR), null);
  await attempt(one, later(NOW, 2 * HOUR), FAILED);
  await ledger.resendDelivery(id, other, by());
  await attempt(other, later(NOW, 21 * HOUR), FAILED, true);
  expect(await ledger.findWebhook(id)).toMatchObject({ enabled: true, failingSince: later(NOW, 2 * HOUR) });
  await happens('SEEN');
  await attempt(one, later(NOW, 22 * HOUR), FAILED, true);
  const disabled = { enabled: false, disabledWhy: `nothing was delivered since ${later(NOW, 2 * HOUR)}: answered 500` };
  expect(await ledger.findWebhook(id)).toMatchObject(disabled);
  expect(await ledger.disabledBy(one ?? '')).toMatchObject({ id });
  expect((await ledger.listAudit(SYSTEM_AUDIT)).at(-1)).toMatchObject({
    event: 'WEBHOOK_DISABLED',
    detail: { id, delivery: one },
  });
  await ledger.feedWebhooks(NOW);
  expect(await deliveries(id)).toHaveLength(2);
  expect(await ledger.changeWebhook(id, { enabled: true }, by())).toMatchObject({
    enabled: true,
    disabledWhy: null,
    failingSince: null,
  });
  expect(await fed(id, 3)).toContain('SEEN');
});

test('a receiver that says that it is gone is disabled at once', async () => {
  const id = await webhook();
  const one = (await ledger.testWebhook(id, by()))?.id;
  await attempt(one, NOW, { ...FAILED, answer: 410, problem: 'answered 410' }, true);
  expect(await ledger.findWebhook(id)).toMatchObject({ enabled: false });
});

test('two secrets count while they are rotated, never three, and the old one ends', async () => {
  const id = await webhook();
  const one = (await ledger.testWebhook(id, by()))?.id ?? '';
  const [second, third] = [secretOf(), secretOf()];
  const secretsAt = async (at: string) => (await ledger.beginAttempt(one, at))?.secrets ?? [];
  const [first = ''] = await secretsAt(NOW);
  await ledger.rotateWebhookSecret(id, second, later(NOW, 24 * HOUR), by());
  expect(await secretsAt(later(NOW, HOUR))).toEqual([second, first]);
  expect(await secretsAt(later(NOW, 25 * HOUR))).toEqual([second]);
  await ledger.rotateWebhookSecret(id, third, later(NOW, 26 * HOUR), by(later(NOW, 2 * HOUR)));
  expect(await secretsAt(later(NOW, 3 * HOUR))).toEqual([third, second]);
  await ledger.sweepWebhooks(later(NOW, 27 * HOUR), 10);
  expect((await owner.query('SELECT secret FROM webhook_secrets')).rows).toEqual([{ secret: third }]);
});

test('what ended a month ago is forgotten, and what goes with a webhook goes with it', async () => {
  const id = await webhook();
  const [old, open] = [(await ledger.testWebhook(id, by()))?.id, (await ledger.testWebhook(id, by()))?.id];
  await attempt(old, NOW, null);
  await ledger.sweepWebhooks(later(NOW, 29 * 24 * HOUR), 10);
  expect(await deliveries(id)).toHaveLength(2);
  await ledger.sweepWebhooks(later(NOW, 31 * 24 * HOUR), 10);
  expect((await deliveries(id)).map((one) => one.id)).toEqual([open]);
  expect(await ledger.removeWebhook(id, by())).toMatchObject({ id });
  expect(await ledger.removeWebhook(id, by())).toBeUndefined();
  expect((await owner.query('SELECT FROM webhook_secrets UNION ALL SELECT FROM webhook_deliveries')).rowCount).toBe(0);
  expect(await ledger.beginAttempt(open ?? '', NOW)).toBeUndefined();
});

test('after a restore a webhook is told once that events may have been lost, and goes on', async () => {
  const id = await webhook();
  const backup = await takeBackup(database.ownerUrl);
  owner = await connected();
  await happens('SEEN');
  expect(await fed(id, 1)).toEqual(['SEEN']);
  const { rows } = await owner.query('SELECT read_xid::text AS xid, read_id, read_epoch FROM webhooks');
  await backup.restore();
  owner = await connected();
  // The place of the other history, as a webhook of it would have it.
  await owner.query(`UPDATE webhooks SET read_epoch = 'aaaaaaaaaaaa'`);
  expect(rows).toHaveLength(1);
  expect(await fed(id, 1)).toEqual(['WEBHOOK_RESET']);
  await happens('SEEN_TOO');
  expect(await fed(id, 2)).toEqual(['WEBHOOK_RESET', 'SEEN_TOO']);
  await backup.drop();
});

test('there are at most twenty', async () => {
  const made = await Promise.all(
    Array.from({ length: 25 }, () =>
      ledger.createWebhook(
        { id: shortId(randomBytes), url: 'https://1.1.1.1/', events: null, secret: secretOf() },
        by(),
      ),
    ),
  );
  expect(made.filter((one) => one === 'created')).toHaveLength(20);
});
