import { z } from '@hono/zod-openapi';
import { IMPORT_FORMATS, type ImportFormat } from '../../input/portfolio-lines';
import { linesOf } from '../../input/text-lines';
import { cancelImport } from '../../operations/cancel-import';
import { exportPortfolios } from '../../operations/export-portfolios';
import { IMPORT_LINES_MAX, receiveImport } from '../../operations/receive-import';
import { IMPORT_STATES, type Import, listImportProblems, listImports, showImport } from '../../operations/show-import';
import { type Api, register } from '../endpoint';
import { registerFile } from '../file-endpoint';
import { ApiProblem } from '../problem';
import { time } from '../schemas/amounts';
import { cursor, limit, page, pageOrNo } from '../schemas/page';

const FILE_MAX_BYTES = 256 * 1_024 * 1_024;
/** What is read of a file is in memory until it is in the ledger. */
const UPLOADS_MAX = 2;
const TYPES: Record<ImportFormat, string> = { ndjson: 'application/x-ndjson', csv: 'text/csv' };

const count = z.int();
const importId = () =>
  z.uuid('must be the id of an import').openapi({ example: '6f1f2b62-6f55-4b52-9e0c-8f6f2f3d9a10' });
const InPath = z.object({ importId: importId().openapi({ param: { name: 'importId', in: 'path' } }) });
const ImportOfFile = z
  .object({
    id: importId(),
    state: z.enum(IMPORT_STATES).openapi({
      description:
        'RECEIVING: its file is being read. WAITING: another one is stored before it. CHECKING: whether something is in the way of a line. STORING. DONE: every line is stored that is not skipped or wrong. REFUSED: lines are wrong, and nothing is stored',
    }),
    partial: z.boolean(),
    actor: z.string().openapi({ description: 'who asked for it' }),
    lines: count.openapi({ description: 'how many lines were read' }),
    checked: count.openapi({ description: 'up to which line it was checked whether something is in the way' }),
    portfolios: count.openapi({ description: 'how many portfolios were read' }),
    stored: count,
    skipped: count.openapi({ description: 'they were there already, with the same content' }),
    wrong: count,
    begunAt: time(),
    endedAt: time().nullable(),
  })
  .openapi('Import');
const ImportPage = page(ImportOfFile).openapi('ImportPage');
const LineProblem = z
  .object({ line: z.int(), field: z.string(), code: z.string(), message: z.string() })
  .openapi('LineProblem', { description: 'the rule that a line breaks; lines count from 1, a header included' });
const LineProblemPage = page(LineProblem).openapi('LineProblemPage');

export function addImports(api: Api): void {
  addReceiveImport(api);
  addListImports(api);
  addShowImport(api);
  addCancelImport(api);
  addListImportProblems(api);
  addExportPortfolios(api);
}

function addReceiveImport(api: Api): void {
  const { deps } = api;
  let uploads = 0;
  register(
    api,
    {
      method: 'post',
      path: '/v1/imports',
      operationId: 'importPortfolios',
      tag: 'imports',
      summary: 'Import portfolios from a file, all of them or none',
      role: 'operator',
      query: z.strictObject({
        partial: z
          .enum(['true', 'false'])
          .default('false')
          .openapi({ description: 'store what is right although some lines are wrong' }),
      }),
      upload: Object.values(TYPES),
      success: {
        status: 202,
        schema: ImportOfFile,
        description: `the file is read, at most ${IMPORT_LINES_MAX} lines of it; follow its import. The same file again is the same import until that has ended, and skips what is stored`,
      },
      refusals: ['INVALID_FILE', 'IMPORT_NOT_FOUND'],
    },
    async ({ principal, query: { partial }, uploaded: { type, bytes } }) => {
      if (uploads >= UPLOADS_MAX)
        throw new ApiProblem('TOO_MANY_REQUESTS', `${UPLOADS_MAX} files are being read: send this one later`, {
          retryAfter: 30,
        });
      uploads += 1;
      try {
        const lines = linesOf(limited(bytes), 'the file');
        const format = IMPORT_FORMATS.find((one) => TYPES[one] === type) ?? 'ndjson';
        const { importId: id } = await receiveImport(deps, principal, { lines, format, isPartial: partial === 'true' });
        deps.imports.wake();
        const shown = await showImport(deps, id);
        return shown.ok ? { body: shownImport(shown.import), location: `/v1/imports/${id}` } : shown;
      } finally {
        uploads -= 1;
      }
    },
  );
}

async function* limited(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = FILE_MAX_BYTES;
  for await (const chunk of bytes) {
    left -= chunk.byteLength;
    if (left < 0) throw new ApiProblem('BODY_TOO_LARGE', `the file has more than ${FILE_MAX_BYTES} bytes: divide it`);
    yield chunk;
  }
}

function addListImports(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/imports',
      operationId: 'listImports',
      tag: 'imports',
      summary: 'List imports, the latest first: they are kept for a week',
      role: 'viewer',
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: { schema: ImportPage, description: 'a page; `nextCursor` is null at the end' },
      refusals: ['INVALID_PAGE'],
    },
    async ({ query: { cursor: after, limit } }) => {
      const { imports, next } = await listImports(deps, { limit, after });
      return { body: { data: imports.map(shownImport), nextCursor: next } };
    },
  );
}

function addShowImport(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/imports/{importId}',
      operationId: 'showImport',
      tag: 'imports',
      summary: 'Show the progress of an import',
      role: 'viewer',
      params: InPath,
      success: { schema: ImportOfFile, description: 'it has ended when its state is DONE or REFUSED' },
      refusals: ['IMPORT_NOT_FOUND'],
    },
    async ({ params }) => {
      const shown = await showImport(deps, params.importId);
      return shown.ok ? { body: shownImport(shown.import) } : shown;
    },
  );
}

function addCancelImport(api: Api): void {
  register(
    api,
    {
      method: 'delete',
      path: '/v1/imports/{importId}',
      operationId: 'cancelImport',
      tag: 'imports',
      summary: 'Cancel an import of which nothing is stored yet',
      role: 'operator',
      idempotent: true,
      params: InPath,
      success: { schema: ImportOfFile, description: 'what it was: it is deleted with its lines' },
      refusals: ['IMPORT_NOT_FOUND', 'IMPORT_TOO_LATE'],
    },
    async ({ principal, params }, own) => {
      const cancelled = await cancelImport(own, principal, params.importId);
      return cancelled.ok ? { body: shownImport(cancelled.import) } : cancelled;
    },
  );
}

function addListImportProblems(api: Api): void {
  const { deps } = api;
  register(
    api,
    {
      method: 'get',
      path: '/v1/imports/{importId}/problems',
      operationId: 'listImportProblems',
      tag: 'imports',
      summary: 'List what is wrong with the lines of an import',
      role: 'viewer',
      params: InPath,
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: { schema: LineProblemPage, description: 'a page by line; `nextCursor` is null at the end' },
      refusals: ['IMPORT_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ params, query: { cursor: after, limit } }) => {
      const listed = await listImportProblems(deps, { ...params, limit, after });
      return pageOrNo(listed, ({ problems }) => problems);
    },
  );
}

function addExportPortfolios(api: Api): void {
  const { deps } = api;
  registerFile(
    api,
    {
      method: 'get',
      path: '/v1/exports/portfolios',
      operationId: 'exportPortfolios',
      tag: 'imports',
      summary: 'Export the portfolios that are not CLOSED as a file that can be imported',
      role: 'viewer',
      query: z.strictObject({ format: z.enum(IMPORT_FORMATS).default('ndjson') }),
      success: {
        types: Object.values(TYPES),
        schema: z.string(),
        description:
          'a portfolio a line, by id. What it does not carry: the audit, batches, earlier policies and cool-downs. One that is STALE or frozen comes as PAUSED, with the reason',
      },
    },
    async ({ query: { format } }) => {
      const texts = withEnds(exportPortfolios(deps, format));
      return { type: TYPES[format], name: `portfolios.${format}`, texts };
    },
  );
}

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function shownImport({ isPartial, ...shown }: Import): z.input<typeof ImportOfFile> {
  return { ...shown, partial: isPartial };
}
