import type { RefusalCode } from '../../src/domain/causes';
import { unfollowedAction } from '../../src/domain/corporate-action';
import { symbolsOf } from '../../src/domain/drift';
import type { Portfolio, TickerSymbol } from '../../src/domain/portfolio';
import { confirm } from '../../src/monitor/drifted';
import type { Stand } from './stand';

/** Where a portfolio has come to. With `end` undefined it is under way, and `why` says to what. */
export interface Rest {
  end: string | undefined;
  why: string;
}

/**
 * A legal end is one that stays: nothing runs and nothing is open; it is at its targets, or may not be traded (cooling down,
 * PAUSED, refused until a person changes something), or is STALE and held.
 */
export async function restOf(
  { ledger, runs }: Stand,
  id: string,
  prices: Record<string, string>,
  /** Whether the ledger may have forgotten something, and whether accounts change without an order. */
  may: { forgets: boolean; changes: boolean },
): Promise<Rest> {
  const run = await runs.of(id);
  const portfolio = await ledger.findPortfolio(id);
  if (portfolio === undefined) throw new Error(`there is no ${id}`);
  if (portfolio.status === 'STALE') {
    const held = run === 'hold';
    return { end: held ? `STALE ${portfolio.statusReason}` : undefined, why: 'STALE, and nothing holds it' };
  }
  // Its person is called every hour, and ends it.
  if (run === 'hold' && may.forgets) return { end: FORGOTTEN, why: '' };
  if (run !== undefined) return underWay(`a ${run} runs`);
  const batches = await ledger.listBatches(id);
  const last = batches.at(-1)?.state;
  if (last === 'PENDING' || last === 'STALE') return underWay(`a batch is ${last}, and nothing runs`);
  if (portfolio.status === 'PAUSED') return { end: 'PAUSED', why: '' };
  const drifted = confirm(portfolio, new Map<TickerSymbol, string>(Object.entries(prices)), new Date().toISOString());
  const ended = last === undefined ? 'NOT_NEEDED' : last === 'SUCCESS' ? 'REBALANCED' : last;
  if (drifted === undefined) return { end: ended, why: '' };
  if (portfolio.coolUntil !== null && Date.parse(portfolio.coolUntil) > Date.now()) return { end: ended, why: '' };
  if (may.changes && (await followsNoPrice(ledger, portfolio, prices))) return { end: 'CORPORATE_ACTION', why: '' };
  const outcome = await runs.outcome(id);
  const stays = (code: RefusalCode) => STAYING.has(code) || (may.changes && OTHER_SHARES.has(code));
  if (outcome?.outcome === 'REFUSED' && stays(outcome.refusal.code))
    return { end: `REFUSED ${outcome.refusal.code}`, why: '' };
  return underWay(`it drifted ${drifted.drift} %, and nothing runs`);
}

/** A hold of which the ledger has lost that its portfolio is STALE. */
export const FORGOTTEN = 'HELD, AND THE LEDGER FORGOT IT';

/**
 * The plan is too large for the caps, the cash reserve too small to undo it, or nothing can be traded that helps: at these prices each look
 * refuses it again.
 */
const STAYING = new Set<RefusalCode>(['CAP_EXCEEDED', 'REVERSAL_UNFUNDED', 'TURNOVER_REACHED', 'UNFIXABLE_DRIFT']);

/** What a spin-off brings has no target, and a target whose symbol has another name is not traded: a person sets others. */
const OTHER_SHARES = new Set<RefusalCode>(['UNTARGETED_HOLDING', 'ORDER_UNTRADABLE', 'PRICE_MISSING']);

/**
 * Whether a symbol of it waits until its price has followed a split: for three days where the split was booked only once a price from after
 * it was known (docs/faults.md).
 */
async function followsNoPrice(
  ledger: Stand['ledger'],
  portfolio: Portfolio,
  prices: Record<string, string>,
): Promise<boolean> {
  const symbols = new Set(symbolsOf(portfolio));
  const known = (await ledger.knownPrices()).filter(({ symbol }) => symbols.has(symbol));
  return known.some(({ symbol, action }) => action && unfollowedAction(action, prices[symbol] ?? '1') !== undefined);
}

function underWay(why: string): Rest {
  return { end: undefined, why };
}
