// Which activities explain how an account differs from the books.
//
// E1. The account decides. An activity is booked when the account shows what it moved, and waits until then: so the books never become
//     anything but what the account shows, and nothing is counted twice in whatever order activity and account are read.
// E2. Shares are explained exactly or not at all. Of cash what is left over is for the rules of unexplained cash (agreement.ts).
// E3. What waits although the account agrees was in the books already: an earlier read, a person, or the opening took it over. A broker dates
//     some activities back, so how old one is says nothing: what counts is for how long it has been listed.

import type { Activity, KeptActivity } from './activity';
import { cashInCents, type Decimal, decimal, sum } from './money';
import type { Holding, TickerSymbol } from './portfolio';
import { msBetween } from './time';

type Listed = Activity & Pick<KeptActivity, 'seenAt'>;

export interface Unexplained<Waiting extends Listed = Listed> {
  books: { holdings: readonly Holding[]; cash: string };
  account: { positions: readonly Holding[]; cash: string };
  /** Oldest first. */
  waiting: readonly Waiting[];
  now: string;
}

export interface Explained<Waiting extends Listed = Listed> {
  booked: Waiting[];
  included: Waiting[];
  /** With what is booked the account is what the books say. */
  isExact: boolean;
}

/** E3: an account shows what is listed within this time. */
const SHOWN_WITHIN_MS = 60 * 60_000;
/** Of more than this many not every combination is tried. */
const COMBINED_MAX = 12;

export function explainDifference<Waiting extends Listed>(given: Unexplained<Waiting>): Explained<Waiting> {
  const { books, account, waiting, now } = given;
  const [ours, theirs] = [quantitiesOf(books.holdings), quantitiesOf(account.positions)];
  const unsettled = new Set<Waiting>();
  const booked: Waiting[] = [];
  for (const symbol of new Set(waiting.flatMap((one) => (movesShares(one) ? [one.symbol] : [])))) {
    const moved = waiting.filter((one) => movesShares(one) && one.symbol === symbol);
    const difference = of(theirs, symbol).minus(of(ours, symbol));
    const some = closest(moved, difference, ({ quantity }) => decimal(quantity ?? '0'));
    if (some.left.isZero()) booked.push(...some.chosen);
    else for (const one of moved) unsettled.add(one);
  }
  const inCash = waiting.filter((one) => !movesShares(one));
  const difference = decimal(cashInCents(account.cash)).minus(decimal(books.cash)).minus(cashOf(booked));
  const some = closest(inCash, difference, ({ cash }) => decimal(cash));
  booked.push(...some.chosen);
  if (!some.left.isZero()) for (const one of inCash) unsettled.add(one);
  const included = waiting.filter((one) => !booked.includes(one) && !unsettled.has(one) && isShownByNow(one, now));
  const isExact = some.left.isZero() && sharesAgree(ours, theirs, booked);
  return { booked: waiting.filter((one) => booked.includes(one)), included, isExact };
}

/** One that is dated ahead, as to the end of a day, is not there before. */
function isShownByNow({ at, seenAt }: Listed, now: string): boolean {
  return msBetween(at, now) >= SHOWN_WITHIN_MS && msBetween(seenAt, now) >= SHOWN_WITHIN_MS;
}

function sharesAgree(
  ours: ReadonlyMap<TickerSymbol, Decimal>,
  theirs: ReadonlyMap<TickerSymbol, Decimal>,
  booked: readonly Activity[],
): boolean {
  return [...new Set([...ours.keys(), ...theirs.keys()])].every((symbol) => {
    const moved = booked.filter((one) => one.symbol === symbol).map(({ quantity }) => decimal(quantity ?? '0'));
    return of(ours, symbol).plus(sum(moved)).equals(of(theirs, symbol));
  });
}

function movesShares({ quantity, symbol }: Activity): boolean {
  return symbol !== null && quantity !== null && !decimal(quantity).isZero();
}

interface Chosen<Waiting> {
  chosen: readonly Waiting[];
  left: Decimal;
}

/** Returns those that come nearest to `difference` together: as many as possible that do so exactly. */
function closest<Waiting>(
  from: readonly Waiting[],
  difference: Decimal,
  amountOf: (one: Waiting) => Decimal,
): Chosen<Waiting> {
  let best: Chosen<Waiting> = { chosen: [], left: difference };
  for (const chosen of choicesOf(from)) {
    const left = difference.minus(sum(chosen.map(amountOf)));
    const isNearer = left.abs().lessThan(best.left.abs());
    if (isNearer || (left.isZero() && chosen.length > best.chosen.length)) best = { chosen, left };
  }
  // What explains less than half of a difference is no explanation of it: an account may show one thing before another.
  return best.left.abs().times(2).greaterThan(difference.abs()) ? { chosen: [], left: difference } : best;
}

/** All combinations of a few; of many only the older ones and the newer ones, because an account lags by the newest. */
function* choicesOf<Waiting>(from: readonly Waiting[]): Generator<readonly Waiting[]> {
  if (from.length > COMBINED_MAX) {
    for (let count = 1; count <= from.length; count += 1) yield from.slice(0, count);
    for (let count = 1; count < from.length; count += 1) yield from.slice(-count);
    return;
  }
  for (let bits = 1; bits < 2 ** from.length; bits += 1)
    yield from.filter((_, index) => Math.floor(bits / 2 ** index) % 2 === 1);
}

function cashOf(activities: readonly Activity[]): Decimal {
  return sum(activities.map(({ cash }) => decimal(cash)));
}

function quantitiesOf(holdings: readonly Holding[]): ReadonlyMap<TickerSymbol, Decimal> {
  return new Map(holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
}

function of(quantities: ReadonlyMap<TickerSymbol, Decimal>, symbol: TickerSymbol | null): Decimal {
  return quantities.get(symbol ?? '') ?? decimal('0');
}
