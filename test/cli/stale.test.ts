import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import { until } from '../../src/local/process/until';
import { letBooksDiffer } from '../support/bought';
import { command } from '../support/command-line';
import { notReversed } from '../support/not-reversed';
import { BELIEVED_AT_ONCE, startSystem, type TestSystem } from '../support/system';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const run = (...args: string[]) => command(system, ...args, '--json');
const ADOPT = ['--action', 'adopt-positions', '--note', 'the broker is right'];

/** A portfolio whose books differ from the broker's, held as STALE. */
async function booksDiffer(): Promise<string> {
  const id = await system.createPortfolio({ policy: BELIEVED_AT_ONCE });
  expect(await run('rebalance', id, '--wait')).toMatchObject({ exit: 0 });
  await letBooksDiffer(system, id);
  expect(await run('rebalance', id, '--wait')).toMatchObject({ exit: 5, error: { reason: 'BOOKS_DIFFER' } });
  return id;
}

const evidenceOf = async (id: string) => {
  const { hash } = await createReadEvidence(system)({ portfolioId: id });
  return ['--evidence', hash ?? ''];
};

async function statusOf(id: string): Promise<string | undefined> {
  return (await system.ledger.findPortfolio(id))?.status;
}

test('a STALE portfolio is listed, shown with its differences, and resolved', async () => {
  const id = await booksDiffer();
  expect((await run('stale', 'list', '--reason', 'BOOKS_DIFFER')).answer.portfolios).toContainEqual({
    id,
    accountId: id,
    reason: 'BOOKS_DIFFER',
  });
  expect((await run('stale', 'list', '--reason', 'FROZEN')).answer.portfolios).toEqual([]);
  const shown = await run('stale', 'show', id);
  const [, hash] = await evidenceOf(id);
  expect(shown).toMatchObject({ exit: 0, answer: { evidence: { reason: 'BOOKS_DIFFER', hash } } });
  expect((await command(system, 'stale', 'show', id)).stdout).toMatch(
    new RegExp(`evidence +${hash}[^]*META +[\\d.]+ +1 +← differs`),
  );

  expect(await run('rebalance', id)).toMatchObject({ exit: 5, error: { code: 'PORTFOLIO_STALE' } });
  expect(await run('stale', 'resolve', id, ...ADOPT, '--evidence', '0123456789abcdef')).toMatchObject({
    exit: 5,
    error: { message: expect.stringContaining('EVIDENCE_CHANGED') as string },
  });
  expect(await run('stale', 'resolve', id, ...ADOPT, ...(await evidenceOf(id)), '--actor', 'jo')).toMatchObject({
    exit: 0,
    answer: { results: [{ id, status: 'ACTIVE' }] },
  });
  expect(await statusOf(id)).toBe('ACTIVE');
  expect((await run('audit', 'show', id)).answer.rows).toContainEqual(
    expect.objectContaining({ event: 'STALE_ENDED', actor: 'cli:jo@desk' }),
  );
  expect(await run('stale', 'show', id)).toMatchObject({ exit: 2, error: { code: 'NOT_STALE' } });
  const unchanged = await evidenceOf(id);
  expect(await run('stale', 'resolve', id, ...ADOPT, ...unchanged)).toMatchObject({
    exit: 2,
    error: { code: 'NOT_STALE' },
  });
});

test('an action that does not help leaves the portfolio STALE, and says why', async () => {
  const id = await booksDiffer();
  expect(await run('stale', 'resolve', id, '--action', 'release', '--note', 'try')).toMatchObject({
    exit: 5,
    error: { code: 'PORTFOLIO_STALE', results: [{ id, status: 'STALE' }] },
  });
});

test('for a batch that could not be undone, the shares that were not moved back are shown', async () => {
  const id = await notReversed(system);
  const { answer } = await run('stale', 'show', id);
  const [{ quantity }] = answer.unreversed as [{ quantity: string }];
  expect(answer.unreversed).toEqual([{ symbol: 'META', side: 'BUY', quantity }]);
  const { stdout } = await command(system, 'stale', 'show', id);
  expect(stdout).toContain(`\nnot reversed yet  ${quantity} META bought\n`);
  await system.simulator.clearFaults();
  const retry = ['--action', 'retry-reversal', '--note', 'broker is back'];
  expect(await run('stale', 'resolve', id, ...retry)).toMatchObject({ exit: 2, error: { field: '--evidence' } });
  expect(await run('stale', 'resolve', id, ...retry, ...(await evidenceOf(id)))).toMatchObject({
    exit: 0,
  });
});

test('all portfolios with one reason are resolved together after their number is confirmed', async () => {
  await run('stale', 'resolve', '--reason', 'BOOKS_DIFFER', ...ADOPT, '--yes', '--rate', '600');
  const ids = [await booksDiffer(), await booksDiffer()].sort();
  const all = ['stale', 'resolve', '--reason', 'BOOKS_DIFFER', ...ADOPT, '--rate', '600', '--json'];
  expect(await command(system, ...all)).toMatchObject({ exit: 2, error: { code: 'NOT_CONFIRMED', field: '--yes' } });
  const asked: string[] = [];
  const ask = (answer: string) => async (question: string) => {
    asked.push(question);
    return answer;
  };
  expect(await command({ ...system, ask: ask('y') }, ...all)).toMatchObject({
    exit: 2,
    error: { code: 'NOT_CONFIRMED' },
  });
  expect(asked[0]).toContain('for 2 portfolios');
  // Readline's answer to Ctrl-C and Ctrl-D.
  const leave = async () => Promise.reject(new DOMException('Aborted with Ctrl+C', 'AbortError'));
  expect(await command({ ...system, ask: leave }, ...all)).toMatchObject({
    exit: 2,
    error: { code: 'NOT_CONFIRMED', message: expect.stringContaining('nothing was resolved') as string },
  });
  expect(await Promise.all(ids.map(statusOf))).toEqual(['STALE', 'STALE']);
  expect((await command({ ...system, ask: ask('2') }, ...all)).answer.results).toMatchObject(
    ids.map((id) => ({ id, status: 'ACTIVE' })),
  );
  expect(await Promise.all(ids.map(statusOf))).toEqual(['ACTIVE', 'ACTIVE']);
});

test('--rate spaces them out, and Ctrl-C stops before the next one', async () => {
  const ids = [await booksDiffer(), await booksDiffer()].sort();
  const interrupted = new AbortController();
  const resolving = command(
    { ...system, signal: interrupted.signal },
    'stale',
    'resolve',
    '--reason',
    'BOOKS_DIFFER',
    ...ADOPT,
    '--yes',
    '--rate',
    '1',
  );
  await until(async () => (await statusOf(ids[0] ?? '')) === 'ACTIVE', 60_000);
  interrupted.abort();
  expect(await resolving).toMatchObject({ exit: 1, stderr: expect.stringContaining('you stopped waiting') as string });
  expect(await statusOf(ids[1] ?? '')).toBe('STALE');
  await run('stale', 'resolve', ids[1] ?? '', ...ADOPT, ...(await evidenceOf(ids[1] ?? '')));
});

test('a frozen portfolio is refused from then on, and released by name', async () => {
  const id = await system.createPortfolio();
  expect(await run('freeze', id, '--reason', 'complaint')).toMatchObject({ exit: 0 });
  await until(async () => (await statusOf(id)) === 'STALE', 60_000);
  expect(await run('rebalance', id)).toMatchObject({ exit: 5 });
  expect(await run('portfolio', 'resume', id)).toMatchObject({
    exit: 5,
    error: { code: 'PORTFOLIO_STALE', message: expect.stringContaining('autobalancer stale show') as string },
  });
  expect((await run('stale', 'show', id)).answer.evidence).toMatchObject({
    cause: { code: 'FROZEN', message: 'cli:tester@desk: complaint' },
  });
  expect(await run('stale', 'resolve', id, '--action', 'release', '--note', 'settled')).toMatchObject({ exit: 0 });
  expect(await statusOf(id)).toBe('ACTIVE');
});

test('a freeze is recorded in the ledger even while Temporal does not answer, and the message says what that means', async () => {
  const id = await system.createPortfolio();
  const away = { ...system, env: { ...system.env, TEMPORAL_ADDRESS: '127.0.0.1:1' } };
  expect(await command(away, 'freeze', id, '--reason', 'complaint', '--json')).toMatchObject({
    exit: 1,
    error: { code: 'TEMPORAL_UNREACHABLE', message: expect.stringContaining('is not rebalanced') as string },
  });
  expect(await system.ledger.findPortfolio(id)).toMatchObject({ frozen: true });
});

test('if one of several fails, the message says which were resolved before it', async () => {
  const [id, active] = [await booksDiffer(), await system.createPortfolio()];
  expect(await run('stale', 'resolve', active, id, '--action', 'release', '--note', 'x')).toMatchObject({
    exit: 2,
    error: { code: 'NOT_STALE', results: [] },
  });
  expect(
    await run('stale', 'resolve', id, active, '--action', 'release', '--note', 'x', '--rate', '600'),
  ).toMatchObject({ exit: 2, error: { code: 'NOT_STALE', results: [{ id, status: 'STALE' }] } });
});

test.each([
  ['no portfolio and no reason', ['stale', 'resolve', ...ADOPT], '--reason'],
  ['both', ['stale', 'resolve', 'anna', '--reason', 'X', ...ADOPT], '--reason'],
  ['adopting without evidence', ['stale', 'resolve', 'anna', ...ADOPT], '--evidence'],
  [
    'evidence of one for several',
    ['stale', 'resolve', 'anna', 'bob', '--action', 'release', '--note', 'x', '--evidence', '0123456789abcdef'],
    '--evidence',
  ],
  ['an unknown action', ['stale', 'resolve', 'anna', '--action', 'forget', '--note', 'x'], '--action'],
  ['a freeze without a reason', ['freeze', 'anna'], '--reason'],
])('%s is wrong usage', async (_what, args, field) => {
  const { exit, error } = await run(...args);
  expect({ exit, code: error.code }).toEqual({ exit: 2, code: 'USAGE' });
  expect(error.field).toMatch(field);
});

test('an unknown portfolio is not found', async () => {
  for (const args of [
    ['freeze', 'nobody', '--reason', 'x'],
    ['stale', 'show', 'nobody'],
    ['stale', 'resolve', 'nobody', ...ADOPT, '--evidence', '0123456789abcdef'],
  ])
    expect(await run(...args)).toMatchObject({ exit: 4, error: { code: 'PORTFOLIO_NOT_FOUND' } });
});
