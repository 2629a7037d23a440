import { rebalanceWorkflowId } from '../../src/domain/ids';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import type { Status } from '../../src/workflows/messages';
import { booksOf, startSystem, type TestSystem } from '../support/system';

// A stop that arrives while the buys of a sells-first batch are being sized: the sells have filled, and no buy was sent.

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ fillDelayMs: 1_500 });
});
afterAll(() => system.close());

const runOf = (id: string) => system.temporal.workflow.getHandle(rebalanceWorkflowId(id));

interface Case {
  stop: string;
  lockTtlMs?: number;
  send: (id: string, lockTtlMs: number) => Promise<unknown>;
  outcome: object;
  /** Of the batch: freezing never trades, so what filled is held for a person. */
  state: 'ROLLED_BACK' | 'STALE';
}

test.each<Case>([
  {
    stop: 'a cancel request',
    send: (id) => runOf(id).cancel(),
    outcome: { outcome: 'ROLLED_BACK', cause: { code: 'CANCELLED' } },
    state: 'ROLLED_BACK',
  },
  {
    stop: 'a freeze',
    send: (id, lockTtlMs) => system.client.freeze({ id, lockTtlMs }, { actor: 'anna', reason: 'stop it' }),
    outcome: { outcome: 'STALE' },
    state: 'STALE',
  },
  {
    stop: 'the lock TTL',
    lockTtlMs: 9_000,
    send: async () => undefined,
    outcome: { outcome: 'ROLLED_BACK', cause: { code: 'TTL_EXPIRED' } },
    state: 'ROLLED_BACK',
  },
])(
  '$stop while the buys are sized leaves a batch that is $state, and the lock is never free before',
  async ({ lockTtlMs = DEFAULT_POLICY.lockTtlMs, send, outcome, state }) => {
    const prices = { META: '400.00', AAPL: '190.00', MSFT: '420.00' };
    await system.simulator.setPrices(prices);
    const id = await system.createPortfolio({ margin: false, policy: { cooldownAfterRollbackMs: 0, lockTtlMs } });
    expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
    await system.simulator.setPrices({ META: '440.00' });
    const looking = system.lookAt(id);
    await until(async () => (await system.broker.account(id)).openOrders.length > 0, 60_000);
    await system.simulator.addFault({
      match: { accountId: id, operation: 'read' },
      effect: { kind: 'status', status: 503 },
      times: 100_000,
    });
    const batch = async () => system.ledger.findOpenBatch(id);
    const sold = async () => (await batch())?.orders.every(({ side, state }) => side === 'BUY' || state === 'SUCCESS');
    await until(async () => (await sold()) === true, 60_000);
    await send(id, lockTtlMs);
    // Longer than a workflow task waits for a local activity before it lets a stop in.
    await until(async () => (await runOf(id).query<Status>('status')).reason !== null, 60_000);
    expect((await batch())?.buysSizedAt).toBeNull();
    const run = await runOf(id).describe();
    await system.simulator.clearFaults();
    expect(await looking).toMatchObject([outcome]);
    const ended = await system.temporal.workflow.getHandle(rebalanceWorkflowId(id), run.runId).describe();
    expect(['COMPLETED', 'CONTINUED_AS_NEW']).toContain(ended.status.name);
    expect((await system.ledger.listBatches(id)).at(-1)?.state).toBe(state);
    const reversals = (await system.simulator.journal()).filter(
      ({ kind, accountId, clientOrderId = '' }) =>
        kind === 'submit' && accountId === id && clientOrderId.includes('-r-'),
    );
    expect(reversals.length > 0).toBe(state === 'ROLLED_BACK');
    if (state === 'STALE') return;
    const books = await booksOf(system, id);
    expect(books.ledger).toEqual(books.broker);
  },
  90_000,
);
