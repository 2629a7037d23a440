import { useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

type Schemas = components['schemas'];
export type Withdrawal = Schemas['Withdrawal'];

/** The open ones, the last asked for first. */
export function useWithdrawals(portfolioId: string) {
  return useQuery({
    queryKey: ['withdrawals', portfolioId],
    queryFn: () =>
      answered(
        api.GET('/v1/portfolios/{portfolioId}/withdrawals', {
          params: { path: { portfolioId }, query: { state: 'OPEN', limit: 100 } },
        }),
      ),
  });
}

export function requestWithdrawal(
  portfolioId: string,
  body: Schemas['RequestWithdrawal'],
  once: string,
): Promise<Withdrawal> {
  const params = { path: { portfolioId }, header: { 'Idempotency-Key': once } };
  return answered(api.POST('/v1/portfolios/{portfolioId}/withdrawals', { params, body }));
}

export function endWithdrawal(
  verb: 'cancel' | 'paid',
  { portfolioId, id: withdrawalId }: Withdrawal,
  once: string,
): Promise<Withdrawal> {
  const params = { path: { portfolioId, withdrawalId }, header: { 'Idempotency-Key': once } };
  return answered(
    verb === 'cancel'
      ? api.POST('/v1/portfolios/{portfolioId}/withdrawals/{withdrawalId}/cancel', { params })
      : api.POST('/v1/portfolios/{portfolioId}/withdrawals/{withdrawalId}/paid', { params }),
  );
}
