// What is planned and sent against the prices, quotes, sessions and switches of its moment, and by which policy: I19, I22, I30 to I32, I34.

import type { Records } from '../../src/check/records';
import type { Batch } from '../../src/domain/batch';
import { BREAKER } from '../../src/domain/breaker';
import type { RefusalCode } from '../../src/domain/causes';
import { Decimal, decimal, HUNDRED, sum } from '../../src/domain/money';
import type { Portfolio } from '../../src/domain/portfolio';
import { isKept } from '../../src/domain/refusal';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { during } from './judge-stops';
import { OPENING_MINUTES, PRICE_MOVE_PERCENT, SPREAD_PERCENT } from './limits';
import type { PlannedFault, Schedule } from './schedule';
import type { World } from './world';

/** I19: the row says why the last evaluation was refused; after any other end it has no refusal. */
export function judgeRefusal({ status, refusal, refusedSince }: Portfolio, outcome: string | undefined): string[] {
  const code = outcome?.startsWith('REFUSED ') ? (outcome.slice('REFUSED '.length) as RefusalCode) : undefined;
  const kept = code !== undefined && isKept(code) && status === 'ACTIVE' ? code : undefined;
  if (refusal?.code === kept && (refusal === null) === (refusedSince === null)) return [];
  const message = `its last run ended ${outcome}, and the row of a portfolio that is ${status} has ${refusal?.code ?? 'no refusal'}`;
  return [message];
}

/** I22: each batch was planned by the policy of its moment, and is audited as such. */
export function judgePolicies({ batches, audit }: Records): string[] {
  let version = 1;
  const plannedWith = new Map<string | null, unknown>();
  for (const { event, batchId } of audit) {
    if (event === 'POLICY_SET') version += 1;
    if (event === 'BATCH_OPENED') plannedWith.set(batchId, version);
  }
  const wrong = batches.filter((batch) => batch.policyVersion !== plannedWith.get(batch.id));
  return wrong.map(
    (batch) => `batch ${batch.id} says policy ${batch.policyVersion}, it was ${String(plannedWith.get(batch.id))}`,
  );
}

/** Prices of sells that filled a little lower than they were planned at: a part of what they brought. */
const SLIPPAGE = decimal('0.01');

/**
 * I47 of batches that sold and bought: if money was set aside and there when one was planned, it is there when it has filled. Only where no
 * price moved: the money of the sells is less otherwise.
 */
export function judgeSetAside({ audit, batches, fills }: Records): string[] {
  const open = new Map<string, Decimal>();
  let opened: { batchId: string | null; setAside: Decimal } | undefined;
  return audit.flatMap(({ event, detail, batchId }) => {
    const id = String(detail.withdrawalId);
    if (event === 'WITHDRAWAL_REQUESTED') open.set(id, decimal(String(detail.amount)));
    if (event === 'WITHDRAWAL_PAID' || event === 'WITHDRAWAL_CANCELLED') open.delete(id);
    if (event === 'BATCH_OPENED') opened = { batchId, setAside: sum([...open.values()]) };
    if (event !== 'BATCH_SUCCESS' || opened?.batchId !== batchId) return [];
    const batch = batches.find((one) => one.id === batchId);
    if (batch === undefined) return [];
    const [before, after] = [decimal(String(detail.cashBefore)), decimal(String(detail.cashAfter))];
    const ids = new Set(batch.orders.map(({ clientOrderId }) => clientOrderId));
    const moved = fills.flatMap(({ clientOrderId, cash }) => (ids.has(clientOrderId) ? [decimal(cash).abs()] : []));
    const least = Decimal.min(before, opened.setAside).minus(sum(moved).times(SLIPPAGE));
    if (open.size === 0 || after.greaterThanOrEqualTo(least)) return [];
    return [`batch ${batchId} left $${after.toFixed(2)}, and $${opened.setAside.toFixed(2)} were set aside`];
  });
}

export interface Halt {
  from: number;
  until: number;
}

/** When trading was halted from a trip of the breaker until somebody resumed. */
export async function haltsOf({ ledger }: World): Promise<Halt[]> {
  const changes = (await ledger.listAudit(SYSTEM_AUDIT)).filter(({ event }) => event === 'TRADING_SET');
  return changes.flatMap(({ actor, at }, n) => {
    if (actor !== BREAKER) return [];
    const resumed = changes.slice(n + 1).find(({ detail }) => detail.to !== 'halted');
    return [{ from: Date.parse(at), until: resumed === undefined ? Number.POSITIVE_INFINITY : Date.parse(resumed.at) }];
  });
}

/**
 * I32: what was sent or planned between a trip and the person who resumed. A plan may have read the switch before, and the longer
 * its step was stuck, the earlier; what it planned is not sent anyway.
 */
export function begunWhileHalted(halts: readonly Halt[], { batches, audit }: Records, standstillMs: number): string[] {
  const inside = ({ from, until }: Halt, at: string) => Date.parse(at) > from && Date.parse(at) < until;
  const readBeforeMs = READ_BEFORE_MS + standstillMs;
  return halts.flatMap((halt) => {
    const sent = audit.filter(({ event, at }) => event === 'ORDER_SENT' && inside(halt, at));
    const planned = batches.filter(({ pricedAt }) => inside({ ...halt, from: halt.from + readBeforeMs }, pricedAt));
    return [
      ...sent.map(({ detail, at }) => `${String(detail.clientOrderId)} was sent at ${at}, after the breaker tripped`),
      ...planned.map(({ id, pricedAt }) => `${id} was planned at ${pricedAt}, after the breaker tripped`),
    ];
  });
}

export function stoodStillMs({ faults }: Schedule, id: string): number {
  return faults.reduce((total, fault) => {
    const isStill = fault.kind === 'crash' && fault.what === 'freeze' && fault.portfolio === id;
    return isStill ? total + fault.forMs : total;
  }, 0);
}

/** I31: the batches whose market time lies in the first minutes of a session. The calendar tells the minute in which it opened. */
export function openedTooEarly(openings: readonly number[], batches: readonly Batch[]): string[] {
  return openings.flatMap((openedAt) => {
    const until = Math.floor(openedAt / 60_000) * 60_000 + OPENING_MINUTES * 60_000;
    const early = batches.filter(({ marketTime }) => {
      const at = Date.parse(marketTime);
      return at > openedAt && at < until;
    });
    return early.map(({ id, marketTime }) => `${id} is of ${marketTime}, minutes after an opening`);
  });
}

/** I34: the batches that trade a symbol whose price was all the time too far from the last good one. In here that is the one of the start. */
export function judgeJumps(
  { batches }: Records,
  faults: readonly PlannedFault[],
  pricesOf: World['pricesOf'],
): string[] {
  const split = new Set(
    faults.flatMap((fault) => (fault.kind === 'split' || fault.kind === 'spin-off' ? [fault.symbol] : [])),
  );
  return batches.flatMap(({ id, pricedAt, orders }) => {
    const symbols = new Set(orders.flatMap(({ kind, symbol }) => (kind === 'order' ? [symbol] : [])));
    return [...symbols].flatMap((symbol) => {
      const prices = pricesOf(symbol);
      const seen = during(prices, Date.parse(pricedAt) - READ_BEFORE_MS, Date.parse(pricedAt)).map(decimal);
      const good = decimal(prices[0]?.price ?? '0');
      const isFar = (price: Decimal) =>
        price.minus(good).abs().times(HUNDRED).greaterThan(good.times(PRICE_MOVE_PERCENT));
      if (prices.length < 2 || split.has(symbol) || !seen.every(isFar)) return [];
      return [`batch ${id} trades ${symbol} at ${seen.join(', ')}, and the last good price was ${good.toFixed()}`];
    });
  });
}

/** What a batch may have read before it was planned: the time that its step had. */
const READ_BEFORE_MS = 60_000;

/** I30: the batches that were planned on a quote that is wider than the limit, or crossed. */
export function tradedTooWide(start: number, faults: readonly PlannedFault[], batches: readonly Batch[]): string[] {
  return faults.flatMap((fault) => {
    if (fault.kind !== 'quote' || fault.bid === 0 || fault.ask === 0) return [];
    const { symbol, bid, ask } = fault;
    // Another one of the same symbol ends this one early.
    const others = faults.filter(
      (one) => (one.kind === 'quote' || one.kind === 'split' || one.kind === 'walk') && one.symbol === symbol,
    );
    if (others.length > 1) return [];
    if (bid <= ask && (ask - bid) / ((bid + ask) / 2) <= Number.parseFloat(SPREAD_PERCENT) / 100) return [];
    const from = start + fault.at + (fault.at === 0 ? 0 : READ_BEFORE_MS);
    const until = start + fault.at + fault.forMs;
    return batches.flatMap(({ id, pricedAt, orders }) => {
      const planned = Date.parse(pricedAt);
      const traded = orders.some((order) => order.kind === 'order' && order.symbol === symbol);
      if (!traded || planned < from || planned >= until) return [];
      return [`${id} trades ${symbol}, whose bid is ${bid} % and whose ask is ${ask} % of its price`];
    });
  });
}
