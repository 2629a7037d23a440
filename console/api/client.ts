import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '../../docs/openapi';
import { ownHeader } from './presence';

/** After that the person is told that nothing answers. */
const TIMEOUT_MS = 10_000;

const asConsole: Middleware = {
  onRequest: ({ request }) => {
    const { name, value } = ownHeader();
    request.headers.set(name, value);
    return new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]) });
  },
};

/** The API, as its contract describes it. */
export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(asConsole);
