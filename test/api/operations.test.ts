import { randomUUID } from 'node:crypto';
import { createRebalanceClient, type RequestAnswer } from '../../src/client';
import { refusedAs } from '../../src/domain/refused';
import { until } from '../../src/local/process/until';
import { startTestApi, type TestApi } from '../support/api';
import { startSystem, type TestSystem, THIRDS } from '../support/system';

// By the client that is generated from the contract, as a program of a customer would.

let system: TestSystem;
let api: TestApi;
beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system);
});
afterAll(async () => {
  await api.close();
  await system.close();
});

function fail(): never {
  throw new Error('it was asked too often');
}

const once = () => ({ 'Idempotency-Key': randomUUID() });
const at = (portfolioId: string) => ({ path: { portfolioId } });

test('a portfolio is opened, previewed, rebalanced, followed to its end, and looked at', async () => {
  const [operator, viewer] = [api.as('operator'), api.as('viewer')];
  const id = `p-${randomUUID()}`;
  await system.simulator.createAccount({ id, cash: '1000.00', margin: true });
  const body = { id, accountId: id, targets: THIRDS, adopt: false };
  for (const _run of [1, 2]) {
    const opened = await operator.POST('/v1/portfolios', { params: { header: once() }, body });
    expect(opened.response.headers.get('Location')).toBe(`/v1/portfolios/${id}`);
    expect(opened.data).toEqual({ id, cash: '1000.00', holdings: [], warnings: [] });
  }
  const plan = await viewer.POST('/v1/portfolios/{portfolioId}/plan', { params: at(id) });
  expect(plan.data).toMatchObject({ decision: 'trade', obstacle: null, plan: { execution: 'parallel' } });
  expect(plan.data?.plan?.orders).toHaveLength(3);
  expect(plan.data?.after?.weights).toHaveLength(3);

  const header = once();
  const asked = await operator.POST('/v1/portfolios/{portfolioId}/rebalances', { params: { ...at(id), header } });
  expect([asked.response.status, asked.data?.state]).toEqual([202, 'STARTED']);
  const runId = asked.data?.runId ?? '';
  expect(asked.response.headers.get('Location')).toBe(`/v1/portfolios/${id}/rebalances/${runId}`);
  const repeat = await operator.POST('/v1/portfolios/{portfolioId}/rebalances', { params: { ...at(id), header } });
  expect([repeat.data, repeat.response.headers.get('Idempotent-Replayed')]).toEqual([asked.data, 'true']);

  const show = () =>
    viewer.GET('/v1/portfolios/{portfolioId}/rebalances/{runId}', { params: { path: { portfolioId: id, runId } } });
  await until(async () => (await show()).data?.state === 'ENDED', 60_000);
  const { data: ended } = await show();
  expect(ended).toMatchObject({ outcome: { outcome: 'REBALANCED' } });
  const batchId = ended?.outcome?.batchId ?? '';
  const { data: batches } = await viewer.GET('/v1/portfolios/{portfolioId}/batches', { params: at(id) });
  expect(batches).toMatchObject({ data: [{ id: batchId, state: 'SUCCESS' }], nextCursor: null });
  const { data: batch } = await viewer.GET('/v1/portfolios/{portfolioId}/batches/{batchId}', {
    params: { path: { portfolioId: id, batchId } },
  });
  expect(batch?.orders.map(({ state }) => state)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
  const { data: all } = await viewer.GET('/v1/batches', { params: { query: { state: 'SUCCESS' } } });
  expect(all?.data.map((one) => one.id)).toContain(batchId);

  const { data: audit } = await viewer.GET('/v1/portfolios/{portfolioId}/audit/export', { params: at(id) });
  expect(audit?.rows.filter(({ event }) => event === 'REBALANCE_REQUESTED')).toMatchObject([
    { actor: api.principals.operator, via: 'api' },
  ]);
  const { data: verified } = await viewer.GET('/v1/portfolios/{portfolioId}/audit/verification', { params: at(id) });
  expect(verified).toEqual({ intact: true, problem: null, head: audit?.head });
  const { data: mine } = await api.as('admin').GET('/v1/audit', {
    params: { query: { actor: api.principals.operator } },
  });
  expect(mine?.data.map(({ event }) => event)).toContain('REBALANCE_REQUESTED');
});

test('an answer that Temporal owes is 202 with a place to look, and the same key may be used again', async () => {
  const id = await system.createPortfolio();
  // No worker takes what is asked there.
  const silent = createRebalanceClient(system.temporal, `silent-${randomUUID()}`);
  const slow = await startTestApi({
    ...system,
    client: {
      ...system.client,
      requestRebalance: (...asked) =>
        system.temporal.withDeadline(Date.now() + 1_500, () => silent.requestRebalance(...asked)),
    },
  });
  const header = once();
  for (const _run of [1, 2]) {
    const asked = await slow
      .as('operator')
      .POST('/v1/portfolios/{portfolioId}/rebalances', { params: { ...at(id), header } });
    expect([asked.response.status, asked.data?.state, asked.data?.runId]).toEqual([202, 'UNKNOWN', null]);
    expect(asked.response.headers.get('Location')).toBe(`/v1/portfolios/${id}`);
    expect(asked.response.headers.get('Idempotent-Replayed')).toBeNull();
  }
  await system.temporal.workflow.getHandle(`rebalance-${id}`).terminate();
  await slow.close();
});

test('a no because somebody else was in the way is not the answer to a repeat', async () => {
  const id = await system.createPortfolio();
  const runId = randomUUID();
  const rebalance = {
    workflowId: `rebalance-${id}`,
    runId,
    result: () => new Promise<never>(() => {}),
    ended: async () => false,
  };
  const answers: RequestAnswer[] = [
    { ...refusedAs('REBALANCE_RUNNING', id), rebalance },
    { ok: true, rebalance },
  ];
  const asked: unknown[] = [];
  const busy = await startTestApi({
    ...system,
    client: {
      ...system.client,
      requestRebalance: async (_portfolio, _actor, sent) => {
        asked.push([sent?.id, sent?.isRepeat]);
        return answers.shift() ?? fail();
      },
    },
  });
  const params = { ...at(id), header: once() };
  const ask = () => busy.as('operator').POST('/v1/portfolios/{portfolioId}/rebalances', { params });
  expect((await ask()).error).toMatchObject({ status: 409, code: 'REBALANCE_RUNNING' });
  expect((await ask()).data).toMatchObject({ state: 'STARTED', runId });
  const third = await ask();
  expect([third.data?.runId, third.response.headers.get('Idempotent-Replayed')]).toEqual([runId, 'true']);
  // Temporal heard of it by one id, and the audit once.
  const [[sent = ''] = []] = asked as [string, boolean][];
  expect(sent).toMatch(/^[0-9a-f]{64}$/);
  expect(asked).toEqual([
    [sent, false],
    [sent, true],
  ]);
  const audit = await system.ledger.listAudit(id);
  expect(audit.filter(({ event }) => event === 'REBALANCE_REQUESTED')).toHaveLength(1);
  await busy.close();
});

test('a repeat has the ETag of the first answer, and anyone who was overtaken may try again with the same key', async () => {
  const operator = api.as('operator');
  const id = await system.createPortfolio();
  const header = once();
  const set = (tag: string) =>
    operator.PUT('/v1/portfolios/{portfolioId}/targets', {
      params: { ...at(id), header: { ...header, 'If-Match': tag } },
      body: { targets: [{ symbol: 'META', percent: '100' }] },
    });
  expect((await set('"s99"')).error).toMatchObject({ status: 412, code: 'SETTINGS_CHANGED' });
  const done = await set('*');
  const repeat = await set('*');
  expect(done.response.headers.get('ETag')).toMatch(/^"s\d+"$/);
  expect(repeat.response.headers.get('ETag')).toBe(done.response.headers.get('ETag'));
  expect(repeat.response.headers.get('Idempotent-Replayed')).toBe('true');
});

test('settings are changed by those who have seen them as they are', async () => {
  const operator = api.as('operator');
  const id = await system.createPortfolio();
  const tag = async () =>
    (await operator.GET('/v1/portfolios/{portfolioId}', { params: at(id) })).response.headers.get('ETag') ?? '';
  const seen = await tag();
  const targets = [{ symbol: 'META', percent: '100' }];
  const set = (header: { 'If-Match': string }, wanted = THIRDS) =>
    operator.PUT('/v1/portfolios/{portfolioId}/targets', {
      params: { ...at(id), header: { ...once(), ...header } },
      body: { targets: wanted },
    });
  const changed = await set({ 'If-Match': seen }, targets);
  expect(changed.data?.targets).toEqual([{ symbol: 'META', percent: '100.0000' }]);
  expect(changed.response.headers.get('ETag')).toBe(await tag());
  expect(await tag()).not.toBe(seen);
  expect((await set({ 'If-Match': seen })).error).toMatchObject({ status: 412, code: 'SETTINGS_CHANGED' });
  expect((await set({ 'If-Match': 'W/"s2"' })).error).toMatchObject({ status: 412, code: 'SETTINGS_CHANGED' });
  const missing = await api.ask(`PUT /v1/portfolios/${id}/targets`, {
    as: 'operator',
    json: { targets },
    headers: once(),
  });
  expect(missing).toMatchObject({ status: 428, body: { code: 'IF_MATCH_MISSING' } });
  const policy = await operator.PATCH('/v1/portfolios/{portfolioId}/policy', {
    params: { ...at(id), header: { ...once(), 'If-Match': await tag() } },
    body: { fields: { driftThreshold: '2.5' }, reason: 'a test' },
  });
  expect(policy.data).toMatchObject({ policyVersion: 2, policy: { driftThreshold: '2.5000' } });
  const { data: versions } = await operator.GET('/v1/portfolios/{portfolioId}/policies', { params: at(id) });
  expect(versions?.data.map(({ version, reason }) => [version, reason])).toEqual([
    [1, null],
    [2, 'a test'],
  ]);
  const paused = await operator.POST('/v1/portfolios/{portfolioId}/pause', {
    params: { ...at(id), header: once() },
    body: { reason: 'moving' },
  });
  expect(paused.data).toMatchObject({ status: 'PAUSED', statusReason: 'moving' });
  const asked = await operator.POST('/v1/portfolios/{portfolioId}/rebalances', {
    params: { ...at(id), header: once() },
  });
  // The run itself decides, and says so.
  const run = () =>
    operator.GET('/v1/portfolios/{portfolioId}/rebalances/{runId}', {
      params: { path: { portfolioId: id, runId: asked.data?.runId ?? '' } },
    });
  await until(async () => (await run()).data?.state === 'ENDED', 60_000);
  expect((await run()).data?.outcome).toMatchObject({ outcome: 'REFUSED', refusal: { code: 'PORTFOLIO_PAUSED' } });
  await operator.POST('/v1/portfolios/{portfolioId}/resume', {
    params: { ...at(id), header: once() },
    body: {},
  });
  const closed = await operator.POST('/v1/portfolios/{portfolioId}/close', {
    params: { ...at(id), header: once() },
    body: {},
  });
  expect(closed.data).toMatchObject({ status: 'CLOSED' });
  const again = await operator.POST('/v1/portfolios/{portfolioId}/resume', {
    params: { ...at(id), header: once() },
    body: {},
  });
  expect(again.error).toMatchObject({ status: 409, code: 'PORTFOLIO_CLOSED' });
});

test('classes and targets are held against each other, whichever of them is changed, and a plan shows the classes', async () => {
  const operator = api.as('operator');
  const id = await system.createPortfolio();
  const header = () => ({ ...once(), 'If-Match': '*' });
  const classes = (symbols: string[]) =>
    operator.PATCH('/v1/portfolios/{portfolioId}/policy', {
      params: { ...at(id), header: header() },
      body: { fields: { assetClasses: [{ name: 'TECH', band: '3', symbols }] }, reason: 'a test' },
    });
  expect((await classes(['META', 'GLD'])).error).toMatchObject({ status: 422, code: 'INVALID_POLICY' });
  const kept = [{ name: 'TECH', band: '3.0000', symbols: ['META'] }];
  expect((await classes(['META'])).data).toMatchObject({ policy: { assetClasses: kept } });
  const targets = await operator.PUT('/v1/portfolios/{portfolioId}/targets', {
    params: { ...at(id), header: header() },
    body: { targets: [{ symbol: 'AAPL', percent: '100' }] },
  });
  expect(targets.error).toMatchObject({ status: 422, code: 'INVALID_TARGETS' });
  const plan = await operator.POST('/v1/portfolios/{portfolioId}/plan', { params: at(id) });
  expect(plan.data?.classes).toMatchObject([{ name: 'TECH', isPast: true }]);
  expect(plan.data?.triggers).toContain('CLASS');
});

test('a frozen portfolio is held, explained and released', async () => {
  const operator = api.as('operator');
  const id = await system.createPortfolio();
  const frozen = await operator.POST('/v1/portfolios/{portfolioId}/freeze', {
    params: { ...at(id), header: once() },
    body: { reason: 'complaint', undo: false },
  });
  expect(frozen.data).toEqual({ frozen: true, told: true });
  await until(async () => (await system.ledger.findPortfolio(id))?.status === 'STALE', 60_000);
  // The row says so a moment before the hold listens.
  await until(async () => (await system.client.whatRuns(id)) === 'hold', 60_000);
  const { data: stale } = await operator.GET('/v1/stale', { params: { query: { reason: 'FROZEN' } } });
  expect(stale?.data.map((one) => one.id)).toContain(id);
  const { data: shown } = await operator.GET('/v1/portfolios/{portfolioId}/stale', { params: at(id) });
  expect(shown).toMatchObject({ evidence: { reason: 'FROZEN', batch: null }, unreversed: [] });
  const resolve = (action: 'release' | 'adopt-positions') =>
    operator.POST('/v1/portfolios/{portfolioId}/resolve', {
      params: { ...at(id), header: once() },
      body: { action, note: 'solved' },
    });
  expect((await resolve('adopt-positions')).error).toMatchObject({ status: 409, code: 'INVALID_RESOLVE' });
  expect((await resolve('release')).data).toMatchObject({ status: 'ACTIVE', reason: null });
  expect((await resolve('release')).error).toMatchObject({ status: 409, code: 'NOT_STALE' });
});

test('a price that jumped is listed, accepted and traded on', async () => {
  const operator = api.as('operator');
  await system.simulator.setPrices({ NFLX: '30.00' });
  await system.ledger.acceptPrice(
    { symbol: 'NFLX', price: '10.00', reason: 'old' },
    { name: 'test', at: new Date().toISOString() },
  );
  const listed = async () => (await operator.GET('/v1/price-jumps')).data?.data.map(({ symbol }) => symbol);
  const accept = (price: string) =>
    operator.POST('/v1/price-jumps/{symbol}/accept', {
      params: { path: { symbol: 'NFLX' }, header: once() },
      body: { price, reason: 'checked' },
    });
  expect((await accept('0')).error).toMatchObject({ status: 422, code: 'INVALID_PRICE' });
  // More than four times the known one is for two people.
  expect((await accept('100.00')).error).toMatchObject({ status: 409, code: 'APPROVAL_NEEDED' });
  const { data: approvals } = await operator.GET('/v1/approvals', { params: { query: { pending: 'true' } } });
  expect(approvals?.data).toMatchObject([{ action: 'accept-price', subject: 'NFLX', parameters: { price: '100.00' } }]);
  const path = { approvalId: approvals?.data[0]?.id ?? '' };
  const decide = { params: { path, header: once() }, body: { note: 'checked' } };
  const own = await api.as('admin').POST('/v1/approvals/{approvalId}/approve', decide);
  expect(own.error).toMatchObject({ status: 409, code: 'APPROVAL_BY_SAME_PERSON' });
  const rejected = await operator.POST('/v1/approvals/{approvalId}/reject', decide);
  expect(rejected.data).toMatchObject({ state: 'REJECTED', decidedBy: api.principals.operator, note: 'checked' });
  expect((await accept('30.00')).data).toEqual({ symbol: 'NFLX', price: '30.00' });
  expect(await listed()).toEqual([]);
  const before = await operator.GET('/v1/fleet');
  expect(before.data).toMatchObject({ watching: null, isBreakerTripped: false });
  await system.ledger.reportWatch({
    shard: '1/1',
    at: new Date().toISOString(),
    drifts: [3, 2, 1, 0, 1],
    unjudged: 0,
    waiting: 2,
    heldBack: null,
    running: 1,
    endedPerMinute: 60,
    pricedAt: null,
  });
  // All who ask share what was read within about a second.
  await until(async () => (await operator.GET('/v1/fleet')).data?.watching !== null, 60_000);
  const { data: fleet } = await operator.GET('/v1/fleet');
  expect(fleet?.watching).toMatchObject({ drifts: [3, 2, 1, 0, 1], waiting: 2, secondsLeft: 2 });
  expect(fleet).toMatchObject({ trading: { position: 'active' }, vitals: { unknownOrders: 0 } });
  const { data: refused } = await operator.GET('/v1/refused', { params: { query: { code: 'PRICE_JUMP' } } });
  expect(refused).toEqual({ data: [], nextCursor: null });
});

test.each([
  ['none', {}, 400, 'IDEMPOTENCY_KEY_INVALID'],
  ['an empty one', { 'Idempotency-Key': '""' }, 400, 'IDEMPOTENCY_KEY_INVALID'],
  ['a blank in it', { 'Idempotency-Key': 'a b' }, 400, 'IDEMPOTENCY_KEY_INVALID'],
  ['256 characters', { 'Idempotency-Key': 'x'.repeat(256) }, 400, 'IDEMPOTENCY_KEY_INVALID'],
])('with %s for a key, nothing is done', async (_what, headers, status, code) => {
  const id = await system.createPortfolio();
  const asked = await api.ask(`POST /v1/portfolios/${id}/freeze`, { as: 'admin', json: { reason: 'x' }, headers });
  expect(asked).toMatchObject({ status, body: { code } });
  expect(await system.ledger.findPortfolio(id)).toMatchObject({ frozen: false });
});

test('a key that is malformed is refused before an ETag that is out of date', async () => {
  const headers = { 'Idempotency-Key': 'a b', 'If-Match': '"s999"' };
  const asked = await api.ask('PUT /v1/portfolios/nobody/targets', { as: 'admin', json: { targets: THIRDS }, headers });
  expect(asked).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_INVALID' } });
});

test('a key is for one request of one caller', async () => {
  const [one, other] = [await system.createPortfolio(), await system.createPortfolio()];
  const headers = { 'Idempotency-Key': `"${randomUUID()}"` };
  const freeze = (id: string, as: 'admin' | 'operator', reason = 'x') =>
    api.ask(`POST /v1/portfolios/${id}/freeze`, { as, json: { reason }, headers });
  expect(await freeze(one, 'admin')).toMatchObject({ status: 200 });
  expect(await freeze(other, 'admin')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await freeze(one, 'admin', 'y')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await system.ledger.findPortfolio(other)).toMatchObject({ frozen: false });
  expect(await freeze(other, 'operator')).toMatchObject({ status: 200 });
  // A no is an answer too.
  const gone = { 'Idempotency-Key': randomUUID() };
  const first = await api.ask('POST /v1/portfolios/nobody/freeze', {
    as: 'admin',
    json: { reason: 'x' },
    headers: gone,
  });
  const second = await api.ask('POST /v1/portfolios/nobody/freeze', {
    as: 'admin',
    json: { reason: 'x' },
    headers: gone,
  });
  expect([first.status, second.text]).toEqual([404, first.text]);
});

const WHAT_IF = {
  portfolio: {
    targets: [
      { symbol: 'AAPL', percent: '50' },
      { symbol: 'META', percent: '50' },
    ],
    holdings: [{ symbol: 'AAPL', quantity: '10' }],
    cash: '900.00',
    policy: { cashReserve: '0' },
  },
  prices: { AAPL: '100', META: '200' },
};

test('a plan is made for holdings and prices that somebody sends, and says why for each symbol', async () => {
  const viewer = api.as('viewer');
  const planned = await viewer.POST('/v1/plans', { body: WHAT_IF });
  expect(planned.data).toMatchObject({
    decision: 'trade',
    refusal: null,
    orders: [
      { symbol: 'AAPL', side: 'SELL', quantity: '0.5', notional: null, value: '50.00' },
      { symbol: 'META', side: 'BUY', quantity: '4.75', notional: null, value: '950.00' },
    ],
    reasons: [
      { symbol: 'AAPL', because: 'PAST_BAND' },
      { symbol: 'META', because: 'PAST_BAND' },
    ],
  });
  const refused = await viewer.POST('/v1/plans', { body: { ...WHAT_IF, prices: { AAPL: '100' } } });
  expect(refused.data).toMatchObject({
    decision: 'refused',
    refusal: { code: 'PRICE_MISSING' },
    orders: [],
    reasons: [],
  });
  const run = { kind: 'full', amount: '5.00' } as const;
  const wrong = await viewer.POST('/v1/plans', { body: { ...WHAT_IF, run } });
  expect([wrong.response.status, wrong.error]).toEqual([
    422,
    expect.objectContaining({ code: 'INVALID_FILE', errors: [expect.objectContaining({ field: 'run.amount' })] }),
  ]);
});

test('the broker is trusted again by a person who says why, and only when it is in doubt', async () => {
  const trust = () =>
    api.as('operator').POST('/v1/books/trust', { params: { header: once() }, body: { reason: 'META was split' } });
  expect((await trust()).error).toMatchObject({ status: 409, code: 'NOT_IN_DOUBT' });
  const differed = { difference: 'META: 1 in the ledger, 2 at the broker', read: null };
  const by = { name: 'monitor', at: new Date().toISOString() };
  for (let n = 0, doubt: unknown = null; doubt === null && n < 30; n += 1)
    doubt = await system.ledger.noteDifference(await system.createPortfolio(), differed, by);
  const { data: fleet } = await api.as('viewer').GET('/v1/fleet');
  expect(fleet?.books.doubt).toMatchObject({ differing: 20 });
  expect((await trust()).data).toEqual({ trusted: true });
  // What was changed here is seen at once; what was not is at most about a second old.
  const { data: after } = await api.as('viewer').GET('/v1/fleet');
  expect(after).toMatchObject({ books: { doubt: null }, ageMs: expect.any(Number) as number });
});

test('what a portfolio was worth is listed day by day, and not of one that nobody knows', async () => {
  const id = await system.createPortfolio();
  const listed = async (portfolioId: string) =>
    api.as('viewer').GET('/v1/portfolios/{portfolioId}/values', { params: at(portfolioId) });
  expect((await listed(id)).data).toEqual({ data: [] });
  const days = [
    { day: '2026-11-26', value: '100000.00', cash: '100000.00' },
    { day: '2026-11-27', value: '100250.10', cash: '12.34' },
  ];
  for (const day of days) await system.ledger.noteValue(id, day);
  expect((await listed(id)).data).toEqual({ data: days });
  const unknown = await listed('nobody');
  expect([unknown.response.status, unknown.error?.code]).toEqual([404, 'PORTFOLIO_NOT_FOUND']);
});
