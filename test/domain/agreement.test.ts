import { type CashAndBooks, cashDifference, isDoubtful, readAgainInMs } from '../../src/domain/agreement';

const HOUR = 3_600_000;

function cash(ledger: string, broker: string, some: Partial<CashAndBooks> & { limit?: string | null } = {}) {
  const { limit = '5.0000', ...more } = some;
  return cashDifference({
    portfolio: { cash: ledger, holdings: [{ symbol: 'META', quantity: '10' }], policy: { externalCashLimit: limit } },
    account: { cash: broker },
    announced: { leaving: '0.00', arriving: '0.00' },
    lastFillAt: null,
    now: '2026-03-02T15:05:00.000Z',
    prices: new Map([['META', { price: '90' }]]),
    ...more,
  });
}

// It is worth $1,000 by its books: 10 META at $90, and $100.
test.each([
  ['nothing', '100.00', {}, undefined],
  ['a deposit of the limit', '150.00', {}, undefined],
  ['a cent more', '150.01', {}, /nothing explains \$50\.01, more than 5\.0000 %/],
  ['a withdrawal of the limit', '50.00', {}, undefined],
  ['a cent more that is gone', '49.99', {}, /ledger 100\.00, broker 49\.99/],
  ['what was announced', '1100.00', { announced: { leaving: '0.00', arriving: '1000.00' } }, undefined],
  ['what was announced to leave', '-900.00', { announced: { leaving: '1000.00', arriving: '0.00' } }, undefined],
  ['more than was announced', '1200.00', { announced: { leaving: '0.00', arriving: '1000.00' } }, /\$100\.00/],
  [
    'an announcement of the other direction',
    '0.00',
    { announced: { leaving: '0.00', arriving: '100.00' } },
    /\$100\.00/,
  ],
  ['anything without a limit', '9999999.00', { limit: null }, undefined],
  ['a cent with a limit of nothing', '100.01', { limit: '0.0000' }, /\$0\.01/],
  ['a dollar soon after a fill', '101.00', { lastFillAt: '2026-03-02T15:00:00.001Z' }, /may not show yet/],
  ['some cents soon after a fill', '100.10', { lastFillAt: '2026-03-02T15:00:00.001Z' }, undefined],
  ['a dollar five minutes after a fill', '101.00', { lastFillAt: '2026-03-02T15:00:00.000Z' }, undefined],
  ['what has no price', '106.00', { prices: new Map() }, /\$6\.00/],
])('a difference of cash: %s', (_what, broker, some, why) => {
  const difference = cash('100.00', broker, some);
  if (why === undefined) expect(difference).toBeUndefined();
  else expect(difference).toMatch(why);
});

test('a portfolio that holds nothing takes any deposit, and loses none', () => {
  const empty = { holdings: [], policy: { externalCashLimit: '5.0000' } };
  expect(cash('', '', { portfolio: { ...empty, cash: '0.00' }, account: { cash: '100000.00' } })).toBeUndefined();
  expect(cash('', '', { portfolio: { ...empty, cash: '100.00' }, account: { cash: '90.00' } })).toMatch(/\$10\.00/);
});

test.each([
  [19, 19, false],
  [20, 20, true],
  [20, 4_000, false],
  [21, 4_000, true],
  [0, 0, false],
])('%i that differ of %i that were read: the broker is in doubt is %s', (differing, read, doubtful) => {
  expect(isDoubtful(differing, read)).toBe(doubtful);
});

test('an account is read again after ten seconds, a minute and five, as far as the lock lives', () => {
  const waits = (ttl: number) => [0, 1, 2, 3].map((differed) => readAgainInMs(differed, ttl));
  expect(waits(6 * HOUR)).toEqual([10_000, 50_000, 240_000, undefined]);
  expect(waits(120_000)).toEqual([10_000, 50_000, undefined, undefined]);
  expect(waits(19_999)).toEqual([undefined, undefined, undefined, undefined]);
});
