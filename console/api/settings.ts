import { useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';
import type { Restriction, Target } from './types';

type Schemas = components['schemas'];

/** Settings are only replaced while they have the revision that the person has seen. */
const unchangedSince = (portfolioId: string, revision: number, once: string) => ({
  path: { portfolioId },
  header: { 'If-Match': `"s${revision}"`, 'Idempotency-Key': once },
});

export function setTargets(
  portfolioId: string,
  revision: number,
  targets: Target[],
  once: string,
): Promise<Schemas['Portfolio']> {
  const params = unchangedSince(portfolioId, revision, once);
  return answered(api.PUT('/v1/portfolios/{portfolioId}/targets', { params, body: { targets } }));
}

export function setPolicy(
  portfolioId: string,
  revision: number,
  body: Schemas['SetPolicy'],
  once: string,
): Promise<Schemas['Portfolio']> {
  const params = unchangedSince(portfolioId, revision, once);
  return answered(api.PATCH('/v1/portfolios/{portfolioId}/policy', { params, body }));
}

/** Keeps the portfolio from trading a symbol, from the next plan on. It takes the place of one of its kind. */
export function addRestriction(
  portfolioId: string,
  { symbol, kind }: Pick<Restriction, 'symbol' | 'kind'>,
  body: Schemas['AddRestriction'],
  once: string,
): Promise<Schemas['Portfolio']> {
  const params = { path: { portfolioId, symbol, kind }, header: { 'Idempotency-Key': once } };
  return answered(api.PUT('/v1/portfolios/{portfolioId}/restrictions/{symbol}/{kind}', { params, body }));
}

export function removeRestriction(
  portfolioId: string,
  { symbol, kind }: Pick<Restriction, 'symbol' | 'kind'>,
  once: string,
): Promise<Schemas['Portfolio']> {
  const params = { path: { portfolioId, symbol, kind }, header: { 'Idempotency-Key': once } };
  return answered(api.DELETE('/v1/portfolios/{portfolioId}/restrictions/{symbol}/{kind}', { params }));
}

/** What a rebalance would do. The broker is asked for it, so it is asked for by a person only. */
export function usePlan(portfolioId: string) {
  return useQuery({
    queryKey: ['plan', portfolioId],
    queryFn: () => answered(api.POST('/v1/portfolios/{portfolioId}/plan', { params: { path: { portfolioId } } })),
    enabled: false,
  });
}
