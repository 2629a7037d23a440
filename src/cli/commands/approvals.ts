import type { Command } from 'commander';
import { APPROVED_ACTIONS } from '../../domain/approval';
import type { Approval, ApprovalNeeded } from '../../operations/approvals';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { type Failure, failureFor, taken } from '../failure';
import { facts, table } from '../screen/table';

/** How a command ends that needs a second person. */
export function approvalFailure(no: ApprovalNeeded): Failure {
  return failureFor(no, { answer: { approvals: no.approvals } });
}

export function addApprovalCommands(program: Command, cli: Cli): void {
  const approvals = program.command('approvals').description('proposals that wait for a second person');
  addList(approvals, cli);
  addDecision(approvals, cli, 'approve', 'approve what somebody else proposed; it is then carried out');
  addDecision(approvals, cli, 'reject', 'reject a proposal, or take your own back');
}

function addList(approvals: Command, cli: Cli): void {
  const list = approvals
    .command('list')
    .description('list proposals that wait for a second person, the latest first')
    .option('--all', 'include proposals that were decided or have expired')
    .option('--limit <number>', 'show at most this many', wholeNumber, 100)
    .option('--after <page>', 'continue after this page: the "next" of the previous page')
    .action(
      cli.answers(async ({ all = false, ...page }: { all?: boolean; limit: number; after?: string }) => {
        const { approvals: seen, next } = await cli.door().listApprovals({ ...page, isPending: !all });
        const rows = seen.map(({ id, state, action, subject, proposedBy, proposedAt, parameters, whyNot }) => [
          id,
          state,
          `${action} ${subject}`,
          Object.values(parameters).join(', '),
          proposedBy,
          proposedAt,
          whyNot?.code ?? 'yes',
        ]);
        const more = next === null ? '' : `\n\nMore: --after ${next}`;
        const text =
          table(['ID', 'STATE', 'ACTION', 'TO', 'PROPOSED BY', 'AT', 'YOU MAY APPROVE'], rows, cli.screen) + more;
        return {
          json: { approvals: seen, next },
          text: rows.length === 0 ? 'Nothing waits for a second person.' : text,
        };
      }),
    );
  examples(list, 'approvals list', 'approvals list --all --json');
}

function addDecision(approvals: Command, cli: Cli, verb: 'approve' | 'reject', description: string): void {
  const command = approvals
    .command(verb)
    .description(description)
    .argument('<id>', 'the id of the proposal, as "approvals list" shows it')
    .requiredOption('--note <text>', 'why, for the audit')
    .action(
      cli.answers(async (approvalId: string, { note }: { note: string }) => {
        const { approval } = taken(await cli.door()[verb]({ approvalId, note }));
        return { json: { approval }, text: decisionText(approval) };
      }),
    );
  examples(
    command,
    `approvals ${verb} 3f0a9c21b7d4 --note "${verb === 'approve' ? 'checked with the broker' : 'too early'}"`,
  );
}

function decisionText({ state, action, subject, parameters, proposedBy, decidedBy }: Approval): string {
  return facts([
    ['state', state],
    ['action', `${action} ${subject}: ${APPROVED_ACTIONS[action]}`],
    ['to', Object.values(parameters).join(', ')],
    ['proposed by', proposedBy],
    ['decided by', decidedBy ?? ''],
  ]);
}
