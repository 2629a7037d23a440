// Every command of docs/runbook.md, run as it stands there, each block in the situation its section is about.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { accountHash } from '../../src/activities/stale/account-hash';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { NO_OVERRIDES } from '../../src/domain/model';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { until } from '../../src/local/process/until';
import { buyPortfolio, leaveOpen } from '../support/bought';
import { command } from '../support/command-line';
import { exhaustReversal } from '../support/exhausted';
import { BELIEVED_AT_ONCE, startSystem, type TestSystem, THIRDS } from '../support/system';
import { unknownOrder } from '../support/unknown-order';

const run = promisify(execFile);
const bin = mkdtempSync(join(tmpdir(), 'autobalancer-runbook-'));
let system: TestSystem;

beforeAll(async () => {
  symlinkSync(process.env.TEST_TEMPORAL_CLI ?? '', join(bin, 'temporal'));
  system = await startSystem();
});
afterAll(async () => {
  await system.close();
  rmSync(bin, { recursive: true });
});

/** A block of commands, the situation in which a person comes to it, and what is so afterwards. */
interface Step {
  section: string;
  given(): Promise<string>;
  then(id: string, output: string): Promise<void> | void;
}

let last = '';
const theSame = () => Promise.resolve(last);
const shown = (id: string, output: string) => expect(output).toContain(id);
const active = (id: string) => untilStatus(id, 'ACTIVE');

const STEPS: Step[] = [
  { section: 'Which portfolios need a person', given: exhausted, then: shown },
  { section: 'What happened', given: theSame, then: shown },
  { section: 'A reversal failed: REVERSAL_EXHAUSTED, REVERSAL_IMPOSSIBLE', given: repaired, then: active },
  {
    section: 'A failed batch is held: HELD',
    given: heldBatch,
    then: (_id, output) => {
      expect(output).toContain('complete: BUY');
      expect(output).toMatch(/retry-reversal: (loses|gains) about \$/);
    },
  },
  { section: 'A failed batch is held: HELD', given: repaired, then: completed },
  { section: 'Books differ: BOOKS_DIFFER, ID_COLLISION', given: foreignTrade, then: active },
  { section: 'Cash differs: CASH_DIFFERS', given: wired, then: active },
  {
    section: 'Many accounts differ: BROKER_IN_DOUBT',
    given: doubted,
    then: (_id, output) => expect(output).toMatch(/broker in doubt +since .* 20 of \d+ accounts/),
  },
  {
    section: 'Many accounts differ: BROKER_IN_DOUBT',
    given: theSame,
    then: async () => expect(await system.ledger.doubt()).toBeNull(),
  },
  { section: 'To freeze a portfolio', given: bought, then: frozen },
  { section: 'To freeze a portfolio', given: theSame, then: active },
  { section: 'To freeze a portfolio', given: inMidBatch, then: frozen },
  { section: 'To freeze a portfolio', given: bought, then: frozen },
  {
    section: 'To stop everything',
    given: bought,
    then: async () => expect((await system.ledger.trading()).position).toBe('halted'),
  },
  { section: 'To stop everything', given: theSame, then: active },
  {
    section: 'The breaker tripped',
    given: tripped,
    then: (_id, output) => {
      expect(output).toContain('by breaker');
      expect(output).toContain('9 batches began within a minute, at most 8');
    },
  },
  {
    section: 'The breaker tripped',
    given: theSame,
    then: async () => expect((await system.ledger.trading()).position).toBe('active'),
  },
  {
    section: 'Bid and ask are far apart: SPREAD_TOO_WIDE',
    given: quotedWide,
    then: (_id, output) =>
      expect(output).toMatch(/SPREAD_TOO_WIDE: .*AAPL has a spread of 10.5263 % \(bid \$180, ask \$200\)/s),
  },
  {
    section: 'A price jumped: PRICE_JUMP',
    given: bought,
    then: async () => expect(await system.ledger.knownPrices()).toMatchObject([{ symbol: 'META', price: '220' }]),
  },
  { section: 'A hold was terminated', given: foreignTrade, then: held },
  {
    section: 'Refused portfolios',
    given: refusedByBroker,
    then: (id, output) => {
      shown(id, output);
      expect(output).toMatch(/refused +since .*: ORDER_UNTRADABLE/);
    },
  },
  {
    section: 'Refused portfolios',
    given: unblocked,
    then: async (id, output) => {
      expect(output).toContain('REBALANCED');
      expect(await system.ledger.findPortfolio(id)).toMatchObject({ refusal: null, policyVersion: 2 });
    },
  },
  { section: 'PAUSED after three rollbacks', given: paused, then: active },
  { section: 'A workflow is stuck', given: triedInVain, then: heldAsItWas },
  { section: 'An outcome is unknown: OUTCOME_UNKNOWN', given: unknown, then: active },
  { section: 'The broker is away', given: bought, then: () => undefined },
  {
    section: 'A roll-out is aborted or paused',
    given: abortedRollout,
    then: (id, output) => {
      expect(output).toMatch(/ABORTED: 1 of the 1 portfolios of cohort 1 ended badly/);
      expect(output).toMatch(new RegExp(`${id} +1 +PRICE_MISSING`));
    },
  },
  {
    section: 'A roll-out is aborted or paused',
    given: theSame,
    then: (id) => until(async () => (await system.ledger.findSubscription(id))?.version === 1, 60_000),
  },
  {
    section: 'A webhook is disabled',
    given: deadWebhook,
    then: (_id, output) => expect(output).toMatch(/disabled.* nothing was delivered since .*: answered 410/s),
  },
  { section: 'The database is away', given: bought, then: shown },
  {
    section: 'Check that everything is right again',
    given: theSame,
    then: (_id, output) => expect(output).toContain('1 checked'),
  },
];

test('every command of the runbook does in its situation what the runbook says', async () => {
  const blocks = blocksOf(readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8'));
  expect(blocks.map(({ section }) => section)).toEqual(STEPS.map(({ section }) => section));
  for (const [index, { commands }] of blocks.entries()) {
    const step = STEPS[index] as Step;
    last = await step.given();
    let output = '';
    for (const line of commands) output += await execute(line, last);
    await step.then(last, output);
  }
}, 240_000);

async function deadWebhook(): Promise<string> {
  const [id, at, url] = ['k3b7qd2m', new Date().toISOString(), 'https://1.1.1.1/'];
  const [by, secret] = [{ name: 'test', at }, `whsec_${'a'.repeat(40)}`];
  await system.ledger.createWebhook({ id, url, events: ['BATCH_SUCCESS'], secret }, by);
  const delivery = await system.ledger.testWebhook(id, by);
  const begun = await system.ledger.beginAttempt(delivery?.id ?? '', at);
  const failed = { state: 'FAILED', answer: 410, problem: 'answered 410', retryAfterMs: null } as const;
  if (begun !== undefined) await system.ledger.endAttempt(begun, failed, at);
  return id;
}

/** The second version has a symbol that nobody has a price of. */
async function abortedRollout(): Promise<string> {
  const [id, rolloutId, by] = [await bought(), randomUUID(), { name: 'test', at: new Date().toISOString() }];
  const targets = THIRDS.map(({ symbol }) => ({ symbol, percent: '0.0000' }));
  const second = [...targets, { symbol: 'GONE', percent: '100.0000' }];
  await system.ledger.createModel({ id: 'growth', name: 'Growth', targets: THIRDS, policy: null }, by);
  await system.ledger.subscribe(id, { modelId: 'growth', pinned: null, overrides: NO_OVERRIDES }, by);
  await system.ledger.addModelVersion('growth', { targets: second, policy: null, reason: 'a mistake' }, by);
  const plan = { modelId: 'growth', version: 2, cohorts: [1, 100], abortPercent: '5', perMinute: 60 };
  await system.ledger.startRollout({ id: rolloutId, ...plan }, by);
  await system.client.rollOut(rolloutId);
  await until(async () => (await system.ledger.findRollout(rolloutId))?.state === 'ABORTED', 60_000);
  return id;
}

function blocksOf(text: string): { section: string; commands: string[] }[] {
  return text.split(/^## /m).flatMap((part) => {
    const section = part.split('\n')[0] ?? '';
    const blocks = [...part.matchAll(/```sh\n([^`]*)```/g)].map(([, block]) => block ?? '');
    return blocks.map((block) => ({ section, commands: block.trim().split('\n') }));
  });
}

/** Runs one line; our own command line in this process, where the test's workers are found. */
async function execute(line: string, id: string): Promise<string> {
  const placeholders: [RegExp, string][] = [
    [/\banna\b/g, id],
    [/--task-queue rebalance\b/g, `--task-queue ${system.taskQueue}`],
    [/6b1f0d9c3a52e874/g, await evidenceOf(id)],
    [/6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10/g, (await system.ledger.listRollouts({ limit: 1 }))[0]?.id ?? ''],
    [/3f0a9c21b7d4/g, await approvalId()],
    [/ab-[0-9a-f-]{36}-META-o-1/g, (await system.ledger.findOpenBatch(id))?.orders[0]?.clientOrderId ?? ''],
  ];
  const given = placeholders.reduce((text, [placeholder, value]) => text.replace(placeholder, value), line);
  const env = { ...process.env, ...system.env, PATH: `${bin}:${process.env.PATH}` };
  const [, ours] = /^npm run autobalancer -- (.*)$/.exec(given) ?? [];
  if (ours === undefined) return (await run('sh', ['-c', given], { env })).stdout;
  const { stdout } = await run('sh', ['-c', `printf '%s\\0' ${ours}`]);
  const ended = await command({ env: system.env, taskQueue: system.taskQueue }, ...stdout.split('\0').slice(0, -1));
  // What takes a second person is recorded, which the next line approves.
  if (ended.exit !== 0 && !ended.stderr.includes('approvals approve'))
    throw new Error(`${given} ended with ${ended.exit}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

async function approvalId(): Promise<string> {
  const at = new Date().toISOString();
  const [approval] = await system.ledger.listApprovals({ isPending: true, at, limit: 1 });
  return approval?.id ?? '';
}

async function evidenceOf(portfolioId: string): Promise<string> {
  const found = await system.ledger.findPortfolio(portfolioId);
  return found === undefined ? '' : accountHash(await system.broker.account(found.accountId));
}

async function bought(policy: Partial<Policy> = {}): Promise<string> {
  await system.simulator.clearFaults();
  for (const symbol of ['META', 'AAPL', 'MSFT']) await system.simulator.setAsset(symbol, { quote: null });
  await system.simulator.setPrices({ META: '400.00', AAPL: '190.00', MSFT: '420.00' });
  return buyPortfolio(system, { policy: { reversalRetries: 0, cooldownAfterRollbackMs: 0, ...policy } });
}

async function tripped(): Promise<string> {
  const id = await bought();
  const { since } = await system.ledger.trading();
  const by = { name: 'breaker', at: new Date().toISOString() };
  const reason = 'the breaker tripped: 9 batches began within a minute, at most 8';
  expect(await system.ledger.tripBreaker(reason, since, by)).toBe(true);
  return id;
}

async function quotedWide(): Promise<string> {
  const id = await bought();
  await system.simulator.setPrices({ META: '441.00' });
  await system.simulator.setAsset('META', { quote: { bid: '420.00', ask: '462.00' } });
  await system.simulator.setAsset('AAPL', { quote: { bid: '180.00', ask: '200.00' } });
  await system.simulator.setAsset('MSFT', { quote: { bid: '400.00', ask: '440.00' } });
  return id;
}

/** One order not filled, and the reversal of another refused. */
async function exhausted(): Promise<string> {
  const id = await bought();
  await exhaustReversal(system, id);
  const query = `PortfolioId='${id}' AND RebalanceState='STALE'`;
  await until(async () => (await system.temporal.workflow.count(query)).count > 0, 60_000);
  return id;
}

/** An order that the broker does not fill, under a policy that leaves the rest to a person. */
async function heldBatch(): Promise<string> {
  const id = await bought({ onFailure: 'hold' });
  await system.simulator.addFault({
    match: { accountId: id, symbol: 'MSFT', operation: 'submit' },
    effect: { kind: 'partial-fill', fraction: '0', afterwards: 'cancel' },
  });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'STALE', reason: 'HELD' }]);
  await held(id);
  return id;
}

async function completed(id: string): Promise<void> {
  await active(id);
  const [, batch] = await system.ledger.listBatches(id);
  expect(batch?.state).toBe('ADJUSTED');
}

let ordersBefore = 0;
const ordersOf = async (id: string) => (await system.broker.listOrders(id, '2020-01-01T00:00:00.000Z')).length;

/** A person's retry-reversal came to nothing; the broker would take it by now. */
async function triedInVain(): Promise<string> {
  const id = await exhausted();
  const resolve = { action: 'retry-reversal', actor: 'lee', note: 'x', evidence: await evidenceOf(id) } as const;
  expect(await system.client.resolve(id, resolve)).toMatchObject({ verdict: { reason: 'REVERSAL_EXHAUSTED' } });
  await system.simulator.clearFaults();
  ordersBefore = await ordersOf(id);
  return id;
}

/** Nobody decided anything: a reset hold does not trade. */
async function heldAsItWas(id: string): Promise<void> {
  await held(id);
  const hold = system.temporal.workflow.getHandle(rebalanceWorkflowId(id));
  const details = () => hold.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  await until(async () => (await details()).currentDetails.includes('REVERSAL_EXHAUSTED'), 60_000);
  // A request that comes later is answered after whatever was sent again.
  const evidence = '0123456789abcdef';
  const last = { action: 'retry-reversal', actor: 'lee', note: 'x', evidence } as const;
  expect(await system.client.resolve(id, last)).toMatchObject({ verdict: { reason: 'EVIDENCE_CHANGED' } });
  expect(await ordersOf(id)).toBe(ordersBefore);
}

async function repaired(): Promise<string> {
  await system.simulator.clearFaults();
  return last;
}

/** Half of what it is worth came in, and nobody said so. */
async function wired(): Promise<string> {
  const id = await bought(BELIEVED_AT_ONCE);
  await system.simulator.changeAccount(id, { cash: '50000.00' });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'STALE', reason: 'CASH_DIFFERS' }]);
  await held(id);
  return id;
}

async function doubted(): Promise<string> {
  const id = await bought();
  const by = { name: 'test', at: new Date().toISOString() };
  const others = await Promise.all(Array.from({ length: 20 }, () => system.createPortfolio()));
  for (const other of others) await system.ledger.noteDifference(other, { difference: 'META', read: null }, by);
  return id;
}

async function foreignTrade(): Promise<string> {
  const id = await bought(BELIEVED_AT_ONCE);
  await system.simulator.changeAccount(id, { positions: { META: '80' } });
  await system.simulator.setPrices({ META: '440.00' });
  expect(await system.lookAt(id)).toMatchObject([{ outcome: 'STALE', reason: 'BOOKS_DIFFER' }]);
  await held(id);
  return id;
}

async function unknown(): Promise<string> {
  const id = await bought();
  await unknownOrder(system, id);
  return id;
}

async function inMidBatch(): Promise<string> {
  const id = await bought();
  await leaveOpen(system, id);
  await system.client.priceChanged({ id, lockTtlMs: DEFAULT_POLICY.lockTtlMs }, { symbols: ['META'] });
  await until(async () => (await system.ledger.findOpenBatch(id))?.orders[0]?.state === 'SUCCESS', 60_000);
  return id;
}

async function paused(): Promise<string> {
  const id = await bought();
  const why = { name: 'test', at: new Date().toISOString() };
  await system.ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: '3 rollbacks in a row' }, why);
  return id;
}

/** The broker has blocked its account. */
async function refusedByBroker(): Promise<string> {
  const id = await system.createPortfolio({ policy: { minOrder: '5.00' } });
  await system.simulator.changeAccount(id, { blocked: true });
  await command(system, 'rebalance', id, '--wait');
  return id;
}

async function unblocked(): Promise<string> {
  await system.simulator.changeAccount(last, { blocked: false });
  return last;
}

async function frozen(id: string): Promise<void> {
  await untilStatus(id, 'STALE');
  await held(id);
  expect(await system.ledger.findPortfolio(id)).toMatchObject({ statusReason: 'FROZEN' });
}

async function held(id: string): Promise<void> {
  const hold = system.temporal.workflow.getHandle(rebalanceWorkflowId(id));
  await until(async () => {
    const { type, status } = await hold.describe();
    return type === 'stalePortfolio' && status.name === 'RUNNING';
  }, 60_000);
  await until(async () => (await system.client.status(id))?.phase === 'STALE', 60_000);
}

function untilStatus(id: string, status: string): Promise<void> {
  return until(async () => (await system.ledger.findPortfolio(id))?.status === status, 60_000);
}
