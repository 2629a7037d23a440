import { z } from '@hono/zod-openapi';
import { TRADING_POSITIONS, type TradingPosition } from '../../domain/kill-switch';
import { setTrading, showTrading } from '../../operations/trading';
import { type Api, register } from '../endpoint';
import { time } from '../schemas/amounts';
import { reason } from '../schemas/text';

const position = z.enum(Object.keys(TRADING_POSITIONS) as TradingPosition[]);
const Trading = z
  .object({ position, undo: z.boolean(), actor: z.string(), reason: z.string(), since: time() })
  .openapi('Trading');
const SetTrading = z.strictObject({ position, reason: reason(), undo: z.boolean().optional() }).openapi('SetTrading');

export function addTrading(api: Api): void {
  const { deps } = api;
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
    async () => ({ body: await showTrading(deps) }),
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
    async ({ principal, body: { position, reason, undo = false } }) => {
      const set = await setTrading(deps, principal, { position, reason, undo });
      return set.ok ? { body: set.trading } : set;
    },
  );
}
