import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '../../docs/openapi';
import { ownHeader } from './presence';

/** After that the person is told that nothing answers. */
const TIMEOUT_MS = 10_000;
/** A file takes as long as it takes. */
const UPLOAD = '/v1/imports';

const asConsole: Middleware = {
  onRequest: ({ request, schemaPath }) => {
    const { name, value } = ownHeader();
    request.headers.set(name, value);
    if (request.method === 'POST' && schemaPath === UPLOAD) return request;
    return new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  },
};

/** The API, as its contract describes it. */
export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(asConsole);
