// How activities become part of the books. Both ledgers read the rows under the portfolio's lock, and ask here.

import { type Activity, type ActivityState, firstStateOf, type KeptActivity } from '../../domain/activity';
import { type CorporateAction, ratioOf } from '../../domain/corporate-action';
import { type Decimal, decimal, showCents, ZERO } from '../../domain/money';
import type { Holding, Portfolio, Target, TickerSymbol } from '../../domain/portfolio';
import type { Restriction } from '../../domain/restriction';
import type { Books } from './booking';
import { bySymbol, canonicalCash, canonicalQuantity, canonicalTime, refused, storableText } from './canonical';
import type { AuditEntry } from './closing';
import { restrictionsRenamed } from './restrictions';
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
  restrictions: Restriction[];
  entries: AuditEntry[];
  /** Withdrawals that the activities took out; their audit rows are among the entries. */
  paid: PaidWithdrawals['ids'];
  /** What became of known prices: without the price, which the ledger knows. */
  actions: Omit<CorporateAction, 'priceBefore'>[];
}

/** Returns the books with `booked`, which wait; each audit row begins with the cash that the one before it left. `gone` is from before. */
export function activitiesBooked(
  portfolio: Pick<Portfolio, 'holdings' | 'cash' | 'targets' | 'restrictions' | 'withdrawals'>,
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
  const renaming = renamingIn(booked);
  const targets = renaming && renamed(portfolio.targets, renaming);
  if (targets !== undefined)
    entries.push({ event: 'TARGETS_SET', batchId: null, detail: { before: portfolio.targets, after: targets } });
  const restricted = renaming && restrictionsRenamed(portfolio, renaming);
  entries.push(...(restricted?.entries ?? []));
  for (const one of included) entries.push({ event: 'ACTIVITY_INCLUDED', batchId: null, detail: detailOf(one) });
  const flows = [...booked.filter(isCashFlow), ...ofNonePaid(included.filter(isCashFlow), gone)];
  const moved = flows.map((one) => ({ cash: decimal(one.cash), at: one.at, why: { activityId: one.id } }));
  const paid = withdrawalsPaid(portfolio, moved);
  return {
    books: { holdings: holdingsOf(quantities), cash },
    targets: targets ?? portfolio.targets,
    restrictions: restricted?.restrictions ?? portfolio.restrictions,
    entries: [...entries, ...paid.entries],
    paid: paid.ids,
    actions,
  };
}

/** It may have taken out what somebody asked for. */
export function isCashFlow({ kind, symbol }: Pick<Activity, 'kind' | 'symbol'>): boolean {
  return kind === 'CASH_FLOW' && symbol === null;
}

interface Renaming {
  from: TickerSymbol;
  to: TickerSymbol;
}

/** Which symbol has another name from now on. Undefined when none has, or it is not clear which. */
function renamingIn(booked: readonly KeptActivity[]): Renaming | undefined {
  const sides = booked.flatMap(({ kind, symbol, quantity }) =>
    kind === 'NAME_CHANGE' && symbol !== null && quantity !== null ? [{ symbol, shares: decimal(quantity) }] : [],
  );
  const [first, second, ...others] = sides;
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  if (!first.shares.plus(second.shares).isZero()) return undefined;
  const [from, to] = first.shares.isNegative() ? [first, second] : [second, first];
  return { from: from.symbol, to: to.symbol };
}

/** Undefined when the symbol has no target, or its new name has one already. */
function renamed(targets: readonly Target[], { from, to }: Renaming): Target[] | undefined {
  const isFree = targets.every(({ symbol }) => symbol !== to);
  if (!isFree || targets.every(({ symbol }) => symbol !== from)) return undefined;
  return bySymbol(targets.map(({ symbol, percent }) => ({ symbol: symbol === from ? to : symbol, percent })));
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
