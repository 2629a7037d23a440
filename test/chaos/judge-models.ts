// I48: what holds of a roll-out once nothing moves any more: each follower has the version that it may have, and traded for no other one.

import type { Records } from '../../src/check/records';
import { decimal } from '../../src/domain/money';
import type { Target } from '../../src/domain/portfolio';
import { hasEnded, type Member } from '../../src/domain/rollout';
import type { AuditRow } from '../../src/ledger/ledger';
import type { ModelLedger } from '../../src/ledger/models';
import type { RolloutLedger } from '../../src/ledger/rollouts';
import type { PlannedModel } from './models';

/** False while the roll-out has work to do. `waits` has the followers that wait at their end for a price, a person or a time. */
export async function rolloutRests(
  ledger: RolloutLedger,
  { rollout: { id } }: PlannedModel,
  waits: ReadonlySet<string>,
): Promise<boolean> {
  const rollout = await ledger.findRollout(id);
  // It was not started: the trouble was over before.
  if (rollout === undefined || rollout.state !== 'RUNNING') return true;
  const members = (await ledger.listMembers(id, { limit: 100 })).filter(({ cohort }) => cohort === rollout.cohort);
  return members.some(({ state, portfolioId }) => state === 'APPLIED' && waits.has(portfolioId));
}

/** Which followers broke a rule, and how. */
export async function judgeModel(
  ledger: RolloutLedger & ModelLedger,
  model: PlannedModel,
  records: readonly Records[],
): Promise<{ portfolio: string; message: string }[]> {
  const rollout = await ledger.findRollout(model.rollout.id);
  const members = rollout === undefined ? [] : await ledger.listMembers(rollout.id, { limit: 100 });
  const found: { portfolio: string; message: string }[] = [];
  for (const record of records) {
    const { id } = record.portfolio;
    if (!model.followers.includes(id)) continue;
    const subscription = await ledger.findSubscription(id);
    const member = members.find(({ portfolioId }) => portfolioId === id);
    const tell = (message: string) => found.push({ portfolio: id, message });
    if (subscription === undefined) tell('it follows nothing any more');
    else if (subscription.version !== versionOf(member))
      tell(`it has version ${subscription.version}, and the roll-out says ${member?.state} ${member?.code}`);
    else if (!sameTargets(record.portfolio.targets, subscription.version === 2 ? model.second : model.first))
      tell(`its targets are not those of version ${subscription.version}`);
    if (rollout?.state === 'DONE' && member !== undefined && member.state !== 'DONE' && member.state !== 'FAILED')
      tell(`the roll-out is DONE, and it is ${member.state}`);
    if (
      rollout !== undefined &&
      hasEnded(rollout) &&
      member?.state !== 'WAITING' &&
      (member?.cohort ?? 0) > rollout.cohort
    )
      tell(
        `the roll-out ended at cohort ${rollout.cohort}, and it is of cohort ${member?.cohort} and ${member?.state}`,
      );
    for (const message of [...appliedOddly(record.audit, model), ...boughtUnwanted(record.audit, model)]) tell(message);
  }
  return found;
}

/** Who is STALE when its turn comes has the version, and is at rest at once. */
function versionOf(member: Member | undefined): 1 | 2 {
  if (member === undefined || member.state === 'WAITING') return 1;
  return member.appliedAt !== null || member.code === 'NOT_ACTIVE' ? 2 : 1;
}

/** Each version comes once, the first one first; the second one names the roll-out that brought it. */
function appliedOddly(audit: readonly AuditRow[], { rollout }: PlannedModel): string[] {
  const applied = audit.filter(({ event }) => event === 'MODEL_APPLIED');
  const story = applied.map(
    ({ detail }) => `${String(detail.version)} by ${typeof detail.rollout === 'string' ? detail.rollout : 'hand'}`,
  );
  const meant = ['1 by hand', `2 by ${rollout.id}`].slice(0, story.length);
  return story.join() === meant.join() ? [] : [`the versions that it got are ${story.join(', ')}`];
}

/** No order without a cause: a batch buys what the version that the portfolio had then wants. */
function boughtUnwanted(audit: readonly AuditRow[], { first, second }: PlannedModel): string[] {
  let wanted: readonly Target[] = [];
  return audit.flatMap(({ event, detail, batchId }) => {
    if (event === 'PORTFOLIO_CREATED') wanted = first;
    if (event === 'MODEL_APPLIED') wanted = detail.version === 2 ? second : first;
    if (event !== 'BATCH_OPENED') return [];
    const orders = (detail.orders ?? []) as { side: string; symbol: string }[];
    const unwanted = orders.filter(({ side, symbol }) => side === 'BUY' && !wants(wanted, symbol));
    return unwanted.map(({ symbol }) => `batch ${batchId} buys ${symbol}, which its version does not want`);
  });
}

function wants(targets: readonly Target[], wanted: string): boolean {
  return targets.some(({ symbol, percent }) => symbol === wanted && !decimal(percent).isZero());
}

function sameTargets(ones: readonly Target[], others: readonly Target[]): boolean {
  const text = (targets: readonly Target[]) =>
    targets
      .map(({ symbol, percent }) => `${symbol} ${percent}`)
      .sort()
      .join();
  return text(ones) === text(others);
}
