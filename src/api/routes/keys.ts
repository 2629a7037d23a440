import { z } from '@hono/zod-openapi';
import { KEY_DAYS_MAX } from '../../domain/api-key';
import { ROLES } from '../../domain/role';
import { createKey, keyAlreadyMade, keyMadeBefore } from '../../operations/create-key';
import { listKeys } from '../../operations/list-keys';
import { revokeKey } from '../../operations/revoke-key';
import { type Api, register } from '../endpoint';
import { time } from '../schemas/amounts';
import { limit, page } from '../schemas/page';

const keyId = () =>
  z
    .string()
    .regex(/^[a-z2-7]{8}$/, 'must be the id of a key')
    .openapi({ example: 'k3b7qd2m' });
const role = z.enum(ROLES);
const name = z.string().openapi({ example: 'nightly rebalancing' });
/** One line that is not blank: the operation has the rule, and the contract says it. */
const NAME = {
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$',
};

const owner = () =>
  z.string().openapi({
    description:
      'the person it is made for: a login, or user:ISSUER#SUBJECT. Only then may somebody else be the second person',
    example: 'anna',
  });

const ApiKey = z
  .object({
    id: keyId(),
    role,
    name,
    owner: owner().nullable(),
    createdBy: z.string(),
    createdAt: time(),
    expiresAt: time(),
    lastUsedAt: time().nullable(),
    revokedAt: time().nullable(),
    revokedBy: z.string().nullable(),
  })
  .openapi('ApiKey');
const ApiKeyPage = page(ApiKey).openapi('ApiKeyPage');
const CreateKey = z
  .strictObject({
    role,
    name: name.openapi(NAME),
    owner: owner().optional(),
    // Its bounds are a rule of the operation, in its own words.
    days: z.int().openapi({ example: 90, minimum: 1, maximum: KEY_DAYS_MAX }),
  })
  .openapi('CreateKey');
const CreatedKey = z
  .object({ key: ApiKey, secret: z.string().openapi({ description: 'the whole key: it is shown this one time' }) })
  .openapi('CreatedKey');

export function addKeys(api: Api): void {
  register(
    api,
    {
      method: 'get',
      path: '/v1/keys',
      operationId: 'listKeys',
      tag: 'keys',
      summary: 'List the keys of this API, without their secrets',
      role: 'admin',
      query: z.strictObject({ limit: limit(), cursor: keyId().optional() }),
      success: { schema: ApiKeyPage, description: 'a page by id; `nextCursor` is null at the end' },
    },
    async ({ query: { limit, cursor } }, deps) => {
      const data = await listKeys(deps, { limit, ...(cursor !== undefined && { after: cursor }) });
      return { body: { data, nextCursor: data.length < limit ? null : (data.at(-1)?.id ?? null) } };
    },
  );
  register(
    api,
    {
      method: 'post',
      path: '/v1/keys',
      operationId: 'createKey',
      tag: 'keys',
      summary: 'Create a key for this API',
      role: 'admin',
      idempotent: true,
      body: CreateKey,
      success: { status: 201, schema: CreatedKey, description: 'the key with its secret' },
      refusals: ['INVALID_KEY', 'KEY_ALREADY_MADE'],
    },
    async ({ principal, body }, deps) => {
      const before = keyMadeBefore(deps);
      if (before !== undefined) return before;
      const made = await createKey(deps, principal, body);
      return { body: made, afterwards: keyAlreadyMade(made.key.id) };
    },
  );
  register(
    api,
    {
      method: 'delete',
      path: '/v1/keys/{keyId}',
      operationId: 'revokeKey',
      tag: 'keys',
      summary: 'Revoke a key: its next request is refused',
      role: 'admin',
      idempotent: true,
      params: z.object({ keyId: keyId().openapi({ param: { name: 'keyId', in: 'path' } }) }),
      success: { schema: ApiKey, description: 'the key, which stays in the list' },
      refusals: ['KEY_NOT_FOUND'],
    },
    async ({ principal, params }, deps) => {
      const revoked = await revokeKey(deps, principal, params.keyId);
      return revoked.ok ? { body: revoked.key } : revoked;
    },
  );
}
