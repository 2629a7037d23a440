import { Client as Postgres } from 'pg';
import { accountHash } from '../../src/activities/stale/account-hash';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import { type SlackStandIn, startSlackStandIn } from '../../src/local/servers/slack-stand-in';
import { buyPortfolio } from '../support/bought';
import { exhaustReversal } from '../support/exhausted';
import { startSystem, type TestSystem } from '../support/system';

// Steps that fail for good, or for as long as the database only reads: nothing is left half-done without a person being called.

const QUICK: Partial<Policy> = { reversalRetries: 1, reversalDelayMs: 1_000, cooldownAfterRollbackMs: 0 };

let slack: SlackStandIn;
let system: TestSystem;
let superuser: Postgres;

beforeAll(async () => {
  slack = await startSlackStandIn();
  system = await startSystem({ slackWebhookUrl: slack.url, fillDelayMs: 1_000 });
  const url = new URL(process.env.TEST_POSTGRES_URL ?? '');
  url.pathname = new URL(system.env.DATABASE_URL ?? '').pathname;
  superuser = new Postgres({ connectionString: url.href });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await system.close();
  await slack.close();
});
beforeEach(() => system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' }));

const holdOf = (id: string) => system.temporal.workflow.getHandle(rebalanceWorkflowId(id));
const waitFor = (condition: () => Promise<boolean>) => until(condition, 60_000);

const bought = () => buyPortfolio(system, { policy: QUICK });

/** As after a failover, until the new server has taken over. */
async function onlyRead(reads: boolean): Promise<void> {
  const { rows } = await superuser.query<{ name: string }>('SELECT current_database() AS name');
  const name = rows[0]?.name ?? '';
  await superuser.query(
    reads
      ? `ALTER DATABASE ${name} SET default_transaction_read_only = on`
      : `ALTER DATABASE ${name} RESET default_transaction_read_only`,
  );
  await superuser.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
    [name],
  );
}

/** Transactions of this database that failed so far. */
async function rollbacks(): Promise<number> {
  const { rows } = await superuser.query<{ n: number }>(
    'SELECT xact_rollback::int AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return rows[0]?.n ?? 0;
}

test('a batch that can never be booked makes the portfolio STALE, and a person is called about it', async () => {
  const id = await bought();
  // What filled is taken back, and the batch was sent so long ago that no list of executions lags any more.
  for (const symbol of ['META', 'AAPL', 'MSFT'])
    await system.simulator.addFault({
      match: { accountId: id, symbol, operation: 'submit' },
      effect: { kind: 'bust', ms: 1_500 },
    });
  await system.simulator.setPrices({ META: '440.00' });
  const looking = system.lookAt(id);
  await waitFor(async () => (await system.ledger.findOpenBatch(id)) !== undefined);
  await system.simulator.addFault({
    match: { accountId: id, operation: 'read' },
    effect: { kind: 'status', status: 503 },
    times: 1_000,
  });
  const orders = async () => (await system.ledger.findOpenBatch(id))?.orders ?? [];
  await waitFor(async () => (await orders()).every(({ state }) => state === 'SUCCESS'));
  await superuser.query('SET session_replication_role = replica');
  await superuser.query(
    "UPDATE orders SET sent_at = sent_at - interval '1 hour' WHERE batch_id = (SELECT id FROM batches WHERE portfolio_id = $1 AND state = 'PENDING')",
    [id],
  );
  const busts = async () =>
    (await system.simulator.journal()).filter(({ kind, accountId }) => kind === 'bust' && accountId === id);
  // Nothing can be booked before all of it is taken back.
  await waitFor(async () => (await busts()).length === 3);
  await system.simulator.clearFaults();
  expect(await looking).toMatchObject([{ outcome: 'STALE', reason: 'STEP_FAILED' }]);
  await waitFor(async () => slack.alerts.some((alert) => alert.includes(id) && alert.includes('STEP_FAILED')));
  // How a person ends that: test/simulation/found.test.ts.
});

test('a database that is read-only for some seconds in the middle of a batch only delays the batch', async () => {
  const id = await bought();
  await system.simulator.setPrices({ META: '440.00' });
  const looking = system.lookAt(id);
  await waitFor(async () => (await system.broker.account(id)).openOrders.length === 3);
  await onlyRead(true);
  await waitFor(async () => (await system.broker.account(id)).openOrders.length === 0);
  // The end of an order is tried to be recorded meanwhile.
  await waitFor(
    async () => (await holdOf(id).describe()).raw.pendingActivities?.some(({ attempt }) => (attempt ?? 1) > 1) === true,
  );
  await onlyRead(false);
  expect(await looking).toMatchObject([{ outcome: 'REBALANCED' }]);
});

test('a hold survives a read-only database, and records the messages that it got meanwhile', async () => {
  const id = await bought();
  await system.ledger.markStale(
    id,
    { reason: 'FROZEN', cause: null, fills: [] },
    { name: 'test', at: new Date().toISOString() },
  );
  await system.client.ensureRunning({ id, lockTtlMs: DEFAULT_POLICY.lockTtlMs });
  await waitFor(async () => (await holdOf(id).describe()).type === 'stalePortfolio');
  await onlyRead(true);
  const before = await rollbacks();
  await holdOf(id).signal('resolve', { action: 'nonsense' });
  await waitFor(async () => (await rollbacks()) > before);
  await onlyRead(false);
  const events = async () => (await system.ledger.listAudit(id)).map(({ event }) => event);
  await waitFor(async () => (await events()).includes('MESSAGE_IGNORED'));
  expect((await holdOf(id).describe()).status.name).toBe('RUNNING');
});

test('a hold whose step is refused permanently answers why, and continues', async () => {
  const id = await bought();
  await exhaustReversal(system, id);
  await system.simulator.clearFaults();
  const evidence = accountHash(await system.broker.account(id));
  const resolve = { action: 'retry-reversal', actor: 'anna', note: 'funded', evidence } as const;
  await superuser.query(`CREATE FUNCTION refuse_all() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'; END $$`);
  await superuser.query('CREATE TRIGGER refusing BEFORE UPDATE ON batches FOR EACH ROW EXECUTE FUNCTION refuse_all()');
  expect(await system.client.resolve(id, resolve)).toMatchObject({
    ok: true,
    verdict: { status: 'STALE', reason: 'STEP_FAILED' },
  });
  await superuser.query('DROP TRIGGER refusing ON batches');
  expect(await system.client.resolve(id, resolve)).toMatchObject({ verdict: { status: 'ACTIVE' } });
});

test.each([{}, { lockTtlMs: '6h' }, { lockTtlMs: -1 }])(
  'a run that was started by hand with %j ends at once, and the next one runs',
  async (wrong) => {
    const id = await bought();
    const run = await system.temporal.workflow.start('rebalancePortfolio', {
      workflowId: rebalanceWorkflowId(id),
      taskQueue: system.taskQueue,
      args: [{ portfolioId: id, ...wrong }],
    });
    await expect(run.result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('lockTtlMs') as string },
    });
    await system.simulator.setPrices({ META: '440.00' });
    expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  },
);
