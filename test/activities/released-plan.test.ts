// A released plan is made again at its own prices, and sent at the latest ones: the guards hold at both.

import { decideReleased } from '../../src/activities/batch/released-plan';
import { intendedOrders } from '../../src/activities/batch/situation';
import { NO_CAPS } from '../../src/domain/caps';
import { decide, type Situation } from '../../src/domain/decide';
import { showCents, ZERO } from '../../src/domain/money';
import { basisOf, type PlanProposal } from '../../src/domain/proposal';
import { portfolio, pricesOf, situation } from '../support/situations';

/** Approved for prices that may move by 10 %. */
function frozen(then: Situation): PlanProposal {
  const decision = decide(then);
  if (decision.kind !== 'trade') throw new Error(decision.kind);
  const orders = intendedOrders(decision, then).map((order, index) => ({
    ...order,
    price: decision.orders[index]?.price.toFixed() ?? '',
    value: showCents(decision.orders[index]?.value ?? ZERO),
  }));
  const { execution, drift, driftPlanned } = decision;
  return {
    id: 'abc',
    portfolioId: then.portfolio.id,
    state: 'APPROVED',
    plan: { execution, drift, driftPlanned, orders, leftOut: [], after: null, findings: [], triggers: [], reasons: [] },
    basis: basisOf(then),
    priceTolerance: '10.0000',
    proposedBy: 'anna',
    proposedAt: then.now,
    expiresAt: '2026-01-06T15:00:00.000Z',
    decidedBy: 'ben',
    decidedAt: then.now,
    note: 'fine',
    voidCode: null,
    voidDetail: null,
    batchId: null,
  };
}

const PRICES = { AAPL: '190', META: '440', MSFT: '420' };
const then = situation();
const releasedAt = (prices: Partial<typeof PRICES>, some: Partial<Situation> = {}, of = then) => {
  const decision = decideReleased(frozen(of), { ...of, prices: pricesOf({ ...PRICES, ...prices }), ...some });
  return decision.kind === 'refused' ? decision.refusal.code : decision.kind;
};

test('prices that stay, or move a little, release it', () => {
  expect(frozen(then).plan).toMatchObject({ execution: 'parallel' });
  expect([releasedAt({}), releasedAt({ META: '445' })]).toEqual(['trade', 'trade']);
});

test('a price within the tolerance that jumped is not traded on', () => {
  const guarded = {
    caps: { ...NO_CAPS, priceMovePercent: '5' },
    knownPrices: new Map([['META', { price: '440', lately: null }]]),
  };
  expect(releasedAt({}, guarded)).toBe('trade');
  expect(releasedAt({ META: '470' }, guarded)).toBe('PRICE_JUMP');
});

test('a price that has moved since in small steps has not jumped', () => {
  const guarded = {
    caps: { ...NO_CAPS, priceMovePercent: '5' },
    knownPrices: new Map([['META', { price: '470', lately: null }]]),
  };
  expect(releasedAt({ META: '471' }, guarded)).toBe('trade');
});

test('a split that the broker does not list yet is waited for, and makes nothing stale', () => {
  const positions = then.account.positions.map(({ symbol, quantity }) =>
    symbol === 'META' ? { symbol, quantity: '166.25' } : { symbol, quantity },
  );
  const split = {
    account: { ...then.account, positions },
    caps: { ...NO_CAPS, priceMovePercent: '20' },
    knownPrices: new Map([['META', { price: '440', lately: null }]]),
  };
  expect(releasedAt({ META: '220' }, split)).toBe('CORPORATE_ACTION');
});

test('caps hold at what the orders cost now', () => {
  const sold = Number(frozen(then).plan.orders.find(({ side }) => side === 'SELL')?.value);
  const caps = { ...NO_CAPS, orderUsd: (sold * 1.02).toFixed(2) };
  expect([releasedAt({}, { caps }), releasedAt({ META: '460' }, { caps })]).toEqual(['trade', 'CAP_EXCEEDED']);
});

test('buys that cost more by now than there is are not sent together with the sells', () => {
  const bare = situation({ portfolio: portfolio({ cash: '100.00' }) });
  expect(frozen(bare).plan).toMatchObject({ execution: 'parallel' });
  expect(releasedAt({}, {}, bare)).toBe('trade');
  expect(releasedAt({ AAPL: '208', META: '397', MSFT: '460' }, {}, bare)).toBe('PLAN_DIFFERS');
});

test('buys that wait for the sells are sized to the money they brought', () => {
  const waiting = situation({ portfolio: portfolio({ cash: '100.00', policy: { execution: 'sells-first' } }) });
  expect(releasedAt({ AAPL: '208', META: '397', MSFT: '460' }, {}, waiting)).toBe('trade');
});
