import type { Command } from 'commander';
import { type Portfolio, STATUS_CHANGES } from '../../domain/portfolio';
import { parseTargetPairs } from '../../input/portfolio';
import { type Answer, type Cli, examples } from '../cli';
import { EXIT, Failure, refusalFailure } from '../failure';
import { facts, table } from '../screen/table';
import { requireListed } from './broker-checks';
import { existingPortfolio } from './lookup';
import { addPortfolioCreateCommand } from './portfolio-create';
import { addPortfolioListCommand } from './portfolio-list';

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
    .description('show a portfolio as the ledger has it')
    .argument('<id>', 'the portfolio')
    .action(
      cli.answers(async (id: string) => {
        const found = await existingPortfolio(cli, id);
        return { json: { portfolio: found }, text: portfolioText(found, cli) };
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
        if (!(await ledger.setTargets(id, targets, cli.by())))
          throw refusalFailure({ code: 'PORTFOLIO_NOT_FOUND', detail: id });
        return answerOf(await existingPortfolio(cli, id), cli);
      }),
    );
  examples(setTargets, 'portfolio set-targets anna META=50 AAPL=50');
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
            `portfolio ${id} is ${found.status}: it cannot be made ${STATUS_CHANGES[verb].to}`,
          );
        return answerOf(found, cli);
      }),
    );
  examples(command, `portfolio ${verb} anna${verb === 'pause' ? ' --reason "moving to another account"' : ''}`);
}

function statusExit({ status }: Portfolio) {
  return status === 'STALE' ? EXIT.stale : EXIT.refused;
}

function answerOf(portfolio: Portfolio, cli: Cli): Answer {
  return { json: { portfolio }, text: portfolioText(portfolio, cli) };
}

function portfolioText(portfolio: Portfolio, { screen }: Cli): string {
  const { id, accountId, status, statusReason, cash, coolUntil, version } = portfolio;
  const held = new Map(portfolio.holdings.map(({ symbol, quantity }) => [symbol, quantity]));
  const targets = new Map(portfolio.targets.map(({ symbol, percent }) => [symbol, percent]));
  const symbols = [...new Set([...targets.keys(), ...held.keys()])].sort();
  return [
    facts([
      ['portfolio', id],
      ['account', accountId],
      ['status', statusReason === null ? status : `${status}: ${statusReason}`],
      ['cash', `$${cash}`],
      ...(coolUntil === null ? [] : [['cools until', coolUntil] as const]),
      ['version', `${version}`],
    ]),
    table(
      ['SYMBOL', 'TARGET', 'QUANTITY'],
      symbols.map((symbol) => [symbol, `${targets.get(symbol) ?? '-'} %`, held.get(symbol) ?? '0']),
      screen,
    ),
  ].join('\n\n');
}
