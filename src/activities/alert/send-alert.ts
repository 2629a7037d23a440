import { ALERTED, IN_DIGEST, TOGETHER_MS } from '../../domain/stale-digest';
import type { AlertInput } from '../../domain/steps';
import { by, type Deps } from '../deps';

/** Calls a person, and records that. Without a webhook it says so, and nobody waits for one. */
export function createSendAlert(deps: Deps) {
  return async ({
    eventId,
    portfolioId,
    text,
    mayJoin,
  }: AlertInput): Promise<'sent' | 'not-configured' | 'in-digest'> => {
    const joins = mayJoin === true && (await deps.ledger.hasStaleBefore(portfolioId, TOGETHER_MS));
    const delivered = joins ? IN_DIGEST : await deps.alerts.send({ eventId, text });
    await deps.ledger.audit(portfolioId, null, ALERTED, { eventId, delivered }, by(deps));
    return delivered;
  };
}
