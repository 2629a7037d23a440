// The ledger in memory, for simulations inside one process. Every method reads, decides and writes without a pause in
// between, so each is atomic; what it gives out is a copy. Only audit rows are shared: nobody changes those.

import type { KeptActivity } from '../../src/domain/activity';
import {
  type Announced,
  DOUBT_WINDOW_MS,
  type Doubt,
  isDoubtful,
  NOTHING_ANNOUNCED,
  TRUSTED_MS,
} from '../../src/domain/agreement';
import type { ApiKey } from '../../src/domain/api-key';
import type { Approval, Proposal } from '../../src/domain/approval';
import { type Batch, type Fill, isOpen } from '../../src/domain/batch';
import type { Pace } from '../../src/domain/breaker';
import type { RefusalCode } from '../../src/domain/causes';
import { type CorporateAction, narrowed } from '../../src/domain/corporate-action';
import { DAYS_KEPT, type DayValue } from '../../src/domain/day-value';
import { isDerived } from '../../src/domain/derived-fill';
import { symbolsOf } from '../../src/domain/drift';
import { beginningRefusal, type Trading, type TradingPosition } from '../../src/domain/kill-switch';
import type { KnownAsset } from '../../src/domain/known-asset';
import type { DerivedOrder } from '../../src/domain/late-executions';
import { decimal, halfEvenToCents, showCents, sum } from '../../src/domain/money';
import { isDefinite, type Order } from '../../src/domain/order';
import { type Portfolio, staleReasonOf } from '../../src/domain/portfolio';
import type { Known } from '../../src/domain/price-jump';
import { forgottenBefore, type PricePoint, quarterOf } from '../../src/domain/price-point';
import { type PlanProposal, proposalAt } from '../../src/domain/proposal';
import { refusedAs } from '../../src/domain/refused';
import { NO_RULES } from '../../src/domain/rules';
import { type Keys, peopleBehind } from '../../src/domain/same-person';
import type { Session } from '../../src/domain/session';
import { ALERTED, IN_DIGEST, WORST_MAX } from '../../src/domain/stale-digest';
import { later } from '../../src/domain/time';
import type { Turnover } from '../../src/domain/turnover';
import type { WatchReport } from '../../src/domain/watch-report';
import type { KeptWithdrawal } from '../../src/domain/withdrawal';
import {
  type AcceptPrice,
  type AccountDiffered,
  type ActivityPage,
  type Actor,
  type ApprovalPage,
  type AuditHead,
  type AuditPage,
  type AuditRow,
  type AuditSearch,
  type BatchPage,
  type Begun,
  type BegunRequest,
  type Claim,
  type DecideProposalResult,
  type DecideResult,
  type DeclareAnswer,
  type EndStale,
  type EventCursor,
  type EventRow,
  type FoundAuditRow,
  type Guards,
  type KeptPrice,
  type KeptProposal,
  type KeyedAnswer,
  type KeyedRequest,
  type KnownPrice,
  type Ledger,
  LedgerFault,
  type LedgerVitals,
  type ListedBatch,
  type NewBatch,
  type NewKey,
  type NewPlanProposal,
  type NewSession,
  type NotedExecutions,
  type OpenBatchResult,
  type PolicyVersion,
  type PortfolioPage,
  type ProposalPage,
  type ProposePlanResult,
  type ReadProgress,
  type RefusedCount,
  type RefusedPage,
  type RefusedPortfolio,
  type RequestedChange,
  rowLost,
  type SendAnswer,
  type SetPolicyResult,
  type SetStatusResult,
  type SetTargetsResult,
  type SetTrading,
  type StaleCount,
  type StaleOne,
  type StoredKey,
  SYSTEM_AUDIT,
  type WatchedPortfolio,
  type WithdrawalPage,
} from '../../src/ledger/ledger';
import { differedEntry, doubtedEntry, shortened, trustedEntry } from '../../src/ledger/rules/account-reads';
import { activitiesBooked, activitiesSeen, isCashFlow } from '../../src/ledger/rules/activities';
import {
  approvalAt,
  approvalDecided,
  approvalEntry,
  approvalOvertaken,
  contentOf,
  newApproval,
} from '../../src/ledger/rules/approvals';
import { nextAttempts } from '../../src/ledger/rules/attempts';
import { chained, GENESIS, jsonbText } from '../../src/ledger/rules/audit-chain';
import { type BookedFill, distinctFills, externalCashStands } from '../../src/ledger/rules/booking';
import {
  canonicalCash,
  canonicalTargets,
  canonicalTime,
  compareText,
  overtaken,
  refused,
  storableJson,
  storableText,
} from '../../src/ledger/rules/canonical';
import {
  type AuditEntry,
  type Closed,
  closeBooks,
  closingStands,
  endStaleBooks,
  frozenBooks,
  frozenEntry,
  STALE_ENDED,
  staleBooks,
  staleMayEnd,
} from '../../src/ledger/rules/closing';
import { accountTaken, creationDetail, newBatch, newPortfolio, sortedOrders } from '../../src/ledger/rules/creation';
import { declaring } from '../../src/ledger/rules/declaring';
import {
  newsEntries,
  openedEntry,
  plannedEntry,
  rolledBackEntry,
  type SendMark,
  sentEntry,
} from '../../src/ledger/rules/entries';
import { beginTimes, begunRequest, isMade } from '../../src/ledger/rules/keyed-requests';
import { keyCreatedEntry, keyRevokedEntry } from '../../src/ledger/rules/keys';
import { tradingSet } from '../../src/ledger/rules/kill-switch';
import {
  type Accepting,
  acceptedByOne,
  acceptedByTwo,
  type KnownRow,
  keptPrices,
} from '../../src/ledger/rules/known-prices';
import { executionsNoted } from '../../src/ledger/rules/late-executions';
import { applyNews } from '../../src/ledger/rules/order-news';
import { planProposed, proposalDecided, proposalVoided, releaseRefused } from '../../src/ledger/rules/plan-proposals';
import { policySet } from '../../src/ledger/rules/policies';
import { calendarEntry, NOT_REFUSED, refusalNoted } from '../../src/ledger/rules/refusing';
import { restrictionAdded, restrictionRemoved, restrictionsEnded } from '../../src/ledger/rules/restrictions';
import { hasFailed, plannedReversal, reversalStep } from '../../src/ledger/rules/reversal';
import { sessionEndedEntry, sessionOpenedEntry } from '../../src/ledger/rules/sessions';
import { statusSet } from '../../src/ledger/rules/settings';
import { batchSized, sizesDetail } from '../../src/ledger/rules/sizing';
import { targetsSet } from '../../src/ledger/rules/targets';
import { NO_VITALS } from '../../src/ledger/rules/vitals';
import {
  endEntry,
  type Gone,
  withdrawalEnded,
  withdrawalRequested,
  withdrawalsOver,
  withdrawalsPaid,
} from '../../src/ledger/rules/withdrawals';
import { driftPolicyOf } from '../support/drift-policy';

export function createMemoryLedger(): Ledger {
  const ledger = new MemoryLedger();
  return {
    createPortfolio: async (portfolio, by) =>
      ledger.once(by, `createPortfolio ${portfolio.id}`, () => ledger.createPortfolio(portfolio, by)),
    findPortfolio: async (id) => copyOfPortfolio(ledger.portfolios.get(id)),
    findPortfolioOfAccount: async (accountId) => copyOfPortfolio(ledger.portfolioOfAccount(accountId)),
    listPortfolios: async (which) => structuredClone(ledger.listPortfolios(which)),
    findPortfolios: async (ids) => structuredClone(ledger.findPortfolios(ids)),
    findWatched: async (ids) => structuredClone(ledger.findPortfolios(ids).map(watched)),
    portfolioVersions: async (page) => ledger.portfolioVersions(page),
    setTargets: async (...asked) => ledger.once(asked[2], 'setTargets', () => ledger.setTargets(...asked)),
    addRestriction: async (id, given, by) =>
      ledger.once(by, 'addRestriction', () => ledger.restrict(id, by, (row) => restrictionAdded(row, given, by))),
    removeRestriction: async (id, which, by) =>
      ledger.once(by, 'removeRestriction', () => ledger.restrict(id, by, (row) => restrictionRemoved(row, which))),
    endRestrictions: async (by) => ledger.endRestrictions(by),
    requestWithdrawal: async (id, given, by) =>
      ledger.once(by, 'requestWithdrawal', () => ledger.requestWithdrawal(id, given, by)),
    endWithdrawal: async (id, end, by) => ledger.once(by, 'endWithdrawal', () => ledger.endWithdrawal(id, end, by)),
    endWithdrawals: async (by) => ledger.endWithdrawals(by),
    listWithdrawals: async (which) => ledger.listWithdrawals(which),
    proposePlan: async (given, by) =>
      structuredClone(ledger.once(by, 'proposePlan', () => ledger.proposePlan(given, by))),
    listProposals: async (which) => structuredClone(ledger.listProposals(which)),
    decideProposal: async (id, decision, by) =>
      structuredClone(ledger.once(by, 'decideProposal', () => ledger.decideProposal(id, decision, by))),
    voidProposal: async (id, why, by) => ledger.storeProposal(proposalVoided(ledger.proposals.get(id), why), by),
    setPolicy: async (id, change, by) => ledger.once(by, 'setPolicy', () => ledger.setPolicy(id, change, by)),
    listPolicies: async (id) => structuredClone(ledger.policies.get(id) ?? []),
    setStatus: async (id, change, by) => ledger.once(by, 'setStatus', () => ledger.setStatus(id, change, by)),
    freeze: async (id, freeze, by) => ledger.once(by, 'freeze', () => ledger.freeze(id, freeze, by)),
    noteCalendar: async (...asked) => ledger.noteCalendar(...asked),
    noteRefusal: async (...asked) => ledger.noteRefusal(...asked),
    listRefused: async (which) => ledger.listRefused(which),
    bookExternalCash: async (id, cash, expectedVersion, by) =>
      copyOfPortfolio(ledger.bookExternalCash(id, cash, expectedVersion, by)),
    openBatch: async (batch, by) => {
      const opened = ledger.openBatch(batch, by);
      return opened.ok ? { ok: true, batch: copyOfBatch(opened.batch) } : opened;
    },
    findBatch: async (id) => copyOfBatch(ledger.batches.get(id)),
    findOpenBatch: async (portfolioId) => copyOfBatch(ledger.openBatchOf(portfolioId)),
    listUnsettled: async () => ledger.listUnsettled(),
    listBatches: async (portfolioId) => ledger.batchesOf(portfolioId).map(copyOfBatch),
    pageBatches: async (which) => ledger.pageBatches(which).map((batch) => ({ ...batch, ...copyOfBatch(batch) })),
    listFills: async (batchId) => ledger.listFills(batchId).map((fill) => ({ ...fill })),
    raiseEpoch: async (batchId, by) => copyOfBatch(ledger.raiseEpoch(batchId, by)),
    sizeBuys: async (batchId, epoch, sizes, by) => copyOfBatch(ledger.sizeBuys(batchId, epoch, sizes, by)),
    planAttempts: async (batchId, epoch, orders, by) => copyOfBatch(ledger.planAttempts(batchId, epoch, orders, by)),
    markSent: async (...send) => ledger.mark('SENT', ...send),
    markClaimed: async (...claim) => ledger.mark('CLAIMED', ...claim),
    recordOrder: async (clientOrderId, news, by) => ledger.recordOrder(clientOrderId, news, by),
    planReversal: async (batchId, epoch, symbol, by) => ledger.planReversal(batchId, epoch, symbol, by),
    closeBatch: async (close, by) => ledger.closeBatch(close, by),
    markStale: async (portfolioId, stale, by) => ledger.markStale(portfolioId, stale, by),
    endStale: async (portfolioId, end, by) => ledger.endStale(portfolioId, end, by),
    declareOutcome: async (declare, by) => ledger.declareOutcome(declare, by),
    derivedOrders: async (portfolioId, since) => ledger.derivedOrders(portfolioId, since),
    noteExecutions: async (portfolioId, noted, by) => ledger.noteExecutions(portfolioId, noted, by),
    activitiesThrough: async (portfolioId) => ledger.activityCursors.get(portfolioId) ?? null,
    takeActivities: async (portfolioId, taken, by) => structuredClone(ledger.takeActivities(portfolioId, taken, by)),
    bookActivities: async (portfolioId, settled, by) =>
      copyOfPortfolio(ledger.bookActivities(portfolioId, settled, by)),
    listActivities: async (which) => structuredClone(ledger.listActivities(which)),
    noteAgreement: async (portfolioId, announced, by) => ledger.noteAgreement(portfolioId, announced, by),
    noteDifference: async (portfolioId, differed, by) => ledger.noteDifference(portfolioId, differed, by),
    doubt: async () => ledger.doubt,
    reviewDoubt: async (by) => ledger.reviewDoubt(by),
    trustBroker: async (reason, by) => ledger.once(by, 'trustBroker', () => ledger.trustBroker(reason, by)),
    dueReads: async (which) => ledger.dueReads(which),
    readProgress: async (since) => ledger.readProgress(since),
    noteValue: async (portfolioId, value) => ledger.noteValue(portfolioId, value),
    listValues: async (portfolioId) => structuredClone(ledger.dayValues.get(portfolioId) ?? []),
    reportWatch: async (report) => void ledger.reports.set(report.shard, structuredClone(report)),
    watchReports: async () =>
      structuredClone([...ledger.reports.values()].sort((a, b) => compareText(a.shard, b.shard))),
    propose: async (proposal, by) =>
      structuredClone(
        ledger.once(by, `propose ${proposal.action} ${proposal.subject}`, () => ledger.propose(proposal, by)),
      ),
    listApprovals: async (which) => structuredClone(ledger.listApprovals(which)),
    decideApproval: async (id, decision, by) =>
      structuredClone(ledger.once(by, 'decideApproval', () => ledger.decideApproval(id, decision, by))),
    trading: async () => ({ ...ledger.trading }),
    readGuards: async (portfolioId, since) => ledger.readGuards(portfolioId, since),
    readTurnover: async (portfolioId, since) => ledger.readTurnover(portfolioId, since),
    knownPrices: async () => ledger.listKnownPrices(),
    listPricePoints: async (symbol) => structuredClone([...(ledger.pricePoints.get(symbol)?.values() ?? [])]),
    keepPrices: async (prices, at) => ledger.keepPrices(prices, at),
    keepAssets: async (assets) => ledger.keepAssets(assets),
    doubtAsset: async (symbol, at) => ledger.doubtAsset(symbol, at),
    acceptPrice: async (accept, by) =>
      structuredClone(ledger.once(by, `acceptPrice ${accept.symbol}`, () => ledger.acceptPrice(accept, by))),
    setTrading: async (change, by) => {
      const isSet = ({ position }: Trading) => position === change.position;
      return { ...ledger.once(by, 'setTrading', () => ledger.setTrading(change, by), isSet) };
    },
    readPace: async (since) => ledger.readPace(since),
    tripBreaker: async (reason, seen, by) => ledger.tripBreaker(reason, seen, by),
    createKey: async (key, by) => ledger.once(by, `createKey ${key.id}`, () => ledger.createKey(key, by)),
    findKey: async (id) => ledger.keys.get(id),
    listKeys: async ({ after = '', limit }) =>
      [...ledger.keys.values()]
        .filter(({ id }) => id > after)
        .sort((a, b) => compareText(a.id, b.id))
        .slice(0, limit)
        .map(({ secretHash: _, ...key }) => key),
    revokeKey: async (id, by) => ledger.once(by, 'revokeKey', () => ledger.revokeKey(id, by)),
    keyPeople: async () => ledger.keyPeople(),
    noteKeyUse: async (id, at) => {
      const key = ledger.keys.get(id);
      if (key !== undefined) ledger.keys.set(id, { ...key, lastUsedAt: canonicalTime(at) });
    },
    openSession: async (session, forgetBefore, by) => ledger.openSession(session, forgetBefore, by),
    findSession: async (tokenHash) => ledger.findSession(tokenHash),
    noteSessionSeen: async (tokenHash, at) => {
      const session = ledger.sessions.get(tokenHash);
      if (session !== undefined && session.seenAt < at)
        ledger.sessions.set(tokenHash, { ...session, seenAt: canonicalTime(at) });
    },
    endSession: async (tokenHash, by) => {
      if (ledger.sessions.delete(tokenHash)) ledger.record(SYSTEM_AUDIT, [sessionEndedEntry()], by);
    },
    audit: async (portfolioId, batchId, event, detail, by) =>
      ledger.once(by, `audit ${event}`, () => ledger.record(portfolioId, [{ event, batchId, detail }], by)),
    listAudit: async (portfolioId) => [...ledger.rowsOf(portfolioId)],
    readAudit: async (portfolioId, after, limit) => ledger.rowsOf(portfolioId).slice(after, after + limit),
    pageAudit: async (which) => ledger.pageAudit(which),
    readEvents: async (after, limit) => ledger.readEvents(after, limit),
    eventsEnd: async () => ledger.eventsEnd(),
    searchAudit: async (which) => ledger.searchAudit(which),
    beginRequest: async (asked, at) => ledger.beginRequest(asked, at),
    finishRequest: async (claim, answer) => ledger.finishRequest(claim, answer),
    dropRequest: async (claim) => ledger.dropRequest(claim),
    sweepRequests: async (at, limit) => ledger.sweepRequests(at, limit),
    vitals: async () => ledger.vitals(),
    countStale: async (untold) => ledger.countStale(untold),
    hasStaleBefore: async (portfolioId, withinMs) => ledger.hasStaleBefore(portfolioId, withinMs),
    auditHead: async (portfolioId) => ledger.headOf(portfolioId),
    close: async () => undefined,
  };
}

function byDamage(a: StaleOne, b: StaleOne): number {
  const drift = (one: StaleOne) => (one.drift === null ? -1 : Number(one.drift));
  return drift(b) - drift(a) || compareText(a.since ?? '', b.since ?? '') || compareText(a.portfolioId, b.portfolioId);
}

/** A batch does not last longer. */
const DAY_MS = 24 * 60 * 60_000;

/** Stored objects are replaced, never changed. */
/** It has one history. */
const EPOCH = '0123456789ab';

class MemoryLedger {
  readonly portfolios = new Map<string, Portfolio>();
  readonly batches = new Map<string, Batch>();
  readonly fills = new Map<string, Fill>();
  /** Since when a portfolio is STALE. */
  readonly staleSince = new Map<string, string>();
  /** By client order id. */
  readonly lateExecutions = new Map<string, Fill[]>();
  readonly keys = new Map<string, StoredKey>();
  private readonly makers = new Map<string, readonly string[]>();
  /** By portfolio and id, in the order in which they were seen. */
  readonly activities = new Map<string, KeptActivity>();
  /** By id, in the order of their numbers. */
  readonly withdrawals = new Map<string, KeptWithdrawal>();
  readonly proposals = new Map<string, KeptProposal>();
  /** By portfolio. */
  readonly activityCursors = new Map<string, string>();
  /** By symbol. */
  readonly corporateActions = new Map<string, CorporateAction>();
  /** By shard. */
  readonly dayValues = new Map<string, DayValue[]>();
  readonly reports = new Map<string, WatchReport>();
  /** By the hash of the token. */
  readonly sessions = new Map<string, Session>();
  /** By portfolio, oldest first. */
  readonly rows = new Map<string, AuditRow[]>();
  /** Those of all portfolios, in the order in which they were written. */
  readonly written: AuditRow[] = [];
  /** In the order of their numbers. */
  readonly openings: Opening[] = [];
  readonly approvals = new Map<string, Approval>();
  /** By principal and key. */
  readonly requests = new Map<string, KeyedRow>();
  readonly knownPrices = new Map<string, KnownPrice>();
  readonly assets = new Map<string, KnownAsset & { refusedAt: string }>();
  /** By symbol and quarter of an hour. */
  readonly pricePoints = new Map<string, Map<string, PricePoint>>();
  /** What the market, or two people, confirmed last; null when it is what is known. */
  private readonly confirmed = new Map<string, string | null>();
  /** By portfolio, oldest first. */
  readonly policies = new Map<string, PolicyVersion[]>();
  /** By portfolio. */
  readonly calendarDays = new Map<string, string>();
  readonly reads = new Map<string, { readAt: string; difference: string | null; announced: Announced }>();
  doubt: Doubt | null = null;
  trustedUntil: string | null = null;
  trading: Trading = {
    position: 'active',
    undo: false,
    reason: 'never changed',
    actor: 'setup',
    since: new Date(0).toISOString(),
  };

  createPortfolio(
    ...[portfolio, by]: Parameters<Ledger['createPortfolio']>
  ): Awaited<ReturnType<Ledger['createPortfolio']>> {
    const row = newPortfolio(portfolio);
    const detail = storableJson(creationDetail(row));
    if (this.portfolios.has(row.id)) {
      const creation = this.rowsOf(row.id).find(({ event }) => event === 'PORTFOLIO_CREATED');
      if (creation !== undefined && jsonbText(creation.detail) === jsonbText(detail)) return { ok: true };
      return refusedAs('PORTFOLIO_EXISTS', row.id);
    }
    const { accountId } = row;
    const isSettling = [...this.batches.values()].some((batch) => batch.accountId === accountId && isOpen(batch.state));
    if (this.portfolioOfAccount(accountId) !== undefined || isSettling) return accountTaken(accountId);
    this.portfolios.set(row.id, row);
    const [actor, at] = [storableText(by.name), canonicalTime(by.at)];
    this.policies.set(row.id, [{ version: 1, policy: row.policy, actor, reason: null, at }]);
    this.record(row.id, [{ event: 'PORTFOLIO_CREATED', batchId: null, detail }], by);
    return { ok: true };
  }

  portfolioOfAccount(accountId: string): Portfolio | undefined {
    return [...this.portfolios.values()].find((one) => one.accountId === accountId && one.status !== 'CLOSED');
  }

  listPortfolios({ after = '', limit, ...which }: PortfolioPage): Portfolio[] {
    return [...this.portfolios.values()]
      .filter((portfolio) => portfolio.id > after && isListed(portfolio, which))
      .sort((a, b) => compareText(a.id, b.id))
      .slice(0, limit);
  }

  findPortfolios(ids: readonly string[]): Portfolio[] {
    return [...new Set(ids)].sort(compareText).flatMap((id) => this.portfolios.get(id) ?? []);
  }

  portfolioVersions(page: Parameters<Ledger['portfolioVersions']>[0]) {
    const open = [...this.portfolios.values()].filter((portfolio) => portfolio.status !== 'CLOSED');
    return open
      .map(({ id, version }) => ({ id, version }))
      .filter(({ id }) => compareText(id, page?.after ?? '') > 0)
      .sort((a, b) => compareText(a.id, b.id))
      .slice(0, page?.limit);
  }

  setTargets(...[id, targets, by, ifRevision]: Parameters<Ledger['setTargets']>): SetTargetsResult {
    const after = canonicalTargets(targets);
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', id);
    const set = targetsSet(portfolio, after, ifRevision);
    if ('ok' in set) return set;
    this.change(portfolio, { targets: after }, set.entry, by);
    return { ok: true };
  }

  restrict<Answer extends object>(
    id: string,
    by: Actor,
    decide: (row: Portfolio) => { restrictions: Portfolio['restrictions']; entries: AuditEntry[] } | Answer,
  ) {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', id);
    const changed = decide(portfolio);
    if (!('entries' in changed)) return changed;
    const [entry] = changed.entries;
    if (entry !== undefined) this.change(portfolio, { restrictions: changed.restrictions }, entry, by);
    return { ok: true } as const;
  }

  endRestrictions(by: Actor): number {
    let ended = 0;
    for (const portfolio of [...this.portfolios.values()]) {
      const over = restrictionsEnded(portfolio, by.at);
      if (over === undefined) continue;
      const [first, ...others] = over.entries;
      if (first !== undefined) this.change(portfolio, { restrictions: over.restrictions }, first, by);
      if (others.length > 0) this.record(portfolio.id, others, by);
      ended += 1;
    }
    return ended;
  }

  requestWithdrawal(
    ...[id, given, by]: Parameters<Ledger['requestWithdrawal']>
  ): Awaited<ReturnType<Ledger['requestWithdrawal']>> {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', id);
    const requested = withdrawalRequested(portfolio, given, by);
    if ('ok' in requested) return requested;
    const { withdrawal, entry } = requested;
    const open = { state: 'OPEN', endedBy: null, endedAt: null } as const;
    this.withdrawals.set(withdrawal.id, { ...withdrawal, portfolioId: id, number: this.withdrawals.size + 1, ...open });
    this.change(portfolio, { withdrawals: [...portfolio.withdrawals, withdrawal] }, entry, by);
    return { ok: true, withdrawal };
  }

  endWithdrawal(...[id, end, by]: Parameters<Ledger['endWithdrawal']>): Awaited<ReturnType<Ledger['endWithdrawal']>> {
    const found = this.withdrawals.get(end.withdrawalId);
    const ended = withdrawalEnded(id, found?.portfolioId === id ? found : undefined, end);
    if ('ok' in ended) return ended;
    const withdrawals = this.without(id, [end.withdrawalId], end.state, by);
    this.change(this.portfolioOf(id), { withdrawals }, ended.entry, by);
    return { ok: true };
  }

  endWithdrawals(by: Actor): number {
    let ended = 0;
    for (const portfolio of [...this.portfolios.values()]) {
      const over = withdrawalsOver(portfolio, by.at);
      if (over.length === 0) continue;
      const [first, ...others] = over.map((one) => endEntry(one, 'CANCELLED', { until: one.until }));
      const withdrawals = this.without(
        portfolio.id,
        over.map(({ id }) => id),
        'CANCELLED',
        by,
      );
      if (first !== undefined) this.change(portfolio, { withdrawals }, first, by);
      this.record(portfolio.id, others, by);
      ended += over.length;
    }
    return ended;
  }

  listWithdrawals({ portfolioId, id, state, after = Infinity, limit }: WithdrawalPage): KeptWithdrawal[] {
    return [...this.withdrawals.values()]
      .filter((one) => portfolioId === undefined || one.portfolioId === portfolioId)
      .filter((one) => (id === undefined || one.id === id) && (state === undefined || one.state === state))
      .filter((one) => one.number < after)
      .sort((a, b) => b.number - a.number)
      .slice(0, limit);
  }

  /** Ends withdrawals, and returns those of the portfolio that are still open. */
  private without(portfolioId: string, ids: readonly string[], state: 'PAID' | 'CANCELLED', by: Actor) {
    for (const id of ids) {
      const one = this.withdrawals.get(id);
      const ended = { state, endedBy: storableText(by.name), endedAt: canonicalTime(by.at) };
      if (one !== undefined) this.withdrawals.set(id, { ...one, ...ended });
    }
    return this.portfolioOf(portfolioId).withdrawals.filter(({ id }) => !ids.includes(id));
  }

  setPolicy(...[id, change, by]: Parameters<Ledger['setPolicy']>): SetPolicyResult {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', id);
    const set = policySet(portfolio, change);
    if ('ok' in set) return set;
    const { policy, version, reason, entry } = set;
    const row = { version, policy, actor: storableText(by.name), reason, at: canonicalTime(by.at) };
    this.policies.set(id, [...(this.policies.get(id) ?? []), row]);
    this.change(portfolio, { policy, policyVersion: version }, entry, by);
    return { ok: true, version };
  }

  setStatus(...[id, change, by]: Parameters<Ledger['setStatus']>): SetStatusResult {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) return refusedAs('OTHER_STATUS', id);
    const set = statusSet(portfolio, change);
    if ('ok' in set) return set;
    this.change(portfolio, { ...set.after, ...NOT_REFUSED }, set.entry, by);
    return { ok: true };
  }

  freeze(...[id, freeze, by]: Parameters<Ledger['freeze']>): boolean {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined || portfolio.status === 'CLOSED') return false;
    const frozen = frozenBooks(portfolio, freeze);
    if (frozen !== undefined) this.change(portfolio, { ...frozen, ...NOT_REFUSED }, frozenEntry(freeze), by);
    return true;
  }

  bookExternalCash(
    ...[id, cash, expectedVersion, by]: Parameters<Ledger['bookExternalCash']>
  ): Awaited<ReturnType<Ledger['bookExternalCash']>> {
    const cashAfter = canonicalCash(cash);
    const portfolio = this.portfolioOf(id);
    const stands = externalCashStands(portfolio, cashAfter, expectedVersion, this.openBatchOf(id) !== undefined);
    if (stands !== 'may') return stands === 'done' ? portfolio : undefined;
    const detail = { cashBefore: portfolio.cash, cashAfter };
    const moved = { cash: decimal(cashAfter).minus(decimal(portfolio.cash)), at: by.at, why: {} };
    const paid = withdrawalsPaid(portfolio, [moved]);
    const withdrawals = this.without(id, paid.ids, 'PAID', by);
    const entry = { event: 'EXTERNAL_CASH_BOOKED', batchId: null, detail } as const;
    this.change(portfolio, { cash: cashAfter, withdrawals }, entry, by);
    this.record(id, paid.entries, by);
    return this.portfolios.get(id);
  }

  noteRefusal(...[id, refusal, expectedVersion, by, seen]: Parameters<Ledger['noteRefusal']>): boolean {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) return false;
    const noted = refusalNoted(portfolio, refusal, expectedVersion, this.openBatchOf(id) !== undefined, by, seen);
    if (noted?.after !== undefined) this.portfolios.set(id, { ...portfolio, ...noted.after });
    this.record(id, noted?.entries ?? [], by);
    return noted !== undefined;
  }

  noteCalendar(...[id, day, expectedVersion, by]: Parameters<Ledger['noteCalendar']>): boolean {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) return false;
    if (portfolio.calendarDoneOn !== null && portfolio.calendarDoneOn >= day) return true;
    if (portfolio.version !== expectedVersion) return false;
    this.replace(portfolio, { ...portfolio, calendarDoneOn: day, version: portfolio.version + 1 });
    this.record(id, [calendarEntry(day)], by);
    return true;
  }

  listRefused({ code, after, limit }: RefusedPage): RefusedPortfolio[] {
    const inOrder = (a: Pick<RefusedPortfolio, 'since' | 'id'>, b: Pick<RefusedPortfolio, 'since' | 'id'>) =>
      compareText(a.since, b.since) || compareText(a.id, b.id);
    return [...this.portfolios.values()]
      .flatMap(({ id, accountId, version, refusal, refusedSince: since }) =>
        refusal === null || since === null ? [] : [{ id, accountId, version, ...refusal, since }],
      )
      .filter((one) => (code === undefined || one.code === code) && (after === undefined || inOrder(one, after) > 0))
      .sort(inOrder)
      .slice(0, limit);
  }

  openBatch(batch: NewBatch, by: Actor): OpenBatchResult {
    const portfolio = this.portfolios.get(batch.portfolioId);
    if (portfolio === undefined) return refusedAs('NOT_ACTIVE', batch.portfolioId);
    const after = newBatch(batch, portfolio);
    const stored = this.batches.get(batch.id);
    if (stored !== undefined) {
      if (stored.portfolioId !== batch.portfolioId) throw refused(`batch ${batch.id} is of another portfolio`);
      return { ok: true, batch: stored };
    }
    if (portfolio.status !== 'ACTIVE' || portfolio.frozen) return refusedAs('NOT_ACTIVE', batch.portfolioId);
    if (portfolio.version !== batch.expectedVersion) return refusedAs('VERSION_CHANGED', batch.portfolioId);
    if (this.openBatchOf(batch.portfolioId) !== undefined) return refusedAs('BATCH_OPEN', batch.portfolioId);
    const kept = beginningRefusal(this.trading, after.orders);
    if (kept !== undefined) return { ...refusedAs(kept.code, kept.detail), detail: kept.detail };
    const proposal = batch.proposal === undefined ? undefined : this.proposals.get(batch.proposal);
    if (batch.proposal !== undefined) {
      const unapproved = releaseRefused(proposal, batch, batch.proposal, by);
      if (unapproved !== undefined) return unapproved;
    }
    if (proposal !== undefined) this.proposals.set(proposal.id, { ...proposal, state: 'RELEASED', batchId: batch.id });
    this.batches.set(after.id, after);
    if (batch.calendarDay !== undefined) this.calendarDays.set(after.id, batch.calendarDay);
    this.openings.push({ id: after.id, openedAt: canonicalTime(by.at), number: this.openings.length + 1 });
    if (portfolio.refusal !== null) this.portfolios.set(portfolio.id, { ...portfolio, ...NOT_REFUSED });
    this.noteAgreement(after.portfolioId, batch.announced ?? NOTHING_ANNOUNCED, by);
    this.record(after.portfolioId, [openedEntry(after, batch)], by);
    return { ok: true, batch: after };
  }

  batchesOf(portfolioId: string): Batch[] {
    return [...this.batches.values()].filter((batch) => batch.portfolioId === portfolioId);
  }

  openBatchOf(portfolioId: string): Batch | undefined {
    return this.batchesOf(portfolioId).find((batch) => isOpen(batch.state));
  }

  vitals(): LedgerVitals {
    const vitals = structuredClone(NO_VITALS);
    const refused = new Map<RefusalCode, RefusedCount>();
    for (const { status, refusal, refusedSince } of this.portfolios.values()) {
      if (status === 'PAUSED' || status === 'STALE') vitals.portfolios[status] += 1;
      if (refusal === null || refusedSince === null) continue;
      const { count, oldest } = refused.get(refusal.code) ?? { count: 0, oldest: refusedSince };
      const older = refusedSince < oldest ? refusedSince : oldest;
      refused.set(refusal.code, { code: refusal.code, count: count + 1, oldest: older });
    }
    vitals.refused = [...refused.values()].sort((a, b) => compareText(a.code, b.code));
    for (const batch of this.batches.values()) {
      if (batch.state !== 'PENDING' && batch.state !== 'STALE') continue;
      vitals.openBatches[batch.state] += 1;
      vitals.unknownOrders += batch.orders.filter(({ state }) => state === 'UNKNOWN').length;
      const older = vitals.oldestPending === null || batch.pricedAt < vitals.oldestPending;
      if (batch.state === 'PENDING' && older) vitals.oldestPending = batch.pricedAt;
    }
    return vitals;
  }

  countStale({ after, before }: Parameters<Ledger['countStale']>[0]): StaleCount[] {
    const counts = new Map<string, StaleCount>();
    for (const portfolio of this.portfolios.values()) {
      if (portfolio.status !== 'STALE') continue;
      const { id } = portfolio;
      const since = this.staleSince.get(id) ?? '';
      const reason = staleReasonOf(portfolio);
      const { id: batchId = null, driftBefore: drift = null } = this.openBatchOf(id) ?? {};
      const { count, oldest, untold, worst } = counts.get(reason) ?? { count: 0, oldest: since, untold: 0, worst: [] };
      const wasTold = this.rowsOf(id).some(
        ({ event, at, detail }) => event === ALERTED && at >= since && detail.delivered !== IN_DIGEST,
      );
      counts.set(reason, {
        reason,
        count: count + 1,
        oldest: oldest === null || since < oldest ? since : oldest,
        untold: untold + (since >= after && since < before && !wasTold ? 1 : 0),
        worst: [...worst, { portfolioId: id, since, batchId, drift }],
      });
    }
    return [...counts.values()]
      .map((one) => ({ ...one, worst: one.worst.sort(byDamage).slice(0, WORST_MAX) }))
      .sort((a, b) => compareText(a.reason, b.reason));
  }

  hasStaleBefore(portfolioId: string, withinMs: number): boolean {
    const mine = this.portfolios.get(portfolioId);
    const since = this.staleSince.get(portfolioId);
    if (mine?.status !== 'STALE' || since === undefined) return false;
    return [...this.portfolios.values()].some(({ id, status, statusReason }) => {
      const other = this.staleSince.get(id);
      if (status !== 'STALE' || statusReason !== mine.statusReason || other === undefined) return false;
      const isBefore = (compareText(other, since) || compareText(id, portfolioId)) < 0;
      return isBefore && Date.parse(since) - Date.parse(other) < withinMs;
    });
  }

  listUnsettled(): string[] {
    const pending = [...this.batches.values()].filter((batch) => batch.state === 'PENDING');
    const stale = [...this.portfolios.values()].filter(
      ({ status, frozen }) => status === 'STALE' || (frozen && status !== 'CLOSED'),
    );
    const ids = [...pending.map(({ portfolioId }) => portfolioId), ...stale.map(({ id }) => id)];
    return [...new Set(ids)].sort(compareText);
  }

  listFills(batchId: string): Fill[] {
    const ids = new Set(this.batches.get(batchId)?.orders.map((order) => order.clientOrderId));
    const fills = [...this.fills.values()].filter((fill) => ids.has(fill.clientOrderId));
    return fills.sort((a, b) => compareText(a.at, b.at) || compareText(a.executionId, b.executionId));
  }

  raiseEpoch(batchId: string, by: Actor): Batch {
    const batch = this.batchOf(batchId);
    if (!isOpen(batch.state)) return batch;
    const after = { ...batch, epoch: batch.epoch + 1 };
    this.batches.set(batchId, after);
    this.record(batch.portfolioId, [{ event: 'EPOCH_RAISED', batchId, detail: { epoch: after.epoch } }], by);
    return after;
  }

  sizeBuys(...[batchId, epoch, sizes, by]: Parameters<Ledger['sizeBuys']>): Batch {
    const batch = this.batchOf(batchId);
    if (batch.epoch !== epoch || batch.state !== 'PENDING' || batch.buysSizedAt !== null) return batch;
    const after = batchSized(batch, sizes, by);
    this.batches.set(batchId, after);
    this.record(batch.portfolioId, [{ event: 'BUYS_SIZED', batchId, detail: sizesDetail(sizes) }], by);
    return after;
  }

  planAttempts(...[batchId, epoch, orders, by]: Parameters<Ledger['planAttempts']>): Batch {
    const batch = this.batchOf(batchId);
    const attempts = nextAttempts(batch, epoch, orders);
    if (attempts.length === 0) return batch;
    const after = { ...batch, orders: sortedOrders([...batch.orders, ...attempts]) };
    this.batches.set(batchId, after);
    this.record(batch.portfolioId, attempts.map(plannedEntry), by);
    return after;
  }

  mark(
    as: SendMark,
    ...[clientOrderId, epoch, previous, by, isDecision = false]: Parameters<Ledger['markSent']>
  ): SendAnswer {
    const { batch, order } = this.findOrder(clientOrderId);
    const stopped = as === 'SENT' && batch && order && this.stoppedBy(batch, order, isDecision);
    if (stopped) return stopped;
    if (batch === undefined || order === undefined || !isOpen(batch.state) || batch.epoch !== epoch) return 'overtaken';
    if (isDefinite(order.state) || order.sentAt !== previous) return 'overtaken';
    this.replaceOrders(batch, [{ ...order, sentAt: canonicalTime(by.at) }]);
    this.record(batch.portfolioId, [sentEntry(order, as, epoch, { first: previous === null, isDecision })], by);
    return 'may-send';
  }

  private stoppedBy(batch: Batch, order: Order, isDecision: boolean): SendAnswer | undefined {
    const undoing = order.kind === 'reversal';
    if (this.trading.position === 'halted' && !(undoing && this.trading.undo)) return 'halted';
    const { frozen, freezeUndoes } = this.portfolioOf(batch.portfolioId);
    if (frozen && !isDecision && !(undoing && freezeUndoes)) return 'frozen';
    return hasFailed(batch, order) ? 'batch-failed' : undefined;
  }

  recordOrder(...[clientOrderId, news, by]: Parameters<Ledger['recordOrder']>) {
    const { batch, order } = this.findOrder(clientOrderId);
    if (batch === undefined || order === undefined) throw rowLost(`order ${clientOrderId}`);
    const after = applyNews(order, news);
    if (after === order) return { state: order.state, filledQuantity: order.filledQuantity };
    const changed = [after];
    const entries = newsEntries(order, after);
    if (after.kind === 'reversal') {
      const step = reversalStep(family(batch, after.symbol).map((other) => (other === order ? after : other)));
      if (step.kind === 'reversed') {
        changed.push(...step.orders);
        entries.push(...step.orders.map(rolledBackEntry));
      }
    }
    this.replaceOrders(batch, changed);
    this.record(batch.portfolioId, entries, by);
    return { state: after.state, filledQuantity: after.filledQuantity };
  }

  planReversal(...[batchId, epoch, symbol, by]: Parameters<Ledger['planReversal']>) {
    const batch = this.batchOf(batchId);
    const step = reversalStep(family(batch, symbol));
    if (step.kind === 'nothing-left') return undefined;
    if (!isOpen(batch.state)) throw refused(`batch ${batchId} is ${batch.state}: nothing of it is reversed any more`);
    if (batch.epoch !== epoch) throw overtaken(batchId, epoch, batch.epoch);
    if (step.kind === 'under-way') return plannedReversal(step.reversal);
    if (step.kind === 'reversed') {
      this.replaceOrders(batch, step.orders);
      this.record(batch.portfolioId, step.orders.map(rolledBackEntry), by);
      return undefined;
    }
    this.batches.set(batchId, { ...batch, orders: sortedOrders([...batch.orders, step.reversal]) });
    this.record(batch.portfolioId, [plannedEntry(step.reversal)], by);
    return plannedReversal(step.reversal);
  }

  closeBatch(...[close, by]: Parameters<Ledger['closeBatch']>): boolean {
    const batch = this.batches.get(close.batchId);
    if (batch === undefined) return false;
    const stands = closingStands(batch, close);
    if (stands !== 'may') return stands === 'done';
    const portfolio = this.portfolioOf(batch.portfolioId);
    const fills = this.freshFills(portfolio.id, close.fills);
    this.store(closeBooks(portfolio, batch, close, fills), fills, by);
    return true;
  }

  markStale(...[portfolioId, stale, by]: Parameters<Ledger['markStale']>): void {
    const portfolio = this.portfolioOf(portfolioId);
    const fills = this.freshFills(portfolioId, stale.fills);
    const closed = staleBooks(portfolio, this.openBatchOf(portfolioId) ?? null, stale, fills);
    if (closed !== undefined) this.store(closed, fills, by);
  }

  endStale(portfolioId: string, end: EndStale, by: Actor): boolean {
    const portfolio = this.portfolioOf(portfolioId);
    if (portfolio.status !== 'STALE') return this.endedBefore(portfolioId, end);
    const { requestId } = end;
    if (requestId !== undefined && this.rowsOf(portfolioId).some(({ detail }) => detail.requestId === requestId))
      return true;
    const batch = this.openBatchOf(portfolioId) ?? null;
    if (!staleMayEnd(portfolio, batch, end)) return false;
    const fills = this.freshFills(portfolioId, end.fills);
    this.store(endStaleBooks(portfolio, batch, end, fills), fills, by);
    return true;
  }

  declareOutcome(...[declare, by]: Parameters<Ledger['declareOutcome']>): DeclareAnswer {
    const { clientOrderId } = declare.declaration;
    const before = this.portfolioOf(declare.portfolioId);
    const { batch } = this.findOrder(clientOrderId);
    const rows = {
      portfolio: before,
      batch,
      events: this.rowsOf(before.id).filter(({ detail }) => detail.clientOrderId === clientOrderId),
      fills: [...this.fills.values()].filter((fill) => fill.clientOrderId === clientOrderId),
      keys: this.keyPeople(),
    };
    const { answer, portfolio, orders, fills, entries } = declaring(rows, declare, by);
    if (batch !== undefined && orders.length > 0) this.replaceOrders(batch, orders);
    this.store({ portfolio, batch: null, entries }, fills, by);
    return answer;
  }

  derivedOrders(portfolioId: string, since: string): DerivedOrder[] {
    const ended = this.batchesOf(portfolioId).filter(({ state, marketTime }) => !isOpen(state) && marketTime >= since);
    return ended.flatMap(({ id: batchId, marketTime, orders }) =>
      [...orders]
        .sort((a, b) => compareText(a.clientOrderId, b.clientOrderId))
        .flatMap(({ clientOrderId, side }) => {
          const fills = [...this.fills.values()].filter((fill) => fill.clientOrderId === clientOrderId);
          const isNoted = this.lateExecutions.has(clientOrderId);
          return fills.some(isDerived) && !isNoted ? [{ batchId, clientOrderId, side, marketTime, fills }] : [];
        }),
    );
  }

  noteExecutions(portfolioId: string, noted: NotedExecutions, by: Actor): boolean {
    const { clientOrderId } = noted;
    if (this.lateExecutions.has(clientOrderId)) return false;
    const fills = [...this.fills.values()].filter((fill) => fill.clientOrderId === clientOrderId);
    const { executions, entry } = executionsNoted(noted, fills);
    this.lateExecutions.set(clientOrderId, executions);
    this.record(portfolioId, [entry], by);
    return true;
  }

  noteValue(portfolioId: string, value: DayValue): void {
    const oldest = later(`${value.day}T00:00:00.000Z`, -DAYS_KEPT * 24 * 3_600_000).slice(0, 10);
    const kept = (this.dayValues.get(portfolioId) ?? []).filter(({ day }) => day > oldest && day !== value.day);
    this.dayValues.set(
      portfolioId,
      [...kept, { ...value }].sort((a, b) => compareText(a.day, b.day)),
    );
  }

  noteAgreement(portfolioId: string, announced: Announced, by: Actor): void {
    this.reads.set(portfolioId, { readAt: canonicalTime(by.at), difference: null, announced });
  }

  noteDifference(portfolioId: string, { difference, read }: AccountDiffered, by: Actor): Doubt | null {
    const announced = this.reads.get(portfolioId)?.announced ?? NOTHING_ANNOUNCED;
    this.reads.set(portfolioId, { readAt: canonicalTime(by.at), difference: shortened(difference), announced });
    this.record(portfolioId, [differedEntry(difference, read)], by);
    const counts = this.countSince(later(by.at, -DOUBT_WINDOW_MS));
    const isTrusted = this.trustedUntil !== null && this.trustedUntil >= by.at;
    if (this.doubt !== null || isTrusted || !isDoubtful(counts.differing, counts.read)) return this.doubt;
    this.doubt = { since: canonicalTime(by.at), ...counts };
    this.record(SYSTEM_AUDIT, [doubtedEntry(this.doubt)], by);
    return this.doubt;
  }

  reviewDoubt(by: Actor): Doubt | null {
    if (this.doubt === null) return null;
    const { differing, read } = this.countSince(later(this.doubt.since, -DOUBT_WINDOW_MS));
    if (isDoubtful(differing, read)) return this.doubt;
    this.endDoubt(null, by);
    return null;
  }

  trustBroker(reason: string, by: Actor): boolean {
    if (reason.trim() === '') throw refused('a reason is required to trust the broker');
    if (this.doubt === null) return false;
    this.trustedUntil = later(by.at, TRUSTED_MS);
    this.endDoubt(reason, by);
    return true;
  }

  dueReads({ before, differingBefore, limit }: Parameters<Ledger['dueReads']>[0]): string[] {
    const due = [...this.portfolios.values()].flatMap(({ id, status }) => {
      const { readAt = '', difference = null } = this.reads.get(id) ?? {};
      const isDue = status !== 'CLOSED' && readAt < (difference === null ? before : differingBefore);
      return isDue ? [{ id, readAt, agrees: difference === null }] : [];
    });
    due.sort((a, b) => +a.agrees - +b.agrees || compareText(a.readAt, b.readAt) || compareText(a.id, b.id));
    return due.slice(0, limit).map(({ id }) => id);
  }

  readProgress(since: string): ReadProgress {
    const open = [...this.portfolios.values()].filter(({ status }) => status !== 'CLOSED');
    const reads = open.flatMap(({ id }) => this.reads.get(id) ?? []);
    return {
      portfolios: open.length,
      read: reads.filter(({ readAt }) => readAt >= since).length,
      differing: reads.filter(({ difference }) => difference !== null).length,
      oldest: reads.map(({ readAt }) => readAt).sort(compareText)[0] ?? null,
    };
  }

  private countSince(since: string): Omit<Doubt, 'since'> {
    const reads = [...this.reads.values()].filter(({ readAt }) => readAt >= since);
    return { differing: reads.filter(({ difference }) => difference !== null).length, read: reads.length };
  }

  private endDoubt(reason: string | null, by: Actor): void {
    this.doubt = null;
    this.record(SYSTEM_AUDIT, [trustedEntry(reason)], by);
  }

  readGuards(portfolioId: string, since: string): Guards {
    const accountId = this.portfolios.get(portfolioId)?.accountId;
    const ofAccount = [...this.batches.values()].filter((batch) => batch.accountId === accountId);
    const orders = ofAccount.flatMap((batch) => batch.orders.filter(({ kind }) => kind === 'order'));
    const ids = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    const today = [...this.fills.values()].filter((fill) => ids.has(fill.clientOrderId) && fill.at >= since);
    const portfolio = this.portfolios.get(portfolioId);
    const symbols = portfolio === undefined ? [] : symbolsOf(portfolio);
    const known = symbols.flatMap((symbol) => this.knownPrices.get(symbol) ?? []);
    return {
      trading: { ...this.trading },
      tradedTodayUsd: showCents(sum(today.map(({ cash }) => decimal(cash).abs()))),
      runsToday: this.batchesOf(portfolioId).filter(({ marketTime }) => marketTime >= since).length,
      knownPrices: new Map(
        known.map(({ symbol, price, lately }) => [symbol, { price, lately, ...this.withAction(symbol) }]),
      ),
      doubt: this.doubt,
      lastFillAt: this.lastFillOf(ofAccount.filter((batch) => this.mayHaveFilledSince(batch, later(since, -DAY_MS)))),
      announced: this.reads.get(portfolioId)?.announced ?? NOTHING_ANNOUNCED,
      assets: this.knownAssets(symbols),
      ruleSet: NO_RULES,
    };
  }

  readTurnover(portfolioId: string, since: string): Turnover {
    const kept = this.batchesOf(portfolioId).filter(({ state }) => state !== 'ROLLED_BACK');
    const orders = kept.flatMap((batch) => batch.orders.filter(({ kind }) => kind === 'order'));
    const ids = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    const amounts = [...this.fills.values()]
      .filter((fill) => ids.has(fill.clientOrderId) && fill.at >= since)
      .map(({ cash }) => decimal(cash));
    const sold = sum(amounts.filter((cash) => cash.isPositive()));
    return { boughtUsd: showCents(sold.minus(sum(amounts))), soldUsd: showCents(sold) };
  }

  takeActivities(...[portfolioId, { activities, through }, by]: Parameters<Ledger['takeActivities']>): KeptActivity[] {
    this.portfolioOf(portfolioId);
    const states = new Map(this.activitiesOf(portfolioId).map(({ id, state }) => [id, state]));
    const { fresh, over, entries } = activitiesSeen(activities, states);
    const [before = '', after] = [this.activityCursors.get(portfolioId), canonicalTime(through)];
    this.activityCursors.set(portfolioId, after > before ? after : before);
    for (const id of over) this.settle(portfolioId, id, { state: 'IGNORED', isVoid: true });
    for (const one of [...fresh].sort((a, b) => compareText(a.at, b.at) || compareText(a.id, b.id))) {
      const number = this.activities.size + 1;
      const kept = { ...one, portfolioId, number, seenAt: canonicalTime(by.at), settledAt: null };
      this.activities.set(`${portfolioId} ${one.id}`, kept);
    }
    this.record(portfolioId, entries, by);
    return this.waitingOf(portfolioId);
  }

  bookActivities(...[portfolioId, settled, by]: Parameters<Ledger['bookActivities']>): Portfolio | undefined {
    const portfolio = this.portfolioOf(portfolioId);
    const waiting = this.waitingOf(portfolioId);
    const booked = waiting.filter(({ id }) => settled.booked.includes(id));
    const included = waiting.filter(({ id }) => settled.included.includes(id));
    if (booked.length + included.length === 0) return portfolio;
    const isPending = this.openBatchOf(portfolioId)?.state === 'PENDING';
    if (portfolio.version !== settled.expectedVersion || isPending) return undefined;
    const gone = this.goneOf(portfolioId);
    const after = activitiesBooked(portfolio, booked, included, by.at, gone);
    const { books, targets, restrictions, entries, actions, paid } = after;
    const settledAt = canonicalTime(by.at);
    for (const { id } of booked) this.settle(portfolioId, id, { state: 'BOOKED', settledAt });
    for (const { id } of included) this.settle(portfolioId, id, { state: 'INCLUDED', settledAt });
    const withdrawals = this.without(portfolioId, paid, 'PAID', by);
    if (booked.length + paid.length > 0)
      this.replace(portfolio, {
        ...portfolio,
        ...books,
        targets,
        restrictions,
        withdrawals,
        version: portfolio.version + 1,
      });
    this.record(portfolioId, entries, by);
    for (const seen of actions) {
      const known = this.knownPrices.get(seen.symbol);
      const before = this.corporateActions.get(seen.symbol);
      if (known !== undefined)
        this.corporateActions.set(seen.symbol, narrowed(before, { ...seen, priceBefore: known.price }));
    }
    return this.portfolioOf(portfolioId);
  }

  listActivities({ portfolioId, state, after = Infinity, limit }: ActivityPage): KeptActivity[] {
    return [...this.activities.values()]
      .filter((one) => portfolioId === undefined || one.portfolioId === portfolioId)
      .filter((one) => (state === undefined || one.state === state) && one.number < after)
      .sort((a, b) => b.number - a.number)
      .slice(0, limit);
  }

  private activitiesOf(portfolioId: string): KeptActivity[] {
    return [...this.activities.values()].filter((one) => one.portfolioId === portfolioId);
  }

  private goneOf(portfolioId: string): Gone {
    const paid = [...this.withdrawals.values()].flatMap((one) =>
      one.portfolioId === portfolioId && one.state === 'PAID' && one.endedAt !== null
        ? [{ amount: one.amount, endedAt: one.endedAt }]
        : [],
    );
    const settled = this.activitiesOf(portfolioId).filter(({ state }) => state === 'BOOKED' || state === 'INCLUDED');
    return { paid, settled: settled.filter(isCashFlow) };
  }

  private waitingOf(portfolioId: string): KeptActivity[] {
    const waiting = this.activitiesOf(portfolioId).filter(({ state }) => state === 'WAITING');
    return waiting.sort((a, b) => compareText(a.at, b.at) || a.number - b.number);
  }

  private settle(portfolioId: string, id: string, change: Partial<KeptActivity>): void {
    const key = `${portfolioId} ${id}`;
    const before = this.activities.get(key);
    if (before !== undefined) this.activities.set(key, { ...before, ...change });
  }

  private withAction(symbol: string): Pick<Known, 'action'> {
    const action = this.corporateActions.get(symbol);
    return action === undefined ? {} : { action };
  }

  /** It was opened since then, or it is the last one before. */
  private mayHaveFilledSince({ portfolioId, marketTime }: Batch, since: string): boolean {
    return this.batchesOf(portfolioId).every((other) => other.marketTime >= since || other.marketTime <= marketTime);
  }

  private lastFillOf(batches: readonly Batch[]): string | null {
    const ids = new Set(batches.flatMap(({ orders }) => orders.map(({ clientOrderId }) => clientOrderId)));
    let last: string | null = null;
    for (const { clientOrderId, at } of this.fills.values())
      if (ids.has(clientOrderId) && (last === null || at > last)) last = at;
    return last;
  }

  proposePlan(given: NewPlanProposal, by: Actor): ProposePlanResult {
    if (!this.portfolios.has(given.portfolioId)) return refusedAs('PORTFOLIO_NOT_FOUND', given.portfolioId);
    const proposed = planProposed(given, by);
    this.storeProposal(proposed, by);
    return { ok: true, proposal: proposed.after };
  }

  listProposals({ id, portfolioId, state, at, after = Infinity, limit }: ProposalPage): KeptProposal[] {
    return [...this.proposals.values()]
      .map((one) => proposalAt(one, at))
      .filter((one) => (id ?? one.id) === one.id && (portfolioId ?? one.portfolioId) === one.portfolioId)
      .filter((one) => (state ?? one.state) === one.state && one.number < after)
      .sort((a, b) => b.number - a.number)
      .slice(0, limit);
  }

  decideProposal(...[id, decision, by]: Parameters<Ledger['decideProposal']>): DecideProposalResult {
    const { number: _, ...stored } = this.proposals.get(id) ?? {};
    const found = 'id' in stored ? stored : undefined;
    const decided = proposalDecided(id, found, decision, this.keyPeople(), by);
    if ('ok' in decided) return decided;
    this.storeProposal(decided, by);
    return { ok: true, proposal: decided.after };
  }

  storeProposal(changed: { after: PlanProposal; entry: AuditEntry } | undefined, by: Actor): void {
    if (changed === undefined) return;
    const { after, entry } = changed;
    const { number } = this.proposals.get(after.id) ?? { number: this.proposals.size + 1 };
    this.proposals.set(after.id, { ...structuredClone(after), number });
    this.record(after.portfolioId, [entry], by);
  }

  propose(proposal: Proposal, by: Actor): Approval {
    const after = newApproval(proposal, by);
    const content = contentOf(proposal, after.proposedBy);
    const same = [...this.approvals.values()]
      .filter((one) => contentOf(one, one.proposedBy) === content)
      .map((one) => approvalAt(one, by.at));
    const found = this.approvals.get(after.id) ?? same.find(({ state }) => state === 'PENDING');
    if (found !== undefined) return found;
    this.approvals.set(after.id, after);
    this.record(SYSTEM_AUDIT, [approvalEntry(after)], by);
    return after;
  }

  listApprovals({ id, isPending, after, at, limit }: ApprovalPage): Approval[] {
    const order = (a: Pick<Approval, 'proposedAt' | 'id'>, b: typeof a) =>
      compareText(b.proposedAt, a.proposedAt) || compareText(b.id, a.id);
    return [...this.approvals.values()]
      .map((approval) => approvalAt(approval, at))
      .filter(
        (approval) =>
          (id === undefined || approval.id === id) &&
          (isPending !== true || approval.state === 'PENDING') &&
          (after === undefined || order(after, approval) < 0),
      )
      .sort(order)
      .slice(0, limit);
  }

  decideApproval(...[id, decision, by]: Parameters<Ledger['decideApproval']>): DecideResult {
    const stored = this.approvals.get(id);
    if (stored === undefined) return { ok: false, refusal: 'APPROVAL_NOT_FOUND' };
    const decided = approvalDecided(
      stored,
      decision,
      { evidence: this.evidenceOf(stored), keys: this.keyPeople() },
      by,
    );
    if ('ok' in decided) return decided;
    const { after, entry } = decided;
    this.storeDecided(after, entry, by);
    if (after.state !== 'APPROVED') return { ok: true, approval: after };
    if (after.action === 'accept-price')
      this.storeAccepted(after.subject, acceptedByTwo(this.known(after.subject), after), by);
    else {
      const { position, reason = '' } = after.parameters;
      this.setTrading({ position: position as TradingPosition, reason }, by);
    }
    const others = [...this.approvals.values()]
      .filter((one) => one.state === 'PENDING' && one.action === after.action && one.subject === after.subject)
      .sort((a, b) => compareText(a.id, b.id));
    for (const one of others) {
      const overtaken = approvalOvertaken(one, after);
      this.storeDecided(overtaken, approvalEntry(overtaken), by);
    }
    return { ok: true, approval: after };
  }

  private storeDecided(after: Approval, entry: AuditEntry, by: Actor): void {
    this.approvals.set(after.id, after);
    this.record(SYSTEM_AUDIT, [entry], by);
  }

  private evidenceOf({ action, subject }: Approval): string {
    return action === 'set-trading' ? this.trading.since : (this.knownPrices.get(subject)?.price ?? '');
  }

  setTrading(change: SetTrading, by: Actor): Trading {
    const set = tradingSet(this.trading, change, by);
    if (set === undefined) return this.trading;
    this.trading = set.after;
    this.record(SYSTEM_AUDIT, [set.entry], by);
    return this.trading;
  }

  readPace({ minute, rollbacks }: Parameters<Ledger['readPace']>[0]): Pace {
    const since = (from: string) => [...this.batches.values()].filter(({ pricedAt }) => pricedAt >= from);
    const orders = since(minute).flatMap((batch) => batch.orders.filter(({ kind }) => kind === 'order'));
    const usd = orders.map(({ symbol, quantity, notional }) =>
      notional === null
        ? decimal(quantity ?? '0').times(decimal(this.knownPrices.get(symbol)?.price ?? '0'))
        : decimal(notional),
    );
    const ended = since(rollbacks).filter(({ state }) => state !== 'PENDING');
    return {
      batches: since(minute).length,
      usd: showCents(halfEvenToCents(sum(usd))),
      ended: ended.length,
      rolledBack: ended.filter(({ state }) => state === 'ROLLED_BACK' || state === 'STALE').length,
    };
  }

  tripBreaker(reason: string, seen: string, by: Actor): boolean {
    if (this.trading.position === 'halted' || this.trading.since !== seen) return false;
    this.setTrading({ position: 'halted', reason }, by);
    return true;
  }

  listKnownPrices(): KnownPrice[] {
    const all = [...this.knownPrices.values()].sort((a, b) => compareText(a.symbol, b.symbol));
    return all.map((one) => ({ ...one, ...this.withAction(one.symbol) }));
  }

  keepPrices(prices: readonly KeptPrice[], at: string): void {
    for (const { symbol, price, known, lately } of keptPrices(prices)) {
      if ((this.knownPrices.get(symbol)?.price ?? null) !== known) continue;
      this.knownPrices.set(symbol, { symbol, price, at: canonicalTime(at), lately });
      this.notePoint(symbol, { price, at: canonicalTime(at) });
      this.confirmed.set(symbol, null);
    }
  }

  keepAssets(assets: readonly KnownAsset[]): void {
    for (const one of assets) {
      const [readAt, kept] = [canonicalTime(one.readAt), this.assets.get(one.symbol)];
      if (kept === undefined || kept.readAt < readAt)
        this.assets.set(one.symbol, { refusedAt: '', ...kept, ...one, readAt });
    }
  }

  doubtAsset(symbol: string, at: string): void {
    const kept = this.assets.get(symbol);
    if (kept === undefined) return;
    const times = [kept.readAt, kept.refusedAt, canonicalTime(at)].sort(compareText);
    this.assets.set(symbol, { ...kept, refusedAt: times.at(-1) ?? '' });
  }

  private knownAssets(symbols: readonly string[]): Map<string, KnownAsset> {
    const kept = symbols.flatMap((symbol) => this.assets.get(symbol) ?? []);
    const known = kept.filter(({ readAt, refusedAt }) => refusedAt < readAt);
    return new Map(known.map(({ refusedAt: _refusedAt, ...asset }) => [asset.symbol, asset]));
  }

  createKey(key: NewKey, by: Actor): boolean {
    const there = this.keys.get(key.id);
    if (there !== undefined) return there.secretHash === key.secretHash;
    const [createdBy, createdAt] = [storableText(by.name), canonicalTime(by.at)];
    const unused = { lastUsedAt: null, revokedAt: null, revokedBy: null };
    this.keys.set(key.id, { ...key, createdBy, createdAt, expiresAt: canonicalTime(key.expiresAt), ...unused });
    this.makers.set(key.id, peopleBehind(by.name, this.keyPeople()));
    this.record(SYSTEM_AUDIT, [keyCreatedEntry(key)], by);
    return true;
  }

  keyPeople(): Keys {
    return new Map([...this.keys.values()].map(({ id, owner }) => [id, { owner, makers: this.makers.get(id) ?? [] }]));
  }

  revokeKey(id: string, by: Actor): ApiKey | undefined {
    const stored = this.keys.get(id);
    if (stored === undefined) return undefined;
    const { secretHash, ...key } = stored;
    if (key.revokedAt !== null) return key;
    const revoked = { ...key, revokedAt: canonicalTime(by.at), revokedBy: storableText(by.name) };
    this.keys.set(id, { ...revoked, secretHash });
    this.record(SYSTEM_AUDIT, [keyRevokedEntry(key)], by);
    return revoked;
  }

  openSession({ tokenHash, keyId }: NewSession, forgetBefore: string, by: Actor): void {
    for (const [hash, { openedAt }] of this.sessions)
      if (openedAt < canonicalTime(forgetBefore)) this.sessions.delete(hash);
    if (this.sessions.has(tokenHash)) return;
    if (!this.keys.has(keyId)) throw refused(`there is no key ${keyId}`);
    const at = canonicalTime(by.at);
    this.sessions.set(tokenHash, { keyId, openedAt: at, seenAt: at });
    this.record(SYSTEM_AUDIT, [sessionOpenedEntry(keyId)], by);
  }

  findSession(tokenHash: string): { session: Session; key: ApiKey } | undefined {
    const session = this.sessions.get(tokenHash);
    const stored = session && this.keys.get(session.keyId);
    if (session === undefined || stored === undefined) return undefined;
    const { secretHash: _, ...key } = stored;
    return { session, key };
  }

  private notePoint(symbol: string, point: PricePoint): void {
    const points = this.pricePoints.get(symbol) ?? new Map<string, PricePoint>();
    this.pricePoints.set(symbol, points);
    for (const quarter of points.keys()) if (quarter < forgottenBefore(point.at)) points.delete(quarter);
    const quarter = quarterOf(point.at);
    if (!points.has(quarter)) points.set(quarter, point);
  }

  acceptPrice(accept: AcceptPrice, by: Actor): Approval | undefined {
    const accepting = acceptedByOne(this.known(accept.symbol), accept);
    if ('proposal' in accepting) return this.propose(accepting.proposal, by);
    this.storeAccepted(accept.symbol, accepting, by);
    return undefined;
  }

  private known(symbol: string): KnownRow | undefined {
    const known = this.knownPrices.get(symbol);
    return known && { price: known.price, confirmed: this.confirmed.get(symbol) ?? null };
  }

  private storeAccepted(symbol: string, { after, entry }: Extract<Accepting, { after: KnownRow }>, by: Actor): void {
    this.corporateActions.delete(symbol);
    this.knownPrices.set(symbol, { symbol, price: after.price, at: canonicalTime(by.at), lately: null });
    this.confirmed.set(symbol, after.confirmed);
    this.record(SYSTEM_AUDIT, [entry], by);
  }

  pageBatches({ portfolioId, state, openedFrom = '', openedBefore, after, limit }: BatchPage): ListedBatch[] {
    const those = [...this.openings].flatMap(({ id, openedAt, number }): ListedBatch[] => {
      const batch = this.batches.get(id);
      return batch === undefined ? [] : [{ ...batch, openedAt, number }];
    });
    const order = (a: Omit<Opening, 'id'>, b: typeof a) =>
      (portfolioId === undefined ? compareText(b.openedAt, a.openedAt) : 0) || b.number - a.number;
    return those
      .filter(
        (batch) =>
          (portfolioId === undefined || batch.portfolioId === portfolioId) &&
          (state === undefined || batch.state === state) &&
          batch.openedAt >= openedFrom &&
          (openedBefore === undefined || batch.openedAt < openedBefore) &&
          (after === undefined || order(after, batch) < 0),
      )
      .sort(order)
      .slice(0, limit);
  }

  pageAudit({ portfolioId, batchId, before = Infinity, limit }: AuditPage): AuditRow[] {
    const rows = this.rowsOf(portfolioId).filter(
      (row) => row.sequence < before && (batchId === undefined || row.batchId === batchId),
    );
    return rows.reverse().slice(0, limit);
  }

  readEvents({ id: after, epoch }: EventCursor, limit: number): EventRow[] | undefined {
    if (after > this.written.length || (after > 0 && epoch !== EPOCH)) return undefined;
    const rows = this.written.slice(after, after + limit);
    return rows.map((row, index) => ({ ...row, ...this.cursorOf(after + index + 1) }));
  }

  eventsEnd(): EventCursor {
    return this.cursorOf(this.written.length);
  }

  /** Each row is a transaction of its own. */
  private cursorOf(id: number): EventCursor {
    return { xid: `${id}`, id, epoch: EPOCH };
  }

  searchAudit({ actor, from = '', to, after, limit }: AuditSearch): FoundAuditRow[] {
    const order = (a: Pick<FoundAuditRow, 'at' | 'id'>, b: typeof a) => compareText(b.at, a.at) || b.id - a.id;
    return this.written
      .map((row, index) => ({ ...row, id: index + 1 }))
      .filter(
        (row) =>
          (actor === undefined || (row.via !== null && row.actor === actor)) &&
          row.at >= from &&
          (to === undefined || row.at < to) &&
          (after === undefined || order(after, row) < 0),
      )
      .sort(order)
      .slice(0, limit);
  }

  beginRequest(asked: KeyedRequest, at: string): Begun {
    const { principal, key, request } = asked;
    const { expiresAt, abandonedBefore } = beginTimes(at);
    const before = this.requests.get(keyOf(asked));
    if (before !== undefined && before.expiresAt > canonicalTime(at)) {
      if (before.request !== request) return { kind: 'other-request' };
      if (before.answer !== null) return { kind: 'answered', answer: before.answer };
      if (before.begunAt > abandonedBefore) return { kind: 'running' };
    }
    const isOver = before === undefined || before.expiresAt <= canonicalTime(at);
    const kept = isOver ? { expiresAt, done: {} } : { expiresAt: before.expiresAt, done: before.done };
    const row = { principal, key, attempt: (before?.attempt ?? 0) + 1, request, begunAt: canonicalTime(at), ...kept };
    this.requests.set(keyOf(asked), { ...row, answer: null });
    return { kind: 'begun', claim: begunRequest(asked, row) };
  }

  /** L8 */
  once<Answer>(
    { request }: Actor,
    what: RequestedChange,
    change: () => Answer,
    made: (answer: Answer) => boolean = isMade,
  ): Answer {
    if (request === undefined) return change();
    const row = this.requests.get(keyOf(request));
    if (row?.attempt !== request.attempt || row.answer !== null)
      throw new LedgerFault('CONFLICT', 'another process has taken over this request');
    const before = row.done[what];
    if (before !== undefined) return before.answer as Answer;
    const answer = change();
    if (made(answer)) this.requests.set(keyOf(request), { ...row, done: { ...row.done, [what]: { answer } } });
    return answer;
  }

  finishRequest(claim: Claim, answer: KeyedAnswer): boolean {
    const row = this.requests.get(keyOf(claim));
    if (row?.attempt !== claim.attempt) return false;
    if (row.answer !== null) return row.answer.status === answer.status && row.answer.body === answer.body;
    this.requests.set(keyOf(claim), { ...row, answer });
    return true;
  }

  dropRequest(claim: Claim): void {
    const row = this.requests.get(keyOf(claim));
    if (row?.attempt !== claim.attempt || row.answer !== null) return;
    if (Object.keys(row.done).length === 0) this.requests.delete(keyOf(claim));
    else this.requests.set(keyOf(claim), { ...row, begunAt: new Date(0).toISOString() });
  }

  sweepRequests(at: string, limit: number): number {
    const old = [...this.requests].filter(([, { expiresAt }]) => expiresAt <= canonicalTime(at)).slice(0, limit);
    for (const [key] of old) this.requests.delete(key);
    return old.length;
  }

  record(portfolioId: string, entries: readonly AuditEntry[], by: Actor): void {
    const [actor, via, at] = [storableText(by.name), by.via ?? null, canonicalTime(by.at)];
    const rows = this.rowsOf(portfolioId);
    this.rows.set(portfolioId, rows);
    for (const { event, batchId, detail } of entries) {
      const content = { portfolioId, batchId, event, detail: storableJson(detail), actor, via, at };
      const row = chained(rows.at(-1) ?? GENESIS, content);
      rows.push(row);
      this.written.push(row);
    }
  }

  rowsOf(portfolioId: string): AuditRow[] {
    return this.rows.get(portfolioId) ?? [];
  }

  headOf(portfolioId: string): AuditHead {
    const { sequence, hash } = this.rowsOf(portfolioId).at(-1) ?? GENESIS;
    return { sequence, hash };
  }

  private endedBefore(portfolioId: string, end: EndStale): boolean {
    const last = this.rowsOf(portfolioId).findLast(({ event }) => event === STALE_ENDED || event === 'PORTFOLIO_STALE');
    return last?.event === STALE_ENDED && last.detail.batchState === end.batchState;
  }

  private change(portfolio: Portfolio, change: Partial<Portfolio>, entry: AuditEntry, by: Actor): void {
    this.replace(portfolio, { ...portfolio, ...change, version: portfolio.version + 1 });
    this.record(portfolio.id, [entry], by);
  }

  private replace(before: Portfolio, after: Portfolio): void {
    const settingsRevision = before.settingsRevision + (settingsOf(before) === settingsOf(after) ? 0 : 1);
    this.portfolios.set(after.id, { ...after, settingsRevision });
  }

  private store({ portfolio, batch, entries }: Closed, fills: readonly BookedFill[], by: Actor): void {
    for (const { symbol: _symbol, side: _side, ...fill } of fills) this.fills.set(fill.executionId, fill);
    const before = this.portfolioOf(portfolio.id);
    if (portfolio.status === 'STALE' && before.status !== 'STALE')
      this.staleSince.set(portfolio.id, canonicalTime(by.at));
    const isKept = batch?.state === 'SUCCESS' || batch?.state === 'ADJUSTED';
    const days = [before.calendarDoneOn, isKept ? this.calendarDays.get(batch.id) : null];
    const calendarDoneOn =
      days
        .filter((day) => typeof day === 'string')
        .sort()
        .at(-1) ?? null;
    this.replace(before, { ...portfolio, calendarDoneOn });
    if (batch !== null) this.batches.set(batch.id, batch);
    this.record(portfolio.id, entries, by);
  }

  private freshFills(portfolioId: string, fills: readonly Fill[]): BookedFill[] {
    const fresh: BookedFill[] = [];
    for (const fill of distinctFills(fills)) {
      const { batch, order } = this.findOrder(fill.clientOrderId);
      if (order === undefined || batch?.portfolioId !== portfolioId)
        throw refused(`fill ${fill.executionId} is of no order of portfolio ${portfolioId}`);
      if (!this.fills.has(fill.executionId)) fresh.push({ ...fill, symbol: order.symbol, side: order.side });
    }
    return fresh;
  }

  private findOrder(clientOrderId: string): { batch?: Batch; order?: Order } {
    for (const batch of this.batches.values()) {
      const order = batch.orders.find((candidate) => candidate.clientOrderId === clientOrderId);
      if (order !== undefined) return { batch, order };
    }
    return {};
  }

  private replaceOrders(batch: Batch, changed: readonly Order[]): void {
    const byId = new Map(changed.map((order) => [order.clientOrderId, order]));
    const orders = batch.orders.map((order) => byId.get(order.clientOrderId) ?? order);
    this.batches.set(batch.id, { ...batch, orders });
  }

  private portfolioOf(id: string): Portfolio {
    const portfolio = this.portfolios.get(id);
    if (portfolio === undefined) throw refused(`there is no portfolio ${id}`);
    return portfolio;
  }

  private batchOf(id: string): Batch {
    const batch = this.batches.get(id);
    if (batch === undefined) throw rowLost(`batch ${id}`);
    return batch;
  }
}

type KeyedRow = Claim &
  Pick<BegunRequest, 'done'> & { request: string; begunAt: string; expiresAt: string; answer: KeyedAnswer | null };

function keyOf({ principal, key }: Pick<Claim, 'principal' | 'key'>): string {
  return JSON.stringify([principal, key]);
}

type Opening = Pick<ListedBatch, 'openedAt' | 'number'> & { id: string };

/** Copies of what the rows are made of: many times faster than a structured clone, and a simulation asks millions of times. */
function copyOfPortfolio<Row extends Portfolio | undefined>(row: Row): Row {
  if (row === undefined) return row;
  const { policy, targets, holdings, withdrawals } = row;
  const copyOf = <Entry extends object>(entries: Entry[]) => entries.map((entry) => ({ ...entry }));
  const refusal = row.refusal && { ...row.refusal };
  const copies = { targets: copyOf(targets), holdings: copyOf(holdings), withdrawals: copyOf(withdrawals) };
  return { ...row, policy: { ...policy }, refusal, ...copies };
}

function settingsOf(portfolio: Portfolio): string {
  const { targets, restrictions, policyVersion, status, statusReason, frozen, freezeUndoes } = portfolio;
  return JSON.stringify([targets, restrictions, policyVersion, status, statusReason, frozen, freezeUndoes]);
}

/** Whether everything applies to it that is given. */
function isListed(portfolio: Portfolio, which: Omit<PortfolioPage, 'after' | 'limit'>): boolean {
  const { status, idPrefix, accountId, symbol, refusedCode, staleReason } = which;
  return (
    (status === undefined || portfolio.status === status) &&
    (idPrefix === undefined || portfolio.id.startsWith(idPrefix)) &&
    (accountId === undefined || portfolio.accountId === accountId) &&
    (symbol === undefined || symbolsOf(portfolio).includes(symbol)) &&
    (refusedCode === undefined || portfolio.refusal?.code === refusedCode) &&
    (staleReason === undefined || (portfolio.status === 'STALE' && portfolio.statusReason === staleReason))
  );
}

function copyOfBatch<Row extends Batch | undefined>(row: Row): Row {
  if (row === undefined) return row;
  return { ...row, cause: row.cause && { ...row.cause }, orders: row.orders.map((order) => ({ ...order })) };
}

/** What decides a portfolio's drift. */
function watched(row: Portfolio): WatchedPortfolio {
  const { calendar, calendarDay } = row.policy;
  const { id, status, version, targets, holdings, restrictions, withdrawals, cash, calendarDoneOn } = row;
  const judged = { ...driftPolicyOf(row.policy), calendar, calendarDay };
  return { id, status, version, policy: judged, targets, holdings, restrictions, withdrawals, cash, calendarDoneOn };
}

/** The orders of one symbol in a batch and their reversals, by attempt. */
function family(batch: Batch, symbol: string): Order[] {
  return batch.orders.filter((order) => order.symbol === symbol);
}
