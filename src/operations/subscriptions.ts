import type { Broker } from '../broker/broker';
import { PORTFOLIO_ID_PATTERN } from '../domain/ids';
import type { Subscription } from '../domain/model';
import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import { type OverridesInput, parseOverrides } from '../input/model';
import type { Ledger } from '../ledger/ledger';
import type { ModelLedger, SubscribeResult } from '../ledger/models';
import { type Audited, actorOf } from './deps';
import { findPortfolio, type NotFound } from './find-portfolio';
import { unlistedTarget } from './listed';
import { findModel, type ModelNotFound } from './models';
import { nextPage, notNext } from './page';

export interface SubscribeInput {
  portfolioId: string;
  modelId: string;
  /** The version to stay with; null to follow what is rolled out. */
  pinned?: number | null | undefined;
  overrides?: OverridesInput | undefined;
}

export interface ChangeSubscriptionInput {
  portfolioId: string;
  /** Undefined to leave it as it is, null to follow again. */
  pinned?: number | null | undefined;
  /** All of them; undefined to leave them as they are. */
  overrides?: OverridesInput | undefined;
}

interface Deps extends Audited {
  broker: Pick<Broker, 'asset'>;
}

/** Has a portfolio follow a model: its targets are the model's from now on. @throws InputRefused, BrokerFault */
export async function subscribe(
  deps: Deps & { ledger: Pick<ModelLedger, 'subscribe'> },
  principal: Principal,
  { portfolioId, modelId, pinned = null, overrides: given = {} }: SubscribeInput,
): Promise<SubscribeResult | Refused<'UNKNOWN_SYMBOL'>> {
  const overrides = parseOverrides(given);
  const unlisted = await unlistedSubstitute(deps, overrides.substitute);
  if (unlisted !== undefined) return unlisted;
  return deps.ledger.subscribe(portfolioId, { modelId, pinned, overrides }, actorOf(deps, principal));
}

/** Changes the pin or the overrides of a subscription, at once. @throws InputRefused, BrokerFault */
export async function changeSubscription(
  deps: Deps & { ledger: Pick<ModelLedger, 'changeSubscription'> },
  principal: Principal,
  { portfolioId, pinned, overrides: given }: ChangeSubscriptionInput,
): Promise<SubscribeResult | Refused<'NOT_SUBSCRIBED' | 'UNKNOWN_SYMBOL'>> {
  const overrides = given === undefined ? undefined : parseOverrides(given);
  const unlisted = overrides && (await unlistedSubstitute(deps, overrides.substitute));
  if (unlisted !== undefined) return unlisted;
  const change = { ...(pinned !== undefined && { pinned }), ...(overrides && { overrides }) };
  return deps.ledger.changeSubscription(portfolioId, change, actorOf(deps, principal));
}

/** Ends a subscription: the portfolio keeps the targets that it has. Returns what it was. */
export async function unsubscribe(
  deps: Audited & { ledger: Pick<ModelLedger, 'unsubscribe'> },
  principal: Principal,
  portfolioId: string,
): Promise<{ ok: true; subscription: Subscription } | Refused<'PORTFOLIO_NOT_FOUND' | 'NOT_SUBSCRIBED'>> {
  return deps.ledger.unsubscribe(portfolioId, actorOf(deps, principal));
}

/** Returns what a portfolio follows. */
export async function showSubscription(
  deps: { ledger: Pick<ModelLedger, 'findSubscription'> & Pick<Ledger, 'findPortfolio'> },
  portfolioId: string,
): Promise<{ ok: true; subscription: Subscription } | NotFound | Refused<'NOT_SUBSCRIBED'>> {
  const subscription = await deps.ledger.findSubscription(portfolioId);
  if (subscription !== undefined) return { ok: true, subscription };
  const found = await findPortfolio(deps, portfolioId);
  return found.ok ? refusedAs('NOT_SUBSCRIBED', portfolioId) : found;
}

/** Returns a page of the portfolios that follow a model, by portfolio. @throws InputRefused */
export async function listSubscriptions(
  deps: { ledger: Pick<ModelLedger, 'findModel' | 'listSubscriptions'> },
  { modelId, limit, after }: { modelId: string; limit: number; after?: string | undefined },
): Promise<{ ok: true; subscriptions: Subscription[]; next: string | null } | ModelNotFound> {
  if (after !== undefined && !PORTFOLIO_ID_PATTERN.test(after)) throw notNext(after);
  const found = await findModel(deps, modelId);
  if (!found.ok) return found;
  const page = { limit, ...(after !== undefined && { after }) };
  const subscriptions = await deps.ledger.listSubscriptions(modelId, page);
  return { ok: true, subscriptions, next: nextPage(subscriptions, limit, 'portfolioId') };
}

function unlistedSubstitute(
  { broker }: Pick<Deps, 'broker'>,
  substitute: Readonly<Record<string, string>>,
): Promise<Refused<'UNKNOWN_SYMBOL'> | undefined> {
  const symbols = [...new Set(Object.values(substitute))];
  return unlistedTarget(
    broker,
    symbols.map((symbol) => ({ symbol })),
  );
}
