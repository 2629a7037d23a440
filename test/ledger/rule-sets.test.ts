import { randomUUID } from 'node:crypto';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import { principalOf } from '../../src/domain/principal';
import type { Rule } from '../../src/domain/rules';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { createPostgresLedger } from '../../src/ledger/postgres/ledger';
import { setRules } from '../../src/operations/rules';
import { createTestDatabase, type TestDatabase } from '../support/database';

const BY = { name: 'cli:anna@desk', via: 'cli', at: '2026-03-02T15:00:00.000Z' } as const;
const ANNA = principalOf({ kind: 'cli', login: 'anna', host: 'desk' });
const WARN: Rule = { kind: 'max-order', severity: 'warn', limit: '5000.00', symbols: [] };
const BLOCK: Rule = { kind: 'restricted', severity: 'block', limit: null, symbols: ['GME', 'TSLA'] };

let database: TestDatabase;
let ledger: ReturnType<typeof createPostgresLedger>;
beforeEach(async () => {
  database = await createTestDatabase();
  ledger = createPostgresLedger(database.appUrl);
});
afterEach(async () => {
  await ledger.close();
  await database.drop();
});

async function portfolio(percents: Record<string, string>): Promise<string> {
  const id = `p-${randomUUID()}`;
  const targets = Object.entries(percents).map(([symbol, percent]) => ({ symbol, percent: `${percent}.0000` }));
  const created = { id, accountId: id, policy: DEFAULT_POLICY, targets, holdings: [], cash: '1000.00' };
  expect(await ledger.createPortfolio(created, BY)).toEqual({ ok: true });
  return id;
}

test('rules have versions, each in the audit; the same again is the same version, and plans are held to the last', async () => {
  const id = await portfolio({ META: '50', AAPL: '50' });
  const none = { version: 0, rules: [], reason: null, by: null, at: null };
  expect(await ledger.findRules()).toEqual(none);
  expect((await ledger.readGuards(id, BY.at)).ruleSet).toEqual({ version: 0, rules: [] });
  const first = { version: 1, rules: [WARN], reason: 'large orders are looked at', by: BY.name, at: BY.at };
  for (const reason of [first.reason, 'the same'])
    expect(await ledger.setRules({ rules: [WARN], reason }, BY)).toEqual({ ok: true, set: first });
  expect(await ledger.setRules({ rules: [WARN, BLOCK], reason: 'GME', ifVersion: 0 }, BY)).toMatchObject({
    refusal: 'RULES_CHANGED',
  });
  expect(await ledger.setRules({ rules: [WARN, BLOCK], reason: 'GME', ifVersion: 1 }, BY)).toMatchObject({
    set: { version: 2 },
  });
  expect((await ledger.readGuards(id, BY.at)).ruleSet).toEqual({ version: 2, rules: [WARN, BLOCK] });
  expect((await ledger.listAudit(SYSTEM_AUDIT)).filter(({ event }) => event === 'RULES_SET')).toMatchObject([
    { actor: BY.name, detail: { version: 1, rules: [WARN], reason: first.reason } },
    { detail: { version: 2, rules: [WARN, BLOCK] } },
  ]);
});

test('two who set rules at once get one version after the other, and nobody changes one that was set', async () => {
  const both = [1, 2, 3].map((n) => ledger.setRules({ rules: [{ ...WARN, limit: `${n}000.00` }], reason: 'x' }, BY));
  const versions = (await Promise.all(both)).map((one) => one.ok && one.set.version);
  expect(versions.sort()).toEqual([1, 2, 3]);
});

test('a rule that a portfolio cannot meet is refused with its name, and nothing is stored', async () => {
  await portfolio({ META: '25', AAPL: '25', MSFT: '25', NVDA: '25' });
  const narrow = await portfolio({ META: '50', AAPL: '50', MSFT: '0' });
  const deps = { ledger, door: 'cli', now: () => BY.at } as const;
  const set = (limit: string) =>
    setRules(deps, ANNA, { rules: [{ kind: 'max-weight', severity: 'block', limit }], reason: 'x' });
  const no = await set('49.9999');
  expect(no).toMatchObject({ refusal: 'RULE_UNMEETABLE' });
  expect('message' in no && no.message).toContain(`${narrow} has 2 targets`);
  expect((await ledger.findRules()).version).toBe(0);
  expect(await set('50')).toMatchObject({ ok: true });
  await ledger.setStatus(narrow, { from: ['ACTIVE'], to: 'CLOSED', reason: 'x' }, BY);
  expect(await set('25')).toMatchObject({ ok: true });
});
