import { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiDeps } from './endpoint';
import type { ApiEnv } from './environment';
import { addRoutes } from './routes';
import type { EventFeed } from './routes/events';

const TAGS = {
  me: 'who the key belongs to',
  fleet: 'all portfolios together',
  portfolios: 'portfolios, their targets, policy and status',
  imports: 'many portfolios at once, from a file and into one',
  rebalances: 'preview a rebalance, ask for it, follow it',
  batches: 'what was traded',
  stale: 'portfolios that a person has to look after',
  events: 'what happens, as it happens',
  trading: 'the kill switch',
  rules: 'what all plans are held to',
  prices: 'prices that jumped',
  approvals: 'what waits for a second person',
  audit: 'who did what',
  keys: 'keys of this API',
  webhooks: 'events that are sent to a URL of yours, signed as Standard Webhooks has it',
};

/** Returns the OpenAPI document of this build. Equal sources give an equal text. */
export function contract(): object {
  const app = new OpenAPIHono<ApiEnv>();
  // No route is called here.
  addRoutes({ app, deps: {} as ApiDeps }, {} as EventFeed, () => 0);
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'a key from `autobalancer key create` or `POST /v1/keys`',
  });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Autobalancer',
      version: '1',
      description:
        'Keeps portfolios at their target weights, all or nothing. Amounts are decimal strings. Lists are pages: send `nextCursor` back as `cursor`. Each problem has a `code` of a closed set, explained at its `type`. The path has the version: within /v1 fields and operations are added, and nothing is taken away.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  });
}
