import type { BatchState } from './batch';
import type { OrderKind, OrderState } from './order';
import type { PortfolioStatus } from './portfolio';

/** What an audit row says has happened; the names of states come from their own tables. A misspelt event is one that no reader finds. */
export type AuditEvent =
  /** What the broker lists as a deposit, a dividend, a split and so on was booked. */
  | 'ACTIVITY_BOOKED'
  /** The broker lists something that is not known here, or has taken something back: nothing is booked. */
  | 'ACTIVITY_IGNORED'
  /** The books had already what the broker lists. */
  | 'ACTIVITY_INCLUDED'
  /** One person wants the broker's positions to be taken over; a second one has to want the same. */
  | 'ADOPTION_PROPOSED'
  /** A person was called. */
  | 'ALERT'
  /** A person could not be called. */
  | 'ALERT_UNDELIVERED'
  /** A second person wanted the same, and it was done. */
  | 'APPROVAL_GIVEN'
  /** One person wants something that takes two. */
  | 'APPROVAL_PROPOSED'
  /** Somebody rejected something that takes two. */
  | 'APPROVAL_REJECTED'
  /** A batch was planned, and its orders are recorded before anything is sent. */
  | 'BATCH_OPENED'
  /** The account was read, and differed from the books. */
  | 'BOOKS_DIFFERED'
  /** Many accounts differed at once, so that the broker is in doubt. */
  | 'BROKER_DOUBTED'
  /** The doubt about the broker has ended. */
  | 'BROKER_TRUSTED'
  /** The buys got their size from the money that the sells brought. */
  | 'BUYS_SIZED'
  /** The portfolio was looked at because its calendar was due, and nothing was to be traded. */
  | 'CALENDAR_DONE'
  /** A run took the batch over: nothing older sends any more. */
  | 'EPOCH_RAISED'
  /** The executions of an order were listed after its fill had been derived. */
  | 'EXECUTIONS_LISTED'
  /** Cash that is not ours came or went: a deposit, a dividend or a fee. */
  | 'EXTERNAL_CASH_BOOKED'
  /** It was decided what becomes of a batch in which something failed. */
  | 'FAILURE_WEIGHED'
  /** Somebody imports the portfolios of a file. */
  | 'IMPORT_BEGUN'
  /** Somebody cancelled it before anything was stored. */
  | 'IMPORT_CANCELLED'
  /** They are stored. */
  | 'IMPORT_ENDED'
  /** A person asked for the cash to be invested. */
  | 'INVESTMENT_REQUESTED'
  /** A key of the API was created. */
  | 'KEY_CREATED'
  /** A key of the API was revoked. */
  | 'KEY_REVOKED'
  /** Somebody sent something that was not carried out. */
  | 'MESSAGE_IGNORED'
  /** A portfolio got the targets of a version of its model. */
  | 'MODEL_APPLIED'
  /** A model was archived: nobody follows it any more. */
  | 'MODEL_ARCHIVED'
  /** A model was created. */
  | 'MODEL_CREATED'
  /** A model got a new version. */
  | 'MODEL_VERSION_ADDED'
  /** Two people said what became of an order. */
  | 'OUTCOME_DECLARED'
  /** One person said what became of an order; a second one has to say the same. */
  | 'OUTCOME_PROPOSED'
  /** A second person approved a frozen plan. */
  | 'PLAN_APPROVED'
  /** A plan was frozen, to be released as it is. */
  | 'PLAN_PROPOSED'
  /** Somebody rejected a frozen plan. */
  | 'PLAN_REJECTED'
  /** The policy was changed. */
  | 'POLICY_SET'
  /** The portfolio was created. */
  | 'PORTFOLIO_CREATED'
  /** A person froze the portfolio. */
  | 'PORTFOLIO_FROZEN'
  /** A rebalance was refused. */
  | 'PORTFOLIO_REFUSED'
  /** A person made a price the known good one. */
  | 'PRICE_ACCEPTED'
  /** A frozen plan was to be released, and what it rests on has moved. */
  | 'PROPOSAL_VOIDED'
  /** A person asked for a rebalance. */
  | 'REBALANCE_REQUESTED'
  /** A rebalance is refused no longer. */
  | 'REFUSAL_ENDED'
  /** A person asked for a frozen plan to be traded. */
  | 'RELEASE_REQUESTED'
  /** A restriction was added, or took the place of one of its kind. */
  | 'RESTRICTION_ADDED'
  /** A restriction ended by itself. */
  | 'RESTRICTION_ENDED'
  /** A restriction was removed. */
  | 'RESTRICTION_REMOVED'
  /** A roll-out ended before all portfolios had its version: by its rule, or by a person. */
  | 'ROLLOUT_ABORTED'
  /** A cohort of a roll-out is at rest, and the next one begins. */
  | 'ROLLOUT_COHORT_ENDED'
  /** All portfolios have the version. */
  | 'ROLLOUT_DONE'
  /** A roll-out waits for a person. */
  | 'ROLLOUT_PAUSED'
  /** A roll-out goes on. */
  | 'ROLLOUT_RESUMED'
  /** A version of a model is rolled out. */
  | 'ROLLOUT_STARTED'
  /** The rules for the plans of all portfolios were set. */
  | 'RULES_SET'
  /** A person decided what becomes of a STALE portfolio. */
  | 'RESOLVE_REQUESTED'
  /** One person decided something that takes two. */
  | 'SECOND_PERSON_NEEDED'
  /** Somebody signed out of the console. */
  | 'SESSION_ENDED'
  /** Somebody signed in to the console. */
  | 'SESSION_OPENED'
  /** The portfolio is STALE no longer. */
  | 'STALE_ENDED'
  /** The portfolio follows a model. */
  | 'SUBSCRIBED'
  /** It follows its model in another way: a pin or overrides. */
  | 'SUBSCRIPTION_CHANGED'
  /** The targets were changed. */
  | 'TARGETS_SET'
  /** The kill switch was set. */
  | 'TRADING_SET'
  /** The portfolio follows its model no longer. */
  | 'UNSUBSCRIBED'
  /** A webhook was given another address, other events, or was enabled or disabled by a person. */
  | 'WEBHOOK_CHANGED'
  /** Somebody wants events to be sent to an address. */
  | 'WEBHOOK_CREATED'
  /** A webhook was disabled because nothing could be delivered to it. */
  | 'WEBHOOK_DISABLED'
  /** A webhook was removed. */
  | 'WEBHOOK_REMOVED'
  /** A person had something delivered again. */
  | 'WEBHOOK_RESENT'
  /** A webhook got a new secret. */
  | 'WEBHOOK_ROTATED'
  /** A person had a test message sent. */
  | 'WEBHOOK_TESTED'
  /** A withdrawal was cancelled: its money may be spent again. */
  | 'WITHDRAWAL_CANCELLED'
  /** The money of a withdrawal has left the account. */
  | 'WITHDRAWAL_PAID'
  /** Money is to be taken out: it is set aside. */
  | 'WITHDRAWAL_REQUESTED'
  | `${Uppercase<OrderKind>}_${OrderNote | OrderState}`
  | `BATCH_${BatchState}`
  | `PORTFOLIO_${PortfolioStatus}`;

/** How an order is sent: as itself, or as a claim that takes its id. */
type OrderNote = 'PLANNED' | 'SENT' | 'CLAIMED' | 'FOUND' | 'NOTED';

/** Returns the event of an order or a reversal: "ORDER_SENT". */
export function orderEvent(kind: OrderKind, what: OrderNote | OrderState): AuditEvent {
  return `${kind === 'order' ? 'ORDER' : 'REVERSAL'}_${what}`;
}
