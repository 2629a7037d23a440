// Models, and which portfolios follow them.
//
// D1. A version is never changed or removed.
// D2. A portfolio follows at most one model. Its targets, and its policy if the version has one, are set by the transaction that stores what
//     it follows, and by the rules of `setTargets` and `setPolicy`.
// D3. A model that is ARCHIVED has no subscriber that is not CLOSED, and gets none.

import type { Model, ModelVersion, Overrides, Subscription, VersionCount } from '../domain/model';
import type { Policy } from '../domain/policy';
import type { Portfolio, Target, TickerSymbol } from '../domain/portfolio';
import type { Refused } from '../domain/refused';
import type { Actor } from './ledger';

export interface ModelLedger {
  /** Stores a model with its first version, audited under SYSTEM_AUDIT. */
  createModel(model: NewModel, by: Actor): Promise<{ ok: true } | Refused<'MODEL_EXISTS'>>;
  /** Adds a version, audited as above. No portfolio has it before it is rolled out. */
  addModelVersion(id: string, version: NewVersion, by: Actor): Promise<AddVersionResult>;
  /** Refused while a portfolio follows it. Audited as above. */
  archiveModel(id: string, by: Actor): Promise<{ ok: true } | Refused<'MODEL_NOT_FOUND' | 'MODEL_SUBSCRIBED'>>;
  findModel(id: string): Promise<Model | undefined>;
  /** Returns a page of models, by id. */
  listModels(page: { after?: string; limit: number }): Promise<Model[]>;
  findModelVersion(id: string, version: number): Promise<ModelVersion | undefined>;
  /** Returns a page of the versions of a model, the newest first. */
  listModelVersions(id: string, page: { before?: number; limit: number }): Promise<ModelVersion[]>;
  /** Returns how many portfolios have each version of a model, by version, and how many of them are pinned to it; without CLOSED ones. */
  countSubscribers(id: string): Promise<VersionCount[]>;

  /** Has a portfolio follow a model from now on. */
  subscribe(portfolioId: string, subscription: NewSubscription, by: Actor): Promise<SubscribeResult>;
  /** Changes what is given. Without a pin it has the model's current version from now on. */
  changeSubscription(
    portfolioId: string,
    change: SubscriptionChange,
    by: Actor,
  ): Promise<SubscribeResult | Refused<'NOT_SUBSCRIBED'>>;
  /** The portfolio keeps its targets and its policy. Returns what it was. */
  unsubscribe(
    portfolioId: string,
    by: Actor,
  ): Promise<{ ok: true; subscription: Subscription } | Refused<'PORTFOLIO_NOT_FOUND' | 'NOT_SUBSCRIBED'>>;
  findSubscription(portfolioId: string): Promise<Subscription | undefined>;
  /** As `listSubscriptions`, each with its portfolio. */
  listFollowers(
    modelId: string,
    page: { after: string; limit: number },
  ): Promise<{ subscription: Subscription; portfolio: Portfolio }[]>;
  /** Returns a page of the subscriptions of a model, by portfolio, without CLOSED ones. */
  listSubscriptions(modelId: string, page: { after?: string; limit: number }): Promise<Subscription[]>;
}

export interface NewModel {
  id: string;
  name: string;
  targets: Target[];
  policy: Policy | null;
}

export interface NewVersion extends Pick<NewModel, 'targets' | 'policy'> {
  reason: string;
}

export type AddVersionResult = { ok: true; version: number } | Refused<'MODEL_NOT_FOUND' | 'MODEL_ARCHIVED'>;

export interface NewSubscription {
  modelId: string;
  pinned: number | null;
  overrides: Overrides;
}

export type SubscriptionChange = Partial<Pick<NewSubscription, 'pinned' | 'overrides'>>;

/** Why a portfolio cannot have what a model says. */
export type FollowRefusal =
  | Refused<'PORTFOLIO_NOT_FOUND' | 'PORTFOLIO_CLOSED' | 'EVERYTHING_EXCLUDED' | 'OVERRIDES_CONTRADICT'>
  | Refused<'HELD_WITHOUT_TARGET', { symbols: TickerSymbol[] }>;

export type SubscribeResult =
  | { ok: true; subscription: Subscription }
  | FollowRefusal
  | Refused<'MODEL_NOT_FOUND' | 'MODEL_VERSION_NOT_FOUND' | 'MODEL_ARCHIVED' | 'PORTFOLIO_SUBSCRIBED'>;
