// Alpaca as a Broker. The Broker API has the account in the path, the Trading API has one account to a key.

import { z } from 'zod';
import { later } from '../../domain/time';
import { type Broker, BrokerFault, type BrokerOrder, type SubmitResult } from '../broker';
import { ActivityModel, isExecution, parseActivity } from './activities';
import { classifySubmit, faultCodeOf } from './errors';
import { AccountModel, AssetModel, ErrorModel, FillModel, OrderModel, PositionModel } from './models';
import { parseAccount, parseFill } from './parse';
import { readOrder } from './read-order';
import { recent } from './recent';
import { continuedBy, withoutReplacements } from './replaced';
import {
  type AlpacaSettings,
  type Answer,
  createTransport,
  REAL_WIRE,
  type RequestOptions,
  type Transport,
} from './transport';

/** The longest that an answer with executions is kept for those who take an older one. */
const ANSWER_AGE_MAX_MS = 5_000;
const PAGE_SIZE = 100;
const ORDERS_PAGE_SIZE = 500;
/** Built once: building a parser costs more than parsing with it. */
const [Orders, Fills, Positions] = [z.array(OrderModel), z.array(FillModel), z.array(PositionModel)];
const Activities = z.array(ActivityModel);
/** How soon to send again what could not leave. */
const RECONNECT_MS = 1_000;

// eslint-disable-next-line max-lines-per-function -- one short method for each call of the interface
export function createAlpacaBroker(settings: AlpacaSettings): Broker {
  const transport = createTransport(settings);
  const { baseUrl } = settings;
  const trading = settings.api === 'trading';
  const account = (id: string) =>
    trading ? `${baseUrl}/v2` : `${baseUrl}/v1/trading/accounts/${encodeURIComponent(id)}`;
  const now = settings.wire?.now ?? REAL_WIRE.now;

  const activitiesOf = (id: string, type: string) =>
    trading
      ? `${baseUrl}/v2/account/activities${type}?`
      : `${baseUrl}/v1/accounts/activities${type}?account_id=${encodeURIComponent(id)}&`;

  const findOrder: Broker['findOrder'] = async (accountId, clientOrderId) => {
    const url = `${account(accountId)}/orders:by_client_order_id?client_order_id=${encodeURIComponent(clientOrderId)}`;
    const found = await unlessUnknown('order', transport.get(url, OrderModel));
    if (found === undefined) return undefined;
    let order = readOrder(found);
    while (order.replacedBy !== null) {
      const later = `${account(accountId)}/orders/${encodeURIComponent(order.replacedBy)}`;
      order = continuedBy(order, readOrder(await transport.get(later, OrderModel)));
    }
    return order;
  };

  return {
    reserve: transport.reserve,
    findOrder,
    submitOrder: (accountId, order, { leaveWithinMs }) => {
      const size = order.quantity === null ? { notional: order.notional } : { qty: order.quantity };
      const body = {
        symbol: order.symbol,
        side: order.side.toLowerCase(),
        ...(order.limitPrice === undefined ? { type: 'market' } : { type: 'limit', limit_price: order.limitPrice }),
        time_in_force: 'day',
        client_order_id: order.clientOrderId,
        // Without it a sell of whole shares that are gone by now would open a short position.
        ...(order.side === 'SELL' && { position_intent: 'sell_to_close' }),
        ...size,
      };
      const isNewOrder = order.kind === 'order';
      return submit(transport, `${account(accountId)}/orders`, { method: 'POST', body, leaveWithinMs, isNewOrder });
    },
    listOrders: (accountId, since) => listOrders(transport, `${account(accountId)}/orders`, since),
    listFills: recent(now, ANSWER_AGE_MAX_MS, async (accountId: string, since: string) =>
      (await listPages(transport, activitiesOf(accountId, '/FILL'), since, Fills)).map(parseFill),
    ),
    listActivities: async (accountId, since) => {
      const all = await listPages(transport, activitiesOf(accountId, ''), since, Activities);
      return all.filter((one) => !isExecution(one)).map(parseActivity);
    },
    cancelOrder: async (accountId, brokerOrderId) => {
      const url = `${account(accountId)}/orders/${encodeURIComponent(brokerOrderId)}`;
      const { status, retryAfterMs } = await transport.request(url, { method: 'DELETE' });
      if (status === 204 || status === 207 || status === 200) return 'requested';
      if (status === 422) return 'not-cancelable';
      const waited = retryAfterMs === undefined ? {} : { retryAfterMs };
      throw new BrokerFault(faultCodeOf(status), `cancel: HTTP ${status}`, { status, ...waited });
    },
    account: async (accountId) => {
      const [model, positions, openOrders] = await Promise.all([
        transport.get(`${account(accountId)}/account`, AccountModel),
        transport.get(`${account(accountId)}/positions`, Positions),
        transport.get(`${account(accountId)}/orders?status=open&limit=500`, Orders),
      ]);
      // On the Trading API the key decides which account answers: two portfolios must not trade one account unseen.
      if (trading && model.id !== accountId)
        throw new BrokerFault('UNEXPECTED', `the key belongs to account ${model.id}, not to ${accountId}`);
      return {
        accountId,
        ...parseAccount(model),
        positions: positions
          .map(({ symbol, qty }) => ({ symbol, quantity: qty }))
          .sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
        openOrders: openOrders.map(readOrder),
      };
    },
    asset: sharedAssets(transport, `${baseUrl}/${trading ? 'v2' : 'v1'}/assets`),
  };
}

/** B1: one POST, whatever becomes of it. */
async function submit(
  transport: Transport,
  url: string,
  post: RequestOptions & { body: { client_order_id: string } },
): Promise<SubmitResult> {
  let answer: Answer;
  try {
    answer = await transport.request(url, post);
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
    if (error.code === 'TIMEOUT') return { kind: 'unknown', reason: error.message };
    return { kind: 'deferred', retryAfterMs: error.fields.retryAfterMs ?? RECONNECT_MS };
  }
  if (answer.status >= 200 && answer.status < 300) {
    const order = OrderModel.safeParse(answer.body);
    return order.success && order.data.client_order_id === post.body.client_order_id
      ? { kind: 'accepted', order: readOrder(order.data) }
      : { kind: 'unknown', reason: `HTTP ${answer.status} with an unreadable order` };
  }
  const error = ErrorModel.safeParse(answer.body);
  return classifySubmit(answer.status, error.success ? error.data : undefined, answer.retryAfterMs);
}

/** Reads what an account did after `since`, oldest first. `url` ends where the parameters go on. */
async function listPages<Model extends { id: string }>(
  transport: Transport,
  url: string,
  since: string,
  page: z.ZodType<Model[]>,
): Promise<Model[]> {
  const first = `${url}direction=asc&page_size=${PAGE_SIZE}&after=${encodeURIComponent(since)}`;
  const all: Model[] = [];
  for (let read: Model[] | undefined; read === undefined || read.length === PAGE_SIZE; all.push(...read)) {
    const last = all.at(-1);
    read = await transport.get(last === undefined ? first : `${first}&page_token=${encodeURIComponent(last.id)}`, page);
  }
  return all;
}

/**
 * `after` is exclusive and several orders share a time, so each page starts a millisecond before the last one's end; what
 * it shows again is dropped by id.
 */
async function listOrders(transport: Transport, path: string, since: string): Promise<BrokerOrder[]> {
  const orders = new Map<string, BrokerOrder>();
  for (let after = since; ; ) {
    const query = `status=all&limit=${ORDERS_PAGE_SIZE}&direction=asc&after=${encodeURIComponent(after)}`;
    const page = (await transport.get(`${path}?${query}`, Orders)).map(readOrder);
    const before = orders.size;
    for (const order of page) orders.set(order.brokerOrderId, order);
    const last = page.at(-1);
    if (last === undefined || page.length < ORDERS_PAGE_SIZE || orders.size === before)
      return withoutReplacements([...orders.values()]);
    after = later(last.submittedAt, -1);
  }
}

/** Only the thing asked for may be missing: an account or a path that the broker does not know is a fault. */
async function unlessUnknown<T>(thing: 'order' | 'asset', read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof BrokerFault) || error.code !== 'NOT_FOUND') throw error;
    if (error.message.includes(`${thing} not found`)) return undefined;
    throw error;
  }
}

/** Those who ask for the same asset at the same time share one answer. Nobody gets one that was asked for before. */
function sharedAssets(transport: Transport, url: string): Broker['asset'] {
  const asking = new Map<string, ReturnType<Broker['asset']>>();
  const read: Broker['asset'] = async (symbol) => {
    const reading = transport.get(`${url}/${encodeURIComponent(symbol)}`, AssetModel);
    const asset = await unlessUnknown('asset', reading).finally(() => asking.delete(symbol));
    if (asset === undefined) return undefined;
    const ptp = asset.attributes?.includes('ptp_no_exception') ?? false;
    return { symbol, tradable: asset.tradable && asset.status === 'active', fractionable: asset.fractionable, ptp };
  };
  return (symbol) => {
    const asked = asking.get(symbol) ?? read(symbol);
    asking.set(symbol, asked);
    return asked;
  };
}
