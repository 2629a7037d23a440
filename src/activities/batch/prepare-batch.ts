import { BrokerFault } from '../../broker/broker';
import { readAgainInMs } from '../../domain/agreement';
import type { Batch } from '../../domain/batch';
import type { RefusalCode } from '../../domain/causes';
import { type Decision, decide, differenceOf, doubtText, type Situation, statusRefusal } from '../../domain/decide';
import { symbolsOf } from '../../domain/drift';
import { decimal, floorToCents, showCents } from '../../domain/money';
import { ROLLBACK_BUDGET_MS } from '../../domain/policy';
import { type Portfolio, staleReasonOf } from '../../domain/portfolio';
import type { Refusal } from '../../domain/refusal';
import { sharedPriceAgeMs } from '../../domain/shared-prices';
import type { BatchToRun, PrepareBatchInput, PreparedBatch, StaleHold } from '../../domain/steps';
import { isBefore, later } from '../../domain/time';
import type { NewBatch } from '../../ledger/ledger';
import { accountDiffers, bookExplained } from '../books/book-explained';
import { by, type Deps } from '../deps';
import { submitWindowOf, toRun } from '../stale/take-over';
import { withPolicyOf } from './batch-reading';
import { approvedProposal, decideReleased, noteVoid } from './released-plan';
import { intendedOrders, reading, readSituation } from './situation';

/** Reads account, prices and books, decides, and records the intent; or hands over what an earlier run left open. */
export function createPrepareBatch(deps: Deps) {
  return async (input: PrepareBatchInput): Promise<PreparedBatch> => {
    const { portfolioId, batchId, settleOnly } = input;
    const portfolio = await deps.ledger.findPortfolio(portfolioId);
    if (portfolio === undefined) return refused('PORTFOLIO_NOT_FOUND', portfolioId);
    const open = await deps.ledger.findOpenBatch(portfolioId);
    if (open?.id === batchId) return { kind: 'trade', batch: await goOn(deps, portfolio, open) };
    if (open?.state === 'PENDING') {
      const taken = await deps.ledger.raiseEpoch(open.id, by(deps));
      return {
        kind: 'leftover',
        batch: await goOn(deps, portfolio, taken),
        waitMs: submitWindowOf(taken),
      };
    }
    if (portfolio.status === 'STALE') return { kind: 'held', hold: holdOf(portfolio, open) };
    if (portfolio.frozen && portfolio.status !== 'CLOSED')
      return { kind: 'stale', reason: 'FROZEN', message: 'a person froze it' };
    if (settleOnly) return refused('STOPPED', '');
    const idle = statusRefusal(portfolio);
    if (idle !== undefined) return { kind: 'refused', refusal: idle, drift: null };
    const reservation = await deps.broker.reserve(requestsOf(deps, portfolio));
    try {
      const prepared = await evaluate(deps, portfolio, input);
      if (prepared.kind === 'trade') reservation.keep();
      return prepared;
    } finally {
      reservation.giveBack();
    }
  };
}

async function evaluate(
  deps: Deps,
  portfolio: Portfolio,
  { batchId, askUntil, differed, run, proposal: proposalId }: PrepareBatchInput,
): Promise<PreparedBatch> {
  const proposal = proposalId === undefined ? undefined : await approvedProposal(deps, portfolio, proposalId);
  if (proposal !== undefined && 'kind' in proposal) return proposal;
  const decideOn = (situation: Situation) =>
    proposal === undefined ? decide(situation, run) : decideReleased(proposal, situation);
  const looked = await unlessUnreadable(deps, askUntil, () => look(deps, portfolio, { batchId, proposalId }, decideOn));
  // What a person asked for beside the targets says nothing about why the portfolio is not at them.
  const note = async (refusal: Refusal | null) => {
    if (run === undefined && proposal === undefined) await noteRefusal(deps, portfolio, refusal);
  };
  if ('kind' in looked) {
    await note(looked.refusal);
    return looked;
  }
  const { situation, decision, intent } = looked;
  switch (decision.kind) {
    case 'refused':
      await note(decision.refusal);
      if (proposal !== undefined && decision.refusal.code === 'PROPOSAL_VOID')
        await noteVoid(deps, proposal, situation);
      return decision;
    case 'not-needed':
      await note(null);
      if (decision.calendarDay !== undefined) await noteCalendar(deps, portfolio, decision.calendarDay);
      return { kind: 'not-needed', drift: decision.drift };
    case 'books-differ':
      return differs(deps, portfolio, decision, differed);
    case 'trade': {
      const opened = await deps.ledger.openBatch(intent(decision), by(deps));
      if (opened.ok) return { kind: 'trade', batch: await goOn(deps, portfolio, opened.batch) };
      if ('detail' in opened) {
        const refusal: Refusal = { code: opened.refusal, detail: opened.detail };
        await note(refusal);
        return { kind: 'refused', refusal, drift: decision.drift };
      }
      // Somebody changed the portfolio while it was read: the retry of this step reads it again.
      throw new Error(`portfolio ${portfolio.id} changed while its batch was planned: ${opened.refusal}`);
    }
  }
}

/**
 * About how many requests a batch makes: account, prices twice, clock and fills, and each order with two look-ups. When the
 * broker reports the end of orders by itself, most need less than one look-up.
 */
function requestsOf({ news }: Deps, portfolio: Portfolio): number {
  return 7 + (news.isLive() ? 2 : 3) * symbolsOf(portfolio).length;
}

/** The batch of a STALE portfolio is its open one, or none when its books differ or a person froze it. */
function holdOf(portfolio: Portfolio, open: Batch | undefined): StaleHold {
  return { reason: staleReasonOf(portfolio), cause: open?.cause ?? null, batchId: open?.id ?? null };
}

/** Decides on the same situation alike. */
type DecideOn = (situation: Situation) => Decision;

async function look(
  deps: Deps,
  portfolio: Portfolio,
  { batchId, proposalId }: { batchId: string; proposalId: string | undefined },
  decideOn: DecideOn,
) {
  const { situation, decision } = await decideOnPrices(deps, portfolio, decideOn);
  const agrees = differenceOf(situation) === undefined;
  // While the broker is in doubt, nothing that it shows is booked.
  if (agrees && situation.doubt === null) await bookExternalCash(deps, portfolio, situation.account);
  const { leaving, arriving } = situation.account;
  const announced = { leaving, arriving };
  // A batch stores it with its intent. This comes after the booking, which an announcement may explain.
  if (agrees && decision.kind !== 'trade') await deps.ledger.noteAgreement(portfolio.id, announced, by(deps));
  const intent = (trade: Extract<Decision, { kind: 'trade' }>): NewBatch => ({
    id: batchId,
    portfolioId: portfolio.id,
    expectedVersion: portfolio.version,
    execution: trade.execution,
    pricedAt: situation.now,
    marketTime: situation.market.now,
    driftBefore: trade.drift,
    driftPlanned: trade.driftPlanned,
    announced,
    ...(trade.calendarDay && { calendarDay: trade.calendarDay }),
    ...heldTo(situation, trade),
    ...(proposalId !== undefined && { proposal: proposalId }),
    orders: intendedOrders(trade, situation),
  });
  return { situation, decision, intent };
}

function heldTo(
  { ruleSet }: Pick<Situation, 'ruleSet'>,
  { findings }: Extract<Decision, { kind: 'trade' }>,
): Pick<NewBatch, 'rules'> {
  return ruleSet === undefined || ruleSet.version === 0 ? {} : { rules: { version: ruleSet.version, findings } };
}

/**
 * A plan may rest on the prices that others asked for a moment ago, and nothing else may: the signal that led here can be younger than those
 * prices, and who is sent away is not asked again soon.
 */
async function decideOnPrices(
  deps: Deps,
  portfolio: Portfolio,
  decideOn: DecideOn,
): Promise<{ situation: Situation; decision: Decision }> {
  const beganMs = deps.monotonicMs();
  const shared = await readAgreeing(deps, portfolio);
  const planned = decideOn(shared);
  if (planned.kind === 'trade') return { situation: shared, decision: planned };
  // Those that this step asked for itself are not asked for again.
  const own = deps.market.latestPrices(symbolsOf(portfolio), Math.ceil(deps.monotonicMs() - beganMs));
  const situation = { ...shared, prices: await reading('market', own) };
  return { situation, decision: decideOn(situation) };
}

/** Reads what a decision rests on, once more when the broker explained how the account had changed. */
async function readAgreeing(deps: Deps, portfolio: Portfolio): Promise<Situation> {
  const ageMaxMs = sharedPriceAgeMs(portfolio.policy);
  const situation = await readSituation(deps, portfolio, ageMaxMs);
  const { account, doubt, assetsRead } = situation;
  if (assetsRead.length > 0) await deps.ledger.keepAssets(assetsRead);
  if (account.foreignOpenOrders.length > 0 || !accountDiffers(portfolio, account)) return situation;
  const booked = await reading('account', bookExplained(deps, portfolio, account, doubt !== null, by(deps)));
  if (booked === undefined) throw changedMeanwhile(portfolio);
  if (booked === portfolio) return situation;
  Object.assign(portfolio, booked);
  return readSituation(deps, portfolio, ageMaxMs);
}

function changedMeanwhile({ id }: Portfolio): Error {
  return new Error(`portfolio ${id} changed while its account was read`);
}

/**
 * Reads, and lets the step be retried on failure. Once `askUntil` has passed, a failure becomes a refusal: a run that asked
 * forever would keep its lock, and nobody would hear about it. Waiting for a turn (RATE_LIMITED) does not count as a failure.
 */
async function unlessUnreadable<T>(
  deps: Deps,
  askUntil: string | undefined,
  read: () => Promise<T>,
): Promise<T | Extract<PreparedBatch, { kind: 'refused' }>> {
  try {
    return await read();
  } catch (error) {
    const final = askUntil !== undefined && !isBefore(deps.now(), askUntil);
    if (!final || !(error instanceof BrokerFault) || error.code === 'RATE_LIMITED') throw error;
    const code = error.fields.reading === 'account' ? 'ACCOUNT_UNREADABLE' : 'MARKET_UNREADABLE';
    return { kind: 'refused', refusal: { code, detail: `${error.code}: ${error.message}` }, drift: null };
  }
}

/** Records in the portfolio's row why it was refused, or that it no longer is. Writes only when that has changed. */
async function noteRefusal(deps: Deps, portfolio: Portfolio, refusal: Refusal | null): Promise<void> {
  const { id, version, refusal: before } = portfolio;
  if (refusal?.code === before?.code && refusal?.detail === before?.detail) return;
  if (await deps.ledger.noteRefusal(id, refusal, version, by(deps), before)) return;
  // Somebody changed it since it was read: the retry of this step reads it again.
  throw new Error(`portfolio ${id} changed while it was decided that ${refusal?.code ?? 'nothing is to be done'}`);
}

async function noteCalendar(deps: Deps, portfolio: Portfolio, day: string): Promise<void> {
  const { id, version } = portfolio;
  if (!(await deps.ledger.noteCalendar(id, day, version, by(deps)))) throw changedMeanwhile(portfolio);
}

/** One reading proves little, so the account is read again before a person is called. Each reading is in the audit. */
async function differs(
  deps: Deps,
  portfolio: Portfolio,
  { reason, message }: Extract<Decision, { kind: 'books-differ' }>,
  differed: number | undefined,
): Promise<PreparedBatch> {
  const { id, policy } = portfolio;
  const doubt = await deps.ledger.noteDifference(id, { difference: message, read: (differed ?? 0) + 1 }, by(deps));
  if (doubt !== null) {
    const refusal: Refusal = { code: 'BROKER_IN_DOUBT', detail: doubtText(doubt) };
    await noteRefusal(deps, portfolio, refusal);
    return { kind: 'refused', refusal, drift: null };
  }
  const waitMs = differed === undefined ? undefined : readAgainInMs(differed, policy.lockTtlMs);
  if (waitMs !== undefined) return { kind: 'differs', message, waitMs };
  return { kind: 'stale', reason, message };
}

/** With no batch open, a cash difference is a deposit, a dividend or a fee: booked, never a reason to stop. */
async function bookExternalCash(deps: Deps, portfolio: Portfolio, account: Situation['account']): Promise<void> {
  const cash = floorToCents(decimal(account.cash));
  if (portfolio.status !== 'ACTIVE' || cash.equals(decimal(portfolio.cash))) return;
  const booked = await deps.ledger.bookExternalCash(portfolio.id, showCents(cash), portfolio.version, by(deps));
  // Another attempt of this step, or another run, has traded since: the retry of this step reads it again.
  if (booked === undefined) throw changedMeanwhile(portfolio);
  Object.assign(portfolio, booked);
}

/** An outcome may stay unknown for the whole lock TTL, and for the time that a rollback has after it. */
async function goOn(deps: Deps, portfolio: Portfolio, batch: Batch): Promise<BatchToRun> {
  const planned = await withPolicyOf(deps, portfolio, batch);
  return toRun(planned, batch, later(deps.now(), planned.policy.lockTtlMs + ROLLBACK_BUDGET_MS));
}

function refused(code: RefusalCode, detail: string): PreparedBatch {
  return { kind: 'refused', refusal: { code, detail }, drift: null };
}
