import { randomBytes } from 'node:crypto';
import type { RebalanceClient } from '../../src/client';
import { requestInvestment } from '../../src/operations/request-rebalance';
import {
  cancelWithdrawal,
  listWithdrawals,
  markWithdrawalPaid,
  type RequestWithdrawalInput,
  requestWithdrawal,
} from '../../src/operations/withdrawals';
import { createMemoryLedger } from '../ledger/memory-ledger';
import { AT_TERMINAL, person } from '../support/person';
import { actor, newPortfolio } from '../support/portfolios';

const ANNA = person('anna');
const PRICES = new Map(['AAPL', 'META', 'MSFT'].map((symbol) => [symbol, { price: '10', at: AT_TERMINAL.now() }]));

/** A portfolio with 100 shares at $10 and $250 in cash. */
async function started() {
  const ledger = createMemoryLedger();
  const portfolio = newPortfolio({ holdings: [{ symbol: 'META', quantity: '100' }], cash: '250.00' });
  await ledger.createPortfolio(portfolio, actor());
  const market = { latestPrices: () => Promise.resolve(PRICES) };
  const deps = { ledger, market, randomBytes, ...AT_TERMINAL };
  const request = (some: Partial<RequestWithdrawalInput> = {}) =>
    requestWithdrawal(deps, ANNA, { portfolioId: portfolio.id, amount: '100.00', reason: 'a house', ...some });
  const states = async () => {
    const listed = await listWithdrawals(deps, { portfolioId: portfolio.id, limit: 50 });
    return listed.ok ? listed.withdrawals.map(({ amount, state }) => `${amount} ${state}`) : [];
  };
  return { id: portfolio.id, ledger, deps, request, states };
}

test('it is READY when the cash covers it and all before it, and REQUESTED until then', async () => {
  const { request, states, ledger, id } = await started();
  expect(await request({ amount: '200' })).toMatchObject({
    ok: true,
    withdrawal: { amount: '200.00', state: 'READY' },
  });
  expect(await request({ amount: '50.01' })).toMatchObject({ withdrawal: { state: 'REQUESTED', by: ANNA } });
  await ledger.bookExternalCash(id, '250.01', 3, actor());
  expect(await states()).toEqual(['50.01 READY', '200.00 READY']);
});

test('it is cancelled or paid once, by whom the audit says', async () => {
  const { request, states, deps, id } = await started();
  const [first, second] = [await request({ amount: '1.00' }), await request({ amount: '2.00' })];
  if (!first.ok || !second.ok) throw new Error('they are set aside');
  const which = (one: typeof first) => ({ portfolioId: id, withdrawalId: one.withdrawal.id });
  expect(await cancelWithdrawal(deps, ANNA, which(first))).toMatchObject({
    ok: true,
    withdrawal: { state: 'CANCELLED', endedBy: ANNA },
  });
  expect(await markWithdrawalPaid(deps, ANNA, which(first))).toMatchObject({ refusal: 'WITHDRAWAL_ENDED' });
  expect(await markWithdrawalPaid(deps, ANNA, which(second))).toMatchObject({ withdrawal: { state: 'PAID' } });
  expect(await states()).toEqual(['2.00 PAID', '1.00 CANCELLED']);
});

test.each([
  ['zero', { amount: '0' }, 'above zero'],
  ['a negative amount', { amount: '-5.00' }, 'above zero'],
  ['three decimals', { amount: '5.001' }, 'at most 2 decimals'],
  ['a word', { amount: 'all' }, 'plain decimal'],
  ['an empty reason', { reason: ' ' }, 'one line'],
  ['two lines of reason', { reason: 'a\nb' }, 'one line'],
  ['a time that has passed', { until: '2020-01-01' }, 'a time to come'],
  ['no time', { until: 'soon' }, 'a day such as'],
])('%s is refused as INVALID_WITHDRAWAL, and nothing is stored', async (_what, some, message) => {
  const { request, states } = await started();
  const refused = { code: 'INVALID_WITHDRAWAL', message: expect.stringContaining(message) as string };
  await expect(request(some)).rejects.toMatchObject(refused);
  expect(await states()).toEqual([]);
});

test('more than 98 % of the value is refused, open ones counted, and nothing is stored', async () => {
  const { request, states } = await started();
  expect(await request({ amount: '1225.01' })).toMatchObject({ ok: false, refusal: 'WITHDRAWAL_TOO_LARGE' });
  expect(await request({ amount: '1225.00' })).toMatchObject({ ok: true });
  expect(await request({ amount: '0.01' })).toMatchObject({ refusal: 'WITHDRAWAL_TOO_LARGE' });
  expect(await states()).toEqual(['1225.00 REQUESTED']);
});

test('a portfolio that is CLOSED, STALE or not there is refused by name, whatever its prices', async () => {
  const { request, states, ledger, id, deps } = await started();
  const market = { latestPrices: () => Promise.reject(new Error('nobody asks')) };
  const input = { portfolioId: id, amount: '1.00', reason: 'a house' };
  await ledger.markStale(id, { reason: 'BOOKS_DIFFER', cause: null, fills: [] }, actor());
  expect(await requestWithdrawal({ ...deps, market }, ANNA, input)).toMatchObject({ refusal: 'PORTFOLIO_STALE' });
  const closed = newPortfolio();
  await ledger.createPortfolio(closed, actor());
  await ledger.setStatus(closed.id, { from: ['ACTIVE'], to: 'CLOSED', reason: null }, actor());
  expect(await requestWithdrawal({ ...deps, market }, ANNA, { ...input, portfolioId: closed.id })).toMatchObject({
    refusal: 'PORTFOLIO_CLOSED',
  });
  expect(await request({ portfolioId: 'nobody' })).toMatchObject({ refusal: 'PORTFOLIO_NOT_FOUND' });
  expect(await states()).toEqual([]);
});

test('without a price nobody knows how much there is', async () => {
  const { deps, id } = await started();
  const market = { latestPrices: () => Promise.resolve(new Map([['AAPL', { price: '10', at: '' }]])) };
  const input = { portfolioId: id, amount: '1.00', reason: 'a house' };
  expect(await requestWithdrawal({ ...deps, market }, ANNA, input)).toMatchObject({ refusal: 'PRICE_MISSING' });
});

test('who asks for an investment is audited before Temporal hears of it, and the run is told what it is for', async () => {
  const { ledger, id } = await started();
  const asked: unknown[] = [];
  const client: Pick<RebalanceClient, 'requestRebalance'> = {
    requestRebalance: (...one) => {
      asked.push(one.at(3));
      return Promise.reject(new Error('Temporal is away'));
    },
  };
  await expect(requestInvestment({ ledger, client, ...AT_TERMINAL }, ANNA, id)).rejects.toThrow('away');
  expect(asked).toEqual([{ run: 'invest_cash' }]);
  const [last] = (await ledger.listAudit(id)).slice(-1);
  expect(last).toMatchObject({ event: 'INVESTMENT_REQUESTED', actor: ANNA });
});
