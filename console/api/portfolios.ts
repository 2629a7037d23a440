import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { answered } from './problem';
import type { PortfolioQuery } from './types';

const VALUES_EVERY_MS = 60_000;

/** A page of those to which everything applies that is given. */
export function usePortfolios(filters: PortfolioQuery) {
  return useQuery({
    queryKey: ['portfolios', filters],
    queryFn: () => answered(api.GET('/v1/portfolios', { params: { query: filters } })),
    // The page that is there stays until the next one is.
    placeholderData: keepPreviousData,
  });
}

export function usePortfolio(portfolioId: string) {
  return useQuery({
    queryKey: ['portfolios', portfolioId],
    queryFn: () => answered(api.GET('/v1/portfolios/{portfolioId}', { params: { path: { portfolioId } } })),
  });
}

/** What it was worth on each day. A day is a long time: it is not asked for again every few seconds. */
export function useValues(portfolioId: string) {
  return useQuery({
    queryKey: ['values', { portfolioId }],
    queryFn: () => answered(api.GET('/v1/portfolios/{portfolioId}/values', { params: { path: { portfolioId } } })),
    refetchInterval: VALUES_EVERY_MS,
  });
}
