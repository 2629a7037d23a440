import fc from 'fast-check';
import type { Situation } from '../../src/domain/decide';
import { type PricedPortfolio, priceBySymbol, pricePortfolio } from '../../src/domain/drift';
import { Decimal, decimal, HUNDRED, sum, ZERO } from '../../src/domain/money';
import type { Policy } from '../../src/domain/policy';
import { parsePolicy } from '../../src/input/policy';
import { anyPolicy } from './any-policy';
import { isAccepted } from './policy-edges';
import { portfolio, pricesOf, situation } from './situations';

export interface Drawn {
  situation: Situation;
  priced: PricedPortfolio;
  policy: Policy;
}

/** Spread evenly over the powers of ten, in units of `10^-decimals`. */
const amount = (leastDigits: number, mostDigits: number, decimals: number) =>
  fc
    .integer({ min: leastDigits, max: mostDigits })
    .chain((digits) => fc.bigInt(10n ** BigInt(digits), 10n ** BigInt(digits + 1) - 1n))
    .map((units) => new Decimal(units.toString()).div(new Decimal(10).pow(decimals)));

/** Spread over the powers of ten and what people use; a field that is left out is drawn from all that validation accepts. */
const usual = fc.record(
  {
    minOrder: fc.oneof(
      fc.constantFrom('1.00', '10.00', '50.00', '1000.00', '1000000000.00'),
      amount(2, 10, 2).map((usd) => usd.toFixed(2)),
    ),
    cashReserve: fc.oneof(
      fc.constantFrom('0.0000', '0.2500', '3.0000', '99.9999'),
      fc.integer({ min: 0, max: 999_999 }).map((units) => new Decimal(units).div(10_000).toFixed(4)),
    ),
    driftThreshold: fc.constantFrom('0.0001', '0.5000', '5.0000', '50.0000', '1000.0000'),
    minImprovement: fc.constantFrom('0.0000', '0.0000', '0.5000'),
    minOrderPercent: fc.constantFrom('0.0000', '0.0000', '0.1000', '2.0000'),
    minOrderPositionPercent: fc.constantFrom('0.0000', '0.0000', '1.0000', '20.0000'),
    maxTurnover: fc.constantFrom(null, null, '1.0000', '20.0000'),
    maxTurnover30Days: fc.constantFrom(null, null, '1.0000', '20.0000'),
  },
  { requiredKeys: [] },
);
const policies = fc
  .tuple(anyPolicy, usual)
  .map(([any, fields]) => ({ ...any, ...fields }))
  .filter(isAccepted)
  .map(parsePolicy);

const rows = fc.array(
  fc.record({
    price: amount(0, 7, 4),
    part: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 1_000 }) },
    ),
    /** Percent of what the target asks for, and shares of 10^-9 on top of it. */
    held: fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 90, max: 110 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 400 }) },
    ),
    dust: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 10_000 }) },
    ),
    tradable: fc.integer({ min: 0, max: 19 }).map((n) => n > 0),
    fractionable: fc.integer({ min: 0, max: 19 }).map((n) => n > 0),
    targeted: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    restriction: fc.integer({ min: 0, max: 39 }).map((n) => (['no-buy', 'no-sell', 'legacy'] as const)[n]),
  }),
  { minLength: 1, maxLength: 60 },
);

/** A portfolio in an account, drawn from all that input validation accepts, with where its plan should go. */
export const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    policy: policies,
    rows,
    value: amount(3, 11, 2),
    cashPercent: fc.oneof(fc.constantFrom(0, 0.25, -0.5), fc.integer({ min: -10, max: 100 })),
    margin: fc.boolean(),
    buyingPowerPercent: fc.constantFrom(0, 1, 50, 200),
    /** Percent of the value. */
    turnedPercent: fc.constantFrom([0, 0], [0, 0], [3, 5], [5, 3], [100, 0], [19, 19], [30, 30]),
    withdrawn: fc.oneof(
      { weight: 3, arbitrary: fc.constant<number[]>([]) },
      { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 3 }) },
    ),
  })
  .map(({ policy, rows: drawnRows, value, cashPercent, margin, buyingPowerPercent, withdrawn, turnedPercent }) => {
    const total = drawnRows.reduce((all, { part }) => all + part, 0);
    const parts = drawnRows.map(({ part }, index) => (total === 0 && index === 0 ? 1 : part));
    const percents = parts.map((part) =>
      HUNDRED.times(part)
        .div(total || 1)
        .toDecimalPlaces(4, Decimal.ROUND_FLOOR),
    );
    const first = parts.findIndex((part) => part > 0);
    percents[first] = (percents[first] ?? ZERO).plus(HUNDRED.minus(sum(percents)));
    const symbols = drawnRows.map((_row, index) => `S${String(index).padStart(2, '0')}`);
    const targets = symbols
      .map((symbol, index) => ({ symbol, percent: (percents[index] ?? ZERO).toFixed(4) }))
      .filter(({ percent }, index) => drawnRows[index]?.targeted || percent !== '0.0000');
    const holdings = drawnRows.flatMap(({ held, dust, price }, index) => {
      const wanted = value
        .times(percents[index] ?? ZERO)
        .div(HUNDRED)
        .times(held)
        .div(HUNDRED)
        .div(price);
      const quantity = wanted.plus(new Decimal(dust).div('1e9')).toDecimalPlaces(9, Decimal.ROUND_FLOOR);
      return quantity.isZero() ? [] : [{ symbol: symbols[index] as string, quantity: quantity.toFixed() }];
    });
    const cash = value.times(cashPercent).div(100).toFixed(2);
    const buyingPower = Decimal.max(margin ? value.times(buyingPowerPercent).div(100) : decimal(cash), 0).toFixed(2);
    const restrictions = drawnRows.flatMap(({ restriction: kind }, index) =>
      kind === undefined
        ? []
        : [{ symbol: symbols[index] as string, kind, reason: 'drawn', until: null, by: 'x', at: '' }],
    );
    const withdrawals = withdrawn.map((percent, index) => {
      const amount = value.times(percent).div(HUNDRED).toFixed(2);
      return { id: `w${index}`, amount, reason: 'drawn', until: null, by: 'x', at: '' };
    });
    const drawnPortfolio = portfolio({ policy, targets, holdings, cash, restrictions, withdrawals });
    const prices = pricesOf(
      Object.fromEntries<string>(drawnRows.map(({ price }, index) => [symbols[index] as string, price.toFixed()])),
    );
    const priced = pricePortfolio(drawnPortfolio, priceBySymbol(prices));
    if ('missing' in priced) throw new Error(`no price for ${priced.missing}`);
    const [boughtUsd = '', soldUsd = ''] = turnedPercent.map((percent) => value.times(percent).div(HUNDRED).toFixed(2));
    return {
      policy,
      priced,
      situation: situation({
        portfolio: drawnPortfolio,
        account: { ...situation().account, cash, buyingPower, margin, positions: holdings, foreignOpenOrders: [] },
        prices,
        turnover: { boughtUsd, soldUsd },
        assets: new Map(
          symbols.map((symbol, index) => [
            symbol,
            {
              tradable: drawnRows[index]?.tradable ?? true,
              fractionable: drawnRows[index]?.fractionable ?? true,
            },
          ]),
        ),
      }),
    };
  });
