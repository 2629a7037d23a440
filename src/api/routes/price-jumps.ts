import { z } from '@hono/zod-openapi';
import { POINTS_KEPT_DAYS } from '../../domain/price-point';
import { parsePrices } from '../../input/prices';
import { acceptPrices } from '../../operations/accept-prices';
import { listPricePoints } from '../../operations/list-price-points';
import { listPriceJumps } from '../../operations/price-jumps';
import { type Api, register } from '../endpoint';
import { price, priceInput, time } from '../schemas/amounts';
import { symbol } from '../schemas/portfolio';
import { reason } from '../schemas/text';

const PriceJump = z
  .object({ symbol: symbol(), known: price(), knownSince: time(), latest: price(), jump: z.string() })
  .openapi('PriceJump');
const PriceJumps = z.object({ data: z.array(PriceJump) }).openapi('PriceJumps');
const AcceptPrice = z.strictObject({ price: priceInput(), reason: reason() }).openapi('AcceptPrice');
const AcceptedPrice = z.object({ symbol: symbol(), price: price() }).openapi('AcceptedPrice');

const PricePoint = z.object({ price: price(), at: time() }).openapi('PricePoint');
const PricePoints = z.object({ data: z.array(PricePoint) }).openapi('PricePoints');
const InPath = z.object({ symbol: symbol().openapi({ param: { name: 'symbol', in: 'path' } }) });

export function addPriceJumps(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/price-jumps',
      operationId: 'listPriceJumps',
      tag: 'prices',
      summary: 'List prices that are far from the last known good ones: nothing is traded on them',
      role: 'viewer',
      success: { schema: PriceJumps, description: 'by symbol' },
      refusals: ['BROKER_UNAVAILABLE'],
    },
    async (_asked, deps) => ({ body: { data: await listPriceJumps(deps) } }),
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/price-jumps/{symbol}/prices',
      operationId: 'listPricePoints',
      tag: 'prices',
      summary: 'List the good prices of a symbol over the last days',
      role: 'viewer',
      params: InPath,
      success: {
        schema: PricePoints,
        description: `oldest first, for ${POINTS_KEPT_DAYS} days: the first good price of each quarter of an hour in which it changed`,
      },
    },
    async ({ params }, deps) => ({ body: { data: await listPricePoints(deps, params.symbol) } }),
  );
  register(
    api,
    {
      method: 'post',
      path: '/v1/price-jumps/{symbol}/accept',
      operationId: 'acceptPrice',
      tag: 'prices',
      summary: 'Accept a price that was checked: later prices are compared with it',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: AcceptPrice,
      success: { schema: AcceptedPrice, description: 'it is traded on again' },
      refusals: ['INVALID_PRICE', 'INVALID_SYMBOL', 'APPROVAL_NEEDED'],
    },
    async ({ principal, params, body }, deps) => {
      const prices = parsePrices([`${params.symbol}=${body.price}`]);
      const accepted = await acceptPrices(deps, principal, { prices, reason: body.reason });
      if (!accepted.ok) return accepted;
      return { body: { symbol: params.symbol, price: body.price } };
    },
  );
}
