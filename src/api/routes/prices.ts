import { z } from '@hono/zod-openapi';
import { refused } from '../../domain/refused';
import { type Api, register } from '../endpoint';
import { price } from '../schemas/amounts';
import { symbol } from '../schemas/portfolio';

const Prices = z.object({ data: z.array(z.object({ symbol: symbol(), price: price() })) }).openapi('Prices');

export function addPrices(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/prices',
      operationId: 'listPrices',
      tag: 'prices',
      summary: 'List the prices at the simulated broker',
      role: 'viewer',
      success: { schema: Prices, description: 'of every symbol that it lists' },
      refusals: ['NOT_SIMULATED', 'BROKER_UNAVAILABLE'],
    },
    async (_asked, { simulatedPrices }) => {
      if (simulatedPrices === undefined)
        return refused('NOT_SIMULATED', 'the broker is not the simulated one: only that lists all its prices');
      const prices = Object.entries(await simulatedPrices());
      return { body: { data: prices.map(([symbol, price]) => ({ symbol, price })) } };
    },
  );
}
