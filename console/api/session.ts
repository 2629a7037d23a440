import { type QueryKey, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { ownHeader } from './presence';
import { ApiError, answered } from './problem';

/** What is shown is asked for again this often, whatever the stream of events says. */
export const ASK_EVERY_MS = 5_000;
export const SESSION_QUERY: QueryKey = ['session'];

/** Returns who is logged in and with which role; null for nobody. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_QUERY,
    // Nobody is logged in by waiting.
    refetchInterval: ({ state }) => (state.data === null ? false : ASK_EVERY_MS),
    queryFn: async () => {
      try {
        return await answered(api.GET('/v1/me'));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** Exchanges a key for a session, which the browser keeps in a cookie that no script reads. */
export async function logIn(key: string): Promise<void> {
  await answered(ask('POST', JSON.stringify({ key })));
}

export async function logOut(): Promise<void> {
  await answered(ask('DELETE'));
}

/** These two are the console's own and no part of the contract: a program sends its key with each request. */
async function ask(method: string, body?: string) {
  const { name, value } = ownHeader();
  const headers = { [name]: value, ...(body !== undefined && { 'Content-Type': 'application/json' }) };
  const response = await fetch('/console/session', { method, headers, ...(body !== undefined && { body }) });
  return { response, error: response.ok ? undefined : await problemIn(response) };
}

async function problemIn(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}
