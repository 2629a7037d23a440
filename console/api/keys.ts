import { useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

export type ApiKey = components['schemas']['ApiKey'];
export type NewKey = components['schemas']['CreateKey'];

export function useKeys(cursor: string | undefined) {
  return useQuery({
    queryKey: ['keys', cursor],
    queryFn: () => answered(api.GET('/v1/keys', { params: { query: cursor === undefined ? {} : { cursor } } })),
  });
}

export function createKey(body: NewKey, once: string): Promise<components['schemas']['CreatedKey']> {
  return answered(api.POST('/v1/keys', { body, params: { header: { 'Idempotency-Key': once } } }));
}

export function revokeKey(keyId: string, once: string): Promise<ApiKey> {
  const params = { path: { keyId }, header: { 'Idempotency-Key': once } };
  return answered(api.DELETE('/v1/keys/{keyId}', { params }));
}
