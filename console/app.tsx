import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BrowserRouter } from 'react-router';
import { ApiError } from './api/problem';
import { ASK_EVERY_MS, SESSION_QUERY } from './api/session';
import { Session } from './session';

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: endSessionWhenRefused }),
  defaultOptions: {
    queries: { refetchInterval: ASK_EVERY_MS, refetchOnWindowFocus: true, retry: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

export function App() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <Session />
        </BrowserRouter>
      </QueryClientProvider>
    </CSPProvider>
  );
}

/** A session ends by time, or when its key is revoked: whatever is asked next hears of it. */
function endSessionWhenRefused(error: Error): void {
  if (error instanceof ApiError && error.status === 401) queries.setQueryData(SESSION_QUERY, null);
}
