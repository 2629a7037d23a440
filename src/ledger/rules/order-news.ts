import { DECLARED } from '../../domain/declaration';
import { decimal } from '../../domain/money';
import { isDefinite, nextOrderState, type Order } from '../../domain/order';
import { isFilledWhole } from '../../domain/whole';
import type { OrderNews } from '../ledger';
import { canonicalPrice, canonicalQuantity, canonicalTime, refused, storableText } from './canonical';

/**
 * Returns the order after `news`: the same object when the news changes nothing, because the order is definite, the event is illegal
 * in its state, or the news is older than what is known.
 *
 * @throws LedgerFault REFUSED_BY_SCHEMA when the news calls a part of an order the whole, or ends an UNKNOWN order without the broker's word.
 */
export function applyNews(order: Order, news: OrderNews): Order {
  if (isDefinite(order.state)) return order;
  if (news.ofSend !== undefined && news.ofSend !== order.sentAt) return order;
  const state = news.event === undefined ? order.state : nextOrderState(order.state, news.event);
  if (state === undefined) return order;
  const sentAt = order.sentAt ?? (news.submittedAt === undefined ? null : canonicalTime(news.submittedAt));
  // What was never sent cannot be without an answer.
  if (news.event === 'UNANSWERED' && sentAt === null) return order;
  const filledQuantity = filledAfter(order, news);
  if (decimal(filledQuantity).lessThan(decimal(order.filledQuantity))) return order;
  const price = news.filledPrice ?? null;
  const after: Order = {
    ...order,
    state,
    sentAt,
    filledQuantity,
    filledPrice: price === null ? order.filledPrice : canonicalPrice(price),
    brokerOrderId: news.brokerOrderId ?? order.brokerOrderId,
    ...errorAfter(order, news),
  };
  if (after.state === 'SUCCESS' && !isFilledWhole(after))
    throw refused(`order ${order.clientOrderId} was reported filled whole with ${filledQuantity} shares`);
  if (order.state === 'UNKNOWN' && isDefinite(after.state) && !isShown(after))
    throw refused(`order ${order.clientOrderId} is UNKNOWN: only what the broker shows ends it`);
  return same(order, after) ? order : after;
}

/** A fill is the broker's to show, and a failure has its reason. What two people declare comes another way: rules/declaring. */
function isShown({ state, brokerOrderId, errorCode, filledQuantity }: Order): boolean {
  if (errorCode === DECLARED) return false;
  return brokerOrderId !== null || (state === 'ERROR' && errorCode !== null && filledQuantity === '0');
}

function filledAfter(order: Order, news: OrderNews): string {
  if (news.filledQuantity !== undefined) return canonicalQuantity(news.filledQuantity);
  return news.event === 'FILLED' && order.quantity !== null ? order.quantity : order.filledQuantity;
}

/** A filled order has no error, whatever was feared while it was UNKNOWN. */
function errorAfter(order: Order, news: OrderNews): Pick<Order, 'errorCode' | 'errorMessage'> {
  if (news.event === undefined) return { errorCode: order.errorCode, errorMessage: order.errorMessage };
  if (news.event === 'FILLED') return { errorCode: null, errorMessage: null };
  return {
    errorCode: news.errorCode ?? order.errorCode,
    errorMessage: news.errorMessage === undefined ? order.errorMessage : storableText(news.errorMessage),
  };
}

function same(a: Order, b: Order): boolean {
  return (Object.keys(a) as (keyof Order)[]).every((key) => a[key] === b[key]);
}
