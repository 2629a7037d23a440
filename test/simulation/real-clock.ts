import type { Clock } from './clock';

/** The real time, for schedules that real servers play. Nothing waits for its end. */
export function createRealClock(): Clock {
  let happened = 0;
  const after: Clock['after'] = (ms, owner, happen) => {
    let timer = setTimeout(function happens() {
      if (!owner.alive) return;
      const frozenMs = owner.frozenUntil - Date.now();
      if (frozenMs > 0) {
        timer = setTimeout(happens, frozenMs);
        return;
      }
      happened += 1;
      happen();
    }, ms);
    return () => clearTimeout(timer);
  };
  return {
    now: Date.now,
    iso: () => new Date().toISOString(),
    events: () => happened,
    after,
    runToEnd: () => Promise.reject(new Error('real time does not end')),
  };
}
