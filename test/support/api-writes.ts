import { randomBytes, randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { createReadEvidence } from '../../src/activities/stale/read-evidence';
import type { AuditEvent } from '../../src/domain/audit-events';
import { NO_CAPS } from '../../src/domain/caps';
import { rebalanceWorkflowId } from '../../src/domain/ids';
import { NO_OVERRIDES } from '../../src/domain/model';
import { type Principal, principalOf } from '../../src/domain/principal';
import { SYSTEM_AUDIT } from '../../src/ledger/ledger';
import { until } from '../../src/local/process/until';
import { shortId } from '../../src/operations/key-text';
import { proposePlan } from '../../src/operations/plan-proposals';
import { type TestSystem, THIRDS } from './system';
import { unknownOrder } from './unknown-order';

/** One thing that somebody wants of the API, ready to be asked for. */
export interface Wish {
  method: string;
  path: string;
  json?: unknown;
  headers?: Record<string, string>;
  /** The same operation about something else, for which the key is not. */
  other: { path?: string; json?: unknown };
  /** What is answered, no matter how often it is asked. */
  answer: { status: number; body: object };
  /** What is answered once it was done by a process that was killed, if that is something else. */
  answerOnceDone?: { status: number; body: object };
  /** How often it was done. */
  done(): Promise<number>;
}

const META_ONLY = [{ symbol: 'META', percent: '100' }];
/** Another person than the one who has the key. */
const ANNA: Principal = principalOf({ kind: 'cli', login: 'anna', host: 'desk' });
const BEN: Principal = principalOf({ kind: 'cli', login: 'ben', host: 'desk' });
const HOUR_AGO = () => new Date(Date.now() - 3_600_000).toISOString();
const by = () => ({ name: ANNA, at: new Date().toISOString() });

/** Makes a wish for each operation of the contract that changes something, by its id. */
export const WISHES: Record<string, (system: TestSystem) => Promise<Wish>> = {
  openPortfolio: async (system) => {
    const id = `p-${randomUUID()}`;
    await system.simulator.createAccount({ id, cash: '1000.00', margin: true });
    const json = { id, accountId: id, targets: THIRDS };
    return {
      method: 'POST',
      path: '/v1/portfolios',
      json,
      other: { json: { ...json, targets: META_ONLY } },
      answer: { status: 201, body: { id, cash: '1000.00', holdings: [] } },
      done: rows(system, id, 'PORTFOLIO_CREATED'),
    };
  },
  setTargets: async (system) => {
    const id = await system.createPortfolio();
    return {
      method: 'PUT',
      path: `/v1/portfolios/${id}/targets`,
      headers: await ifMatch(system, id),
      json: { targets: META_ONLY },
      other: { json: { targets: THIRDS } },
      answer: { status: 200, body: { id, targets: [{ symbol: 'META', percent: '100.0000' }] } },
      done: rows(system, id, 'TARGETS_SET'),
    };
  },
  setPolicy: async (system) => {
    const id = await system.createPortfolio();
    const json = { fields: { driftThreshold: '2.5' }, reason: 'a test' };
    return {
      method: 'PATCH',
      path: `/v1/portfolios/${id}/policy`,
      headers: await ifMatch(system, id),
      json,
      other: { json: { ...json, reason: 'another' } },
      answer: { status: 200, body: { id, policyVersion: 2 } },
      done: rows(system, id, 'POLICY_SET'),
    };
  },
  addRestriction: async (system) => {
    const id = await system.createPortfolio();
    return {
      method: 'PUT',
      path: `/v1/portfolios/${id}/restrictions/META/no-buy`,
      json: { reason: 'a test' },
      other: { json: { reason: 'another' } },
      answer: { status: 200, body: { id, restrictions: [{ symbol: 'META', kind: 'no-buy', reason: 'a test' }] } },
      done: rows(system, id, 'RESTRICTION_ADDED'),
    };
  },
  removeRestriction: async (system) => {
    const id = await system.createPortfolio();
    const restriction = { symbol: 'META', kind: 'no-buy', reason: 'a test', until: null } as const;
    await system.ledger.addRestriction(id, restriction, by());
    const path = `/v1/portfolios/${id}/restrictions/META/no-buy`;
    return {
      method: 'DELETE',
      path,
      other: { path: path.replace('no-buy', 'no-sell') },
      answer: { status: 200, body: { id, restrictions: [] } },
      done: rows(system, id, 'RESTRICTION_REMOVED'),
    };
  },
  subscribe: async (system) => {
    const [id, modelId] = [await system.createPortfolio(), await storedModel(system)];
    return {
      method: 'PUT',
      path: `/v1/portfolios/${id}/subscription`,
      json: { modelId },
      other: { json: { modelId, pinned: 1 } },
      answer: { status: 200, body: { portfolioId: id, modelId, version: 1, pinned: null } },
      done: rows(system, id, 'SUBSCRIBED'),
    };
  },
  changeSubscription: async (system) => {
    const id = await subscriber(system);
    return {
      method: 'PATCH',
      path: `/v1/portfolios/${id}/subscription`,
      json: { pinned: 1 },
      other: { json: { pinned: 2 } },
      answer: { status: 200, body: { portfolioId: id, pinned: 1 } },
      done: rows(system, id, 'SUBSCRIPTION_CHANGED'),
    };
  },
  unsubscribe: async (system) => {
    const [id, other] = [await subscriber(system), await subscriber(system)];
    return {
      method: 'DELETE',
      path: `/v1/portfolios/${id}/subscription`,
      other: { path: `/v1/portfolios/${other}/subscription` },
      answer: { status: 200, body: { portfolioId: id } },
      done: rows(system, id, 'UNSUBSCRIBED'),
    };
  },
  createModel: async (system) => {
    const id = `m-${randomUUID()}`;
    const json = { id, name: 'a test', targets: THIRDS };
    return {
      method: 'POST',
      path: '/v1/models',
      json,
      other: { json: { ...json, name: 'another' } },
      answer: { status: 201, body: { id, name: 'a test', latest: 1 } },
      done: rows(system, SYSTEM_AUDIT, 'MODEL_CREATED', { model: id }),
    };
  },
  addModelVersion: async (system) => {
    const id = await storedModel(system);
    const json = { targets: META_ONLY, reason: 'a test' };
    return {
      method: 'POST',
      path: `/v1/models/${id}/versions`,
      json,
      other: { json: { ...json, reason: 'another' } },
      answer: { status: 201, body: { version: 2 } },
      done: rows(system, SYSTEM_AUDIT, 'MODEL_VERSION_ADDED', { model: id }),
    };
  },
  archiveModel: async (system) => {
    const [id, other] = [await storedModel(system), await storedModel(system)];
    return {
      method: 'POST',
      path: `/v1/models/${id}/archive`,
      other: { path: `/v1/models/${other}/archive` },
      answer: { status: 200, body: { id, status: 'ARCHIVED' } },
      done: rows(system, SYSTEM_AUDIT, 'MODEL_ARCHIVED', { model: id }),
    };
  },
  requestWithdrawal: async (system) => {
    const id = await system.createPortfolio();
    const json = { amount: '100.00', reason: 'a test' };
    return {
      method: 'POST',
      path: `/v1/portfolios/${id}/withdrawals`,
      json,
      other: { json: { ...json, amount: '200.00' } },
      answer: { status: 201, body: { portfolioId: id, amount: '100.00', reason: 'a test', endedAt: null } },
      done: rows(system, id, 'WITHDRAWAL_REQUESTED'),
    };
  },
  cancelWithdrawal: (system) => endWish(system, 'cancel', 'CANCELLED'),
  markWithdrawalPaid: (system) => endWish(system, 'paid', 'PAID'),
  startRollout: async (system) => {
    const id = await storedModel(system);
    const json = { version: 1, abortPercent: '2' };
    return {
      method: 'POST',
      path: `/v1/models/${id}/rollouts`,
      json,
      other: { json: { ...json, abortPercent: '3' } },
      answer: { status: 201, body: { modelId: id, version: 1, abortPercent: '2.0000', cohorts: [1, 10, 100] } },
      done: rows(system, SYSTEM_AUDIT, 'ROLLOUT_STARTED', { model: id }),
    };
  },
  pauseRollout: (system) => rolloutWish(system, 'pause', 'PAUSED', 'ROLLOUT_PAUSED'),
  resumeRollout: (system) => rolloutWish(system, 'resume', 'RUNNING', 'ROLLOUT_RESUMED'),
  abortRollout: (system) => rolloutWish(system, 'abort', 'ABORTED', 'ROLLOUT_ABORTED'),
  pausePortfolio: (system) => statusWish(system, 'pause', 'PAUSED'),
  resumePortfolio: (system) => statusWish(system, 'resume', 'ACTIVE'),
  closePortfolio: (system) => statusWish(system, 'close', 'CLOSED'),
  requestRebalance: (system) => runWish(system, 'rebalances'),
  requestInvestment: (system) => runWish(system, 'investments'),
  proposePlan: async (system) => {
    const id = await system.createPortfolio();
    return {
      method: 'POST',
      path: `/v1/portfolios/${id}/proposals`,
      json: { priceTolerance: '2' },
      other: { json: { priceTolerance: '3' } },
      answer: { status: 201, body: { portfolioId: id, state: 'PROPOSED', priceTolerance: '2.0000' } },
      done: rows(system, id, 'PLAN_PROPOSED'),
    };
  },
  approvePlan: (system) => planWish(system, 'approve', 'APPROVED'),
  rejectPlan: (system) => planWish(system, 'reject', 'REJECTED'),
  releaseProposal: async (system) => {
    const { id, proposalId } = await proposedPlan(system);
    const { proposalId: another } = await proposedPlan(system);
    await system.ledger.decideProposal(proposalId, { state: 'APPROVED', note: 'a test' }, { ...by(), name: BEN });
    const path = `/v1/proposals/${proposalId}/release`;
    return {
      method: 'POST',
      path,
      other: { path: path.replace(proposalId, another) },
      answer: { status: 202, body: { state: 'STARTED', portfolioId: id } },
      done: async () => (await runsOf(system, id)).length,
    };
  },
  freezePortfolio: async (system) => {
    const id = await system.createPortfolio();
    return {
      method: 'POST',
      path: `/v1/portfolios/${id}/freeze`,
      json: { reason: 'complaint' },
      other: { json: { reason: 'another' } },
      answer: { status: 200, body: { frozen: true, told: true } },
      done: rows(system, id, 'PORTFOLIO_FROZEN'),
    };
  },
  resolveStale: async (system) => {
    const id = await heldPortfolio(system);
    return {
      method: 'POST',
      path: `/v1/portfolios/${id}/resolve`,
      json: { action: 'release', note: 'solved' },
      other: { json: { action: 'release', note: 'another' } },
      answer: { status: 200, body: { status: 'ACTIVE' } },
      done: rows(system, id, 'STALE_ENDED'),
    };
  },
  declareOutcome: async (system) => {
    const id = await system.createPortfolio();
    const declaration = { outcome: 'never-arrived', clientOrderId: await unknownOrder(system, id) };
    const { hash: evidence } = await createReadEvidence(system)({ portfolioId: id });
    return {
      method: 'POST',
      path: `/v1/portfolios/${id}/declare-outcome`,
      json: { declaration, note: 'statement of 2 March', evidence },
      other: { json: { declaration, note: 'another', evidence } },
      answer: { status: 200, body: { state: 'proposed' } },
      done: rows(system, id, 'OUTCOME_PROPOSED'),
    };
  },
  trustBroker: async (system) => {
    const reason = `a test ${randomUUID()}`;
    const client = new Client({ connectionString: system.env.DATABASE_URL });
    await client.connect();
    await client.query('UPDATE broker_doubt SET since = now(), differing = 20, read = 100, trusted_until = NULL');
    await client.end();
    return {
      method: 'POST',
      path: '/v1/books/trust',
      json: { reason },
      other: { json: { reason: 'another' } },
      answer: { status: 200, body: { trusted: true } },
      done: rows(system, SYSTEM_AUDIT, 'BROKER_TRUSTED', { reason }),
    };
  },
  setTrading: async (system) => {
    const reason = `a test ${randomUUID()}`;
    await system.ledger.setTrading({ position: 'active', reason: 'as it was' }, by());
    return {
      method: 'PUT',
      path: '/v1/trading',
      json: { position: 'halted', reason },
      other: { json: { position: 'halted', reason: 'another' } },
      answer: { status: 200, body: { position: 'halted', reason } },
      done: rows(system, SYSTEM_AUDIT, 'TRADING_SET', { reason }),
    };
  },
  setRules: async (system) => {
    const reason = `a test ${randomUUID()}`;
    const rules = [{ kind: 'max-order', severity: 'warn', limit: `${randomBytes(4).readUInt32BE() + 1_000_000}.00` }];
    return {
      method: 'PUT',
      path: '/v1/rules',
      json: { rules, reason },
      other: { json: { rules, reason: 'another' } },
      answer: { status: 200, body: { rules, reason } },
      done: rows(system, SYSTEM_AUDIT, 'RULES_SET', { reason }),
    };
  },
  acceptPrice: async (system) => {
    const reason = `a test ${randomUUID()}`;
    return {
      method: 'POST',
      path: '/v1/price-jumps/NFLX/accept',
      json: { price: '30.00', reason },
      other: { json: { price: '31.00', reason } },
      answer: { status: 200, body: { symbol: 'NFLX', price: '30.00' } },
      done: rows(system, SYSTEM_AUDIT, 'PRICE_ACCEPTED', { reason }),
    };
  },
  approveProposal: async (system) => {
    const id = await proposed(system);
    return {
      method: 'POST',
      path: `/v1/approvals/${id}/approve`,
      json: { note: 'seen' },
      other: { json: { note: 'another' } },
      answer: { status: 200, body: { id, state: 'APPROVED', note: 'seen' } },
      done: rows(system, SYSTEM_AUDIT, 'APPROVAL_GIVEN', { approval: id }),
    };
  },
  rejectProposal: async (system) => {
    const id = await proposed(system);
    return {
      method: 'POST',
      path: `/v1/approvals/${id}/reject`,
      json: { note: 'seen' },
      other: { json: { note: 'another' } },
      answer: { status: 200, body: { id, state: 'REJECTED', note: 'seen' } },
      done: rows(system, SYSTEM_AUDIT, 'APPROVAL_REJECTED', { approval: id }),
    };
  },
  createKey: async (system) => {
    const name = `a test ${randomUUID()}`;
    const json = { role: 'viewer', name, days: 1 };
    return {
      method: 'POST',
      path: '/v1/keys',
      json,
      other: { json: { ...json, role: 'admin' } },
      answer: { status: 201, body: { key: { name } } },
      answerOnceDone: { status: 409, body: { code: 'KEY_ALREADY_MADE' } },
      done: rows(system, SYSTEM_AUDIT, 'KEY_CREATED', { name }),
    };
  },
  revokeKey: async (system) => {
    const [id, other] = [await storedKey(system), await storedKey(system)];
    return {
      method: 'DELETE',
      path: `/v1/keys/${id}`,
      other: { path: `/v1/keys/${other}` },
      answer: { status: 200, body: { id } },
      done: rows(system, SYSTEM_AUDIT, 'KEY_REVOKED', { id }),
    };
  },
  cancelImport: async (system) => {
    const id = await system.ledger.beginImport(false, by());
    return {
      method: 'DELETE',
      path: `/v1/imports/${id}`,
      other: { path: `/v1/imports/${randomUUID()}` },
      answer: { status: 200, body: { id, state: 'RECEIVING' } },
      done: rows(system, SYSTEM_AUDIT, 'IMPORT_CANCELLED', { import: id }),
    };
  },
  createWebhook: async (system) => {
    const json = { url: `https://1.1.1.1/${randomUUID()}`, events: ['BATCH_SUCCESS'] };
    return {
      method: 'POST',
      path: '/v1/webhooks',
      json,
      other: { json: { ...json, events: null } },
      answer: { status: 201, body: { webhook: { ...json, enabled: true } } },
      answerOnceDone: { status: 409, body: { code: 'WEBHOOK_SECRET_SHOWN' } },
      done: rows(system, SYSTEM_AUDIT, 'WEBHOOK_CREATED', { url: json.url }),
    };
  },
  changeWebhook: async (system) => {
    const id = await storedWebhook(system);
    return {
      method: 'PATCH',
      path: `/v1/webhooks/${id}`,
      json: { enabled: false },
      other: { json: { enabled: true } },
      answer: { status: 200, body: { id, enabled: false } },
      done: rows(system, SYSTEM_AUDIT, 'WEBHOOK_CHANGED', { id }),
    };
  },
  removeWebhook: async (system) => {
    const id = await storedWebhook(system);
    return {
      method: 'DELETE',
      path: `/v1/webhooks/${id}`,
      other: { path: '/v1/webhooks/aaaaaaaa' },
      answer: { status: 200, body: { id } },
      done: rows(system, SYSTEM_AUDIT, 'WEBHOOK_REMOVED', { id }),
    };
  },
  rotateWebhookSecret: async (system) => {
    const id = await storedWebhook(system);
    return {
      method: 'POST',
      path: `/v1/webhooks/${id}/rotate-secret`,
      other: { path: '/v1/webhooks/aaaaaaaa/rotate-secret' },
      answer: { status: 200, body: { webhook: { id } } },
      answerOnceDone: { status: 409, body: { code: 'WEBHOOK_SECRET_SHOWN' } },
      done: rows(system, SYSTEM_AUDIT, 'WEBHOOK_ROTATED', { id }),
    };
  },
  testWebhook: async (system) => {
    const id = await storedWebhook(system);
    return {
      method: 'POST',
      path: `/v1/webhooks/${id}/test`,
      other: { path: '/v1/webhooks/aaaaaaaa/test' },
      answer: { status: 202, body: { webhookId: id, event: 'WEBHOOK_TEST', state: 'PENDING' } },
      done: async () => (await system.ledger.listDeliveries(id, { limit: 10 })).length,
    };
  },
  resendWebhookDelivery: async (system) => {
    const webhookId = await storedWebhook(system);
    const id = (await system.ledger.testWebhook(webhookId, by()))?.id ?? '';
    return {
      method: 'POST',
      path: `/v1/webhooks/${webhookId}/deliveries/${id}/resend`,
      other: { path: `/v1/webhooks/${webhookId}/deliveries/${randomUUID()}/resend` },
      answer: { status: 202, body: { id, state: 'PENDING' } },
      done: rows(system, SYSTEM_AUDIT, 'WEBHOOK_RESENT', { delivery: id }),
    };
  },
};

/** There may be few at a time: before the wishes of each group. */
export async function removeWebhooks({ ledger }: TestSystem): Promise<void> {
  for (const { id } of await ledger.listWebhooks()) await ledger.removeWebhook(id, by());
}

async function storedWebhook(system: TestSystem): Promise<string> {
  const id = shortId(randomBytes);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  await system.ledger.createWebhook({ id, url: 'https://1.1.1.1/', events: ['BATCH_SUCCESS'], secret }, by());
  return id;
}

/** Counts the audit rows of an event, with this in their detail. */
function rows(system: TestSystem, of: string, event: AuditEvent, detail: Record<string, unknown> = {}) {
  return async (): Promise<number> => {
    const found = (await system.ledger.listAudit(of)).filter((row) => row.event === event);
    return found.filter((row) => Object.entries(detail).every(([name, value]) => row.detail[name] === value)).length;
  };
}

/** The runs of a portfolio's rebalances, the latest first. */
export async function runsOf({ temporal }: TestSystem, id: string): Promise<string[]> {
  const runs: string[] = [];
  const query = `WorkflowId = '${rebalanceWorkflowId(id)}'`;
  for await (const { runId } of temporal.workflow.list({ query })) runs.push(runId);
  return runs;
}

async function runWish(system: TestSystem, noun: string): Promise<Wish> {
  const id = await system.createPortfolio();
  return {
    method: 'POST',
    path: `/v1/portfolios/${id}/${noun}`,
    other: { path: `/v1/portfolios/${await system.createPortfolio()}/${noun}` },
    answer: { status: 202, body: { state: 'STARTED' } },
    done: async () => (await runsOf(system, id)).length,
  };
}

/** A plan that Anna proposed. */
async function proposedPlan(system: TestSystem): Promise<{ id: string; proposalId: string }> {
  const id = await system.createPortfolio();
  const deps = { ...system, caps: NO_CAPS, randomBytes, door: 'cli', now: () => by().at } as const;
  const proposed = await proposePlan(deps, ANNA, { portfolioId: id });
  if (!proposed.ok) throw new Error(proposed.message);
  return { id, proposalId: proposed.proposal.id };
}

async function planWish(system: TestSystem, verb: string, state: 'APPROVED' | 'REJECTED'): Promise<Wish> {
  const { id, proposalId } = await proposedPlan(system);
  return {
    method: 'POST',
    path: `/v1/proposals/${proposalId}/${verb}`,
    json: { note: 'a test' },
    other: { json: { note: 'another' } },
    answer: { status: 200, body: { id: proposalId, state } },
    done: rows(system, id, `PLAN_${state}`),
  };
}

async function endWish(system: TestSystem, verb: string, state: string): Promise<Wish> {
  const id = await system.createPortfolio();
  const [own, another] = [shortId(randomBytes), shortId(randomBytes)];
  for (const withdrawalId of [own, another]) {
    const withdrawal = { id: withdrawalId, amount: '1.00', reason: 'a test', until: null, most: '100.00' };
    await system.ledger.requestWithdrawal(id, withdrawal, by());
  }
  const path = `/v1/portfolios/${id}/withdrawals/${own}/${verb}`;
  return {
    method: 'POST',
    path,
    other: { path: path.replace(own, another) },
    answer: { status: 200, body: { id: own, state } },
    done: rows(system, id, `WITHDRAWAL_${state}` as AuditEvent),
  };
}

async function statusWish(system: TestSystem, change: string, status: 'PAUSED' | 'ACTIVE' | 'CLOSED'): Promise<Wish> {
  const id = await system.createPortfolio();
  if (change === 'resume') await system.ledger.setStatus(id, { from: ['ACTIVE'], to: 'PAUSED', reason: 'x' }, by());
  return {
    method: 'POST',
    path: `/v1/portfolios/${id}/${change}`,
    json: { reason: 'a test' },
    other: { json: { reason: 'another' } },
    answer: { status: 200, body: { id, status } },
    done: rows(system, id, `PORTFOLIO_${status}`),
  };
}

async function storedModel({ ledger }: TestSystem): Promise<string> {
  const id = `m-${randomUUID()}`;
  await ledger.createModel({ id, name: 'a test', targets: THIRDS, policy: null }, by());
  return id;
}

/** A change of a roll-out that no workflow works on: only the ledger knows it. */
async function rolloutWish(system: TestSystem, verb: string, state: string, event: AuditEvent): Promise<Wish> {
  const rollout = async () => {
    const [id, modelId] = [randomUUID(), await storedModel(system)];
    const plan = { cohorts: [100], abortPercent: '5', perMinute: 60 };
    await system.ledger.startRollout({ id, modelId, version: 1, ...plan }, by());
    if (verb === 'resume') await system.ledger.setRolloutState(id, { to: 'PAUSED', reason: 'a test' }, by());
    return id;
  };
  const [id, other] = [await rollout(), await rollout()];
  return {
    method: 'POST',
    path: `/v1/rollouts/${id}/${verb}`,
    json: { reason: 'a test' },
    other: { path: `/v1/rollouts/${other}/${verb}` },
    answer: { status: 200, body: { id, state } },
    done: rows(system, SYSTEM_AUDIT, event, { rollout: id }),
  };
}

/** A portfolio that follows a model. */
async function subscriber(system: TestSystem): Promise<string> {
  const [id, modelId] = [await system.createPortfolio(), await storedModel(system)];
  await system.ledger.subscribe(id, { modelId, pinned: null, overrides: NO_OVERRIDES }, by());
  return id;
}

/** A portfolio that somebody has frozen, and its hold. */
async function heldPortfolio(system: TestSystem): Promise<string> {
  const id = await system.createPortfolio();
  const freeze = { actor: ANNA, reason: 'complaint' };
  await system.ledger.freeze(id, freeze, by());
  await system.client.freeze({ id, lockTtlMs: 3_600_000 }, freeze);
  await until(async () => (await system.client.whatRuns(id)) === 'hold', 60_000);
  return id;
}

async function ifMatch({ ledger }: TestSystem, id: string): Promise<Record<string, string>> {
  return { 'If-Match': `"s${(await ledger.findPortfolio(id))?.settingsRevision}"` };
}

async function proposed({ ledger }: TestSystem): Promise<string> {
  const subject = `N${randomUUID()
    .replace(/[^a-f]/g, '')
    .slice(0, 4)
    .toUpperCase()}`;
  const proposal = {
    action: 'accept-price',
    subject,
    parameters: { price: '10', reason: 'a test' },
    evidence: '',
  } as const;
  return (await ledger.propose(proposal, by())).id;
}

async function storedKey({ ledger }: TestSystem): Promise<string> {
  const id = randomUUID()
    .replace(/[^a-f2-7]/g, '')
    .padEnd(8, 'z')
    .slice(0, 8);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const key = { id, role: 'viewer', name: 'a test', expiresAt, owner: null, secretHash: 'a'.repeat(64) } as const;
  await ledger.createKey(key, { name: ANNA, at: HOUR_AGO() });
  return id;
}
