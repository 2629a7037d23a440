import { useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

export type Trading = components['schemas']['Trading'];
export type Position = Trading['position'];

export function useTrading() {
  return useQuery({ queryKey: ['trading'], queryFn: () => answered(api.GET('/v1/trading')) });
}

export function setTrading(body: components['schemas']['SetTrading'], once: string): Promise<Trading> {
  return answered(api.PUT('/v1/trading', { body, params: { header: { 'Idempotency-Key': once } } }));
}
