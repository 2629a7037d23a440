import type { Command } from 'commander';
import { type Policy, policyWarnings } from '../../domain/policy';
import { parsePolicyPairs } from '../../input/policy';
import { wholeNumber } from '../arguments';
import { type Cli, examples } from '../cli';
import { failureFor, taken } from '../failure';
import { facts, table } from '../screen/table';

export function addPolicyCommands(program: Command, cli: Cli): void {
  const policy = program
    .command('policy')
    .description('when and how portfolios are rebalanced; docs/policies.md explains every field');
  addShow(policy, cli);
  addSet(policy, cli);
}

function addShow(policy: Command, cli: Cli): void {
  const show = policy
    .command('show')
    .description('show the policy of a portfolio')
    .argument('<id>', 'the portfolio')
    .option('--history', 'show every version: who set it, when and why')
    .action(
      cli.answers(async (id: string, { history = false }: { history?: boolean }) => {
        const { version, policy: current } = taken(await cli.door().showPolicy(id));
        const text = facts([['version', `${version}`], ...fieldsOf(current)]);
        if (!history) return { json: { version, policy: current }, text };
        const { versions } = taken(await cli.door().listPolicies(id));
        const rows = versions.map((one, at) => [
          `${one.version}`,
          one.at,
          one.actor,
          one.reason ?? 'created',
          changesText(versions[at - 1]?.policy, one.policy),
        ]);
        const past = table(['VERSION', 'SINCE', 'BY', 'WHY', 'CHANGED'], rows, cli.screen);
        return { json: { version, policy: current, versions }, text: `${text}\n\n${past}` };
      }),
    );
  examples(show, 'policy show anna', 'policy show anna --history --json');
}

function addSet(policy: Command, cli: Cli): void {
  const set = policy
    .command('set')
    .description('change fields of a policy; an open batch keeps the policy that it was planned with')
    .argument('<id>', 'the portfolio')
    .argument('<field=value...>', 'the fields to change')
    .requiredOption('--reason <text>', 'why, for the history and the audit')
    .option('--if-version <number>', 'change it only if this is still its version', wholeNumber)
    .action(
      cli.answers(async (id: string, pairs: string[], options: { reason: string; ifVersion?: number }) => {
        const input = { portfolioId: id, fields: parsePolicyPairs(pairs), ...options };
        const answer = await cli.door().setPolicy(input);
        if (!answer.ok)
          throw answer.refusal === 'POLICY_CHANGED'
            ? failureFor(answer, {
                field: '--if-version',
                answer: { version: answer.version },
                hint: `: look at it with "autobalancer policy show ${id} --history", then set it again`,
              })
            : failureFor(answer);
        const warnings = policyWarnings(answer.policy);
        const changes = changesText(answer.before, answer.policy);
        return {
          json: { id, version: answer.version, policy: answer.policy, warnings },
          text: [
            changes === '' ? `Nothing changes for ${id}.` : `Policy ${answer.version} of ${id}: ${changes}.`,
            ...warnings.map((warning) => `Warning: ${warning}.`),
          ].join('\n'),
        };
      }),
    );
  examples(
    set,
    'policy set anna driftThreshold=3 --reason "the customer asked for it"',
    'policy set anna maxRunsPerDay=1 minImprovement=0.25 --reason "fewer small trades"',
    'policy set anna maxRunsPerDay=null --if-version 4 --reason "no limit any more"',
  );
}

function fieldsOf(policy: Policy): [string, string][] {
  return Object.entries(policy).map(([field, value]) => [field, showValue(value)]);
}

/** "driftThreshold 5.0000 → 3.0000". */
function changesText(before: Policy | undefined, after: Policy): string {
  if (before === undefined) return '';
  const old = new Map(fieldsOf(before));
  const changed = fieldsOf(after).filter(([field, value]) => old.get(field) !== value);
  return changed.map(([field, value]) => `${field} ${old.get(field) ?? ''} → ${value}`).join(', ');
}

function showValue(value: unknown): string {
  if (typeof value === 'string') return value;
  const isObject = typeof value === 'object' && value !== null;
  // Where it comes from decides the order of its fields, and must not be seen.
  return JSON.stringify(
    isObject ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}
