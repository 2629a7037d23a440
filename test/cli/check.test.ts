import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { BrokerFault } from '../../src/broker/broker';
import { checkPortfolio } from '../../src/check/check-portfolio';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import { letBooksDiffer } from '../support/bought';
import { command } from '../support/command-line';
import { notReversed } from '../support/not-reversed';
import { BELIEVED_AT_ONCE, startSystem, type TestSystem, THIRDS } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const check = (...ids: string[]) => command(system, 'check', ...ids, ...AT_ONCE, '--json');
const AT_ONCE = ['--rate', '60000'];
const SINCE = '2020-01-01T00:00:00.000Z';
const brokenBy = (id: string, rule: string, message: string | RegExp) => ({
  exit: 1,
  error: {
    code: 'RULE_BROKEN',
    portfolios: [
      {
        portfolioId: id,
        state: 'checked',
        violations: [{ invariant: rule, message: expect.stringMatching(message) as string }],
      },
    ],
  },
});
const sound = (id: string) => ({
  exit: 0,
  answer: { portfolios: [{ portfolioId: id, state: 'checked', violations: [], note: null }] },
});

async function rebalanced(): Promise<string> {
  const id = await system.createPortfolio({ policy: BELIEVED_AT_ONCE });
  const { result } = await system.client.priceChanged({ id, lockTtlMs: 60_000 }, { symbols: [] });
  expect(await result()).toMatchObject({ outcome: 'REBALANCED' });
  return id;
}

async function adopt(id: string): Promise<void> {
  const { result } = await system.client.priceChanged({ id, lockTtlMs: 60_000 }, { symbols: [] });
  expect(await result()).toMatchObject({ outcome: 'STALE', reason: 'BOOKS_DIFFER' });
  const { hash } = await createReadEvidence(system)({ portfolioId: id });
  const resolve = { action: 'adopt-positions', actor: 'jo', note: 'bought by hand', evidence: hash ?? '' } as const;
  expect(await system.client.resolve(id, resolve)).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
}

async function buyByHand(id: string, clientOrderId: string): Promise<void> {
  const order = { clientOrderId, symbol: 'META', side: 'BUY', quantity: '1', notional: null } as const;
  expect(await system.broker.submitOrder(id, order, { leaveWithinMs: 5_000 })).toMatchObject({ kind: 'accepted' });
  await until(async () => (await system.broker.findOrder(id, clientOrderId))?.state === 'filled', 60_000);
}

test('what was rebalanced, what is STALE and held, and what did nothing yet keep every rule', async () => {
  const ids = [await rebalanced(), await notReversed(system), await system.createPortfolio()];
  const { exit, answer } = await check();
  expect(exit).toBe(0);
  expect(answer.portfolios).toHaveLength(3);
  for (const id of ids) expect(await check(id)).toMatchObject(sound(id));
  expect((await command(system, 'check', ...ids, ...ids, ...AT_ONCE)).stdout).toBe(
    '3 checked, 1 of them STALE, whose books may differ: "autobalancer stale list"\n',
  );
});

test('missing shares break a rule of that portfolio, and the others are still reported', async () => {
  const [robbed, other] = [await rebalanced(), await rebalanced()];
  await letBooksDiffer(system, robbed);
  expect(await check(robbed)).toMatchObject(brokenBy(robbed, 'I3', /^META: ledger [\d.]+, broker 1$/));
  const both = await command(system, 'check', robbed, other, ...AT_ONCE);
  expect(both).toMatchObject({ exit: 1, stderr: expect.stringContaining('[RULE_BROKEN]') as string });
  expect(both.stdout).toMatch(new RegExp(`${robbed} +I3 +META: [^]*2 checked`));
  expect(both.stdout).not.toContain(other);
});

test('cash that a deposit may explain breaks no rule', async () => {
  const id = await rebalanced();
  const { cash = '' } = (await system.ledger.findPortfolio(id)) ?? {};
  await system.simulator.changeAccount(id, { cash: '5000.00' });
  const note = `cash: ledger ${cash}, broker 5000.00: the next look books it as a deposit, dividend or fee, or holds it for a person when it is large`;
  expect(await check(id)).toMatchObject({ exit: 0, answer: { portfolios: [{ violations: [], note }] } });
  expect((await command(system, 'check', id)).stdout).toContain(`${id}  note  ${note}`);
});

test('an order that somebody sent by hand is found, until a person took over what it bought', async () => {
  const id = await rebalanced();
  await buyByHand(id, 'by-hand');
  const { error } = await check(id);
  expect(error).toMatchObject({
    code: 'RULE_BROKEN',
    message: expect.stringContaining('I2: the broker has by-hand') as string,
  });
  await adopt(id);
  expect(await check(id)).toMatchObject(sound(id));

  await buyByHand(id, 'by-hand-again');
  expect((await check(id)).error).toMatchObject({ message: expect.stringContaining('by-hand-again') as string });
});

test('what an account traded before it had a portfolio is nobody’s business', async () => {
  const id = `before-${Date.now()}`;
  await system.simulator.createAccount({ id, cash: '1000.00', margin: true });
  await buyByHand(id, 'earlier');
  const { cash, positions } = await system.broker.account(id);
  const portfolio = { id, accountId: id, policy: DEFAULT_POLICY, targets: THIRDS, holdings: positions, cash };
  await system.ledger.createPortfolio(portfolio, { name: 'test', at: new Date().toISOString() });
  expect(await check(id)).toMatchObject(sound(id));
});

test('a portfolio that trades is under way, and one that is CLOSED is left out', async () => {
  const id = await system.createPortfolio({ policy: { orderDeadlineMs: 5_000 } });
  await system.simulator.addFault({ match: { accountId: id, operation: 'submit' }, effect: { kind: 'never-fill' } });
  const { result } = await system.client.priceChanged({ id, lockTtlMs: 60_000 }, { symbols: [] });
  await until(async () => (await system.ledger.findOpenBatch(id)) !== undefined, 60_000);
  expect(await check(id)).toMatchObject({ exit: 0, answer: { portfolios: [{ portfolioId: id, state: 'under-way' }] } });
  expect((await command(system, 'check', id)).stdout).toBe('0 checked, 1 under way: check again\n');
  expect(await result()).toMatchObject({ outcome: 'ROLLED_BACK' });
  expect(await check(id)).toMatchObject(sound(id));

  await system.ledger.setStatus(
    id,
    { from: ['ACTIVE'], to: 'CLOSED', reason: null },
    { name: 'test', at: new Date().toISOString() },
  );
  expect((await command(system, 'check', id)).stdout).toBe('0 checked, 1 CLOSED\n');
  expect((await check()).answer.portfolios ?? (await check()).error.portfolios).not.toContainEqual(
    expect.objectContaining({ portfolioId: id }),
  );
});

test('a STALE portfolio that no workflow holds any more is found', async () => {
  const id = await notReversed(system);
  await until(async () => (await system.client.whatRuns(id)) === 'hold', 60_000);
  await system.temporal.workflow.getHandle(rebalanceWorkflowId(id)).terminate('by hand');
  expect(await check(id)).toMatchObject(brokenBy(id, 'I7', /^it is STALE, and no workflow holds it/));
});

test('a frozen portfolio that no workflow holds is found, and a held one keeps every rule', async () => {
  const id = await rebalanced();
  const freeze = { actor: 'jo', reason: 'complaint' };
  await system.ledger.freeze(id, freeze, { name: 'jo', at: new Date().toISOString() });
  expect(await check(id)).toMatchObject(brokenBy(id, 'I7', /^it is frozen, and no workflow holds it/));
  await system.client.freeze({ id, lockTtlMs: 60_000 }, freeze);
  await until(async () => (await system.client.whatRuns(id)) === 'hold', 60_000);
  expect(await check(id)).toMatchObject(sound(id));
});

test('requests that are reserved for trades are not used', async () => {
  const id = await rebalanced();
  const { ledger, client } = system;
  const spent = new BrokerFault('RATE_LIMITED', 'the request budget is spent', { retryAfterMs: 1_000 });
  const account = jest.fn(system.broker.account);
  const broker = { ...system.broker, account, reserve: () => Promise.reject(spent) };
  await expect(checkPortfolio({ ledger, broker, whatRuns: client.whatRuns }, id, SINCE)).rejects.toBe(spent);
  expect(account).not.toHaveBeenCalled();
});

test('an audit row that was changed is found, and an account that is gone', async () => {
  const id = await rebalanced();
  const { ledger, broker, client } = system;
  const forged: typeof ledger.listAudit = async (portfolioId) =>
    (await ledger.listAudit(portfolioId)).map((row) => (row.sequence === 2 ? { ...row, actor: 'somebody else' } : row));
  const deps = { ledger: { ...ledger, listAudit: forged }, broker, whatRuns: client.whatRuns };
  expect(await checkPortfolio(deps, id, SINCE)).toMatchObject({
    violations: [{ invariant: 'I9', message: expect.stringContaining('row 2 is not what was recorded') as string }],
  });

  const gone = 'no-account';
  const portfolio = { id: gone, accountId: gone, policy: DEFAULT_POLICY, targets: THIRDS, holdings: [], cash: '1.00' };
  await ledger.createPortfolio(portfolio, { name: 'test', at: new Date().toISOString() });
  const problem = expect.stringContaining('account not found') as string;
  expect(await check(gone, id)).toMatchObject({
    exit: 1,
    error: {
      code: 'NOT_CHECKED',
      portfolios: [
        { portfolioId: gone, state: 'unreadable', problem },
        { portfolioId: id, state: 'checked' },
      ],
    },
  });
});

test('a portfolio that changes while it is read is read again', async () => {
  const id = await rebalanced();
  const { ledger, broker, client } = system;
  let changes = 2;
  const changing: typeof ledger.auditHead = async (portfolioId) => {
    const head = await ledger.auditHead(portfolioId);
    return changes-- > 0 ? { ...head, sequence: head.sequence - changes } : head;
  };
  const deps = { ledger: { ...ledger, auditHead: changing }, broker, whatRuns: client.whatRuns };
  expect(await checkPortfolio(deps, id, SINCE)).toMatchObject({ state: 'checked', violations: [] });
  changes = Number.MAX_SAFE_INTEGER;
  expect(await checkPortfolio(deps, id, SINCE)).toEqual({ state: 'under-way' });
});

test('an unsettled batch is reported, and not the differences that it causes meanwhile', async () => {
  const id = await system.createPortfolio();
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'META', operation: 'submit' },
    effect: { kind: 'never-fill' },
  });
  await system.client.priceChanged({ id, lockTtlMs: 60_000 }, { symbols: [] });
  await until(async () => (await system.broker.account(id)).positions.length === 2, 60_000);
  await system.temporal.workflow.getHandle(rebalanceWorkflowId(id)).terminate('by hand');
  expect(await check(id)).toMatchObject(brokenBy(id, 'I5', /^batch .* is PENDING, and nothing executes it$/));
  await system.client.ensureRunning({ id, lockTtlMs: 60_000 });
  await until(async () => (await system.ledger.findOpenBatch(id)) === undefined, 60_000);
  expect(await check(id)).toMatchObject(sound(id));
});

test('batches from before --days are left out, and so are their orders', async () => {
  const id = await rebalanced();
  const { ledger, broker, client } = system;
  const deps = { ledger, broker, whatRuns: client.whatRuns };
  await until(async () => (await client.whatRuns(id)) === undefined, 60_000);
  expect(await checkPortfolio(deps, id, new Date().toISOString())).toMatchObject({ state: 'checked', violations: [] });
  // Were they not left out: the orders of no batch, and their executions.
  const forgetful = { ...deps, ledger: { ...ledger, listBatches: () => Promise.resolve([]) } };
  expect(await checkPortfolio(forgetful, id, SINCE)).toMatchObject({
    violations: expect.arrayContaining([expect.objectContaining({ invariant: 'I2' })]) as unknown,
  });
});

test('the results so far are reported when the rest cannot be checked', async () => {
  const robbed = await rebalanced();
  await letBooksDiffer(system, robbed);
  const other = await rebalanced();
  const broken = { match: { accountId: other, operation: 'read' }, effect: { kind: 'status', status: 401 } } as const;
  await system.simulator.addFault({ ...broken, times: 5 });
  const { exit, stdout, stderr } = await command(system, 'check', robbed, other, ...AT_ONCE);
  expect({ exit, stderr }).toMatchObject({
    exit: 3,
    stderr: expect.stringContaining('[BROKER_UNAUTHORIZED]') as string,
  });
  expect(stdout).toMatch(/I3 +META: [^]*1 checked/);
  await system.simulator.clearFaults();
});

test('it waits while the request budget is reserved for trades, and Ctrl-C ends the wait', async () => {
  const id = await rebalanced();
  const spent = (retryAfterSeconds: number) =>
    system.simulator.addFault({
      match: { accountId: id, operation: 'read' },
      effect: { kind: 'rate-limit', retryAfterSeconds },
    });
  await spent(1);
  const waited = await check(id);
  expect(waited).toMatchObject(sound(id));
  await spent(60);
  const stop = new AbortController();
  const onProgress = (text: string) => {
    if (text.includes("waiting 60 s for the broker's request budget")) stop.abort();
  };
  const stopped = await command({ ...system, signal: stop.signal, onProgress }, 'check', id);
  expect(stopped).toMatchObject({
    exit: 1,
    stderr: expect.stringContaining('the remaining portfolios were not checked [INTERRUPTED]') as string,
  });
});

test('a portfolio that does not exist is reported as such', async () => {
  expect(await check('nobody')).toMatchObject({ exit: 4, error: { code: 'PORTFOLIO_NOT_FOUND' } });
});
