import { coveredIds } from '../../src/domain/withdrawal';
import type { Hands } from './arrange';
import { WORLD } from './clock';
import type { PlannedFault } from './schedule';
import type { World } from './world';

/** A person takes money out: asks for it, has it transferred once it is there, and cancels what is not there in time. */
export function withdraw(
  world: World,
  fault: Extract<PlannedFault, { kind: 'withdrawal' }>,
  hit: (kind: string) => void,
  hands: Pick<Hands, 'rebalance'>,
): void {
  const { clock, ledger } = world;
  const { portfolio: id, usd, everyMs } = fault;
  const withdrawalId = `w-${id}-${fault.at}`;
  const by = () => ({ name: 'operator', at: new Date(clock.now()).toISOString() });
  const ask = async () => {
    const wanted = { id: withdrawalId, amount: usd, reason: 'simulated', until: null, most: usd };
    const asked = await ledger.requestWithdrawal(id, wanted, by());
    hit(asked.ok ? 'withdrawal' : `withdrawal ${asked.refusal}`);
    if (!asked.ok) return;
    // What the monitor does while money is missing.
    hands.rebalance(id);
    clock.after(everyMs, WORLD, () => void look(fault.looks - 1));
  };
  const look = async (left: number): Promise<void> => {
    const portfolio = await ledger.findPortfolio(id);
    if (portfolio?.withdrawals.every((one) => one.id !== withdrawalId)) return;
    const isBusy = (await ledger.findOpenBatch(id)) !== undefined;
    if (portfolio !== undefined && !isBusy && coveredIds(portfolio).has(withdrawalId)) {
      hit('withdrawal leaves');
      world.admin('POST', '/simulator/transfers', { accountId: id, usd: `-${usd}` });
      return hands.rebalance(id);
    }
    if (left <= 0) {
      hit('withdrawal cancelled');
      await ledger.endWithdrawal(id, { withdrawalId, state: 'CANCELLED' }, by());
      return hands.rebalance(id);
    }
    hands.rebalance(id);
    clock.after(everyMs, WORLD, () => void look(left - 1));
  };
  clock.after(fault.at, WORLD, () => void ask());
}
