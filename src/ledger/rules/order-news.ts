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
 * @throws LedgerFault REFUSED_BY_SCHEMA when the news calls a partial fill complete, or ends an UNKNOWN order without an answer
 * from the broker.
 */
export function applyNews(order: Order, news: OrderNews): Order {
  if (isDefinite(order.state)) return order;
  if (news.ofSend !== undefined && news.ofSend !== order.sentAt) return order;
  const state = news.event === undefined ? order.state : nextOrderState(order.state, news.event);
  if (state === undefined) return order;
  const sentAt = order.sentAt ?? (news.submittedAt === undefined ? null : canonicalTime(news.submittedAt));
  // An order that was never sent cannot lack an answer.
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

/**
 * Only the broker can show a fill, and a failure has its reason. Declarations by two people take another path: rules/declaring.
 */
function isShown({ state, brokerOrderId, errorCode, filledQuantity }: Order): boolean {
  if (errorCode === DECLARED) return false;
  return brokerOrderId !== null || (state === 'ERROR' && errorCode !== null && filledQuantity === '0');
}

function filledAfter(order: Order, news: OrderNews): string {
  if (news.filledQuantity !== undefined) return canonicalQuantity(news.filledQuantity);
  return news.event === 'FILLED' && order.quantity !== null ? order.quantity : order.filledQuantity;
}

/** A filled order has no error, whatever was recorded while it was UNKNOWN. */
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
