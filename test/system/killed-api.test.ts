import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { principalOf } from '../../src/domain/principal';
import { until } from '../../src/local/process/until';
import { startTemporal, type TemporalServer } from '../../src/local/servers/temporal-server';
import { createKey } from '../../src/operations/create-key';
import { TASK_QUEUE } from '../../src/workflows/messages';
import { removeWebhooks, runsOf, WISHES, type Wish } from '../support/api-writes';
import { CONTRACT } from '../support/contract';
import { type HoldingProxy, type Side, startHoldingProxy } from '../support/holding-proxy';
import { type RunningProgram, startProgram } from '../support/programs';
import { startSystem, type TestSystem } from '../support/system';

// The API as it is deployed is killed in the middle of each kind of write, where a proxy before Postgres or Temporal holds it. A new
// process then gets the same request with the same key.

let temporal: TemporalServer;
let system: TestSystem;
let toPostgres: HoldingProxy;
let toTemporal: HoldingProxy;
let database: Client;
let key: string;
let api: RunningProgram;
let url: string;
beforeAll(async () => {
  temporal = await startTemporal({ binary: process.env.TEST_TEMPORAL_CLI ?? '', preferredPort: 0, uiPort: 0 });
  system = await startSystem({ temporalAddress: temporal.address, taskQueue: TASK_QUEUE });
  database = new Client({ connectionString: system.env.DATABASE_URL });
  await database.connect();
  const { hostname, port: postgresPort } = new URL(system.apiDatabaseUrl);
  toPostgres = await startHoldingProxy({ host: hostname, port: Number(postgresPort) });
  const [host = '', port] = temporal.address.split(':');
  toTemporal = await startHoldingProxy({ host, port: Number(port) });
  const deps = { ledger: system.ledger, door: 'cli', now: () => new Date().toISOString(), randomBytes } as const;
  const carl = principalOf({ kind: 'cli', login: 'carl', host: 'desk' });
  key = (await createKey(deps, carl, { role: 'admin', name: 'a test', owner: 'bob', days: 1 })).secret;
  await start();
});
afterAll(async () => {
  await api.kill();
  await database.end();
  await toPostgres.close();
  await toTemporal.close();
  await system.close();
  await temporal.stop();
});

async function start(): Promise<void> {
  toPostgres.letPass();
  toTemporal.letPass();
  const throughProxy = new URL(system.apiDatabaseUrl);
  throughProxy.hostname = '127.0.0.1';
  throughProxy.port = `${toPostgres.port}`;
  api = startProgram('src/api/main.ts', {
    ...system.env,
    DATABASE_URL: throughProxy.href,
    TEMPORAL_ADDRESS: `127.0.0.1:${toTemporal.port}`,
    AUTOBALANCER_API_PORT: '0',
  });
  url = await api.servingUrl();
  // From here on it is connected to both.
  const nothing = await ask({ method: 'GET', path: `/v1/portfolios/nobody/rebalances/${randomUUID()}` });
  expect(nothing.status).toBe(404);
}

interface Answered {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

async function ask(
  { method, path, json, headers }: Pick<Wish, 'method' | 'path' | 'json' | 'headers'>,
  once?: string,
): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(json !== undefined && { body: JSON.stringify(json) }),
    headers: {
      Authorization: `Bearer ${key}`,
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...(once !== undefined && { 'Idempotency-Key': once }),
      ...headers,
    },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as unknown };
}

type Asked = Wish & { once: string };

async function wish(name: string): Promise<Asked> {
  const make = WISHES[name];
  if (make === undefined) throw new Error(`there is no wish for ${name} yet`);
  return { ...(await make(system)), once: randomUUID() };
}

/** Asks for each, and returns what comes of it: nothing, for what is killed. */
const asking = (wishes: Asked[]) => Promise.all(wishes.map((one) => ask(one, one.once).catch(() => undefined)));

/** Kills the process, starts another one, and lets it take over at once what would be taken over in a minute. */
async function killAndStart(cut: Promise<unknown[]>): Promise<void> {
  await api.kill();
  for (const answer of await cut) expect(answer).toBeUndefined();
  await start();
  await database.query(`UPDATE keyed_requests SET begun_at = begun_at - interval '1 minute' WHERE status IS NULL`);
}

/** Whether that is so of the requests of all of them. */
async function areAll(wishes: Asked[], which: string): Promise<boolean> {
  const keys = wishes.map(({ once }) => once);
  const { rowCount } = await database.query(`SELECT FROM keyed_requests WHERE key = ANY ($1) AND ${which}`, [keys]);
  return rowCount === keys.length;
}

/** What must hold when somebody asks again, whatever was done before. */
async function checkRepeats(asked: Asked, wasDone: boolean): Promise<void> {
  const { answer, answerOnceDone = answer, other, once } = asked;
  const repeat = await ask(asked, once);
  expect(repeat).toMatchObject(wasDone ? answerOnceDone : answer);
  const again = await ask(asked, once);
  expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  if (answerOnceDone === answer) expect([again.status, again.text]).toEqual([repeat.status, repeat.text]);
  else expect(again).toMatchObject(answerOnceDone);
  const reused = await ask({ ...asked, ...other }, once);
  expect(reused).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
}

/** It was done as often as that: what a run does, and the list of runs, come a moment later. */
async function wasDoneTimes({ path, done }: Asked, times: number): Promise<void> {
  await until(async () => (await done()) >= times, 60_000);
  expect([path, await done()]).toEqual([path, times]);
}

/** A preview stores nothing, and an import is known by its file: test/api/imports.test.ts kills that. */
const UNKEYED = new Set(['previewPlan', 'planWhatIf', 'importPortfolios']);
const WRITES = Object.values(CONTRACT.paths)
  .flatMap((methods) => Object.entries(methods))
  .filter(([method, { operationId }]) => method !== 'get' && !UNKEYED.has(operationId))
  .map(([, { operationId }]) => operationId);

// Each group is killed once. Nine at a time leave the process a connection.
const OF_PORTFOLIOS = [
  [
    ...['openPortfolio', 'setTargets', 'setPolicy', 'pausePortfolio', 'resumePortfolio'],
    ...['requestWithdrawal', 'cancelWithdrawal', 'markWithdrawalPaid', 'requestInvestment'],
  ],
  [
    ...['closePortfolio', 'requestRebalance', 'freezePortfolio', 'resolveStale', 'declareOutcome'],
    ...['addRestriction', 'removeRestriction', 'subscribe', 'changeSubscription'],
  ],
  ['unsubscribe', 'cancelImport', 'proposePlan', 'approvePlan', 'rejectPlan', 'releaseProposal'],
];
const OF_THE_FLEET = [
  ['setTrading', 'trustBroker', 'acceptPrice', 'approveProposal', 'rejectProposal', 'createKey', 'revokeKey'],
  [
    ...['createModel', 'addModelVersion', 'archiveModel'],
    ...['startRollout', 'pauseRollout', 'resumeRollout', 'abortRollout'],
    'setRules',
  ],
  [
    ...['createWebhook', 'changeWebhook', 'removeWebhook', 'rotateWebhookSecret', 'testWebhook'],
    'resendWebhookDelivery',
  ],
];
const EACH = [...OF_PORTFOLIOS, ...OF_THE_FLEET];
/** The audit of what concerns no single portfolio is written by one after the other. */
const ONE_AFTER_THE_OTHER = [...OF_PORTFOLIOS, ...OF_THE_FLEET.flat().map((one) => [one])];

test('each write of the contract is killed here', () => {
  expect(EACH.flat().sort()).toEqual([...WRITES].sort());
});

const BEGINNING = 'SELECT done -> ';
const DOING = 'UPDATE keyed_requests SET done';
const STORING = 'UPDATE keyed_requests SET status';

test.each<[where: string, text: string, side: Side, together: string[][], isDone: boolean]>([
  ['before anything is done', BEGINNING, 'request', EACH, false],
  ['in the middle of the change', DOING, 'request', ONE_AFTER_THE_OTHER, false],
  ['before the answer is stored', STORING, 'request', EACH, true],
  ['before the answer is sent', STORING, 'answer', EACH, true],
])(
  'killed %s, each write is done once or not at all, and a repeat is answered',
  async (_where, text, side, together, isDone) => {
    for (const names of together) {
      await removeWebhooks(system);
      const wishes = await Promise.all(names.map(wish));
      toPostgres.holdAt(text, side);
      const cut = asking(wishes);
      await until(async () => toPostgres.held() === names.length, 60_000);
      if (side === 'answer') await until(() => areAll(wishes, 'status IS NOT NULL'), 60_000);
      await killAndStart(cut);
      for (const one of wishes) {
        await wasDoneTimes(one, isDone ? 1 : 0);
        await checkRepeats(one, isDone);
        await wasDoneTimes(one, 1);
      }
      await system.ledger.setTrading({ position: 'active', reason: 'it is well' }, somebodyElse());
    }
  },
  600_000,
);

const somebodyElse = () => ({ name: 'somebody else', at: new Date().toISOString() });
const idOf = ({ path }: Wish) => path.split('/')[3] ?? '';

const OF_TEMPORAL = ['requestRebalance', 'freezePortfolio', 'resolveStale', 'declareOutcome'];

test('killed before Temporal received the request, the repeat carries it out once', async () => {
  const wishes = await Promise.all(OF_TEMPORAL.map(wish));
  toTemporal.holdAt('', 'request');
  const cut = asking(wishes);
  await until(() => areAll(wishes, `done <> '{}' AND status IS NULL`), 60_000);
  await until(async () => toTemporal.held() > 0, 60_000);
  await killAndStart(cut);
  for (const one of wishes) {
    await checkRepeats(one, true);
    await wasDoneTimes(one, 1);
  }
});

test('killed before Temporal answered, the repeat gets the answer and nothing is done twice', async () => {
  const wishes = await Promise.all(OF_TEMPORAL.map(wish));
  toTemporal.holdAt('', 'answer');
  const cut = asking(wishes);
  for (const one of wishes) await wasDoneTimes(one, 1);
  await killAndStart(cut);
  for (const one of wishes) {
    await checkRepeats(one, true);
    await wasDoneTimes(one, 1);
  }
});

test('if another rebalance was requested meanwhile, the repeat still gets the answer about its own', async () => {
  const asked = await wish('requestRebalance');
  const id = idOf(asked);
  toTemporal.holdAt('', 'answer');
  const cut = asking([asked]);
  await wasDoneTimes(asked, 1);
  const [own] = await runsOf(system, id);
  await until(async () => (await system.client.whatRuns(id)) === undefined, 60_000);
  expect(await system.client.requestRebalance({ id, lockTtlMs: 3_600_000 }, 'somebody else')).toMatchObject({
    ok: true,
  });
  await killAndStart(cut);
  expect(await ask(asked, asked.once)).toMatchObject({ status: 202, body: { state: 'STARTED', runId: own } });
  await wasDoneTimes(asked, 2);
});

test('if somebody has changed it back meanwhile, the repeat does not change it again', async () => {
  const wishes = await Promise.all(['pausePortfolio', 'freezePortfolio', 'setTrading'].map(wish));
  const [paused = '', frozen = ''] = wishes.map(idOf);
  toPostgres.holdAt(STORING, 'request');
  const cut = asking(wishes);
  await until(async () => toPostgres.held() === wishes.length, 60_000);
  await killAndStart(cut);
  await system.ledger.setStatus(paused, { from: ['PAUSED'], to: 'ACTIVE', reason: null }, somebodyElse());
  await system.ledger.setTrading({ position: 'active', reason: 'it is well' }, somebodyElse());
  await until(async () => (await system.client.whatRuns(frozen)) === 'hold', 60_000);
  const released = await system.client.resolve(frozen, { action: 'release', note: 'solved', actor: 'anna' });
  expect(released).toMatchObject({ ok: true, verdict: { status: 'ACTIVE' } });
  for (const one of wishes) {
    expect((await ask(one, one.once)).status).toBe(200);
    await wasDoneTimes(one, 1);
  }
  expect(await system.ledger.findPortfolio(paused)).toMatchObject({ status: 'ACTIVE' });
  expect(await system.ledger.findPortfolio(frozen)).toMatchObject({ status: 'ACTIVE', frozen: false });
  expect(await system.ledger.trading()).toMatchObject({ position: 'active' });
});
