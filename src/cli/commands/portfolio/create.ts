import type { Command } from 'commander';
import type { AccountSnapshot } from '../../../broker/broker';
import { cashInCents } from '../../../domain/money';
import { policyWarnings } from '../../../domain/policy';
import { type PortfolioInput, parsePortfolio } from '../../../input/portfolio';
import { existingAccount, requireListed } from '../../broker-checks';
import { type Cli, examples } from '../../cli';
import { EXIT, Failure } from '../../failure';
import { readJson } from '../../json-file';

const FILE = `JSON, or - for standard input:
{ "id", "accountId", "targets": [{ "symbol", "percent" }], "policy": { "driftThreshold", … } }`;

export function addPortfolioCreateCommand(portfolio: Command, cli: Cli): void {
  const create = portfolio
    .command('create')
    .description('create a portfolio on an account at the broker')
    .argument('<file>', FILE)
    .option('--adopt', 'take over what the account already holds')
    .action(
      cli.answers(async (file: string, { adopt = false }: { adopt?: boolean }) => {
        const input = parsePortfolio(await readJson(file));
        const ledger = await cli.connections.ledger();
        const account = await existingAccount(cli, input.accountId);
        await requireListed(cli, input.targets);
        // The account of another portfolio holds shares as well: that one the ledger refuses, as taken.
        const owner = await ledger.findPortfolioOfAccount(input.accountId);
        if (!adopt && owner === undefined) refuseHoldings(input, account);
        const cash = cashInCents(account.cash);
        const holdings = adopt ? account.positions : [];
        const created = await ledger.createPortfolio({ ...input, holdings, cash }, cli.by());
        if (!created.ok)
          throw new Failure(
            created.refusal,
            EXIT.refused,
            owner === undefined && created.refusal === 'ACCOUNT_TAKEN'
              ? created.message
              : `${created.message} (see "autobalancer portfolio show ${owner?.id ?? input.id}")`,
          );
        const warnings = policyWarnings(input.policy);
        return {
          json: { id: input.id, cash, holdings, warnings },
          text: [
            `Portfolio ${input.id} is ACTIVE, with $${cash} in cash and ${holdings.length} holdings.`,
            ...warnings.map((warning) => `Warning: ${warning}.`),
          ].join('\n'),
        };
      }),
    );
  examples(create, 'portfolio create anna.json', 'portfolio create --adopt - < anna.json');
}

function refuseHoldings({ accountId }: PortfolioInput, { positions: [held] }: AccountSnapshot): void {
  if (held === undefined) return;
  throw new Failure(
    'ACCOUNT_NOT_EMPTY',
    EXIT.refused,
    `account ${accountId} already holds ${held.symbol}: --adopt takes its positions over`,
    { field: 'accountId' },
  );
}
