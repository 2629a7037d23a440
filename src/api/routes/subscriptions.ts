import { z } from '@hono/zod-openapi';
import {
  changeSubscription,
  listSubscriptions,
  showSubscription,
  subscribe,
  unsubscribe,
} from '../../operations/subscriptions';
import { type Api, register } from '../endpoint';
import { ChangeSubscription, InModelPath, Subscribe, Subscription } from '../schemas/model';
import { cursor, limit, page, pageOrNo } from '../schemas/page';
import { InPath } from '../schemas/portfolio';

const SubscriptionPage = page(Subscription).openapi('SubscriptionPage');
const PATH = '/v1/portfolios/{portfolioId}/subscription';
const SUBSCRIPTION = { schema: Subscription, description: 'the subscription as it is now' } as const;
const FOLLOWING = [
  'PORTFOLIO_NOT_FOUND',
  'PORTFOLIO_CLOSED',
  'PORTFOLIO_SUBSCRIBED',
  'MODEL_NOT_FOUND',
  'MODEL_VERSION_NOT_FOUND',
  'MODEL_ARCHIVED',
  'EVERYTHING_EXCLUDED',
  'OVERRIDES_CONTRADICT',
  'HELD_WITHOUT_TARGET',
  'UNKNOWN_SYMBOL',
  'INVALID_SYMBOL',
  'INVALID_OVERRIDES',
  'BROKER_UNAVAILABLE',
] as const;

export function addSubscriptions(api: Api): void {
  addLooks(api);
  addChanges(api);
}

function addLooks(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/models/{modelId}/subscriptions',
      operationId: 'listSubscriptions',
      tag: 'models',
      summary: 'List the portfolios that follow a model',
      role: 'viewer',
      params: InModelPath,
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: { schema: SubscriptionPage, description: 'a page, by portfolio' },
      refusals: ['MODEL_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ params, query: { limit, cursor: after } }, deps) => {
      const listed = await listSubscriptions(deps, { ...params, limit, after });
      return pageOrNo(listed, ({ subscriptions }) => subscriptions);
    },
  );
  register(
    api,
    {
      method: 'get',
      path: PATH,
      operationId: 'showSubscription',
      tag: 'portfolios',
      summary: 'Show which model the portfolio follows',
      role: 'viewer',
      params: InPath,
      success: SUBSCRIPTION,
      refusals: ['PORTFOLIO_NOT_FOUND', 'NOT_SUBSCRIBED'],
    },
    async ({ params }, deps) => {
      const shown = await showSubscription(deps, params.portfolioId);
      return shown.ok ? { body: shown.subscription } : shown;
    },
  );
}

function addChanges(api: Api): void {
  register(
    api,
    {
      method: 'put',
      path: PATH,
      operationId: 'subscribe',
      tag: 'portfolios',
      summary: 'Have the portfolio follow a model: its targets are those of the model from now on',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: Subscribe,
      success: SUBSCRIPTION,
      refusals: FOLLOWING,
    },
    async ({ principal, params, body }, deps) => {
      const subscribed = await subscribe(deps, principal, { ...params, ...body });
      return subscribed.ok ? { body: subscribed.subscription } : subscribed;
    },
  );
  register(
    api,
    {
      method: 'patch',
      path: PATH,
      operationId: 'changeSubscription',
      tag: 'portfolios',
      summary: 'Pin the portfolio to a version, let it follow again, or replace its overrides',
      role: 'operator',
      idempotent: true,
      params: InPath,
      body: ChangeSubscription,
      success: SUBSCRIPTION,
      refusals: ['NOT_SUBSCRIBED', ...FOLLOWING],
    },
    async ({ principal, params, body }, deps) => {
      const changed = await changeSubscription(deps, principal, { ...params, ...body });
      return changed.ok ? { body: changed.subscription } : changed;
    },
  );
  register(
    api,
    {
      method: 'delete',
      path: PATH,
      operationId: 'unsubscribe',
      tag: 'portfolios',
      summary: 'End the subscription: the portfolio keeps the targets that it has',
      role: 'operator',
      idempotent: true,
      params: InPath,
      success: { schema: Subscription, description: 'what it was' },
      refusals: ['PORTFOLIO_NOT_FOUND', 'NOT_SUBSCRIBED'],
    },
    async ({ principal, params }, deps) => {
      const ended = await unsubscribe(deps, principal, params.portfolioId);
      return ended.ok ? { body: ended.subscription } : ended;
    },
  );
}
