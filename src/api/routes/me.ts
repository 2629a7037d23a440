import { z } from '@hono/zod-openapi';
import { ROLES } from '../../domain/role';
import { type Api, register } from '../endpoint';

const Me = z.object({ principal: z.string(), role: z.enum(ROLES) }).openapi('Me');

export function addMe(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/me',
      operationId: 'showMe',
      tag: 'me',
      summary: 'Show whose key this is and what it may do',
      role: 'viewer',
      success: { schema: Me, description: 'the principal as the audit records it, and the role' },
    },
    async ({ principal, role }) => ({ body: { principal, role } }),
  );
}
