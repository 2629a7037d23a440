import type { Command } from 'commander';
import { type Portfolio, type PortfolioStatus, STATUS_CHANGES } from '../../../domain/portfolio';
import { parseTargetPairs } from '../../../input/portfolio';
import { requireListed } from '../../broker-checks';
import { type Cli, examples } from '../../cli';
import { EXIT, Failure, refusalFailure } from '../../failure';
import { existingPortfolio } from '../../lookup';
import { measure, readPrices } from '../../measured';
import { portfolioText } from '../../screen/portfolio';
import { addPortfolioCreateCommand } from './create';
import { addPortfolioListCommand } from './list';

export function addPortfolioCommands(program: Command, cli: Cli): void {
  const portfolio = program.command('portfolio').description('portfolios, their targets and their status');
  addPortfolioCreateCommand(portfolio, cli);
  addPortfolioListCommand(portfolio, cli);
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
        const found = await existingPortfolio(cli, id);
        const prices = await readPrices(cli.connections.market(), [found]);
        const measured = measure(found, prices);
        const problem = prices.ok ? null : prices.problem;
        return {
          json: { portfolio: found, measured },
          text: portfolioText(found, measured, problem, cli.by().at, cli.screen),
        };
      }),
    );
  examples(show, 'portfolio show anna', 'portfolio show anna --json');
}

function addSetTargets(portfolio: Command, cli: Cli): void {
  const setTargets = portfolio
    .command('set-targets')
    .description('replace the targets of a portfolio; 0 on a held symbol means exit')
    .argument('<id>', 'the portfolio')
    .argument('<symbol=percent...>', 'all targets, summing to exactly 100')
    .action(
      cli.answers(async (id: string, pairs: string[]) => {
        const targets = parseTargetPairs(pairs);
        await requireListed(cli, targets);
        const ledger = await cli.connections.ledger();
        const set = await ledger.setTargets(id, targets, cli.by());
        if (!set.ok && set.refusal === 'HELD_WITHOUT_TARGET') throw heldWithoutTarget(id, set.symbols);
        if (!set.ok) throw refusalFailure({ code: set.refusal, detail: id });
        const portfolio = await existingPortfolio(cli, id);
        return { json: { portfolio }, text: `Portfolio ${id} has new targets: ${targets.length}.` };
      }),
    );
  examples(setTargets, 'portfolio set-targets anna META=50 AAPL=50');
}

/** A symbol left out by mistake would be sold, or would have every rebalance refused. */
function heldWithoutTarget(id: string, symbols: readonly string[]): Failure {
  const exits = symbols.map((symbol) => `${symbol}=0`).join(' ');
  return new Failure(
    'HELD_WITHOUT_TARGET',
    EXIT.refused,
    `portfolio ${id} holds ${symbols.join(', ')}: add ${exits} to sell, or the percent to keep`,
    { field: 'symbol=percent', answer: { symbols } },
  );
}

function addStatusChange(portfolio: Command, cli: Cli, verb: keyof typeof STATUS_CHANGES, description: string): void {
  const command = portfolio
    .command(verb)
    .description(description)
    .argument('<id>', 'the portfolio')
    .option('--reason <text>', 'why, for the audit')
    .action(
      cli.answers(async (id: string, { reason = null }: { reason?: string | null }) => {
        const ledger = await cli.connections.ledger();
        const changed = await ledger.setStatus(id, { ...STATUS_CHANGES[verb], reason }, cli.by());
        const found = await existingPortfolio(cli, id);
        if (!changed)
          throw new Failure(
            `PORTFOLIO_${found.status}`,
            statusExit(found),
            `portfolio ${id} is ${found.status}: it cannot be made ${STATUS_CHANGES[verb].to}${INSTEAD[found.status] ?? ''}`,
          );
        return { json: { portfolio: found }, text: `Portfolio ${id} is ${found.status}.` };
      }),
    );
  examples(command, `portfolio ${verb} anna${verb === 'pause' ? ' --reason "moving to another account"' : ''}`);
}

const INSTEAD: Partial<Record<PortfolioStatus, string>> = {
  STALE: ' before somebody resolves it ("autobalancer stale show" says how)',
  CLOSED: ', because a closed portfolio is never traded again',
};

function statusExit({ status }: Portfolio) {
  return status === 'STALE' ? EXIT.stale : EXIT.refused;
}
