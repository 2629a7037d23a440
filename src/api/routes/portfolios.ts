import { z } from '@hono/zod-openapi';
import { PORTFOLIO_ID_PATTERN } from '../../domain/ids';
import { PORTFOLIO_STATUSES } from '../../domain/portfolio';
import { isKept, REFUSAL_ORDER } from '../../domain/refusal';
import { SYMBOL_PATTERN } from '../../domain/targets';
import { listPortfolios } from '../../operations/list-portfolios';
import { openPortfolio } from '../../operations/open-portfolio';
import { showPortfolio } from '../../operations/show-portfolio';
import { type Api, register } from '../endpoint';
import { usd } from '../schemas/amounts';
import { cursor, limit, page } from '../schemas/page';
import { PolicyFields } from '../schemas/policy';
import { Holding, InPath, Measured, Portfolio, portfolioId, staleReason, TargetInput } from '../schemas/portfolio';
import { settingsTag } from '../settings-tag';

/** The operations have the rule: the contract only says it. */
const ID = PORTFOLIO_ID_PATTERN.source;
const ListQuery = z.strictObject({
  status: z.enum(PORTFOLIO_STATUSES).optional(),
  idPrefix: z.string().optional().openapi({ description: 'what the id begins with', pattern: ID }),
  accountId: z.string().optional().openapi({ pattern: ID }),
  symbol: z
    .string()
    .optional()
    .openapi({ description: 'it is held or targeted', example: 'META', pattern: SYMBOL_PATTERN.source }),
  refusedCode: z.enum(REFUSAL_ORDER.filter(isKept)).optional(),
  staleReason: staleReason(),
  limit: limit(),
  cursor: cursor(),
});
const PortfolioPage = page(Portfolio).openapi('PortfolioPage');
const ShownPortfolio = z
  .object({ portfolio: Portfolio, measured: Measured.nullable(), problem: z.string().nullable() })
  .openapi('ShownPortfolio');
const OpenPortfolio = z
  .strictObject({
    id: portfolioId(),
    accountId: z.string().openapi({ example: 'b3c1f1de', pattern: ID }),
    targets: z.array(TargetInput).min(1).max(1_000),
    policy: PolicyFields.optional(),
    adopt: z.boolean().default(false).openapi({ description: 'take over what the account already holds' }),
  })
  .openapi('OpenPortfolio');
const OpenedPortfolio = z
  .object({ id: portfolioId(), cash: usd(), holdings: z.array(Holding), warnings: z.array(z.string()) })
  .openapi('OpenedPortfolio');

export function addPortfolios(api: Api): void {
  addListPortfolios(api);
  addOpenPortfolio(api);
  addShowPortfolio(api);
}

function addListPortfolios(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios',
      operationId: 'listPortfolios',
      tag: 'portfolios',
      summary: 'List portfolios by id',
      role: 'viewer',
      query: ListQuery,
      success: { schema: PortfolioPage, description: 'a page; `nextCursor` is null at the end' },
      refusals: ['INVALID_PAGE', 'INVALID_PORTFOLIO_ID', 'INVALID_ACCOUNT', 'INVALID_SYMBOL', 'INVALID_REASON'],
    },
    async ({ query: { cursor, ...which } }) => {
      const { portfolios, next } = await listPortfolios(deps, { ...which, after: cursor });
      return { body: { data: portfolios, nextCursor: next } };
    },
  );
}

function addOpenPortfolio(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/portfolios',
      operationId: 'openPortfolio',
      tag: 'portfolios',
      summary: 'Open a portfolio on an account at the broker',
      role: 'operator',
      idempotent: true,
      body: OpenPortfolio,
      success: { status: 201, schema: OpenedPortfolio, description: 'it is ACTIVE; the same again answers the same' },
      refusals: [
        'PORTFOLIO_EXISTS',
        'ACCOUNT_TAKEN',
        'ACCOUNT_NOT_FOUND',
        'ACCOUNT_NOT_EMPTY',
        'UNKNOWN_SYMBOL',
        'INVALID_ACCOUNT',
        'INVALID_TARGETS',
        'INVALID_POLICY',
        'POLICY_CONTRADICTS',
        'BROKER_UNAVAILABLE',
      ],
    },
    async ({ principal, body: { adopt, ...portfolio } }, deps) => {
      const opened = await openPortfolio(deps, principal, { portfolio, adopt });
      return opened.ok ? { body: opened, location: `/v1/portfolios/${opened.id}` } : opened;
    },
  );
}

function addShowPortfolio(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}',
      operationId: 'showPortfolio',
      tag: 'portfolios',
      summary: 'Show a portfolio with its weights at the latest prices',
      role: 'viewer',
      params: InPath,
      success: {
        schema: ShownPortfolio,
        description: 'the row of the ledger; `problem` says why there are no weights',
        etag: true,
      },
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    async ({ params }) => {
      const shown = await showPortfolio(deps, params.portfolioId);
      return shown.ok ? { body: shown, etag: settingsTag(shown.portfolio) } : shown;
    },
  );
}
