import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { PREVIEWED_AT_MOST, previewRolloutPart } from '../../operations/preview-rollout';
import {
  changeRollout,
  listRolloutPortfolios,
  listRollouts,
  showRollout,
  startRollout,
} from '../../operations/rollouts';
import { type Api, register } from '../endpoint';
import { InModelPath, modelId } from '../schemas/model';
import { cursor, limit, page, pageOrNo } from '../schemas/page';
import {
  ChangeRollout,
  InRolloutPath,
  memberState,
  Rollout,
  RolloutDetail,
  RolloutPortfolio,
  RolloutPreview,
  StartRollout,
} from '../schemas/rollout';

const RolloutPage = page(Rollout).openapi('RolloutPage');
const RolloutPortfolioPage = page(RolloutPortfolio).openapi('RolloutPortfolioPage');
/** A count in a query is read from its text. */
const count = (pattern: RegExp, rule: string) =>
  z
    .string()
    .regex(pattern, rule)
    .transform((text) => Number.parseInt(text, 10));

export function addRollouts(api: Api): void {
  addPreview(api);
  addStart(api);
  addLooks(api);
  addChanges(api);
}

function addPreview(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/models/{modelId}/versions/{version}/preview',
      operationId: 'previewRollout',
      tag: 'models',
      summary: 'Add up what rolling out a version would do now, part by part; nothing is stored',
      role: 'operator',
      params: InModelPath.extend({
        version: count(/^[1-9][0-9]{0,8}$/, 'must be the number of a version').openapi({
          type: 'integer',
          minimum: 1,
          maximum: 999_999_999,
          param: { name: 'version', in: 'path' },
        }),
      }),
      query: z.strictObject({
        costBasisPoints: z
          .string()
          .regex(/^(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?$/, 'must be basis points such as "5"')
          .optional()
          .openapi({ description: 'what is lost of what is bought and sold; 5 unless given', example: '5' }),
        requestsPerMinute: count(/^[1-9][0-9]{0,5}$/, 'must be a whole number from 1 to 999999')
          .optional()
          .openapi({
            type: 'integer',
            minimum: 1,
            maximum: 999_999,
            description: 'what the broker allows; 200 unless given',
          }),
        limit: count(/^[1-9][0-9]{0,4}$/, 'must be a whole number from 1 to 20000')
          .pipe(z.int().max(PREVIEWED_AT_MOST))
          .optional()
          .openapi({
            type: 'integer',
            minimum: 1,
            maximum: PREVIEWED_AT_MOST,
            description: `how many portfolios are added up before it answers; ${PREVIEWED_AT_MOST} unless given`,
          }),
        cursor: z
          .string()
          .min(1)
          .max(8_000)
          .optional()
          .openapi({ description: 'the `nextCursor` of the part before: it has what was added up until there' }),
      }),
      success: {
        schema: RolloutPreview,
        description: 'at latest prices, and on the books alone; not yet of all portfolios unless `nextCursor` is null',
      },
      refusals: ['MODEL_NOT_FOUND', 'MODEL_VERSION_NOT_FOUND', 'INVALID_ROLLOUT', 'INVALID_PAGE', 'BROKER_UNAVAILABLE'],
    },
    async ({ params, query: { costBasisPoints, requestsPerMinute, limit, cursor: after } }, deps) => {
      const asked = { ...(costBasisPoints && { costBasisPoints }), ...(requestsPerMinute && { requestsPerMinute }) };
      const previewed = await previewRolloutPart(deps, { ...params, ...asked, limit, after });
      return previewed.ok ? { body: { ...previewed.preview, nextCursor: previewed.next } } : previewed;
    },
  );
}

function addStart(api: Api): void {
  register(
    api,
    {
      method: 'post',
      path: '/v1/models/{modelId}/rollouts',
      operationId: 'startRollout',
      tag: 'models',
      summary: 'Bring a version to the portfolios that follow the model, cohort by cohort',
      role: 'approver',
      idempotent: true,
      params: InModelPath,
      body: StartRollout,
      success: { status: 201, schema: Rollout, description: 'the roll-out' },
      refusals: ['MODEL_NOT_FOUND', 'MODEL_VERSION_NOT_FOUND', 'MODEL_ARCHIVED', 'ROLLOUT_RUNNING', 'INVALID_ROLLOUT'],
    },
    async ({ principal, params, body }, deps) => {
      const started = await startRollout({ ...deps, randomUUID }, principal, { ...params, ...body });
      return started.ok ? { body: started.rollout, location: `/v1/rollouts/${started.rollout.id}` } : started;
    },
  );
}

function addLooks(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/rollouts',
      operationId: 'listRollouts',
      tag: 'models',
      summary: 'List roll-outs, of one model or of all',
      role: 'viewer',
      query: z.strictObject({ modelId: modelId().optional(), limit: limit(), cursor: cursor() }),
      success: { schema: RolloutPage, description: 'a page, the latest first' },
      refusals: ['INVALID_PAGE'],
    },
    async ({ query: { cursor: after, ...which } }, deps) => {
      const { rollouts, next } = await listRollouts(deps, { ...which, after });
      return { body: { data: rollouts, nextCursor: next } };
    },
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/rollouts/{rolloutId}',
      operationId: 'showRollout',
      tag: 'models',
      summary: 'Show how far a roll-out is',
      role: 'viewer',
      params: InRolloutPath,
      success: { schema: RolloutDetail, description: 'the roll-out' },
      refusals: ['ROLLOUT_NOT_FOUND'],
    },
    async ({ params }, deps) => {
      const shown = await showRollout(deps, params.rolloutId);
      return shown.ok ? { body: { ...shown.rollout, counts: shown.counts } } : shown;
    },
  );
  register(
    api,
    {
      method: 'get',
      path: '/v1/rollouts/{rolloutId}/portfolios',
      operationId: 'listRolloutPortfolios',
      tag: 'models',
      summary: 'List the portfolios of a roll-out, and what became of each',
      role: 'viewer',
      params: InRolloutPath,
      query: z.strictObject({ state: memberState().optional(), limit: limit(), cursor: cursor() }),
      success: { schema: RolloutPortfolioPage, description: 'a page, by id' },
      refusals: ['ROLLOUT_NOT_FOUND'],
    },
    async ({ params, query: { state, limit, cursor: after } }, deps) => {
      const listed = await listRolloutPortfolios(deps, { ...params, state, limit, after });
      return pageOrNo(listed, ({ portfolios }) => portfolios);
    },
  );
}

const CHANGES = {
  pause: { to: 'PAUSED', role: 'operator', summary: 'Pause a roll-out: no other portfolio gets the version' },
  resume: { to: 'RUNNING', role: 'approver', summary: 'Go on with a roll-out that is paused' },
  abort: { to: 'ABORTED', role: 'operator', summary: 'End a roll-out: portfolios that have the version keep it' },
} as const;

function addChanges(api: Api): void {
  for (const [verb, { to, role, summary }] of Object.entries(CHANGES))
    register(
      api,
      {
        method: 'post',
        path: `/v1/rollouts/{rolloutId}/${verb}`,
        operationId: `${verb}Rollout`,
        tag: 'models',
        summary,
        role,
        idempotent: true,
        params: InRolloutPath,
        body: ChangeRollout,
        success: { schema: Rollout, description: 'the roll-out as it is now' },
        refusals: ['ROLLOUT_NOT_FOUND', 'ROLLOUT_ENDED'],
      },
      async ({ principal, params, body: { reason } }, deps) => {
        const changed = await changeRollout(deps, principal, { ...params, to, reason });
        return changed.ok ? { body: changed.rollout } : changed;
      },
    );
}
