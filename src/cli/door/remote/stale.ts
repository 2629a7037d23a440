import type { Verdict } from '../../../domain/stale';
import { untilKnown } from '../until-known';
import { type Ask, answered, body, type Part, pages } from './answers';

export function remoteStale(
  ask: Ask,
  ended: AbortSignal,
): Part<'listStale' | 'showStale' | 'staleEvidence' | 'resolveStale' | 'declareOutcome'> {
  const listStale = async (reason: string | undefined) =>
    (
      await pages(Number.MAX_SAFE_INTEGER, undefined, (query) =>
        ask('get', '/v1/stale', { query: { reason, ...query } }),
      )
    ).rows;
  const show = (portfolioId: string) => ask('get', '/v1/portfolios/{portfolioId}/stale', { params: { portfolioId } });
  return {
    listStale,
    showStale: async (portfolioId) => answered(await show(portfolioId), (shown) => shown),
    staleEvidence: async (reason) => {
      const hashes: { portfolioId: string; evidence: string | undefined }[] = [];
      for (const { id } of (await listStale(reason)) as { id: string }[]) {
        const { evidence } = body(await show(id));
        hashes.push({ portfolioId: id, evidence: evidence.hash ?? undefined });
      }
      return hashes;
    },
    resolveStale: async ({ portfolioId, ...decision }) =>
      answered(
        await untilKnown(
          (idempotencyKey) =>
            ask('post', '/v1/portfolios/{portfolioId}/resolve', {
              params: { portfolioId },
              body: decision,
              idempotencyKey,
            }),
          ({ status }) => status !== 'UNKNOWN',
          ended,
        ),
        (verdict) => ({ verdict: verdict as Verdict }),
      ),
    declareOutcome: async ({ portfolioId, ...said }) =>
      answered(
        await untilKnown(
          (idempotencyKey) =>
            ask('post', '/v1/portfolios/{portfolioId}/declare-outcome', {
              params: { portfolioId },
              body: said,
              idempotencyKey,
            }),
          ({ state }) => state !== 'unknown',
          ended,
        ),
        (declared) => declared,
      ),
  };
}
