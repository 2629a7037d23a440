// People who try one action after the other, until nothing is STALE.

import { accountHash } from '../../src/activities/stale/account-hash';
import { DECLARE_AFTER_MS } from '../../src/domain/declaration';
import { WORLD } from './clock';
import { type Attempt, declarationOf } from './declare';
import { judgeStage } from './judge-stage';
import type { Stage } from './stage';

/** `stale` are the portfolios that are STALE. Those that stay so after `attempts` are declared by `declaring`, an hour later. */
export async function resolveStage(
  stage: Stage,
  stale: Set<string>,
  attempts: readonly Attempt[],
  declaring: readonly Attempt[],
): Promise<void> {
  for (const attempt of attempts) await tryAll(stage, stale, attempt);
  if (!(await somethingIsUnknown(stage, stale))) return;
  stage.world.clock.after(DECLARE_AFTER_MS, WORLD, () => stage.hit('an hour of asking'));
  await stage.toTheEnd();
  for (const attempt of declaring) await tryAll(stage, stale, attempt);
}

async function tryAll(stage: Stage, stale: Set<string>, attempt: Attempt): Promise<void> {
  const tried = stage.schedule.portfolios.filter(({ id }) => stale.has(id));
  if (tried.length === 0) return;
  for (const { id } of tried) {
    const now = await stage.world.recordsOf(id);
    const said = { ...attempt, note: '', evidence: accountHash(now.broker) };
    const declaration = attempt.action === 'declare-outcome' ? declarationOf(stage.schedule.seed, now) : undefined;
    if (attempt.action !== 'declare-outcome') stage.resolve(id, said, 'update');
    else if (declaration !== undefined) stage.resolve(id, { ...said, declaration }, 'update');
  }
  await stage.toTheEnd();
  // An attempt is made at these alone. What it may have done to the others is seen at the end.
  for (const { portfolio } of await judgeStage(stage, 'resolved', tried))
    if (portfolio.status !== 'STALE') stale.delete(portfolio.id);
}

async function somethingIsUnknown(stage: Stage, stale: ReadonlySet<string>): Promise<boolean> {
  for (const id of stale)
    if (declarationOf(stage.schedule.seed, await stage.world.recordsOf(id)) !== undefined) return true;
  return false;
}
