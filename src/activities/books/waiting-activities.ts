import type { Broker } from '../../broker/broker';
import { type KeptActivity, LISTED_LATE_MS } from '../../domain/activity';
import type { Portfolio } from '../../domain/portfolio';
import { later } from '../../domain/time';
import type { Actor, Ledger } from '../../ledger/ledger';

/**
 * Asks what happened in an account since the last time, keeps it, and returns all that waits to be booked, oldest first.
 *
 * @throws BrokerFault, LedgerFault
 */
export async function waitingActivities(
  {
    ledger,
    broker,
  }: { ledger: Pick<Ledger, 'activitiesThrough' | 'takeActivities'>; broker: Pick<Broker, 'listActivities'> },
  { id, accountId }: Pick<Portfolio, 'id' | 'accountId'>,
  by: Actor,
): Promise<KeptActivity[]> {
  const since = later((await ledger.activitiesThrough(id)) ?? by.at, -LISTED_LATE_MS);
  const activities = await broker.listActivities(accountId, since);
  return ledger.takeActivities(id, { activities, through: by.at }, by);
}
