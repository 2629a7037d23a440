/** What is costly to find out, for all who ask at about the same time. */
export interface Shared<Value> {
  /** A value that nobody has found out longer than `maxAgeMs` ago, and how old it is. */
  read(): Promise<{ value: Value; ageMs: number }>;
  /** It has changed: the next one who asks finds it out again. */
  forget(): void;
}

/** While one finds it out the others wait for that. A fault is told to all of them, and not kept. */
export function shared<Value>(
  find: () => Promise<Value>,
  { maxAgeMs, monotonicMs }: { maxAgeMs: number; monotonicMs(): number },
): Shared<Value> {
  let last: { since: number; value: Promise<Value> } | undefined;
  const forget = () => (last = undefined);
  return {
    read: async () => {
      const now = monotonicMs();
      if (last === undefined || now - last.since >= maxAgeMs) last = { since: now, value: find() };
      const mine = last;
      try {
        const value = await mine.value;
        return { value, ageMs: Math.round(monotonicMs() - mine.since) };
      } catch (error) {
        if (last === mine) forget();
        throw error;
      }
    },
    forget,
  };
}
