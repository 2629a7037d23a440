// The operations of roll-outs: here, or behind the HTTP API.

import { randomUUID } from 'node:crypto';
import { parseRollout } from '../../input/rollout';
import { previewRollout } from '../../operations/preview-rollout';
import {
  changeRollout,
  listRolloutPortfolios,
  listRollouts,
  showRollout,
  startRollout,
} from '../../operations/rollouts';
import type { Cli } from '../cli';
import type { Done, Looked } from './door';
import { type Ask, answered, pages, pagesOrNo } from './remote/answers';

export interface RolloutDoor {
  previewRollout: Looked<typeof previewRollout>;
  startRollout: Done<typeof startRollout>;
  changeRollout: Done<typeof changeRollout>;
  listRollouts: Looked<typeof listRollouts>;
  showRollout: Looked<typeof showRollout>;
  listRolloutPortfolios: Looked<typeof listRolloutPortfolios>;
}

export function localRollouts({ open, principal }: Pick<Cli, 'open' | 'principal'>): RolloutDoor {
  return {
    previewRollout: async (which) => previewRollout(await open('ledger', 'broker', 'market', 'caps'), which),
    startRollout: async (input) =>
      startRollout({ ...(await open('ledger', 'client')), randomUUID }, principal(), input),
    changeRollout: async (input) => changeRollout(await open('ledger', 'client'), principal(), input),
    listRollouts: async (which) => listRollouts(await open('ledger'), which),
    showRollout: async (id) => showRollout(await open('ledger'), id),
    listRolloutPortfolios: async (which) => listRolloutPortfolios(await open('ledger'), which),
  };
}

const VERBS = { PAUSED: 'pause', RUNNING: 'resume', ABORTED: 'abort' } as const;

export function remoteRollouts(ask: Ask): RolloutDoor {
  return {
    previewRollout: async ({ modelId, version, ...given }) => {
      const params = { modelId, version: `${version}` };
      for (let cursor: string | undefined; ; ) {
        const query = { ...given, cursor };
        const part = await ask('get', '/v1/models/{modelId}/versions/{version}/preview', { params, query });
        if (part.ok && part.body.nextCursor !== null) cursor = part.body.nextCursor;
        else return answered(part, ({ nextCursor: _none, ...preview }) => ({ preview }));
      }
    },
    startRollout: async (input) => {
      const { modelId, ...body } = parseRollout(input);
      const asked = { params: { modelId }, body };
      return answered(await ask('post', '/v1/models/{modelId}/rollouts', asked), (rollout) => ({ rollout }));
    },
    changeRollout: async ({ rolloutId, to, reason }) => {
      const asked = { params: { rolloutId }, body: { reason } };
      return answered(await ask('post', `/v1/rollouts/{rolloutId}/${VERBS[to]}`, asked), (rollout) => ({ rollout }));
    },
    listRollouts: async ({ modelId, limit, after }) => {
      const { rows, next } = await pages(limit, after, (query) =>
        ask('get', '/v1/rollouts', { query: { ...query, modelId } }),
      );
      return { rollouts: rows, next };
    },
    showRollout: async (rolloutId) =>
      answered(await ask('get', '/v1/rollouts/{rolloutId}', { params: { rolloutId } }), ({ counts, ...rollout }) => ({
        rollout,
        counts,
      })),
    listRolloutPortfolios: async ({ rolloutId, state, limit, after }) => {
      const read = (query: { limit: number; cursor: string | undefined }) =>
        ask('get', '/v1/rollouts/{rolloutId}/portfolios', { params: { rolloutId }, query: { ...query, state } });
      return answered(await pagesOrNo(limit, after, read), ({ rows, next }) => ({ portfolios: rows, next }));
    },
  };
}
