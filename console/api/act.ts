import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';
import type { ResolveAction } from './types';

type Schemas = components['schemas'];

// What a button does. `once` is the Idempotency-Key of a wish: a repeat of it is answered, and not done again.

const key = (once: string) => ({ 'Idempotency-Key': once });

export function rebalance(portfolioId: string, once: string): Promise<Schemas['RequestedRebalance']> {
  const params = { path: { portfolioId }, header: key(once) };
  return answered(api.POST('/v1/portfolios/{portfolioId}/rebalances', { params }));
}

export function invest(portfolioId: string, once: string): Promise<Schemas['RequestedRebalance']> {
  const params = { path: { portfolioId }, header: key(once) };
  return answered(api.POST('/v1/portfolios/{portfolioId}/investments', { params }));
}

export function freeze(portfolioId: string, body: Schemas['Freeze'], once: string): Promise<Schemas['Frozen']> {
  const params = { path: { portfolioId }, header: key(once) };
  return answered(api.POST('/v1/portfolios/{portfolioId}/freeze', { params, body }));
}

export function pause(portfolioId: string, reason: string, once: string): Promise<Schemas['Portfolio']> {
  const params = { path: { portfolioId }, header: key(once) };
  return answered(api.POST('/v1/portfolios/{portfolioId}/pause', { params, body: { reason } }));
}

export function resume(portfolioId: string, reason: string, once: string): Promise<Schemas['Portfolio']> {
  const params = { path: { portfolioId }, header: key(once) };
  return answered(api.POST('/v1/portfolios/{portfolioId}/resume', { params, body: { reason } }));
}

export function close(portfolioId: string, reason: string, once: string): Promise<Schemas['Portfolio']> {
  const params = { path: { portfolioId }, header: key(once) };
  return answered(api.POST('/v1/portfolios/{portfolioId}/close', { params, body: { reason } }));
}

export function resolve(
  portfolioId: string,
  body: { action: ResolveAction; note: string; evidence?: string },
  once: string,
): Promise<Schemas['Verdict']> {
  const params = { path: { portfolioId }, header: key(once) };
  return answered(api.POST('/v1/portfolios/{portfolioId}/resolve', { params, body }));
}

export function acceptPrice(symbol: string, body: Schemas['AcceptPrice'], once: string) {
  const params = { path: { symbol }, header: key(once) };
  return answered(api.POST('/v1/price-jumps/{symbol}/accept', { params, body }));
}
