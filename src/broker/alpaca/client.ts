// Alpaca as a Broker: one class of paths for the Broker API (account in the path), one for the Trading API (account by key).

import { z } from 'zod';
import { type Broker, BrokerFault, type SubmitResult } from '../broker';
import { classifySubmit } from './errors';
import { AccountModel, AssetModel, ErrorModel, FillModel, OrderModel, PositionModel } from './models';
import { parseAccount, parseFill, parseOrder } from './parse';
import { type AlpacaSettings, type Answer, createTransport, type Transport } from './transport';

const ASSET_AGE_MAX_MS = 60_000;
const PAGE_SIZE = 100;

export function createAlpacaBroker(settings: AlpacaSettings): Broker {
  const transport = createTransport(settings);
  const { baseUrl } = settings;
  const trading = settings.api === 'trading';
  const account = (id: string) =>
    trading ? `${baseUrl}/v2` : `${baseUrl}/v1/trading/accounts/${encodeURIComponent(id)}`;
  const assets = cachedAssets(transport, `${baseUrl}/${trading ? 'v2' : 'v1'}/assets`);

  const findOrder: Broker['findOrder'] = async (accountId, clientOrderId) => {
    try {
      const url = `${account(accountId)}/orders:by_client_order_id?client_order_id=${encodeURIComponent(clientOrderId)}`;
      return parseOrder(await transport.get(url, OrderModel));
    } catch (error) {
      if (error instanceof BrokerFault && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  };

  return {
    findOrder,
    submitOrder: (accountId, order, { leaveWithinMs }) => {
      if (leaveWithinMs <= 0) return Promise.resolve({ kind: 'deferred', retryAfterMs: 0 });
      const size = order.quantity === null ? { notional: order.notional } : { qty: order.quantity };
      return submit(transport, `${account(accountId)}/orders`, {
        symbol: order.symbol,
        side: order.side.toLowerCase(),
        type: 'market',
        time_in_force: 'day',
        client_order_id: order.clientOrderId,
        ...size,
      });
    },
    listOrders: async (accountId, since) => {
      const url = `${account(accountId)}/orders?status=all&limit=500&direction=asc&after=${encodeURIComponent(since)}`;
      return (await transport.get(url, z.array(OrderModel))).map(parseOrder);
    },
    listFills: async (accountId, since) => {
      const path = trading
        ? `${baseUrl}/v2/account/activities/FILL?`
        : `${baseUrl}/v1/accounts/activities/FILL?account_id=${encodeURIComponent(accountId)}&`;
      const first = `${path}direction=asc&page_size=${PAGE_SIZE}&after=${encodeURIComponent(since)}`;
      const fills: FillModel[] = [];
      for (let page: FillModel[] | undefined; page === undefined || page.length === PAGE_SIZE; fills.push(...page)) {
        const last = fills.at(-1);
        page = await transport.get(
          last === undefined ? first : `${first}&page_token=${encodeURIComponent(last.id)}`,
          z.array(FillModel),
        );
      }
      return fills.map(parseFill);
    },
    cancelOrder: async (accountId, brokerOrderId) => {
      const { status } = await transport.request(`${account(accountId)}/orders/${encodeURIComponent(brokerOrderId)}`, {
        method: 'DELETE',
      });
      if (status === 204 || status === 207 || status === 200) return 'requested';
      if (status === 422 || status === 404) return 'not-cancelable';
      throw new BrokerFault(status >= 500 ? 'SERVER_ERROR' : 'UNEXPECTED', `cancel: HTTP ${status}`, { status });
    },
    account: async (accountId) => {
      const [model, positions, openOrders] = await Promise.all([
        transport.get(`${account(accountId)}/account`, AccountModel),
        transport.get(`${account(accountId)}/positions`, z.array(PositionModel)),
        transport.get(`${account(accountId)}/orders?status=open&limit=500`, z.array(OrderModel)),
      ]);
      return {
        accountId,
        ...parseAccount(model),
        positions: positions
          .map(({ symbol, qty }) => ({ symbol, quantity: qty }))
          .sort((a, b) => (a.symbol < b.symbol ? -1 : 1)),
        openOrders: openOrders.map(parseOrder),
      };
    },
    asset: assets,
  };
}

async function submit(transport: Transport, url: string, body: object): Promise<SubmitResult> {
  let answer: Answer;
  try {
    answer = await transport.request(url, { method: 'POST', body });
  } catch (error) {
    if (!(error instanceof BrokerFault)) throw error;
    return error.code === 'UNREACHABLE'
      ? { kind: 'deferred', retryAfterMs: 1_000 }
      : { kind: 'unknown', reason: error.message };
  }
  const order = OrderModel.safeParse(answer.body);
  if (answer.status >= 200 && answer.status < 300)
    return order.success
      ? { kind: 'accepted', order: parseOrder(order.data) }
      : { kind: 'unknown', reason: `HTTP ${answer.status} with an unreadable order` };
  const error = ErrorModel.safeParse(answer.body);
  return classifySubmit(answer.status, error.success ? error.data : undefined, answer.retryAfterMs);
}

/** Assets change rarely, and every plan asks for all of its symbols. */
function cachedAssets(transport: Transport, url: string): Broker['asset'] {
  const cache = new Map<string, { at: number; asset: ReturnType<Broker['asset']> }>();
  const read: Broker['asset'] = async (symbol) => {
    try {
      const { status, tradable, fractionable } = await transport.get(
        `${url}/${encodeURIComponent(symbol)}`,
        AssetModel,
      );
      return { symbol, tradable: tradable && status === 'active', fractionable };
    } catch (error) {
      if (error instanceof BrokerFault && error.code === 'NOT_FOUND') return undefined;
      cache.delete(symbol);
      throw error;
    }
  };
  return (symbol) => {
    const known = cache.get(symbol);
    if (known !== undefined && performance.now() - known.at < ASSET_AGE_MAX_MS) return known.asset;
    const asset = read(symbol);
    cache.set(symbol, { at: performance.now(), asset });
    return asset;
  };
}
