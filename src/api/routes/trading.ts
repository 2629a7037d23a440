import { z } from '@hono/zod-openapi';
import { setTrading, showTrading } from '../../operations/trading';
import { type Api, register } from '../endpoint';
import { reason } from '../schemas/text';
import { position, Trading } from '../schemas/trading';

const SetTrading = z
  .strictObject({ position: position(), reason: reason(), undo: z.boolean().optional() })
  .openapi('SetTrading');

export function addTrading(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/trading',
      operationId: 'showTrading',
      tag: 'trading',
      summary: 'Show the kill switch',
      role: 'viewer',
      success: { schema: Trading, description: 'its position, and who set it there and why' },
    },
    async (_asked, deps) => ({ body: await showTrading(deps) }),
  );
  register(
    api,
    {
      method: 'put',
      path: '/v1/trading',
      operationId: 'setTrading',
      tag: 'trading',
      summary: 'Set the kill switch for all portfolios',
      role: 'operator',
      idempotent: true,
      body: SetTrading,
      success: { schema: Trading, description: 'the switch as it is now' },
      refusals: ['UNDO_WITHOUT_HALT', 'APPROVAL_NEEDED'],
    },
    async ({ principal, body: { position, reason, undo = false } }, deps) => {
      const set = await setTrading(deps, principal, { position, reason, undo });
      return set.ok ? { body: set.trading } : set;
    },
  );
}
