import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components } from '../../docs/openapi';
import { api } from './client';
import { answered } from './problem';

export type Approval = components['schemas']['Approval'];

/** What takes two people, the latest first; `pending` leaves out what was decided. */
export function useApprovals(query: { pending?: 'true'; cursor?: string; limit?: number }) {
  return useQuery({
    queryKey: ['approvals', query],
    queryFn: () => answered(api.GET('/v1/approvals', { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

/** The person who proposed it rejects it to take it back. */
export function decide(
  approvalId: string,
  decision: 'approve' | 'reject',
  note: string,
  once: string,
): Promise<Approval> {
  const asked = { params: { path: { approvalId }, header: { 'Idempotency-Key': once } }, body: { note } };
  return answered(
    decision === 'approve'
      ? api.POST('/v1/approvals/{approvalId}/approve', asked)
      : api.POST('/v1/approvals/{approvalId}/reject', asked),
  );
}
