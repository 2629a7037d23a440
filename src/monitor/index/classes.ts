// I9: asset classes, for the portfolios whose policy has some.

import type { AssetClass } from '../../domain/asset-class';
import type { DriftPolicy } from '../../domain/drift';
import { decimal, sum } from '../../domain/money';
import type { Target, TickerSymbol } from '../../domain/portfolio';
import { boundsOf } from './bounds';
import { type Holders, worth } from './holders';

/**
 * First the class of each holding in the order of its row, or NONE; then for each class the two factors of its bounds, which hold for what
 * its holdings are worth together.
 */
export type Classes = Float32Array;

const NONE = -1;

/** Returns undefined without a class of which anything is held or wanted. `targets` are those of what is rebalanced. */
export function classesOf(
  row: readonly TickerSymbol[],
  targets: readonly Target[],
  policy: DriftPolicy,
): Classes | undefined {
  if (policy.assetClasses.length === 0) return undefined;
  const present = policy.assetClasses.filter(({ symbols }) => symbols.some((symbol) => row.includes(symbol)));
  if (present.length === 0) return undefined;
  const numbers = row.map((symbol) => present.findIndex(({ symbols }) => symbols.includes(symbol)));
  return Float32Array.from([...numbers, ...present.flatMap((one) => factorsOf(one, targets, policy))]);
}

/** The sum of the targets is exact, as `boundsOf` needs it. */
function factorsOf(
  { symbols, band }: AssetClass,
  targets: readonly Target[],
  { driftMode, cashReserve }: DriftPolicy,
): [over: number, under: number] {
  const members = targets.filter(({ symbol }) => symbols.includes(symbol));
  const target = Number(sum(members.map(({ percent }) => decimal(percent))).toFixed());
  const policy = { driftMode, driftThreshold: band, driftFloor: '0', driftCeiling: null, cashReserve };
  const { over, under } = boundsOf(target, policy);
  return [over, under];
}

/** How far a holding may move alone while its class is within its bounds, as parts of the portfolio's value. */
interface ClassRoom {
  up: number[];
  down: number[];
  /** How far the furthest class is past its band; 0 when all are within. */
  excess: number;
}

/** Gives each holding of a row of `count` its part of the room that its class has left. */
export function classRoom(
  classes: Classes,
  holders: Holders,
  row: number,
  count: number,
  prices: readonly number[],
  value: number,
): ClassRoom {
  const present = (classes.length - count) / 2;
  const [held, members] = [new Array<number>(present).fill(0), new Array<number>(present).fill(0)];
  for (let n = 0; n < count; n += 1) {
    const one = classes[n] as number;
    if (one === NONE) continue;
    held[one] = (held[one] as number) + worth(holders, row + n, prices);
    members[one] = (members[one] as number) + 1;
  }
  const room: ClassRoom = { up: [], down: [], excess: 0 };
  for (let one = 0; one < present; one += 1) {
    const [over, under] = [classes[count + 2 * one] as number, classes[count + 2 * one + 1] as number];
    const weight = (held[one] as number) / value;
    const up = 1 / over - weight;
    // A band that begins at 0 or below has no lower edge.
    const down = under === Number.POSITIVE_INFINITY ? under : weight - 1 / under;
    if (up < 0) room.excess = Math.max(room.excess, weight * over);
    if (down < 0) room.excess = Math.max(room.excess, 1 / (weight * under));
    room.up.push(up / (members[one] as number));
    room.down.push(down / (members[one] as number));
  }
  return room;
}
