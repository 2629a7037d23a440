import { useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

export type RuleSet = components['schemas']['RuleSet'];

export function useRules() {
  return useQuery({ queryKey: ['rules'], queryFn: () => answered(api.GET('/v1/rules')) });
}
