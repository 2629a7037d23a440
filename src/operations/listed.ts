import type { Broker } from '../broker/broker';
import type { Target } from '../domain/portfolio';
import { type Refused, refused } from '../domain/refused';

/** Refuses targets of which the broker does not list one: such a portfolio could never be traded. */
export async function unlistedTarget(
  broker: Pick<Broker, 'asset'>,
  targets: readonly Pick<Target, 'symbol'>[],
): Promise<Refused<'UNKNOWN_SYMBOL'> | undefined> {
  const listed = await Promise.all(targets.map(async ({ symbol }) => (await broker.asset(symbol)) !== undefined));
  const unknown = targets[listed.indexOf(false)];
  return unknown && refused('UNKNOWN_SYMBOL', `targets: the broker does not list ${unknown.symbol}`);
}
