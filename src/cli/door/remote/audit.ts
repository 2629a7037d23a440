import { refused } from '../../../domain/refused';
import { linesOf } from '../../../input/text-lines';
import { type AuditHead, type AuditRow, SYSTEM_AUDIT } from '../../../operations/list-audit';
import type { VerifyAuditAnswer } from '../../../operations/verify-audit';
import type { HttpApi } from '../http';
import { type Ask, answered, body, type Part, pagesOrNo } from './answers';

export function remoteAudit({ ask, file }: HttpApi): Part<'listAudit' | 'exportAudit' | 'verifyAudit'> {
  return {
    listAudit: async ({ portfolioId, batchId, limit, after }) =>
      answered(
        await pagesOrNo(limit, after, (query) =>
          portfolioId === SYSTEM_AUDIT && batchId === undefined
            ? ask('get', '/v1/audit/system', { query })
            : ask('get', '/v1/portfolios/{portfolioId}/audit', {
                params: { portfolioId },
                query: { batchId, ...query },
              }),
        ),
        (page) => page,
      ),
    exportAudit: async (portfolioId) => {
      const replied = await (portfolioId === SYSTEM_AUDIT
        ? file('/v1/exports/audit/system', {})
        : file('/v1/exports/portfolios/{portfolioId}/audit', { params: { portfolioId } }));
      return answered(replied, (bytes) => ({ rows: rowsOf(bytes) }));
    },
    verifyAudit: ({ portfolioId, head }) =>
      portfolioId === undefined ? verifyAll(ask) : verifyOne(ask, portfolioId, head),
  };
}

async function* rowsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<AuditRow> {
  for await (const line of linesOf(bytes, 'the export')) yield JSON.parse(line) as AuditRow;
}

async function verifyOne(ask: Ask, portfolioId: string, head: AuditHead | undefined): Promise<VerifyAuditAnswer> {
  const kept = head && `${head.sequence}:${head.hash}`;
  const query = { head: kept };
  const replied = await (portfolioId === SYSTEM_AUDIT
    ? ask('get', '/v1/audit/system/verification', { query })
    : ask('get', '/v1/portfolios/{portfolioId}/audit/verification', { params: { portfolioId }, query }));
  if (replied.ok && !replied.body.intact)
    return refused('AUDIT_BROKEN', replied.body.problem ?? 'the audit is not what was recorded', { portfolioId });
  return answered(replied, ({ head: end }) => ({ heads: end === null ? [] : [{ portfolioId, ...end }] }));
}

async function verifyAll(ask: Ask): Promise<VerifyAuditAnswer> {
  const heads: (AuditHead & { portfolioId: string })[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = body(await ask('get', '/v1/audit/verification', { query: { limit: AT_ONCE, cursor } }));
    const { data, broken, nextCursor } = page;
    heads.push(...data);
    if (broken !== null) return refused('AUDIT_BROKEN', broken.message, { portfolioId: broken.portfolioId });
    if (nextCursor === null) return { ok: true, heads };
    cursor = nextCursor;
  }
}

/** Each has to be read whole before the API answers. */
const AT_ONCE = 50;
