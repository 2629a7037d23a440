// Every code that the system shows or stores to say why, with its sentence. A code is a key of one of these tables, so a new one
// compiles only once it has its sentence. Each is in one table only: a word means the same wherever it is met.
//
// States are not here: an order's are in order.ts, a batch's in batch.ts, a portfolio's in portfolio.ts, the kill switch's in
// kill-switch.ts.

/** Why a rebalance does not start, in the order in which the checks are made: the first that applies is the answer. */
export const REFUSAL_SENTENCES = {
  PORTFOLIO_NOT_FOUND: 'There is no portfolio with this id: create it first.',
  PORTFOLIO_CLOSED: 'The portfolio is closed and is never traded again.',
  PORTFOLIO_PAUSED: 'The portfolio is paused: resume it to have it rebalanced.',
  PORTFOLIO_STALE: 'The portfolio is STALE: an operator has to resolve it first.',
  REBALANCE_RUNNING: 'A rebalance of this portfolio is running: wait for its outcome.',
  STOPPED: 'The run was stopped before it had anything to trade.',
  ACCOUNT_UNREADABLE:
    'The broker does not show the account of this portfolio: check whether it was closed, and whether the key may read it.',
  MARKET_UNREADABLE: "The market's clock, prices or assets could not be read: it is evaluated again in some minutes.",
  TRADING_HALTED: 'Trading is halted for all portfolios: "autobalancer trading show" says by whom and why.',
  BROKER_IN_DOUBT:
    'Many accounts differ from the books at once, so the broker is in doubt until they agree: "autobalancer books show" says how many do.',
  COOLING_DOWN: 'The portfolio is cooling down after its last batch: it is evaluated again when that time is over.',
  RUNS_PER_DAY:
    'The portfolio was rebalanced as often today as policy "maxRunsPerDay" allows: it is evaluated again tomorrow.',
  MARKET_CLOSED: 'The market is closed or closes within 15 minutes: it is evaluated again when the market is open.',
  MARKET_JUST_OPENED: 'The market has just opened: it is evaluated again when its first minutes are over.',
  FOREIGN_OPEN_ORDERS: 'The account has open orders that are not ours: cancel them or wait for them.',
  CORPORATE_ACTION:
    'The shares of a symbol became more or fewer, and its price or the account has not followed yet: it is evaluated again when they agree.',
  UNTARGETED_HOLDING:
    'The account holds a symbol without a target: give it one (0.0000 to exit) or set policy "untargeted" to "sell".',
  PRICE_MISSING:
    'The market has no price for a symbol of this portfolio: give a symbol that was renamed or delisted another target.',
  PRICE_TOO_OLD:
    'A price of this portfolio is older than its "priceMaxAgeMs": wait for trading in the symbol, or raise it for one that trades rarely.',
  PRICE_JUMP:
    'A price is far from the last known good one, or looks like a split: check it, then run "autobalancer price accept".',
  NOTHING_TRADABLE: 'Every order of the plan is below policy "minOrder": lower it, or add cash.',
  ORDER_UNTRADABLE:
    'The broker does not take these orders: the account is blocked, or the symbols that drifted are not traded. Ask the broker.',
  SPREAD_TOO_WIDE:
    'Bid and ask of the symbols that drifted are too far apart, or crossed: it is evaluated again when they come together.',
  TRADING_REDUCE_ONLY: 'No batch with a buy begins for now: "autobalancer trading show" says by whom and why.',
  CAP_EXCEEDED: 'The plan is above a hard cap: the people who run the system set AUTOBALANCER_CAP_….',
  REVERSAL_UNFUNDED: 'The account could not pay for the orders or for undoing them: raise "cashReserve" or add cash.',
  CASH_UNSETTLED:
    'Part of the cash is from sales that have not settled, and the account may not buy with it: it is evaluated again on the next trading day.',
  CASH_NOT_THERE:
    'The portfolio cannot invest or raise as much cash as is asked for: add cash, or cancel a withdrawal. "autobalancer withdrawal list" shows them.',
  TURNOVER_REACHED:
    'The portfolio traded within 30 days what policy "maxTurnover30Days" allows: raise it, or wait until its batches are older.',
  UNFIXABLE_DRIFT:
    'No orders bring it enough nearer to its targets: lower "minOrder" or "minImprovement", or add cash. It is evaluated again when something changes.',
  RULE_BROKEN:
    'The plan breaks a rule for all plans: "autobalancer rules show" lists them. Change what the portfolio aims at, or have the rule changed.',
  PROPOSAL_NOT_APPROVED:
    'Only a proposal that is approved is released, once, within its time: "autobalancer proposal show" shows its state.',
  PROPOSAL_VOID: 'The proposal is void, and nothing was traded: make a new one.',
  PLAN_DIFFERS:
    'At the prices of the proposal another plan would be made now, so nothing was traded: release it again later, or make a new one.',
  PLAN_EXPIRED: 'The plan was older than "planTtlMs" before its first order could be sent.',
} as const;

/** Why a declaration of an unknown outcome is refused, in the order of the checks. */
export const DECLARATION_SENTENCES = {
  NOT_STALE: 'The portfolio is not STALE: nothing holds it.',
  ORDER_NOT_FOUND: 'There is no order with this client order id.',
  ORDER_OF_ANOTHER_PORTFOLIO: 'The order belongs to another portfolio.',
  ORDER_DEFINITE: 'The outcome of the order is known.',
  OUTCOME_NOT_ASKED: 'Nobody has asked the broker about the order since it was sent: retry-reversal does.',
  INVALID_QUANTITY: 'The quantity is not a number of shares above zero with at most 9 decimals.',
  QUANTITY_ABOVE_ORDER: 'The quantity is more than was ordered.',
  QUANTITY_BELOW_FILLED: 'The broker has shown more fills than that.',
  TOO_EARLY: 'An outcome is declared an hour after the order was last sent, not before.',
  SAME_PERSON: 'A second person has to send the same declaration.',
  /** Found where the broker is asked, once more, before anything is stored. */
  BROKER_SHOWS_IT: 'The broker shows the order now: retry-reversal or adopt-positions settles it.',
  /** Found where the fill is booked. */
  NOT_HELD: 'The fill would leave a short position in the symbol.',
} as const;

/** Why a proposal is void, in the order of the checks. */
export const VOID_SENTENCES = {
  TIME_OVER: 'Its time is over.',
  SETTINGS_MOVED: 'Targets or policy of the portfolio were changed since.',
  RULES_MOVED: 'The rules for all plans were changed since.',
  POSITIONS_MOVED: 'The account holds other shares than then.',
  CASH_MOVED: 'The account has other cash than then.',
  PRICE_MOVED: 'A price moved by more than the proposal tolerates.',
} as const;

export type VoidCode = keyof typeof VOID_SENTENCES;

/** Why an operation says no, beside the two above. */
export const OPERATION_SENTENCES = {
  ACCOUNT_NOT_EMPTY: 'The account already holds shares: say that they are adopted, or name an empty account.',
  ACCOUNT_NOT_FOUND: 'The broker has no such account.',
  ACCOUNT_TAKEN: 'The account has a portfolio already that is not CLOSED, or that still settles a batch.',
  APPROVAL_BY_SAME_PERSON: 'A proposal needs the approval of a second person, not of the one who made it.',
  APPROVAL_DECIDED: 'The proposal was approved or rejected before.',
  APPROVAL_EXPIRED: 'Nobody approved the proposal within a day: propose it again.',
  APPROVAL_NEEDED: 'It is recorded, and done once a second person approves it.',
  APPROVAL_NOT_FOUND: 'There is no proposal with this id.',
  APPROVAL_VOID: 'What was proposed is out of date: what it was about has changed since.',
  AUDIT_BROKEN: 'The audit is not what was recorded: find out who changed it.',
  BATCH_NOT_FOUND: 'The portfolio has no such batch.',
  EVERYTHING_EXCLUDED: 'The overrides exclude every symbol of the model: leave at least one.',
  HELD_WITHOUT_TARGET: 'The targets leave out a symbol that is held: give it one, 0.0000 to sell it.',
  IMPORT_CANCELLED: 'Somebody cancelled the import before anything was stored.',
  IMPORT_NOT_FOUND: 'There is no import with this id: it is forgotten a week after it has ended.',
  IMPORT_REFUSED:
    'Some lines of the file are wrong, so nothing was stored: each is listed with its field and its rule.',
  IMPORT_TOO_LATE: 'The import is being stored, or has ended: only before that can it be cancelled.',
  INVALID_RESOLVE: 'The portfolio cannot be resolved in this way: the message says why.',
  KEY_ALREADY_MADE: 'The key was made, and its secret is shown once: if it got lost, revoke the key and make another.',
  KEY_EXPIRED: 'The key has expired: ask an admin for a new one.',
  KEY_NOT_FOUND: 'There is no key with this id.',
  KEY_REVOKED: 'The key was revoked: ask an admin for a new one.',
  KEY_UNKNOWN: 'The key is not one of ours: check it, or ask an admin for one.',
  MODEL_ARCHIVED: 'The model is archived: create another one.',
  MODEL_EXISTS: 'There is a model with this id already: add a version to it, or take another id.',
  MODEL_NOT_FOUND: 'There is no model with this id: "autobalancer model list" shows those that there are.',
  MODEL_SUBSCRIBED: 'Portfolios follow the model: unsubscribe them first.',
  MODEL_VERSION_NOT_FOUND: 'The model has no such version: "autobalancer model show" lists its versions.',
  NOT_IN_DOUBT: 'The broker is not in doubt: there is nothing to end.',
  NOT_SIMULATED: 'The broker is not the simulated one, which alone lists all its prices.',
  NOT_SUBSCRIBED: 'The portfolio follows no model: "autobalancer model subscribe" has it follow one.',
  OVERRIDES_CONTRADICT: 'The cash reserve of the overrides contradicts the policy: change it, or the policy.',
  POLICY_CHANGED: 'Somebody has changed the policy since it was read: read it again.',
  PORTFOLIO_ACTIVE: 'The portfolio is ACTIVE, so this cannot be done.',
  PORTFOLIO_EXISTS: 'A portfolio with this id exists already, with different content.',
  PORTFOLIO_SUBSCRIBED:
    'The portfolio follows a model, which sets its targets and its policy: change its overrides, or unsubscribe it first.',
  NOTHING_TO_PROPOSE: 'There is no plan to propose: the message says why.',
  PROPOSAL_DECIDED: 'The proposal was rejected, released or found void before, or its time is over: make a new one.',
  PROPOSAL_NOT_FOUND:
    'There is no proposal of a plan with this id: "autobalancer proposal list" shows those that there are.',
  RESTRICTION_NOT_FOUND:
    'The portfolio has no such restriction: "autobalancer restriction list" shows those that it has.',
  ROLLOUT_ENDED: 'The roll-out has ended: start another one.',
  ROLLOUT_NOT_FOUND: 'There is no roll-out with this id: "autobalancer rollout list" shows those that there are.',
  ROLLOUT_RUNNING: 'A roll-out of the model is under way: wait for its end, or abort it first.',
  RULE_UNMEETABLE: 'A rule cannot be met, so that nothing would be traded: the message says which and why.',
  RULES_CHANGED: 'Somebody has changed the rules since they were read: read them again.',
  RUN_NOT_FOUND: 'Temporal has no such run, or no longer has it: the batches of the portfolio show what it did.',
  SESSION_OVER: 'There is no session, or it is over: log in again.',
  SETTINGS_CHANGED: 'Somebody has changed the settings since they were read: read them again.',
  STAYS_STALE: 'The portfolio stays STALE: the message says why.',
  UNDO_WITHOUT_HALT: 'Only a halt can also undo what is under way.',
  TOO_MANY_WEBHOOKS: 'There are as many webhooks as there may be: remove one first.',
  UNKNOWN_SYMBOL: 'The broker does not list this symbol.',
  WEBHOOK_ADDRESS_REFUSED:
    'Webhooks go over https, to public addresses only: the message says what is wrong with this one.',
  WEBHOOK_DELIVERY_NOT_FOUND: 'The webhook has no such delivery: the log goes back 30 days.',
  WEBHOOK_DISABLED: 'Nothing is sent while the webhook is disabled: enable it first.',
  WEBHOOK_NOT_FOUND: 'There is no webhook with this id.',
  WEBHOOK_SECRET_SHOWN: 'The secret was made, and is shown once: if it got lost, rotate the secret of the webhook.',
  WITHDRAWAL_ENDED: 'The withdrawal was paid or cancelled before.',
  WITHDRAWAL_NOT_FOUND: 'The portfolio has no such withdrawal: "autobalancer withdrawal list" shows those that it has.',
  WITHDRAWAL_TOO_LARGE:
    'Withdrawals take at most 98 % of what the portfolio is worth, because prices move until its shares are sold.',
} as const;

/** Why the ledger does not store what was decided on rows that have changed since. The rows have to be read again, and the decision made again. */
const OUT_OF_DATE_SENTENCES = {
  NOT_ACTIVE: 'The portfolio is not ACTIVE, or it is frozen.',
  VERSION_CHANGED: 'The portfolio has changed since it was read.',
  OTHER_STATUS: 'The portfolio has a different status than expected, or does not exist.',
  BATCH_OPEN: 'A batch of the portfolio is open: it has to be settled first.',
} as const;

/** Why a value that a person entered is refused. */
export const INPUT_SENTENCES = {
  INVALID_PORTFOLIO_ID: 'The id of a portfolio has 1 to 64 letters, digits, "-" or "_".',
  INVALID_ACCOUNT: 'The account must be the id of an account at the broker.',
  INVALID_TARGETS: 'The targets must name each symbol once, with percents that sum to exactly 100.',
  INVALID_HOLDINGS: 'Cash is USD, and holdings name each symbol once, with the shares of it.',
  INVALID_POLICY: 'A field of the policy is unknown, or its value is wrong.',
  POLICY_CONTRADICTS: 'Two fields of the policy contradict each other.',
  INVALID_SYMBOL: 'A symbol looks like "META" or "BRK.B".',
  INVALID_PRICE: 'A price is USD per share, above zero.',
  INVALID_FILE: 'The content does not have the required form.',
  INVALID_PAGE: 'The cursor is not valid: use the one that the previous page gave.',
  INVALID_REASON: 'A reason looks like BOOKS_DIFFER.',
  INVALID_TIME: 'A time is in UTC and looks like 2026-03-02T15:00:00Z.',
  INVALID_ACTOR: 'The name of the person who asks must be one line of plain text.',
  INVALID_WEBHOOK: 'A webhook has an https URL of at most 2000 characters, and kinds of events that exist.',
  INVALID_RESTRICTION:
    'A restriction has a symbol, a kind (no-buy, no-sell, legacy), a reason of one line, and may end at a time to come.',
  INVALID_MODEL: 'A model has an id like that of a portfolio, and a name of one line.',
  INVALID_OVERRIDES:
    'Overrides exclude symbols, put one symbol in the place of another, or set the cash reserve, and do not contradict each other.',
  INVALID_ROLLOUT: 'A roll-out has cohorts of rising percents that end with 100, an abort rule in percent, and a pace.',
  INVALID_RULES:
    'Rules have a kind, a severity (block or warn), and a limit or symbols: the message says which is wrong.',
  INVALID_PROPOSAL: 'How far prices may move is from 0 to 10 percent, with at most 4 decimals.',
  INVALID_WITHDRAWAL:
    'A withdrawal is of USD above zero with at most 2 decimals, has a reason of one line, and may end at a time to come.',
  INVALID_KEY: 'A key has a role, a name of one line, at most 365 days, and an owner only when that is a person.',
} as const;

/** Why the broker refuses an order. */
const REJECTION_SENTENCES = {
  INSUFFICIENT_FUNDS: 'The account has too little money for the order.',
  INSUFFICIENT_QUANTITY: 'The account holds fewer shares than the order sells.',
  WASH_TRADE: 'The order would trade against another order of the same account.',
  BELOW_MINIMUM: "The order is below the broker's minimum.",
  NOT_TRADABLE: 'The broker does not trade the symbol.',
  NOT_FRACTIONABLE: 'The broker does not trade the symbol in fractions.',
  ACCOUNT_BLOCKED: 'The account may not trade.',
  INVALID_ORDER: 'The broker cannot read the order.',
  OTHER: 'The broker refuses the order for a reason that is not in our list.',
} as const;

/** Why an order of ours did not fill whole, or why its outcome is not known, beside what the broker refuses. */
const ORDER_END_SENTENCES = {
  BEYOND_LIMITS: 'It was not sent: undoing the batch would pass a rollback limit.',
  NOT_SENT: 'It was never sent.',
  UNANSWERED: 'The broker has given no definite answer.',
  DEADLINE: 'It was still open at the broker at its deadline.',
  FILLED_SHORT: 'The broker calls it filled, with fewer shares than were ordered.',
  PROCEEDS_MISSING: 'The money of the sells did not come in time to pay for it.',
  PROCEEDS_UNSETTLED: 'The money of the sells is there, and the account may not buy with it before it has settled.',
  NEVER_ARRIVED: 'It never reached the broker, and its id is now taken.',
  CLAIM_REFUSED: 'The broker never showed it, and refused to let its id be taken.',
  DECLARED: 'Two people have said what became of it.',
  CANCELED: 'It was cancelled at the broker.',
  EXPIRED: 'It expired at the broker.',
  REJECTED: 'The broker took it and rejected it later.',
  REPLACED: 'Somebody replaced it at the broker with an order of another size.',
  ORDER_FAILED: 'It ended short of its quantity.',
} as const;

/** Why a portfolio is STALE: what the reason means to somebody who meets it for the first time. */
const STALE_SENTENCES = {
  HELD: 'A batch failed half way, and nothing is sent until a person decides.',
  REVERSAL_EXHAUSTED: 'A batch failed half way, and the broker refused to undo it.',
  REVERSAL_IMPOSSIBLE: 'A batch failed half way, and it cannot be undone.',
  OUTCOME_UNKNOWN: 'The broker does not say what became of an order.',
  OUTCOME_DECLARED: 'Two people have said what became of an order, and its batch is still open.',
  ID_COLLISION: 'Another order at the broker has the id of one of ours.',
  BOOKS_DIFFER: 'The broker holds other quantities than the ledger.',
  CASH_DIFFERS: 'Cash came in or went out, and nothing explains it.',
  ROW_LOST: 'The ledger has lost a row that it had stored.',
  STEP_FAILED: 'A step cannot succeed, however often it is tried.',
  FROZEN: 'A person froze it.',
} as const;

/** Why a portfolio stays STALE after a person's decision, beside the reasons for which it is held. */
const STAYS_SENTENCES = {
  EVIDENCE_CHANGED: 'The account, or what the decision costs, is not what the person looked at.',
  BROKER_AWAY: 'The broker does not answer: send it again once it does.',
  SHORT_POSITION: 'The broker shows a short position in a symbol: cover it there first.',
  SECOND_PERSON_NEEDED: 'It is recorded, and is done once a second person sends the same.',
  NOTHING_TO_REVERSE: 'No batch is open, so there is nothing to reverse.',
  NOTHING_TO_COMPLETE: 'No batch is open, so there is nothing to complete.',
  REVERSAL_BEGUN: 'Part of the batch is already reversed.',
  DECLARED_OTHERWISE: 'The broker shows something different from what two people declared.',
  UNSAFE_TO_KEEP:
    'The batch cannot be kept as it is: it would leave debt, or bring the portfolio no nearer to its targets.',
} as const;

/** Why a run stopped placing orders, beside a freeze. */
const STOP_SENTENCES = {
  TTL_EXPIRED: "The lock's time was over.",
  CANCELLED: 'Somebody asked Temporal to cancel the run.',
} as const;

/** Why a batch is undone when no order of it and no stop is to blame. */
const BATCH_SENTENCES = {
  INTERRUPTED: 'An earlier run ended before every order was filled.',
  RESOLVED: 'A person decided it.',
} as const;

/** Which limit undoing a batch would pass, beside a price that is missing or has jumped and a symbol that is not traded. */
const LIMIT_SENTENCES = {
  PRICE_MOVE: 'A price has moved too far since the fill.',
  RESIDUAL: 'Undoing the batch would cost too much.',
  SESSION: 'The session in which the batch traded is over.',
} as const;

/** How the broker or the ledger fails. */
const FAULT_SENTENCES = {
  UNREACHABLE: 'It does not answer.',
  TIMEOUT: 'It did not answer in time.',
  SERVER_ERROR: 'It answered with an error of its own.',
  RATE_LIMITED: 'It accepts no more requests for now.',
  UNAUTHORIZED: 'It does not accept the key.',
  UNREADABLE: 'Its answer cannot be read.',
  NOT_FOUND: 'It does not know what was asked for.',
  CONFLICT: 'Other transactions were in the way.',
  OVERTAKEN: 'Another run has taken over the batch.',
  REFUSED_BY_SCHEMA: 'It would break a rule of the ledger.',
  UNEXPECTED: 'Its answer was not expected.',
} as const;

/** The sentence of every code: what people read where nothing more is known. */
export const SENTENCES = {
  ...REFUSAL_SENTENCES,
  ...DECLARATION_SENTENCES,
  ...VOID_SENTENCES,
  ...OPERATION_SENTENCES,
  ...OUT_OF_DATE_SENTENCES,
  ...INPUT_SENTENCES,
  ...REJECTION_SENTENCES,
  ...ORDER_END_SENTENCES,
  ...STALE_SENTENCES,
  ...STAYS_SENTENCES,
  ...STOP_SENTENCES,
  ...BATCH_SENTENCES,
  ...LIMIT_SENTENCES,
  ...FAULT_SENTENCES,
} as const satisfies Record<string, string>;

export type Code = keyof typeof SENTENCES;

/** Some codes of another family. One that is in none of them does not compile. */
type Some<Part extends Code> = Part;

export type RefusalCode = keyof typeof REFUSAL_SENTENCES;
export type DeclarationRefusalCode = keyof typeof DECLARATION_SENTENCES | Some<'INVALID_PRICE'>;
export type OperationRefusalCode = RefusalCode | DeclarationRefusalCode | keyof typeof OPERATION_SENTENCES;
export type OutOfDateCode = Exclude<keyof typeof OUT_OF_DATE_SENTENCES, 'OTHER_STATUS'>;
export type InputRefusalCode = keyof typeof INPUT_SENTENCES;
export type RejectionCode = keyof typeof REJECTION_SENTENCES;

/** Why a portfolio is held. */
export type StaleReason = keyof typeof STALE_SENTENCES;

/** Why a person's decision did not end a hold, or what else has to happen before it ends. */
export type StaysCode =
  | StaleReason
  | keyof typeof STAYS_SENTENCES
  | DeclarationRefusalCode
  | Some<'BATCH_OPEN' | 'FOREIGN_OPEN_ORDERS' | 'TRADING_HALTED' | 'CORPORATE_ACTION'>;

/** Why an order is ERROR or UNKNOWN: `errorCode` of its row. */
export type OrderCause =
  | RejectionCode
  | keyof typeof ORDER_END_SENTENCES
  | Some<'STOPPED' | 'PLAN_EXPIRED' | 'TRADING_HALTED' | 'FROZEN' | 'ID_COLLISION' | 'OUTCOME_UNKNOWN'>;

/** Why a run must not start anything new. */
export type StopReason = keyof typeof STOP_SENTENCES | Some<'FROZEN'>;

/** Why a batch did not succeed, or why its portfolio is held. */
export type CauseCode =
  | OrderCause
  | StaleReason
  | StopReason
  | keyof typeof BATCH_SENTENCES
  | Some<'REVERSAL_BEGUN' | 'CORPORATE_ACTION'>;

/** Which limit undoing a batch would pass. */
export type LimitCode =
  | keyof typeof LIMIT_SENTENCES
  | Some<'PRICE_MISSING' | 'PRICE_JUMP' | 'NOT_TRADABLE' | 'CORPORATE_ACTION'>;

/** How the broker fails. */
export type BrokerFaultCode = Exclude<
  keyof typeof FAULT_SENTENCES,
  Some<'CONFLICT' | 'OVERTAKEN' | 'REFUSED_BY_SCHEMA'>
>;

/** How the ledger fails. A lost row is also a reason to hold. */
export type LedgerFaultCode = Some<
  'UNREACHABLE' | 'CONFLICT' | 'OVERTAKEN' | 'ROW_LOST' | 'REFUSED_BY_SCHEMA' | 'UNEXPECTED'
>;

export type FaultCode = BrokerFaultCode | LedgerFaultCode;

const FAULTS: ReadonlySet<string> = new Set<FaultCode>([
  ...(Object.keys(FAULT_SENTENCES) as (keyof typeof FAULT_SENTENCES)[]),
  'ROW_LOST',
]);

/** Returns the fault that the type of a failed step names, if it names one. */
export function faultCodeOf(type: string | undefined | null): FaultCode | undefined {
  return typeof type === 'string' && FAULTS.has(type) ? (type as FaultCode) : undefined;
}

/** Returns the sentence of a code, with what it is about. A code that a newer build has stored is its own sentence. */
export function sentenceOf(code: Code, detail = ''): string {
  const sentence: string = isCode(code) ? SENTENCES[code] : code;
  return detail === '' ? sentence : `${sentence} (${detail})`;
}

/** True for a text that is a code of this build: what Temporal or the database hands back may come from another. */
export function isCode(text: string | undefined | null): text is Code {
  return typeof text === 'string' && Object.hasOwn(SENTENCES, text);
}
