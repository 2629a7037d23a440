import { BrokerFault } from '../../broker/broker';

/** Returns what the broker or the market answers, or `otherwise` while it does not. */
export async function ifAnswered<T, U>(asked: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof BrokerFault) return otherwise;
    throw error;
  }
}
