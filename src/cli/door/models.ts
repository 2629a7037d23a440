// The operations of models and subscriptions: here, or behind the HTTP API.

import { parseModel, parseOverrides, parseVersion } from '../../input/model';
import {
  addModelVersion,
  archiveModel,
  createModel,
  listModels,
  listModelVersions,
  showModel,
} from '../../operations/models';
import {
  changeSubscription,
  listSubscriptions,
  showSubscription,
  subscribe,
  unsubscribe,
} from '../../operations/subscriptions';
import type { Cli } from '../cli';
import type { Done, Looked } from './door';
import { type Ask, answered, pages, pagesOrNo } from './remote/answers';

export interface ModelDoor {
  createModel: Done<typeof createModel>;
  addModelVersion: Done<typeof addModelVersion>;
  archiveModel: Done<typeof archiveModel>;
  listModels: Looked<typeof listModels>;
  showModel: Looked<typeof showModel>;
  listModelVersions: Looked<typeof listModelVersions>;
  subscribe: Done<typeof subscribe>;
  changeSubscription: Done<typeof changeSubscription>;
  unsubscribe: Done<typeof unsubscribe>;
  showSubscription: Looked<typeof showSubscription>;
  listSubscriptions: Looked<typeof listSubscriptions>;
}

export function localModels({ open, principal }: Pick<Cli, 'open' | 'principal'>): ModelDoor {
  return {
    createModel: async (input) => createModel(await open('ledger', 'broker'), principal(), input),
    addModelVersion: async (input) => addModelVersion(await open('ledger', 'broker'), principal(), input),
    archiveModel: async (id) => archiveModel(await open('ledger'), principal(), id),
    listModels: async (page) => listModels(await open('ledger'), page),
    showModel: async (id) => showModel(await open('ledger'), id),
    listModelVersions: async (which) => listModelVersions(await open('ledger'), which),
    subscribe: async (input) => subscribe(await open('ledger', 'broker'), principal(), input),
    changeSubscription: async (input) => changeSubscription(await open('ledger', 'broker'), principal(), input),
    unsubscribe: async (id) => unsubscribe(await open('ledger'), principal(), id),
    showSubscription: async (id) => showSubscription(await open('ledger'), id),
    listSubscriptions: async (which) => listSubscriptions(await open('ledger'), which),
  };
}

export function remoteModels(ask: Ask): ModelDoor {
  return { ...remoteVersions(ask), ...remoteSubscriptions(ask) };
}

type OfModels = 'createModel' | 'addModelVersion' | 'archiveModel' | 'listModels' | 'showModel' | 'listModelVersions';

function remoteVersions(ask: Ask): Pick<ModelDoor, OfModels> {
  return {
    createModel: async (input) =>
      answered(await ask('post', '/v1/models', { body: parseModel(input) }), (model) => ({ model })),
    addModelVersion: async ({ modelId, reason, ...version }) => {
      const asked = { params: { modelId }, body: { ...parseVersion(version), reason } };
      return answered(await ask('post', '/v1/models/{modelId}/versions', asked), (added) => added);
    },
    archiveModel: async (modelId) =>
      answered(await ask('post', '/v1/models/{modelId}/archive', { params: { modelId } }), (model) => ({ model })),
    listModels: async ({ limit, after }) => {
      const { rows, next } = await pages(limit, after, (query) => ask('get', '/v1/models', { query }));
      return { models: rows, next };
    },
    showModel: async (modelId) =>
      answered(await ask('get', '/v1/models/{modelId}', { params: { modelId } }), ({ subscribers, ...model }) => ({
        model,
        subscribers,
      })),
    listModelVersions: async ({ modelId, limit, after }) => {
      const read = (query: { limit: number; cursor: string | undefined }) =>
        ask('get', '/v1/models/{modelId}/versions', { params: { modelId }, query });
      return answered(await pagesOrNo(limit, after, read), ({ rows, next }) => ({ versions: rows, next }));
    },
  };
}

const PATH = '/v1/portfolios/{portfolioId}/subscription';

function remoteSubscriptions(ask: Ask): Omit<ModelDoor, OfModels> {
  return {
    subscribe: async ({ portfolioId, modelId, pinned = null, overrides = {} }) => {
      const body = { modelId, pinned, overrides: parseOverrides(overrides) };
      return answered(await ask('put', PATH, { params: { portfolioId }, body }), (subscription) => ({ subscription }));
    },
    changeSubscription: async ({ portfolioId, pinned, overrides }) => {
      const body = {
        ...(pinned !== undefined && { pinned }),
        ...(overrides !== undefined && { overrides: parseOverrides(overrides) }),
      };
      return answered(await ask('patch', PATH, { params: { portfolioId }, body }), (subscription) => ({
        subscription,
      }));
    },
    unsubscribe: async (portfolioId) =>
      answered(await ask('delete', PATH, { params: { portfolioId } }), (subscription) => ({ subscription })),
    showSubscription: async (portfolioId) =>
      answered(await ask('get', PATH, { params: { portfolioId } }), (subscription) => ({ subscription })),
    listSubscriptions: async ({ modelId, limit, after }) => {
      const read = (query: { limit: number; cursor: string | undefined }) =>
        ask('get', '/v1/models/{modelId}/subscriptions', { params: { modelId }, query });
      return answered(await pagesOrNo(limit, after, read), ({ rows, next }) => ({ subscriptions: rows, next }));
    },
  };
}
