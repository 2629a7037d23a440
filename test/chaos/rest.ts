import type { TickerSymbol } from '../../src/domain/portfolio';
import { confirm } from '../../src/monitor/drifted';
import { STALE_WORKFLOW } from '../../src/workflows/messages';
import type { Stand } from './stand';

/** Where a portfolio has come to. With `end` undefined it is under way, and `why` says to what. */
export interface Rest {
  end: string | undefined;
  why: string;
}

/**
 * A legal end is one that stays: nothing runs and nothing is open; it is at its targets, or may not be traded (cooling down,
 * PAUSED, too large for the caps), or is STALE and held.
 */
export async function restOf({ ledger, runs }: Stand, id: string, prices: Record<string, string>): Promise<Rest> {
  const run = await runs.of(id);
  const portfolio = await ledger.findPortfolio(id);
  if (portfolio === undefined) throw new Error(`there is no ${id}`);
  if (portfolio.status === 'STALE') {
    const held = run === STALE_WORKFLOW;
    return { end: held ? `STALE ${portfolio.statusReason}` : undefined, why: 'STALE, and nothing holds it' };
  }
  if (run !== undefined) return underWay(`${run} runs`);
  const batches = await ledger.listBatches(id);
  const last = batches.at(-1)?.state;
  if (last === 'PENDING' || last === 'STALE') return underWay(`a batch is ${last}, and nothing runs`);
  if (portfolio.status === 'PAUSED') return { end: 'PAUSED', why: '' };
  const drifted = confirm(portfolio, new Map<TickerSymbol, string>(Object.entries(prices)));
  const ended = last === undefined ? 'NOT_NEEDED' : last === 'SUCCESS' ? 'REBALANCED' : last;
  if (drifted === undefined) return { end: ended, why: '' };
  if (portfolio.coolUntil !== null && Date.parse(portfolio.coolUntil) > Date.now()) return { end: ended, why: '' };
  const outcome = await runs.outcome(id);
  // The plan is too large for the caps: nothing but a person changes that.
  if (outcome?.outcome === 'REFUSED' && outcome.refusal.code === 'CAP_EXCEEDED')
    return { end: 'REFUSED CAP_EXCEEDED', why: '' };
  return underWay(`it drifted ${drifted.drift} %, and nothing runs`);
}

function underWay(why: string): Rest {
  return { end: undefined, why };
}
