// A split of a stock that everybody holds: nobody becomes STALE of it, and nothing is traded in it until price and shares have followed.

import { randomUUID } from 'node:crypto';
import { NO_CAPS } from '../../src/domain/caps';
import { DEFAULT_POLICY } from '../../src/domain/policy';
import type { Outcome } from '../../src/domain/steps';
import { startSystem, type TestSystem, THIRDS } from '../support/system';

/** 500 in the long run: TEST_SPLIT_HOLDERS=500. */
const HOLDERS = Number.parseInt(process.env.TEST_SPLIT_HOLDERS ?? '12', 10);
jest.setTimeout(120_000 + HOLDERS * 3_000);

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ caps: { ...NO_CAPS, priceMovePercent: '50' }, fillDelayMs: 0 });
});
afterAll(() => system.close());

test('after ten for one nobody is STALE, and nothing was traded in the symbol until its price had followed', async () => {
  const { simulator, ledger, broker } = system;
  const ids: string[] = [];
  for (let n = 0; n < HOLDERS; n += 1) ids.push(await createHolder());
  const before = (await simulator.journal()).length;
  const known = (await simulator.prices()).META ?? '';
  const prices = Object.entries(await simulator.prices()).map(([symbol, price]) => ({ symbol, price, known: null }));
  await ledger.keepPrices(prices, new Date().toISOString());

  // The shares came, and the feed shows the old price still, on its way up.
  await simulator.split({ symbol: 'META', oldShares: '1', newShares: '10' });
  await simulator.setPrices({ META: (Number(known) * 1.12).toFixed(2) });
  expect(kindsOf(await lookAtAll())).toEqual({ CORPORATE_ACTION: HOLDERS });
  expect(await tradedSince(before)).toEqual([]);

  // Now the price follows, and a move of the market is traded as ever.
  await simulator.setPrices({ META: (Number(known) * 0.112).toFixed(2) });
  expect(kindsOf(await lookAtAll())).toEqual({ REBALANCED: HOLDERS });
  for (const id of ids) {
    const portfolio = await ledger.findPortfolio(id);
    expect(portfolio).toMatchObject({ status: 'ACTIVE' });
    const account = await broker.account(portfolio?.accountId ?? '');
    expect(portfolio).toMatchObject({ holdings: account.positions, cash: account.cash });
  }
  const booked = await ledger.listActivities({ state: 'BOOKED', limit: 2 * HOLDERS });
  expect(booked.map(({ kind }) => kind)).toEqual(Array.from({ length: HOLDERS }, () => 'SPLIT'));

  async function tradedSince(entry: number) {
    const since = (await simulator.journal(entry)).filter(({ kind }) => kind === 'submit');
    return since.map(({ symbol }) => symbol);
  }
});

/** It is at its targets. Its plans stay fresh for longer than hundreds of them take on a busy machine. */
async function createHolder(): Promise<string> {
  const { simulator, ledger } = system;
  const prices = await simulator.prices();
  const id = `p-${randomUUID()}`;
  const holdings = THIRDS.map(({ symbol }) => ({ symbol, quantity: (33_000 / Number(prices[symbol])).toFixed(9) }));
  const positions = Object.fromEntries(holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  const cash = '1000.00';
  await simulator.createAccount({ id, cash, margin: true, positions });
  await ledger.createPortfolio(
    { id, accountId: id, policy: { ...DEFAULT_POLICY, planTtlMs: 480_000 }, targets: THIRDS, holdings, cash },
    { name: 'test', at: new Date().toISOString() },
  );
  return id;
}

/** One look signals some of them only, those first that it signalled less often. */
async function lookAtAll(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  while (outcomes.length < HOLDERS) outcomes.push(...(await system.lookOnce()));
  return outcomes;
}

/** How many ended how; those that were refused by their code. */
function kindsOf(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of outcomes) {
    const kind = one.outcome === 'REFUSED' ? one.refusal.code : one.outcome;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
