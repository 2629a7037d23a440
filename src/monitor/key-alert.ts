import { BrokerFault } from '../broker/broker';
import type { RebalanceClient } from '../client';
import { SYSTEM_AUDIT } from '../ledger/ledger';

interface KeyAlertDeps {
  client: Pick<RebalanceClient, 'callPerson'>;
  /** Milliseconds since 1970. */
  now(): number;
}

const EVERY_MS = 3_600_000;

/**
 * Returns a function to call after each failed look. It calls a person once an hour while the broker refuses our key. One alert
 * is enough, because every order and every portfolio fails in the same way.
 */
export function createKeyAlert({ client, now }: KeyAlertDeps): (error: unknown) => Promise<void> {
  let called: string | undefined;
  return async (error) => {
    if (!(error instanceof BrokerFault) || error.fields.status !== 401) return;
    const eventId = `broker-key-${Math.floor(now() / EVERY_MS)}`;
    if (eventId === called) return;
    await client.callPerson({ eventId, portfolioId: SYSTEM_AUDIT, text: TEXT });
    called = eventId;
  };
}

const TEXT =
  'The broker does not accept our key (HTTP 401). No order has arrived since; what is under way waits, and nothing is reversed for it. Check the key: runbook, "The broker does not accept the key".';
