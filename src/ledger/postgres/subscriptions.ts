import type { Subscription } from '../../domain/model';
import { refusedAs } from '../../domain/refused';
import type { Actor } from '../ledger';
import type { FollowRefusal, ModelLedger, NewSubscription, SubscribeResult } from '../models';
import { jsonbText } from '../rules/audit-chain';
import { canonicalTime } from '../rules/canonical';
import type { AuditEntry } from '../rules/closing';
import { type Followed, modelApplied, subscribedEntry, unsubscribedEntry } from '../rules/models';
import { subscribed } from '../rules/settings';
import { auditRows, insertAudit } from './audit';
import { changeOnce } from './change-once';
import type { Database, Query } from './connection';
import { findVersion, lockModel } from './models';
import { storePolicy } from './policies';
import { storeTargets } from './portfolios';
import { PORTFOLIO_COLUMNS, type PortfolioRow, toPortfolio } from './rows';

type Methods = Pick<
  ModelLedger,
  'subscribe' | 'changeSubscription' | 'unsubscribe' | 'findSubscription' | 'listSubscriptions' | 'listFollowers'
>;

const COLUMNS = `s.portfolio_id AS "portfolioId", s.model_id AS "modelId", s.pinned, s.version, s.overrides,
  s.rollout_id AS "rolloutId", s.since, s.applied_at AS "appliedAt"`;

export function subscriptionMethods(db: Database): Methods {
  return {
    subscribe: (portfolioId, asked, by) =>
      changeOnce(db, by, 'subscribe', async (query) => {
        const before = await locked(query, portfolioId);
        if (before !== undefined && !isSame(before, asked)) return subscribed(portfolioId, before.modelId);
        // The second run of a change finds it made (L2).
        if (before !== undefined) return { ok: true, subscription: before };
        return follow(query, portfolioId, asked, 'SUBSCRIBED', by);
      }),
    changeSubscription: (portfolioId, change, by) =>
      changeOnce(db, by, 'changeSubscription', async (query) => {
        const before = await locked(query, portfolioId);
        if (before === undefined) return refusedAs('NOT_SUBSCRIBED', portfolioId);
        const asked = { ...before, ...change };
        if (isSame(before, asked)) return { ok: true, subscription: before };
        return follow(query, portfolioId, asked, 'SUBSCRIPTION_CHANGED', by, before);
      }),
    unsubscribe: (portfolioId, by) =>
      changeOnce(db, by, 'unsubscribe', async (query) => {
        const before = await locked(query, portfolioId);
        if (before === undefined) return refusedAs('NOT_SUBSCRIBED', portfolioId);
        await query('DELETE FROM subscriptions WHERE portfolio_id = $1', [portfolioId]);
        await audit(query, portfolioId, [unsubscribedEntry(before.modelId, before.version)], by);
        return { ok: true, subscription: before };
      }),
    listFollowers: async (modelId, { after, limit }) => {
      const rows = await db.query<PortfolioRow & { subscription: Subscription }>(
        `SELECT ${PORTFOLIO_COLUMNS}, to_jsonb(f) AS subscription
           FROM (SELECT ${COLUMNS} FROM subscriptions s WHERE s.model_id = $1 AND s.portfolio_id > $2) f
           JOIN portfolios p ON p.id = f."portfolioId"
          WHERE p.status <> 'CLOSED' ORDER BY p.id LIMIT $3`,
        [modelId, after, limit],
      );
      return rows.map((row) => ({ subscription: row.subscription, portfolio: toPortfolio(row) }));
    },
    findSubscription: (portfolioId) => find(db.query, portfolioId),
    listSubscriptions: (modelId, { after = '', limit }) =>
      db.query<Subscription>(
        `SELECT ${COLUMNS} FROM subscriptions s JOIN portfolios p ON p.id = s.portfolio_id
          WHERE s.model_id = $1 AND s.portfolio_id > $2 AND p.status <> 'CLOSED' ORDER BY s.portfolio_id LIMIT $3`,
        [modelId, after, limit],
      ),
  };
}

/**
 * Gives a portfolio the targets and the policy of what it follows from now on. The caller has locked its row, so that nobody else sets them
 * meanwhile.
 */
export async function applyModel(
  query: Query,
  portfolioId: string,
  followed: Followed,
  by: Actor,
): Promise<'applied' | FollowRefusal> {
  const text = `SELECT ${PORTFOLIO_COLUMNS} FROM portfolios p WHERE p.id = $1`;
  const [row] = await query<PortfolioRow>(text, [portfolioId]);
  if (row === undefined) return refusedAs('PORTFOLIO_NOT_FOUND', portfolioId);
  const applied = modelApplied(toPortfolio(row), followed);
  if ('refusal' in applied) return applied;
  const { entry, targets, policy } = applied;
  await audit(query, portfolioId, [entry], by);
  if (targets !== null) await storeTargets(query, portfolioId, targets.after, targets.entry, by);
  if (policy !== null) await storePolicy(query, portfolioId, policy, by);
  return 'applied';
}

async function follow(
  query: Query,
  portfolioId: string,
  asked: NewSubscription,
  event: 'SUBSCRIBED' | 'SUBSCRIPTION_CHANGED',
  by: Actor,
  before?: Subscription,
): Promise<SubscribeResult> {
  const { modelId, pinned, overrides } = asked;
  const model = await lockModel(query, modelId, 'FOR SHARE');
  if (model === undefined) return refusedAs('MODEL_NOT_FOUND', modelId);
  if (model.status === 'ARCHIVED') return refusedAs('MODEL_ARCHIVED', modelId);
  // Who only changes overrides keeps the version that a roll-out has brought already.
  const number = pinned ?? (before === undefined || before.pinned !== null ? model.current : before.version);
  const version = await findVersion(query, modelId, number);
  if (version === undefined) return refusedAs('MODEL_VERSION_NOT_FOUND', `${modelId} ${number}`);
  const applied = await applyModel(query, portfolioId, { version, overrides }, by);
  if (applied !== 'applied') return applied;
  const at = canonicalTime(by.at);
  await query(
    `INSERT INTO subscriptions (portfolio_id, model_id, pinned, version, overrides, since, applied_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6)
     ON CONFLICT (portfolio_id) DO UPDATE
       SET pinned = $3, version = $4, overrides = $5, applied_at = $6,
           rollout_id = CASE WHEN subscriptions.version = $4 THEN subscriptions.rollout_id END`,
    [portfolioId, modelId, pinned, number, JSON.stringify(overrides), at],
  );
  await audit(query, portfolioId, [subscribedEntry(event, modelId, { pinned, overrides })], by);
  const subscription = await find(query, portfolioId);
  if (subscription === undefined) throw new Error('a subscription was stored before it is there');
  return { ok: true, subscription };
}

function isSame(before: Subscription, { modelId, pinned, overrides }: NewSubscription): boolean {
  return before.modelId === modelId && before.pinned === pinned && jsonbText(before.overrides) === jsonbText(overrides);
}

/** The row of the portfolio is the lock: who sets its targets by hand takes the same one. */
export async function locked(query: Query, portfolioId: string): Promise<Subscription | undefined> {
  await query('SELECT FROM portfolios WHERE id = $1 FOR UPDATE', [portfolioId]);
  return find(query, portfolioId);
}

async function find(query: Query, portfolioId: string): Promise<Subscription | undefined> {
  const text = `SELECT ${COLUMNS} FROM subscriptions s WHERE s.portfolio_id = $1`;
  const [row] = await query<Subscription>(text, [portfolioId]);
  return row;
}

async function audit(query: Query, portfolioId: string, entries: AuditEntry[], by: Actor): Promise<void> {
  await query(insertAudit('$1'), [auditRows(portfolioId, entries, by)]);
}
