import type { Command } from 'commander';
import { parsePortfolio } from '../../../input/portfolio';
import type { OpenPortfolioAnswer } from '../../../operations/open-portfolio';
import { type Cli, examples } from '../../cli';
import { type Failure, failureFor } from '../../failure';
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
        // Mistakes in the file are reported before any server is asked.
        const given = parsePortfolio(await readJson(file));
        const opened = await cli.door().openPortfolio({ portfolio: given, adopt });
        if (!opened.ok) throw failureToOpen(opened);
        const { id, cash, holdings, warnings } = opened;
        return {
          json: { id, cash, holdings, warnings },
          text: [
            `Portfolio ${id} is ACTIVE, with $${cash} in cash and ${holdings.length} holdings.`,
            ...warnings.map((warning) => `Warning: ${warning}.`),
          ].join('\n'),
        };
      }),
    );
  examples(create, 'portfolio create anna.json', 'portfolio create --adopt - < anna.json');
}

function failureToOpen(no: Extract<OpenPortfolioAnswer, { ok: false }>): Failure {
  switch (no.refusal) {
    case 'ACCOUNT_NOT_FOUND':
      return failureFor(no, { field: 'accountId' });
    case 'ACCOUNT_NOT_EMPTY':
      return failureFor(no, { field: 'accountId', hint: ': --adopt takes its positions over' });
    case 'UNKNOWN_SYMBOL':
      return failureFor(no, { field: 'targets' });
    case 'ACCOUNT_TAKEN':
    case 'PORTFOLIO_EXISTS': {
      const see = no.refusal === 'ACCOUNT_TAKEN' ? no.owner : (no.owner ?? no.id);
      return failureFor(no, see === null ? {} : { hint: ` Look at it with "autobalancer portfolio show ${see}"` });
    }
  }
}
