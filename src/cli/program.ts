import { Command, type OutputConfiguration } from 'commander';
import type { Cli } from './cli';
import { addAccountCommands } from './commands/account';
import { addActivitiesCommands } from './commands/activities';
import { addApprovalCommands } from './commands/approvals';
import { addAuditCommands } from './commands/audit';
import { addBatchesCommand, addOrdersCommand } from './commands/batches';
import { addBooksCommands } from './commands/books';
import { addCheckCommand } from './commands/check';
import { addCompletionCommand } from './commands/completion';
import { addDoctorCommand } from './commands/doctor';
import { addFreezeCommand } from './commands/freeze';
import { addKeyCommands } from './commands/key';
import { addModelCommands } from './commands/model';
import { addPlanCommand } from './commands/plan';
import { addPolicyCommands } from './commands/policy';
import { addPortfolioCommands } from './commands/portfolio';
import { addPriceCommands } from './commands/price';
import { addProgramCommands } from './commands/programs';
import { addProposalCommands } from './commands/proposal';
import { addRebalanceCommand } from './commands/rebalance';
import { addRefusedCommands } from './commands/refused';
import { addRestrictionCommands } from './commands/restriction';
import { addRolloutCommands } from './commands/rollout';
import { addRulesCommands } from './commands/rules';
import { addSimulatorCommand } from './commands/simulator';
import { addStaleCommands } from './commands/stale';
import { addTradingCommands } from './commands/trading';
import { addWatchCommand } from './commands/watch';
import { addWebhookCommands } from './commands/webhook';
import { addWithdrawalCommands } from './commands/withdrawal';
import { isOnTheServers } from './door/over-http';

/** Returns the tree of all commands, which print their help by `output`. docs/cli.md and the shell completion are made from it. */
export function createProgram(cli: Cli, output: OutputConfiguration): Command {
  const program: Command = new Command('autobalancer')
    .description('Keeps portfolios at their target weights, all or nothing.')
    .option('--json', 'answer as one JSON object; errors as one on stderr')
    .option('--actor <name>', 'who you are, for the audit; your login name unless given')
    .option('--url <url>', 'ask the HTTP API there, with the key in AUTOBALANCER_KEY, and no other server')
    .exitOverride()
    .configureOutput(output)
    .configureHelp({
      showGlobalOptions: true,
      // A command in between may have options of its own, as "simulator" has: they are not its subcommands'.
      visibleGlobalOptions: (command) =>
        command.parent === null
          ? []
          : program.options.filter(({ long }) => long !== '--url' || !isOnTheServers(command)),
    });
  program.addHelpText(
    'after',
    `
Exit codes: 0 ok, 1 failed, 2 refused or wrong usage, 3 not allowed, 4 not found, 5 STALE, 6 timeout,
78 configuration. Commands find their servers by TEMPORAL_ADDRESS, DATABASE_URL and AUTOBALANCER_BROKER_URL, or an
HTTP API by AUTOBALANCER_URL and AUTOBALANCER_KEY.`,
  );
  addPortfolioCommands(program, cli);
  addPolicyCommands(program, cli);
  addRestrictionCommands(program, cli);
  addModelCommands(program, cli);
  addRolloutCommands(program, cli);
  addWithdrawalCommands(program, cli);
  addPlanCommand(program, cli);
  addProposalCommands(program, cli);
  addRebalanceCommand(program, cli);
  addBatchesCommand(program, cli);
  addOrdersCommand(program, cli);
  addActivitiesCommands(program, cli);
  addAuditCommands(program, cli);
  addFreezeCommand(program, cli);
  addStaleCommands(program, cli);
  addRefusedCommands(program, cli);
  addTradingCommands(program, cli);
  addRulesCommands(program, cli);
  addApprovalCommands(program, cli);
  addBooksCommands(program, cli);
  addAccountCommands(program, cli);
  addPriceCommands(program, cli);
  addKeyCommands(program, cli);
  addWebhookCommands(program, cli);
  addProgramCommands(program, cli);
  addSimulatorCommand(program, cli);
  addWatchCommand(program, cli);
  addDoctorCommand(program, cli);
  addCheckCommand(program, cli);
  addCompletionCommand(program, cli);
  return program;
}
