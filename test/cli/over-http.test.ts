// Each command says the same and ends in the same way, whether it works on the servers themselves or asks the HTTP API with a key.

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Command } from 'commander';
import { type ApiServer, startServer } from '../../src/api/server';
import type { Cli } from '../../src/cli/cli';
import { isOnTheServers } from '../../src/cli/door/over-http';
import { createProgram } from '../../src/cli/program';
import { principalOf } from '../../src/domain/principal';
import { until } from '../../src/local/process/until';
import { startTestApi, type TestApi } from '../support/api';
import { letBooksDiffer } from '../support/bought';
import { command, type Ended, withFile } from '../support/command-line';
import { BELIEVED_AT_ONCE, startSystem, type TestSystem, THIRDS } from '../support/system';

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

/** The arguments, or a list of them and what is different about the world. */
type Given = string[] | [string[], Parameters<typeof command>[0]];
const apart = (given: Given): [string[], Parameters<typeof command>[0]] =>
  typeof given[0] === 'object' ? (given as [string[], Parameters<typeof command>[0]]) : [given as string[], {}];

const local = (...given: Given) => {
  const [args, world] = apart(given);
  return command({ ...system, ...world }, ...args);
};
/** It finds no other server. */
const remote = (...given: Given) => remoteAs(key.secret, ...given);
const remoteAs = (secret: string, ...given: Given) => {
  const [args, world] = apart(given);
  return command({ env: { AUTOBALANCER_URL: server.url, AUTOBALANCER_KEY: secret }, ...world }, ...args);
};
const WAYS = { local, remote };

/** What differs from one run to the next, and who asked. */
function same({ exit, stdout, stderr }: Ended, ...ids: string[]): object {
  const plain = (text: string) =>
    ids
      .reduce((left, id, nth) => left.replaceAll(id, `ID${nth}`.padEnd(id.length)), text)
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
      .replace(/\b[0-9a-f]{12}(?= \()/g, 'APPROVAL')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      .replace(/\b([0-9a-f]{16}|[0-9a-f]{64})\b/g, 'HASH')
      .replace(/[+-]\d+ ms/g, 'SKEW')
      .replace(/cli:tester@desk|key:[a-z2-7]{8}(#tester)?/g, 'WHO')
      .replace(/\bcli\b|\bapi\b/g, 'DOOR')
      .replace(/ {2,}|-{2,}|─{2,}/g, '  ');
  return { exit, stdout: parsed(plain(stdout)), stderr: parsed(plain(stderr)) };
}

/** The order of fields says nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function account(): Promise<string> {
  const id = `h-${randomUUID()}`;
  await system.simulator.createAccount({ id, cash: '100000.00', margin: true });
  return id;
}

const NO_ROLLOUT = '00000000-0000-4000-8000-000000000000';

/** One that no plan here breaks. */
const RULES = { rules: [{ kind: 'max-order', severity: 'warn', limit: '1000000000' }] };

/** What happens between two commands. */
type Happening = (id: string) => Promise<void>;

/** A story of commands, on a portfolio of its own for each way. `ID` is its id, and `EVIDENCE` what its evidence is called by then. */
const STORIES: Record<string, (string[] | Happening)[]> = {
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
    ['approvals', 'reject', 'nothing', '--note', 'x'],
    ...['enable', 'disable', 'rotate', 'remove', 'deliveries', 'test'].map((verb) => ['webhook', verb, 'aaaaaaaa']),
    ['key', 'revoke', 'aaaaaaaa'],
    ['key', 'create', '--role', 'nobody', '--name', 'x', '--json'],
    ['refused', 'list'],
    ['stale', 'list', '--reason', 'BOOKS_DIFFER'],
    ['portfolio', 'list', '--symbol', 'meta'],
    ['price', 'jumps'],
    ['trading', 'show'],
    ['trading', 'set', 'reduce-only', '--undo', '--reason', 'x'],
  ],
  'a plan, a rebalance and its policy': [
    ['portfolio', 'create', 'FILE'],
    ['plan', 'ID'],
    ['plan', 'ID', '--json'],
    ['rebalance', 'ID', '--wait'],
    ['rebalance', 'ID', '--wait', '--json'],
    ['plan', 'ID'],
    ['plan'],
    ['plan', 'nobody'],
    ['rebalance', 'nobody'],
    ['policy', 'show', 'ID'],
    ['policy', 'set', 'ID', 'driftThreshold=3', '--reason', 'a wish'],
    ['policy', 'set', 'ID', 'driftThreshold=3', '--reason', 'the same'],
    ['policy', 'set', 'ID', 'driftThreshold=4', '--if-version', '1', '--reason', 'too late', '--json'],
    ['policy', 'set', 'ID', 'driftThreshold=400', '--reason', 'too much', '--json'],
    ['policy', 'set', 'ID', 'nothing=4', '--reason', 'unknown', '--json'],
    ['policy', 'set', 'nobody', 'driftThreshold=4', '--reason', 'x'],
    ['policy', 'show', 'ID', '--history', '--json'],
    ['policy', 'show', 'nobody'],
    ['portfolio', 'pause', 'ID'],
    ['rebalance', 'ID'],
    ['plan', 'ID'],
    ['portfolio', 'close', 'ID'],
    ['policy', 'set', 'ID', 'driftThreshold=4', '--reason', 'x'],
  ],
  'books that differ': [
    ['portfolio', 'create', 'FILE'],
    ['rebalance', 'ID', '--wait'],
    (id) => letBooksDiffer(system, id),
    ['rebalance', 'ID', '--wait', '--json'],
    ['stale', 'show', 'ID'],
    ['stale', 'show', 'ID', '--json'],
    ['stale', 'resolve', 'ID', '--action', 'release', '--note', 'try'],
    ['stale', 'resolve', 'ID', '--action', 'adopt-positions', '--note', 'x', '--evidence', '0123456789abcdef'],
    ['stale', 'declare', 'ID', 'ab-x', '--never-arrived', '--note', 'x', '--evidence', 'EVIDENCE'],
    ['stale', 'resolve', 'ID', '--action', 'adopt-positions', '--note', 'right', '--evidence', 'EVIDENCE'],
    ['stale', 'show', 'ID'],
    ['stale', 'resolve', 'ID', '--action', 'release', '--note', 'again', '--json'],
    ['stale', 'show', 'nobody'],
    ['audit', 'verify', 'ID'],
    ['audit', 'verify', 'ID', '--head', `1:${'0'.repeat(64)}`, '--json'],
    ['audit', 'verify', 'nobody'],
    ['audit', 'export', 'nobody'],
  ],
  'all that are STALE for a reason': [
    ['portfolio', 'create', 'FILE'],
    ['rebalance', 'ID', '--wait'],
    (id) => letBooksDiffer(system, id),
    ['rebalance', 'ID', '--wait'],
    ['stale', 'resolve', '--reason', 'BOOKS_DIFFER', '--action', 'adopt-positions', '--note', 'right'],
    ['stale', 'resolve', '--reason', 'BOOKS_DIFFER', '--action', 'adopt-positions', '--note', 'right', '--yes'],
  ],
  'a portfolio that was paused is paused again when it is released': [
    ['portfolio', 'create', 'FILE'],
    ['portfolio', 'pause', 'ID'],
    ['freeze', 'ID', '--reason', 'complaint'],
    (id) => until(async () => (await system.ledger.findPortfolio(id))?.status === 'STALE', 60_000),
    ['stale', 'resolve', 'ID', '--action', 'release', '--note', 'solved', '--json'],
  ],
  'files of portfolios': [
    ['portfolio', 'import', 'LINES', '--format', 'csv'],
    ['portfolio', 'import', 'LINES', '--format', 'csv', '--json'],
    ['portfolio', 'import', 'FILE', '--format', 'csv', '--json'],
    ['portfolio', 'import', 'FILE', '--format', 'csv'],
    ['portfolio', 'import', 'nothing.ndjson', '--json'],
    ['portfolio', 'export', '--output', '/nowhere/file', '--json'],
  ],
  'what a portfolio must not trade': [
    ['portfolio', 'create', 'FILE'],
    ['restriction', 'list', 'ID'],
    ['restriction', 'add', 'ID', 'META', 'no-buy', '--reason', 'the customer asked for it'],
    ['restriction', 'add', 'ID', 'IBM', 'legacy', '--until', '2999-01-01', '--reason', 'inherited'],
    ['restriction', 'list', 'ID'],
    ['restriction', 'remove', 'ID', 'META', 'no-buy'],
    ['restriction', 'remove', 'ID', 'META', 'no-buy'],
    ['restriction', 'list', 'nobody'],
  ],
  'money that is taken out': [
    ['portfolio', 'create', 'FILE'],
    ['rebalance', 'ID', '--wait'],
    ['withdrawal', 'list', 'ID'],
    ['withdrawal', 'request', 'ID', '1500.00', '--reason', 'the customer asked for it'],
    ['withdrawal', 'request', 'ID', '9000000.00', '--reason', 'too much', '--json'],
    ['withdrawal', 'request', 'ID', '1.001', '--reason', 'too exact', '--json'],
    ['withdrawal', 'list', 'ID'],
    ['withdrawal', 'cancel', 'ID', 'WITHDRAWAL'],
    ['withdrawal', 'cancel', 'ID', 'aaaaaaaa'],
    ['withdrawal', 'request', 'ID', '2.00', '--until', '2999-01-01', '--reason', 'a house'],
    ['withdrawal', 'paid', 'ID', 'WITHDRAWAL'],
    ['withdrawal', 'list', 'ID', '--state', 'OPEN'],
    ['withdrawal', 'request', 'nobody', '1.00', '--reason', 'x'],
    ['rebalance', 'ID', '--invest', '--wait', '--json'],
  ],
  'a frozen plan': [
    ['portfolio', 'create', 'FILE'],
    ['proposal', 'make', 'ID', '--price-tolerance', '11'],
    ['proposal', 'make', 'ID'],
    ['proposal', 'make', 'nobody'],
    ['proposal', 'list', '--portfolio', 'ID', '--state', 'PROPOSED'],
    ['proposal', 'list', '--portfolio', 'ID', '--json'],
    ['proposal', 'show', 'PROPOSAL'],
    ['proposal', 'release', 'PROPOSAL'],
    ['proposal', 'reject', 'PROPOSAL', '--note', 'too early', '--json'],
    ['proposal', 'approve', 'PROPOSAL', '--note', 'late'],
    ['proposal', 'show', 'aaaaaaaa'],
    ['proposal', 'release', 'aaaaaaaa', '--wait'],
    ['proposal', 'make', 'ID'],
    (id) => approved(id),
    ['proposal', 'release', 'PROPOSAL', '--wait', '--json'],
    ['proposal', 'show', 'PROPOSAL'],
    ['proposal', 'make', 'ID'],
  ],
  'a portfolio that follows a model': [
    ['portfolio', 'create', 'FILE'],
    ['model', 'list', '--after', 'zz'],
    ['model', 'create', 'MODEL'],
    ['model', 'create', 'MODEL'],
    ['model', 'create', 'FILE', '--json'],
    ['model', 'subscribe', 'ID', 'ID', '--exclude', 'AAPL', '--substitute', 'META=GOOGL', '--cash-reserve', '2'],
    ['model', 'subscribe', 'ID', 'ID', '--exclude', 'AAPL', 'META', 'MSFT'],
    ['portfolio', 'set-targets', 'ID', 'META=60', 'AAPL=40'],
    ['model', 'override', 'ID', '--exclude', 'AAPL', 'META', 'MSFT'],
    ['model', 'override', 'ID', '--exclude', 'AAPL', '--substitute', 'AAPL=GOOGL', '--json'],
    ['model', 'override', 'ID', '--substitute', 'META=NOSUCH'],
    ['model', 'override', 'ID'],
    ['model', 'version', 'ID', 'MODEL', '--reason', 'the same again'],
    ['model', 'version', 'nothing', 'MODEL', '--reason', 'x'],
    ['model', 'pin', 'ID', '2'],
    ['model', 'pin', 'ID', '3'],
    ['model', 'pin', 'ID', '--json'],
    ['model', 'subscription', 'ID'],
    ['model', 'subscribers', 'ID'],
    ['model', 'show', 'ID'],
    ['model', 'show', 'ID', '--json'],
    ['rollout', 'preview', 'ID', '2'],
    ['rollout', 'preview', 'ID', '2', '--requests-per-minute', '1000', '--cost-basis-points', '2', '--json'],
    ['rollout', 'preview', 'ID', '9'],
    ['rollout', 'preview', 'nothing', '1'],
    ['rollout', 'start', 'ID', '9'],
    ['rollout', 'start', 'ID', '2', '--cohorts', '50', '--json'],
    ['rollout', 'list', '--model', 'ID'],
    ...['pause', 'resume', 'abort'].map((verb) => ['rollout', verb, NO_ROLLOUT, '--reason', 'x']),
    ['rollout', 'show', NO_ROLLOUT],
    ['model', 'archive', 'ID'],
    ['model', 'unsubscribe', 'ID'],
    ['model', 'unsubscribe', 'ID'],
    ['model', 'subscription', 'ID'],
    ['model', 'subscription', 'nobody'],
    ['model', 'archive', 'ID'],
    ['model', 'subscribe', 'ID', 'ID'],
    ['model', 'show', 'nothing'],
    ['audit', 'show', 'ID'],
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
  'rules for all plans': [
    // The same rules again are the same version, so that the second way finds what the first one made.
    ['rules', 'set', 'RULES', '--reason', 'a test'],
    ['rules', 'set', 'RULES', '--reason', 'again', '--json'],
    ['rules', 'set', 'RULES', '--reason', 'late', '--if-version', '77'],
    ['rules', 'set', 'MODEL', '--reason', 'no rules'],
    ['rules', 'show'],
    ['rules', 'show', '--json'],
  ],
};

test.each(Object.keys(STORIES))(
  '%s',
  async (name) => {
    const told: Record<string, object[]> = {};
    for (const [way, run] of Object.entries(WAYS)) {
      const id = await account();
      const csv = `id,accountId,cash,targets\n${id},${id},100.00,META=60 AAPL=40\n`;
      const ofModel = { id, name: 'Growth', targets: THIRDS };
      told[way] = await withFile(RULES, (rules) =>
        withFile(ofModel, (model) =>
          withFile(csv, (rows) =>
            withFile({ id, accountId: id, targets: THIRDS, policy: BELIEVED_AT_ONCE }, async (file) => {
              const lines: ({ step: string[] } & Ended)[] = [];
              const ids = new Set<string>();
              for (const step of STORIES[name] ?? []) {
                if (typeof step === 'function') {
                  await step(id);
                  continue;
                }
                const evidence = step.includes('EVIDENCE') ? await evidenceOf(id) : '';
                const [withdrawal] = (await system.ledger.findPortfolio(id))?.withdrawals ?? [];
                if (withdrawal !== undefined) ids.add(withdrawal.id);
                const proposal = name === 'a frozen plan' ? await proposalOf(id) : '';
                if (proposal !== '') ids.add(proposal);
                const names: Record<string, string> = {
                  ID: id,
                  FILE: file,
                  LINES: rows,
                  MODEL: model,
                  RULES: rules,
                  EVIDENCE: evidence,
                  WITHDRAWAL: withdrawal?.id ?? '',
                  PROPOSAL: proposal,
                };
                const ended = await run(...step.map((arg) => names[arg] ?? arg));
                lines.push({ step, ...ended });
              }
              return lines.map(({ step, ...ended }) => ({ step, ...same(ended, id, ...ids) }));
            }),
          ),
        ),
      );
    }
    expect(told.remote).toEqual(told.local);
  },
  120_000,
);

/** The last one. */
async function proposalOf(portfolioId: string): Promise<string> {
  const [last] = await system.ledger.listProposals({ portfolioId, at: new Date().toISOString(), limit: 1 });
  return last?.id ?? '';
}

/** By a person who uses neither way. */
async function approved(portfolioId: string): Promise<void> {
  const by = { name: principalOf({ kind: 'cli', login: 'somebody', host: 'else' }), at: new Date().toISOString() };
  const decided = await system.ledger.decideProposal(
    await proposalOf(portfolioId),
    { state: 'APPROVED', note: 'fine' },
    by,
  );
  if (!decided.ok) throw new Error(decided.message);
}

async function evidenceOf(id: string): Promise<string> {
  const { answer } = await local('stale', 'show', id, '--json');
  return (answer.evidence as { hash: string }).hash;
}

/** What is looked at without changing anything, both ways at the same time. */
const LOOKS = [
  ['doctor'],
  ['doctor', '--json'],
  ['books', 'show'],
  ['books', 'show', '--json'],
  ['books', 'trust', '--reason', 'x'],
  ['price', 'list'],
  ['price', 'list', '--json'],
  ['audit', 'verify', '--json'],
  ['audit', 'verify', '_system'],
  ['audit', 'export', '_system'],
  ['audit', 'show', '_system'],
  ['approvals', 'list', '--all'],
  ['key', 'list'],
  ['webhook', 'list'],
  ['activities', 'list'],
];

test.each(LOOKS.map((args) => [args.join(' '), args]))('%s', async (_name, args) => {
  await system.createPortfolio();
  const look = async () => [same(await local(...args)), same(await remote(...args))] as const;
  let [here, there] = await look();
  // What the API says of the fleet may be a second old.
  await until(async () => {
    if (!isDeepStrictEqual(here, there)) [here, there] = await look();
    return isDeepStrictEqual(here, there);
  }, 5_000).catch(() => undefined);
  expect(there).toEqual(here);
});

test('what is exported is the same file, and an audit that was exported verifies without any server', async () => {
  const id = await system.createPortfolio();
  const files: string[][] = [];
  for (const run of [local, remote])
    files.push(
      await withFile('', async (file) => {
        const told: string[] = [];
        for (const args of [
          ['portfolio', 'export'],
          ['portfolio', 'export', '--format', 'csv'],
          ['audit', 'export', id],
        ]) {
          expect(await run(...args, '--output', file)).toMatchObject({ exit: 0, stderr: '' });
          told.push(await readFile(file, 'utf8'));
        }
        expect(await remote('audit', 'verify', id, '--file', file)).toMatchObject({ exit: 0 });
        return told;
      }),
    );
  expect(files[1]).toEqual(files[0]);
  expect(files[0]?.[0]).toContain(id);
});

test.each(Object.entries(WAYS))('watch shows what changes until Ctrl-C (%s)', async (_way, run) => {
  const [id, other] = [await system.createPortfolio(), await system.createPortfolio()];
  const interrupted = new AbortController();
  let seen = '';
  const watching = run(['watch', id, other, '--json'], {
    signal: interrupted.signal,
    onOutput: (text) => {
      seen += text;
    },
  });
  await until(async () => seen.includes(id) && seen.includes(other), 60_000);
  await local('portfolio', 'pause', id);
  await until(async () => seen.includes('PAUSED'), 60_000);
  interrupted.abort();
  expect(await watching).toMatchObject({ exit: 0, stderr: '' });
  const [first] = seen
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(Object.keys(first ?? {})).toEqual(WATCHED);
});

const WATCHED = [
  ...['ok', 'at', 'id', 'status', 'reason', 'refused', 'value', 'drift', 'threshold', 'batch', 'problem'],
];

test('watch refuses an id that is none, and takes more portfolios than a page has', async () => {
  for (const args of [
    ['watch', 'nobody'],
    ['watch', 'no such id', '--json'],
  ])
    expect(same(await remote(...args))).toEqual(same(await local(...args)));
});

test('who stops waiting for a rebalance reads where to look, and it goes on', async () => {
  const id = await system.createPortfolio();
  await system.simulator.setSettings({ fillDelayMs: 5_000 });
  try {
    expect(await remote('rebalance', id)).toMatchObject({ exit: 0, stdout: expect.stringContaining(id) as string });
    for (const run of [remote, local]) {
      const interrupted = new AbortController();
      const onProgress = (text: string) => void (text.includes('waiting for its outcome') && interrupted.abort());
      expect(await run(['rebalance', id, '--wait'], { signal: interrupted.signal, onProgress })).toMatchObject({
        exit: 1,
        stderr: expect.stringContaining(
          `goes on: "autobalancer batches ${id}" shows how it ends [INTERRUPTED]`,
        ) as string,
      });
      expect(await run('rebalance', id, '--json')).toMatchObject({ exit: 2, error: { code: 'REBALANCE_RUNNING' } });
    }
  } finally {
    await system.simulator.setSettings({ fillDelayMs: 0 });
  }
  expect(await remote('rebalance', id, '--wait', '--json')).toMatchObject({
    exit: 0,
    answer: { outcome: 'REBALANCED' },
  });
});

test('a timeout of the wait says where to look', async () => {
  const id = await system.createPortfolio();
  await system.simulator.setSettings({ fillDelayMs: 30_000 });
  try {
    expect(await remote('rebalance', id, '--wait', '--timeout', '1')).toMatchObject({
      exit: 6,
      stderr: expect.stringContaining(`"autobalancer batches ${id}" shows how it ends`) as string,
    });
  } finally {
    await system.simulator.setSettings({ fillDelayMs: 0 });
  }
});

/** The API of these tests takes any address for a webhook; test/system tells what these do. */
const ELSEWHERE = [
  ['webhook', 'create'],
  ['webhook', 'resend'],
];

test('every command is told both ways, or works on the servers and says so', () => {
  const program = createProgram({ answers: () => async () => undefined } as unknown as Cli, {});
  const leaves = (command: Command, path: string[]): [string, Command][] =>
    command.commands.length === 0
      ? [[path.join(' '), command]]
      : command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
  const told = [
    ...Object.values(STORIES).flat(),
    ...LOOKS,
    ['watch'],
    ['portfolio', 'export'],
    ['completion'],
    ...ELSEWHERE,
  ]
    .filter((step) => typeof step !== 'function')
    .map((step) => step.join(' '));
  const untold = leaves(program, []).filter(
    ([path, command]) => !isOnTheServers(command) && !told.some((line) => `${line} `.startsWith(`${path} `)),
  );
  expect(untold.map(([path]) => path)).toEqual([]);
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
});

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
