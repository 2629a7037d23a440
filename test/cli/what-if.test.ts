import { command, withFile } from '../support/command-line';

/** 40 equal positions, five of them 8 % down, $25 in cash: the sells are too small for the minimum. */
const FORTY = {
  portfolio: {
    targets: symbols().map((symbol) => ({ symbol, percent: '2.5000' })),
    holdings: symbols().map((symbol) => ({ symbol, quantity: '1' })),
    cash: '25.00',
    policy: { minOrder: '10.00' },
  },
  prices: Object.fromEntries(symbols().map((symbol, index) => [symbol, index < 5 ? '230' : '250'])),
};

function symbols(): string[] {
  return Array.from({ length: 40 }, (_none, index) => `S${String(index).padStart(2, '0')}`);
}

const THIRDS = {
  portfolio: {
    targets: [
      { symbol: 'AAPL', percent: '33.33' },
      { symbol: 'META', percent: '33.33' },
      { symbol: 'MSFT', percent: '33.34' },
    ],
    holdings: [
      { symbol: 'AAPL', quantity: '175' },
      { symbol: 'META', quantity: '83.125' },
      { symbol: 'MSFT', quantity: '79.1' },
    ],
    cash: '278.00',
  },
  prices: { AAPL: '190', META: '440', MSFT: '420' },
};

const ask = (file: unknown, ...args: string[]) =>
  withFile(file, (path) => command({ env: {} }, 'plan', '--what-if', path, ...args));

test('a what-if needs no server, no database and no setting, and answers by its contract', async () => {
  const { exit, answer, stderr } = await ask(THIRDS, '--json');
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  expect(answer).toEqual({
    ok: true,
    decision: 'trade',
    drift: { largest: '6.4708', symbol: 'META', halfSum: expect.stringMatching(/^2\.\d{4}$/) as string },
    orders: [
      {
        symbol: 'META',
        side: 'SELL',
        quantity: expect.any(String) as string,
        notional: null,
        value: expect.any(String) as string,
      },
      {
        symbol: 'AAPL',
        side: 'BUY',
        quantity: expect.any(String) as string,
        notional: null,
        value: expect.any(String) as string,
      },
      {
        symbol: 'MSFT',
        side: 'BUY',
        quantity: expect.any(String) as string,
        notional: null,
        value: expect.any(String) as string,
      },
    ],
    after: {
      cash: '258.31',
      weights: {
        AAPL: expect.any(String) as string,
        META: expect.any(String) as string,
        MSFT: expect.any(String) as string,
      },
      drift: { largest: '0.0000', halfSum: '0.0000' },
    },
    warnings: [],
    reasons: [
      expect.objectContaining({ symbol: 'AAPL', target: '33.3300', isPast: false, side: 'BUY', because: 'TO_TARGET' }),
      expect.objectContaining({ symbol: 'META', band: '1.6665', isPast: true, side: 'SELL', because: 'PAST_BAND' }),
      expect.objectContaining({ symbol: 'MSFT', isPast: false, side: 'BUY', because: 'TO_TARGET' }),
    ],
  });
});

test('a refusal is an answer with code and sentence, and buys are never more than there is', async () => {
  const { exit, answer } = await ask(FORTY, '--json');
  expect(exit).toBe(0);
  expect(answer).toMatchObject({ decision: 'refused', refusal: { code: 'UNFIXABLE_DRIFT' }, orders: [] });
});

test('people read the orders and how the portfolio would be afterwards', async () => {
  const { exit, stdout } = await ask(THIRDS);
  expect(exit).toBe(0);
  expect(stdout).toMatch(/SELL +META/);
  expect(stdout).toContain('afterwards: $258.31 in cash');
});

test.each([
  ['not JSON', '{', 'INVALID_FILE', 'file'],
  ['a field that does not exist', { ...THIRDS, price: {} }, 'INVALID_FILE', 'price'],
  ['a number for an amount', { ...THIRDS, prices: { AAPL: 190 } }, 'INVALID_FILE', 'prices.AAPL'],
  ['a price of zero', { ...THIRDS, prices: { AAPL: '0' } }, 'INVALID_FILE', 'prices.AAPL'],
  ['a symbol that is none', { ...THIRDS, prices: { aapl: '1' } }, 'INVALID_SYMBOL', 'prices'],
  [
    'an unknown policy field',
    { ...THIRDS, portfolio: { ...THIRDS.portfolio, policy: { x: 1 } } },
    'INVALID_POLICY',
    'policy.x',
  ],
  [
    'targets that do not sum to 100',
    { ...THIRDS, portfolio: { ...THIRDS.portfolio, targets: [{ symbol: 'A', percent: '1' }] } },
    'INVALID_TARGETS',
    'targets',
  ],
  [
    'a holding twice',
    {
      ...THIRDS,
      portfolio: {
        ...THIRDS.portfolio,
        holdings: [
          { symbol: 'A', quantity: '1' },
          { symbol: 'A', quantity: '1' },
        ],
      },
    },
    'INVALID_FILE',
    'portfolio.holdings',
  ],
  [
    'a negative holding',
    { ...THIRDS, portfolio: { ...THIRDS.portfolio, holdings: [{ symbol: 'A', quantity: '-1' }] } },
    'INVALID_FILE',
    'portfolio.holdings[0].quantity',
  ],
  ['an unknown run', { ...THIRDS, run: { kind: 'sell_all' } }, 'INVALID_FILE', 'run.kind'],
  ['raising nothing', { ...THIRDS, run: { kind: 'raise_cash' } }, 'INVALID_FILE', 'run.amount'],
  ['a flag that is none', { ...THIRDS, account: { margin: 'yes' } }, 'INVALID_FILE', 'account.margin'],
])('%s is refused with the field that is wrong', async (_what, file, code, field) => {
  const { exit, error, stdout } = await ask(file, '--json');
  expect({ exit, stdout, code: error.code, field: error.field }).toEqual({ exit: 2, stdout: '', code, field });
});

test('plan takes either a portfolio or a file', async () => {
  expect(await command({ env: {} }, 'plan', '--json')).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
  expect(await ask(THIRDS, 'anna', '--json')).toMatchObject({ exit: 2, error: { code: 'USAGE' } });
});
