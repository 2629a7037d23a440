import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components, operations } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

type Schemas = components['schemas'];

export type Rollout = Schemas['Rollout'];
export type RolloutDetail = Schemas['RolloutDetail'];
export type RolloutPortfolio = Schemas['RolloutPortfolio'];
type RolloutQuery = NonNullable<operations['listRollouts']['parameters']['query']>;
type MemberQuery = NonNullable<operations['listRolloutPortfolios']['parameters']['query']>;

/** Of one model or of all, the latest first. */
export function useRollouts(query: RolloutQuery) {
  return useQuery({
    queryKey: ['rollouts', query],
    queryFn: () => answered(api.GET('/v1/rollouts', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useRollout(rolloutId: string) {
  return useQuery({
    queryKey: ['rollouts', { rolloutId }],
    queryFn: () => answered(api.GET('/v1/rollouts/{rolloutId}', { params: { path: { rolloutId } } })),
  });
}

/** Its portfolios by id, and what became of each. */
export function useRolloutPortfolios(rolloutId: string, query: MemberQuery) {
  return useQuery({
    queryKey: ['rollouts', { rolloutId }, 'portfolios', query],
    queryFn: () => answered(api.GET('/v1/rollouts/{rolloutId}/portfolios', { params: { path: { rolloutId }, query } })),
    placeholderData: keepPreviousData,
  });
}

const key = (once: string) => ({ 'Idempotency-Key': once });

export function startRollout(modelId: string, body: Schemas['StartRollout'], once: string): Promise<Rollout> {
  const params = { path: { modelId }, header: key(once) };
  return answered(api.POST('/v1/models/{modelId}/rollouts', { params, body }));
}

export function changeRollout(
  verb: 'pause' | 'resume' | 'abort',
  rolloutId: string,
  reason: string,
  once: string,
): Promise<Rollout> {
  const sent = { params: { path: { rolloutId }, header: key(once) }, body: { reason } };
  return answered(
    verb === 'pause'
      ? api.POST('/v1/rollouts/{rolloutId}/pause', sent)
      : verb === 'resume'
        ? api.POST('/v1/rollouts/{rolloutId}/resume', sent)
        : api.POST('/v1/rollouts/{rolloutId}/abort', sent),
  );
}
