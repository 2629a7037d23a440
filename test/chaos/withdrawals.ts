// A person takes money out of a portfolio while programs die: asks for it, and has it transferred once it is there, or cancels it.

import { coveredIds } from '../../src/domain/withdrawal';
import type { Ledger } from '../../src/ledger/ledger';
import { patient } from '../../src/local/process/patient';
import { until } from '../../src/local/process/until';
import { createSimulatorAdmin, SimulatorError } from '../../src/simulator/admin/client';
import type { PlannedPortfolio } from '../simulation/schedule';
import type { Random } from '../support/random';
import type { Plan, Strike } from './plan';

export type WithdrawalStrike = Extract<Strike, { kind: 'withdrawal' }>;

/** Each may be asked again when no answer came. */
export interface Withdrawals {
  /** Sets the money aside. False when that is refused. */
  ask(strike: WithdrawalStrike): Promise<boolean>;
  /** Transfers the money when no batch is open and the cash covers it. True once it has left. */
  leave(strike: WithdrawalStrike): Promise<boolean>;
  cancel(strike: WithdrawalStrike): Promise<void>;
}

export function createWithdrawals(ledger: Ledger, brokerUrl: string): Withdrawals {
  const admin = createSimulatorAdmin(brokerUrl);
  const by = () => ({ name: 'ann', at: new Date().toISOString() });
  return patient<Withdrawals>({
    ask: async (strike) => {
      const { portfolio, usd } = strike;
      const id = idOf(strike);
      // A question whose answer was lost has been carried out.
      if ((await ledger.listWithdrawals({ id, limit: 1 })).length > 0) return true;
      const wanted = { id, amount: usd, reason: 'chaos', until: null, most: usd };
      return (await ledger.requestWithdrawal(portfolio, wanted, by())).ok;
    },
    leave: async (strike) => {
      const { portfolio: id, usd } = strike;
      const portfolio = await ledger.findPortfolio(id);
      if (portfolio === undefined || !coveredIds(portfolio).has(idOf(strike))) return false;
      if ((await ledger.findOpenBatch(id)) !== undefined) return false;
      try {
        await admin.transfer({ accountId: id, usd: `-${usd}` });
        return true;
      } catch (error) {
        // The account has less than the books say.
        if (error instanceof SimulatorError && error.field !== '') return false;
        throw error;
      }
    },
    cancel: async (strike) => {
      const withdrawalId = idOf(strike);
      await ledger.endWithdrawal(strike.portfolio, { withdrawalId, state: 'CANCELLED' }, by());
    },
  });
}

/** Takes the money out, or cancels it at the end of `forMs`; `ended` makes an early end of that. */
export async function withdraw(
  withdrawals: Withdrawals,
  strike: WithdrawalStrike,
  ended: AbortSignal,
  hit: () => void,
): Promise<void> {
  if (!(await withdrawals.ask(strike))) return;
  const at = Date.now() + strike.forMs;
  let left = false;
  const isOver = async () => {
    if (ended.aborted || Date.now() >= at) return true;
    left = strike.leaves && (await withdrawals.leave(strike));
    return left;
  };
  await until(isOver, FOR_EVER_MS);
  if (!left) await withdrawals.cancel(strike);
  if (left === strike.leaves) hit();
}

/** In two seeds of three somebody takes money out: what leaves once it is there, and what is cancelled. */
export function withWithdrawal(random: Random, plan: Plan, turn: number): Plan {
  if (turn % 3 === 2) return plan;
  const { id } = random.pick<PlannedPortfolio>(plan.portfolios);
  const leaves = turn % 3 === 0;
  const strike: WithdrawalStrike = {
    kind: 'withdrawal',
    portfolio: id,
    // No other amount of a seed: what leaves pays the withdrawal of exactly that amount.
    usd: random.pick(['21.37', '621.37', '2621.37', '9621.37']),
    leaves,
    after: random.pick([1, random.int(2, 12), random.int(2, 12), random.int(12, 40)]),
    forMs: leaves ? LEAVES_WITHIN_MS : random.pick([500, 4_000]),
  };
  const name = leaves ? 'a withdrawal leaves' : 'a withdrawal is cancelled';
  return {
    ...plan,
    strikes: [...plan.strikes, strike],
    drawn: [...plan.drawn, { name, portfolio: null, shownBy: name }],
  };
}

const LEAVES_WITHIN_MS = 15_000;
const FOR_EVER_MS = 600_000;

function idOf({ portfolio }: WithdrawalStrike): string {
  return `w-${portfolio}`;
}
