import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components, operations } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

export type Portfolio = components['schemas']['Portfolio'];
export type Measured = NonNullable<components['schemas']['Measured']>;
export type Filters = NonNullable<operations['listPortfolios']['parameters']['query']>;

/** A page of those to which everything applies that is given. */
export function usePortfolios(filters: Filters) {
  return useQuery({
    queryKey: ['portfolios', filters],
    queryFn: () => answered(api.GET('/v1/portfolios', { params: { query: filters } })),
    // The page that is there stays until the next one is.
    placeholderData: keepPreviousData,
  });
}

export function usePortfolio(portfolioId: string) {
  return useQuery({
    queryKey: ['portfolio', portfolioId],
    queryFn: () => answered(api.GET('/v1/portfolios/{portfolioId}', { params: { path: { portfolioId } } })),
  });
}
