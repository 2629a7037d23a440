import type { Rollout, RolloutState } from '../../src/domain/rollout';
import type { RolloutLedger } from '../../src/ledger/rollouts';
import { createRolloutKeeper } from '../../src/monitor/rollout-keeper';

const rollout = (n: number, state: RolloutState) =>
  ({ id: `r-${n}`, startedAt: `2026-03-02T15:00:${String(n % 60).padStart(2, '0')}.000Z`, state }) as Rollout;

/** A ledger with these, in their order, and a client that cannot tell the ones of `mute`. */
function keeperOf(all: Rollout[], mute: string[] = []) {
  const told: string[] = [];
  const ledger: Pick<RolloutLedger, 'listRollouts'> = {
    listRollouts: async ({ after, limit }) => {
      const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after.id) + 1;
      return all.slice(from, from + limit);
    },
  };
  const rollOut = async (id: string) => {
    if (mute.includes(id)) throw new Error(`${id} cannot be told`);
    told.push(id);
  };
  return { step: createRolloutKeeper({ ledger, client: { rollOut } }), told };
}

test('a roll-out that runs is told however many paused ones are newer', async () => {
  const paused = Array.from({ length: 200 }, (_, n) => rollout(n, 'PAUSED'));
  const { step, told } = keeperOf([...paused, rollout(200, 'RUNNING')]);
  expect(await step()).toBe(60_000);
  expect(told).toEqual(['r-200']);
});

test('one that cannot be told keeps none of the others waiting, and the fault is not lost', async () => {
  const { step, told } = keeperOf([rollout(0, 'RUNNING'), rollout(1, 'RUNNING')], ['r-0']);
  await expect(step()).rejects.toThrow('r-0 cannot be told');
  expect(told).toEqual(['r-1']);
});
