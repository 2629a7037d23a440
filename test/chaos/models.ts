// Some portfolios of a seed follow a model, of which a second version is rolled out while programs die.

import type { RebalanceClient } from '../../src/client';
import { NO_OVERRIDES } from '../../src/domain/model';
import type { Target } from '../../src/domain/portfolio';
import type { ModelLedger } from '../../src/ledger/models';
import type { RolloutLedger } from '../../src/ledger/rollouts';
import type { Random } from '../support/random';
import type { Plan } from './plan';

export interface PlannedModel {
  id: string;
  /** Each has a symbol that the other one does not want. */
  first: Target[];
  second: Target[];
  /** The portfolios that follow it. */
  followers: string[];
  rollout: { id: string; cohorts: number[]; abortPercent: string };
}

/** In one seed of three: then two portfolios or more have the first version's targets when they begin. */
export function withModel(random: Random, plan: Plan, turn: number): Plan {
  if (turn % 3 !== 2) return plan;
  const symbols = Object.keys(plan.prices);
  const followers = random.some(plan.portfolios, random.int(2, plan.portfolios.length)).map(({ id }) => id);
  const model: PlannedModel = {
    id: `m${plan.seed}`,
    first: weighted(symbols, symbols[0] as string, symbols[1] as string),
    second: weighted(symbols, symbols[1] as string, symbols[0] as string),
    followers,
    rollout: {
      id: random.uuid(),
      cohorts: random.pick([[100], [50, 100], [1, 100]]),
      abortPercent: random.pick(['0', '50', '100']),
    },
  };
  const follows = (portfolio: Plan['portfolios'][number]) => ({
    ...portfolio,
    targets: model.first,
    // Who cools down for a quarter of an hour has a roll-out wait for as long.
    policy: { ...portfolio.policy, cooldownAfterRollbackMs: 0 },
  });
  return {
    ...plan,
    model,
    portfolios: plan.portfolios.map((one) => (followers.includes(one.id) ? follows(one) : one)),
    strikes: [...plan.strikes, { kind: 'roll-out', after: random.pick([1, random.int(2, 12), random.int(12, 40)]) }],
    drawn: [...plan.drawn, { name: 'a version is rolled out', portfolio: null, shownBy: 'roll-out' }],
  };
}

/** Nothing of one symbol, twice as much of another, and the same of all others. */
function weighted(symbols: readonly string[], none: string, twice: string): Target[] {
  const share = Math.floor(100 / symbols.length);
  const percentOf = (symbol: string) => (symbol === none ? 0 : symbol === twice ? 2 * share : share);
  const rest = 100 - share * symbols.length;
  return symbols.map((symbol) => ({
    symbol,
    percent: (percentOf(symbol) + (symbol === twice ? rest : 0)).toFixed(4),
  }));
}

/** Has its followers follow it. What was done before the answer was lost is refused the second time, and stays. */
export async function createModelOf(
  ledger: ModelLedger,
  { id, first, second, followers }: PlannedModel,
): Promise<void> {
  await ledger.createModel({ id, name: id, targets: first, policy: null }, by());
  await ledger.addModelVersion(id, { targets: second, policy: null, reason: 'chaos' }, by());
  for (const follower of followers)
    await ledger.subscribe(follower, { modelId: id, pinned: null, overrides: NO_OVERRIDES }, by());
}

export async function startRolloutOf(
  { ledger, client }: { ledger: RolloutLedger; client: Pick<RebalanceClient, 'rollOut'> },
  { id: modelId, rollout }: PlannedModel,
): Promise<void> {
  await ledger.startRollout({ ...rollout, modelId, version: 2, perMinute: 10_000 }, by());
  await client.rollOut(rollout.id);
}

/** The seed is over, and what its roll-out still waits for does not come. */
export async function endRolloutOf(ledger: RolloutLedger, { rollout }: PlannedModel): Promise<void> {
  await ledger.setRolloutState(rollout.id, { to: 'ABORTED', reason: 'the seed is over' }, by());
}

function by() {
  return { name: 'ann', at: new Date().toISOString() };
}
