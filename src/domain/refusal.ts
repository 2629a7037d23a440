// Why a rebalance does not start: what ends each refusal, and who hears of it. The codes and their sentences are in causes.ts.

import { REFUSAL_SENTENCES, type RefusalCode, sentenceOf } from './causes';

/**
 * What ends a refusal, and with that whether it is kept in the portfolio's row and a person is called when it lasts:
 *
 * | ends with | kept | a person is called | over when                                                       |
 * |-----------|------|--------------------|-----------------------------------------------------------------|
 * | time      | yes  | no                 | its time has come, or the portfolio is within its threshold     |
 * | drift     | yes  | yes                | a later look decides otherwise, or it is within its threshold   |
 * | account   | yes  | yes                | a later look decides otherwise: the monitor has it asked hourly |
 * | the run   | no   | no                 | at once: the status of the row, or the run itself, says it      |
 */
type RefusalEnd = 'time' | 'drift' | 'account' | 'the run';

export const REFUSAL_ENDS: Readonly<Record<RefusalCode, RefusalEnd>> = {
  PORTFOLIO_NOT_FOUND: 'the run',
  PORTFOLIO_CLOSED: 'the run',
  PORTFOLIO_PAUSED: 'the run',
  PORTFOLIO_STALE: 'the run',
  REBALANCE_RUNNING: 'the run',
  ACCOUNT_UNREADABLE: 'account',
  MARKET_UNREADABLE: 'drift',
  TRADING_HALTED: 'time',
  BROKER_IN_DOUBT: 'time',
  COOLING_DOWN: 'time',
  RUNS_PER_DAY: 'time',
  MARKET_CLOSED: 'time',
  MARKET_JUST_OPENED: 'time',
  FOREIGN_OPEN_ORDERS: 'account',
  CORPORATE_ACTION: 'drift',
  UNTARGETED_HOLDING: 'account',
  PRICE_MISSING: 'drift',
  PRICE_TOO_OLD: 'drift',
  SPREAD_TOO_WIDE: 'drift',
  PRICE_JUMP: 'drift',
  ORDER_UNTRADABLE: 'drift',
  TRADING_REDUCE_ONLY: 'time',
  CAP_EXCEEDED: 'drift',
  REVERSAL_UNFUNDED: 'drift',
  CASH_UNSETTLED: 'time',
  NOTHING_TRADABLE: 'drift',
  CASH_NOT_THERE: 'drift',
  TURNOVER_REACHED: 'drift',
  UNFIXABLE_DRIFT: 'drift',
  RULE_BROKEN: 'drift',
  PROPOSAL_NOT_APPROVED: 'the run',
  PROPOSAL_VOID: 'the run',
  PLAN_DIFFERS: 'the run',
  PLAN_EXPIRED: 'the run',
  STOPPED: 'the run',
};

/** True for what is kept in the portfolio's row. */
export function isKept(code: RefusalCode): boolean {
  return REFUSAL_ENDS[code] !== 'the run';
}

/** True for what a person hears of when it lasts. */
export function callsPerson(code: RefusalCode): boolean {
  return REFUSAL_ENDS[code] === 'drift' || REFUSAL_ENDS[code] === 'account';
}

/** The documented order of the checks. */
export const REFUSAL_ORDER = Object.keys(REFUSAL_SENTENCES) as readonly RefusalCode[];

/** An expected no. `detail` names what it was about: the symbol, the time, the amount. */
export interface Refusal {
  code: RefusalCode;
  detail: string;
}

/** The sentence of a refusal, with what it is about. */
export function refusalText({ code, detail }: Refusal): string {
  return sentenceOf(code, detail);
}
