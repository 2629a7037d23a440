import { z } from '@hono/zod-openapi';
import { APPROVED_ACTIONS, type ApprovalState, type ApprovedAction } from '../../domain/approval';
import { approve, listApprovals, reject } from '../../operations/approvals';
import {
  APPROVING_ROLE,
  approvalsSeen,
  type SeenApproval,
  WHY_NOT_APPROVE,
  type WhyNotApprove,
} from '../../operations/approvals-seen';
import { type Api, register } from '../endpoint';
import { time } from '../schemas/amounts';
import { cursor, limit, page } from '../schemas/page';
import { reason } from '../schemas/text';

const STATES = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED'] as const satisfies readonly ApprovalState[];
const approvalId = () => z.string().regex(/^[\w-]{1,64}$/, 'must be the id of an approval');

const Approval = z
  .object({
    id: approvalId(),
    state: z.enum(STATES),
    action: z.enum(Object.keys(APPROVED_ACTIONS) as ApprovedAction[]),
    subject: z.string().openapi({ description: 'what it is about: "trading", or a symbol' }),
    parameters: z.record(z.string(), z.string()),
    evidence: z.string().openapi({ description: 'what it was proposed on: it is void once that has changed' }),
    proposedBy: z.string(),
    proposedAt: time(),
    expiresAt: time(),
    decidedBy: z.string().nullable(),
    decidedAt: time().nullable(),
    note: z.string().nullable(),
    summary: z.string().openapi({ description: 'what approving it does, in one sentence' }),
    whyNot: z
      .object({ code: z.enum(Object.keys(WHY_NOT_APPROVE) as WhyNotApprove[]), message: z.string() })
      .nullable()
      .openapi({ description: 'why this caller may not approve it; null when they may' }),
  })
  .openapi('Approval');
const ApprovalPage = page(Approval).openapi('ApprovalPage');
const Decide = z.strictObject({ note: reason() }).openapi('DecideApproval');

const DECISIONS = {
  approve: { decide: approve, role: APPROVING_ROLE, summary: 'Approve what somebody else proposed, and do it' },
  reject: { decide: reject, role: 'operator', summary: 'Reject a proposal, or cancel your own' },
} as const;

export function addApprovals(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/approvals',
      operationId: 'listApprovals',
      tag: 'approvals',
      summary: 'List what was proposed, the latest first',
      role: 'viewer',
      query: z.strictObject({
        pending: z.enum(['true', 'false']).optional().openapi({ description: 'only what waits for somebody' }),
        limit: limit(),
        cursor: cursor(),
      }),
      success: { schema: ApprovalPage, description: 'a page; `nextCursor` is null at the end' },
      refusals: ['INVALID_PAGE'],
    },
    async ({ principal, role, query: { pending, limit, cursor: after } }, deps) => {
      const { approvals, next } = await listApprovals(deps, { isPending: pending === 'true', limit, after });
      return { body: { data: await approvalsSeen(deps, { principal, role }, approvals), nextCursor: next } };
    },
  );
  for (const [name, { decide, role, summary }] of Object.entries(DECISIONS))
    register(
      api,
      {
        method: 'post',
        path: `/v1/approvals/{approvalId}/${name}`,
        operationId: `${name}Proposal`,
        tag: 'approvals',
        summary,
        role,
        idempotent: true,
        params: z.object({ approvalId: approvalId().openapi({ param: { name: 'approvalId', in: 'path' } }) }),
        body: Decide,
        success: { schema: Approval, description: 'what was decided' },
        refusals: [
          'APPROVAL_NOT_FOUND',
          'APPROVAL_DECIDED',
          'APPROVAL_EXPIRED',
          'APPROVAL_VOID',
          'APPROVAL_BY_SAME_PERSON',
        ],
      },
      async ({ principal, role, params, body }, deps) => {
        const decided = await decide(deps, principal, { ...params, ...body });
        if (!decided.ok) return decided;
        const [seen] = await approvalsSeen(deps, { principal, role }, [decided.approval]);
        return { body: seen as SeenApproval };
      },
    );
}
