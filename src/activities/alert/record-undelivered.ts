import type { AlertInput } from '../../domain/steps';
import { by, type Deps } from '../deps';

/** Records that nobody could be called, for example because the webhook was revoked. */
export function createRecordUndelivered(deps: Deps) {
  return async ({ eventId, portfolioId, text, problem }: AlertInput & { problem: string }): Promise<void> => {
    await deps.ledger.audit(portfolioId, null, 'ALERT_UNDELIVERED', { eventId, text, problem }, by(deps));
  };
}
