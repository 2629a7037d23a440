// Each command says the same and ends in the same way, whether it works on the servers themselves or asks the HTTP API with a key.

import { randomUUID } from 'node:crypto';
import { type ApiServer, startServer } from '../../src/api/server';
import { startTestApi, type TestApi } from '../support/api';
import { command, type Ended, withFile } from '../support/command-line';
import { startSystem, type TestSystem, THIRDS } from '../support/system';

let system: TestSystem;
let api: TestApi;
let server: ApiServer;
/** Of the person who is at the terminal. */
let key: { id: string; secret: string };
beforeAll(async () => {
  system = await startSystem();
  api = await startTestApi(system);
  server = await startServer(api.fetch, { host: '127.0.0.1', port: 0 });
  const made = await local('key', 'create', '--role', 'admin', '--name', 'x', '--owner', 'tester', '--json');
  key = { id: (made.answer.key as { id: string }).id, secret: made.answer.secret as string };
});
afterAll(async () => {
  await server.close();
  await api.close();
  await system.close();
});

const local = (...args: string[]) => command(system, ...args);
/** It finds no other server. */
const remote = (...args: string[]) => remoteAs(key.secret, ...args);
const remoteAs = (key: string, ...args: string[]) =>
  command({ env: { AUTOBALANCER_URL: server.url, AUTOBALANCER_KEY: key } }, ...args);
const WAYS = { local, remote };

/** What differs from one run to the next, and who asked. */
function same({ exit, stdout, stderr }: Ended, ...ids: string[]): object {
  const plain = (text: string) =>
    ids
      .reduce((left, id, nth) => left.replaceAll(id, `ID${nth}`.padEnd(id.length)), text)
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
      .replace(/\b[0-9a-f]{12}(?= \()/g, 'APPROVAL')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      .replace(/cli:tester@desk|key:[a-z2-7]{8}(#tester)?/g, 'WHO')
      .replace(/\bcli\b|\bapi\b/g, 'DOOR')
      .replace(/ {2,}|-{2,}|─{2,}/g, '  ');
  return { exit, stdout: plain(stdout), stderr: plain(stderr) };
}

async function account(): Promise<string> {
  const id = `h-${randomUUID()}`;
  await system.simulator.createAccount({ id, cash: '100000.00', margin: true });
  return id;
}

/** A story of commands, on a portfolio of its own for each way. `ID` is its id. */
const STORIES: Record<string, string[][]> = {
  'a portfolio from its creation to its end': [
    ['portfolio', 'create', 'FILE'],
    ['portfolio', 'create', 'FILE'],
    ['portfolio', 'show', 'ID'],
    ['portfolio', 'list', '--id-prefix', 'ID'],
    ['portfolio', 'list', '--id-prefix', 'ID', '--status', 'STALE'],
    ['portfolio', 'set-targets', 'ID', 'META=60', 'AAPL=40'],
    ['portfolio', 'set-targets', 'ID', 'META=60'],
    ['portfolio', 'set-targets', 'ID', 'NOSUCH=100'],
    ['portfolio', 'pause', 'ID', '--reason', 'moving'],
    ['portfolio', 'resume', 'ID'],
    ['batches', 'ID'],
    ['orders', 'ID'],
    ['orders', 'ID', '--batch', 'none'],
    ['audit', 'show', 'ID'],
    ['portfolio', 'close', 'ID'],
    ['portfolio', 'resume', 'ID'],
    ['freeze', 'ID', '--reason', 'too late'],
  ],
  'what is not there, or is not right': [
    ['portfolio', 'show', 'nobody'],
    ['portfolio', 'show', 'no such id'],
    ['portfolio', 'pause', 'nobody'],
    ['batches', 'nobody'],
    ['audit', 'show', 'nobody'],
    ['approvals', 'approve', 'nothing', '--note', 'x'],
    ['key', 'revoke', 'aaaaaaaa'],
    ['refused', 'list'],
    ['stale', 'list', '--reason', 'BOOKS_DIFFER'],
    ['portfolio', 'list', '--symbol', 'meta'],
    ['price', 'jumps'],
    ['trading', 'show'],
    ['trading', 'set', 'reduce-only', '--undo', '--reason', 'x'],
  ],
  'a freeze': [
    ['portfolio', 'create', 'FILE'],
    ['freeze', 'ID', '--reason', 'complaint'],
  ],
  'what takes two people': [
    ['price', 'accept', 'NVDA=120.00', 'META=400.00', '--reason', 'checked'],
    ['price', 'accept', 'NVDA=900.00', 'META=401.00', '--reason', 'a split'],
    ['price', 'accept', 'NVDA=120.00', '--reason', 'checked again'],
    ['trading', 'set', 'reduce-only', '--reason', 'odd prices'],
    ['trading', 'show'],
    ['trading', 'set', 'active', '--reason', 'solved'],
    ['key', 'revoke', 'aaaaaaaa'],
  ],
};

test.each(Object.keys(STORIES))('%s', async (name) => {
  const told: Record<string, object[]> = {};
  for (const [way, run] of Object.entries(WAYS)) {
    const id = await account();
    told[way] = await withFile({ id, accountId: id, targets: THIRDS }, async (file) => {
      const lines = [];
      for (const args of STORIES[name] ?? []) {
        const given = args.map((arg) => arg.replace('ID', id).replace('FILE', file));
        lines.push({ args, ...same(await run(...given), id) });
      }
      return lines;
    });
  }
  expect(told.remote).toEqual(told.local);
});

test('what a program reads has the fields of the contract, with the same values', async () => {
  const id = await system.createPortfolio();
  const rebalance = await system.client.requestRebalance({ id, lockTtlMs: 3_600_000 }, api.principals.operator);
  if (rebalance.ok) await rebalance.rebalance.result();
  for (const args of [
    ['portfolio', 'show', id],
    ['portfolio', 'list', '--id-prefix', id],
    ['batches', id],
    ['orders', id],
    ['refused', 'list'],
    ['stale', 'list'],
    ['key', 'list'],
    ['approvals', 'list', '--all'],
    ['trading', 'show'],
  ]) {
    const [here, there] = [await local(...args, '--json'), await remote(...args, '--json')];
    expect({ args, ...there }).toMatchObject({ args, exit: 0, stderr: '' });
    // A key was used for this very question.
    const lastUsed = (key: string, value: unknown) => (key === 'lastUsedAt' ? undefined : value);
    expect(here.answer).toMatchObject(JSON.parse(JSON.stringify(there.answer, lastUsed)) as object);
  }
}, 60_000);

test('a list continues for as many pages as it needs', async () => {
  const prefix = `pages-${randomUUID().slice(0, 8)}`;
  const ledger = system.ledger;
  const [template] = await ledger.listPortfolios({ limit: 1 });
  for (let n = 0; n < 7; n += 1) {
    const id = `${prefix}-${n}`;
    await ledger.createPortfolio(
      { id, accountId: id, policy: template?.policy as never, targets: THIRDS, holdings: [], cash: '1.00' },
      { name: 'test', at: new Date().toISOString() },
    );
  }
  const args = ['portfolio', 'list', '--id-prefix', prefix, '--limit'];
  for (const limit of ['3', '7', '600'])
    expect(same(await remote(...args, limit))).toEqual(same(await local(...args, limit)));
});

test('the audit has the key, and a proposal is decided by its id', async () => {
  const id = await account();
  await withFile({ id, accountId: id, targets: THIRDS }, (file) => remote('portfolio', 'create', file));
  expect(await system.ledger.listAudit(id)).toMatchObject([{ actor: `key:${key.id}#tester`, via: 'api' }]);
  const made = await remote('key', 'create', '--role', 'viewer', '--name', 'made over http', '--json');
  const other = made.answer.key as { id: string };
  expect(await remote('key', 'revoke', other.id)).toMatchObject({ exit: 0 });
  await remote('trading', 'set', 'halted', '--reason', 'odd prices');
  const proposed = await remote('trading', 'set', 'active', '--reason', 'solved', '--json');
  expect(proposed).toMatchObject({ exit: 2, error: { code: 'APPROVAL_NEEDED' } });
  const [approval] = proposed.error.approvals as { id: string }[];
  expect(await remote('approvals', 'approve', approval?.id ?? '', '--note', 'x', '--json')).toMatchObject({
    exit: 2,
    error: { code: 'APPROVAL_BY_SAME_PERSON' },
  });
  expect(await remote('approvals', 'reject', approval?.id ?? '', '--note', 'too early')).toMatchObject({ exit: 0 });
});

describe('says what is wrong with', () => {
  const list = ['portfolio', 'list', '--json'];
  test.each<[string, () => Promise<Ended>, number, string, RegExp]>([
    [
      'a role that may not',
      () => remoteAs(api.keys.viewer, 'portfolio', 'pause', 'anna', '--json'),
      3,
      'ROLE_TOO_LOW',
      /viewer .* operator/,
    ],
    ['a key that was revoked', () => remoteAs(api.keys.revoked, ...list), 3, 'KEY_REVOKED', /./],
    ['a key that is none', () => remoteAs('ab_live_x', ...list), 3, 'KEY_UNKNOWN', /./],
    ['no key', () => remoteAs('', ...list), 78, 'CONFIGURATION', /AUTOBALANCER_KEY must be set/],
    ['no URL', () => remote(...list, '--url', 'there'), 78, 'CONFIGURATION', /must be a URL/],
    [
      'a place where nobody is',
      () => remote(...list, '--url', 'http://127.0.0.1:1'),
      1,
      'API_UNREACHABLE',
      /does not answer/,
    ],
    [
      'a place that is no API',
      () => remote(...list, '--url', `${server.url}/docs`),
      1,
      'API_UNREACHABLE',
      /check AUTOBALANCER_URL/,
    ],
    ['another name', () => remote(...list, '--actor', 'jo'), 2, 'USAGE', /the key says who you are/],
    [
      'a command of the servers',
      () => remote('simulator', 'faults', '--json'),
      2,
      'NOT_OVER_HTTP',
      /"simulator faults" works on the servers/,
    ],
    ['a program', () => remote('worker', '--json'), 2, 'NOT_OVER_HTTP', /"worker" works on the servers/],
  ])('%s', async (_what, run, exit, code, message) => {
    expect(await run()).toMatchObject({
      exit,
      error: { ok: false, code, message: expect.stringMatching(message) as string },
    });
  });
});

test('the key may be in a file, and the URL in an option', async () => {
  const run = (env: Record<string, string>) => command({ env }, 'trading', 'show', '--url', `${server.url}/`);
  const ended = await withFile(api.keys.viewer, (file) => run({ AUTOBALANCER_KEY_FILE: file }));
  expect(ended).toMatchObject({ exit: 0, stderr: '' });
  const both = await withFile(api.keys.viewer, (file) => run({ AUTOBALANCER_KEY_FILE: file, AUTOBALANCER_KEY: 'x' }));
  expect(both).toMatchObject({ exit: 78 });
});
