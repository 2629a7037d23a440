import { z } from '@hono/zod-openapi';

const TEXT_MAX = 1_000;

/** Why somebody does it: it goes into the audit. */
export const reason = () =>
  z
    .string({ error: `must be a text of 1 to ${TEXT_MAX} characters` })
    .min(1, `must be a text of 1 to ${TEXT_MAX} characters`)
    .max(TEXT_MAX, `must be a text of 1 to ${TEXT_MAX} characters`)
    .regex(/\S/, 'must not be blank')
    .openapi({ example: 'the broker reports outages' });
