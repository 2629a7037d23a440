import { z } from '@hono/zod-openapi';
import {
  addModelVersion,
  archiveModel,
  createModel,
  listModels,
  listModelVersions,
  showModel,
} from '../../operations/models';
import { type Api, register } from '../endpoint';
import { AddModelVersion, CreateModel, InModelPath, Model, ModelDetail, ModelVersion } from '../schemas/model';
import { cursor, limit, page, pageOrNo } from '../schemas/page';

const ModelPage = page(Model).openapi('ModelPage');
const ModelVersionPage = page(ModelVersion).openapi('ModelVersionPage');
const AddedVersion = z.object({ version: z.int() }).openapi('AddedVersion');
const OF_TARGETS = [
  'UNKNOWN_SYMBOL',
  'INVALID_TARGETS',
  'INVALID_POLICY',
  'POLICY_CONTRADICTS',
  'BROKER_UNAVAILABLE',
] as const;

export function addModels(api: Api): void {
  addLooks(api);
  addChanges(api);
}

function addLooks(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/models',
      operationId: 'listModels',
      tag: 'models',
      summary: 'List the models that portfolios may follow',
      role: 'viewer',
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: { schema: ModelPage, description: 'a page, by id; `nextCursor` is null at the end' },
      refusals: ['INVALID_PAGE'],
    },
    async ({ query: { limit, cursor: after } }, deps) => {
      const { models, next } = await listModels(deps, { limit, after });
      return { body: { data: models, nextCursor: next } };
    },
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/models/{modelId}',
      operationId: 'showModel',
      tag: 'models',
      summary: 'Show a model, and how many portfolios have each version',
      role: 'viewer',
      params: InModelPath,
      success: { schema: ModelDetail, description: 'the model' },
      refusals: ['MODEL_NOT_FOUND'],
    },
    async ({ params }, deps) => {
      const shown = await showModel(deps, params.modelId);
      return shown.ok ? { body: { ...shown.model, subscribers: shown.subscribers } } : shown;
    },
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/models/{modelId}/versions',
      operationId: 'listModelVersions',
      tag: 'models',
      summary: 'List the versions of a model: none of them ever changes',
      role: 'viewer',
      params: InModelPath,
      query: z.strictObject({ limit: limit(), cursor: cursor() }),
      success: { schema: ModelVersionPage, description: 'a page, the newest first' },
      refusals: ['MODEL_NOT_FOUND', 'INVALID_PAGE'],
    },
    async ({ params, query: { limit, cursor: after } }, deps) => {
      const listed = await listModelVersions(deps, { ...params, limit, after });
      return pageOrNo(listed, ({ versions }) => versions);
    },
  );
}

function addChanges(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/models',
      operationId: 'createModel',
      tag: 'models',
      summary: 'Create a model with its first version',
      role: 'operator',
      idempotent: true,
      body: CreateModel,
      success: { status: 201, schema: Model, description: 'the model' },
      refusals: ['MODEL_EXISTS', 'MODEL_NOT_FOUND', 'INVALID_MODEL', ...OF_TARGETS],
    },
    async ({ principal, body }, deps) => {
      const made = await createModel(deps, principal, body);
      return made.ok ? { body: made.model, location: `/v1/models/${made.model.id}` } : made;
    },
  );
  register(
    api,
    {
      method: 'post',
      path: '/v1/models/{modelId}/versions',
      operationId: 'addModelVersion',
      tag: 'models',
      summary: 'Add a version to a model: no portfolio has it before it is rolled out',
      role: 'operator',
      idempotent: true,
      params: InModelPath,
      body: AddModelVersion,
      success: { status: 201, schema: AddedVersion, description: 'the number of the version' },
      refusals: ['MODEL_NOT_FOUND', 'MODEL_ARCHIVED', ...OF_TARGETS],
    },
    async ({ principal, params, body }, deps) => {
      const added = await addModelVersion(deps, principal, { ...params, ...body });
      return added.ok ? { body: { version: added.version } } : added;
    },
  );
  register(
    api,
    {
      method: 'post',
      path: '/v1/models/{modelId}/archive',
      operationId: 'archiveModel',
      tag: 'models',
      summary: 'End a model that no portfolio follows',
      role: 'operator',
      idempotent: true,
      params: InModelPath,
      success: { schema: Model, description: 'the model as it is now' },
      refusals: ['MODEL_NOT_FOUND', 'MODEL_SUBSCRIBED'],
    },
    async ({ principal, params }, deps) => {
      const archived = await archiveModel(deps, principal, params.modelId);
      return archived.ok ? { body: archived.model } : archived;
    },
  );
}
