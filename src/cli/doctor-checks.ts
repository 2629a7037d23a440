import { type Check, runChecks as check } from '../operations/doctor';
import type { Cli } from './cli';
import { type FailureCode, failureOf } from './failure';

/** Looks at everything that this command line connects to. */
export function runChecks(cli: Pick<Cli, 'connections' | 'now'>): Promise<Check<FailureCode>[]> {
  const { connections } = cli;
  return check({
    version: process.versions.node,
    brokerKind: () => connections.config().broker.kind,
    databaseHealth: () => connections.databaseHealth(),
    ledger: () => connections.ledger(),
    temporalHealth: () => connections.temporalHealth(),
    market: () => connections.market(),
    isAlerting: () => connections.config().slackWebhookUrl !== undefined,
    now: cli.now,
    explain: failureOf,
  });
}
