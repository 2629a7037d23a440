import { defaultPayloadConverter } from '@temporalio/common';
import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import type { Side } from '../../src/domain/order';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { type Evidence, RESOLVE_ACTIONS, type Resolve, type ResolveAction } from '../../src/domain/stale';
import { until } from '../../src/local/process/until';
import { type SlackStandIn, startSlackStandIn } from '../../src/local/servers/slack-stand-in';
import { freezePortfolio } from '../../src/operations/freeze-portfolio';
import { buyPortfolio, leaveOpen, NO_FUNDS } from '../support/bought';
import { exhaustReversal } from '../support/exhausted';
import { AT_TERMINAL, person } from '../support/person';
import { BELIEVED_AT_ONCE, booksOf, positionsOf, startSystem, type TestSystem } from '../support/system';

let slack: SlackStandIn;
let system: TestSystem;

beforeAll(async () => {
  slack = await startSlackStandIn();
  system = await startSystem({ slackWebhookUrl: slack.url });
});
afterAll(async () => {
  await system.close();
  await slack.close();
});
beforeEach(async () => {
  slack.answerWith(200);
  await system.simulator.clearFaults();
  await system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' });
});

const QUICK: Partial<Policy> = { reversalRetries: 1, reversalDelayMs: 1_000, cooldownAfterRollbackMs: 0 };
const LOCK = { lockTtlMs: DEFAULT_POLICY.lockTtlMs };

const bought = (policy: Partial<Policy> = QUICK) => buyPortfolio(system, { policy });

/** One order refused, one reversal refused until the faults are cleared: META stays sold. */
async function exhausted(): Promise<{ id: string; before: string }> {
  const id = await bought();
  const before = await positionsOf(system, id);
  await exhaustReversal(system, id);
  return { id, before };
}

/** Somebody trades the account behind our back. */
async function foreignTrade(): Promise<string> {
  const id = await bought({ ...QUICK, ...BELIEVED_AT_ONCE });
  await tradeBehindOurBack(id, `foreign-${id}`, 'SELL');
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'STALE', reason: 'BOOKS_DIFFER' }]);
  return id;
}

async function tradeBehindOurBack(id: string, clientOrderId: string, side: Side): Promise<void> {
  const trade = { clientOrderId, symbol: 'META', side, quantity: '3', notional: null };
  await system.broker.submitOrder(id, trade, { leaveWithinMs: 5_000 });
  await untilTrue(async () => (await system.broker.findOrder(id, clientOrderId))?.state === 'filled');
}

const holdOf = (id: string) => system.temporal.workflow.getHandle(rebalanceWorkflowId(id));
const order = (action: 'release'): Resolve => ({
  action,
  actor: 'anna',
  note: 'looked at it',
});
const adoption = async (id: string, actor = 'anna'): Promise<Resolve> => {
  const { hash } = await createReadEvidence(system)({ portfolioId: id });
  return { action: 'adopt-positions', actor, note: 'looked at it', evidence: hash ?? '' };
};
/** On what is there to be seen now. */
const decision = async (id: string, action: ResolveAction): Promise<Resolve> => ({ ...(await adoption(id)), action });
const freeze = (id: string, undo = false) =>
  freezePortfolio({ ...system, ...AT_TERMINAL }, person('anna'), { portfolioId: id, reason: 'complaint', undo });
/** A batch of which META is sold and MSFT never fills: it is frozen there. */
async function inMidBatch(): Promise<{ id: string; before: string; looking: ReturnType<TestSystem['lookAt']> }> {
  const id = await bought();
  const before = await positionsOf(system, id);
  await leaveOpen(system, id);
  const looking = system.lookAt(id);
  await untilTrue(
    async () => (await system.ledger.findOpenBatch(id))?.orders.some((one) => one.state === 'SUCCESS') === true,
  );
  return { id, before, looking };
}

/** What the Web UI shows under "User Metadata". */
async function detailsOf(id: string): Promise<string> {
  return (await holdOf(id).query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails;
}

async function statusOf(id: string): Promise<string | undefined> {
  return (await system.ledger.findPortfolio(id))?.status;
}

async function expectBooksEqual(id: string): Promise<void> {
  const books = await booksOf(system, id);
  expect(books.ledger).toEqual(books.broker);
}

async function auditOf(id: string, event: string) {
  return (await system.ledger.listAudit(id)).filter((row) => row.event === event);
}

describe('a portfolio that becomes STALE', () => {
  test('is held under the same id, says why without a worker, calls a person, and is refused', async () => {
    const { id } = await exhausted();
    const hold = await holdOf(id).describe();
    expect(hold).toMatchObject({ type: 'stalePortfolio', status: { name: 'RUNNING' } });
    expect(hold.searchAttributes).toMatchObject({ PortfolioId: [id], RebalanceState: ['STALE'] });
    expect(hold.memo).toMatchObject({ stale: { reason: 'REVERSAL_EXHAUSTED', cause: { symbol: 'META' } } });
    // With the run timeout of the rebalance it would end by itself, and free the lock.
    const runTimeout = hold.raw.executionConfig?.workflowRunTimeout?.seconds;
    expect(Number(runTimeout)).toBe(3_650 * 86_400);
    const evidence = async () => ((await holdOf(id).describe()).memo?.stale as { evidence?: Evidence }).evidence;
    expect((await untilSome(evidence)).batch?.orders.map(({ kind, symbol }) => `${kind} ${symbol}`)).toContain(
      'reversal META',
    );
    await untilTrue(() => slack.alerts.some((alert) => alert.includes(id)));
    expect(slack.alerts.find((alert) => alert.includes(id))).toContain('REVERSAL_EXHAUSTED');
    await untilTrue(async () => (await auditOf(id, 'ALERT')).length === 1);

    expect(await system.client.requestRebalance({ id, ...LOCK }, 'bob')).toMatchObject({
      ok: false,
      refusal: 'PORTFOLIO_STALE',
    });
    await system.client.priceChanged({ id, ...LOCK }, { symbols: ['META'] });
    await system.client.ensureRunning({ id, ...LOCK });
    expect((await system.ledger.listBatches(id)).map((batch) => batch.state)).toEqual(['SUCCESS', 'STALE']);
    expect(await system.client.status(id)).toMatchObject({ phase: 'STALE', reason: 'REVERSAL_EXHAUSTED' });
  });

  test('is reported in the digest if another portfolio became STALE for the same reason a moment ago', async () => {
    const held = await system.ledger.listPortfolios({ status: 'STALE', limit: 10 });
    const { id } = await exhausted();
    await untilTrue(async () => (await auditOf(id, 'ALERT')).length === 1);
    expect(await auditOf(id, 'ALERT')).toMatchObject([{ detail: { delivered: 'in-digest' } }]);
    expect(slack.attempts.filter((alert) => alert.includes(id))).toEqual([]);
    const [counted] = await system.ledger.countStale({
      after: new Date(0).toISOString(),
      before: '2100-01-01T00:00:00.000Z',
    });
    expect(counted).toMatchObject({ reason: 'REVERSAL_EXHAUSTED', count: held.length + 1, untold: 1 });
    // Nobody is before the next one.
    for (const one of [...held.map((portfolio) => portfolio.id), id])
      expect(await system.client.resolve(one, await adoption(one))).toMatchObject({ verdict: { status: 'ACTIVE' } });
  });

  test('is alerted again and again with the same event id until the webhook answers, and a resolve does not wait for that', async () => {
    slack.answerWith(500);
    const { id } = await exhausted();
    const attempts = () => slack.attempts.filter((alert) => alert.includes(id));
    await untilTrue(() => attempts().length >= 2);
    expect(new Set(attempts()).size).toBe(1);
    await system.simulator.clearFaults();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { status: 'ACTIVE' },
    });
  });
});

describe('resolve', () => {
  test('retry-reversal brings the holdings back, and the portfolio is rebalanced by itself', async () => {
    const { id, before } = await exhausted();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      ok: true,
      verdict: { status: 'STALE', reason: 'REVERSAL_EXHAUSTED' },
    });
    const details = await detailsOf(id);
    expect(details).toContain('retry-reversal by anna did not release it: REVERSAL_EXHAUSTED');
    expect(details).toMatch(/Not reversed yet\n\n- [\d.]+ META sold\n/);
    await system.simulator.clearFaults();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { status: 'ACTIVE' },
    });
    expect(await holdOf(id).result()).toMatchObject({ outcome: 'RESOLVED', actor: 'anna' });
    expect(await positionsOf(system, id)).toBe(before);
    await expectBooksEqual(id);
    expect((await system.ledger.listBatches(id)).map((batch) => batch.state)).toEqual(['SUCCESS', 'ROLLED_BACK']);
    expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  });

  test('adopt-positions takes what the broker holds, in a half-reversed batch', async () => {
    const { id, before } = await exhausted();
    expect(await system.client.resolve(id, await adoption(id))).toMatchObject({ verdict: { status: 'ACTIVE' } });
    expect(await positionsOf(system, id)).not.toBe(before);
    await expectBooksEqual(id);
    expect(await auditOf(id, 'STALE_ENDED')).toMatchObject([
      { actor: 'temporal:anna', via: 'temporal', detail: { action: 'adopt-positions', note: 'looked at it' } },
    ]);
  });

  test('while the market is closed the page says that a reversal waits for its opening', async () => {
    const { id } = await exhausted();
    await system.simulator.setClock({ isOpen: false });
    const read = createReadEvidence(system);
    expect((await read({ portfolioId: id })).reopensInMs).toBeGreaterThan(60_000);
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { reason: 'BATCH_OPEN' } });
    expect(await detailsOf(id)).toContain('tried again when it opens');
    await system.simulator.setClock({ isOpen: true });
    expect((await read({ portfolioId: id })).reopensInMs).toBeNull();
    await system.simulator.clearFaults();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { status: 'ACTIVE' },
    });
  });

  test('the page shows newer prices after lookAgain was sent', async () => {
    const { id } = await exhausted();
    await untilTrue(async () => (await detailsOf(id)).includes('loses about'));
    const before = await detailsOf(id);
    await system.simulator.setPrices({ META: '452.00' });
    await holdOf(id).signal('lookAgain');
    await untilTrue(async () => (await detailsOf(id)) !== before);
    const cost = (page: string) => Number(/loses about ([\d.]+) USD/.exec(page)?.[1]);
    expect(cost(await detailsOf(id))).toBeGreaterThan(cost(before));
  });

  test('release is refused while a batch is open', async () => {
    const { id } = await exhausted();
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { reason: 'BATCH_OPEN' } });
    expect(await statusOf(id)).toBe('STALE');
    expect(await auditOf(id, 'MESSAGE_IGNORED')).toHaveLength(1);
  });

  test('books that differ: nothing to reverse, no release, adopted', async () => {
    const id = await foreignTrade();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { reason: 'NOTHING_TO_REVERSE' },
    });
    expect(await system.client.resolve(id, order('release'))).toMatchObject({
      verdict: { reason: 'BOOKS_DIFFER', message: expect.stringContaining('META') as string },
    });
    expect(await system.client.resolve(id, await adoption(id))).toMatchObject({ verdict: { status: 'ACTIVE' } });
    await expectBooksEqual(id);
  });

  test('books that differ and then agree again are released', async () => {
    const id = await foreignTrade();
    await tradeBehindOurBack(id, `back-${id}`, 'BUY');
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { status: 'ACTIVE' } });
  });

  test.each(['adopt-positions', 'retry-reversal', 'release'] as const)(
    '%s on evidence that has changed since does nothing, and the page shows the new one',
    async (action) => {
      const id = await foreignTrade();
      const seen = await adoption(id);
      await tradeBehindOurBack(id, `more-${id}`, 'SELL');
      const before = await booksOf(system, id);
      expect(await system.client.resolve(id, { ...seen, action })).toMatchObject({
        verdict: { status: 'STALE', reason: 'EVIDENCE_CHANGED' },
      });
      expect(await booksOf(system, id)).toEqual(before);
      const now = await adoption(id);
      expect(now.evidence).not.toBe(seen.evidence);
      expect(await detailsOf(id)).toContain(`"evidence": "${now.evidence}"`);
      expect(await system.client.resolve(id, now)).toMatchObject({ verdict: { status: 'ACTIVE' } });
      await expectBooksEqual(id);
    },
  );

  test('a decision does nothing if its evidence cannot be read again', async () => {
    const id = await foreignTrade();
    const seen = await adoption(id);
    const away = { kind: 'status', status: 503 } as const;
    await system.simulator.addFault({ match: { accountId: id, operation: 'read' }, effect: away, times: 100 });
    expect(await system.client.resolve(id, seen)).toMatchObject({ verdict: { reason: 'BROKER_AWAY' } });
    await system.simulator.clearFaults();
    expect(await system.client.resolve(id, seen)).toMatchObject({ verdict: { status: 'ACTIVE' } });
  });

  test('a broker that shows zeros is adopted by two persons on the same evidence, and by nobody alone', async () => {
    const id = await bought({ ...QUICK, ...BELIEVED_AT_ONCE });
    await system.simulator.changeAccount(id, { positions: { META: '0', AAPL: '0' } });
    await system.simulator.setPrices({ META: '440.00' });
    expect(await system.lookAt(id)).toMatchObject([{ outcome: 'STALE', reason: 'BOOKS_DIFFER' }]);
    const alone = { verdict: { status: 'STALE', reason: 'SECOND_PERSON_NEEDED' } };
    for (const actor of ['anna', 'anna', ' Anna '])
      expect(await system.client.resolve(id, await adoption(id, actor))).toMatchObject(alone);
    expect(await auditOf(id, 'ADOPTION_PROPOSED')).toHaveLength(1);
    // What the first one saw is gone: the second one's is a new proposal.
    await system.simulator.changeAccount(id, { positions: { META: '1' } });
    expect(await system.client.resolve(id, await adoption(id, 'bob'))).toMatchObject(alone);
    expect(await statusOf(id)).toBe('STALE');
    expect(await system.client.resolve(id, await adoption(id))).toMatchObject({ verdict: { status: 'ACTIVE' } });
    await expectBooksEqual(id);
    expect(await auditOf(id, 'STALE_ENDED')).toMatchObject([{ actor: 'temporal:anna' }]);
  });

  test.each(Object.keys(RESOLVE_ACTIONS) as ResolveAction[])(
    '%s on a portfolio that nothing holds is refused',
    async (action) => {
      const id = await bought();
      const declaration = { clientOrderId: 'ab-x', outcome: 'never-arrived' } as const;
      const given = { ...(await adoption(id)), action, ...(action === 'declare-outcome' && { declaration }) };
      expect(await system.client.resolve(id, given)).toMatchObject({ ok: false, refusal: 'NOT_STALE' });
    },
  );

  test('wrong input is refused by the update with the field, and ignored by the signal with an audit row', async () => {
    const id = await foreignTrade();
    const wrong = [
      { action: 'delete', actor: 'anna', note: 'x' },
      { action: 'release', actor: '', note: 'x' },
      { action: 'release', actor: 'anna' },
      'release',
      null,
      { action: 'toString', actor: 'anna', note: 'x' },
      { action: 'adopt-positions', actor: 'anna', note: 'x' },
      { action: 'release', actor: 'anna', note: 'x', evidence: 'looked at it' },
    ];
    const refused = await holdOf(id)
      .executeUpdate('resolve', { args: [{ action: 'delete' }] })
      .catch(({ cause }: Error) => cause as Error);
    // The Web UI shows it to whoever misspelt something.
    expect(refused).toMatchObject({ message: expect.stringMatching(/^"action" must be one of/) as string, stack: '' });
    for (const given of wrong)
      expect(await system.client.resolve(id, given as Resolve)).toMatchObject({
        ok: false,
        refusal: 'INVALID_RESOLVE',
      });
    for (const given of wrong) await holdOf(id).signal('resolve', given);
    await holdOf(id).signal('resolve');
    await untilTrue(async () => (await auditOf(id, 'MESSAGE_IGNORED')).length === wrong.length + 1);
    expect(await detailsOf(id)).toContain('The last resolve was ignored');
    await holdOf(id).signal('resolve', await adoption(id));
    expect(await holdOf(id).result()).toMatchObject({ outcome: 'RESOLVED', action: 'adopt-positions' });
  });

  test('a payload that cannot be decoded blocks nothing', async () => {
    const id = await foreignTrade();
    const payload = { ...defaultPayloadConverter.toPayload('x'), data: Buffer.from('{"action": broken') };
    await system.temporal.workflowService.signalWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: rebalanceWorkflowId(id) },
      signalName: 'resolve',
      input: { payloads: [payload] },
    });
    await untilTrue(async () => (await auditOf(id, 'MESSAGE_IGNORED')).length === 1);
    expect(await system.client.resolve(id, await adoption(id))).toMatchObject({ verdict: { status: 'ACTIVE' } });
  });

  test('an outcome that the broker does not tell stays STALE until it tells, and is settled then', async () => {
    const id = await bought();
    const before = await positionsOf(system, id);
    await system.simulator.setPrices({ META: '440.00' });
    await system.simulator.addFault({
      match: { accountId: id, kind: 'order', symbol: 'MSFT', operation: 'submit' },
      effect: { kind: 'never-fill' },
    });
    void system.lookAt(id).catch(() => undefined);
    await untilTrue(async () => (await system.broker.account(id)).openOrders.length === 1);
    // The run is gone with an order open, and nobody can ask the broker about it.
    const away = { kind: 'status', status: 503 } as const;
    await system.simulator.addFault({ match: { accountId: id, operation: 'lookup' }, effect: away, times: 10_000 });
    await holdOf(id).terminate('by hand');
    const cause = {
      code: 'OUTCOME_UNKNOWN',
      message: 'the broker never said what became of MSFT',
      symbol: 'MSFT',
    } as const;
    const at = new Date().toISOString();
    await system.ledger.markStale(id, { reason: cause.code, cause, fills: [] }, { name: 'test', at });
    await system.client.ensureRunning({ id, ...LOCK });
    await untilTrue(async () => (await holdOf(id).describe()).type === 'stalePortfolio');
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { reason: 'BATCH_OPEN' } });
    await system.simulator.clearFaults();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { status: 'ACTIVE' },
    });
    expect(await positionsOf(system, id)).toBe(before);
    await expectBooksEqual(id);
  });

  test('if two arrive at once, the first one acts and both are answered', async () => {
    const id = await foreignTrade();
    const adopt = await adoption(id);
    const answers = await Promise.all([1, 2].map(() => system.client.resolve(id, adopt)));
    for (const answer of answers)
      expect(answer).toMatchObject(answer.ok ? { verdict: { status: 'ACTIVE' } } : { refusal: 'NOT_STALE' });
    expect(await auditOf(id, 'STALE_ENDED')).toHaveLength(1);
  });
});

describe('freeze', () => {
  test('of an idle portfolio holds it until it is released', async () => {
    const id = await bought();
    expect(await freeze(id)).toEqual({ ok: true, told: true });
    await untilTrue(async () => (await holdOf(id).describe()).type === 'stalePortfolio');
    // Whoever finds it held has to know whom to ask.
    expect((await holdOf(id).describe()).memo).toMatchObject({
      stale: { cause: { message: 'cli:anna@desk: complaint' } },
    });
    await system.simulator.setPrices({ META: '440.00' });
    expect(await system.lookAt(id)).toEqual([]);
    expect(await system.ledger.findPortfolio(id)).toMatchObject({ status: 'STALE', statusReason: 'FROZEN' });
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { status: 'ACTIVE' } });
    expect(await system.lookAt(id)).toMatchObject([{ outcome: 'REBALANCED' }]);
  });

  test.each([
    ['in the ledger first', 'cli:anna@desk'],
    ['by a bare signal', 'anna'],
  ])(
    'in mid-batch, %s, cancels what is open and trades nothing: what filled is held until a person decides',
    async (how, who) => {
      const { id, before, looking } = await inMidBatch();
      if (how === 'in the ledger first') await freeze(id);
      else await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'complaint' });
      expect(await looking).toMatchObject([
        { outcome: 'STALE', reason: 'FROZEN', cause: { message: `${who}: complaint` } },
      ]);
      expect(await positionsOf(system, id)).not.toBe(before);
      expect((await system.broker.account(id)).openOrders).toEqual([]);
      expect((await system.ledger.findOpenBatch(id))?.orders.filter(({ kind }) => kind === 'reversal')).toEqual([]);

      await untilTrue(async () => (await detailsOf(id)).includes(', at the prices of '));
      expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { reason: 'BATCH_OPEN' } });
      // Without the evidence it is nobody's decision.
      const { evidence: _unseen, ...blind } = await decision(id, 'retry-reversal');
      expect(await system.client.resolve(id, blind)).toMatchObject({ ok: false, refusal: 'INVALID_RESOLVE' });
      expect(await positionsOf(system, id)).not.toBe(before);
      const decided = await decision(id, 'retry-reversal');
      expect(await system.client.resolve(id, decided)).toMatchObject({ verdict: { reason: 'FROZEN' } });
      expect(await positionsOf(system, id)).toBe(before);
      expect((await auditOf(id, 'REVERSAL_SENT')).map(({ actor, detail }) => [actor, detail.decision])).toEqual(
        Array(2).fill(['anna', true]),
      );
      expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { status: 'ACTIVE' } });
      await expectBooksEqual(id);
    },
  );

  test('in mid-batch with `undo` rolls back first', async () => {
    const { id, before, looking } = await inMidBatch();
    await freeze(id, true);
    expect(await looking).toMatchObject([
      { outcome: 'STALE', reason: 'FROZEN', cause: { message: 'cli:anna@desk: complaint' } },
    ]);
    expect(await positionsOf(system, id)).toBe(before);
    expect((await system.ledger.listBatches(id)).at(-1)).toMatchObject({
      state: 'ROLLED_BACK',
      cause: { code: 'FROZEN' },
    });
    await expectBooksEqual(id);
  });

  test('has nothing to reverse, and only a release ends it', async () => {
    const id = await bought();
    await freeze(id);
    await untilTrue(async () => (await holdOf(id).describe()).type === 'stalePortfolio');
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { reason: 'NOTHING_TO_REVERSE' },
    });
    expect(await system.client.resolve(id, await adoption(id))).toMatchObject({ verdict: { reason: 'FROZEN' } });
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { status: 'ACTIVE' } });
    await expectBooksEqual(id);
  });

  test('in the middle of a batch is not ended by fixing the rollback that it asked for', async () => {
    const { id, looking } = await inMidBatch();
    await system.simulator.addFault({
      match: { accountId: id, kind: 'reversal', symbol: 'META', operation: 'submit' },
      effect: NO_FUNDS,
      times: 9,
    });
    // By hand in the Web UI: the ledger hears of it from the run alone.
    await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'complaint', undo: true });
    expect(await looking).toMatchObject([{ outcome: 'STALE', reason: 'REVERSAL_EXHAUSTED' }]);
    await system.simulator.clearFaults();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { reason: 'FROZEN' },
    });
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { status: 'ACTIVE' } });
  });

  test('of a held portfolio outlives its hold', async () => {
    const { id } = await exhausted();
    expect(await freeze(id)).toEqual({ ok: true, told: true });
    await holdOf(id).terminate('by hand');
    await system.client.ensureRunning({ id, ...LOCK });
    await untilTrue(async () => (await holdOf(id).describe()).type === 'stalePortfolio');
    await system.simulator.clearFaults();
    expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
      verdict: { reason: 'FROZEN' },
    });
  });

  test('whose signal was lost is carried out by the sweep', async () => {
    const id = await bought();
    await system.ledger.freeze(
      id,
      { actor: 'anna', reason: 'complaint' },
      { name: 'anna', at: new Date().toISOString() },
    );
    await system.simulator.setPrices({ META: '440.00' });
    await system.lookOnce();
    await untilTrue(async () => (await statusOf(id)) === 'STALE');
    expect(await system.ledger.findPortfolio(id)).toMatchObject({ statusReason: 'FROZEN' });
    expect(await system.ledger.listBatches(id)).toHaveLength(1);
  });

  test('that follows a release immediately wins', async () => {
    const id = await bought();
    await freeze(id);
    await untilTrue(async () => (await holdOf(id).describe()).type === 'stalePortfolio');
    await holdOf(id).signal('resolve', order('release'));
    await system.client.freeze({ id, ...LOCK }, { actor: 'bob', reason: 'not yet' });
    const events = async () => (await system.ledger.listAudit(id)).map(({ event }) => event);
    await untilTrue(async () => (await events()).includes('STALE_ENDED'));
    await untilTrue(async () => (await statusOf(id)) === 'STALE' && (await detailsOf(id)).includes('bob: not yet'));
  });

  test('by a bare signal changes nothing of a closed portfolio', async () => {
    const id = await bought();
    const by = { name: 'test', at: new Date().toISOString() };
    await system.ledger.setStatus(id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, by);
    await system.client.freeze({ id, ...LOCK }, { actor: 'anna', reason: 'typo' });
    expect(await holdOf(id).result()).toMatchObject({ outcome: 'REFUSED' });
    expect(await statusOf(id)).toBe('CLOSED');
  });

  test('of a portfolio with a damaged batch needs its own release', async () => {
    const { id } = await exhausted();
    await system.simulator.clearFaults();
    await system.client.freeze({ id, ...LOCK }, { actor: 'bob', reason: 'audit' });
    const decided = await decision(id, 'retry-reversal');
    expect(await system.client.resolve(id, decided)).toMatchObject({ verdict: { reason: 'FROZEN' } });
    expect(await statusOf(id)).toBe('STALE');
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { status: 'ACTIVE' } });
  });

  test('of an unknown portfolio is refused, and by a bare signal ends without a trace', async () => {
    expect(await freeze('nobody')).toMatchObject({ ok: false, refusal: 'PORTFOLIO_NOT_FOUND' });
    await system.client.freeze({ id: 'nobody', ...LOCK }, { actor: 'anna', reason: 'typo' });
    expect(await holdOf('nobody').result()).toMatchObject({ refusal: { code: 'PORTFOLIO_NOT_FOUND' } });
  });
});

describe('messages to the wrong workflow', () => {
  test('a resolve of a portfolio that is being rebalanced is refused, and by signal audited', async () => {
    const id = await bought();
    await system.simulator.addFault({
      match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
      effect: { kind: 'partial-fill', fraction: '0.5' },
    });
    await system.simulator.setPrices({ META: '440.00' });
    const looking = system.lookAt(id);
    await untilSome(() => system.ledger.findOpenBatch(id));
    await holdOf(id).signal('resolve', order('release'));
    expect(await system.client.resolve(id, order('release'))).toMatchObject({ ok: false, refusal: 'NOT_STALE' });
    await holdOf(id).cancel();
    await looking;
    const ignored = (await system.ledger.listAudit(id)).filter(({ event }) => event === 'MESSAGE_IGNORED');
    expect(ignored).toMatchObject([{ detail: { message: 'resolve', problem: 'a rebalance is running' } }]);
  });

  test('a message that arrives with the resolve that ends a hold is audited too', async () => {
    const id = await foreignTrade();
    await holdOf(id).signal('resolve', await adoption(id));
    await holdOf(id).signal('resolve', { action: 'nonsense' });
    await holdOf(id).signal('resolve', order('release'));
    expect(await holdOf(id).result()).toMatchObject({ outcome: 'RESOLVED', action: 'adopt-positions' });
    const ignored = (await system.ledger.listAudit(id)).filter(({ event }) => event === 'MESSAGE_IGNORED');
    expect(ignored).toHaveLength(2);
  });
});

describe('a hold', () => {
  test('survives a cancel request, and a terminated one does not free the portfolio', async () => {
    const id = await foreignTrade();
    await holdOf(id).cancel();
    expect(await system.client.status(id)).toMatchObject({ phase: 'STALE' });
    await holdOf(id).terminate('by hand');
    const asked = await system.client.requestRebalance({ id, ...LOCK }, 'bob');
    expect(asked.ok && (await asked.rebalance.result())).toMatchObject({ outcome: 'STALE', reason: 'BOOKS_DIFFER' });
    expect(await holdOf(id).describe()).toMatchObject({ type: 'stalePortfolio', status: { name: 'RUNNING' } });
    expect(await system.ledger.listBatches(id)).toHaveLength(1);
    await holdOf(id).terminate('again');
    await system.lookAt(id);
    await untilTrue(async () => (await holdOf(id).describe()).status.name === 'RUNNING');
  });

  test('is never free while 200 starts race its hand-over', async () => {
    const id = await bought();
    await system.simulator.addFault({
      match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
      effect: NO_FUNDS,
    });
    await system.simulator.addFault({
      match: { accountId: id, kind: 'reversal', symbol: 'META', operation: 'submit' },
      effect: NO_FUNDS,
      times: 9,
    });
    await system.simulator.setPrices({ META: '440.00' });
    const looking = system.lookAt(id);
    const open = await untilSome(() => system.ledger.findOpenBatch(id));
    expect(open.state).toBe('PENDING');
    const first = (await holdOf(id).describe()).raw.workflowExecutionInfo?.firstRunId;
    // Twenty at a time, until the hold has the lock and 200 have tried.
    let starts = 0;
    const racing = async () => {
      do {
        await system.client.ensureRunning({ id, ...LOCK });
        starts += 1;
      } while (starts < 200 || (await holdOf(id).describe()).type !== 'stalePortfolio');
    };
    const [outcomes] = await Promise.all([looking, ...Array.from({ length: 20 }, racing)]);
    expect(outcomes).toMatchObject([{ outcome: 'STALE' }]);
    const hold = await holdOf(id).describe();
    expect(hold).toMatchObject({ type: 'stalePortfolio', status: { name: 'RUNNING' } });
    expect(hold.raw.workflowExecutionInfo?.firstRunId).toBe(first);
    expect(await system.ledger.listBatches(id)).toHaveLength(2);
  });
});

test('three rollbacks in a row pause the portfolio and call a person', async () => {
  const id = await bought();
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
    effect: NO_FUNDS,
    times: 9,
  });
  await system.simulator.setPrices({ META: '440.00' });
  for (const _round of [1, 2, 3]) expect(await system.lookAt(id)).toMatchObject([{ outcome: 'ROLLED_BACK' }]);
  expect(await statusOf(id)).toBe('PAUSED');
  expect(await system.lookAt(id)).toEqual([]);
  const alerts = () => slack.alerts.filter((alert) => alert.includes(id));
  await untilTrue(() => alerts().length > 0);
  expect(alerts()).toEqual([expect.stringContaining('PAUSED')]);
});

test("an id of ours that is somebody else's order makes the portfolio STALE", async () => {
  const id = await bought();
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
    effect: { kind: 'drop-before' },
  });
  await system.simulator.setPrices({ META: '440.00' });
  const looking = system.lookAt(id);
  await untilTrue(async () => (await system.simulator.faults()).length === 0);
  const open = await untilSome(() => system.ledger.findOpenBatch(id));
  await system.broker.submitOrder(
    id,
    { clientOrderId: `ab-${open.id}-MSFT-o-1`, symbol: 'MSFT', side: 'BUY', quantity: '0.5', notional: null },
    { leaveWithinMs: 5_000 },
  );
  expect(await looking).toMatchObject([{ outcome: 'STALE', reason: 'ID_COLLISION', cause: { symbol: 'MSFT' } }]);

  expect(await system.client.resolve(id, order('release'))).toMatchObject({ verdict: { reason: 'BATCH_OPEN' } });
  // Ours can be reversed, somebody else's shares stay.
  expect(await system.client.resolve(id, await decision(id, 'retry-reversal'))).toMatchObject({
    verdict: { status: 'STALE' },
  });
  expect(await system.client.resolve(id, await adoption(id))).toMatchObject({ verdict: { status: 'ACTIVE' } });
  await expectBooksEqual(id);
});

function untilTrue(condition: () => boolean | Promise<boolean>): Promise<void> {
  return until(async () => condition(), 60_000);
}

async function untilSome<T>(read: () => Promise<T | null | undefined>): Promise<T> {
  let found: T | null | undefined;
  await untilTrue(async () => {
    found = await read().catch(() => undefined);
    return found !== undefined && found !== null;
  });
  return found as T;
}
