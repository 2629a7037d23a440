import type { Asset } from '../../src/broker/broker';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { exportPortfolios } from '../../src/operations/export-portfolios';
import { importPortfolios } from '../../src/operations/import-portfolios';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { AT_TERMINAL, person } from '../support/person';

const ANNA = person('anna');

function setUp() {
  const ledger = createMemoryLedger();
  const asked: string[] = [];
  const broker = {
    asset: async (symbol: string): Promise<Asset | undefined> => {
      asked.push(symbol);
      return symbol === 'GONE' ? undefined : ({ symbol } as Asset);
    },
  };
  const deps = { ledger, broker, ...AT_TERMINAL };
  const bring = (lines: readonly object[], isPartial = false) =>
    importPortfolios(deps, ANNA, { lines: lines.map((line) => JSON.stringify(line)), format: 'ndjson', isPartial });
  return { ledger, deps, asked, bring };
}

const line = (id: string, some: object = {}) => ({
  id,
  accountId: `account-${id}`,
  cash: '100.00',
  targets: [{ symbol: 'META', percent: '100' }],
  ...some,
});

test('all portfolios of a file are stored, with what their accounts have, and the audit says by whom', async () => {
  const { ledger, asked, bring } = setUp();
  const held = { holdings: [{ symbol: 'META', quantity: '1.5' }], policy: { driftThreshold: '7.0000' } };
  const answer = await bring([line('a'), line('b', held)]);
  expect(answer).toMatchObject({ ok: true, stored: 2, skipped: 0, problems: [] });
  expect(await ledger.findPortfolio('b')).toMatchObject({
    status: 'ACTIVE',
    cash: '100.00',
    holdings: [{ symbol: 'META', quantity: '1.5' }],
    policy: { driftThreshold: '7.0000' },
  });
  expect(asked).toEqual(['META']);
  expect(await ledger.listAudit(SYSTEM_AUDIT)).toMatchObject([
    { event: 'IMPORT_BEGUN', actor: ANNA, via: 'cli', detail: { portfolios: 2 } },
    { event: 'IMPORT_ENDED', detail: { stored: 2, skipped: 0, wrong: 0 } },
  ]);
  expect(await ledger.listAudit('a')).toMatchObject([{ event: 'PORTFOLIO_CREATED', actor: ANNA, via: 'cli' }]);
});

const WRONG = [
  line('a'),
  line('b', { cash: '1.234' }),
  line('a', { accountId: 'other' }),
  line('c', { accountId: 'account-a' }),
  line('d', { targets: [{ symbol: 'GONE', percent: '100' }] }),
  line('there', { cash: '7.00' }),
  line('e', { accountId: 'account-elsewhere' }),
  line('f'),
];

test.each([false, true])(
  'each wrong line is named with field and rule; with --partial (%s) the others are stored',
  async (isPartial) => {
    const { ledger, bring } = setUp();
    await bring([line('there'), line('elsewhere')]);
    const answer = await bring(WRONG, isPartial);
    expect(answer.problems.map(({ line: number, field, code }) => [number, field, code])).toEqual([
      [2, 'cash', 'INVALID_HOLDINGS'],
      [3, 'id', 'INVALID_PORTFOLIO_ID'],
      [4, 'accountId', 'INVALID_ACCOUNT'],
      [5, 'targets', 'UNKNOWN_SYMBOL'],
      [6, 'id', 'PORTFOLIO_EXISTS'],
      [7, 'accountId', 'ACCOUNT_TAKEN'],
    ]);
    expect(answer.problems[0]?.message).toBe('cash must have at most 2 decimals');
    const stored = (await ledger.listPortfolios({ limit: 9 })).map(({ id }) => id);
    if (isPartial) expect(answer).toMatchObject({ ok: true, stored: 2, skipped: 0 });
    else expect(answer).toMatchObject({ ok: false, refusal: 'IMPORT_REFUSED', stored: 0 });
    expect(stored).toEqual(isPartial ? ['a', 'elsewhere', 'f', 'there'] : ['elsewhere', 'there']);
  },
);

test('an import that was interrupted goes on where it was, under the same id', async () => {
  const { ledger, deps, bring } = setUp();
  const lines = Array.from({ length: 1_200 }, (_, n) => line(`p-${n}`));
  let chunks = 0;
  const createPortfolios: typeof ledger.createPortfolios = async (...asked) => {
    chunks += 1;
    if (chunks === 2) throw new Error('killed');
    return ledger.createPortfolios(...asked);
  };
  const texts = lines.map((one) => JSON.stringify(one));
  const killed = { ...deps, ledger: { ...ledger, createPortfolios } };
  await expect(importPortfolios(killed, ANNA, { lines: texts, format: 'ndjson', isPartial: false })).rejects.toThrow(
    'killed',
  );
  const answer = await bring(lines);
  expect(answer).toMatchObject({ ok: true, stored: 700, skipped: 500, problems: [] });
  expect(await bring(lines)).toMatchObject({ stored: 0, skipped: 1_200, importId: answer.importId });
  const begun = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ event }) => event === 'IMPORT_BEGUN');
  expect(new Set(begun.map(({ detail }) => detail.import))).toEqual(new Set([answer.importId]));
});

test('what somebody else creates meanwhile is told, and nothing is stored over it', async () => {
  const { ledger, deps } = setUp();
  const createPortfolios: typeof ledger.createPortfolios = async (portfolios, by) => {
    const [first, second, third] = portfolios as [
      (typeof portfolios)[0],
      (typeof portfolios)[0],
      (typeof portfolios)[0],
    ];
    await ledger.createPortfolio({ ...first, cash: '1.00' }, by);
    await ledger.createPortfolio(second, by);
    await ledger.createPortfolio({ ...third, id: 'quicker' }, by);
    return ledger.createPortfolios(portfolios, by);
  };
  const lines = ['a', 'b', 'c', 'd'].map((id) => JSON.stringify(line(id)));
  const quick = { ...deps, ledger: { ...ledger, createPortfolios } };
  expect(await importPortfolios(quick, ANNA, { lines, format: 'ndjson', isPartial: false })).toMatchObject({
    ok: true,
    stored: 1,
    skipped: 1,
    problems: [
      { line: 1, field: 'id', code: 'PORTFOLIO_EXISTS' },
      { line: 3, field: 'accountId', code: 'ACCOUNT_TAKEN' },
    ],
  });
});

test('what is exported is imported into another ledger as it was, without those that are CLOSED', async () => {
  const { ledger, deps, bring } = setUp();
  await bring([line('a'), line('b', { holdings: [{ symbol: 'META', quantity: '0.000000001' }] }), line('c')]);
  await ledger.setStatus('c', { from: ['ACTIVE'], to: 'CLOSED', reason: null }, { name: ANNA, at: deps.now() });
  for (const format of ['ndjson', 'csv'] as const) {
    const other = setUp();
    const lines = exportPortfolios(deps, format);
    expect(await importPortfolios(other.deps, ANNA, { lines, format, isPartial: false })).toMatchObject({ stored: 2 });
    expect(await other.ledger.listPortfolios({ limit: 9 })).toEqual(await ledger.listPortfolios({ limit: 2 }));
  }
});

test('a file whose header is wrong is refused at its first line', async () => {
  const { deps } = setUp();
  const answer = await importPortfolios(deps, ANNA, { lines: ['a,b', 'c,d'], format: 'csv', isPartial: false });
  expect(answer).toMatchObject({ refusal: 'IMPORT_REFUSED', problems: [{ line: 1, field: 'header' }] });
});
