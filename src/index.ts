// The package's entry: what a program that embeds it may use. docs/embedding.md tells of it.

import type { RebalanceClient } from './client';
import type { Freeze } from './domain/stale';
import { createPostgresLedger } from './ledger/postgres/ledger';
import { schemaProblem } from './ledger/postgres/migrate';
import { type SetPolicyAnswer, type SetPolicyInput, setPolicy } from './operations/set-policy';
import { type FreezeAnswer, freezePortfolio } from './operator';

export * from './client';
export { InputRefused } from './input/refused';
export { LedgerFault } from './ledger/ledger';
export type { SetPolicyAnswer, SetPolicyInput } from './operations/set-policy';
export type { FreezeAnswer } from './operator';

export interface OperationsInput {
  /** As a worker's DATABASE_URL: postgres://… */
  databaseUrl: string;
  client: Pick<RebalanceClient, 'freeze'>;
}

/** What is written to the ledger, each with its rules and its audit row. `actor` is who asks, for the audit. */
export interface Operations {
  /** Changes fields of a portfolio's policy, under a new version. @throws InputRefused, which names the field and its rule. */
  setPolicy(portfolioId: string, input: SetPolicyInput, actor: string): Promise<SetPolicyAnswer>;
  /** The ledger refuses the portfolio from then on; what runs is settled, and the portfolio is held until somebody releases it. */
  freeze(portfolioId: string, freeze: Freeze): Promise<FreezeAnswer>;
  close(): Promise<void>;
}

/** Opens the ledger for a program of your own. @throws Error when its schema is not one that this build runs on. */
export async function openOperations({ databaseUrl, client }: OperationsInput): Promise<Operations> {
  const problem = await schemaProblem(databaseUrl);
  if (problem !== undefined) throw new Error(problem);
  const ledger = createPostgresLedger(databaseUrl);
  const now = () => new Date().toISOString();
  return {
    setPolicy: (portfolioId, input, actor) => setPolicy({ ledger }, portfolioId, input, { name: actor, at: now() }),
    freeze: (portfolioId, freeze) => freezePortfolio({ ledger, client, now }, portfolioId, freeze),
    close: () => ledger.close(),
  };
}
