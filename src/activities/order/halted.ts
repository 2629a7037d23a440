// Orders in a halted symbol do not fill, however often they are sent. A halt for volatility lasts 5 to 10 minutes, a halt for
// news lasts hours. No REST call of Alpaca says that a symbol is halted, so one that has not traded for a minute counts as
// halted.

import { BrokerFault } from '../../broker/broker';
import { isDefinite } from '../../domain/order';
import type { OrderRef } from '../../domain/steps';
import { isBefore, later, msBetween } from '../../domain/time';
import { readBatch } from '../batch/batch-reading';
import type { Deps } from '../deps';
import { ifAnswered } from './if-answered';

/** Without a trade for this long, while the market is open, a symbol counts as halted. A reversal rests for the same time. */
const SILENCE_MS = 60_000;
/** How long after its first reversal was sent a halted symbol is waited for. */
const HALT_WAIT_MS = 60 * 60_000;
const HALT_LOOK_MS = 30_000;

/**
 * Waits, without counting an attempt, until a symbol trades again for which a reversal was sent already. This attempt ends and is
 * made again.
 *
 * @throws BrokerFault while it is halted, with when to look again.
 */
export async function waitOutHalt(deps: Deps, ref: OrderRef & { giveUpAt: string }): Promise<void> {
  const { orders } = await readBatch(deps, ref);
  const sent = orders.flatMap(({ kind, symbol, sentAt, state }) =>
    kind === 'reversal' && symbol === ref.symbol && sentAt !== null ? [{ sentAt, state }] : [],
  );
  // A reversal that was sent is followed to its end. Left at the broker, it would fill at whatever price the halt ends with,
  // beyond every limit.
  if (sent.some(({ state }) => !isDefinite(state))) return;
  const [first] = sent.map(({ sentAt }) => sentAt).sort();
  if (first === undefined || !isBefore(deps.now(), later(first, HALT_WAIT_MS)) || !isBefore(deps.now(), ref.giveUpAt))
    return;
  const silentSince = await ifAnswered(silence(deps, ref.symbol), undefined);
  if (silentSince === undefined) return;
  const message = `${ref.symbol} is halted: it traded last at ${silentSince}`;
  throw new BrokerFault('UNEXPECTED', message, { retryAfterMs: HALT_LOOK_MS });
}

/** Returns when the symbol traded last, if that is too long ago by the market's own clock, and the market is open. */
async function silence({ market }: Deps, symbol: string): Promise<string | undefined> {
  const [clock, prices] = await Promise.all([market.clock(), market.latestPrices([symbol])]);
  const tradedAt = prices.get(symbol)?.tradedAt;
  if (!clock.isOpen || tradedAt === undefined) return undefined;
  return msBetween(tradedAt, clock.now) >= SILENCE_MS ? tradedAt : undefined;
}
