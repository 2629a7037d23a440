// What a person sees of a replay: one line that is rewritten while it runs, then a table.

import { table } from '../../cli/screen/table';
import { decimal } from '../../domain/money';
import { showUsd } from '../charts/usd';
import type { OnDay, Replay, ReplayedRebalance } from './days';
import { turnoverOf } from './turnover';

export interface Screen {
  write(text: string): void;
  /** The output is a terminal, where a line can be rewritten. */
  rewritable: boolean;
}

/** Returns what to call after each of `days`. It rewrites one line or, if that is impossible, prints one line per rebalance. */
export function createProgress(screen: Screen, days: number): OnDay {
  let rebalances = 0;
  return (done, { date }, rebalance) => {
    if (rebalance !== undefined) rebalances += 1;
    if (screen.rewritable) {
      const end = done === days ? '\n' : '';
      screen.write(`\r\x1b[2K  ${date}  day ${done} of ${days}  rebalances: ${rebalances}${end}`);
    } else if (rebalance !== undefined) {
      const { driftBefore, driftAfter, orders } = rebalance;
      screen.write(`  ${date}  drift ${driftBefore} % -> ${driftAfter} %  ${orders.length} orders\n`);
    }
  };
}

/** Returns the rebalances as a table with its totals, and what the portfolio is worth in the end. */
export function showReplay({ days, rebalances, endValue, buyAndHoldEndValue }: Replay): string {
  const orders = rebalances.flatMap((rebalance) => rebalance.orders);
  const total = [`total ${rebalances.length}`, '', '', `${orders.length}`, showUsd(turnoverOf(orders))];

  const difference = decimal(endValue).minus(decimal(buyAndHoldEndValue));
  return [
    table(HEADINGS, [...rebalances.map(rowOf), total]),
    '',

    `Days: ${days}. Rebalances: ${rebalances.length}. Turnover is what was bought and sold, the first purchase included.`,
    `End value ${showUsd(decimal(endValue))}; bought and held since the first day ${showUsd(decimal(buyAndHoldEndValue))}:`,
    `a difference of ${showUsd(difference)}.`,
  ].join('\n');
}

const HEADINGS = ['DATE', 'DRIFT BEFORE', 'DRIFT AFTER', 'ORDERS', 'TURNOVER'];

function rowOf({ date, driftBefore, driftAfter, orders }: ReplayedRebalance): string[] {
  return [date, `${driftBefore} %`, `${driftAfter} %`, `${orders.length}`, showUsd(turnoverOf(orders))];
}
