import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '../../docs/openapi';
import { ownHeader } from './presence';

/** After that the person is told that nothing answers. */
const TIMEOUT_MS = 10_000;
/** A file, and an audit that is read to its end, take as long as they take. */
const SLOW: ReadonlySet<string> = new Set(['POST /v1/imports', 'GET /v1/portfolios/{portfolioId}/audit/verification']);

const asConsole: Middleware = {
  onRequest: ({ request, schemaPath }) => {
    const { name, value } = ownHeader();
    request.headers.set(name, value);
    if (SLOW.has(`${request.method} ${schemaPath}`)) return request;
    return new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  },
};

/** The API, as its contract describes it. */
export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(asConsole);
