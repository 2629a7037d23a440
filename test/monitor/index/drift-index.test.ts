import fc from 'fast-check';
import type { AssetClass } from '../../../src/domain/asset-class';
import { bandWidth } from '../../../src/domain/band';
import { measureDrift, pricePortfolio, valueOf } from '../../../src/domain/drift';
import { Decimal, decimal, floorToCents, floorToShares } from '../../../src/domain/money';
import { DEFAULT_POLICY } from '../../../src/domain/policy';
import { createDriftIndex, type DriftIndex, type IndexedPortfolio } from '../../../src/monitor/index/drift-index';

/** `DRIFT_INDEX_CASES=100000 npx jest test/monitor/drift-index` is the long run. */
const CASES = Math.trunc(+(process.env.DRIFT_INDEX_CASES ?? '1000'));
jest.setTimeout(60_000 + CASES * 20);
const SYMBOLS = ['A', 'B', 'C', 'D', 'E', 'F'];
const FILLER = 'FILLER';

/** The index beside the exact truth: every portfolio and price that it was told. */
function createTwins() {
  const index = createDriftIndex();
  const prices = new Map<string, string>();
  const portfolios = new Map<number, IndexedPortfolio>();
  return {
    index,
    prices,
    portfolios,
    put: (slot: number, portfolio: IndexedPortfolio) => {
      portfolios.set(slot, portfolio);
      index.put(slot, portfolio);
    },
    remove: (slot: number) => {
      portfolios.delete(slot);
      index.remove(slot);
    },
    setPrice: (symbol: string, price: string) => {
      prices.set(symbol, price);
      return index.setPrice(symbol, price);
    },
    setPrices: (all: ReadonlyMap<string, string>) => {
      for (const [symbol, price] of all) prices.set(symbol, price);
      index.setPrices(all);
    },
    /** Holds what I1 promises for every portfolio. */
    check: () => {
      const candidates = new Set(index.candidates());
      for (const slot of candidates) expect(portfolios.has(slot)).toBe(true);
      for (const [slot, portfolio] of portfolios) {
        if (exceeds(portfolio, prices) && !candidates.has(slot))
          throw new Error(`missed: ${JSON.stringify({ portfolio, prices: [...prices] })}`);
      }
    },
    /** A candidate that is measured again is one only near or past its threshold. */
    checkHealing: () => {
      for (const slot of index.candidates()) {
        const portfolio = portfolios.get(slot);
        if (portfolio === undefined) throw new Error(`slot ${slot} is nobody's`);
        const stays = index.excess(slot) > 0;
        if (!stays) expect(exceeds(portfolio, prices)).toBe(false);
        else if (isOrdinary(portfolio, prices)) expect(exceeds(portfolio, prices, true)).toBe(true);
      }
    },
  };
}

/** Whether the exact drift is above the threshold, or would be if one weight were a millionth larger or smaller. */
function exceeds(portfolio: IndexedPortfolio, prices: ReadonlyMap<string, string>, nearly = false): boolean {
  const priced = pricePortfolio(portfolio, prices);
  if ('missing' in priced) return false;
  const { policy } = portfolio;
  const past = measureDrift(priced, policy).exceeds;
  if (past || !nearly) return past;
  const nearer = (limit: string | null, factor: string) => limit && decimal(limit).times(decimal(factor)).toFixed();
  // Of all weights together so near is four parts in a million of the value.
  const halfSumThreshold = policy.halfSumThreshold && decimal(policy.halfSumThreshold).minus('0.0005').toFixed();
  const [cashAbove, cashBelow] = [nearer(policy.cashAbove, '0.999999'), nearer(policy.cashBelow, '1.000001')];
  if (measureDrift(priced, { ...policy, halfSumThreshold, cashAbove, cashBelow }).exceeds) return true;
  const together = [
    ...priced.positions.map(({ symbol }) => [symbol]),
    ...policy.assetClasses.map(({ symbols }) => symbols),
  ];
  return ['1.000001', '0.999999'].some((factor) =>
    together.some((symbols) => {
      const positions = priced.positions.map((one) =>
        symbols.includes(one.symbol) ? { ...one, quantity: one.quantity.times(factor) } : one,
      );
      // The value stays what it was.
      const value = valueOf(priced);
      const cash = value.minus(valueOf({ cash: decimal('0'), positions }));
      return measureDrift({ cash, positions }, portfolio.policy).exceeds;
    }),
  );
}

/** Without much debt: the others are candidates whatever they are worth. */
function isOrdinary(portfolio: IndexedPortfolio, prices: ReadonlyMap<string, string>): boolean {
  const priced = pricePortfolio(portfolio, prices);
  return !('missing' in priced) && !priced.cash.isNegative();
}

const units = (text: bigint, decimals: number) => new Decimal(text.toString()).div(`1e${decimals}`).toFixed();
const price = fc.oneof(
  fc.bigInt(1n, 6_000_000_000n).map((n) => units(n, 4)),
  fc.constantFrom('0.0001', '600000', '599999.9999', '1', '0.0003'),
);
const quantity = fc.oneof(
  fc.bigInt(0n, 10n ** 14n).map((n) => units(n, 9)),
  fc.constantFrom('0.000000001', '1000000000000', '999999999999.999999999', '0.333333333', '0'),
);
const cash = fc.oneof(
  fc.bigInt(0n, 10n ** 9n).map((n) => units(n, 2)),
  fc.bigInt(-(10n ** 7n), 0n).map((n) => units(n, 2)),
  fc.constantFrom('0.00', '0.01', '999999999999.99'),
);
const CLASS_BANDS = ['0.0001', '0.5000', '3.0000', '20.0000', '1000.0000'];
/** Each symbol is in one of two classes, or in none. */
const assetClasses = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: SYMBOLS.length, maxLength: SYMBOLS.length }),
    fc.constantFrom(...CLASS_BANDS),
    fc.constantFrom(...CLASS_BANDS),
  )
  .map(([of, ...bands]) =>
    bands
      .map((band, n) => ({ name: `C${n}`, band, symbols: SYMBOLS.filter((_symbol, index) => of[index] === n) }))
      .filter(({ symbols }) => symbols.length > 0),
  );
const policy = fc.record({
  driftMode: fc.constantFrom<'relative' | 'absolute'>('relative', 'absolute'),
  driftThreshold: fc.constantFrom('5.0000', '0.0001', '0.0000', '1.2345', '25.0000', '99.9999', '100.0000', '250.0000'),
  driftFloor: fc.constantFrom('0.0000', '0.0000', '0.0001', '0.5000', '5.0000', '100.0000'),
  driftCeiling: fc.constantFrom(null, null, '0.0001', '0.7500', '3.0000', '100.0000'),
  cashReserve: fc.constantFrom('0.2500', '0.0000', '2.0000', '99.9999', '100.0000'),
  halfSumThreshold: fc.constantFrom(null, null, '0.0001', '1.5000', '5.0000', '40.0000', '100.0000'),
  assetClasses: fc.oneof(fc.constant<AssetClass[]>([]), assetClasses),
  cashAbove: fc.constantFrom(null, null, '0.0001', '0.5000', '3.3333', '100.0000'),
  cashBelow: fc.constantFrom(null, null, '0.0000', '0.1000', '1.9999', '99.9998'),
});
const targets = fc
  .array(fc.tuple(fc.constantFrom(...SYMBOLS), fc.integer({ min: 0, max: 1000 })), { minLength: 1, maxLength: 6 })
  .map((parts) => {
    const bySymbol = new Map(parts);
    const total = [...bySymbol.values()].reduce((sum, part) => sum + part, 0) || 1;
    const percents = [...bySymbol].map(([symbol, part]) => [symbol, Math.floor((part * 1_000_000) / total)] as const);
    const rest = 1_000_000 - percents.reduce((sum, [, percent]) => sum + percent, 0);
    return percents.map(([symbol, percent], n) => ({
      symbol,
      percent: units(BigInt(n === 0 ? percent + rest : percent), 4),
    }));
  });
const anyPortfolio: fc.Arbitrary<IndexedPortfolio> = fc.record({
  cash,
  policy,
  targets,
  holdings: fc.uniqueArray(fc.record({ symbol: fc.constantFrom(...SYMBOLS), quantity }), {
    selector: ({ symbol }) => symbol,
    maxLength: 6,
  }),
  restrictions: fc
    .subarray(SYMBOLS, { maxLength: 2 })
    .chain((symbols) => fc.constantFrom(symbols, []))
    .map((symbols) =>
      symbols.map((symbol) => ({ symbol, kind: 'legacy' as const, reason: '', until: null, by: '', at: '' })),
    ),
  withdrawals: fc
    .array(
      fc.bigInt(1n, 10n ** 9n).map((n) => units(n, 2)),
      { maxLength: 2 },
    )
    .chain((amounts) => fc.constantFrom(amounts, [], []))
    .map((amounts) => amounts.map((amount) => ({ id: amount, amount, reason: '', until: null, by: '', at: '' }))),
});

const pricesOfAll = fc.array(price, { minLength: SYMBOLS.length, maxLength: SYMBOLS.length });

/**
 * A portfolio with one weight at its threshold, to `steps` billionths of a share: the cash of a portfolio and a holding
 * give the value, and the threshold gives what the holding then has to be.
 */
const atThreshold = fc
  .record({
    policy,
    targets,
    prices: pricesOfAll,
    others: fc.array(quantity, { minLength: SYMBOLS.length, maxLength: SYMBOLS.length }),
    cash,
    steps: fc.integer({ min: -2, max: 2 }),
    above: fc.boolean(),
  })
  .map(({ policy, targets, prices, others, cash, steps, above }) => {
    const [first = { symbol: 'A', percent: '100' }, ...rest] = targets;
    const priceOf = (symbol: string) => decimal(prices[SYMBOLS.indexOf(symbol)] ?? '1');
    const holdings = rest.map(({ symbol }, n) => ({ symbol, quantity: others[n] ?? '0' }));
    const outside = holdings
      .map(({ symbol, quantity }) => priceOf(symbol).times(quantity))
      .reduce((sum, value) => sum.plus(value), decimal(cash));
    const target = decimal(first.percent);
    const weight = target
      .plus(bandWidth(target, policy).times(above ? '1' : '-1'))
      .times(decimal('100').minus(policy.cashReserve))
      .div('10000');
    const value = weight.lessThan('1') ? outside.times(weight).div(decimal('1').minus(weight)) : outside;
    const shares = floorToShares(value.div(priceOf(first.symbol))).plus(new Decimal(steps).div('1e9'));
    const portfolio: IndexedPortfolio = {
      cash,
      policy,
      targets,
      holdings: [
        ...holdings,
        { symbol: first.symbol, quantity: (shares.isNegative() ? decimal('0') : shares).toFixed() },
      ],
    };
    return { portfolio, prices };
  });

/** How far each weight is from its target, as a share of the threshold: 1 is at it. */
const deviations = fc.array(fc.double({ min: -1.01, max: 1.01, noNaN: true }), {
  minLength: SYMBOLS.length,
  maxLength: SYMBOLS.length,
});

/** Gives a portfolio the holdings of its targets at these prices, each off by its deviation. It may be past its threshold. */
function balanced(
  { policy, targets }: IndexedPortfolio,
  value: string,
  deviations: number[],
  prices: ReadonlyMap<string, string>,
): IndexedPortfolio {
  const holdings = targets.map(({ symbol, percent }, n) => {
    const target = decimal(percent);
    const weight = target.plus(bandWidth(target, policy).times(new Decimal(deviations[n] ?? 0)));
    const shares = weight
      .times(value)
      .div('100')
      .div(prices.get(symbol) ?? '1');
    return { symbol, quantity: floorToShares(Decimal.max(shares, '0')).toFixed() };
  });
  return { policy, targets, holdings, cash: '0.00' };
}

/** Portfolios that hold nothing of these: among few of them, prices that move together move for a large part of all. */
const fillers = fc.constantFrom(12, 300);

const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('price' as const), symbol: fc.nat(5), price }) },
  // A ten-thousandth of a dollar or a thousandth of the price, up or down.
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      symbol: fc.nat(5),
      by: fc.integer({ min: -9, max: 9 }),
    }),
  },
  // Many at once, anywhere or nearby.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('prices' as const),
      prices: fc.array(fc.tuple(fc.nat(5), price), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('moves' as const),
      by: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('put' as const), slot: fc.nat(7), portfolio: anyPortfolio }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put-balanced' as const),
      slot: fc.nat(7),
      portfolio: anyPortfolio,
      value: fc.constantFrom('100000', '10', '999999999999', '12345.67'),
      deviations,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), slot: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('measure' as const) }) },
);

test('a portfolio past its threshold is a candidate, whatever is added, removed, changed and repriced', () => {
  fc.assert(
    fc.property(pricesOfAll, fillers, fc.array(command, { minLength: 5, maxLength: 40 }), (prices, count, commands) => {
      const twins = createTwins();
      addFillers(twins.index, count);
      // The last symbol has no price at first.
      for (const [n, price] of prices.slice(0, -1).entries()) twins.setPrice(SYMBOLS[n] ?? '', price);
      for (const one of commands) {
        if (one.kind === 'price') twins.setPrice(SYMBOLS[one.symbol] ?? '', one.price);
        if (one.kind === 'move') move(twins, SYMBOLS[one.symbol] ?? '', one.by);
        if (one.kind === 'prices') twins.setPrices(new Map(one.prices.map(([n, price]) => [SYMBOLS[n] ?? '', price])));
        if (one.kind === 'moves')
          twins.setPrices(new Map(one.by.map((by, n) => [SYMBOLS[n] ?? '', moved(twins, SYMBOLS[n] ?? '', by)])));
        if (one.kind === 'put') twins.put(one.slot, one.portfolio);
        if (one.kind === 'put-balanced')
          twins.put(one.slot, balanced(one.portfolio, one.value, one.deviations, twins.prices));
        if (one.kind === 'remove') twins.remove(one.slot);
        if (one.kind === 'measure') twins.checkHealing();
        twins.check();
      }
    }),
    { numRuns: CASES },
  );
});

test('a weight at the threshold to the last billionth of a share is never missed', () => {
  fc.assert(
    fc.property(atThreshold, fc.array(fc.tuple(fc.nat(5), price)), ({ portfolio, prices }, detours) => {
      const twins = createTwins();
      addFillers(twins.index, 300);
      for (const [n, price] of prices.entries()) twins.setPrice(SYMBOLS[n] ?? '', price);
      twins.put(0, portfolio);
      twins.check();
      twins.checkHealing();
      // Prices go elsewhere and come back: the sums that were kept on the way end at the same threshold.
      for (const [symbol, price] of detours) {
        twins.setPrice(SYMBOLS[symbol] ?? '', price);
        twins.check();
        twins.checkHealing();
      }
      for (const [n, price] of prices.entries()) {
        twins.setPrice(SYMBOLS[n] ?? '', price);
        twins.check();
      }
    }),
    { numRuns: CASES },
  );
});

test('cash at its trigger, to the cent, is never missed', () => {
  const limits = fc.constantFrom('0.0001', '0.5000', '3.3333', '50.0000', '99.9998');
  fc.assert(
    fc.property(
      fc.record({ policy, targets, limit: limits, isAbove: fc.boolean(), steps: fc.integer({ min: -2, max: 2 }) }),
      pricesOfAll,
      fc.constantFrom('10', '12345.67', '100000', '99999999'),
      deviations,
      ({ policy, targets, limit, isAbove, steps }, prices, value, off) => {
        const twins = createTwins();
        addFillers(twins.index, 300);
        for (const [n, price] of prices.entries()) twins.setPrice(SYMBOLS[n] ?? '', price);
        const calm = {
          ...policy,
          driftThreshold: '1000.0000',
          driftCeiling: null,
          halfSumThreshold: null,
          assetClasses: [],
          cashAbove: null,
          cashBelow: null,
        };
        const held = balanced({ policy: calm, targets, holdings: [], cash: '0.00' }, value, off, twins.prices);
        const shares = held.holdings.map(({ symbol, quantity }) =>
          decimal(quantity).times(twins.prices.get(symbol) ?? '1'),
        );
        const outside = shares.reduce((sum, one) => sum.plus(one), decimal('0'));
        const cash = floorToCents(outside.times(limit).div(decimal('100').minus(limit))).plus(
          decimal('0.01').times(steps),
        );
        const triggers = isAbove ? { cashAbove: limit } : { cashBelow: limit };
        twins.put(0, { ...held, cash: cash.toFixed(2), policy: { ...calm, ...triggers } });
        twins.check();
        twins.checkHealing();
        for (const by of [1, -1, 3, -3]) {
          for (const symbol of SYMBOLS) move(twins, symbol, by);
          twins.check();
          twins.checkHealing();
        }
      },
    ),
    { numRuns: CASES },
  );
});

test('half the sum of all deviations above its threshold is never missed, though no symbol is past its band', () => {
  let [past, within] = [0, 0];
  fc.assert(
    fc.property(
      targets,
      fc.constantFrom('0.0100', '0.5000', '3.0000', '10.0000'),
      fc.constantFrom('0.0000', '0.2500', '50.0000'),
      fc.boolean(),
      pricesOfAll,
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: SYMBOLS.length, maxLength: SYMBOLS.length }),
      fc.array(fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 4 }), {
        minLength: 10,
        maxLength: 40,
      }),
      (targets, halfSumThreshold, cashReserve, atOnce, prices, off, rounds) => {
        const twins = createTwins();
        addFillers(twins.index, atOnce ? 10 : 300);
        for (const [n, price] of prices.entries()) twins.setPrice(SYMBOLS[n] ?? '', price);
        const calm = { ...DEFAULT_POLICY, driftThreshold: '1000.0000', driftMode: 'absolute' as const, cashReserve };
        // Each is off by as much as all of them together may be, or less.
        const narrow = { ...calm, driftThreshold: halfSumThreshold };
        const held = balanced({ policy: narrow, targets, holdings: [], cash: '0.00' }, '100000', off, twins.prices);
        twins.put(0, { ...held, policy: { ...calm, halfSumThreshold } });
        for (const isPast of playRounds(twins, rounds, atOnce)) {
          if (isPast) past += 1;
          else within += 1;
        }
      },
    ),
    { numRuns: Math.ceil(CASES / 4) },
  );
  expect(Math.min(past, within)).toBeGreaterThan(CASES / 4);
});

/** Moves prices round by round, and says after each whether portfolio 0 is past a limit: the index has to know. */
function* playRounds(
  twins: ReturnType<typeof createTwins>,
  rounds: readonly (readonly [n: number, by: number][])[],
  atOnce: boolean,
): Generator<boolean> {
  for (const steps of rounds) {
    if (atOnce)
      twins.setPrices(new Map(steps.map(([n, by]) => [SYMBOLS[n] ?? '', moved(twins, SYMBOLS[n] ?? '', by)])));
    else for (const [n, by] of steps) move(twins, SYMBOLS[n] ?? '', by);
    twins.check();
    twins.checkHealing();
    yield exceeds(twins.portfolios.get(0) as IndexedPortfolio, twins.prices);
  }
}

test('a class past its band is never missed, though no symbol is past its own', () => {
  let [past, within] = [0, 0];
  fc.assert(
    fc.property(
      targets,
      assetClasses,
      fc.constantFrom<'relative' | 'absolute'>('relative', 'absolute'),
      fc.constantFrom(null, '10.0000'),
      fc.constantFrom('0.0000', '0.2500', '50.0000'),
      fc.boolean(),
      pricesOfAll,
      deviations,
      fc.array(fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 4 }), {
        minLength: 10,
        maxLength: 40,
      }),
      (targets, assetClasses, driftMode, halfSumThreshold, cashReserve, atOnce, prices, off, rounds) => {
        const twins = createTwins();
        addFillers(twins.index, atOnce ? 10 : 300);
        for (const [n, price] of prices.entries()) twins.setPrice(SYMBOLS[n] ?? '', price);
        const calm = { ...DEFAULT_POLICY, driftThreshold: '1000.0000', driftMode, cashReserve };
        // Each is off by as much as its class may be, or less.
        const narrow = { ...calm, driftThreshold: assetClasses[0]?.band ?? '5.0000' };
        const held = balanced({ policy: narrow, targets, holdings: [], cash: '0.00' }, '100000', off, twins.prices);
        twins.put(0, { ...held, policy: { ...calm, halfSumThreshold, assetClasses } });
        for (const isPast of playRounds(twins, rounds, atOnce)) {
          if (isPast) past += 1;
          else within += 1;
        }
      },
    ),
    { numRuns: Math.ceil(CASES / 4) },
  );
  expect(Math.min(past, within)).toBeGreaterThan(CASES / 4);
});

test('thousands of small price changes add up to no error that matters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyPortfolio, deviations), { minLength: 3, maxLength: 6 }),
      pricesOfAll,
      fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -9, max: 9 })), { minLength: 50, maxLength: 50 }),
      (portfolios, prices, steps) => {
        const twins = createTwins();
        // So many that in the whole run none of the others is measured in its turn.
        addFillers(twins.index, 20_000);
        for (const [n, price] of prices.entries()) twins.setPrice(SYMBOLS[n] ?? '', price);
        for (const [slot, [portfolio, off]] of portfolios.entries())
          twins.put(slot, balanced(portfolio, '100000', off, twins.prices));
        for (let round = 0; round < 60; round += 1) {
          for (const [symbol, by] of steps) move(twins, SYMBOLS[symbol] ?? '', by);
          twins.check();
          twins.checkHealing();
        }
      },
    ),
    { numRuns: Math.max(10, CASES / 100) },
  );
});

test('a portfolio that owes almost all it holds is a candidate even where rounding makes it owe more', () => {
  const twins = createTwins();
  const [first = '', ...others] = SYMBOLS;
  twins.setPrice(first, '0.0001');
  for (const symbol of others) twins.setPrice(symbol, '0.29');
  const policy = { ...DEFAULT_POLICY, cashReserve: '0.0000' };
  // Worth a ten-trillionth of a dollar.
  const holdings = [
    { symbol: first, quantity: '100.000000001' },
    ...others.map((symbol) => ({ symbol, quantity: '323' })),
  ];
  twins.put(0, { cash: '-468.36', policy, targets: [{ symbol: first, percent: '100.0000' }], holdings });
  // Worth fifty cents, of a number of shares that 32 bits do not hold.
  twins.setPrice('G', '1');
  const targets = [{ symbol: 'G', percent: '100.0000' }];
  twins.put(1, { cash: '-16777216.50', policy, targets, holdings: [{ symbol: 'G', quantity: '16777217' }] });
  for (const slot of [0, 1]) expect(exceeds(twins.portfolios.get(slot) as IndexedPortfolio, twins.prices)).toBe(true);
  twins.check();
});

test('a price is checked for its holders only, and a portfolio without a price for each symbol is no candidate', () => {
  const twins = createTwins();
  const half = (symbol: string) => ({ symbol, percent: '50.0000' });
  const policy = DEFAULT_POLICY;
  for (const [slot, symbols] of [
    ['A', 'B'],
    ['A', 'C'],
  ].entries())
    twins.put(slot, { cash: '100.00', policy, targets: symbols.map(half), holdings: [] });
  expect(twins.setPrice('A', '10')).toBe(2);
  expect(twins.index.candidates()).toEqual([]);
  expect(twins.setPrice('B', '10')).toBe(1);
  expect(twins.index.candidates()).toEqual([0]);
  expect(twins.setPrice('C', '10')).toBe(1);
  expect(twins.setPrice('C', '10')).toBe(0);
  expect(twins.index.candidates().sort()).toEqual([0, 1]);
});

test('of prices of which one is none, none counts', () => {
  const twins = createTwins();
  const policy = { ...DEFAULT_POLICY, cashReserve: '0.0000' };
  const targets = ['A', 'B'].map((symbol) => ({ symbol, percent: '50.0000' }));
  const holdings = ['A', 'B'].map((symbol) => ({ symbol, quantity: '1' }));
  for (const symbol of ['A', 'B']) twins.setPrice(symbol, '10');
  twins.put(0, { cash: '0.00', policy, targets, holdings });
  const news = new Map([
    ['A', '20'],
    ['B', '0'],
  ]);
  expect(() => twins.index.setPrices(news)).toThrow('a price is above 0');
  expect(twins.index.candidates()).toEqual([]);
  twins.setPrice('A', '20');
  expect(twins.index.candidates()).toEqual([0]);
});

test('a holding takes at most 40 bytes and a portfolio at most 64', () => {
  const index = createDriftIndex();
  for (const symbol of SYMBOLS) index.setPrice(symbol, '10');
  const portfolios = 200_000;
  addFillers(index, portfolios, SYMBOLS);
  const bytes = index.bytes();
  expect(bytes.holdings / (portfolios * SYMBOLS.length)).toBeLessThanOrEqual(40);
  expect(bytes.portfolios / portfolios).toBeLessThanOrEqual(64);
});

function addFillers(index: DriftIndex, count: number, symbols = [FILLER]): void {
  const percent = units(BigInt(Math.floor(1_000_000 / symbols.length)), 4);
  const filler: IndexedPortfolio = {
    cash: '1.00',
    policy: { ...DEFAULT_POLICY, cashReserve: '0.0000' },
    targets: symbols.map((symbol) => ({ symbol, percent })),
    holdings: [],
  };
  for (let slot = 8; slot < count + 8; slot += 1) index.put(slot, filler);
}

function move(twins: ReturnType<typeof createTwins>, symbol: string, by: number): void {
  twins.setPrice(symbol, moved(twins, symbol, by));
}

/** By so many ten-thousandths of a dollar, or by so many thousandths when the price is a hundred dollars or more. */
function moved({ prices }: ReturnType<typeof createTwins>, symbol: string, by: number): string {
  const now = decimal(prices.get(symbol) ?? '1');
  const step = now.lessThan('100') ? decimal('0.0001') : now.div('1000');
  const there = now.plus(step.times(by)).toDecimalPlaces(4);
  return (there.greaterThan('0') ? there : now).toFixed();
}

test('a portfolio whose cash does not cover its withdrawals is a candidate, wherever prices are, until it is put again', () => {
  const index = createDriftIndex();
  const held = {
    targets: [{ symbol: 'A', percent: '100.0000' }],
    holdings: [{ symbol: 'A', quantity: '100' }],
    policy: { ...DEFAULT_POLICY, cashReserve: '0.0000' },
  };
  const withdrawals = [{ id: 'w', amount: '10.01', reason: '', until: null, by: '', at: '' }];
  index.setPrice('A', '10');
  index.put(0, { ...held, cash: '10.00', withdrawals });
  index.put(1, { ...held, cash: '10.01', withdrawals });
  expect(index.candidates()).toEqual([0]);
  expect(index.excess(0)).toBe(Number.POSITIVE_INFINITY);
  index.setPrices(new Map([['A', '0.0001']]));
  expect(index.candidates()).toContain(0);
  index.setPrices(new Map([['A', '10']]));
  index.put(0, { ...held, cash: '10.01', withdrawals });
  expect(index.excess(0)).toBe(0);
});
