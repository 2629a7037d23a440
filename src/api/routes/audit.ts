import { z } from '@hono/zod-openapi';
import { DOORS } from '../../domain/principal';
import { exportAudit, GENESIS, listAudit, type AuditRow as Row, searchAudit } from '../../operations/list-audit';
import { verifyAudit } from '../../operations/verify-audit';
import { type Api, register } from '../endpoint';
import { registerFile } from '../file-endpoint';
import { time, timeInput } from '../schemas/amounts';
import { batchId } from '../schemas/batch';
import { cursor, limit, page } from '../schemas/page';
import { InPath } from '../schemas/portfolio';

const Head = z.object({ sequence: z.int(), hash: z.string() });
const AuditRow = Head.extend({
  portfolioId: z.string(),
  batchId: z.string().nullable(),
  event: z.string().openapi({ example: 'BATCH_OPENED' }),
  detail: z.record(z.string(), z.unknown()),
  actor: z.string(),
  via: z.enum(DOORS).nullable(),
  at: time(),
}).openapi('AuditRow');
const AuditPage = page(AuditRow).openapi('AuditPage');
const PAGE = { schema: AuditPage, description: 'a page, the latest first; `nextCursor` is null at the end' } as const;
const AuditExport = z
  .object({ rows: z.array(AuditRow), head: Head })
  .openapi('AuditExport', { description: 'all rows, oldest first, and where they end: keep the head to verify later' });
const Verification = z
  .object({ intact: z.boolean(), problem: z.string().nullable(), head: Head.nullable() })
  .openapi('AuditVerification');

export function addAudit(api: Api): void {
  addSearchAudit(api);
  addListAudit(api);
  addExportAudit(api);
  addVerifyAudit(api);
}

function addSearchAudit(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/audit',
      operationId: 'searchAudit',
      tag: 'audit',
      summary: 'Search the audit of all portfolios together',
      role: 'admin',
      query: z.strictObject({
        actor: z.string().max(300).optional().openapi({ description: 'who asked', example: 'cli:anna@desk' }),
        from: timeInput().optional(),
        to: timeInput().optional().openapi({ description: 'not included, in UTC' }),
        limit: limit(),
        cursor: cursor(),
      }),
      success: PAGE,
      refusals: ['INVALID_PAGE', 'INVALID_TIME', 'INVALID_ACTOR'],
    },
    async ({ query: { cursor: after, ...which } }) => {
      const { rows, next } = await searchAudit(deps, { ...which, after });
      return { body: { data: rows, nextCursor: next } };
    },
  );
}

function addListAudit(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/audit',
      operationId: 'listAudit',
      tag: 'audit',
      summary: 'List what was done to a portfolio',
      role: 'viewer',
      params: InPath,
      query: z.strictObject({ batchId: batchId().optional(), limit: limit(), cursor: cursor() }),
      success: PAGE,
      refusals: ['PORTFOLIO_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ params, query: { cursor: after, ...which } }) => {
      const listed = await listAudit(deps, { ...params, ...which, after });
      return listed.ok ? { body: { data: listed.rows, nextCursor: listed.next } } : listed;
    },
  );
}

function addExportAudit(api: Api): void {
  const { deps } = api;
  registerFile(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/audit/export',
      operationId: 'exportAudit',
      tag: 'audit',
      summary: 'Get the whole audit of a portfolio',
      role: 'viewer',
      params: InPath,
      success: { schema: AuditExport, description: 'every row, and where they end' },
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    async ({ params }) => {
      const exported = await exportAudit(deps, params.portfolioId);
      if (!exported.ok) return exported;
      return { type: 'application/json', name: 'audit.json', texts: exportText(exported.rows) };
    },
  );
}

/** The text of an AuditExport. */
async function* exportText(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  let head: z.input<typeof Head> = GENESIS;
  for await (const row of rows) {
    yield `${head === GENESIS ? '{"rows":[' : ','}${JSON.stringify(AuditRow.parse(row))}`;
    head = row;
  }
  yield `${head === GENESIS ? '{"rows":[' : ''}],"head":${JSON.stringify(Head.parse(head))}}`;
}

function addVerifyAudit(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/portfolios/{portfolioId}/audit/verification',
      operationId: 'verifyAudit',
      tag: 'audit',
      summary: 'Verify that no row of an audit was changed, removed or inserted',
      role: 'viewer',
      params: InPath,
      success: { schema: Verification, description: 'whether it is what was recorded, and where it ends' },
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    async ({ params }) => {
      const verified = await verifyAudit(deps, params);
      if (verified.ok) return { body: { intact: true, problem: null, head: verified.heads[0] ?? null } };
      if (verified.refusal !== 'AUDIT_BROKEN') return verified;
      return { body: { intact: false, problem: verified.message, head: null } };
    },
  );
}
