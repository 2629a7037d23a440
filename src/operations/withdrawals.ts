import type { Market } from '../broker/market';
import { pricePortfolio, valueOf } from '../domain/drift';
import type { Portfolio } from '../domain/portfolio';
import type { Principal } from '../domain/principal';
import { type Refused, refused, refusedAs } from '../domain/refused';
import { coveredIds, type KeptWithdrawal, mostToWithdraw, type WithdrawalState } from '../domain/withdrawal';
import { parseWithdrawal } from '../input/withdrawal';
import { type EndWithdrawal, type Ledger, rowLost } from '../ledger/ledger';
import { withdrawalObstacle } from '../ledger/rules/withdrawals';
import { type Audited, actorOf, wasDone } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';
import { shortId } from './key-text';
import { readPrices } from './measure';
import { nextPage, numberOf } from './page';

/** `REQUESTED`: it is set aside, and the cash does not cover it yet. `READY`: the cash covers it, so it may leave. */
export const SHOWN_STATES = ['REQUESTED', 'READY', 'PAID', 'CANCELLED'] as const;

/** A withdrawal as the doors show it. */
export type ShownWithdrawal = Omit<KeptWithdrawal, 'number' | 'state'> & { state: (typeof SHOWN_STATES)[number] };

export interface RequestWithdrawalInput {
  portfolioId: string;
  /** USD above zero with at most 2 decimals. */
  amount: string;
  reason: string;
  /** A day, or a time in UTC, at which it is cancelled by itself. */
  until?: string | null | undefined;
}

type Reads = { ledger: Pick<Ledger, 'findPortfolio' | 'listWithdrawals'> };

export type RequestWithdrawalAnswer =
  | { ok: true; withdrawal: ShownWithdrawal }
  | NotFound
  | Refused<'PORTFOLIO_CLOSED' | 'PORTFOLIO_STALE' | 'PRICE_MISSING' | 'MARKET_UNREADABLE' | 'WITHDRAWAL_TOO_LARGE'>;

/** Sets money aside at once, to be raised by selling where the cash does not cover it. @throws InputRefused */
export async function requestWithdrawal(
  deps: Audited &
    Reads & {
      ledger: Pick<Ledger, 'requestWithdrawal'>;
      market: Pick<Market, 'latestPrices'>;
      randomBytes(size: number): Uint8Array;
    },
  principal: Principal,
  { portfolioId, ...given }: RequestWithdrawalInput,
): Promise<RequestWithdrawalAnswer> {
  const wanted = parseWithdrawal(given, deps.now());
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  // A repeat of a request that was carried out is answered as it was, whatever prices say.
  const most = wasDone(deps, 'requestWithdrawal') ? wanted.amount : await mostOf(deps, found.portfolio);
  if (typeof most !== 'string') return most;
  const withdrawal = { id: shortId(deps.randomBytes), ...wanted, most };
  const asked = await deps.ledger.requestWithdrawal(portfolioId, withdrawal, actorOf(deps, principal));
  return asked.ok ? shownOf(deps, portfolioId, asked.withdrawal.id) : asked;
}

/** USD that open withdrawals together may take. What is outside of what is rebalanced is not sold, and does not count. */
async function mostOf({ market }: { market: Pick<Market, 'latestPrices'> }, portfolio: Portfolio) {
  const obstacle = withdrawalObstacle(portfolio);
  if (obstacle !== undefined) return obstacle;
  const prices = await readPrices(market, [portfolio]);
  if (!prices.ok) return refused('MARKET_UNREADABLE', prices.message);
  const priced = pricePortfolio({ ...portfolio, withdrawals: [] }, prices.prices);
  return 'missing' in priced ? refusedAs('PRICE_MISSING', priced.missing) : mostToWithdraw(valueOf(priced));
}

type Ended =
  | { ok: true; withdrawal: ShownWithdrawal }
  | NotFound
  | Refused<'WITHDRAWAL_NOT_FOUND' | 'WITHDRAWAL_ENDED'>;
type EndDeps = Audited & Reads & { ledger: Pick<Ledger, 'endWithdrawal'> };
export interface WhichWithdrawal {
  portfolioId: string;
  withdrawalId: string;
}

/** Its money may be spent again. */
export function cancelWithdrawal(deps: EndDeps, principal: Principal, which: WhichWithdrawal): Promise<Ended> {
  return ended(deps, principal, which, 'CANCELLED');
}

/** Its money has left the account, and the broker did not list it in a way that ends the withdrawal by itself. */
export function markWithdrawalPaid(deps: EndDeps, principal: Principal, which: WhichWithdrawal): Promise<Ended> {
  return ended(deps, principal, which, 'PAID');
}

async function ended(
  deps: EndDeps,
  principal: Principal,
  { portfolioId, withdrawalId }: WhichWithdrawal,
  state: EndWithdrawal['state'],
): Promise<Ended> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const end = await deps.ledger.endWithdrawal(portfolioId, { withdrawalId, state }, actorOf(deps, principal));
  return end.ok ? shownOf(deps, portfolioId, withdrawalId) : end;
}

export interface ListWithdrawalsInput {
  portfolioId: string;
  state?: WithdrawalState | undefined;
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
}

/** Returns a page of a portfolio's withdrawals, the last asked for first; `next` is null at the end. @throws InputRefused */
export async function listWithdrawals(
  deps: Reads,
  { portfolioId, state, limit, after }: ListWithdrawalsInput,
): Promise<{ ok: true; withdrawals: ShownWithdrawal[]; next: string | null } | NotFound> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const page = {
    portfolioId,
    limit,
    ...(state !== undefined && { state }),
    ...(after !== undefined && { after: numberOf(after) }),
  };
  const kept = await deps.ledger.listWithdrawals(page);
  const covered = coveredIds(found.portfolio);
  return { ok: true, withdrawals: kept.map((one) => shown(one, covered)), next: nextPage(kept, limit, 'number') };
}

async function shownOf(
  deps: Reads,
  portfolioId: string,
  id: string,
): Promise<{ ok: true; withdrawal: ShownWithdrawal } | NotFound> {
  const found = await findPortfolio(deps, portfolioId);
  if (!found.ok) return found;
  const [kept] = await deps.ledger.listWithdrawals({ id, limit: 1 });
  if (kept === undefined) throw rowLost(`withdrawal ${id}`);
  return { ok: true, withdrawal: shown(kept, coveredIds(found.portfolio)) };
}

function shown({ number: _, state, ...kept }: KeptWithdrawal, covered: ReadonlySet<string>): ShownWithdrawal {
  if (state !== 'OPEN') return { ...kept, state };
  return { ...kept, state: covered.has(kept.id) ? 'READY' : 'REQUESTED' };
}
