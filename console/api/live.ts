import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** However much happens, nothing is asked for again more often than this. */
const REFRESH_MS = 1_000;
const REOPEN_MS = 5_000;

/**
 * Has what is on the screen asked for again soon after something happened to it. Without a stream, because the browser has too many or
 * the connection is cut, everything is still asked for again by the clock.
 */
export function useLiveEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let stream: EventSource;
    let reopening: number | undefined;
    const changed = new Set<string>();
    let timer: number | undefined;
    const refresh = () => {
      timer = undefined;
      const those = new Set(changed);
      changed.clear();
      void queries.invalidateQueries({ predicate: ({ queryKey }) => isAbout(queryKey, those) });
    };
    const onChange = ({ data }: MessageEvent<string>) => {
      changed.add((JSON.parse(data) as { portfolioId: string }).portfolioId);
      timer ??= window.setTimeout(refresh, REFRESH_MS);
    };
    const onReset = () => void queries.invalidateQueries();
    const open = () => {
      stream = new EventSource('/v1/events');
      stream.addEventListener('change', onChange);
      stream.addEventListener('reset', onReset);
      stream.addEventListener('error', onError);
    };
    // A browser comes back after a cut by itself, but not after an answer that is no stream. An API of the build before does not know where
    // this stream was, for one: a new stream begins now, and what happened meanwhile is asked for.
    const onError = () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      reopening = window.setTimeout(() => {
        open();
        onReset();
      }, REOPEN_MS);
    };
    open();
    return () => {
      window.clearTimeout(timer);
      window.clearTimeout(reopening);
      stream.close();
    };
  }, [queries]);
}

/** The second part of a key is the portfolio, where it is about one. What is about the fleet changes with any of them. */
function isAbout([, subject]: QueryKey, changed: ReadonlySet<string>): boolean {
  return typeof subject !== 'string' || changed.has(subject);
}
