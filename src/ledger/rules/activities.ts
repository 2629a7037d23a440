// How activities become part of the books. Both ledgers read the rows under the portfolio's lock, and ask here.

import { type Activity, type ActivityState, firstStateOf, type KeptActivity } from '../../domain/activity';
import { type CorporateAction, ratioOf } from '../../domain/corporate-action';
import { type Decimal, decimal, showCents, ZERO } from '../../domain/money';
import type { Holding, Portfolio, Target } from '../../domain/portfolio';
import type { Books } from './booking';
import { bySymbol, canonicalCash, canonicalQuantity, canonicalTime, refused, storableText } from './canonical';
import type { AuditEntry } from './closing';
import { type Gone, ofNonePaid, type PaidWithdrawals, withdrawalsPaid } from './withdrawals';

/** An activity as it is stored when it is seen for the first time. */
export interface SeenActivity extends Activity {
  state: ActivityState;
}

/**
 * Returns what is stored of `listed`, each once. `known` has the states of those that were seen before. One that the broker took back after
 * it was booked is undone by another of its own, once the account shows that.
 */
export function activitiesSeen(
  listed: readonly Activity[],
  known: ReadonlyMap<string, ActivityState>,
): { fresh: SeenActivity[]; over: string[]; entries: AuditEntry[] } {
  const fresh = new Map<string, SeenActivity>();
  const over: string[] = [];
  for (const one of listed.map(canonicalActivity)) {
    const state = known.get(one.id);
    if (state === undefined && !fresh.has(one.id)) fresh.set(one.id, { ...one, state: firstStateOf(one) });
    if (!one.isVoid || state === undefined || state === 'IGNORED') continue;
    const undoing = undoingOf(one);
    if (state === 'WAITING') over.push(one.id);
    else if (!known.has(undoing.id)) fresh.set(undoing.id, undoing);
  }
  const ignored = [...fresh.values()].filter(({ state }) => state === 'IGNORED');
  const entries = ignored.map(
    (one): AuditEntry => ({ event: 'ACTIVITY_IGNORED', batchId: null, detail: detailOf(one) }),
  );
  return { fresh: [...fresh.values()], over, entries };
}

/** Every id under which a listed activity may be known. */
export function idsOf(listed: readonly Activity[]): string[] {
  return listed.flatMap(({ id }) => [id, `${id}${UNDOES}`]);
}

const UNDOES = '/undone';

function undoingOf(one: Activity): SeenActivity {
  const negated = (amount: string) => decimal(amount).negated();
  return {
    ...one,
    id: `${one.id}${UNDOES}`,
    cash: showCents(negated(one.cash)),
    quantity: one.quantity === null ? null : negated(one.quantity).toFixed(),
    isVoid: false,
    state: 'WAITING',
  };
}

function canonicalActivity(one: Activity): Activity {
  return {
    ...one,
    id: storableText(one.id),
    type: storableText(one.type),
    at: canonicalTime(one.at),
    cash: canonicalCash(one.cash),
    symbol: one.symbol === null ? null : storableText(one.symbol),
    quantity: one.quantity === null ? null : canonicalQuantity(one.quantity),
    description: storableText(one.description).slice(0, DESCRIPTION_MAX),
  };
}

const DESCRIPTION_MAX = 500;

export interface BookedActivities {
  books: Books;
  targets: Target[];
  entries: AuditEntry[];
  /** Withdrawals that the activities took out; their audit rows are among the entries. */
  paid: PaidWithdrawals['ids'];
  /** What became of known prices: without the price, which the ledger knows. */
  actions: Omit<CorporateAction, 'priceBefore'>[];
}

/** Returns the books with `booked`, which wait; each audit row begins with the cash that the one before it left. `gone` is from before. */
export function activitiesBooked(
  portfolio: Pick<Portfolio, 'holdings' | 'cash' | 'targets' | 'withdrawals'>,
  booked: readonly KeptActivity[],
  included: readonly KeptActivity[],
  at: string,
  gone: Gone,
): BookedActivities {
  const quantities = new Map(portfolio.holdings.map(({ symbol, quantity }) => [symbol, decimal(quantity)]));
  const entries: AuditEntry[] = [];
  const actions: BookedActivities['actions'] = [];
  let cash = portfolio.cash;
  for (const one of booked) {
    const cashBefore = cash;
    cash = showCents(decimal(cash).plus(decimal(one.cash)));
    if (one.symbol !== null && one.quantity !== null) {
      const before = quantities.get(one.symbol) ?? ZERO;
      const after = before.plus(decimal(one.quantity));
      quantities.set(one.symbol, after);
      if (one.kind === 'SPLIT' && before.greaterThan(ZERO) && after.greaterThan(ZERO))
        actions.push({ symbol: one.symbol, since: canonicalTime(at), ...ratioOf(before, after) });
    }
    entries.push({
      event: 'ACTIVITY_BOOKED',
      batchId: null,
      detail: { ...detailOf(one), cashBefore, cashAfter: cash },
    });
  }
  const targets = renamed(portfolio.targets, booked);
  if (targets !== undefined)
    entries.push({ event: 'TARGETS_SET', batchId: null, detail: { before: portfolio.targets, after: targets } });
  for (const one of included) entries.push({ event: 'ACTIVITY_INCLUDED', batchId: null, detail: detailOf(one) });
  const flows = [...booked.filter(isCashFlow), ...ofNonePaid(included.filter(isCashFlow), gone)];
  const moved = flows.map((one) => ({ cash: decimal(one.cash), at: one.at, why: { activityId: one.id } }));
  const paid = withdrawalsPaid(portfolio, moved);
  return {
    books: { holdings: holdingsOf(quantities), cash },
    targets: targets ?? portfolio.targets,
    entries: [...entries, ...paid.entries],
    paid: paid.ids,
    actions,
  };
}

/** It may have taken out what somebody asked for. */
export function isCashFlow({ kind, symbol }: Pick<Activity, 'kind' | 'symbol'>): boolean {
  return kind === 'CASH_FLOW' && symbol === null;
}

/** Moves the target of a symbol that has another name from now on. Undefined when none is moved, or it is not clear to which. */
function renamed(targets: readonly Target[], booked: readonly KeptActivity[]): Target[] | undefined {
  const renames = booked.filter(({ kind, symbol, quantity }) => kind === 'NAME_CHANGE' && symbol !== null && quantity);
  const [first, second, ...others] = renames;
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  if (
    !decimal(first.quantity ?? '0')
      .plus(decimal(second.quantity ?? '0'))
      .isZero()
  )
    return undefined;
  const [from, to] = decimal(first.quantity ?? '0').isNegative() ? [first, second] : [second, first];
  const isFree = targets.every(({ symbol }) => symbol !== to.symbol);
  if (!isFree || targets.every(({ symbol }) => symbol !== from.symbol)) return undefined;
  return bySymbol(
    targets.map(({ symbol, percent }) => ({
      symbol: symbol === from.symbol ? (to.symbol ?? symbol) : symbol,
      percent,
    })),
  );
}

function detailOf({ id, kind, type, at, cash, symbol, quantity, description, isVoid }: Activity) {
  return {
    activityId: id,
    kind,
    type,
    happenedAt: at,
    cash,
    ...(symbol !== null && { symbol }),
    ...(quantity !== null && { quantity }),
    ...(description !== '' && { description }),
    ...(isVoid && { isVoid }),
  };
}

function holdingsOf(quantities: ReadonlyMap<string, Decimal>): Holding[] {
  const holdings: Holding[] = [];
  for (const [symbol, quantity] of quantities) {
    if (quantity.lessThan(ZERO)) throw refused(`the activities would leave ${quantity.toFixed()} shares of ${symbol}`);
    if (!quantity.isZero()) holdings.push({ symbol, quantity: quantity.toFixed() });
  }
  return bySymbol(holdings);
}
