import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ApiServer, startServer } from '../../src/api/server';
import { startTestApi, type TestApi } from '../support/api';
import { startSystem, type TestSystem } from '../support/system';

const root = join(__dirname, '../..');
const run = promisify(execFile);
const hook = ['--require', join(root, 'test/support/typescript-hook.js')];
const PROGRAMS = {
  TypeScript: [process.execPath, ...hook, join(root, 'examples/rebalance-over-http.ts')],
  Python: ['python3', join(root, 'examples/rebalance_over_http.py')],
};
const THIRDS = ['META=33.33', 'AAPL=33.33', 'MSFT=33.34'];

let system: TestSystem;
let api: TestApi;
let server: ApiServer;
/** The answer to the next request with this end of its path is lost, after it was done. */
let lostAt: string | undefined;

beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system);
  const losing = async (request: Request, env: unknown) => {
    const response = await api.fetch(request, env);
    if (lostAt === undefined || !new URL(request.url).pathname.endsWith(lostAt)) return response;
    lostAt = undefined;
    (env as { incoming: IncomingMessage }).incoming.socket.destroy();
    return response;
  };
  server = await startServer(losing, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  await api.close();
  await system.close();
});

describe.each(['TypeScript', 'Python'] as const)('the example in %s', (language) => {
  test('opens a portfolio, previews, rebalances and follows it to its end, and the same again does nothing', async () => {
    const account = await newAccount();
    const first = await example(language, account, THIRDS);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout.split('\n').map((line) => line.replace(/[0-9a-f]{8}(-[0-9a-f]{4,12}){4}/g, 'ID'))).toEqual([
      'p-ID is open with 100000.00 USD in cash',
      'the plan: trade, drift 100.0000 %',
      ...['AAPL', 'META', 'MSFT'].map((symbol) => expect.stringMatching(`^  would BUY .+ of ${symbol}$`) as string),
      'rebalance ID runs',
      'REBALANCED',
      expect.stringMatching(/^drift 100\.0000 % before, 0\.0\d{3} % after$/) as string,
      ...['AAPL', 'META', 'MSFT'].map(
        (symbol) => expect.stringMatching(`^  BUY [\\d.]+ ${symbol} at [\\d.]+: SUCCESS$`) as string,
      ),
      '',
    ]);
    const again = await example(language, account, THIRDS);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^p-\S+ was open already[^]*the plan: not-needed[^]*NOT_NEEDED\n$/) as string,
    });
  });

  test('gets the same run when the answer was lost', async () => {
    const account = await newAccount();
    lostAt = '/rebalances';
    expect(await example(language, account, THIRDS)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('REBALANCED') as string,
    });
    expect(lostAt).toBeUndefined();
    const requests = (await system.ledger.listAudit(account)).filter(({ event }) => event === 'REBALANCE_REQUESTED');
    expect(requests).toHaveLength(1);
  });

  test('says what was refused, with each field that is wrong', async () => {
    const account = await newAccount();
    const wrong = await example(language, account, ['META=1e2']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(
      /^INVALID_REQUEST: .*\n {2}targets\.0\.percent: must be a decimal string.*\n {2}request /,
    );
    const unknown = await example(language, account, ['NOSUCH=100']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringMatching(/^UNKNOWN_SYMBOL: /) as string });
  });

  test('says what is wrong with its key, its arguments, or its way to the API', async () => {
    const stranger = await example(language, 'anna', THIRDS, { AUTOBALANCER_KEY: 'ab_live_x' });
    expect(stranger).toMatchObject({ code: 1, stderr: expect.stringMatching(/^KEY_UNKNOWN: /) as string });
    const nobody = await example(language, 'anna', THIRDS, { AUTOBALANCER_KEY: '' });
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('key create --role operator') as string });
    expect(await example(language, 'anna', [])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^usage: /) as string,
    });
    const away = await example(language, 'anna', THIRDS, { AUTOBALANCER_URL: 'http://127.0.0.1:1' });
    expect(away).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^the API cannot be reached at http:\/\/127\.0\.0\.1:1: /) as string,
    });
  });
});

/** Its portfolio will have the same name. */
async function newAccount(): Promise<string> {
  const id = `p-${randomUUID()}`;
  await system.simulator.createAccount({ id, cash: '100000.00', margin: true });
  return id;
}

async function example(
  language: keyof typeof PROGRAMS,
  account: string,
  targets: string[],
  given: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [program = '', ...args] = PROGRAMS[language];
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AUTOBALANCER_URL: server.url,
    AUTOBALANCER_KEY: api.keys.operator,
  };
  try {
    return { code: 0, ...(await run(program, [...args, account, account, ...targets], { env: { ...env, ...given } })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}
