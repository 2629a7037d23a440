// Asset classes: symbols whose weights are looked at together, with a band of their own.
//
// K1. A class has no weight of its own: its target is the sum of its symbols' targets, so it cannot contradict them.
// K2. Deciding never rounds, as for one symbol (D1).
// K3. A symbol of a class that is neither held nor targeted counts nothing. A holding that stays as it is belongs to no class.

import type { PricedPosition } from './drift';
import { type Decimal, decimal, HUNDRED, PERCENT_DECIMALS, sum } from './money';
import type { Policy } from './policy';
import type { Target, TickerSymbol } from './portfolio';

export interface AssetClass {
  /** "EQUITY" */
  readonly name: string;
  /** As `driftThreshold`, with the same `driftMode`: percent of the class's target, or percentage points. */
  readonly band: string;
  readonly symbols: TickerSymbol[];
}

/** Weights are percents of the investable value. */
export interface ClassDrift {
  name: string;
  symbols: readonly TickerSymbol[];
  weight: Decimal;
  target: Decimal;
  /** Percentage points on each side of the target. */
  band: Decimal;
  /** Strictly past its band. */
  exceeds: boolean;
}

/** Returns the half width of the band of a class with this target: percentage points, exact. */
export function classBandWidth(target: Decimal, { band }: AssetClass, driftMode: Policy['driftMode']): Decimal {
  return driftMode === 'absolute' ? decimal(band) : decimal(band).times(target).div(HUNDRED);
}

/** Measures the classes of a policy, in its order. `investable` is above 0. */
export function measureClasses(
  positions: readonly PricedPosition[],
  investable: Decimal,
  { assetClasses, driftMode }: Pick<Policy, 'assetClasses' | 'driftMode'>,
): ClassDrift[] {
  return assetClasses.map((one) => {
    const members = membersOf(positions, one, ({ symbol }) => symbol);
    const usd = sum(members.map(({ quantity, price }) => quantity.times(price))).times(HUNDRED);
    const target = sum(members.map((member) => member.target));
    const band = classBandWidth(target, one, driftMode);
    const exceeds = usd.minus(target.times(investable)).abs().greaterThan(band.times(investable));
    return { name: one.name, symbols: one.symbols, weight: usd.div(investable), target, band, exceeds };
  });
}

export function membersOf<Item>(
  items: readonly Item[],
  { symbols }: Pick<AssetClass, 'symbols'>,
  symbolOf: (item: Item) => TickerSymbol,
): Item[] {
  return items.filter((item) => symbols.includes(symbolOf(item)));
}

/** Says why the classes of a policy do not fit these targets, as the end of a sentence that begins with the field; or undefined. */
export function classesProblem(
  policy: Pick<Policy, 'assetClasses' | 'driftMode'>,
  targets: readonly Target[],
): string | undefined {
  return untargetedMember(policy, targets) ?? unreachableBand(policy, targets);
}

/** What a class has that the targets have not. */
function untargetedMember(
  { assetClasses }: Pick<Policy, 'assetClasses'>,
  targets: readonly Target[],
): string | undefined {
  const targeted = new Set(targets.map(({ symbol }) => symbol));
  for (const { name, symbols } of assetClasses) {
    const stranger = symbols.find((symbol) => !targeted.has(symbol));
    if (stranger !== undefined)
      return `name ${stranger} in ${name}, and it has no target: take it out of the class, or give it a target (0.0000 to sell it)`;
  }
  return undefined;
}

/** Which class has a band that no weight can be past. Below 0 and above 100 there is no weight without debt. */
function unreachableBand(
  { assetClasses, driftMode }: Pick<Policy, 'assetClasses' | 'driftMode'>,
  targets: readonly Target[],
): string | undefined {
  for (const one of assetClasses) {
    const target = sum(membersOf(targets, one, ({ symbol }) => symbol).map(({ percent }) => decimal(percent)));
    const width = classBandWidth(target, one, driftMode);
    if (width.lessThan(target) || target.plus(width).lessThan(HUNDRED)) continue;
    return `give ${one.name} a band of ${width.toFixed(PERCENT_DECIMALS)} points around its ${target.toFixed(PERCENT_DECIMALS)} %, and no weight can be past it: make it narrower`;
  }
  return undefined;
}
