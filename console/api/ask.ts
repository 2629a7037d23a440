import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { answered } from './problem';
import type { ActivityQuery, AuditQuery, BatchState, RefusedQuery } from './types';

// What the screens ask. The first part of a key is its noun, by which a change has it asked again.

export function useFleet() {
  return useQuery({ queryKey: ['fleet'], queryFn: () => answered(api.GET('/v1/fleet')) });
}

export function useBatches(
  portfolioId: string | undefined,
  query: { state?: BatchState; cursor?: string; limit?: number },
) {
  return useQuery({
    queryKey: ['batches', portfolioId, query],
    queryFn: () =>
      answered(
        portfolioId === undefined
          ? api.GET('/v1/batches', { params: { query } })
          : api.GET('/v1/portfolios/{portfolioId}/batches', { params: { path: { portfolioId }, query } }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useBatch(portfolioId: string, batchId: string) {
  return useQuery({
    queryKey: ['batches', portfolioId, batchId],
    queryFn: () =>
      answered(
        api.GET('/v1/portfolios/{portfolioId}/batches/{batchId}', { params: { path: { portfolioId, batchId } } }),
      ),
  });
}

export function useRefused(query: RefusedQuery) {
  return useQuery({
    queryKey: ['refused', query],
    queryFn: () => answered(api.GET('/v1/refused', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useStaleList(query: { reason?: string; cursor?: string }) {
  return useQuery({
    queryKey: ['stale', query],
    queryFn: () => answered(api.GET('/v1/stale', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useStale(portfolioId: string) {
  return useQuery({
    queryKey: ['stale', portfolioId],
    queryFn: () => answered(api.GET('/v1/portfolios/{portfolioId}/stale', { params: { path: { portfolioId } } })),
  });
}

export function usePriceJumps() {
  return useQuery({ queryKey: ['prices'], queryFn: () => answered(api.GET('/v1/price-jumps')) });
}

const POINTS_EVERY_MS = 60_000;

/** The good prices of a symbol over the last days. They are noted every quarter of an hour. */
export function usePricePoints(symbol: string) {
  return useQuery({
    queryKey: ['price-points', { symbol }],
    queryFn: () => answered(api.GET('/v1/price-jumps/{symbol}/prices', { params: { path: { symbol } } })),
    refetchInterval: POINTS_EVERY_MS,
  });
}

export function useAudit(portfolioId: string, query: { batchId?: string; cursor?: string; limit?: number }) {
  return useQuery({
    queryKey: ['audit', portfolioId, query],
    queryFn: () =>
      answered(api.GET('/v1/portfolios/{portfolioId}/audit', { params: { path: { portfolioId }, query } })),
    placeholderData: keepPreviousData,
  });
}

/** The audit of all portfolios together. */
export function useAuditSearch(query: AuditQuery) {
  return useQuery({
    queryKey: ['audit', query],
    queryFn: () => answered(api.GET('/v1/audit', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useFills(portfolioId: string, batchId: string) {
  return useQuery({
    queryKey: ['batches', portfolioId, batchId, 'fills'],
    queryFn: () =>
      answered(
        api.GET('/v1/portfolios/{portfolioId}/batches/{batchId}/fills', {
          params: { path: { portfolioId, batchId } },
        }),
      ),
  });
}

/** What the broker lists beside our orders, the last seen first: of one portfolio, or of all. */
export function useActivities(portfolioId: string | undefined, query: ActivityQuery) {
  return useQuery({
    queryKey: ['activities', portfolioId, query],
    queryFn: () =>
      answered(
        portfolioId === undefined
          ? api.GET('/v1/activities', { params: { query } })
          : api.GET('/v1/portfolios/{portfolioId}/activities', { params: { path: { portfolioId }, query } }),
      ),
    placeholderData: keepPreviousData,
  });
}
