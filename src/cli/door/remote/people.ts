import type { Door } from '../door';
import { type Ask, answered, body, type Part, pages } from './answers';

export function remotePeople(
  ask: Ask,
): Part<'listApprovals' | 'approve' | 'reject' | 'createKey' | 'listKeys' | 'revokeKey'> {
  const decided = (decision: 'approve' | 'reject'): Door['approve'] => {
    return async ({ approvalId, note }) => {
      const asked = { params: { approvalId }, body: { note } };
      return answered(await ask('post', `/v1/approvals/{approvalId}/${decision}`, asked), (approval) => ({ approval }));
    };
  };
  return {
    listApprovals: async ({ isPending = false, limit, after }) => {
      const page = await pages(limit, after, (query) =>
        ask('get', '/v1/approvals', { query: { pending: `${isPending}`, ...query } }),
      );
      return { approvals: page.rows, next: page.next };
    },
    approve: decided('approve'),
    reject: decided('reject'),
    createKey: async (input) => body(await ask('post', '/v1/keys', { body: input })),
    listKeys: async ({ limit, after }) =>
      (await pages(limit, after, (query) => ask('get', '/v1/keys', { query }))).rows,
    revokeKey: async (keyId) =>
      answered(await ask('delete', '/v1/keys/{keyId}', { params: { keyId } }), (key) => ({ key })),
  };
}
