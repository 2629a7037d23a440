import { createLogger } from '../../src/telemetry/logger';

const CANARY = 'canary"of/the broker';
const ENVIRONMENT = {
  ALPACA_KEY_ID: 'PK123',
  ALPACA_SECRET_KEY: CANARY,
  DATABASE_URL: 'postgres://app:canary%2Fof-the-database@db:5432/ledger',
};

/** A logger and the lines it wrote. */
function logger(environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const log = createLogger('worker', { ...ENVIRONMENT, ...environment }, { write: (line) => lines.push(line) });
  return { log, lines };
}

const LEAKS: [where: string, fields: object, message: string][] = [
  ['a message', {}, `tried ${CANARY}`],
  ['an error', new Error(`refused: ${CANARY}`), 'failed'],
  ['a field deep in an object', { a: { b: [{ c: CANARY }] } }, 'failed'],
  ['a URL', { url: `https://broker/?key=${encodeURIComponent(CANARY)}` }, 'failed'],
  ['a header', { headers: [`Basic ${Buffer.from(`PK123:${CANARY}`).toString('base64')}`] }, 'failed'],
  ['a connection string', {}, `no answer from ${ENVIRONMENT.DATABASE_URL}`],
  ['the database’s password alone', {}, 'password canary/of-the-database is wrong'],
  ['somebody else’s connection string', {}, 'postgres://root:canary-of-another@db/ledger'],
  ['a key of our API', {}, `tried ab_live_k3b7qd2m_${'canary'.repeat(8)}`],
  ['a field of that name', { secretKey: 'canary-of-another', nested: { password: 'canary-of-another' } }, 'failed'],
];

test.each(LEAKS)('a secret in %s is not logged', (_where, fields, message) => {
  for (const format of ['json', 'human']) {
    const { log, lines } = logger({ AUTOBALANCER_LOG_FORMAT: format });
    log.error(fields, message);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toMatch(/canary|Y2FuYXJ5/);
  }
});

test('for machines a line is one JSON object with time, level and program', () => {
  const { log, lines } = logger();
  log.warn({ portfolioId: 'p-1' }, 'refused');
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^2.*Z$/) as string,
    program: 'worker',
    portfolioId: 'p-1',
    msg: 'refused',
  });
});

test('for people a line says who and what, and of a failure why', () => {
  const { log, lines } = logger({ AUTOBALANCER_LOG_FORMAT: 'human' });
  log.info('running');
  log.error(new Error('the database does not answer'), 'the market check failed');
  expect(lines).toEqual(['worker: running\n', 'worker: ERROR the market check failed: the database does not answer\n']);
});

test('a level that is none counts as info, and the key of the simulator is an ordinary word', () => {
  const { log, lines } = logger({ AUTOBALANCER_LOG_LEVEL: 'loud', ALPACA_SECRET_KEY: 'simulator' });
  log.debug('not this');
  log.info('the simulator answers');
  expect(lines.join()).toContain('the simulator answers');
  expect(lines).toHaveLength(1);
});
