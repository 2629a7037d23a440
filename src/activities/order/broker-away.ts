import { BrokerFault } from '../../broker/broker';
import { stays, type Verdict } from '../../domain/stale';

/** What the person who resolves is told while the broker does not answer. Any other failure is thrown on. */
export function brokerAway(error: unknown): Verdict {
  if (!(error instanceof BrokerFault)) throw error;
  const message = `the broker does not answer (${error.message}): ask again once it does`;
  return stays('BROKER_AWAY', message);
}
