import { randomUUID } from 'node:crypto';
import { command, withFile } from '../support/command-line';
import { startSystem, type TestSystem, THIRDS } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const run = (...args: string[]) => command(system, ...args);

async function created(prefix = 'cli'): Promise<string> {
  const id = `${prefix}-${randomUUID()}`;
  expect(await run('account', 'create', id, '100000.00', '--json')).toMatchObject({
    exit: 0,
    answer: { ok: true, id },
  });
  const portfolio = { id, accountId: id, targets: THIRDS };
  const ended = await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'));
  expect(ended).toMatchObject({ exit: 0, stderr: '', answer: { ok: true, id } });
  return id;
}

test('a portfolio is created on an account and shown as the ledger has it', async () => {
  const id = await created();
  const { exit, answer } = await run('portfolio', 'show', id, '--json');
  expect(exit).toBe(0);
  expect(answer).toMatchObject({ ok: true, portfolio: await system.ledger.findPortfolio(id) });
  expect(answer.measured).toMatchObject({ value: '100000.00', drift: '100.0000', exceeds: true });
  const text = (await run('portfolio', 'show', id)).stdout;
  expect(text).toMatch(/status +ACTIVE/);
  expect(text).toMatch(/META +33\.3300 % +0\.0000 % +100\.0000 % +0 +[\d.]+$/m);
});

test('the audit names the user of the terminal, or the person given by --actor', async () => {
  const id = await created();
  await run('portfolio', 'pause', id, '--reason', 'moving', '--actor', 'jo');
  const { answer } = await run('audit', 'show', id, '--json');
  expect(answer.rows).toMatchObject([
    { event: 'PORTFOLIO_CREATED', actor: 'cli:tester@desk', via: 'cli' },
    { event: 'PORTFOLIO_PAUSED', actor: 'cli:jo@desk', via: 'cli', detail: { reason: 'moving' } },
  ]);
});

test('targets are replaced as a whole', async () => {
  const id = await created();
  expect(await run('portfolio', 'set-targets', id, 'META=60', 'AAPL=40', '--json')).toMatchObject({
    exit: 0,
    answer: {
      portfolio: {
        targets: [
          { symbol: 'AAPL', percent: '40.0000' },
          { symbol: 'META', percent: '60.0000' },
        ],
      },
    },
  });
  expect(await run('portfolio', 'set-targets', id, 'META=60', '--json')).toMatchObject({
    exit: 2,
    error: { ok: false, code: 'INVALID_TARGETS', message: expect.stringContaining('sum to exactly 100') as string },
  });
});

test('a portfolio is paused, resumed and closed, and a closed one stays closed', async () => {
  const id = await created();
  const statusAfter = async (verb: string) => {
    const { answer } = await run('portfolio', verb, id, '--json');
    return (answer.portfolio as { status: string }).status;
  };
  expect(await statusAfter('pause')).toBe('PAUSED');
  expect(await statusAfter('resume')).toBe('ACTIVE');
  expect(await statusAfter('close')).toBe('CLOSED');
  expect(await run('portfolio', 'resume', id, '--json')).toMatchObject({
    exit: 2,
    error: { code: 'PORTFOLIO_CLOSED' },
  });
  expect(await run('portfolio', 'set-targets', id, 'META=100', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'PORTFOLIO_CLOSED' },
  });
});

test('portfolios are listed by id, page by page and by status', async () => {
  const ids = [await created('page'), await created('page'), await created('page')].sort();
  await run('portfolio', 'pause', ids[1] ?? '');
  const listed = async (...args: string[]) => {
    const { answer } = await run('portfolio', 'list', '--json', ...args);
    return (answer.portfolios as { id: string }[]).map(({ id }) => id).filter((id) => ids.includes(id));
  };
  expect(await listed()).toEqual(ids);
  expect(await listed('--after', ids[0] ?? '', '--limit', '1')).toEqual([ids[1]]);
  expect(await listed('--status', 'PAUSED')).toEqual([ids[1]]);
});

test('a symbol that the broker does not list is refused by name, and nothing is stored', async () => {
  const id = await created();
  const refusal = { exit: 2, error: { code: 'UNKNOWN_SYMBOL', field: 'targets' } };
  expect(await run('portfolio', 'set-targets', id, 'META=50', 'NOSUCH=50', '--json')).toMatchObject(refusal);
  expect((await system.ledger.findPortfolio(id))?.version).toBe(1);
  const portfolio = { id: `other-${id}`, accountId: id, targets: [{ symbol: 'NOSUCH', percent: '100' }] };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'))).toMatchObject(refusal);
  expect(await system.ledger.findPortfolio(portfolio.id)).toBeUndefined();
});

test('an account that the broker does not have is not found', async () => {
  const portfolio = { id: 'nobody', accountId: `nobody-${randomUUID()}`, targets: THIRDS };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'))).toMatchObject({
    exit: 4,
    error: { code: 'ACCOUNT_NOT_FOUND', field: 'accountId' },
  });
});

test('an account that holds something is not taken', async () => {
  const id = `held-${randomUUID()}`;
  await system.simulator.createAccount({ id, cash: '1.00', margin: true, positions: { META: '1' } });
  const portfolio = { id, accountId: id, targets: THIRDS };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'))).toMatchObject({
    exit: 2,
    error: { code: 'ACCOUNT_NOT_EMPTY', field: 'accountId' },
  });
});

test('what an account holds is adopted when asked for, and the books agree from the start', async () => {
  const id = `held-${randomUUID()}`;
  await system.simulator.createAccount({
    id,
    cash: '1000.50',
    margin: true,
    positions: { META: '12.5', AAPL: '0.000000001' },
  });
  const portfolio = { id, accountId: id, targets: THIRDS, policy: { driftThreshold: '2.5', untargeted: 'sell' } };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', '--adopt', file, '--json'))).toMatchObject({
    exit: 0,
    answer: { cash: '1000.50' },
  });
  expect(await system.ledger.findPortfolio(id)).toMatchObject({
    policy: { driftThreshold: '2.5000', untargeted: 'sell', minOrder: '1.00' },
    holdings: [
      { symbol: 'AAPL', quantity: '0.000000001' },
      { symbol: 'META', quantity: '12.5' },
    ],
  });
  expect(await run('rebalance', id, '--wait', '--json')).toMatchObject({ exit: 0, answer: { outcome: 'REBALANCED' } });
});

test('the account of another portfolio is taken, whatever it holds', async () => {
  const id = await system.createPortfolio();
  await run('rebalance', id, '--wait');
  const portfolio = { id: `second-${id}`, accountId: id, targets: THIRDS };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'))).toMatchObject({
    exit: 2,
    error: { code: 'ACCOUNT_TAKEN' },
  });
});

test('the account of a portfolio that is CLOSED is used again, with what it holds', async () => {
  const id = await system.createPortfolio();
  await run('rebalance', id, '--wait');
  await run('portfolio', 'close', id);
  const portfolio = { id: `again-${id}`, accountId: id, targets: THIRDS };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'))).toMatchObject({
    exit: 2,
    error: { code: 'ACCOUNT_NOT_EMPTY' },
  });
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--adopt', '--json'))).toMatchObject({
    exit: 0,
  });
  expect(await run('check', portfolio.id, '--json')).toMatchObject({ exit: 0 });
  const later = Object.fromEntries(['META', 'AAPL', 'MSFT'].map((symbol, n) => [symbol, `${100 * (n + 1)}.00`]));
  await system.simulator.setPrices(later);
  for (const symbol of Object.keys(later))
    await run('price', 'accept', `${symbol}=${later[symbol]}`, '--reason', 'a test');
  expect(await run('rebalance', portfolio.id, '--wait', '--json')).toMatchObject({ answer: { outcome: 'REBALANCED' } });
  expect(await run('check', portfolio.id, '--json')).toMatchObject({ exit: 0 });
});

test('targets that leave out what is held are refused with what to type instead', async () => {
  const id = await system.createPortfolio();
  await run('rebalance', id, '--wait');
  expect(await run('portfolio', 'set-targets', id, 'META=100', '--json')).toMatchObject({
    exit: 2,
    error: {
      code: 'HELD_WITHOUT_TARGET',
      symbols: ['AAPL', 'MSFT'],
      message: expect.stringContaining('add AAPL=0 MSFT=0') as string,
    },
  });
  expect(await run('portfolio', 'set-targets', id, 'META=100', 'AAPL=0', 'MSFT=0', '--json')).toMatchObject({
    exit: 0,
  });
});

test('a key that the broker does not accept is not allowed', async () => {
  const id = `locked-${randomUUID()}`;
  await system.simulator.createAccount({ id, cash: '1.00', margin: true });
  await system.simulator.addFault({ match: { operation: 'read' }, effect: { kind: 'status', status: 401 }, times: 9 });
  const portfolio = { id, accountId: id, targets: THIRDS };
  expect(await withFile(portfolio, (file) => run('portfolio', 'create', file, '--json'))).toMatchObject({
    exit: 3,
    error: { code: 'BROKER_UNAUTHORIZED', field: 'ALPACA_KEY_ID' },
  });
  await system.simulator.clearFaults();
});

test('a price is set where the simulator lists the symbol, and refused by name elsewhere', async () => {
  expect(await run('price', 'set', 'META=401.25', '--json')).toMatchObject({ exit: 0 });
  expect((await run('price', 'list', '--json')).answer.prices).toMatchObject({ META: '401.25' });
  expect(await run('price', 'set', 'NOSUCH=1.00', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'UNKNOWN_SYMBOL', field: 'NOSUCH' },
  });
});
