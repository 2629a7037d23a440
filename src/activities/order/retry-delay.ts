import { BrokerFault } from '../../broker/broker';
import { Waiting } from './pause';

/** Returns after how long a step that ended with this error should be retried; undefined if the error does not say. */
export function retryDelayOf(error: unknown): number | undefined {
  if (error instanceof Waiting) return error.retryAfterMs;
  return error instanceof BrokerFault ? error.fields.retryAfterMs : undefined;
}
