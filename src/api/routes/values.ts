import { z } from '@hono/zod-openapi';
import { DAYS_KEPT } from '../../domain/day-value';
import { listValues } from '../../operations/list-values';
import { type Api, register } from '../endpoint';
import { usd } from '../schemas/amounts';
import { InPath } from '../schemas/portfolio';

const DayValue = z
  .object({
    day: z.iso.date().openapi({ description: 'in New York', example: '2026-03-02' }),
    value: usd().openapi({ description: 'holdings at the prices of the moment, and cash' }),
    cash: usd(),
  })
  .openapi('DayValue');
const DayValues = z.object({ data: z.array(DayValue) }).openapi('DayValues');

export function addValues(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/values',
      operationId: 'listValues',
      tag: 'portfolios',
      summary: 'List what a portfolio was worth, day by day',
      role: 'viewer',
      params: InPath,
      success: {
        schema: DayValues,
        description: `oldest first, for ${DAYS_KEPT} days at most: the days on which its account was read and agreed with the books`,
      },
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    async ({ params }) => {
      const listed = await listValues(api.deps, params.portfolioId);
      return listed.ok ? { body: { data: listed.values } } : listed;
    },
  );
}
