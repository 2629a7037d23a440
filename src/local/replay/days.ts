// Drives the system through days of real closes: each day's prices arrive together and are evaluated once.

import type { Broker } from '../../broker/broker';
import { pricePortfolio, valueOf } from '../../domain/drift';
import { halfEvenToCents, showCents } from '../../domain/money';
import type { Side } from '../../domain/order';
import { DEFAULT_POLICY } from '../../domain/policy';
import type { Holding, TickerSymbol } from '../../domain/portfolio';
import type { Outcome } from '../../domain/steps';
import { equalTargets } from '../../domain/targets';
import type { Ledger } from '../../ledger/ledger';
import type { Monitor } from '../../monitor/monitor';
import type { SimulatorAdmin } from '../../simulator/admin/client';
import type { TradingDay } from '../prices/closes';

export interface ReplayDeps {
  ledger: Ledger;
  broker: Broker;
  admin: SimulatorAdmin;
  monitor: Pick<Monitor, 'look'>;
}

/** The replay and its result. Percents have 4 decimals, USD 2. */
export interface Replay {
  days: number;
  rebalances: ReplayedRebalance[];
  /** What the broker holds at the last closes, with its cash. */
  endValue: string;
  /** The first day's purchase at the last closes, with the cash it left. */
  buyAndHoldEndValue: string;
}

export interface ReplayedRebalance {
  date: string;
  driftBefore: string;
  driftAfter: string | null;
  orders: ReplayedOrder[];
}

/** Shares filled, and USD per share. */
export interface ReplayedOrder {
  symbol: TickerSymbol;
  side: Side;
  quantity: string;
  price: string;
}

/** A day's rebalance ended in a way that no rebalance of a replay should. */
class UnexpectedOutcomeError extends Error {
  override readonly name = 'UnexpectedOutcomeError';
  constructor(
    readonly date: string,
    readonly outcome: Outcome,
  ) {
    super(`the rebalance of ${date} ended as ${JSON.stringify(outcome)}`);
  }
}

/** Told after each day: how many days are done, and the day's rebalance if it had one. */
export type OnDay = (done: number, day: TradingDay, rebalance: ReplayedRebalance | undefined) => void;

const ID = 'replay';
/** USD that every replay begins with. */
export const CASH = '100000.00';

/**
 * Buys equal weights of `symbols` for $100,000 on the first day and keeps them at their targets on the others. `threshold` is
 * a percent. Orders fill at their day's closes, without spread or delay.
 *
 * @throws UnexpectedOutcomeError when a rebalance ends neither REBALANCED nor NOT_NEEDED.
 */
export async function replayDays(
  deps: ReplayDeps,
  days: readonly TradingDay[],
  { symbols, threshold }: { symbols: readonly TickerSymbol[]; threshold: string },
  onDay: OnDay,
): Promise<Replay> {
  await createPortfolio(deps, symbols, threshold);
  const rebalances: ReplayedRebalance[] = [];
  let bought: Books | undefined;
  for (const [index, day] of days.entries()) {
    await show(deps.admin, day, symbols);
    const rebalance = await judge(deps, day);
    if (rebalance !== undefined) rebalances.push(rebalance);
    bought ??= await deps.broker.account(ID);
    onDay(index + 1, day, rebalance);
  }
  const last = days.at(-1);
  if (last === undefined || bought === undefined) throw new RangeError('a replay must have at least one day');
  return {
    days: days.length,
    rebalances,
    endValue: valueAt(await deps.broker.account(ID), last),
    buyAndHoldEndValue: valueAt(bought, last),
  };
}

interface Books {
  positions: Holding[];
  cash: string;
}

async function createPortfolio({ admin, ledger }: ReplayDeps, symbols: readonly TickerSymbol[], threshold: string) {
  await admin.setSettings({ spreadBasisPoints: '0', fillDelayMs: 0 });
  await admin.createAccount({ id: ID, cash: CASH, margin: true });
  const policy = {
    ...DEFAULT_POLICY,
    driftThreshold: threshold,
    cashReserve: '0.0000',
    execution: 'parallel',
  } as const;
  const created = await ledger.createPortfolio(
    { id: ID, accountId: ID, policy, targets: equalTargets(symbols), holdings: [], cash: CASH },
    { name: 'replay', at: new Date().toISOString() },
  );
  if (!created.ok) throw new Error(created.message);
}

/** Sets the clock before the prices, so that they are never older than their day. The close is hours away, so nothing is too late. */
async function show(admin: SimulatorAdmin, { date, closes }: TradingDay, symbols: readonly TickerSymbol[]) {
  await admin.setClock({ now: `${date}T15:00:00.000Z`, nextClose: `${date}T21:00:00.000Z`, isOpen: true });
  await admin.setPrices(Object.fromEntries(symbols.map((symbol) => [symbol, closes.get(symbol) ?? ''])));
}

async function judge({ monitor, ledger }: ReplayDeps, { date }: TradingDay): Promise<ReplayedRebalance | undefined> {
  const [signalled] = await monitor.look();
  const outcome = await signalled?.started.result();
  if (outcome === undefined || outcome.outcome === 'NOT_NEEDED') return undefined;
  if (outcome.outcome !== 'REBALANCED') throw new UnexpectedOutcomeError(date, outcome);
  const batch = await ledger.findBatch(outcome.batchId);
  const orders = (batch?.orders ?? []).map(({ symbol, side, filledQuantity, filledPrice }) => ({
    symbol,
    side,
    quantity: filledQuantity,
    price: filledPrice ?? '0',
  }));
  return { date, driftBefore: outcome.driftBefore, driftAfter: outcome.driftAfter, orders };
}

function valueAt({ positions, cash }: Books, { closes }: TradingDay): string {
  const priced = pricePortfolio({ targets: [], holdings: positions, cash }, closes);
  if ('missing' in priced) throw new Error(`the broker holds ${priced.missing}, which was not replayed`);
  return showCents(halfEvenToCents(valueOf(priced)));
}
