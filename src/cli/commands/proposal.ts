import { type Command, Option } from 'commander';
import { type PlanProposal, PROPOSAL_STATES, type ProposalState, type Void, voidText } from '../../domain/proposal';
import { findingText } from '../../domain/rules';
import { parsePriceTolerance } from '../../input/proposal';
import { wholeNumber } from '../arguments';
import { type Answer, type Cli, examples } from '../cli';
import { taken } from '../failure';
import type { Screen } from '../screen/screen';
import { facts, table } from '../screen/table';
import { answerOfRun } from './rebalance';

export function addProposalCommands(program: Command, cli: Cli): void {
  const proposal = program
    .command('proposal')
    .description('plans that are frozen, approved by another person, and traded exactly as they were shown');
  addMake(proposal, cli);
  addList(proposal, cli);
  addShow(proposal, cli);
  addDecision(proposal, cli, 'approve', 'approve a frozen plan that somebody else proposed; nothing is traded yet');
  addDecision(proposal, cli, 'reject', 'reject a frozen plan, or take your own back');
  addRelease(proposal, cli);
}

function addMake(proposal: Command, cli: Cli): void {
  const make = proposal
    .command('make')
    .description('freeze the plan that a rebalance would trade now; it holds for a day')
    .argument('<portfolio>', 'the portfolio')
    .option('--price-tolerance <percent>', 'by how much each price may move: from 0 to 10 (default: 1)')
    .action(
      cli.answers(async (portfolioId: string, { priceTolerance }: { priceTolerance?: string }) => {
        const tolerance = parsePriceTolerance(priceTolerance);
        const made = taken(await cli.door().proposePlan({ portfolioId, priceTolerance: tolerance }));
        return answerOf(made.proposal, cli);
      }),
    );
  examples(make, 'proposal make anna', 'proposal make anna --price-tolerance 0.25');
}

interface ListOptions {
  portfolio?: string;
  state?: ProposalState;
  limit: number;
  after?: string;
}

function addList(proposal: Command, cli: Cli): void {
  const list = proposal
    .command('list')
    .description('list frozen plans, the last proposed first')
    .option('--portfolio <id>', 'only those of this portfolio')
    .addOption(new Option('--state <state>', 'only those').choices(PROPOSAL_STATES))
    .option('--limit <number>', 'show at most this many', wholeNumber, 50)
    .option('--after <page>', 'go on after this page: the "next" of the page before')
    .action(
      cli.answers(async ({ portfolio: portfolioId, ...which }: ListOptions) => {
        const { proposals, next } = await cli.door().listProposals({ portfolioId, ...which });
        const rows = proposals.map(({ id, state, portfolioId: of, plan, proposedBy, proposedAt }) => [
          id,
          state,
          of,
          `${plan.orders.length}`,
          `${plan.drift} %`,
          `${plan.driftPlanned} %`,
          proposedBy,
          proposedAt,
        ]);
        const headings = ['ID', 'STATE', 'PORTFOLIO', 'ORDERS', 'DRIFT', 'AFTER', 'PROPOSED BY', 'AT'];
        const text = rows.length === 0 ? 'There is no such proposal.' : table(headings, rows, cli.screen);
        return { json: { proposals, next }, text: next === null ? text : `${text}\n\nMore: --after ${next}` };
      }),
    );
  examples(list, 'proposal list --state PROPOSED', 'proposal list --portfolio anna --json');
}

function addShow(proposal: Command, cli: Cli): void {
  const show = proposal
    .command('show')
    .description('show a frozen plan with its orders, and whether what it rests on has moved')
    .argument('<id>', 'the proposal')
    .action(
      cli.answers(async (id: string) => {
        const { proposal: shown, whyVoid } = taken(await cli.door().showProposal(id));
        return answerOf(shown, cli, whyVoid);
      }),
    );
  examples(show, 'proposal show k2v7pq3d');
}

function addDecision(proposal: Command, cli: Cli, verb: 'approve' | 'reject', description: string): void {
  const command = proposal
    .command(verb)
    .description(description)
    .argument('<id>', 'the proposal')
    .requiredOption('--note <text>', 'why, for the audit')
    .action(
      cli.answers(async (proposalId: string, { note }: { note: string }) => {
        const door = cli.door();
        const decide = verb === 'approve' ? door.approvePlan : door.rejectPlan;
        return answerOf(taken(await decide({ proposalId, note })).proposal, cli);
      }),
    );
  examples(command, `proposal ${verb} k2v7pq3d --note "${verb === 'approve' ? 'as discussed' : 'too early'}"`);
}

function addRelease(proposal: Command, cli: Cli): void {
  const release = proposal
    .command('release')
    .description('trade exactly the orders of an approved proposal, or nothing')
    .argument('<id>', 'the proposal')
    .option('--wait', 'wait for the outcome')
    .option('--timeout <seconds>', 'give up waiting after this many seconds; the release continues', wholeNumber, 300)
    .action(
      cli.answers((id: string, { wait = false, timeout }: { wait?: boolean; timeout: number }) => {
        const ask = () => cli.door().releaseProposal(id);
        const wanted = { what: `release of ${id}`, shows: `proposal show ${id}`, ask, joins: false };
        return answerOfRun(cli, wanted, { wait, timeout });
      }),
    );
  examples(release, 'proposal release k2v7pq3d', 'proposal release k2v7pq3d --wait');
}

function answerOf(proposal: PlanProposal, { screen }: Cli, whyVoid?: Void | null): Answer {
  const { plan } = proposal;
  const json = { proposal, ...(whyVoid !== undefined && { whyVoid }) };
  const breaks = plan.findings.map((finding) => `breaks a rule: ${findingText(finding)}`);
  return { json, text: [factsOf(proposal, whyVoid), ordersText(plan, screen), ...breaks].join('\n\n') };
}

function factsOf(proposal: PlanProposal, whyVoid: Void | null | undefined): string {
  const { id, state, portfolioId, plan, priceTolerance, proposedBy, proposedAt, expiresAt } = proposal;
  const { decidedBy, decidedAt, note, voidCode, voidDetail, batchId } = proposal;
  const why = voidCode === null ? whyVoid : { code: voidCode, detail: voidDetail ?? '' };
  return facts([
    ['proposal', `${id} ${state}`],
    ['portfolio', portfolioId],
    ['drift', `${plan.drift} %, ${plan.driftPlanned} % afterwards`],
    ['prices may move', `${priceTolerance} %`],
    ['proposed', `${proposedAt}, by ${proposedBy}`],
    ['valid until', expiresAt],
    ...(decidedBy === null ? [] : ([['decided', `${decidedAt}, by ${decidedBy}: ${note}`]] as [string, string][])),
    ...(why ? ([['void', voidText(why)]] as [string, string][]) : []),
    ...(batchId === null ? [] : ([['batch', batchId]] as [string, string][])),
  ]);
}

function ordersText({ orders, execution }: PlanProposal['plan'], screen: Screen): string {
  const rows = orders.map(({ side, symbol, quantity, notional, price, value }) => [
    side,
    symbol,
    quantity ?? `$${notional}`,
    price,
    value,
  ]);
  const together = execution === 'parallel' ? 'all at once' : 'the sells first, then the buys';
  return `${table(['SIDE', 'SYMBOL', 'SHARES', 'PRICE', 'VALUE'], rows, screen)}\n${together}`;
}
