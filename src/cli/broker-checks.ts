// What a command asks the broker before it stores anything.

import { type AccountSnapshot, BrokerFault } from '../broker/broker';
import type { Target } from '../domain/portfolio';
import type { Cli } from './cli';
import { EXIT, Failure } from './failure';

/** @throws Failure ACCOUNT_NOT_FOUND */
export async function existingAccount({ connections }: Cli, id: string): Promise<AccountSnapshot> {
  try {
    return await connections.broker().account(id);
  } catch (error) {
    if (!(error instanceof BrokerFault) || error.code !== 'NOT_FOUND') throw error;
    throw new Failure(
      'ACCOUNT_NOT_FOUND',
      EXIT.notFound,
      `accountId must be an account at the broker, which has none of the id ${id}`,
      { field: 'accountId' },
    );
  }
}

/** @throws Failure UNKNOWN_SYMBOL when the broker does not list one of them: its portfolio could never be traded. */
export async function requireListed({ connections }: Cli, targets: readonly Target[]): Promise<void> {
  const broker = connections.broker();
  const listed = await Promise.all(targets.map(async ({ symbol }) => (await broker.asset(symbol)) !== undefined));
  const unknown = targets[listed.indexOf(false)];
  if (unknown !== undefined)
    throw new Failure('UNKNOWN_SYMBOL', EXIT.refused, `targets: the broker does not list ${unknown.symbol}`, {
      field: 'targets',
    });
}
