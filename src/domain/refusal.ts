/**
 * Why a rebalance does not start, in the order in which the checks are made: the first that applies is the answer.
 * A new code compiles only once it has its sentence.
 */
export const REFUSAL_SENTENCES = {
  PORTFOLIO_NOT_FOUND: 'There is no such portfolio: create it first.',
  PORTFOLIO_CLOSED: 'The portfolio is closed and is never traded again.',
  PORTFOLIO_PAUSED: 'The portfolio is paused: resume it to have it rebalanced.',
  PORTFOLIO_STALE: 'The portfolio is STALE: an operator has to resolve it first.',
  REBALANCE_RUNNING: 'A rebalance of this portfolio is running: wait for its outcome.',
  STOPPED: 'The run was stopped before it had anything to trade.',
  ACCOUNT_UNREADABLE:
    'The broker does not show the account of this portfolio: see whether it was closed there, and whether the key may read it.',
  MARKET_UNREADABLE: "The market's clock, prices or assets could not be read: it is evaluated again in some minutes.",
  TRADING_HALTED: 'Trading is halted for all portfolios: "autobalancer trading show" says by whom and why.',
  BROKER_IN_DOUBT:
    'Many accounts differ from the books at once, so that the broker is in doubt: it ends when they agree, "autobalancer books show" says how many do.',
  COOLING_DOWN: 'The portfolio cools down after its last batch: it is evaluated again when that time is over.',
  RUNS_PER_DAY:
    'The portfolio was rebalanced as often today as policy "maxRunsPerDay" allows: it is evaluated again tomorrow.',
  MARKET_CLOSED: 'The market is closed or closes within 15 minutes: it is evaluated again when the market is open.',
  MARKET_JUST_OPENED: 'The market has just opened: it is evaluated again when its first minutes are over.',
  FOREIGN_OPEN_ORDERS: 'The account has open orders that are not ours: cancel them or wait for them.',
  UNTARGETED_HOLDING:
    'The account holds a symbol without a target: give it one (0.0000 to exit) or set policy "untargeted" to "sell".',
  PRICE_MISSING:
    'The market has no price for a symbol of this portfolio: give a symbol that was renamed or delisted another target.',
  PRICE_TOO_OLD:
    'A price of this portfolio is older than its "priceMaxAgeMs": wait for trading in the symbol, or raise it for one that trades rarely.',
  PRICE_JUMP:
    'A price is far from the last known good one, or as after a split: check it, then "autobalancer price accept".',
  NOTHING_TRADABLE: 'Every order of the plan is below policy "minOrder": lower it, or add cash.',
  ORDER_UNTRADABLE:
    'The broker takes no such orders: the account is blocked, or the symbols that drifted are not traded, or not in fractions. Ask the broker.',
  SPREAD_TOO_WIDE:
    'Bid and ask of the symbols that drifted are too far apart, or crossed: it is evaluated again when they come together.',
  TRADING_REDUCE_ONLY: 'No batch with a buy begins for now: "autobalancer trading show" says by whom and why.',
  CAP_EXCEEDED: 'The plan passes a hard cap: the people who run the system set AUTOBALANCER_CAP_….',
  REVERSAL_UNFUNDED: 'The account could not pay for the orders or for undoing them: raise "cashReserve" or add cash.',
  CASH_NOT_THERE: 'The portfolio cannot invest or raise as much cash as was asked for.',
  UNFIXABLE_DRIFT:
    'No orders bring it enough nearer to its targets: lower "minOrder" or "minImprovement", or add cash. It is evaluated again when something changes.',
  PLAN_EXPIRED: 'The plan was older than "planTtlMs" before its first order could be sent.',
} as const;

export type RefusalCode = keyof typeof REFUSAL_SENTENCES;

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
  UNTARGETED_HOLDING: 'account',
  PRICE_MISSING: 'drift',
  PRICE_TOO_OLD: 'drift',
  SPREAD_TOO_WIDE: 'drift',
  PRICE_JUMP: 'drift',
  ORDER_UNTRADABLE: 'drift',
  TRADING_REDUCE_ONLY: 'time',
  CAP_EXCEEDED: 'drift',
  REVERSAL_UNFUNDED: 'drift',
  NOTHING_TRADABLE: 'drift',
  CASH_NOT_THERE: 'the run',
  UNFIXABLE_DRIFT: 'drift',
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
  return detail === '' ? REFUSAL_SENTENCES[code] : `${REFUSAL_SENTENCES[code]} (${detail})`;
}
