import { z } from '@hono/zod-openapi';
import { DOORS } from '../../domain/principal';
import {
  exportAudit,
  GENESIS,
  type ListAuditInput,
  listAudit,
  type AuditRow as Row,
  SYSTEM_AUDIT,
  searchAudit,
} from '../../operations/list-audit';
import { verifyAudit, verifyAudits } from '../../operations/verify-audit';
import { type Api, register } from '../endpoint';
import { registerFile } from '../file-endpoint';
import { time, timeInput } from '../schemas/amounts';
import { batchId } from '../schemas/batch';
import { cursor, limit, page, pageOrNo } from '../schemas/page';
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
const HEAD = /^[1-9][0-9]{0,14}:[0-9a-f]{64}$/;
const VerifiedPage = page(Head.extend({ portfolioId: z.string() }))
  .extend({
    broken: z
      .object({ portfolioId: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: 'the first one that is not what was recorded: nothing behind it was looked at' }),
  })
  .openapi('VerifiedPage');

export function addAudit(api: Api): void {
  addSearchAudit(api);
  addListAudit(api);
  addExportAudit(api);
  addExportAuditLines(api);
  addVerifyAudit(api);
  addVerifyAudits(api);
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
  const list = async (input: ListAuditInput) => {
    const listed = await listAudit(deps, input);
    return pageOrNo(listed, ({ rows }) => rows);
  };
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
    ({ params, query: { cursor: after, ...which } }) => list({ ...params, ...which, after }),
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/audit/system',
      operationId: 'listSystemAudit',
      tag: 'audit',
      summary: 'List what was done that concerns all portfolios, such as halting trading or making a key',
      role: 'admin',
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: PAGE,
      refusals: ['INVALID_PAGE'],
    },
    ({ query: { cursor: after, limit } }) => list({ portfolioId: SYSTEM_AUDIT, limit, after }),
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

function addExportAuditLines(api: Api): void {
  const { deps } = api;
  const lines = async (portfolioId: string) => {
    const exported = await exportAudit(deps, portfolioId);
    if (!exported.ok) return exported;
    return { type: LINES, name: 'audit.ndjson', texts: exportLines(exported.rows) };
  };
  const success = {
    types: [LINES],
    schema: z.string(),
    description: 'oldest first, as "autobalancer audit verify --file" reads it; the last row is where it ends',
  };
  registerFile(
    api,
    {
      method: 'get',
      path: '/v1/exports/portfolios/{portfolioId}/audit',
      operationId: 'exportAuditLines',
      tag: 'audit',
      summary: 'Export the whole audit of a portfolio as a file, a row a line',
      role: 'viewer',
      params: InPath,
      success,
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    ({ params }) => lines(params.portfolioId),
  );
  registerFile(
    api,
    {
      method: 'get',
      path: '/v1/exports/audit/system',
      operationId: 'exportSystemAudit',
      tag: 'audit',
      summary: 'Export the audit of what concerns all portfolios as a file, a row a line',
      role: 'admin',
      success,
    },
    () => lines(SYSTEM_AUDIT),
  );
}

const LINES = 'application/x-ndjson';

async function* exportLines(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(AuditRow.parse(row))}\n`;
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
  const query = z.strictObject({
    head: z
      .string()
      .regex(HEAD, 'must be a number, a colon and a hash')
      .optional()
      .openapi({ description: 'the end that somebody kept, as SEQUENCE:HASH: the audit must still contain it' }),
  });
  const success = { schema: Verification, description: 'whether it is what was recorded, and where it ends' };
  const verify = async (portfolioId: string, head: string | undefined) => {
    const [sequence = '', hash = ''] = head?.split(':') ?? [];
    const kept = head === undefined ? undefined : { sequence: Number.parseInt(sequence, 10), hash };
    const verified = await verifyAudit(deps, { portfolioId, head: kept });
    if (verified.ok) return { body: { intact: true, problem: null, head: verified.heads[0] ?? null } };
    if (verified.refusal !== 'AUDIT_BROKEN') return verified;
    return { body: { intact: false, problem: verified.message, head: null } };
  };
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
      query,
      success,
      refusals: ['PORTFOLIO_NOT_FOUND'],
    },
    ({ params, query: { head } }) => verify(params.portfolioId, head),
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/audit/system/verification',
      operationId: 'verifySystemAudit',
      tag: 'audit',
      summary: 'The same for the audit of what concerns all portfolios',
      role: 'viewer',
      query,
      success,
    },
    ({ query: { head } }) => verify(SYSTEM_AUDIT, head),
  );
}

function addVerifyAudits(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/audit/verification',
      operationId: 'verifyAudits',
      tag: 'audit',
      summary: 'Verify every audit, those of a page of portfolios at a time',
      role: 'viewer',
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: {
        schema: VerifiedPage,
        description: 'where each ends; the last page, whose `nextCursor` is null, has what concerns all portfolios too',
      },
      refusals: ['INVALID_PAGE'],
    },
    async ({ query: { limit, cursor: after } }) => {
      const { heads, broken, next } = await verifyAudits(deps, { limit, after });
      return { body: { data: heads, broken, nextCursor: next } };
    },
  );
}
