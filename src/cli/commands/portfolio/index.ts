import type { Command } from 'commander';
import type { OperationRefusalCode } from '../../../domain/causes';
import type { STATUS_CHANGES } from '../../../domain/portfolio';
import { parseTargetPairs } from '../../../input/portfolio';
import type { SetTargetsAnswer } from '../../../operations/set-targets';
import { type Cli, examples } from '../../cli';
import { type Failure, failureFor, taken } from '../../failure';
import { portfolioText } from '../../screen/portfolio';
import { addPortfolioCreateCommand } from './create';
import { addPortfolioListCommand } from './list';
import { addTransferCommands } from './transfer';

export function addPortfolioCommands(program: Command, cli: Cli): void {
  const portfolio = program.command('portfolio').description('portfolios, their targets and their status');
  addPortfolioCreateCommand(portfolio, cli);
  addPortfolioListCommand(portfolio, cli);
  addTransferCommands(portfolio, cli);
  addShow(portfolio, cli);
  addSetTargets(portfolio, cli);
  addStatusChange(portfolio, cli, 'pause', 'keep a portfolio from being rebalanced');
  addStatusChange(portfolio, cli, 'resume', 'let a paused portfolio be rebalanced again');
  addStatusChange(portfolio, cli, 'close', 'never rebalance a portfolio again');
}

function addShow(portfolio: Command, cli: Cli): void {
  const show = portfolio
    .command('show')
    .description('show a portfolio as the ledger has it, with its weights at latest prices')
    .argument('<id>', 'the portfolio')
    .action(
      cli.answers(async (id: string) => {
        const { portfolio, measured, problem } = taken(await cli.door().showPortfolio(id));
        return {
          json: { portfolio, measured },
          text: portfolioText(portfolio, measured, problem, cli.now(), cli.screen),
        };
      }),
    );
  examples(show, 'portfolio show anna', 'portfolio show anna --json');
}

function addSetTargets(portfolio: Command, cli: Cli): void {
  const command = portfolio
    .command('set-targets')
    .description('replace the targets of a portfolio; 0 on a held symbol means exit')
    .argument('<id>', 'the portfolio')
    .argument('<symbol=percent...>', 'all targets, summing to exactly 100')
    .action(
      cli.answers(async (id: string, pairs: string[]) => {
        const targets = parseTargetPairs(pairs);
        const set = await cli.door().setTargets({ portfolioId: id, targets });
        if (!set.ok) throw failureToSet(set);
        return { json: { portfolio: set.portfolio }, text: `Portfolio ${id} has new targets: ${targets.length}.` };
      }),
    );
  examples(command, 'portfolio set-targets anna META=50 AAPL=50');
}

function failureToSet(no: Extract<SetTargetsAnswer, { ok: false }>): Failure {
  if (no.refusal === 'UNKNOWN_SYMBOL') return failureFor(no, { field: 'targets' });
  if (no.refusal !== 'HELD_WITHOUT_TARGET') return failureFor(no);
  const { symbols } = no;
  const exits = symbols.map((symbol) => `${symbol}=0`).join(' ');
  const hint = `: add ${exits} to sell, or the percent to keep`;
  return failureFor(no, { field: 'symbol=percent', answer: { symbols }, hint });
}

function addStatusChange(portfolio: Command, cli: Cli, verb: keyof typeof STATUS_CHANGES, description: string): void {
  const command = portfolio
    .command(verb)
    .description(description)
    .argument('<id>', 'the portfolio')
    .option('--reason <text>', 'why, for the audit')
    .action(
      cli.answers(async (id: string, { reason = null }: { reason?: string | null }) => {
        const changed = await cli.door().changeStatus({ portfolioId: id, change: verb, reason });
        if (!changed.ok) throw failureFor(changed, { hint: INSTEAD[changed.refusal] ?? '' });
        const { portfolio: found } = changed;
        return { json: { portfolio: found }, text: `Portfolio ${id} is ${found.status}.` };
      }),
    );
  examples(command, `portfolio ${verb} anna${verb === 'pause' ? ' --reason "moving to another account"' : ''}`);
}

const INSTEAD: Partial<Record<OperationRefusalCode, string>> = {
  PORTFOLIO_STALE: ' before somebody resolves it ("autobalancer stale show" says how)',
  PORTFOLIO_CLOSED: ', because a closed portfolio is never traded again',
};
