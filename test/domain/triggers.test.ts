// What makes a portfolio need a rebalance: the band of a symbol, and the cash.

import { decide } from '../../src/domain/decide';
import { measureDrift, type PricedPortfolio, showDrift } from '../../src/domain/drift';
import { decimal } from '../../src/domain/money';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy';
import { portfolio, pricesOf, situation } from '../support/situations';

/** Of 10,000 dollars: a position is worth `usd` and should be `percent`. */
function held(positions: readonly [usd: string, percent: string][], cash = '0'): PricedPortfolio {
  return {
    cash: decimal(cash),
    positions: positions.map(([usd, percent], index) => ({
      symbol: `S${index}`,
      price: decimal('1'),
      quantity: decimal(usd),
      target: decimal(percent),
    })),
  };
}

const measured = (positions: readonly [string, string][], policy: Partial<Policy>, cash?: string) =>
  measureDrift(held(positions, cash), { ...DEFAULT_POLICY, cashReserve: '0.0000', ...policy });

test.each<[string, readonly [string, string][], Partial<Policy>, boolean]>([
  [
    'a small target drifts by a third on ten dollars',
    [
      ['40', '0.3'],
      ['9960', '99.7'],
    ],
    {},
    true,
  ],
  [
    'the floor keeps it out',
    [
      ['40', '0.3'],
      ['9960', '99.7'],
    ],
    { driftFloor: '0.1000' },
    false,
  ],
  [
    'a share beyond the floor is past it',
    [
      ['40.000000001', '0.3'],
      ['9959.999999999', '99.7'],
    ],
    { driftFloor: '0.1000' },
    true,
  ],
  [
    'the floor holds for what is to be sold whole',
    [
      ['9', '0'],
      ['9991', '100'],
    ],
    { driftFloor: '0.1000' },
    false,
  ],
  [
    'a large target drifts by less than a twentieth on three points',
    [
      ['6300', '60'],
      ['3700', '40'],
    ],
    { driftThreshold: '10.0000' },
    false,
  ],
  [
    'the ceiling brings it in',
    [
      ['6301', '60'],
      ['3699', '40'],
    ],
    { driftThreshold: '10.0000', driftCeiling: '3.0000' },
    true,
  ],
  [
    'at the ceiling is within it',
    [
      ['6300', '60'],
      ['3700', '40'],
    ],
    { driftThreshold: '10.0000', driftCeiling: '3.0000' },
    false,
  ],
])('%s', (_name, positions, policy, isPast) => {
  const drift = measured(positions, policy);
  expect(drift.exceeds).toBe(isPast);
  expect(drift.triggers).toEqual(isPast ? ['DRIFT'] : []);
});

test('the drift that is shown is that of what lies beyond the floor', () => {
  const small: [string, string] = ['40', '0.3'];
  expect(showDrift(measured([small, ['9960', '99.7']], {}))).toBe('33.3333');
  expect(showDrift(measured([small, ['9960', '99.7']], { driftFloor: '0.2000' }))).toBe('0.0000');
});

test.each<[string, Partial<Policy>, string, string[]]>([
  ['at the limit there is not too much', { cashAbove: '2.0000' }, '200', []],
  ['a cent more is too much', { cashAbove: '2.0000' }, '200.01', ['CASH_ABOVE']],
  ['at the limit there is not too little', { cashBelow: '2.0000' }, '200', []],
  ['a cent less is too little', { cashBelow: '2.0000' }, '199.99', ['CASH_BELOW']],
  ['debt is too little', { cashBelow: '0.0000' }, '-0.01', ['CASH_BELOW']],
  ['without a limit no cash matters', {}, '5000', []],
])('of cash, %s', (_name, limits, cash, triggers) => {
  const rest = decimal('10000').minus(cash).toFixed();
  expect(measured([[rest, '100']], { ...limits, driftThreshold: '1000.0000' }, cash).triggers).toEqual(triggers);
});

test.each<[string, string, string[]]>([
  ['at the threshold they are within it', '3.0000', []],
  ['a hair above, they are past it', '2.9999', ['HALF_SUM']],
])('of many small deviations, %s', (_name, halfSumThreshold, triggers) => {
  const positions: [string, string][] = [
    ['2650', '25'],
    ['2650', '25'],
    ['2350', '25'],
    ['2350', '25'],
  ];
  expect(measured(positions, { driftThreshold: '10.0000', halfSumThreshold }).triggers).toEqual(triggers);
});

const BALANCED = [
  { symbol: 'AAPL', quantity: '49' },
  { symbol: 'META', quantity: '49' },
];

function decided(cash: string, policy: Partial<Policy>, holdings = BALANCED) {
  const targets = [
    { symbol: 'AAPL', percent: '50.0000' },
    { symbol: 'META', percent: '50.0000' },
  ];
  const calm = { ...DEFAULT_POLICY, driftThreshold: '50.0000', ...policy };
  return decide(
    situation({
      portfolio: portfolio({ targets, holdings, cash, policy: calm }),
      account: { ...situation().account, cash, positions: holdings, margin: true, buyingPower: '20000.00' },
      prices: pricesOf({ AAPL: '100', META: '100' }),
      assets: new Map(['AAPL', 'META'].map((symbol) => [symbol, { tradable: true, fractionable: true }])),
    }),
  );
}

const sidesOf = (decision: ReturnType<typeof decided>) =>
  decision.kind === 'trade' ? decision.orders.map(({ side, symbol }) => `${side} ${symbol}`) : decision.kind;

test('many small deviations are traded though no symbol is past its band', () => {
  const cash = '0.00';
  const uneven = [
    { symbol: 'AAPL', quantity: '52' },
    { symbol: 'META', quantity: '46' },
  ];
  expect(sidesOf(decided(cash, { cashReserve: '0.0000' }, uneven))).toBe('not-needed');
  const scattered = decided(cash, { cashReserve: '0.0000', halfSumThreshold: '3.0000' }, uneven);
  expect(sidesOf(scattered)).toEqual(['SELL AAPL', 'BUY META']);
});

test('a deposit is invested at once, though no symbol is past its band', () => {
  expect(sidesOf(decided('500.00', {}))).toBe('not-needed');
  expect(sidesOf(decided('500.00', { cashAbove: '2.0000' }))).toEqual(['BUY AAPL', 'BUY META']);
  const toTheEdge = decided('500.00', { cashAbove: '2.0000', destination: 'band-edge' });
  expect(sidesOf(toTheEdge)).toEqual(['BUY AAPL', 'BUY META']);
});

test('cash that is missing is raised at once', () => {
  expect(sidesOf(decided('10.00', { cashReserve: '3.0000' }))).toBe('not-needed');
  expect(sidesOf(decided('10.00', { cashReserve: '3.0000', cashBelow: '1.0000' }))).toEqual(['SELL AAPL', 'SELL META']);
});
