import { z } from '@hono/zod-openapi';
import { trustBroker } from '../../operations/books';
import { type Api, register } from '../endpoint';
import { reason } from '../schemas/text';

const TrustBroker = z.strictObject({ reason: reason() }).openapi('TrustBroker');
const TrustedBroker = z.object({ trusted: z.literal(true) }).openapi('TrustedBroker');

/** Whether the broker is in doubt is a part of the fleet. */
export function addBooks(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/books/trust',
      operationId: 'trustBroker',
      tag: 'fleet',
      summary: 'End the doubt about the broker: for a day, accounts that differ are held one by one',
      role: 'operator',
      idempotent: true,
      body: TrustBroker,
      success: { schema: TrustedBroker, description: 'it is not doubted again for a day' },
      refusals: ['NOT_IN_DOUBT'],
    },
    async ({ principal, body }, deps) => {
      const trusted = await trustBroker(deps, principal, body.reason);
      return trusted.ok ? { body: { trusted: true as const } } : trusted;
    },
  );
}
