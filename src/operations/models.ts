import type { Broker } from '../broker/broker';
import { PORTFOLIO_ID_PATTERN } from '../domain/ids';
import type { Model, ModelVersion, VersionCount } from '../domain/model';
import type { Principal } from '../domain/principal';
import { type Refused, refusedAs } from '../domain/refused';
import { type ModelInput, parseModel, parseVersion } from '../input/model';
import type { AddVersionResult, ModelLedger } from '../ledger/models';
import { type Audited, actorOf } from './deps';
import { unlistedTarget } from './listed';
import { nextPage, notNext, numberOf } from './page';

export type ModelNotFound = Refused<'MODEL_NOT_FOUND'>;

export interface AddVersionInput extends Pick<ModelInput, 'targets' | 'policy'> {
  modelId: string;
  reason: string;
}

interface Deps extends Audited {
  broker: Pick<Broker, 'asset'>;
}

/** Creates a model with its first version. @throws InputRefused, BrokerFault */
export async function createModel(
  deps: Deps & { ledger: Pick<ModelLedger, 'createModel' | 'findModel'> },
  principal: Principal,
  given: ModelInput,
): Promise<{ ok: true; model: Model } | ModelNotFound | Refused<'MODEL_EXISTS' | 'UNKNOWN_SYMBOL'>> {
  const model = parseModel(given);
  const unlisted = await unlistedTarget(deps.broker, model.targets);
  if (unlisted !== undefined) return unlisted;
  const made = await deps.ledger.createModel(model, actorOf(deps, principal));
  return made.ok ? findModel(deps, model.id) : made;
}

/** Adds a version to a model. Nobody has it before it is rolled out. @throws InputRefused, BrokerFault */
export async function addModelVersion(
  deps: Deps & { ledger: Pick<ModelLedger, 'addModelVersion'> },
  principal: Principal,
  { modelId, reason, ...given }: AddVersionInput,
): Promise<AddVersionResult | Refused<'UNKNOWN_SYMBOL'>> {
  const version = parseVersion(given);
  const unlisted = await unlistedTarget(deps.broker, version.targets);
  if (unlisted !== undefined) return unlisted;
  return deps.ledger.addModelVersion(modelId, { ...version, reason }, actorOf(deps, principal));
}

/** Ends a model that nobody follows. */
export async function archiveModel(
  deps: Audited & { ledger: Pick<ModelLedger, 'archiveModel' | 'findModel'> },
  principal: Principal,
  modelId: string,
): Promise<{ ok: true; model: Model } | ModelNotFound | Refused<'MODEL_SUBSCRIBED'>> {
  const archived = await deps.ledger.archiveModel(modelId, actorOf(deps, principal));
  return archived.ok ? findModel(deps, modelId) : archived;
}

/** Returns a page of models, by id; `next` is null at the end. @throws InputRefused */
export async function listModels(
  { ledger }: { ledger: Pick<ModelLedger, 'listModels'> },
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<{ models: Model[]; next: string | null }> {
  if (after !== undefined && !PORTFOLIO_ID_PATTERN.test(after)) throw notNext(after);
  const models = await ledger.listModels({ limit, ...(after !== undefined && { after }) });
  return { models, next: nextPage(models, limit, 'id') };
}

/** Returns a model, and how many portfolios have each of its versions. */
export async function showModel(
  deps: { ledger: Pick<ModelLedger, 'findModel' | 'countSubscribers'> },
  modelId: string,
): Promise<{ ok: true; model: Model; subscribers: VersionCount[] } | ModelNotFound> {
  const found = await findModel(deps, modelId);
  return found.ok ? { ...found, subscribers: await deps.ledger.countSubscribers(modelId) } : found;
}

/** Returns a page of the versions of a model, the newest first. @throws InputRefused */
export async function listModelVersions(
  deps: { ledger: Pick<ModelLedger, 'findModel' | 'listModelVersions'> },
  { modelId, limit, after }: { modelId: string; limit: number; after?: string | undefined },
): Promise<{ ok: true; versions: ModelVersion[]; next: string | null } | ModelNotFound> {
  const before = after === undefined ? {} : { before: numberOf(after) };
  const found = await findModel(deps, modelId);
  if (!found.ok) return found;
  const versions = await deps.ledger.listModelVersions(modelId, { limit, ...before });
  return { ok: true, versions, next: nextPage(versions, limit, 'version') };
}

export async function findModel(
  { ledger }: { ledger: Pick<ModelLedger, 'findModel'> },
  modelId: string,
): Promise<{ ok: true; model: Model } | ModelNotFound> {
  const model = await ledger.findModel(modelId);
  return model === undefined ? refusedAs('MODEL_NOT_FOUND', modelId) : { ok: true, model };
}
