// One call of Alpaca's API that is about an account, with what it needs.

import type { Call, Effect } from '../engine/faults';
import type { SimulatedAccount, SimulatedOrder, SimulatorState } from '../engine/state';
import type { Reply } from './reply';

export interface AccountCall {
  state: SimulatorState;
  account: SimulatedAccount;
  query: URLSearchParams;
  /** The order id, symbol or asset id at the end of the path, or "". */
  id: string;
  /** Parsed JSON, its numbers as their own text. */
  body: unknown;
  /** Market time. */
  at: number;
}

/** A call that a fault can hit and that the journal keeps: what it is about, and how it is done. */
export interface OrderCall {
  operation: Exclude<Call['operation'], 'read' | 'listen' | 'event'>;
  about(call: AccountCall): Pick<Partial<SimulatedOrder>, 'clientOrderId' | 'symbol' | 'side'> | undefined;
  run(call: AccountCall, effect?: Effect): Reply;
}

/** A whole number of the query, at most `most`; what is none counts as not given. */
export function limitOf(text: string | null, standard: number, most: number): number {
  const limit = text !== null && /^[1-9][0-9]{0,3}$/.test(text) ? Number.parseInt(text, 10) : standard;
  return Math.min(limit, most);
}

/** Milliseconds, or NaN when it is not given: then it is neither before nor after anything. */
export function timeOf(query: URLSearchParams, name: string): number {
  return Date.parse(query.get(name) ?? '');
}
