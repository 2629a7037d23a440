import { type AccountSnapshot, BrokerFault } from '../../src/broker/broker';
import type { Activity } from '../../src/domain/activity';
import type { AlertInput } from '../../src/domain/steps';
import type { Ledger, NewPortfolio } from '../../src/ledger/ledger';
import { createAccountSweep } from '../../src/monitor/account-sweep';
import type { ReadOutcome } from '../../src/monitor/read-account';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { actor, newBatch, newPortfolio } from '../support/portfolios';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-03-02T15:00:00.000Z');

let ledger: Ledger;
let nowMs: number;
let asked: string[];
let alerts: AlertInput[];
let outcomes: ReadOutcome[];
let isOpen: boolean;
let limit: number | undefined;
const accounts = new Map<string, AccountSnapshot | BrokerFault>();
const activities = new Map<string, Activity[]>();
/** The holds that were told to look again. */
let looked: string[];
/** Happens while an account is read. */
let meanwhile: () => Promise<unknown>;

beforeEach(() => {
  [ledger, nowMs, asked, alerts, outcomes, looked] = [createMemoryLedger(), START, [], [], [], []];
  [isOpen, limit, meanwhile] = [true, undefined, () => Promise.resolve()];
  accounts.clear();
  activities.clear();
});

const sweep = (percent = 25, isMine: (id: string) => boolean = () => true) =>
  createAccountSweep({
    ledger,
    broker: {
      reserve: () => Promise.resolve({ keep: () => undefined, giveBack: () => undefined }),
      // Of what was derived there is nothing in these tests.
      listFills: () => Promise.reject(new Error('nobody asks for executions')),
      findOrder: () => Promise.reject(new Error('nobody asks for an order')),
      listActivities: (id) => Promise.resolve(activities.get(id) ?? []),
      account: async (id) => {
        const account = accounts.get(id);
        await meanwhile();
        if (account === undefined || account instanceof BrokerFault) throw account ?? new Error(`no ${id}`);
        return account;
      },
    },
    market: {
      latestPrices: (symbols) =>
        Promise.resolve(
          new Map([...symbols].map((symbol) => [symbol, { price: '100', at: '2026-03-02T15:00:00.000Z' }])),
        ),
    },
    client: {
      priceChanged: ({ id }) => {
        asked.push(id);
        const result = () => Promise.reject(new Error('nobody waits'));
        return Promise.resolve({ workflowId: '', runId: '', result, ended: () => Promise.resolve(true) });
      },
      callPerson: async (alert) => void alerts.push(alert),
      lookAgain: async (id) => void looked.push(id),
    },
    isMine,
    isOpen: () => isOpen,
    isBusy: () => false,
    requestsPerMinute: () => limit,
    percent,
    now: () => nowMs,
    onRead: (outcome) => void outcomes.push(outcome),
  });

async function portfolio(change: Partial<AccountSnapshot> = {}): Promise<NewPortfolio> {
  const created = newPortfolio();
  await ledger.createPortfolio(created, actor());
  accounts.set(created.accountId, {
    accountId: created.accountId,
    blocked: null,
    cash: created.cash,
    leaving: '0.00',
    arriving: '0.00',
    buyingPower: '0.00',
    margin: true,
    wholeSharesOnly: false,
    refusesPtp: false,
    positions: created.holdings,
    openOrders: [],
    ...change,
  });
  return created;
}

const OTHER = [{ symbol: 'META', quantity: '1' }];
const rowOf = async ({ id }: NewPortfolio) => ledger.findPortfolio(id);

test('each account is read once in twenty hours, by whichever monitor continues', async () => {
  for (let n = 0; n < 3; n += 1) await portfolio();
  const first = sweep();
  await first.step();
  await first.step();
  const second = sweep();
  await second.step();
  await second.step();
  expect(outcomes).toEqual(['agrees', 'agrees', 'agrees']);
  nowMs += 20 * HOUR + 1;
  await second.step();
  expect(outcomes).toHaveLength(4);
});

test('of a shard it reads what is in the shard', async () => {
  const [mine, other] = [await portfolio(), await portfolio()];
  const { step } = sweep(25, (id) => id === mine.id);
  for (let n = 0; n < 3; n += 1) await step();
  expect(outcomes).toHaveLength(1);
  expect(await ledger.dueReads({ before: new Date(nowMs).toISOString(), differingBefore: '', limit: 9 })).toEqual([
    other.id,
  ]);
});

test('what an account is worth is kept for the day when it agrees, and not when it differs or is busy', async () => {
  const [worth, deposited, differing] = [
    await portfolio(),
    await portfolio({ cash: '1250.00' }),
    await portfolio({ positions: OTHER }),
  ];
  const { step } = sweep();
  for (let n = 0; n < 3; n += 1) await step();
  expect(await ledger.listValues(worth.id)).toEqual([{ day: '2026-03-02', value: '31594.85', cash: '250.00' }]);
  expect(await ledger.listValues(deposited.id)).toEqual([{ day: '2026-03-02', value: '32594.85', cash: '1250.00' }]);
  expect(await ledger.listValues(differing.id)).toEqual([]);
});

test('a deposit is booked, so that the next look invests it', async () => {
  const deposited = await portfolio({ cash: '1250.00' });
  await sweep().step();
  expect(await rowOf(deposited)).toMatchObject({ cash: '1250.00', version: 2 });
  expect(outcomes).toEqual(['booked']);
});

test('a hold is told that the account agrees again, if that was its only reason', async () => {
  const [differed, frozen] = [await portfolio(), await portfolio()];
  const { step } = sweep();
  await ledger.markStale(differed.id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, actor());
  await ledger.markStale(frozen.id, { reason: 'FROZEN', cause: null, fills: [] }, actor());
  for (let n = 0; n < 3; n += 1) await step();
  expect(outcomes).toEqual(['agrees', 'agrees']);
  expect(looked).toEqual([differed.id]);
});

test.each([
  ['shares', { positions: OTHER }],
  ['cash beyond the limit', { cash: '90000.00' }],
])('%s that differ are noted, and a rebalance is asked to read them again', async (_what, change) => {
  const differing = await portfolio(change);
  await sweep().step();
  expect(asked).toEqual([differing.id]);
  expect(await rowOf(differing)).toMatchObject({ status: 'ACTIVE', cash: differing.cash });
  expect((await ledger.listAudit(differing.id)).at(-1)).toMatchObject({ event: 'BOOKS_DIFFERED', actor: 'monitor' });
});

test('what differs while the market is closed is read again within the hour, and asked for then', async () => {
  await portfolio({ positions: OTHER });
  isOpen = false;
  const { step } = sweep();
  await step();
  expect(asked).toEqual([]);
  isOpen = true;
  nowMs += HOUR + 1;
  await step();
  expect(asked).toHaveLength(1);
});

test('nothing is noted or booked of an account that trades: before, and while it is read', async () => {
  const trading = await portfolio({ cash: '260.00', positions: OTHER });
  await ledger.openBatch(newBatch({ portfolioId: trading.id }), actor());
  // The batch was planned on a read of its own.
  nowMs += 21 * HOUR;
  const begins = await portfolio({ cash: '260.00', positions: OTHER });
  meanwhile = () => ledger.openBatch(newBatch({ portfolioId: begins.id }), actor());
  const { step } = sweep();
  for (let n = 0; n < 3; n += 1) await step();
  expect(outcomes).toEqual(['busy', 'busy']);
  expect(await rowOf(begins)).toMatchObject({ cash: '250.00' });
  expect(asked).toEqual([]);
});

test('an account that cannot be read keeps no other from its turn', async () => {
  const gone = await portfolio();
  accounts.set(gone.accountId, new BrokerFault('NOT_FOUND', 'no such account'));
  await portfolio();
  const { step } = sweep();
  for (let n = 0; n < 4; n += 1) await step();
  expect([...outcomes].sort()).toEqual(['agrees', 'unreadable']);
});

test('it takes its share of the requests and no more, and nothing when that is zero', async () => {
  for (let n = 0; n < 3; n += 1) await portfolio();
  limit = 200;
  // 25 % of 200 are 50 requests a minute, and an account takes four.
  const pace = (MINUTE * 4) / 50;
  const many = {
    ...ledger,
    readProgress: () => Promise.resolve({ portfolios: 1_000_000, read: 0, differing: 0, oldest: null }),
  };
  ledger = many;
  expect(await sweep().step()).toBeCloseTo(pace);
  outcomes = [];
  await sweep(0).step();
  expect(outcomes).toEqual([]);
});

test('many differing accounts put the broker in doubt: one call, no rebalances, and it ends when they agree', async () => {
  const all = await Promise.all(Array.from({ length: 30 }, () => portfolio({ positions: OTHER })));
  const { step } = sweep();
  for (let n = 0; n < 30; n += 1) await step();
  expect(asked).toHaveLength(19);
  nowMs += 10_001;
  await step();
  await sweep().step();
  expect(new Set(alerts.map(({ eventId }) => eventId)).size).toBe(1);
  expect(alerts[0]?.text).toContain('20 of 20 accounts differed');
  for (const { accountId, holdings } of all)
    accounts.set(accountId, { ...(accounts.get(accountId) as AccountSnapshot), positions: holdings, cash: '260.00' });
  nowMs += 5 * MINUTE;
  for (let n = 0; n < 30; n += 1) await step();
  nowMs += 10_001;
  await step();
  expect(await ledger.doubt()).toBeNull();
  expect((await ledger.listAudit('_system')).map(({ event }) => event)).toEqual(['BROKER_DOUBTED', 'BROKER_TRUSTED']);
  // What a broker in doubt showed was booked by nobody.
  expect(await rowOf(all[0] as NewPortfolio)).toMatchObject({ cash: '250.00' });
});
