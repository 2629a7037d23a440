import { useSyncExternalStore } from 'react';
import { agoText, timeText } from '../format/time';

/** How old something is, counted on while it is looked at. `at` is a time in milliseconds, or ISO. */
export function Age({ at, label = 'as of' }: { at: number | string; label?: string }) {
  const now = useNow();
  const since = typeof at === 'number' ? at : Date.parse(at);
  if (!Number.isFinite(since) || since === 0) return null;
  const iso = new Date(since).toISOString();
  return (
    <time className="quiet small nowrap figure" dateTime={iso} title={timeText(iso)}>
      {`${label} ${agoText(now - since)}`.trim()}
    </time>
  );
}

/** The time in milliseconds, anew each second. All who ask share one timer. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}

let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  current = Date.now();
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  current = Date.now();
  for (const listener of listeners) listener();
}
