import type { AlertInput } from '../../domain/steps';
import type { Deps } from '../deps';
import { by } from '../order/order-driver';

/** Calls a person, and records that. Without a webhook it says so, and nobody waits for one. */
export function createSendAlert(deps: Deps) {
  return async ({ eventId, portfolioId, text }: AlertInput): Promise<'sent' | 'not-configured'> => {
    const delivered = await deps.alerts.send({ eventId, text });
    await deps.ledger.audit(portfolioId, null, 'ALERT', { eventId, delivered }, by(deps));
    return delivered;
  };
}
