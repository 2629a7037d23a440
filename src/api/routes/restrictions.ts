import { z } from '@hono/zod-openapi';
import { addRestriction, listRestrictions, removeRestriction } from '../../operations/restrictions';
import { type Api, register } from '../endpoint';
import { time } from '../schemas/amounts';
import { InPath, Portfolio, Restriction, restrictionKind, symbol } from '../schemas/portfolio';
import { reason } from '../schemas/text';
import { settingsTag } from '../settings-tag';

const InRestrictionPath = InPath.extend({
  symbol: symbol().openapi({ param: { name: 'symbol', in: 'path' } }),
  kind: restrictionKind().openapi({ param: { name: 'kind', in: 'path' } }),
});
const AddRestriction = z
  .strictObject({
    reason: reason(),
    until: time()
      .nullable()
      .optional()
      .openapi({ description: 'when it ends by itself', example: '2099-12-31T21:00:00.000Z' }),
  })
  .openapi('AddRestriction');
const Restrictions = z.object({ data: z.array(Restriction) }).openapi('Restrictions');
const PORTFOLIO = { schema: Portfolio, description: 'the portfolio as it is now', etag: true } as const;
const PATH = '/v1/portfolios/{portfolioId}/restrictions/{symbol}/{kind}';

export function addRestrictions(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/restrictions',
      operationId: 'listRestrictions',
      tag: 'portfolios',
      summary: 'List what the portfolio must not buy or sell',
      role: 'viewer',
      params: InPath,
      success: { schema: Restrictions, description: 'by symbol, with who set them and why' },
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    async ({ params }) => {
      const listed = await listRestrictions(deps, params.portfolioId);
      return listed.ok ? { body: { data: listed.restrictions } } : listed;
    },
  );
  register(
    api,
    {
      method: 'put',
      path: PATH,
      operationId: 'addRestriction',
      tag: 'portfolios',
      summary: 'Keep the portfolio from trading a symbol: from the next plan on',
      role: 'operator',
      idempotent: true,
      params: InRestrictionPath,
      body: AddRestriction,
      success: PORTFOLIO,
      refusals: ['PORTFOLIO_NOT_FOUND', 'PORTFOLIO_CLOSED', 'INVALID_RESTRICTION', 'INVALID_SYMBOL'],
    },
    async ({ principal, params, body }, own) => {
      const added = await addRestriction(own, principal, { ...params, ...body });
      return added.ok ? { body: added.portfolio, etag: settingsTag(added.portfolio) } : added;
    },
  );
  register(
    api,
    {
      method: 'delete',
      path: PATH,
      operationId: 'removeRestriction',
      tag: 'portfolios',
      summary: 'Remove a restriction',
      role: 'operator',
      idempotent: true,
      params: InRestrictionPath,
      success: PORTFOLIO,
      refusals: ['PORTFOLIO_NOT_FOUND', 'PORTFOLIO_CLOSED', 'RESTRICTION_NOT_FOUND'],
    },
    async ({ principal, params }, own) => {
      const removed = await removeRestriction(own, principal, params);
      return removed.ok ? { body: removed.portfolio, etag: settingsTag(removed.portfolio) } : removed;
    },
  );
}
