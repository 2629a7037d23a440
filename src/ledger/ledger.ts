// The ledger: portfolios, batches, orders, fills and their audit. Every implementation passes test/contracts/ledger.
//
// L1. Each method is one transaction; its audit rows are in the same one.
// L2. Each method is safe to run twice: the second run finds what the first one stored and answers the same.
// L3. At most one batch of a portfolio is open (PENDING or STALE).
// L4. Only the states of domain/order and domain/batch are reachable.
// L5. An epoch that is not the batch's changes nothing.
// L6. Amounts and times have one text form: shares "12.5", USD "12.50", percents "33.3300", "2026-03-02T15:00:00.000Z".
//     What has more decimals is refused, never rounded.
// L7. The audit rows of a portfolio are numbered from 1 without a gap, and each carries the hash of all before it.
// L8. What a request with a key asks for is changed once for that request: with the request in its actor, the second run of a
//     `RequestedChange` answers what the first one did, even when somebody else has changed it back since.

import type { Activity, ActivityState, KeptActivity } from '../domain/activity';
import type { Announced, Doubt } from '../domain/agreement';
import type { ApiKey } from '../domain/api-key';
import type { Approval, ApprovalState, Proposal } from '../domain/approval';
import type { AuditEvent } from '../domain/audit-events';
import type { Batch, BatchExecution, BatchState, Cause, Deviation, Fill } from '../domain/batch';
import type { Pace } from '../domain/breaker';
import type { CalendarPolicy } from '../domain/calendar';
import type {
  DeclarationRefusalCode,
  LedgerFaultCode,
  OrderCause,
  OutOfDateCode,
  RefusalCode,
  StaleReason,
} from '../domain/causes';
import type { DayValue } from '../domain/day-value';
import type { Declaration } from '../domain/declaration';
import type { DriftPolicy } from '../domain/drift';
import type { Trading } from '../domain/kill-switch';
import type { KnownAsset } from '../domain/known-asset';
import type { DerivedOrder, LateExecutions } from '../domain/late-executions';
import type { OrderState, Side } from '../domain/order';
import type { Policy } from '../domain/policy';
import type { Holding, Portfolio, PortfolioStatus, Target, TickerSymbol } from '../domain/portfolio';
import type { Known } from '../domain/price-jump';
import type { PricePoint } from '../domain/price-point';
import type { Lately } from '../domain/price-window';
import type { Door } from '../domain/principal';
import type { PlanProposal, ProposalState, Void } from '../domain/proposal';
import type { Refusal } from '../domain/refusal';
import type { Refused } from '../domain/refused';
import type { Restriction } from '../domain/restriction';
import type { Finding, RuleSet } from '../domain/rules';
import type { Keys, SamePersonWhy } from '../domain/same-person';
import type { Session } from '../domain/session';
import type { Freeze } from '../domain/stale';
import type { Turnover } from '../domain/turnover';
import type { WatchReport } from '../domain/watch-report';
import type { KeptWithdrawal, Withdrawal, WithdrawalState } from '../domain/withdrawal';

export interface Ledger {
  /**
   * Stores a new portfolio, ACTIVE, with version 1. A second one with the same content is `ok` again. An account is taken while a portfolio
   * that is not CLOSED has it, or a batch of a CLOSED one is still open there.
   */
  createPortfolio(portfolio: NewPortfolio, by: Actor): Promise<CreatePortfolioResult>;
  findPortfolio(id: string): Promise<Portfolio | undefined>;
  /** Returns the portfolio that trades this account: the one that is not CLOSED. */
  findPortfolioOfAccount(accountId: string): Promise<Portfolio | undefined>;
  /** Returns a page of portfolios, by id. */
  listPortfolios(which: PortfolioPage): Promise<Portfolio[]>;
  /** Returns those of `ids` that exist, by id. */
  findPortfolios(ids: readonly string[]): Promise<Portfolio[]>;
  /**
   * Returns only what is needed to measure the drift of those of `ids` that exist, by id. For many portfolios this is much
   * cheaper.
   */
  findWatched(ids: readonly string[]): Promise<WatchedPortfolio[]>;
  /**
   * Returns id and version of the portfolios that are not CLOSED, by id: what a monitor compares to see changes. All of
   * them, or a page: at most `limit` behind `after`.
   */
  portfolioVersions(page?: { after: string; limit: number }): Promise<PortfolioVersion[]>;
  /**
   * Replaces the targets. Refused when they leave out a symbol that is held, because a sale has to be asked for explicitly. With
   * `ifRevision`, changes them only if that is still the revision of the settings.
   */
  setTargets(id: string, targets: Target[], by: Actor, ifRevision?: number): Promise<SetTargetsResult>;
  /**
   * Replaces the policy of a portfolio that is not CLOSED: the next batch is planned by it, and an open batch keeps its own. With
   * `ifVersion`, changes it only if that is still the policy's version, and with `ifRevision` only if that is still the revision
   * of the settings. The same policy again is `ok` and changes nothing.
   */
  setPolicy(id: string, change: PolicyChange, by: Actor): Promise<SetPolicyResult>;
  /** Adds a restriction to a portfolio that is not CLOSED, in the place of one of its kind for the symbol. */
  addRestriction(id: string, restriction: NewRestriction, by: Actor): Promise<RestrictionResult>;
  removeRestriction(
    id: string,
    which: WhichRestriction,
    by: Actor,
  ): Promise<RestrictionResult | Refused<'RESTRICTION_NOT_FOUND'>>;
  /** Takes out of the rows what is over at `by.at`, of some portfolios at a time. Returns of how many. */
  endRestrictions(by: Actor): Promise<number>;
  /**
   * Sets money aside to be taken out. Refused when the open withdrawals would take more than `most` together, and while the portfolio is
   * CLOSED, STALE or frozen. It makes a new version of the row, so that nothing that was planned without it begins.
   */
  requestWithdrawal(id: string, withdrawal: NewWithdrawal, by: Actor): Promise<RequestWithdrawalResult>;
  /** Ends an open withdrawal, whatever the portfolio's status. The same end again is `ok` and changes nothing. */
  endWithdrawal(id: string, end: EndWithdrawal, by: Actor): Promise<EndWithdrawalResult>;
  /** Cancels those whose time is over at `by.at`, of some portfolios at a time. Returns how many. */
  endWithdrawals(by: Actor): Promise<number>;
  /** Returns a page of withdrawals, the last asked for first: of one portfolio or of all. */
  listWithdrawals(which: WithdrawalPage): Promise<KeptWithdrawal[]>;
  /** Keeps a frozen plan, audited with its orders. */
  proposePlan(proposal: NewPlanProposal, by: Actor): Promise<ProposePlanResult>;
  /** Returns a page of frozen plans as they are at `at`, the last proposed first. */
  listProposals(which: ProposalPage): Promise<KeptProposal[]>;
  /** Approves or rejects one. The same by the same person again is `ok` and changes nothing. */
  decideProposal(id: string, decision: DecideProposal, by: Actor): Promise<DecideProposalResult>;
  /** Says that what it rests on has moved. Changes nothing once it is released, rejected or void. */
  voidProposal(id: string, why: Void, by: Actor): Promise<void>;
  /** Returns every policy that a portfolio had, oldest first; none when there is no such portfolio. */
  listPolicies(id: string): Promise<PolicyVersion[]>;
  /**
   * Changes the status if it is one of `from`. `OTHER_STATUS` when it is neither one of those nor the new status, or when there
   * is no such portfolio.
   */
  setStatus(id: string, change: StatusChange, by: Actor): Promise<SetStatusResult>;
  /**
   * Freezes it: no batch begins until an `endStale` releases it. Safe to repeat. False when there is no such portfolio, or it is
   * CLOSED.
   */
  freeze(id: string, freeze: Freeze, by: Actor): Promise<boolean>;
  /**
   * Books a cash difference that is not ours (deposit, dividend, fee): the portfolio's cash becomes `cash`. Exactly what an open
   * withdrawal takes out ends it as PAID. Returns the row as it is afterwards. Books nothing and returns undefined when its version is not `expectedVersion` or a batch is open: `cash` was then
   * read while a batch traded, and the difference is ours.
   */
  bookExternalCash(id: string, cash: string, expectedVersion: number, by: Actor): Promise<Portfolio | undefined>;
  /**
   * Records that the look on `day` of the portfolio's calendar is done and nothing was to be traded, with an audit row CALENDAR_DONE. True
   * also when that is recorded already. False, with nothing kept, when it has another version than `expectedVersion`.
   */
  noteCalendar(id: string, day: string, expectedVersion: number, by: Actor): Promise<boolean>;
  /**
   * Records in the row why a rebalance was refused, and since when: the time stays while the code stays the same. Null ends the
   * refusal, as do a new batch and a change of the status. The version does not change, because nobody needs to read the row
   * again because of it. False, with nothing kept, when the decision is out of date: the portfolio is not ACTIVE or is frozen,
   * has another version than `expectedVersion`, has an open batch, or no longer has the refusal `seen` (null for none), if given.
   */
  noteRefusal(
    id: string,
    refusal: Refusal | null,
    expectedVersion: number,
    by: Actor,
    seen?: Refusal | null,
  ): Promise<boolean>;
  /** Returns a page of refused portfolios, the longest refused first. */
  listRefused(which: RefusedPage): Promise<RefusedPortfolio[]>;

  /**
   * Stores a batch and its orders as intent, before anything is sent. Refused when the portfolio is not ACTIVE or is frozen, has
   * another version than `expectedVersion`, or has an open batch, and when the kill switch allows no such batch. The same id
   * again returns what was stored under it.
   */
  openBatch(batch: NewBatch, by: Actor): Promise<OpenBatchResult>;
  findBatch(id: string): Promise<Batch | undefined>;
  findOpenBatch(portfolioId: string): Promise<Batch | undefined>;
  /**
   * Returns the ids of portfolios that need a running workflow: those with a PENDING batch, STALE ones and frozen ones. For the
   * sweep.
   */
  listUnsettled(): Promise<string[]>;
  /** Raises the epoch of an open batch by one and returns the batch: from here on only the caller may send. */
  raiseEpoch(batchId: string, by: Actor): Promise<Batch>;
  /** Sets the final sizes of a sells-first batch's buys, once: a second call changes nothing. Returns the batch. */
  sizeBuys(batchId: string, epoch: number, sizes: Record<TickerSymbol, BuySize>, by: Actor): Promise<Batch>;

  /**
   * Records that the POST leaves now: `sentAt` becomes `by.at`. The caller may send when the order is PENDING or UNKNOWN, its
   * last send is the one the caller knows of (`previous`, null for none), its batch is open and `epoch` is current. So of
   * several attempts at one order only one at a time sends, and each of them learns that another one has.
   *
   * While trading is halted, or the portfolio is frozen, nothing is sent but the reversals that the person who stopped it asked for. What
   * a person decided about this portfolio (`isDecision`) passes its freeze, and no halt. Once an order of a batch failed, its
   * other first attempts are not sent any more.
   */
  markSent(
    clientOrderId: string,
    epoch: number,
    previous: string | null,
    by: Actor,
    isDecision?: boolean,
  ): Promise<SendAnswer>;
  /**
   * Records that the id of a lost order is being taken now. Like any other send it sets `sentAt` to `by.at`, so that a sender who
   * wakes up late learns about it. It is never `halted`, because it does not trade.
   */
  markClaimed(clientOrderId: string, epoch: number, previous: string, by: Actor): Promise<SendAnswer>;
  /**
   * Stores the next attempt at each of `orders`, which fell short in this batch, and returns the batch. While an attempt is not
   * definite, it stays the only one at its symbol.
   *
   * @throws LedgerFault REFUSED_BY_SCHEMA when the batch is closed or being undone, OVERTAKEN when the epoch is not current.
   */
  planAttempts(batchId: string, epoch: number, orders: readonly NewOrder[], by: Actor): Promise<Batch>;
  /**
   * Records what the broker says about an order. News that is illegal in its state, or older, changes nothing. Returns the order
   * as it is afterwards.
   */
  recordOrder(
    clientOrderId: string,
    news: OrderNews,
    by: Actor,
  ): Promise<{ state: OrderState; filledQuantity: string }>;
  /**
   * Stores the next attempt to reverse the fills of `symbol` in this batch that are not reversed yet, or returns the attempt that
   * is not definite yet. Undefined when nothing is left to reverse; the order is then ROLLED_BACK.
   *
   * @throws LedgerFault REFUSED_BY_SCHEMA when the order is not definite or the batch is closed, OVERTAKEN when the epoch is not current.
   */
  planReversal(batchId: string, epoch: number, symbol: TickerSymbol, by: Actor): Promise<PlannedReversal | undefined>;

  /**
   * Closes a batch: fills, holdings, cash, states, cool-down and audit at once. Already closed in `state` is `true` again;
   * false when the epoch is not current or the batch ended otherwise. A status that changed meanwhile (PAUSED) is kept.
   *
   * @throws LedgerFault REFUSED_BY_SCHEMA when an order is not definite, not filled (SUCCESS), or not reversed (ROLLED_BACK), or when
   *   what is kept (ADJUSTED) is on credit or no nearer to the targets.
   */
  closeBatch(close: CloseBatch, by: Actor): Promise<boolean>;
  /** Makes a portfolio (and its open batch, if any) STALE with a reason, and books the known fills. */
  markStale(portfolioId: string, stale: MarkStale, by: Actor): Promise<void>;
  /**
   * Ends a STALE: the batch (if any) becomes ROLLED_BACK, ADJUSTED or ADOPTED, holdings and cash become those given, and the status what it
   * was before. A frozen one becomes STALE `FROZEN` instead, unless this releases it.
   */
  endStale(portfolioId: string, end: EndStale, by: Actor): Promise<boolean>;
  /**
   * Records the outcome that a person declares for an order that is UNKNOWN, and applies it once a second person declares the
   * same: the order then becomes definite, and what it filled is booked as a declared fill. A refusal stores nothing. The rules:
   * domain/declaration.
   */
  declareOutcome(declare: DeclareOutcome, by: Actor): Promise<DeclareAnswer>;

  /** Returns the orders, in ended batches that began after `since`, with a derived fill whose executions are not recorded yet. */
  derivedOrders(portfolioId: string, since: string): Promise<DerivedOrder[]>;
  /**
   * Records, once, the executions of an order whose fill was derived, with the audit row EXECUTIONS_LISTED. This books nothing.
   * False when they were recorded already.
   */
  noteExecutions(portfolioId: string, noted: NotedExecutions, by: Actor): Promise<boolean>;

  /** Returns up to when (ISO) the broker was asked for the activities of this portfolio's account, or null. */
  activitiesThrough(portfolioId: string): Promise<string | null>;
  /**
   * Keeps what the broker lists, each activity once by its id, and up to when it was asked. What is of an unknown kind is kept, audited, and
   * never booked. Returns those that wait to be booked, oldest first.
   */
  takeActivities(
    portfolioId: string,
    taken: { activities: readonly Activity[]; through: string },
    by: Actor,
  ): Promise<KeptActivity[]>;
  /**
   * Books activities that wait, and notes which the books had already. Exactly what an open withdrawal takes out ends it as PAID.
   * Returns the row as it is afterwards. One that does not wait any
   * more is left alone. Changes nothing and returns undefined when the version is not `expectedVersion` or a batch is PENDING.
   */
  bookActivities(portfolioId: string, settled: SettledActivities, by: Actor): Promise<Portfolio | undefined>;
  /** Returns a page of activities, the last seen first: of one portfolio or of all. */
  listActivities(which: ActivityPage): Promise<KeptActivity[]>;

  /** Records that the account was read outside a batch and agreed with the books, and what the broker had announced then. */
  noteAgreement(portfolioId: string, announced: Announced, by: Actor): Promise<void>;
  /**
   * Records that the account was read and differed from the books. If many of the accounts read lately differ, the broker is in
   * doubt from then on. Returns the doubt, or null.
   */
  noteDifference(portfolioId: string, differed: AccountDiffered, by: Actor): Promise<Doubt | null>;
  /** Returns since when the broker is in doubt, or null. */
  doubt(): Promise<Doubt | null>;
  /**
   * Ends the doubt when only a few of the accounts that were read since it began still differ. Returns the doubt that remains, or
   * null.
   */
  reviewDoubt(by: Actor): Promise<Doubt | null>;
  /** Ends the doubt because a person trusts the broker, for a day at least. False when it was not in doubt. */
  trustBroker(reason: string, by: Actor): Promise<boolean>;
  /**
   * Returns the ids of portfolios that are not CLOSED whose account was read before `before` last, or before `differingBefore` if it
   * differed then, or never: those that differed first, then the longest ago.
   */
  dueReads(which: { before: string; differingBefore: string; limit: number }): Promise<string[]>;
  readProgress(since: string): Promise<ReadProgress>;

  /** Stores what a portfolio was worth on a day, in place of an earlier value of that day, and deletes values older than DAYS_KEPT. */
  noteValue(portfolioId: string, value: DayValue): Promise<void>;
  /** Returns what a portfolio was worth on each day that is kept, oldest first. */
  listValues(portfolioId: string): Promise<DayValue[]>;

  /** Stores what a monitor sees of its part of all portfolios, in place of its last report. This is not audited. */
  reportWatch(report: WatchReport): Promise<void>;
  /** Returns the last report of each part, by part. */
  watchReports(): Promise<WatchReport[]>;

  /**
   * Records, for a day, a change that needs a second person. If the same principal's same proposal is pending already, returns
   * that one. Another principal's proposal is separate, so that nobody can block the others. Audited under SYSTEM_AUDIT.
   */
  propose(proposal: Proposal, by: Actor): Promise<Approval>;
  /** Returns a page of proposals as they are at `at`, the latest first. */
  listApprovals(which: ApprovalPage): Promise<Approval[]>;
  /**
   * Decides a proposal, once. Approving it makes the change and rejects the other proposals about the same subject, in one
   * transaction. The same decision again by the same principal changes nothing. `APPROVAL_VOID` when the subject has changed
   * since. Audited as above.
   */
  decideApproval(id: string, decision: DecideApproval, by: Actor): Promise<DecideResult>;

  /** Returns the position of the kill switch. */
  trading(): Promise<Trading>;
  /**
   * Returns what limits a decision about a portfolio: the kill switch, what its orders (not its reversals) traded and how many
   * batches it opened since `since`, which is market time, the known prices and the known assets.
   */
  readGuards(portfolioId: string, since: string): Promise<Guards>;
  /** Returns what a portfolio traded since `since` (ISO): what orders of its batches filled, except in batches that were rolled back. */
  readTurnover(portfolioId: string, since: string): Promise<Turnover>;
  /**
   * Sets it and returns it as it is then. After the answer, no order that it forbids is marked as sent. Audited under
   * SYSTEM_AUDIT.
   */
  setTrading(change: SetTrading, by: Actor): Promise<Trading>;
  /**
   * Returns how much all portfolios together began since `minute`, and how much of what began since `rollbacks` was rolled back.
   * USD are the orders' dollars, or their shares at the known prices; a symbol without a known price counts as zero.
   */
  readPace(since: { minute: string; rollbacks: string }): Promise<Pace>;
  /**
   * Halts trading unless it is halted already or somebody has set the switch after `seen`. Returns whether it did. Audited as
   * above.
   */
  tripBreaker(reason: string, seen: string, by: Actor): Promise<boolean>;

  /** Returns the last known good prices, by symbol. */
  knownPrices(): Promise<KnownPrice[]>;
  /** Returns the good prices of a symbol over the last days, oldest first: the first of each quarter of an hour. */
  listPricePoints(symbol: string): Promise<PricePoint[]>;
  /** Records prices of the market that were judged good. A price whose known value has changed since it was judged is left alone. `at` is ISO. */
  keepPrices(prices: readonly KeptPrice[], at: string): Promise<void>;
  /** Keeps what the broker showed of assets. What was read later stays. */
  keepAssets(assets: readonly KnownAsset[]): Promise<void>;
  /** What was read of an asset up to now does not count any more: the broker refused an order for its sake. `at` is ISO. */
  doubtAsset(symbol: TickerSymbol, at: string): Promise<void>;
  /**
   * Makes a price the known good one because a person says so, audited under SYSTEM_AUDIT. If the person may not do that alone,
   * it becomes a proposal, which is returned. The change is measured from the price that the market or two people confirmed last,
   * or from the symbol's first price.
   */
  acceptPrice(accept: AcceptPrice, by: Actor): Promise<Approval | undefined>;

  /** Stores a key of the HTTP API and who may be behind it, audited under SYSTEM_AUDIT. False when another one has its id. */
  createKey(key: NewKey, by: Actor): Promise<boolean>;
  findKey(id: string): Promise<StoredKey | undefined>;
  /** Returns keys by id, at most `limit`: those after the id `after` when it is given. */
  listKeys(page: { after?: string; limit: number }): Promise<ApiKey[]>;
  /** Revokes a key, audited as above, and returns it; undefined when there is no such key. A revoked key stays as it is. */
  revokeKey(id: string, by: Actor): Promise<ApiKey | undefined>;
  /** Returns who may be behind those of `principals` that are keys. */
  keyPeople(principals: readonly string[]): Promise<Keys>;
  /** Records when a key was last used. This is not audited. */
  noteKeyUse(id: string, at: string): Promise<void>;

  /** Stores a session of a person at the console, audited under SYSTEM_AUDIT, and forgets those that were opened before `forgetBefore` (ISO). */
  openSession(session: NewSession, forgetBefore: string, by: Actor): Promise<void>;
  /** Returns a session with its key as it is now. */
  findSession(tokenHash: string): Promise<{ session: Session; key: ApiKey } | undefined>;
  /** Records when a person was last seen (ISO). This is not audited. */
  noteSessionSeen(tokenHash: string, at: string): Promise<void>;
  /** Deletes a session, audited as above. If there is no such session, nothing changes. */
  endSession(tokenHash: string, by: Actor): Promise<void>;

  /** Adds an audit row that belongs to no other change (an operator's refused request, an alert). */
  audit(
    portfolioId: string,
    batchId: string | null,
    event: AuditEvent,
    detail: Record<string, unknown>,
    by: Actor,
  ): Promise<void>;
  /** Returns the audit rows of a portfolio, oldest first. */
  listAudit(portfolioId: string): Promise<AuditRow[]>;
  /** Returns at most `limit` of them behind the number `after`, oldest first. */
  readAudit(portfolioId: string, after: number, limit: number): Promise<AuditRow[]>;
  /** Returns a page of them, the latest first. */
  pageAudit(which: AuditPage): Promise<AuditRow[]>;
  /** Returns a page of the audit of all portfolios and of events that concern no single one, the latest first. */
  searchAudit(which: AuditSearch): Promise<FoundAuditRow[]>;
  /**
   * Returns at most `limit` audit rows behind `after`, in an order in which no row ever appears before one that was read. A row waits until
   * every transaction that began before its own has ended. Undefined when `after` is of another history than this database has.
   */
  readEvents(after: EventCursor, limit: number): Promise<EventRow[] | undefined>;
  /**
   * Returns the place in the order of events behind which only new events follow, and recent ones that an older transaction still
   * holds back.
   */
  eventsEnd(): Promise<EventCursor>;
  /** Returns where the audit of a portfolio ends: the number and hash of its last row, or 0 and "" without one. */
  auditHead(portfolioId: string): Promise<AuditHead>;
  /** Returns the batches of a portfolio, oldest first. */
  listBatches(portfolioId: string): Promise<Batch[]>;
  /** Returns a page of batches, the latest first: of one portfolio or of all. */
  pageBatches(which: BatchPage): Promise<ListedBatch[]>;
  listFills(batchId: string): Promise<Fill[]>;
  /**
   * Begins the work of a request with a key, unless the key's row says that it was done or is under way. Work that began a minute
   * ago and has not ended is begun again, because its process must be gone.
   */
  beginRequest(asked: KeyedRequest, at: string): Promise<Begun>;
  /** Stores the answer. False when somebody else has begun it since, or when it was answered differently. */
  finishRequest(claim: Claim, answer: KeyedAnswer): Promise<boolean>;
  /**
   * Ends the turn of a request whose answer does not say whether it was done, so that a repeat begins at once. What was done for
   * it stays recorded; if nothing was done, the request is forgotten.
   */
  dropRequest(claim: Claim): Promise<void>;
  /** Deletes at most `limit` requests that are older than a week. Returns how many. */
  sweepRequests(at: string, limit: number): Promise<number>;

  /** Returns the counts that show at a glance whether everything is well, all from the same moment. */
  vitals(): Promise<LedgerVitals>;
  /**
   * Returns how many portfolios are STALE for each reason. "Untold" counts those that became STALE from `after` on and before
   * `before`, and that nobody was told about individually. ISO times.
   */
  countStale(untold: { after: string; before: string }): Promise<StaleCount[]>;
  /** True when another portfolio became STALE for the same reason at most `withinMs` before this one did, and still is. */
  hasStaleBefore(portfolioId: string, withinMs: number): Promise<boolean>;

  close(): Promise<void>;
}

/** The audit of events that concern no single portfolio. No portfolio id starts like this. */
export const SYSTEM_AUDIT = '_system';

export interface NotedExecutions extends LateExecutions {
  batchId: string;
  clientOrderId: string;
}

/** Ids of activities. */
export interface SettledActivities {
  booked: readonly string[];
  included: readonly string[];
  expectedVersion: number;
}

/** At most `limit` of those to which everything applies that is given. */
export interface ActivityPage {
  portfolioId?: string;
  state?: ActivityState;
  /** The number of the last one of the page before. */
  after?: number;
  limit: number;
}

export interface AccountDiffered {
  difference: string;
  /** The number of the reading within its run, from 1; null for one outside a run. */
  read: number | null;
}

/** Of the portfolios that are not CLOSED. */
export interface ReadProgress {
  portfolios: number;
  /** How many accounts were read since. */
  read: number;
  /** How many differed when they were last read. */
  differing: number;
  /**
   * When the account that has not been read for the longest was last read (ISO), or null. Accounts that were never read do not
   * count.
   */
  oldest: string | null;
}

export interface Guards {
  doubt: Doubt | null;
  /** What the broker had announced at the last reading that agreed. */
  announced: Announced;
  /**
   * ISO time of the account's last fill, among the batches that were opened from a day before `since` on and the last one before; null
   * without one.
   */
  lastFillAt: string | null;
  trading: Trading;
  /** USD bought and sold. */
  tradedTodayUsd: string;
  /** Batches that were opened, no matter how they ended. */
  runsToday: number;
  /** The known prices of the symbols that it holds or targets. */
  knownPrices: ReadonlyMap<TickerSymbol, Known>;
  /** What the broker showed of these symbols, and no refusal has contradicted since. */
  assets: ReadonlyMap<TickerSymbol, KnownAsset>;
  /** What the plans of all portfolios are held to. */
  ruleSet: RuleSet;
}

/** USD per share. `at` is ISO, on the clock of the program that noted it. */
export interface KnownPrice extends Known {
  symbol: TickerSymbol;
  at: string;
}

/** `known` is the price it was compared with, or null when there was none; `lately` is null when it is not recorded. */
export interface KeptPrice extends Pick<KnownPrice, 'symbol' | 'price'> {
  known: string | null;
  lately?: Lately | null;
}

/** The next price is compared with this one only. */
export interface AcceptPrice extends Pick<KnownPrice, 'symbol' | 'price'> {
  reason: string;
}

/** `undo` matters only with `halted`. With `ifSince` the switch is set only if it has not been set since. */
export type SetTrading = Pick<Trading, 'position' | 'reason'> & { undo?: boolean; ifSince?: string };

/** At most `limit` of those to which everything applies that is given. */
export interface ApprovalPage {
  id?: string;
  isPending?: boolean;
  /** The last one of the page before. */
  after?: Pick<Approval, 'proposedAt' | 'id'>;
  /** ISO */
  at: string;
  limit: number;
}

export interface DecideApproval {
  state: Extract<ApprovalState, 'APPROVED' | 'REJECTED'>;
  note: string;
}

export type DecideRefusal =
  | 'APPROVAL_NOT_FOUND'
  | 'APPROVAL_EXPIRED'
  | 'APPROVAL_DECIDED'
  | 'APPROVAL_BY_SAME_PERSON'
  | 'APPROVAL_VOID';

export type DecideResult =
  | { ok: true; approval: Approval }
  | { ok: false; refusal: Exclude<DecideRefusal, 'APPROVAL_BY_SAME_PERSON'> }
  | { ok: false; refusal: 'APPROVAL_BY_SAME_PERSON'; why: SamePersonWhy };

/** `batch-failed`: another order of its batch did. */
export type SendAnswer = 'may-send' | 'overtaken' | 'halted' | 'frozen' | 'batch-failed';

/**
 * Who changes something, and when on the caller's clock (ISO). `name` is "rebalance", "monitor", or the principal who asked; `via` is the
 * door by which they did, and the system's own work has none.
 */
export interface Actor {
  name: string;
  via?: Door;
  at: string;
  /** The request with a key that it is done for (L8). */
  request?: BegunRequest | undefined;
}

/** `secretHash` is the SHA-256 of its secret in lower-case hex. */
export interface NewKey extends Pick<ApiKey, 'id' | 'role' | 'name' | 'owner' | 'expiresAt'> {
  secretHash: string;
}

export interface StoredKey extends ApiKey {
  secretHash: string;
}

/** `tokenHash` is the SHA-256 of its token in lower-case hex. */
export interface NewSession {
  tokenHash: string;
  keyId: string;
}

export interface NewPortfolio {
  id: string;
  accountId: string;
  policy: Policy;
  targets: Target[];
  holdings: Holding[];
  cash: string;
}

export type CreatePortfolioResult = { ok: true } | Refused<'PORTFOLIO_EXISTS' | 'ACCOUNT_TAKEN'>;

/** Somebody has changed the settings since the expected revision: this is the present one. */
export type SettingsChanged = Refused<'SETTINGS_CHANGED', { revision: number }>;

export type SetStatusResult = { ok: true } | SettingsChanged | Refused<'OTHER_STATUS'>;

export type SetTargetsResult =
  | { ok: true }
  | SettingsChanged
  | Refused<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'PORTFOLIO_SUBSCRIBED'>
  | Refused<'HELD_WITHOUT_TARGET', { symbols: TickerSymbol[] }>;

export interface PolicyChange {
  policy: Policy;
  ifVersion: number | null;
  ifRevision?: number;
  reason: string;
}

export type SetPolicyResult =
  | { ok: true; version: number }
  | SettingsChanged
  | Refused<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'PORTFOLIO_SUBSCRIBED'>
  | Refused<'POLICY_CHANGED', { version: number }>;

export type NewRestriction = Omit<Restriction, 'by' | 'at'>;
export type WhichRestriction = Pick<Restriction, 'symbol' | 'kind'>;
export type RestrictionResult = { ok: true } | Refused<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED'>;

export type NewPlanProposal = Pick<PlanProposal, 'id' | 'portfolioId' | 'plan' | 'basis' | 'priceTolerance'>;
export type ProposePlanResult = { ok: true; proposal: PlanProposal } | Refused<'PORTFOLIO_NOT_FOUND'>;

/** `number` is the order in which they were proposed. */
export type KeptProposal = PlanProposal & { number: number };

/** At most `limit` of those to which everything applies that is given. */
export interface ProposalPage {
  id?: string;
  portfolioId?: string;
  state?: ProposalState;
  /** ISO time at which they are looked at. */
  at: string;
  /** The number of the last one of the page before. */
  after?: number;
  limit: number;
}

export interface DecideProposal {
  state: 'APPROVED' | 'REJECTED';
  note: string;
}

export type DecideProposalResult =
  | { ok: true; proposal: PlanProposal }
  | Refused<'PROPOSAL_NOT_FOUND' | 'PROPOSAL_DECIDED' | 'APPROVAL_BY_SAME_PERSON'>;

/** `most` is what open withdrawals together may take, USD. */
export type NewWithdrawal = Pick<Withdrawal, 'id' | 'amount' | 'reason' | 'until'> & { most: string };
export type RequestWithdrawalResult =
  | { ok: true; withdrawal: Withdrawal }
  | Refused<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'PORTFOLIO_STALE' | 'WITHDRAWAL_TOO_LARGE'>;

export interface EndWithdrawal {
  withdrawalId: string;
  state: Exclude<WithdrawalState, 'OPEN'>;
}
export type EndWithdrawalResult = { ok: true } | Refused<'WITHDRAWAL_NOT_FOUND' | 'WITHDRAWAL_ENDED'>;

/** At most `limit` of those to which everything applies that is given. */
export interface WithdrawalPage {
  portfolioId?: string;
  id?: string;
  state?: WithdrawalState;
  /** The number of the last one of the page before. */
  after?: number;
  limit: number;
}

/** One policy of a portfolio, with who set it, when (ISO) and why; the first one came with the portfolio and has no reason. */
export interface PolicyVersion {
  version: number;
  policy: Policy;
  actor: string;
  reason: string | null;
  at: string;
}

/** At most `limit` of those to which everything applies that is given. */
export interface PortfolioPage {
  status?: PortfolioStatus;
  /** What the id begins with. */
  idPrefix?: string;
  accountId?: string;
  /** It is held or targeted. */
  symbol?: TickerSymbol;
  refusedCode?: RefusalCode;
  staleReason?: string;
  /** The id of the last one of the page before. */
  after?: string;
  limit: number;
}

/** At most `limit` of those to which everything applies that is given. Times are ISO. */
export interface BatchPage {
  portfolioId?: string;
  state?: BatchState;
  /** Opened then or later. */
  openedFrom?: string;
  /** Opened earlier. */
  openedBefore?: string;
  /** The last one of the page before. */
  after?: Pick<ListedBatch, 'openedAt' | 'number'>;
  limit: number;
}

/** Of batches opened in the same millisecond the one with the higher number is later. */
export interface ListedBatch extends Batch {
  openedAt: string;
  number: number;
}

export interface PortfolioVersion {
  id: string;
  version: number;
}

export interface RefusedPage {
  code?: RefusalCode;
  /** The last one of the page before. */
  after?: Pick<RefusedPortfolio, 'since' | 'id'>;
  limit: number;
}

/** A portfolio whose last rebalance was refused. `since` is ISO. */
export interface RefusedPortfolio extends PortfolioVersion, Refusal {
  accountId: string;
  since: string;
}

/** A portfolio as far as its drift goes. */
export type WatchedPortfolio = Pick<
  Portfolio,
  'id' | 'status' | 'version' | 'targets' | 'holdings' | 'restrictions' | 'withdrawals' | 'cash' | 'calendarDoneOn'
> & {
  policy: DriftPolicy & CalendarPolicy;
};

export interface StatusChange {
  from: readonly PortfolioStatus[];
  to: Exclude<PortfolioStatus, 'STALE'>;
  reason: string | null;
  /** Only while this is the revision of the settings. */
  ifRevision?: number;
}

export interface NewBatch {
  id: string;
  portfolioId: string;
  expectedVersion: number;
  execution: BatchExecution;
  pricedAt: string;
  marketTime: string;
  driftBefore: string;
  /** The drift that the plan leaves, at its prices; null when it was not calculated. */
  driftPlanned: string | null;
  /** What the broker had announced when the account was read for this batch and agreed with the books. */
  announced?: Announced;
  /** The day of the portfolio's calendar whose look is done once the batch ends SUCCESS or ADJUSTED. */
  calendarDay?: string;
  /** The version of the rules that its plan was held to, and what of them it breaks, for the audit; nothing where there are none. */
  rules?: { version: number; findings: Finding[] };
  /** The proposal whose orders these are: it is RELEASED with this batch. */
  proposal?: string;
  /** Sells, then buys, each in symbol order; at most one a symbol. */
  orders: NewOrder[];
}

export interface NewOrder {
  symbol: TickerSymbol;
  side: Side;
  quantity: string | null;
  notional: string | null;
}

/** What a buy may spend, USD, or how many shares it is for. */
export type BuySize = { notional: string } | { quantity: string };

export type OpenBatchResult =
  | { ok: true; batch: Batch }
  | Refused<OutOfDateCode>
  /** The kill switch was set since the plan was made. */
  | Refused<'TRADING_HALTED' | 'TRADING_REDUCE_ONLY', { detail: string }>
  /** Somebody rejected or released the proposal meanwhile, or its time is over. */
  | Refused<'PROPOSAL_NOT_APPROVED', { detail: string }>;

/** What the broker says. `event` moves the state; without it, only the broker's id and fills are recorded. */
export interface OrderNews {
  event?: 'FILLED' | 'FAILED' | 'UNANSWERED';
  /**
   * The news is about this send only (null: about an order that was never sent), and changes nothing once there is a later send.
   */
  ofSend?: string | null;
  brokerOrderId?: string;
  /** When the broker took it, ISO. An order that the broker shows was sent, even if the ledger has lost the row that says so. */
  submittedAt?: string;
  filledQuantity?: string;
  filledPrice?: string | null;
  errorCode?: OrderCause;
  errorMessage?: string;
}

export interface PlannedReversal {
  clientOrderId: string;
  attempt: number;
  side: Side;
  quantity: string;
}

export interface CloseBatch {
  batchId: string;
  epoch: number;
  state: Extract<BatchState, 'SUCCESS' | 'ADJUSTED' | 'ROLLED_BACK'>;
  fills: Fill[];
  driftAfter: string | null;
  cause: Cause | null;
  residual: string | null;
  /** ISO time until which the portfolio cools down, or null. */
  coolUntil: string | null;
  /** ACTIVE, or PAUSED with its reason after too many rollbacks. */
  status: { to: 'ACTIVE' | 'PAUSED'; reason: string | null };
  rollbacksInARow: number;
  /** Of an ADJUSTED one. */
  deviation?: Deviation;
}

export interface MarkStale {
  reason: StaleReason;
  cause: Cause | null;
  fills: Fill[];
}

export interface EndStale {
  batchState: Extract<BatchState, 'ROLLED_BACK' | 'ADJUSTED' | 'ADOPTED'>;
  /** Fills of the batch that were not booked yet. */
  fills: Fill[];
  /** The holdings and cash that become the truth, or null to keep what the fills give. */
  adopt: { holdings: Holding[]; cash: string } | null;
  residual: string | null;
  /** A person lets it go, frozen or not. */
  releases: boolean;
  /** Of an ADJUSTED one. */
  deviation?: Deviation;
  /**
   * The same for every attempt at one decision, so that its effect on a portfolio that stays STALE because it is frozen happens
   * once.
   */
  requestId?: string | undefined;
  detail: Record<string, unknown>;
}

/** `evidence` is the hash of the account that the person looked at. The same `requestId` is the same request. */
export interface DeclareOutcome {
  portfolioId: string;
  declaration: Declaration;
  evidence: string;
  note: string;
  requestId: string;
}

/** `proposed`: a second person has to say the same. */
export type DeclareAnswer = { ok: true; state: 'proposed' | 'declared' } | Refused<DeclarationRefusalCode>;

/** @see rules/audit-chain.ts */
export interface AuditHead {
  sequence: number;
  /** SHA-256 in lower-case hex. */
  hash: string;
}

export interface AuditRow extends AuditHead {
  portfolioId: string;
  batchId: string | null;
  /** An `AuditEvent`, or what another build calls one. */
  event: string;
  detail: Record<string, unknown>;
  actor: string;
  /** By which door the actor asked; null for the system's own work and in rows of builds that did not record it. */
  via: Door | null;
  at: string;
}

/** At most `limit` rows of one portfolio, or of SYSTEM_AUDIT. */
export interface AuditPage {
  portfolioId: string;
  batchId?: string;
  /** The sequence of the last one of the page before. */
  before?: number;
  limit: number;
}

/**
 * A place in the order of events. `xid` is a transaction of the database, a whole number. `epoch` names the history of the
 * database, which changes after a restore; it means nothing in NO_EVENT, the place before the first event.
 */
export interface EventCursor {
  xid: string;
  id: number;
  epoch: string;
}

export const NO_EVENT: EventCursor = { xid: '0', id: 0, epoch: '' };

export type EventRow = FoundAuditRow & EventCursor;

/** At most `limit` of those to which everything applies that is given. Times are ISO, on the clock of the program that wrote the row. */
export interface AuditSearch {
  /** The principal who asked through a door. The system's own work has no door, and this does not find it. */
  actor?: string;
  /** Then or later. */
  from?: string;
  /** Earlier. */
  to?: string;
  /** The last one of the page before. */
  after?: Pick<FoundAuditRow, 'at' | 'id'>;
  limit: number;
}

/** `id` rises in the order in which rows were written, with gaps. */
export interface FoundAuditRow extends AuditRow {
  id: number;
}

/** `request` is the SHA-256 of what is asked, in lower-case hex. */
export interface KeyedRequest {
  principal: string;
  key: string;
  request: string;
}

/** The number of the turn: only the process that began last may answer. */
export interface Claim extends Omit<KeyedRequest, 'request'> {
  attempt: number;
}

export interface BegunRequest extends Claim {
  /** The same for each process that takes it over. */
  id: string;
  /** ISO time at which it was begun for the first time. */
  since: string;
  /** What was done for it before, by a process that was then killed or failed, and what that answered. */
  done: Readonly<Partial<Record<RequestedChange, { answer: unknown }>>>;
}

/**
 * A change that is made once for a request: the ledger's method, and its subject if one request may call the method more than
 * once.
 */
export type RequestedChange =
  | `${'createPortfolio' | 'propose' | 'acceptPrice' | 'createKey' | 'createWebhook' | 'createModel'} ${string}`
  | `audit ${AuditEvent}`
  | 'setTargets'
  | 'setPolicy'
  | 'addRestriction'
  | 'removeRestriction'
  | 'requestWithdrawal'
  | 'endWithdrawal'
  | 'proposePlan'
  | 'decideProposal'
  | 'setStatus'
  | 'freeze'
  | 'setTrading'
  | 'decideApproval'
  | 'addModelVersion'
  | 'archiveModel'
  | 'subscribe'
  | 'changeSubscription'
  | 'unsubscribe'
  | 'startRollout'
  | 'setRolloutState'
  | 'setRules'
  | 'trustBroker'
  | 'revokeKey'
  | 'changeWebhook'
  | 'removeWebhook'
  | 'rotateWebhook'
  | 'testWebhook'
  | 'resendDelivery'
  | 'cancelImport';

/** An HTTP answer; `body` is its text. */
export interface KeyedAnswer {
  status: number;
  location: string | null;
  etag?: string | null;
  body: string | null;
}

export type Begun =
  | { kind: 'begun'; claim: BegunRequest }
  | { kind: 'running' }
  | { kind: 'answered'; answer: KeyedAnswer }
  /** The key was used with a different request before. */
  | { kind: 'other-request' };

/** Counts whose cost does not grow with the number of portfolios. An order can be UNKNOWN only in an open batch. */
export interface LedgerVitals {
  /** Only the statuses that a person may have to act on; the monitor knows the number of all portfolios. */
  portfolios: Record<Extract<PortfolioStatus, 'PAUSED' | 'STALE'>, number>;
  openBatches: Record<Extract<BatchState, 'PENDING' | 'STALE'>, number>;
  unknownOrders: number;
  /** ISO time at which the oldest PENDING batch was priced, or null. */
  oldestPending: string | null;
  /** How many portfolios are refused with each code, and since when the first one of them (ISO). By code. */
  refused: RefusedCount[];
  /** Roll-outs under way, those that their own rule aborted within the last day, and since when the longest of the RUNNING is at its cohort. */
  rollouts: Record<'RUNNING' | 'PAUSED' | 'ABORTED', number>;
  oldestCohort: string | null;
}

export interface StaleCount {
  reason: StaleReason;
  count: number;
  /** ISO; null when it is known for none of them, because an earlier build did not record it. */
  oldest: string | null;
  untold: number;
  /** At most `WORST_MAX`: first those with an open batch, the largest drift first, then the oldest. */
  worst: StaleOne[];
}

export interface StaleOne {
  portfolioId: string;
  since: string | null;
  /** The batch that is open, and the drift that it was to fix, in percent. */
  batchId: string | null;
  drift: string | null;
}

export interface RefusedCount {
  code: RefusalCode;
  count: number;
  oldest: string;
}

/**
 * The database failed. UNREACHABLE and CONFLICT may pass by themselves; the other codes never do. `OVERTAKEN`: somebody has
 * raised the batch's epoch since. `ROW_LOST`: a row that was committed is gone, so the database has lost what it confirmed (a
 * failover to a standby that lagged, a backup that was restored).
 */
export class LedgerFault extends Error {
  override readonly name = 'LedgerFault';
  constructor(
    readonly code: LedgerFaultCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** True when the same call would get the same answer, however often it is repeated. */
export function isFinal({ code }: LedgerFault): boolean {
  return code !== 'UNREACHABLE' && code !== 'CONFLICT';
}

/** `what` was stored once: "batch 4711". */
export function rowLost(what: string): LedgerFault {
  return new LedgerFault('ROW_LOST', `the ledger has lost ${what}, which it had stored`);
}
