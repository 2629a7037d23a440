import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components, operations } from '../../docs/openapi';
import { api } from './client';
import { ApiError, answered } from './problem';

type Schemas = components['schemas'];

export type Model = Schemas['Model'];
export type ModelDetail = Schemas['ModelDetail'];
export type ModelVersion = Schemas['ModelVersion'];
export type Subscription = Schemas['Subscription'];

const page = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

export function useModels(cursor: string | undefined) {
  return useQuery({
    queryKey: ['models', { cursor }],
    queryFn: () => answered(api.GET('/v1/models', { params: { query: page(cursor) } })),
    placeholderData: keepPreviousData,
  });
}

export function useModel(modelId: string) {
  return useQuery({
    queryKey: ['models', { modelId }],
    queryFn: () => answered(api.GET('/v1/models/{modelId}', { params: { path: { modelId } } })),
  });
}

/** Some versions, the newest first. */
export function useModelVersions(modelId: string, limit: number, cursor: string | undefined) {
  return useQuery({
    queryKey: ['models', { modelId }, 'versions', cursor],
    queryFn: () =>
      answered(
        api.GET('/v1/models/{modelId}/versions', { params: { path: { modelId }, query: { limit, ...page(cursor) } } }),
      ),
    placeholderData: keepPreviousData,
  });
}

/** Who follows it, by portfolio. */
export function useSubscriptions(modelId: string, cursor: string | undefined) {
  return useQuery({
    queryKey: ['models', { modelId }, 'subscriptions', cursor],
    queryFn: () =>
      answered(api.GET('/v1/models/{modelId}/subscriptions', { params: { path: { modelId }, query: page(cursor) } })),
    placeholderData: keepPreviousData,
  });
}

/** Which model the portfolio follows; null when it follows none. */
export function useSubscription(portfolioId: string) {
  return useQuery({
    queryKey: ['subscription', portfolioId],
    queryFn: async () => {
      try {
        return await answered(
          api.GET('/v1/portfolios/{portfolioId}/subscription', { params: { path: { portfolioId } } }),
        );
      } catch (error) {
        if (error instanceof ApiError && error.code === 'NOT_SUBSCRIBED') return null;
        throw error;
      }
    },
  });
}

export type RolloutPreview = Schemas['RolloutPreview'];
type PreviewQuery = Omit<NonNullable<operations['previewRollout']['parameters']['query']>, 'cursor'>;

/** Adds up what rolling out a version would do, and says at each part what it has come to. It ends with `signal`. */
export async function previewRollout(
  of: { modelId: string; version: number },
  given: PreviewQuery,
  onPart: (preview: RolloutPreview) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const params = { path: of, query: { ...given, ...page(cursor) } };
    const part = await answered(api.GET('/v1/models/{modelId}/versions/{version}/preview', { params, signal }));
    onPart(part);
    cursor = part.nextCursor;
  }
}
